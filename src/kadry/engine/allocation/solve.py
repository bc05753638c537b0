"""Student-proposing deferred acceptance (Gale and Shapley, 1962), one heap a place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heappush, heapreplace

from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.result import EVERYWHERE, Cutoff, Result

# A seat held for now: points, and minus the turn in the lottery, so that the smallest gives way first.
Held = tuple[Number, int]


@dataclass(frozen=True, slots=True)
class Desk:
    """A place while seats are being given: whom it lists, the lottery order there, and the seats held."""

    seats: int
    points: Mapping[str, Number]
    order: list[str]
    turn: Mapping[str, int]
    held: list[Held]

    def cutoff(self, draws: Mapping[str, str]) -> Cutoff:
        """The last student admitted, with points and lottery number."""
        if not self.held:
            return Cutoff(self.seats, 0, None, None, None)
        points, minus_turn = self.held[0]
        student = self.order[-minus_turn]
        return Cutoff(self.seats, len(self.held), points, draws[student], student)

    def in_order(self, students: Iterable[str]) -> tuple[str, ...]:
        """Students by the right they hold here, the highest first."""
        return tuple(sorted(students, key=lambda student: (-self.points[student], self.turn[student])))


def solve(market: Market) -> Result:
    """Give every student the best place that any fair allocation can give.

    Each student is put forward to the first wish; a place keeps the highest rights up to its seats and turns
    the others away, who are put forward to their next wish, until nobody moves. The outcome does not depend
    on the order in which students are taken.

    Parameters
    ----------
    market
        What is to be allocated; it has already checked itself.

    Returns
    -------
    Result
        Stable, and the best stable outcome for every student at once; no student gains by misstating wishes
        (Dubins and Freedman, 1981; Roth, 1982; under a lottery: Abdulkadiroğlu, Pathak and Roth, 2009).

    Notes
    -----
    Time grows with the number of proposals times the logarithm of the seats of a place.
    """
    lottery = draw_lottery(market)
    desks = _open_desks(market, lottery)
    proposals = _propose(market.wishes, desks)
    assignment = _assignment(market, desks)
    return Result(
        assignment=assignment,
        ranks={student: _rank(market.wishes[student], place) for student, place in assignment.items()},
        cutoffs={place: desk.cutoff(_draws_at(lottery, place)) for place, desk in desks.items()},
        waiting=_waiting_lists(market, desks, assignment),
        lottery=lottery,
        proposals=proposals,
    )


def draw_lottery(market: Market) -> dict[str, dict[str, str]]:
    """Every lottery number of a market, from its seed alone.

    A number is the first 16 hexadecimal digits of SHA-256 of the UTF-8 text "seed:student", or, with a
    lottery per place, "seed:place:student". The smaller number goes first. Should two numbers ever be equal,
    the smaller id does.
    """
    if market.lottery == "single":
        return {EVERYWHERE: _draws(f"{market.seed}:", market.wishes)}
    return {place: _draws(f"{market.seed}:{place}:", sorted(listed)) for place, listed in market.priorities.items()}


def _draws(prefix: str, students: Iterable[str]) -> dict[str, str]:
    sha256 = hashlib.sha256
    return {student: sha256((prefix + student).encode()).hexdigest()[:16] for student in students}


def _draws_at(lottery: Mapping[str, dict[str, str]], place: str) -> dict[str, str]:
    return lottery[EVERYWHERE if EVERYWHERE in lottery else place]


def _open_desks(market: Market, lottery: Mapping[str, dict[str, str]]) -> dict[str, Desk]:
    turns = {scope: _lottery_order(draws) for scope, draws in lottery.items()}
    desks = {}
    for place, seats in market.seats.items():
        order, turn = turns[EVERYWHERE if EVERYWHERE in turns else place]
        desks[place] = Desk(seats, market.priorities[place], order, turn, [])
    return desks


def _lottery_order(draws: Mapping[str, str]) -> tuple[list[str], dict[str, int]]:
    order = [student for _, student in sorted((draw, student) for student, draw in draws.items())]
    return order, {student: turn for turn, student in enumerate(order)}


def _propose(wishes: Mapping[str, tuple[str, ...]], desks: Mapping[str, Desk]) -> int:
    """Fill the desks; returns the number of proposals."""
    ahead = {student: iter(wished) for student, wished in wishes.items()}
    proposals = 0
    for student in wishes:
        seeking: str | None = student
        while seeking is not None:
            seeking, made = _seek(seeking, ahead[seeking], desks)
            proposals += made
    return proposals


def _seek(student: str, ahead: Iterator[str], desks: Mapping[str, Desk]) -> tuple[str | None, int]:
    """Put a student forward until a place holds him or her; returns whoever lost a seat by it."""
    made = 0
    for place in ahead:
        desk = desks[place]
        points = desk.points.get(student)
        if points is None:
            continue
        made += 1
        claim = (points, -desk.turn[student])
        held = desk.held
        if len(held) < desk.seats:
            heappush(held, claim)
            return None, made
        if held and held[0] < claim:
            _, minus_turn = heapreplace(held, claim)
            return desk.order[-minus_turn], made
    return None, made


def _assignment(market: Market, desks: Mapping[str, Desk]) -> dict[str, str | None]:
    assignment: dict[str, str | None] = dict.fromkeys(market.wishes)
    for place, desk in desks.items():
        for _, minus_turn in desk.held:
            assignment[desk.order[-minus_turn]] = place
    return assignment


def _rank(wished: tuple[str, ...], place: str | None) -> int | None:
    return None if place is None else wished.index(place) + 1


def _waiting_lists(market: Market, desks: Mapping[str, Desk], assignment: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    waiting: dict[str, list[str]] = {place: [] for place in desks}
    for student, wished in market.wishes.items():
        given = assignment[student]
        for place in wished:
            if place == given:
                break
            if student in desks[place].points:
                waiting[place].append(student)
    return {place: desks[place].in_order(students) for place, students in waiting.items()}
