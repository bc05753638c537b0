"""What an allocation gives: who is where, the last admitted at each place, who waits, each lottery number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation.inputs import Number, canonical_json

# Key of the one lottery that serves all places. An id is never empty, so no place can be meant by it.
EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """How far down its list a place went: the last student admitted. It binds only while the place is full.

    `points`, `draw` and `student` are None where nobody was admitted.
    """

    seats: int
    admitted: int
    points: Number | None
    draw: str | None
    student: str | None

    @property
    def full(self) -> bool:
        """Whether every seat is taken; a place of 0 seats is full."""
        return self.admitted >= self.seats

    @property
    def free(self) -> int:
        """Seats left."""
        return max(self.seats - self.admitted, 0)

    def meets(self, points: Number, draw: str, student: str) -> bool:
        """Whether someone with these points and this lottery number stands at or above the last admitted."""
        if not self.full:
            return True
        if self.points is None or self.draw is None or self.student is None:
            return False
        return (-points, draw, student) <= (-self.points, self.draw, self.student)


@dataclass(frozen=True, slots=True)
class Result:
    """An allocation with everything needed to check and to explain it.

    Attributes
    ----------
    assignment
        Student to place, or to None. Every student of the market stands here.
    ranks
        Student to the rank of the wish granted, 1 for the first, or to None.
    cutoffs
        Place to the last admitted.
    waiting
        Place to the eligible students who would rather be there than where they are, the next first.
    lottery
        `EVERYWHERE`, or place by place, to the draws: student to 16 hexadecimal digits, the smaller first.
    proposals
        How many times a student was put forward to a place where he or she is eligible.
    """

    assignment: Mapping[str, str | None]
    ranks: Mapping[str, int | None]
    cutoffs: Mapping[str, Cutoff]
    waiting: Mapping[str, tuple[str, ...]]
    lottery: Mapping[str, Mapping[str, str]]
    proposals: int

    def __post_init__(self) -> None:
        for name in ("assignment", "ranks", "cutoffs", "waiting", "lottery"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def draw(self, student: str, place: str) -> str:
        """The lottery number that orders this student among equals at this place."""
        return self.lottery[EVERYWHERE if EVERYWHERE in self.lottery else place][student]

    def record(self) -> dict[str, Any]:
        """The result as plain dicts and lists, ready for JSON."""
        return {
            "assignment": dict(self.assignment),
            "cutoffs": {place: asdict(cutoff) for place, cutoff in self.cutoffs.items()},
            "lottery": {scope: dict(draws) for scope, draws in self.lottery.items()},
            "proposals": self.proposals,
            "ranks": dict(self.ranks),
            "waiting": {place: list(students) for place, students in self.waiting.items()},
        }

    def to_json(self) -> str:
        """Canonical JSON: the same result gives the same bytes on every machine."""
        return canonical_json(self.record())

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Result:
        """Read `record()` back."""
        return cls(
            assignment=record["assignment"],
            ranks=record["ranks"],
            cutoffs={place: Cutoff(**cutoff) for place, cutoff in record["cutoffs"].items()},
            waiting={place: tuple(students) for place, students in record["waiting"].items()},
            lottery=record["lottery"],
            proposals=record["proposals"],
        )
