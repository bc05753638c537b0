"""The guarantees of a large result, checked against the market alone, and a reason for every wish.

This file knows nothing of how the result was found: it looks at every wish once more, in the order of the students.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kadry.engine.allocation.columns.layout import PLACE, SHIFT
from kadry.engine.allocation.columns.market import Columns
from kadry.engine.allocation.columns.seating import WITHDRAWN, Seating
from kadry.engine.allocation.verify import Certificate, Property
from kadry.engine.allocation.words import PROPERTIES
from kadry.engine.jit import njit, processors

Ints = NDArray[np.int64]

NOBODY = -1
OUT_OF_REACH = 1 << 62

# Why a wish ended as it did, in the words of `words.SENTENCES`; a reason code is an index of this.
CODES = (
    "admitted_free", "admitted_full", "higher", "lottery", "no_seats", "not_eligible", "not_needed_open", "not_needed_closed",
    "withdrawn",
)  # fmt: skip
FREE, FULL, HIGHER, LOTTERY, NO_SEATS, NOT_ELIGIBLE, OPEN, CLOSED, GONE = range(9)

# Lottery numbers computed again with the standard library, spread evenly over all students.
DRAWN_AGAIN = 2000


@dataclass(frozen=True, slots=True)
class Checked:
    """What one look at every wish finds.

    Attributes
    ----------
    admitted
        int64[m]: how many are at each place.
    lowest
        int64[m, types + 1]: the lowest claim on an open seat, and on a reserved seat of each type, or -1.
    bars
        int64[m, types + 1]: the lowest claim that gets in, for students of no type and of each.
    reasons
        uint8[e]: the reason of every wish, an index of `CODES`.
    first_in_line
        int64[m]: the highest claim of those who would rather be there, or -1.
    """

    admitted: Ints
    lowest: Ints
    bars: Ints
    reasons: NDArray[np.uint8]
    first_in_line: Ints
    strangers: Ints
    envied: int
    wasted: int
    proposals: int

    def codes(self) -> list[str]:
        """The reason of every wish by its name."""
        return [CODES[code] for code in self.reasons]


def check(market: Columns, seating: Seating) -> Checked:
    """Look at every wish once: who is where, every cut-off, the reason of every wish, and what breaks a promise."""
    admitted, lowest, strangers = members(market.ptr, market.wishes, seating.at, seating.seat, *market.reserves.shape)
    bars = bars_of(market.seats, market.reserves, admitted, lowest)
    reasons = np.empty(len(market.wishes), np.uint8)
    looked_at = partial(reasons_of, market.ptr, market.wishes, seating.at, market.types, bars, reasons)
    parts = [len(seating.at) * part // processors() for part in range(processors() + 1)]
    with ThreadPoolExecutor(processors()) as pool:
        found = list(pool.map(looked_at, parts[:-1], parts[1:]))
    first_in_line = np.max([line for line, *_ in found], axis=0)
    envied, wasted = (max(part[at] for part in found) for at in (1, 2))
    return Checked(admitted, lowest, bars, reasons, first_in_line, strangers, envied, wasted, sum(part[3] for part in found))


def verify(market: Columns, seating: Seating, *, every_draw: bool = False) -> Certificate:
    """Check every guarantee of a result; a broken one is named with its first case, nothing is raised.

    The properties are those of `allocation.verify`. Waiting lists are made on demand and so not among them. Of the
    lottery, the order is checked for all, and 2,000 numbers spread evenly, or every one if that is asked for, are
    computed again with the standard library; the certificate counts these. That no other fair allocation is better
    for anybody (P10) is checked where there are no reserves, and, as the number of proposals (P11), not after an
    update, which leaves people where they are.
    """
    if len(seating.at) != len(market.students) or len(seating.seat) != len(market.students):
        return Certificate((_property("P2", len(seating.at), "The result is not as long as the market."),))
    return certificate(market, seating, check(market, seating), every_draw=every_draw)


def certificate(market: Columns, seating: Seating, checked: Checked, *, every_draw: bool = False) -> Certificate:
    """The guarantees of a result already looked at."""
    student = _names(market)
    over = np.flatnonzero(checked.admitted > market.seats)
    wishes, placed = len(market.wishes), int(checked.admitted.sum())
    drawn_again = range(0, len(market.draws), 1 if every_draw else max(1, len(market.draws) // DRAWN_AGAIN))
    found = [
        _property("P1", len(market.seats), *(f"{market.places[int(place)]} has more students than seats." for place in over[:1])),
        _property("P2", len(seating.at)),
        _property("P3", placed, *(f"{student(turn)} did not wish the place." for turn in checked.strangers[:1] if turn >= 0)),
        _property("P4", placed, *(f"{student(turn)} is not eligible there." for turn in checked.strangers[1:] if turn >= 0)),
        _property(
            "P5", wishes, *_if_found(checked.envied, student, "stands above someone who is where he or she would rather be.")
        ),
        _property("P6", wishes, *_if_found(checked.wasted, student, "would rather have a seat that is free.")),
        _property("P8", len(drawn_again), *_lottery_faults(market, drawn_again)),
    ]
    if market.has_reserves:
        place = chosen_otherwise(*_choice(market, seating))
        found.append(_property("P12", len(market.seats), *([f"{market.places[place]} would choose otherwise."] * (place >= 0))))
    elif seating.proposals is not None:
        found.append(_property("P10", len(market.seats), *_rings(market, seating, checked)))
    if seating.proposals is not None:
        found.append(
            _property("P11", wishes, *(["The number of proposals is another."] * (checked.proposals != seating.proposals)))
        )
    return Certificate(tuple(found))


def _names(market: Columns) -> Callable[[int], str]:
    return lambda turn: str(market.students[int(turn)])


def _if_found(turn: int, student: Callable[[int], str], what: str) -> list[str]:
    return [f"{student(turn)} {what}"] if turn >= 0 else []


def _property(name: str, counted: int, *broken: str) -> Property:
    return Property(name, PROPERTIES["en"][name], not broken, counted, broken[0] if broken else None)


def _lottery_faults(market: Columns, drawn_again: range) -> Iterator[str]:
    if (market.draws[1:] < market.draws[:-1]).any():
        yield "The students do not stand in the order of the lottery."
    for student, draw in zip(
        market.students[drawn_again.start :: drawn_again.step], market.draws[:: drawn_again.step], strict=True
    ):
        if int.from_bytes(hashlib.sha256(f"{market.seed}:{student}".encode()).digest()[:8], "big") != int(draw):
            yield f"{student} has another number than the seed gives."


def _rings(market: Columns, seating: Seating, checked: Checked) -> Iterator[str]:
    """The first in line at some place sits where the first in line sits … and back: all could move up (Gusfield, Irving)."""
    lines = np.flatnonzero(checked.first_in_line >= 0)
    given = seating.at[len(market.students) - 1 - (checked.first_in_line[lines] & PLACE)]
    arrow = np.full(len(market.seats), NOBODY)
    arrow[lines[given >= 0]] = market.wishes[given[given >= 0]] & PLACE
    if (place := in_a_ring(arrow)) >= 0:
        yield f"The first in line at {market.places[place]} could change places in a ring."


def _choice(market: Columns, seating: Seating) -> tuple[Any, ...]:
    reserves = market.reserves
    head = market.seats - reserves.sum(axis=1) if market.reserve_order == "open_first" else np.zeros_like(market.seats)
    return market.ptr, market.wishes, seating.at, seating.seat, market.types, market.seats, reserves, head


@njit
def members(ptr, wishes, at, seat, places, types):
    """Who is where: admitted int64[m], lowest claims int64[m, types + 1], and two students given what is not theirs.

    The first holds a place he or she did not wish, the second one where he or she is not eligible; -1 if there is none.
    """
    students = len(at)
    admitted, lowest = np.zeros(places, np.int64), np.full((places, types + 1), NOBODY, np.int64)
    strangers = np.full(2, NOBODY, np.int64)
    for student in range(students):
        wish = at[student]
        if wish < 0:
            continue
        if wish < ptr[student] or wish >= ptr[student + 1]:
            strangers[0] = student
            continue
        if wishes[wish] <= PLACE:
            strangers[1] = student
        place, group = wishes[wish] & PLACE, seat[student]
        claim = wishes[wish] - place + (students - 1 - student)
        admitted[place] += 1
        if lowest[place, group] == NOBODY or claim < lowest[place, group]:
            lowest[place, group] = claim
    return admitted, lowest, strangers


@njit
def bars_of(seats, reserves, admitted, lowest):
    """The lowest claim that gets in at each place, int64[m, types + 1]: 0 where seats are free, out of reach without seats."""
    bars = np.zeros(lowest.shape, np.int64)
    for place in range(len(seats)):
        if seats[place] == 0:
            bars[place, :] = OUT_OF_REACH
        elif admitted[place] >= seats[place]:
            for group in range(lowest.shape[1]):
                bar = lowest[place, 0] if lowest[place, 0] != NOBODY else OUT_OF_REACH
                if group and reserves[place, group - 1]:
                    bar = min(bar, lowest[place, group] if lowest[place, group] != NOBODY else 0)
                bars[place, group] = bar
    return bars


@njit
def reasons_of(ptr, wishes, at, types, bars, reasons, begin, end):
    """The reason of every wish of the students from one turn to another, into uint8[e].

    Returns the highest claim of those who would rather be at each place, int64[m]; the last student who stands above
    someone where he or she would rather be, and the last for whom a seat is free there, or -1; the number of proposals.
    """
    students = len(at)
    first_in_line = np.full(len(bars), NOBODY, np.int64)
    envied, wasted, proposals = NOBODY, NOBODY, 0
    for student in range(begin, end):
        turn, given, group = students - 1 - student, at[student], types[student]
        if given == WITHDRAWN:
            reasons[ptr[student] : ptr[student + 1]] = GONE
            continue
        for i in range(ptr[student], given if given >= 0 else ptr[student + 1]):
            place, right = wishes[i] & PLACE, wishes[i] >> SHIFT
            if right == 0:
                reasons[i] = NOT_ELIGIBLE
                continue
            proposals += 1
            claim, bar = wishes[i] - place + turn, bars[place, group]
            first_in_line[place] = max(first_in_line[place], claim)
            reasons[i] = LOTTERY if bar >> SHIFT == right else (NO_SEATS if bar == OUT_OF_REACH else HIGHER)
            if claim > bar:
                if bar:
                    envied = student
                else:
                    wasted = student
        if given < 0:
            continue
        proposals += 1
        reasons[given] = FULL if bars[wishes[given] & PLACE, 0] else FREE
        for i in range(given + 1, ptr[student + 1]):
            place, bar = wishes[i] & PLACE, bars[wishes[i] & PLACE, group]
            reasons[i] = OPEN + (wishes[i] - place + turn < bar)  # closed is open + 1: a branch here would be guessed wrong
            if wishes[i] <= PLACE:
                reasons[i] = NOT_ELIGIBLE
            elif bar == OUT_OF_REACH:
                reasons[i] = NO_SEATS
    return first_in_line, envied, wasted, proposals


@njit
def in_a_ring(arrow):
    """A place from which the arrows lead back to it, or -1."""
    seen = np.zeros(len(arrow), np.int64)
    for start in range(len(arrow)):
        place = start
        while place >= 0 and seen[place] == 0:
            seen[place] = start + 1
            place = arrow[place]
        if place >= 0 and seen[place] == start + 1:
            return place
    return -1


@njit
def chosen_otherwise(ptr, wishes, at, seat, types, seats, reserves, head):
    """The first place that, of those there and those who would rather be there, would choose others, or -1.

    All are sorted by claim: the first `head` take open seats, then each type its reserved seats, then all what is left.
    """
    students, places = len(at), len(seats)
    begins = np.zeros(places + 1, np.int64)
    for student in range(students):
        for i in range(ptr[student], at[student] + 1 if at[student] >= 0 else ptr[student + 1]):
            begins[(wishes[i] & PLACE) + 1] += wishes[i] > PLACE
    for place in range(places):
        begins[place + 1] += begins[place]
    filled, claims = begins[:-1].copy(), np.empty(begins[places], np.int64)
    for student in range(students):
        for i in range(ptr[student], at[student] + 1 if at[student] >= 0 else ptr[student + 1]):
            if wishes[i] > PLACE:
                place = wishes[i] & PLACE
                claims[filled[place]] = wishes[i] - place + (students - 1 - student)
                filled[place] += 1
    for place in range(places):
        listed = np.sort(claims[begins[place] : begins[place + 1]])[::-1]
        group = np.full(len(listed), -1, np.int64)
        kept, taken = reserves[place].copy(), 0
        for i in range(len(listed)):
            of = types[students - 1 - (listed[i] & PLACE)]
            if i < head[place]:
                group[i] = 0
            elif of and kept[of - 1]:
                group[i] = of
                kept[of - 1] -= 1
            taken += group[i] >= 0
        for i in range(len(listed)):
            if group[i] < 0 and taken < seats[place]:
                group[i] = 0
                taken += 1
            student = students - 1 - (listed[i] & PLACE)
            here = at[student] >= 0 and wishes[at[student]] & PLACE == place
            if here != (group[i] >= 0) or (here and seat[student] != group[i]):
                return place
    return -1
