"""How places choose among those put forward: by right alone, with seats kept for types, under common limits.

A choice remembers whom it holds and turns others away for good. Each of the three here is substitutable (whoever
is turned away would be turned away among more people too) and holds no fewer when more come. Deferred acceptance
over such choices is stable, best for every student, and rewards no misstated wish (Hatfield and Milgrom, 2005).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush, heappushpop
from typing import Protocol

from kadry.engine.allocation.caps import CappedPlaces
from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.result import draws_at

# A right as a heap orders it: points, and minus the turn in the lottery, so that the weakest comes first.
Claim = tuple[Number, int]


class Choice(Protocol):
    """A place, or several under common limits, while seats are being given."""

    def put_forward(self, student: str, place: str) -> str | None:
        """Consider one more eligible student; returns who is turned away, perhaps the same, or None."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of right at one place: points there, then the turn in the lottery."""

    points: Mapping[str, Number]
    order: list[str]
    turn: Mapping[str, int]

    def claim(self, student: str) -> Claim:
        """The right of a student; of two, the greater is the higher."""
        return self.points[student], -self.turn[student]

    def owner(self, claim: Claim) -> str:
        """Whose right this is."""
        return self.order[-claim[1]]

    def in_order(self, students: Iterable[str]) -> tuple[str, ...]:
        """Students by right, the highest first."""
        return tuple(sorted(students, key=self.claim, reverse=True))


def rankings(market: Market, lottery: Mapping[str, Mapping[str, str]]) -> dict[str, Ranking]:
    """The order of right at each place."""
    orders = {id(draws): _lottery_order(draws) for draws in lottery.values()}
    return {place: Ranking(listed, *orders[id(draws_at(lottery, place))]) for place, listed in market.priorities.items()}


def _lottery_order(draws: Mapping[str, str]) -> tuple[list[str], dict[str, int]]:
    order = [student for _, student in sorted((draw, student) for student, draw in draws.items())]
    return order, {student: turn for turn, student in enumerate(order)}


def choices(market: Market, lottery: Mapping[str, Mapping[str, str]], ranked: Mapping[str, Ranking]) -> dict[str, Choice]:
    """How each place chooses; places under a cap share one choice."""
    capped = {place for cap in market.caps.values() for place in cap.places}
    shared = CappedPlaces(market, lottery, capped) if capped else None
    found: dict[str, Choice] = {}
    for place, seats in market.seats.items():
        if shared is not None and place in capped:
            found[place] = shared
        elif kept := kept_seats(market, place):
            found[place] = ReservePlace(seats, kept, market.types, ranked[place], open_first=market.reserve_order == "open_first")
        else:
            found[place] = OpenPlace(seats, ranked[place])
    return found


def kept_seats(market: Market, place: str) -> dict[str, int]:
    """Types for which a place keeps at least one seat, with their number."""
    return {type_: seats for type_, seats in market.reserves.get(place, {}).items() if seats}


@dataclass(slots=True)
class OpenPlace:
    """All seats by right alone: one heap."""

    seats: int
    ranking: Ranking
    held: list[Claim] = field(default_factory=list)

    def put_forward(self, student: str, place: str) -> str | None:
        """Hold the highest rights."""
        claim = self.ranking.claim(student)
        if len(self.held) < self.seats:
            heappush(self.held, claim)
            return None
        return self.ranking.owner(heappushpop(self.held, claim))


class ReservePlace:
    """Some seats kept for types, those not taken by them open to all; each student takes one seat.

    With `open_first` the open seats are given by right before the reserved ones, else after. The reserved seats
    go to the best by right among whom they can be matched to (Sönmez and Yenmez, 2022; for one type a student,
    Hafalir, Yenmez and Yildirim, 2013). The order of the two changes who gets in (Dur et al., 2018).
    """

    def __init__(
        self, seats: int, kept: Mapping[str, int], types: Mapping[str, tuple[str, ...]], ranking: Ranking, *, open_first: bool
    ) -> None:
        self.ranking = ranking
        self.types = types
        self.seats_before = seats - sum(kept.values()) if open_first else 0
        self.seats_after = seats - self.seats_before
        self.before: list[Claim] = []
        self.reserved = ReservedSeats(kept)
        self.rest: list[Claim] = []

    def put_forward(self, student: str, place: str) -> str | None:
        """Hold the best for each kind of seat; whoever gives way at one stands before the next."""
        left = self._before(self.ranking.claim(student))
        if left is not None:
            left = self.reserved.take(left, self._kept_types(left))
        if left is not None:
            heappush(self.rest, left)
        if len(self.rest) + self.reserved.taken > self.seats_after:
            return self.ranking.owner(heappop(self.rest))
        return None

    def last_by_right(self) -> str | None:
        """The weakest of those on seats given by right alone."""
        claims = self.before + self.rest
        return self.ranking.owner(min(claims)) if claims else None

    def last_of_type(self, type_: str) -> str | None:
        """Whom one more of this type would have to stand above; None while a seat kept for it can be made free."""
        weakest = self.reserved.weakest_before((type_,))
        return None if weakest is None else self.ranking.owner(weakest)

    def on_reserved(self) -> Iterator[tuple[str, str]]:
        """Each student on a reserved seat, with the type for which it is kept."""
        for type_, claim in self.reserved.sitting():
            yield self.ranking.owner(claim), type_

    def _before(self, claim: Claim) -> Claim | None:
        """Give an open seat that goes before the reserved ones; returns who is left without."""
        if len(self.before) < self.seats_before:
            heappush(self.before, claim)
            return None
        return heappushpop(self.before, claim)

    def _kept_types(self, claim: Claim) -> tuple[str, ...]:
        return tuple(type_ for type_ in self.types.get(self.ranking.owner(claim), ()) if type_ in self.reserved.kept)


class ReservedSeats:
    """The best by right who can all sit on seats kept for a type of theirs: greedy in a transversal matroid.

    Students of the same types are interchangeable, so they are held in one heap for each seat type and set of
    types. A newcomer looks for a path: onto a seat whose holder moves to a seat of another type, and so on, to a
    free one. Without a free seat at the end the weakest within reach gives way.
    """

    def __init__(self, kept: Mapping[str, int]) -> None:
        self.kept = kept
        self.free = dict(kept)
        self.taken = 0
        self.holders: dict[str, dict[tuple[str, ...], list[Claim]]] = {type_: {} for type_ in kept}

    def take(self, claim: Claim, types: tuple[str, ...]) -> Claim | None:
        """Seat a newcomer if that makes the best set better; returns who is left without a reserved seat."""
        reach = self._reach(types)
        goal = next((type_ for type_ in reach if self.free[type_]), None)
        left = None
        if goal is not None:
            self.free[goal] -= 1
            self.taken += 1
        else:
            weakest = min(self._within(reach), default=None)
            if weakest is None or claim < weakest[0]:
                return claim
            left, goal, group = weakest
            heappop(self.holders[goal][group])
        self._shift(reach, goal, claim, types)
        return left

    def weakest_before(self, types: tuple[str, ...]) -> Claim | None:
        """Whom one more of these types would have to stand above; None while a free seat is within reach."""
        reach = self._reach(types)
        if any(self.free[type_] for type_ in reach):
            return None
        return min(self._within(reach))[0]

    def sitting(self) -> Iterator[tuple[str, Claim]]:
        """Every reserved seat taken: its type and the right of the student on it."""
        for type_, groups in self.holders.items():
            for claims in groups.values():
                for claim in claims:
                    yield type_, claim

    def _reach(self, types: tuple[str, ...]) -> dict[str, tuple[str, tuple[str, ...]] | None]:
        """Seat types that could be vacated for these types, each with the seat type and group it is reached from."""
        reach: dict[str, tuple[str, tuple[str, ...]] | None] = dict.fromkeys(types)
        queue = list(types)
        for type_ in queue:
            for group, claims in self.holders[type_].items():
                for other in group if claims else ():
                    if other not in reach:
                        reach[other] = (type_, group)
                        queue.append(other)
        return reach

    def _within(self, reach: Iterable[str]) -> Iterator[tuple[Claim, str, tuple[str, ...]]]:
        for type_ in reach:
            for group, claims in self.holders[type_].items():
                if claims:
                    yield claims[0], type_, group

    def _shift(
        self,
        reach: Mapping[str, tuple[str, tuple[str, ...]] | None],
        goal: str,
        claim: Claim,
        types: tuple[str, ...],
    ) -> None:
        """Move holders along the path that ends at the goal, and seat the newcomer where it begins."""
        while (step := reach[goal]) is not None:
            origin, group = step
            heappush(self.holders[goal].setdefault(group, []), heappop(self.holders[origin][group]))
            goal = origin
        heappush(self.holders[goal].setdefault(types, []), claim)
