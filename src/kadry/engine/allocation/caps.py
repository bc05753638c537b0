"""How places under common limits choose together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import draws_at


@dataclass(slots=True)
class Limit:
    """A cap, or the seats of a place, while seats are being given; those it has let go leave the heap late."""

    seats: int
    count: int = 0
    ranks: list[int] = field(default_factory=list)

    def weakest(self, held: Mapping[int, object]) -> int | None:
        """The lowest right held under this limit."""
        while self.ranks and -self.ranks[0] not in held:
            heappop(self.ranks)
        return -self.ranks[0] if self.ranks else None


class CappedPlaces:
    """All places under caps together: the highest rights that fit under every limit, one within another.

    A newcomer enters if every limit above has room. Otherwise the innermost full one decides: of those under it,
    newcomer included, the lowest right goes: greedy in a laminar matroid. Rights are compared across places:
    points, lottery, then place and student id (Kamada and Kojima, 2018; Kojima, Tamura and Yokoo, 2018).
    """

    def __init__(self, market: Market, lottery: Mapping[str, Mapping[str, str]], places: set[str]) -> None:
        self.types = market.types
        self.limits = _limits(market, places)
        self.wishes = _wishes_by_right(market, lottery, places)
        self.rank = {wish: rank for rank, wish in enumerate(self.wishes)}
        self.held: dict[int, list[Limit]] = {}

    def put_forward(self, student: str, place: str) -> str | None:
        """Hold the highest rights that fit."""
        rank = self.rank[student, place]
        types = self.types.get(student, ())
        above = [limit for type_, limit in self.limits[place] if type_ is None or type_ in types]
        full = next((limit for limit in above if limit.count >= limit.seats), None)
        if full is None:
            self._hold(rank, above)
            return None
        weakest = full.weakest(self.held)
        if weakest is None or weakest < rank:
            return student
        self._let_go(weakest)
        self._hold(rank, above)
        return self.wishes[weakest][0]

    def _hold(self, rank: int, above: list[Limit]) -> None:
        self.held[rank] = above
        for limit in above:
            limit.count += 1
            heappush(limit.ranks, -rank)

    def _let_go(self, rank: int) -> None:
        for limit in self.held.pop(rank):
            limit.count -= 1


def _limits(market: Market, places: set[str]) -> dict[str, list[tuple[str | None, Limit]]]:
    """Limits above each place with the type they count, the innermost first."""
    members = {type_: 0 for cap in market.caps.values() if (type_ := cap.type) is not None}
    for types in market.types.values():
        for type_ in members.keys() & set(types):
            members[type_] += 1
    above: dict[str, list[tuple[tuple[bool, int, int], str | None, Limit]]] = {place: [] for place in places}
    for cap in market.caps.values():
        size = (cap.type is None, len(cap.places), 0 if cap.type is None else members[cap.type])
        limit = Limit(cap.seats)
        for place in cap.places:
            above[place].append((size, cap.type, limit))
    for place, limits in above.items():
        limits.append(((True, 1, 0), None, Limit(market.seats[place])))
        limits.sort(key=lambda entry: entry[0])
    return {place: [(type_, limit) for _, type_, limit in limits] for place, limits in above.items()}


def _wishes_by_right(market: Market, lottery: Mapping[str, Mapping[str, str]], places: set[str]) -> list[tuple[str, str]]:
    """Student and place of every wish for these places that can count, the highest right first."""
    rights = [
        (-market.priorities[place][student], draws_at(lottery, place)[student], place, student)
        for student, wished in market.wishes.items()
        for place in wished
        if place in places and student in market.priorities[place]
    ]
    return [(student, place) for _, _, place, student in sorted(rights)]
