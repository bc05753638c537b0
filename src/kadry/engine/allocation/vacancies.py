"""Chains of vacancies: a free seat is handed on, the seat left for it is free in turn, and everybody only gains.

Whom a place calls to a free seat follows from its own rule, with all who sit there kept. By right alone, it is the
first in line. With reserves, those there count on kept seats as far as they can be seated on them; the seat goes to
the first in line of a type for which a kept seat is then left or can be made free, and if there is none, to the
first in line. With "open_first" the seat is an open one, for the first in line, as long as fewer people than there
are open seats stand above him or her; of those there, as many as there are open seats, the highest rights, leave
the kept seats alone. Under caps it goes to the highest right of all places linked by caps for which each limit has
room; a student who moves between them needs that room before the seat left is free.

Whom a place would call, it would still call after others came or went, so the outcome does not depend on the order
in which seats are filled. Without new students and without seats added under caps a fair allocation stays fair
(Blum, Roth and Rothblum, 1997; Cantala, 2004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from kadry.engine.allocation.choice import Ranking, ReservedSeats, kept_seats
from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.result import draws_at

# Which of a student's types matter at a place: those who share them are called in order of right.
Kind = tuple[str, ...]


class Desk(Protocol):
    """A place, or places linked by caps, with those who sit there and those who wait."""

    def first_called(self) -> tuple[str, str] | None:
        """Who is next to get a seat, and where; None while nobody can."""

    def seat(self, student: str, place: str) -> None:
        """Give a seat."""

    def leave(self, student: str, place: str) -> None:
        """Take a seat back."""


def hand_on(
    market: Market,
    lottery: Mapping[str, Mapping[str, str]],
    ranked: Mapping[str, Ranking],
    assignment: Mapping[str, str | None],
) -> dict[str, str | None]:
    """Fill free seats until nobody can be called any more: student to place, or to None.

    Parameters
    ----------
    market
        With the seats as they are now.
    lottery, ranked
        Of every student of the market: the numbers, and the order of right at each place by them.
    assignment
        Every student of the market; no place and no cap holds more than it may.

    Notes
    -----
    A place orders its line when it first has a seat to give.
    """
    given = dict(assignment)
    desks = _desks(market, _lines(market, lottery, ranked, given), given)
    to_visit = list(dict.fromkeys(desks.values()))
    while to_visit:
        desk = to_visit.pop()
        while (called := desk.first_called()) is not None:
            student, place = called
            left = given[student]
            given[student] = place
            desk.seat(student, place)
            if left is not None:
                desks[left].leave(student, left)
                if desks[left] is not desk:
                    to_visit.append(desks[left])
    return given


def _desks(market: Market, lines: Mapping[str, Line], given: Mapping[str, str | None]) -> dict[str, Desk]:
    desks: dict[str, Desk] = {place: PlaceDesk(market, line) for place, line in lines.items()}
    for places in _linked_by_caps(market):
        desks |= dict.fromkeys(places, CapDesk(market, {place: lines[place] for place in sorted(places)}))
    for student, place in given.items():
        if place is not None:
            desks[place].seat(student, place)
    return desks


def _linked_by_caps(market: Market) -> list[set[str]]:
    """Sets of places such that no cap lies over two of the sets."""
    linked: list[set[str]] = []
    for cap in market.caps.values():
        touched = [places for places in linked if not places.isdisjoint(cap.places)]
        linked = [places for places in linked if places.isdisjoint(cap.places)] + [set(cap.places).union(*touched)]
    return linked


def _lines(
    market: Market,
    lottery: Mapping[str, Mapping[str, str]],
    ranked: Mapping[str, Ranking],
    given: Mapping[str, str | None],
) -> dict[str, Line]:
    def wants(student: str, place: str) -> bool:
        wished, now = market.wishes[student], given[student]
        return now is None or wished.index(place) < wished.index(now)

    waiting: dict[str, list[str]] = {place: [] for place in market.seats}
    for student, wished in market.wishes.items():
        for place in wished:
            if place == given[student]:
                break
            if student in market.priorities[place]:
                waiting[place].append(student)
    return {
        place: Line(place, ranked[place], draws_at(lottery, place), _kinds(market, place), students, wants)
        for place, students in waiting.items()
    }


def _kinds(market: Market, place: str) -> Callable[[str], Kind]:
    matter = {*kept_seats(market, place), *(cap.type for cap in market.caps.values() if place in cap.places)}
    return lambda student: tuple(type_ for type_ in market.types.get(student, ()) if type_ in matter)


class Line:
    """Those who would rather be at a place, the students of each kind in order of right."""

    def __init__(
        self,
        place: str,
        ranking: Ranking,
        draws: Mapping[str, str],
        kind: Callable[[str], Kind],
        waiting: list[str],
        wants: Callable[[str, str], bool],
    ) -> None:
        self.place = place
        self.ranking = ranking
        self.draws = draws
        self.kind = kind
        self.waiting = waiting
        self.wants = wants
        self.by_kind: dict[Kind, list[str]] | None = None  # the highest right last, to be taken off first

    def firsts(self) -> dict[Kind, str]:
        """The first of each kind who would still rather be here."""
        if self.by_kind is None:
            self.by_kind = self._in_order()
        for students in self.by_kind.values():
            while students and not self.wants(students[-1], self.place):
                students.pop()
        return {kind: students[-1] for kind, students in self.by_kind.items() if students}

    def right(self, student: str) -> tuple[Number, str, str, str]:
        """A standing as compared across places; the smaller is the higher right."""
        return -self.ranking.points[student], self.draws[student], self.place, student

    def _in_order(self) -> dict[Kind, list[str]]:
        by_kind: dict[Kind, list[str]] = {}
        for student in reversed(self.ranking.in_order(self.waiting)):
            by_kind.setdefault(self.kind(student), []).append(student)
        return by_kind


class PlaceDesk:
    """A place under no cap."""

    def __init__(self, market: Market, line: Line) -> None:
        self.line = line
        self.kept = kept_seats(market, line.place)
        self.seats = market.seats[line.place]
        self.open_first = self.seats - sum(self.kept.values()) if market.reserve_order == "open_first" else 0
        self.members: set[str] = set()

    def first_called(self) -> tuple[str, str] | None:
        """The next one of the line, while a seat is free."""
        if len(self.members) >= self.seats:
            return None
        firsts = self.line.firsts()
        return (self._choose(firsts), self.line.place) if firsts else None

    def seat(self, student: str, place: str) -> None:
        """Give a seat."""
        self.members.add(student)

    def leave(self, student: str, place: str) -> None:
        """Take a seat back."""
        self.members.remove(student)

    def _choose(self, firsts: Mapping[Kind, str]) -> str:
        claim = self.line.ranking.claim
        best = max(firsts.values(), key=claim)
        if not self.kept:
            return best
        above = [member for member in self.members if claim(member) > claim(best)]
        if len(above) < self.open_first:
            return best
        on_kept = self._on_kept_seats()
        fitting = (student for kind, student in firsts.items() if kind and on_kept.weakest_before(kind) is None)
        return max(fitting, key=claim, default=best)

    def _on_kept_seats(self) -> ReservedSeats:
        ranking, on_kept = self.line.ranking, ReservedSeats(self.kept)
        for member in ranking.in_order(self.members)[self.open_first :]:
            on_kept.take(ranking.claim(member), self.line.kind(member))
        return on_kept


class CapDesk:
    """Places linked by caps."""

    def __init__(self, market: Market, lines: Mapping[str, Line]) -> None:
        self.lines = lines
        self.free = {place: market.seats[place] for place in lines}
        over = {name: cap for name, cap in market.caps.items() if not lines.keys().isdisjoint(cap.places)}
        self.room = {name: cap.seats for name, cap in over.items()}
        self.caps_at = {place: [(name, cap.type) for name, cap in over.items() if place in cap.places] for place in lines}

    def first_called(self) -> tuple[str, str] | None:
        """The highest right for which there is room under every limit."""
        rights = (
            line.right(student)
            for place, line in self.lines.items()
            if self.free[place] > 0
            for kind, student in line.firsts().items()
            if all(self.room[name] > 0 for name in self._caps_over(kind, place))
        )
        first = min(rights, default=None)
        return None if first is None else (first[-1], first[-2])

    def seat(self, student: str, place: str) -> None:
        """Give a seat."""
        self._count(student, place, 1)

    def leave(self, student: str, place: str) -> None:
        """Take a seat back."""
        self._count(student, place, -1)

    def _count(self, student: str, place: str, more: int) -> None:
        self.free[place] -= more
        for name in self._caps_over(self.lines[place].kind(student), place):
            self.room[name] -= more

    def _caps_over(self, kind: Kind, place: str) -> Iterator[str]:
        return (name for name, type_ in self.caps_at[place] if type_ is None or type_ in kind)
