"""Facts of employers from files: one employer as YAML, or tables of employers and of hires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from kadry.engine.rules import FaultyInput
from kadry.engine.rules.faults import Fault

SHAPE = 'Write `employer:` and below it, indented, `okved: "25.62"` and so on.'


def employer(path: Path) -> dict[str, Any]:
    """The facts of one employer by name. Raises FaultyInput where the file is not such a list, OSError where there is none."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as wrong:
        raise FaultyInput([Fault(path.name, f"it is not YAML ({_said(wrong)})", SHAPE)]) from wrong
    if not isinstance(content, Mapping):
        raise FaultyInput([Fault(path.name, "it is not a list of facts", SHAPE)])
    return dict(_flat(content))


def _flat(content: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """`job: {wage: 1}` and `job.wage: 1` are one fact."""
    for name, inner in content.items():
        if isinstance(inner, Mapping):
            yield from ((f"{name}.{below}", value) for below, value in inner.items())
        else:
            yield str(name), inner


def _said(wrong: Exception) -> str:
    return " ".join(str(wrong).split())
