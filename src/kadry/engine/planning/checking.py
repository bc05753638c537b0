"""What the rows of a problem and the problem itself check alike, and the one order of their parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kadry.engine.faults import Fault
from kadry.engine.planning.canonical import type_faults


def checked(thing: Any, where: str, rest: Callable[[], Iterator[Fault]]) -> Iterator[Fault]:
    """Faults of type first; the other checks only on values of the right type."""
    wrong = list(type_faults(thing, where))
    yield from wrong or rest()


def blank(thing: Any, where: str, names: tuple[str, ...]) -> Iterator[Fault]:
    """Fields that need a text and have none."""
    for name in names:
        if not getattr(thing, name).strip():
            yield Fault(f"{where}.{name}", "empty", "Give a text.")


def twice(what: str, keys: Iterable[str]) -> Iterator[Fault]:
    """Keys that stand more than once."""
    for key, count in sorted(Counter(keys).items()):
        if count > 1:
            yield Fault(f"{what} {key}", f"given {count} times", "Keep one.")


def put_in_order(thing: Any, name: str, key: Any) -> None:
    """Put a tuple of a frozen object in its one order, so that order of reading never reaches the result."""
    object.__setattr__(thing, name, tuple(sorted(getattr(thing, name), key=key)))
