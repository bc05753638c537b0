"""Deferred acceptance with a second chance: among equal points, who was turned away everywhere goes first.

The method of Király (2013) for ties at the places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import Any

from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.result import EVERYWHERE
from kadry.engine.allocation.solve import draw_lottery
from kadry.engine.faults import Fault, FaultyInput

# A seat held for now: points, whether asked for a second time, and minus the turn in the lottery. The smallest gives way first.
Claim = tuple[Number, bool, int]


@dataclass(frozen=True, slots=True)
class SecondChance:
    """Who is where, and who was turned away by every wish once and so asked a second time.

    Attributes
    ----------
    assignment
        Student to place, or to None. Every student of the market stands here.
    promoted
        The students who asked a second time, placed in the end or not. Among equal points at a place they
        come before the others; among themselves, as the others among themselves, the lottery decides.
    """

    assignment: Mapping[str, str | None]
    promoted: frozenset[str]

    def record(self) -> dict[str, Any]:
        """The outcome as plain dicts and lists, ready for JSON."""
        return {"assignment": dict(sorted(self.assignment.items())), "promoted": sorted(self.promoted)}


@dataclass(frozen=True, slots=True)
class Desk:
    """A place while seats are being given: its seats, points, lottery order and the seats held."""

    seats: int
    points: Mapping[str, Number]
    order: list[str]
    turn: Mapping[str, int]
    held: list[Claim]

    def take(self, student: str, promoted: bool) -> str | None:
        """Hold a seat for a student if the right suffices; returns who is without one now, if anybody."""
        claim = (self.points[student], promoted, -self.turn[student])
        if len(self.held) < self.seats:
            heappush(self.held, claim)
            return None
        if not self.held or claim < self.held[0]:
            return student
        _, _, minus_turn = heapreplace(self.held, claim)
        return self.order[-minus_turn]


def ask_twice(market: Market) -> SecondChance:
    """Give places as deferred acceptance does, and let whoever is turned away by every wish ask once more.

    The second time a student goes through the same wishes and stands before those of equal points who have not
    asked twice. More points always come first. The lottery decides only where points and this leave two equal.

    Parameters
    ----------
    market
        What is to be allocated, without reserves and caps. Minimums are not looked at here.

    Returns
    -------
    SecondChance
        Nobody prefers a place with a free seat, or one that gave a seat to fewer points. At least as many
        students are placed as by the same lottery alone, at every single place; and at least two thirds of
        those that any such allocation could place (Király, 2013, “Linear time local approximation algorithm
        for maximum stable marriage”, *Algorithms* 6).

    Raises
    ------
    FaultyInput
        If the market has reserves or caps.

    Notes
    -----
    Not strategy-proof: a student who leaves out a wish may be turned away sooner and win a tie by it. Some
    student placed by the lottery alone may be left out here.

    Students are taken by id, but the outcome depends on no order: asking again is one more wish of higher
    standing, and deferred acceptance over such wishes has one outcome. Nobody is put forward to the same place
    more than twice.
    """
    _refuse_other_rules(market)
    desks = _open_desks(market)
    open_to = {
        student: [place for place in wished if student in desks[place].points] for student, wished in market.wishes.items()
    }
    ahead = {student: iter(wished) for student, wished in open_to.items()}
    promoted: set[str] = set()
    seeking = [student for student in reversed(market.students) if open_to[student]]
    while seeking:
        student = seeking.pop()
        left = _ask(student, student in promoted, ahead[student], desks)
        if left == student and student not in promoted:
            promoted.add(student)
            ahead[student] = iter(open_to[student])
            seeking.append(student)
        elif left not in (None, student):
            seeking.append(left)
    return SecondChance(_assignment(market, desks), frozenset(promoted))


def _ask(student: str, promoted: bool, ahead: Iterator[str], desks: Mapping[str, Desk]) -> str | None:
    """Put a student forward until a place holds him or her; returns whoever is without a seat after it."""
    for place in ahead:
        left = desks[place].take(student, promoted)
        if left != student:
            return left
    return student


def _open_desks(market: Market) -> dict[str, Desk]:
    turns = {scope: _lottery_order(draws) for scope, draws in draw_lottery(market).items()}
    desks = {}
    for place, seats in market.seats.items():
        order, turn = turns[EVERYWHERE if EVERYWHERE in turns else place]
        desks[place] = Desk(seats, market.priorities[place], order, turn, [])
    return desks


def _lottery_order(draws: Mapping[str, str]) -> tuple[list[str], dict[str, int]]:
    order = sorted(draws, key=lambda student: (draws[student], student))
    return order, {student: turn for turn, student in enumerate(order)}


def _assignment(market: Market, desks: Mapping[str, Desk]) -> dict[str, str | None]:
    assignment: dict[str, str | None] = dict.fromkeys(market.students)
    for place, desk in desks.items():
        for _, _, minus_turn in desk.held:
            assignment[desk.order[-minus_turn]] = place
    return assignment


def _refuse_other_rules(market: Market) -> None:
    faults = [
        Fault(name, "a second chance is offered only without them", f"Drop the {name}, or let the lottery decide alone.")
        for name in ("reserves", "caps")
        if getattr(market, name)
    ]
    if faults:
        raise FaultyInput(faults)
