"""A market and its groups in whole numbers. Whoever asks for seats is a party; a single is a group of one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import EVERYWHERE
from kadry.engine.allocation.solve import draw_lottery
from kadry.engine.allocation.together.inputs import Group, JointWish

# A place, and the ranks there of the members who would sit at it, the highest right first.
Demand = tuple[int, tuple[int, ...]]
# A wish is its demands, one a place.
Wish = tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Parties:
    """Who asks for what.

    Attributes
    ----------
    seats
        Seats of each place.
    wishes
        For each party its wishes, the dearest first. Index `len(wishes[party])` stands for no place at all.
    singles
        How many of the parties are singles; they come first.
    listed
        For each place and rank, 0 the highest right, the party of the student there. Only those who ask for
        the place are ranked.
    bits
        Beside `listed`: the wishes of that party, as bits, that put this very student at the place.
    students
        Beside `listed`: the student's id.
    """

    seats: list[int]
    wishes: list[list[Wish]]
    singles: int
    listed: list[list[int]]
    bits: list[list[int]]
    students: list[list[str]]

    @property
    def groups(self) -> range:
        """The parties that are groups."""
        return range(self.singles, len(self.wishes))

    def with_seats(self, extra: Mapping[int, int]) -> Parties:
        """The same parties before places with more seats."""
        return replace(self, seats=[count + extra.get(place, 0) for place, count in enumerate(self.seats)])

    def everyone_at(self, choices: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Place and rank of every student, when each party has the wish of this index."""
        for wishes, choice in zip(self.wishes, choices, strict=True):
            if choice < len(wishes):
                yield from seats_of(wishes[choice])


def seats_of(wish: Wish) -> Iterator[tuple[int, int]]:
    """Place and rank of each member a wish seats."""
    for place, ranks in wish:
        for rank in ranks:
            yield place, rank


def others_above(there: list[int], ranks: tuple[int, ...]) -> int:
    """How many of those at a place, given by rank in order, stand above the last of `ranks` and are none of them."""
    above = bisect_left(there, ranks[-1])
    for rank in ranks[:-1]:
        at = bisect_left(there, rank)
        above -= at < len(there) and there[at] == rank
    return above


def number_parties(market: Market, groups: Sequence[Group]) -> Parties:
    """The parties of a market and its groups: singles by id, then groups as they stand."""
    places = {place: at for at, place in enumerate(market.places)}
    asking = _asking(market, groups)
    students = _by_right(market, asking)
    ranks = [{student: rank for rank, student in enumerate(row)} for row in students]
    together = {member for group in groups for member in group.members}
    singles = [student for student in market.students if student not in together]
    party_of = {student: party for party, student in enumerate(singles)}
    party_of |= {member: len(singles) + at for at, group in enumerate(groups) for member in group.members}
    bits = [[0] * len(row) for row in students]
    alone = [(rank,) for rank in range(max(map(len, students), default=0))]  # shared: a large market has hundreds of thousands
    wishes = [_wishes_of_single(student, market.wishes[student], places, ranks, bits, alone) for student in singles]
    wishes += [_wishes_of_group(group, places, ranks, bits) for group in groups]
    return Parties(
        seats=list(market.seats.values()),
        wishes=wishes,
        singles=len(singles),
        listed=[[party_of[student] for student in row] for row in students],
        bits=bits,
        students=students,
    )


def _asking(market: Market, groups: Sequence[Group]) -> dict[str, list[str]]:
    asking: dict[str, list[str]] = {place: [] for place in market.places}
    for student, wished in market.wishes.items():
        for place in wished:
            if student in market.priorities[place]:
                asking[place].append(student)
    for group in groups:
        wished = {pair for wish in group.wishes for pair in zip(wish, group.members, strict=True)}
        for place, member in wished:
            if place is not None:
                asking[place].append(member)
    return asking


def _by_right(market: Market, asking: Mapping[str, list[str]]) -> list[list[str]]:
    """Those who ask for each place, the highest right first: by lottery, then, keeping that order, by points."""
    turns = {scope: _turns(draws) for scope, draws in draw_lottery(market).items()}
    for place, students in asking.items():
        students.sort(key=turns[EVERYWHERE if EVERYWHERE in turns else place].__getitem__)
        students.sort(key=market.priorities[place].__getitem__, reverse=True)
    return list(asking.values())


def _turns(draws: Mapping[str, str]) -> dict[str, int]:
    drawn = sorted((draw, student) for student, draw in draws.items())
    return {student: turn for turn, (_, student) in enumerate(drawn)}


def _wishes_of_single(
    student: str,
    wished: Sequence[str],
    places: Mapping[str, int],
    ranks: list[dict[str, int]],
    bits: list[list[int]],
    alone: Sequence[tuple[int, ...]],
) -> list[Wish]:
    wishes: list[Wish] = []
    for place in wished:
        at = places[place]
        rank = ranks[at].get(student)
        if rank is not None:
            bits[at][rank] = 1 << len(wishes)
            wishes.append(((at, alone[rank]),))
    return wishes


def _wishes_of_group(group: Group, places: Mapping[str, int], ranks: list[dict[str, int]], bits: list[list[int]]) -> list[Wish]:
    wishes = [_demands(group.members, wish, places, ranks) for wish in group.wishes]
    for index, wish in enumerate(wishes):
        for place, rank in seats_of(wish):
            bits[place][rank] |= 1 << index
    return wishes


def _demands(members: Sequence[str], wish: JointWish, places: Mapping[str, int], ranks: list[dict[str, int]]) -> Wish:
    sitting: dict[int, list[int]] = {}
    for member, place in zip(members, wish, strict=True):
        if place is not None:
            at = places[place]
            sitting.setdefault(at, []).append(ranks[at][member])
    return tuple((at, tuple(sorted(sitting[at]))) for at in sorted(sitting))
