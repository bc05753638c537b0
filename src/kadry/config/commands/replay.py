"""Compute a run again from its record and compare, byte for byte. Needs the engine alone.

    kadry replay run-41.json.gz
    kadry replay run-41.json

Exit code: 0 the same bytes, 1 a difference (named), 2 the file is not a record.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import zlib
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", type=Path)


def run(options: argparse.Namespace) -> int:
    try:
        data = options.record.read_bytes()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        differences = _replay(json.loads(text), text)
    except (OSError, EOFError, zlib.error, ValueError) as wrong:
        print(f"{options.record} is not a record of a run: {wrong}")
        return 2
    print(f"SHA-256 {hashlib.sha256(text).hexdigest()}")
    if not differences:
        print("The same bytes: the result follows from its input.")
        return 0
    for difference in differences:
        print(f"Different: {difference}")
    return 1


def _replay(record: object, text: bytes) -> list[str]:
    """Whose engine made the record is told by its format. Raises ValueError where it is of none."""
    if isinstance(record, dict) and record.get("format") == "kadry.allocation":
        from kadry.engine.allocation import replay as replay_allocation

        return [str(difference) for difference in replay_allocation(text).differences]
    from kadry.engine.planning import replay as replay_planning

    return [str(difference) for difference in replay_planning(text).differences]
