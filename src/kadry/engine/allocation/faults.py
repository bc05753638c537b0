"""How a fault of an input is told: where, what, and the cure; and what is wrong with one id or one number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Control characters would break a table, half a surrogate pair cannot be hashed as UTF-8.
UNFIT_FOR_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input, where it stands, and what to do about it."""

    where: str
    row: int | None
    what: str
    cure: str

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        return f"{self.where}{row}: {self.what}. {self.cure}"


class FaultyInput(ValueError):
    """An input with faults: all of them, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        count = len(self.faults)
        heading = f"{count} fault{'' if count == 1 else 's'} in the input"
        super().__init__("\n".join([heading, *(f"  {fault}" for fault in self.faults)]))


def id_fault(value: object) -> str | None:
    """What is wrong with an id, in words; None when it is fit."""
    if not isinstance(value, str):
        return f"the id {value!r} is not text"
    if not value:
        return "the id is empty"
    if value != value.strip():
        return f"the id {value!r} begins or ends with a space"
    if UNFIT_FOR_ID.search(value):
        return f"the id {value!r} holds a control character"
    return None


def points_fault(points: object) -> str | None:
    """What is wrong with points, in words; None when they are a finite number."""
    if isinstance(points, float):
        return None if math.isfinite(points) else f"{points!r} is not a finite number"
    return None if is_whole(points) else f"{points!r} is not a number"


def count_faults(where: str, count: object) -> Iterator[Fault]:
    """What is wrong with a number of seats or students."""
    if not is_whole(count):
        yield Fault(where, None, f"{count!r} is not a whole number", "Give 0, 1, 2 …")
    elif count < 0:  # ty: ignore[unsupported-operator]
        yield Fault(where, None, f"{count} is negative", "Give 0 or more.")


def is_whole(value: object) -> bool:
    """Whether a value is an integer; True and False are none."""
    return not isinstance(value, bool) and hasattr(value, "__index__")
