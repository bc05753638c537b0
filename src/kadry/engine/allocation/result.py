"""What an allocation gives: who is where, the last admitted at each place, who waits, each lottery number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation.inputs import Number, canonical_json

# Key of the one lottery that serves all places. An id is never empty, so no place can be meant by it.
EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Cutoff:
    """How far down its list a place or a cap went: the last student admitted. It binds only while that is full.

    `points`, `draw` and `student` are None where nobody was admitted. At a place with reserved seats they are
    those of the last admitted by right alone, None where nobody was. `place` is named only under a cap, which
    compares students of several places: it says where the last admitted is.
    """

    seats: int
    admitted: int
    points: Number | None
    draw: str | None
    student: str | None
    place: str | None = None

    @property
    def full(self) -> bool:
        """Whether every seat is taken; a place of 0 seats is full."""
        return self.admitted >= self.seats

    @property
    def free(self) -> int:
        """Seats left."""
        return max(self.seats - self.admitted, 0)

    def meets(self, points: Number, draw: str, student: str, place: str = "") -> bool:
        """Whether someone with these points and this lottery number stands at or above the last admitted.

        Under a cap, give the place where the points are held.
        """
        if not self.full:
            return True
        if self.points is None or self.draw is None or self.student is None:
            return False
        return (-points, draw, place if self.place else "", student) <= (-self.points, self.draw, self.place or "", self.student)

    def record(self) -> dict[str, Any]:
        """The cut-off as a plain dict, ready for JSON."""
        return {name: value for name, value in asdict(self).items() if name != "place" or value is not None}


@dataclass(frozen=True, slots=True)
class ReserveCutoff(Cutoff):
    """The bar of the seats a place keeps for one type.

    `seats` are kept for the type, `admitted` sit on them. The last admitted is the one above whom one more of
    the type would have to stand: of several types, perhaps, and on a seat kept for another. It is None while
    every eligible student of the type gets in.
    """

    @property
    def full(self) -> bool:
        """Whether one more of the type would have to stand above somebody."""
        return self.student is not None


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
        Place to the eligible students who would rather be there than where they are, the highest right first.
    lottery
        `EVERYWHERE`, or place by place, to the draws: student to 16 hexadecimal digits, the smaller first.
    proposals
        How many times a student was put forward to a place where he or she is eligible.
    reserved_for
        Student to the type for which the seat given was kept; those on other seats do not stand here.
    reserve_cutoffs
        Place to type to the bar of the seats kept for it; only places and types with such seats.
    cap_cutoffs
        Name of a cap to the last admitted under it.
    """

    assignment: Mapping[str, str | None]
    ranks: Mapping[str, int | None]
    cutoffs: Mapping[str, Cutoff]
    waiting: Mapping[str, tuple[str, ...]]
    lottery: Mapping[str, Mapping[str, str]]
    proposals: int
    reserved_for: Mapping[str, str] = field(default_factory=dict)
    reserve_cutoffs: Mapping[str, Mapping[str, ReserveCutoff]] = field(default_factory=dict)
    cap_cutoffs: Mapping[str, Cutoff] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keyed = ("assignment", "ranks", "cutoffs", "waiting", "lottery", "reserved_for", "reserve_cutoffs", "cap_cutoffs")
        for name in keyed:
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def draw(self, student: str, place: str) -> str:
        """The lottery number that orders this student among equals at this place."""
        return draws_at(self.lottery, place)[student]

    def record(self) -> dict[str, Any]:
        """The result as plain dicts and lists, ready for JSON; what only a rule gives stands there only with it."""
        record = {
            "assignment": dict(self.assignment),
            "cutoffs": {place: cutoff.record() for place, cutoff in self.cutoffs.items()},
            "lottery": {scope: dict(draws) for scope, draws in self.lottery.items()},
            "proposals": self.proposals,
            "ranks": dict(self.ranks),
            "waiting": {place: list(students) for place, students in self.waiting.items()},
        }
        under_rules = {
            "cap_cutoffs": {name: cutoff.record() for name, cutoff in self.cap_cutoffs.items()},
            "reserve_cutoffs": {
                place: {type_: cutoff.record() for type_, cutoff in bars.items()} for place, bars in self.reserve_cutoffs.items()
            },
            "reserved_for": dict(self.reserved_for),
        }
        return record | {name: part for name, part in under_rules.items() if part}

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
            reserved_for=record.get("reserved_for", {}),
            reserve_cutoffs={
                place: {type_: ReserveCutoff(**cutoff) for type_, cutoff in bars.items()}
                for place, bars in record.get("reserve_cutoffs", {}).items()
            },
            cap_cutoffs={name: Cutoff(**cutoff) for name, cutoff in record.get("cap_cutoffs", {}).items()},
        )


def draws_at(lottery: Mapping[str, Mapping[str, str]], place: str) -> Mapping[str, str]:
    """The lottery numbers that hold at a place."""
    return lottery[EVERYWHERE if EVERYWHERE in lottery else place]
