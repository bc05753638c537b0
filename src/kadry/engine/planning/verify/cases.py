"""How a check tells what it looked at: nothing for a case that holds, words for one that does not."""

from __future__ import annotations

from collections.abc import Iterator

from kadry.engine.planning.verify.serving import Key

Findings = Iterator[str | None]


def case(holds: bool, otherwise: str) -> str | None:
    """Nothing for a case that holds, else the words of the counter-example."""
    return None if holds else otherwise


def name_of(key: Key) -> str:
    """A pair as a counter-example calls it."""
    return f"{key[0]} / {key[1]}"
