"""How a fault of an input is told: where it stands, what is wrong, and the cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input, where it stands, and what to do about it."""

    where: str
    what: str
    cure: str
    row: int | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        return f"{self.where}{row}: {self.what}. {self.cure}"


class FaultyInput(ValueError):
    """An input with faults: all of them, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.told())

    def told(self) -> str:
        """Every fault on a line of its own, under how many there are."""
        count = len(self.faults)
        heading = f"{count} fault{'' if count == 1 else 's'} in the input"
        return "\n".join([heading, *(f"  {fault}" for fault in self.faults)])
