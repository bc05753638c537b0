"""What a market without its minimums comes to when some of its places are closed, and what that costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.solve import solve


class Cost(NamedTuple):
    """What a settlement costs against the allocation without minimums; the smaller, the better."""

    worse_off: int
    left_out: int
    wishes_lost: int


class Trials:
    """Allocations with some places closed, each solved once."""

    def __init__(self, market: Market) -> None:
        self.market = replace(market, minimums={})
        self.minimums = market.minimums
        self._solved: dict[frozenset[str], Result] = {}

    def outcome(self, closed: Iterable[str]) -> Result:
        """The allocation with these places closed."""
        gone = frozenset(closed)
        if gone not in self._solved:
            seats = {place: 0 if place in gone else count for place, count in self.market.seats.items()}
            reserves = {place: kept for place, kept in self.market.reserves.items() if place not in gone}
            self._solved[gone] = solve(replace(self.market, seats=seats, reserves=reserves))
        return self._solved[gone]

    def holding(self, closed: Iterable[str], held: Mapping[str, str]) -> dict[str, str | None]:
        """Who is where with these places closed and these students held, all others allocated to what is left."""
        taken, gone = Counter(held.values()), frozenset(closed)
        seats = {place: 0 if place in gone else count - taken[place] for place, count in self.market.seats.items()}
        wishes = {student: () if student in held else wished for student, wished in self.market.wishes.items()}
        return {**solve(replace(self.market, seats=seats, wishes=wishes)).assignment, **held}

    @cached_property
    def plain(self) -> Result:
        """The allocation as it is without minimums."""
        return self.outcome(())

    @cached_property
    def monotone(self) -> bool:
        """Whether closing a place can only hurt; under a cap it may free seats."""
        return not self.market.caps

    def short(self, closed: Iterable[str]) -> list[str]:
        """The places that then have somebody, but fewer than their minimum."""
        cutoffs = self.outcome(closed).cutoffs
        return [place for place, fewest in self.minimums.items() if 0 < cutoffs[place].admitted < fewest]

    def cost(self, assignment: Mapping[str, str | None]) -> Cost:
        """Who is worse off than without minimums, who of them has no place, and how many wishes that is in all."""
        worse_off = left_out = wishes_lost = 0
        for student, place in assignment.items():
            lost = self.lost(student, place)
            if lost > 0:
                worse_off += 1
                left_out += place is None
                wishes_lost += lost
        return Cost(worse_off, left_out, wishes_lost)

    def lost(self, student: str, place: str | None) -> int:
        """By how many wishes a place is worse than the one without minimums; negative where it is better."""
        return self._rank(student, place) - self._rank(student, self.plain.assignment[student])

    def _rank(self, student: str, place: str | None) -> int:
        wished = self.market.wishes[student]
        return len(wished) if place is None else wished.index(place)
