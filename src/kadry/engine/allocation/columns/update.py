"""Seats that fall free after the offers are out: chains of vacancies, in which every student only gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from kadry.engine.allocation.columns.kernels import sift_down
from kadry.engine.allocation.columns.layout import PLACE
from kadry.engine.allocation.columns.market import Columns
from kadry.engine.allocation.columns.reading import positions
from kadry.engine.allocation.columns.seating import WITHDRAWN, Seating
from kadry.engine.faults import Fault, FaultyInput
from kadry.engine.jit import njit

UNSEEN = -1


def update(
    market: Columns,
    seating: Seating,
    *,
    withdrawn: Sequence[object] | pl.Series = (),
    new_seats: Mapping[object, int] | None = None,
) -> tuple[Columns, Seating]:
    """Let students go and seats be added, and hand the free seats on; nobody loses a seat.

    A free seat goes to the highest right among those who would rather have it; the seat left by him or her is free
    in turn, until nobody wants a free seat. The outcome does not depend on the order of the vacancies, and is fair
    to all who stay (Blum, Roth and Rothblum, 1997; Cantala, 2004).

    Returns
    -------
    tuple
        The market with its new seats, and the seating; those who withdrew stand there with -2.

    Raises
    ------
    FaultyInput
        If an id is unknown, a number of seats is negative, or the market has reserves: `allocation.update` does those.
    """
    gone = positions(pl.Series(withdrawn, dtype=market.students.dtype), market.students)
    added = _added(market, new_seats or {}, [*_unknown(withdrawn, gone)])
    at = seating.at.copy()
    at[gone] = WITHDRAWN
    seats = market.seats + added
    hand_on(market.ptr, market.wishes, seats, at)
    return replace(market, seats=seats), Seating(at, seating.seat, None)


def _unknown(ids: Sequence[object] | pl.Series, at: np.ndarray) -> list[Fault]:
    cure = "Give an id of the market."
    return [
        Fault("withdrawn", f"the student {ids[int(row)]!r} is unknown", cure, row=int(row) + 1) for row in np.flatnonzero(at < 0)
    ]


def _added(market: Columns, new_seats: Mapping[object, int], faults: list[Fault]) -> np.ndarray:
    at = positions(pl.Series(list(new_seats), dtype=market.places.dtype), market.places)
    for place, position, more in zip(new_seats, at, new_seats.values(), strict=True):
        if position < 0:
            faults.append(Fault("new_seats", f"the place {place!r} is unknown", "Give an id of the market."))
        if more < 0:
            faults.append(Fault("new_seats", f"{more} seats at {place!r}", "Seats can only be added: give 0 or more."))
    if market.has_reserves:
        faults.append(Fault("market", "it has reserves", "Update it with `allocation.update`, in its own form."))
    if faults:
        raise FaultyInput(faults)
    added = np.zeros(len(market.seats), np.int64)
    added[at] = list(new_seats.values())
    return added


@njit
def lines(ptr, wishes, at, places):
    """Those who would rather be at each place: where each line begins, int64[m + 1], and their claims, negative, int64[…]."""
    students = len(at)
    begins = np.zeros(places + 1, np.int64)
    for student in range(students):
        end = at[student] if at[student] >= 0 else ptr[student + 1]
        for i in range(ptr[student], end if at[student] != WITHDRAWN else ptr[student]):
            begins[(wishes[i] & PLACE) + 1] += wishes[i] > PLACE
    for place in range(places):
        begins[place + 1] += begins[place]
    filled, claims = begins[:-1].copy(), np.empty(begins[places], np.int64)
    for student in range(students):
        end = at[student] if at[student] >= 0 else ptr[student + 1]
        for i in range(ptr[student], end if at[student] != WITHDRAWN else ptr[student]):
            if wishes[i] > PLACE:
                place = wishes[i] & PLACE
                claims[filled[place]] = -(wishes[i] - place + (students - 1 - student))
                filled[place] += 1
    return begins, claims


@njit
def hand_on(ptr, wishes, seats, at):
    """Fill free seats from the lines before them, in place, until nobody wants a free seat."""
    students, places = len(at), len(seats)
    free = seats.copy()
    for student in range(students):
        if at[student] >= 0:
            free[wishes[at[student]] & PLACE] -= 1
    begins, lined = lines(ptr, wishes, at, places)
    left = np.full(places, UNSEEN, np.int64)  # how many are left of each line; the line then is a heap, the highest first
    open_places = np.flatnonzero(free > 0)
    stack, height = np.empty(places + 1, np.int64), len(open_places)
    stack[:height] = open_places
    while height:
        height -= 1
        place = stack[height]
        first = begins[place]
        if left[place] == UNSEEN:
            left[place] = begins[place + 1] - first
            for hole in range(left[place] // 2 - 1, -1, -1):
                sift_down(lined, first, left[place], hole, lined[first + hole])
        while free[place] > 0 and left[place] > 0:
            student = students - 1 - (-lined[first] & PLACE)
            left[place] -= 1
            sift_down(lined, first, left[place], 0, lined[first + left[place]])
            wish = ptr[student]
            while wishes[wish] & PLACE != place:
                wish += 1
            before = at[student]
            if 0 <= before <= wish:
                continue  # has something better by now
            at[student] = wish
            free[place] -= 1
            if before >= 0:
                vacated = wishes[before] & PLACE
                free[vacated] += 1
                if free[vacated] == 1:
                    stack[height] = vacated
                    height += 1
