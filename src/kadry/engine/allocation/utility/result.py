"""What an assignment by utility gives: who is where, what seats cost, and how far from the optimum it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation.inputs import Number, canonical_json


@dataclass(frozen=True, slots=True, kw_only=True)
class UtilityResult:
    """An assignment with the prices that prove it.

    Attributes
    ----------
    assignment
        Student to place, or to None. Every student of the market stands here.
    prices
        Place to the price of a seat in units of utility, 0 where seats are free. Nobody pays it: it says what
        a seat is worth to the others.
    value
        The utilities of all students at their places, added up.
    bound
        No assignment at all is worth more than this.
    gap
        (bound - value) / bound, at most `asked`.
    asked
        The gap that was asked for.
    tolerance
        At these prices nobody gains more than this, in units of utility, by changing places.
    """

    assignment: Mapping[str, str | None]
    prices: Mapping[str, Number]
    value: Number
    bound: Number
    gap: float
    asked: float
    tolerance: float

    def __post_init__(self) -> None:
        for name in ("assignment", "prices"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def record(self) -> dict[str, Any]:
        """The result as plain dicts, ready for JSON."""
        return {
            "asked": self.asked,
            "assignment": dict(self.assignment),
            "bound": self.bound,
            "gap": self.gap,
            "prices": dict(self.prices),
            "tolerance": self.tolerance,
            "value": self.value,
        }

    def to_json(self) -> str:
        """Canonical JSON: the same result gives the same bytes on every machine."""
        return canonical_json(self.record())

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> UtilityResult:
        """Read `record()` back."""
        return cls(**record)
