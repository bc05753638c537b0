"""What all checks look at, taken once from the market and the result."""

from __future__ import annotations

import hashlib
from math import inf

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Cutoff, Result
from kadry.engine.allocation.rules import Cap

Right = tuple[float, str, str]


class Facts:
    """What all checks look at, taken once: who is where, who would rather be elsewhere, with what right."""

    def __init__(self, market: Market, result: Result) -> None:
        self.market = market
        self.result = result
        self.draws: dict[str, str] = {}
        self.lasts: dict[str, str | None] = {}
        self.members: dict[str, list[str]] = {place: [] for place in market.seats}
        self.envying: dict[str, list[str]] = {place: [] for place in market.seats}
        self.caps_at: dict[str, list[tuple[str, Cap]]] = {}
        self.caps_over: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}  # those counting certain types at a place
        self.proposals = 0
        for name, cap in market.caps.items():
            for place in cap.places:
                self.caps_at.setdefault(place, []).append((name, cap))
        for student, wished in market.wishes.items():
            self._look_at(student, wished)

    def _look_at(self, student: str, wished: tuple[str, ...]) -> None:
        given = self.result.assignment.get(student)
        if isinstance(given, str) and given in self.members:
            self.members[given].append(student)
        for place in wished:
            if student in self.market.priorities[place]:
                self.proposals += 1
                if place != given:
                    self.envying[place].append(student)
            if place == given:
                break

    def draw(self, student: str, place: str) -> str:
        """The lottery number as the seed gives it, whatever the result says."""
        scope = "" if self.market.lottery == "single" else f"{place}:"
        text = f"{self.market.seed}:{scope}{student}"
        if text not in self.draws:
            self.draws[text] = hashlib.sha256(text.encode()).digest()[:8].hex()
        return self.draws[text]

    def right(self, student: str, place: str) -> Right:
        """A student's standing at a place; the smaller is the higher right, the ineligible come last."""
        points = self.market.priorities[place].get(student)
        return (inf if points is None else -points, self.draw(student, place), student)

    def last(self, place: str) -> str | None:
        """The student with the lowest right among those at a place."""
        if place not in self.lasts:
            members = self.members[place]
            self.lasts[place] = max(members, key=lambda student: self.right(student, place), default=None)
        return self.lasts[place]

    def free(self, place: str) -> int:
        """Seats nobody holds."""
        return self.market.seats[place] - len(self.members[place])

    @property
    def placed(self) -> int:
        """How many students have a place."""
        return sum(place is not None for place in self.result.assignment.values())

    @property
    def wanted(self) -> int:
        """How many times a student would rather be at a place."""
        return sum(map(len, self.envying.values()))


def place_cutoff(facts: Facts, place: str, last: str | None) -> Cutoff:
    """The cut-off that a place should have, given the last admitted by right."""
    seats, members = facts.market.seats[place], facts.members[place]
    if last is None:
        return Cutoff(seats, len(members), None, None, None)
    return Cutoff(seats, len(members), facts.market.priorities[place].get(last), facts.draw(last, place), last)
