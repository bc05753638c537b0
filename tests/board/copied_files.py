"""What one copy of the database's files tells of a secret vote, taken while it is open and after it is closed.

    python -m tests.board.copied_files

Prints a line of JSON: whose votes such a copy tells at three moments, and whether the journal could be emptied. The journal
keeps the last transactions one behind the other, so the copy is read as it stood after each of them: who has voted
meanwhile, and which count has risen.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

HEAD, FRAME_HEAD = 32, 24  # of the journal, of each page in it
CHOICES = ("against", "for", "abstained", "for", "against")


def main() -> None:
    home = tempfile.mkdtemp(prefix="kadry-copied-")
    try:
        _start(home)
        sys.stdout.write(json.dumps(_told(Path(home) / "kadry.sqlite3")) + "\n")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(home: str) -> None:
    os.environ |= {"KADRY_HOME": home, "KADRY_TODAY": "2026-06-15", "DJANGO_SETTINGS_MODULE": "kadry.config.settings"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from kadry.people.actions import system_user
    from kadry.reference.actions import classifiers_load
    from kadry.trail.clock import now

    classifiers_load(by=system_user(), at=now(), ground="test")


def _told(path: Path) -> dict[str, Any]:
    from kadry.board import actions, journal
    from tests.board.builders import cast, members, motion, open_meeting
    from tests.factories import signed

    people = members(5)
    opened = actions.motion_open(motion=motion(open_meeting(*people), is_secret=True), **signed())
    for one, choice in zip(people[:4], CHOICES, strict=False):
        cast(one, opened, choice)
    told = {"while it is open": _linked(path)}
    with _somebody_reading(path):
        cast(people[4], opened, CHOICES[4])
        told["while somebody reads"] = _linked(path)
        told["is empty while somebody reads"] = journal.empty(journal.AFTER_A_VOTE)
    actions.motion_close(motion=opened, **signed())
    told["after the end"] = _linked(path)
    told["is empty after the end"] = journal.empty(journal.AFTER_A_VOTE)
    return told


@contextmanager
def _somebody_reading(path: Path) -> Iterator[None]:
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM board_member").fetchone()
    yield
    reader.close()


def _linked(path: Path) -> dict[int, str]:
    """Member → choice, for each vote that stands alone between two transactions."""
    states = [_state(path, journal) for journal in _journals(Path(f"{path}-wal").read_bytes())]
    linked = {}
    for (voted, counts), (voted_then, counts_then) in pairwise(states):
        risen = [choice for choice, votes in counts_then.items() if votes > counts[choice]]
        if len(voted_then - voted) == 1 and len(risen) == 1:
            linked[next(iter(voted_then - voted))] = risen[0]
    return linked


def _journals(journal: bytes) -> Iterator[bytes]:
    """The journal as it stood before its first transaction, and after each."""
    yield b""
    if not journal:
        return
    page, salt, end = struct.unpack(">I", journal[8:12])[0], journal[16:24], HEAD
    while end + FRAME_HEAD + page <= len(journal) and journal[end + 8 : end + 16] == salt:
        is_last_of_its_transaction = struct.unpack(">I", journal[end + 4 : end + 8])[0] > 0
        end += FRAME_HEAD + page
        if is_last_of_its_transaction:
            yield journal[:end]


def _state(path: Path, journal: bytes) -> tuple[frozenset[int], dict[str, int]]:
    """Who has voted and the counts, with so much of the journal."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite3"
        shutil.copy(path, copy)
        Path(f"{copy}-wal").write_bytes(journal)
        base = sqlite3.connect(copy)
        voted = frozenset(member for (member,) in base.execute("SELECT member_id FROM board_turnout WHERE has_voted"))
        counts = dict(base.execute("SELECT choice, votes FROM board_tally"))
        base.close()
    return voted, counts


if __name__ == "__main__":
    main()
