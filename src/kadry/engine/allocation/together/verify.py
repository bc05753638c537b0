"""The guarantees G1…G8 of an allocation with groups, checked against the market and the groups alone.

This file knows nothing of how the result was found: it draws the lottery again and looks for one party that
blocks, seat by seat, as the definition in `solve_together` says.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.together.inputs import Group, checked_groups
from kadry.engine.allocation.together.result import Block, TogetherResult
from kadry.engine.allocation.together.words import PROPERTIES
from kadry.engine.allocation.verify import Certificate, Property

Right = tuple[float, str, str]
Places = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """A single or a group: its members, its wishes down to the one it has, and whether it has one of its wishes."""

    members: tuple[str, ...]
    wishes: tuple[Places, ...]
    has: Places
    wished: bool


class Hall:
    """Everyone in place, with the right of each: the state in which blocks are looked for."""

    def __init__(self, market: Market, seats: Mapping[str, int], assignment: Mapping[str, str | None]) -> None:
        self.market = market
        self.seats = seats
        self.at = dict(assignment)
        self.there: dict[str, list[Right]] = {place: [] for place in market.seats}
        for student, place in assignment.items():
            if place in self.there and student in market.priorities[place]:
                self.there[place].append(self.right(student, place))
        for rights in self.there.values():
            rights.sort()

    def right(self, student: str, place: str) -> Right:
        """Standing at a place; the smaller is the higher right."""
        scope = "" if self.market.lottery == "single" else f"{place}:"
        draw = hashlib.sha256(f"{self.market.seed}:{scope}{student}".encode()).hexdigest()[:16]
        return (-self.market.priorities[place][student], draw, student)

    def would_choose(self, place: str, coming: Iterable[str]) -> bool:
        """Whether a place would choose all of these from them and those there now."""
        rights = [self.right(student, place) for student in coming]
        lowest = max(rights)
        above = bisect_left(self.there[place], lowest)
        not_there = [right for right in rights if right != lowest and self.at.get(right[2]) != place]
        return above + len(not_there) < self.seats[place]

    def open_to(self, party: Party) -> Places | None:
        """The dearest wish above the one a party has that every place in it would grant: a block."""
        for wish in party.wishes:
            if wish == party.has:
                return None
            coming: dict[str, list[str]] = {}
            for student, place in zip(party.members, wish, strict=True):
                if place is not None:
                    coming.setdefault(place, []).append(student)
            if all(self.would_choose(place, students) for place, students in coming.items()):
                return wish
        return None

    def leave(self, party: Party) -> None:
        """Take the seats of a party away."""
        for student in party.members:
            place = self.at[student]
            if place is not None:
                self.there[place].remove(self.right(student, place))
            self.at[student] = None


class Facts:
    """What all checks look at, taken once."""

    def __init__(self, market: Market, groups: Sequence[Group], result: TogetherResult) -> None:
        self.market = market
        self.result = result
        self.seats = {place: seats + _whole(result.extra_seats.get(place, 0)) for place, seats in market.seats.items()}
        self.groups = [self._party(group.members, group.wishes) for group in groups]
        together = {member for group in groups for member in group.members}
        self.singles = [
            self._party((student,), tuple((place,) for place in wished if student in market.priorities[place]))
            for student, wished in market.wishes.items()
            if student not in together
        ]
        self.hall = Hall(market, self.seats, result.assignment)

    def _party(self, members: tuple[str, ...], wishes: tuple[Places, ...]) -> Party:
        has = tuple(self.result.assignment.get(member) for member in members)
        return Party(members, wishes, has, wished=has in wishes or not any(has))


def verify_together(market: Market, groups: Sequence[Group], result: TogetherResult) -> Certificate:
    """Check every guarantee of a result; a broken one is named with its first case, nothing is raised.

    That a stable assignment is impossible, or fewer seats would not do, is a proof of the solver: it is not
    checked here, only that it is not claimed where it cannot be.
    """
    facts = Facts(market, checked_groups(market, groups), result)
    return Certificate(tuple(check(facts) for check in CHECKS))


def capacity(facts: Facts) -> Property:
    """G1: no place has more students than its seats and those added."""
    counts = dict.fromkeys(facts.seats, 0)
    for place in facts.result.assignment.values():
        if place in counts:
            counts[place] += 1
    broken = (
        f"{place} has {facts.seats[place]} seats and {count} students."
        for place, count in counts.items()
        if count > facts.seats[place]
    )
    return _property("G1", len(counts), broken)


def one_place(facts: Facts) -> Property:
    """G2: every student stands in the result, and nobody else does."""
    missing = (f"{student} is missing." for student in facts.market.students if student not in facts.result.assignment)
    strangers = (
        f"{student} is not a student of this market." for student in facts.result.assignment if student not in facts.market.wishes
    )
    return _property("G2", len(facts.market.wishes), chain(missing, strangers))


def singles_wished(facts: Facts) -> Property:
    """G3: every single sits at a wish where he or she is eligible, or nowhere."""
    return _property("G3", len(facts.singles), _not_wished(facts.singles))


def groups_wished(facts: Facts) -> Property:
    """G4: every group sits at one of its joint wishes, or nowhere."""
    return _property("G4", len(facts.groups), _not_wished(facts.groups))


def no_single_blocks(facts: Facts) -> Property:
    """G5: no single would rather be where he or she would be chosen."""
    return _property("G5", len(facts.singles), _blocked(facts.hall, facts.singles))


def no_group_blocks(facts: Facts) -> Property:
    """G6: no group would rather have a wish that every place in it would grant."""
    return _property("G6", len(facts.groups), _blocked(facts.hall, facts.groups))


def seats_told(facts: Facts) -> Property:
    """G7: the status is that of the seats added; every added seat is filled; proofs are claimed only where they can be."""
    extra, result = facts.result.extra_seats, facts.result

    def broken() -> Iterator[str]:
        if result.status != ("stable_with_seats" if extra else "stable"):
            yield f"the status is {result.status} with {len(extra)} places given more seats."
        if result.proved_impossible and not extra:
            yield "it is said to be impossible without seats, and none are added."
        if not extra and not result.proved_fewest:
            yield "no seats are added, and fewer are thought possible."
        for place, count in extra.items():
            if place not in facts.market.seats or _whole(count) < 1:
                yield f"{count!r} seats are added at {place}."
            elif len(facts.hall.there[place]) != facts.seats[place]:
                yield f"a seat added at {place} is not filled."

    return _property("G7", len(facts.market.seats), broken())


def blocks_told(facts: Facts) -> Property:
    """G8: the blocks named are those there would be without the seats added."""
    expected = _blocks_without(facts) if facts.result.extra_seats else []

    def broken() -> Iterator[str]:
        for block in expected:
            if block not in facts.result.blocking:
                yield f"the block of {', '.join(block.members)} is not named."
        if list(facts.result.blocking) != expected:
            yield "the blocks are not those there would be, in their order."

    return _property("G8", len(expected), broken())


def _blocks_without(facts: Facts) -> list[Block]:
    hall = Hall(facts.market, facts.market.seats, facts.result.assignment)
    parties = [*facts.singles, *facts.groups]
    party_of = {member: party for party in parties for member in party.members}
    for place, seats in facts.market.seats.items():
        while len(hall.there[place]) > seats:
            hall.leave(party_of[hall.there[place][-1][2]])
    now = (Party(party.members, party.wishes, tuple(hall.at.get(member) for member in party.members), True) for party in parties)
    opened = ((party, hall.open_to(party)) for party in now)
    return [Block(party.members, wish) for party, wish in opened if wish is not None]


def _not_wished(parties: Iterable[Party]) -> Iterator[str]:
    for party in parties:
        if not party.wished:
            yield f"{_named(party.members)} did not wish {_named(party.has)}."


def _blocked(hall: Hall, parties: Iterable[Party]) -> Iterator[str]:
    for party in parties:
        wish = hall.open_to(party)
        if wish is not None:
            yield f"{_named(party.members)} would rather be at {_named(wish)} and would be chosen there."


def _named(ids: Places) -> str:
    return ", ".join(str(id_) for id_ in ids)


CHECKS = (
    capacity,
    one_place,
    singles_wished,
    groups_wished,
    no_single_blocks,
    no_group_blocks,
    seats_told,
    blocks_told,
)


def _property(name: str, counted: int, broken: Iterator[str]) -> Property:
    first = next(broken, None)
    return Property(name, PROPERTIES["en"][name], first is None, counted, first)


def _whole(count: object) -> int:
    return count if isinstance(count, int) and not isinstance(count, bool) else 0
