"""The part of a large market that one student touches, as a small market, explained in the same words."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kadry.engine.allocation.columns.layout import PLACE, SHIFT
from kadry.engine.allocation.columns.market import Columns
from kadry.engine.allocation.columns.reading import positions
from kadry.engine.allocation.columns.seating import WITHDRAWN, Seating
from kadry.engine.allocation.columns.update import lines
from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.reasons import Explanation
from kadry.engine.allocation.reasons import explain as explain_small
from kadry.engine.allocation.solve import solve
from kadry.engine.allocation.words import Language
from kadry.engine.jit import njit


def explain(market: Columns, seating: Seating, student: object, language: Language = "ru") -> Explanation:
    """Say in plain words why a student, placed or not, got what he or she got; see `allocation.explain`.

    Raises
    ------
    KeyError
        If the student is not of this market.
    """
    around = window(market, seating, student)
    return explain_small(around, solve(around), str(student), language)


def waiting_list(market: Columns, seating: Seating, place: object) -> pl.Series:
    """The eligible students who would rather be at a place than where they are, the highest right first.

    Raises
    ------
    KeyError
        If the place is not of this market.
    """
    at = int(positions(pl.Series([place], dtype=market.places.dtype), market.places)[0])
    if at < 0:
        raise KeyError(f"no place {place!r} in this market")
    begins, lined = lines(market.ptr, market.wishes, seating.at, len(market.seats))
    turns = len(market.students) - 1 - (-np.sort(lined[begins[at] : begins[at + 1]]) & PLACE)
    return market.students.gather(turns)


def window(market: Columns, seating: Seating, student: object) -> Market:
    """The places a student wishes with everybody who is there or would rather be there, as a market of its own.

    Whoever is given a place elsewhere stands in it only where he or she was turned away, so that solving it gives
    these places the same students, the same last admitted and the same lines as the whole has.
    """
    turn = int(positions(pl.Series([student], dtype=market.students.dtype), market.students)[0])
    if turn < 0:
        raise KeyError(f"no student {student!r} in this market")
    wanted = np.zeros(len(market.seats), np.bool_)
    wanted[market.wishes[market.ptr[turn] : market.ptr[turn + 1]] & PLACE] = True
    rows = rows_around(market.ptr, market.wishes, seating.at, wanted, turn)
    return _small(market, np.flatnonzero(wanted), rows, turn)


def _small(market: Columns, places: NDArray[np.int64], rows: NDArray[np.int64], asked: int) -> Market:
    name = {int(place): str(market.places[int(place)]) for place in places}
    wishes: dict[str, list[str]] = {str(market.students[asked]): []}
    priorities: dict[str, dict[str, float]] = {place: {} for place in name.values()}
    for turn, wish in rows.tolist():
        student, place = str(market.students[turn]), name[wish & PLACE]
        wishes.setdefault(student, []).append(place)
        if wish > PLACE:
            priorities[place][student] = market.rights.points(wish >> SHIFT)
    types = {
        str(market.students[turn]): (market.type_names[market.types[turn] - 1],)
        for turn, _ in rows.tolist()
        if market.types[turn]
    }
    reserves = {
        name[place]: {kind: int(seats) for kind, seats in zip(market.type_names, market.reserves[place], strict=True) if seats}
        for place in name
    }
    return Market(
        seats={name[place]: int(market.seats[place]) for place in name},
        wishes={student: tuple(wished) for student, wished in wishes.items()},
        priorities=priorities,
        seed=market.seed,
        titles={name[place]: market.titles[market.places[place]] for place in name if market.places[place] in market.titles},
        types=types,
        reserves={place: kept for place, kept in reserves.items() if kept},
        reserve_order=market.reserve_order,
    )


@njit
def rows_around(ptr, wishes, at, wanted, asked):
    """Rows (turn, wish), int64[…, 2]: at wanted places, the wishes down to the one granted; all of the one who asks."""
    rows = np.empty((len(wishes), 2), np.int64)
    found = 0
    for turn in range(len(at)):
        end = at[turn] + 1 if at[turn] >= 0 and turn != asked else ptr[turn + 1]
        for i in range(ptr[turn], ptr[turn] if at[turn] == WITHDRAWN else end):
            if wanted[wishes[i] & PLACE]:
                rows[found, 0] = turn
                rows[found, 1] = wishes[i]
                found += 1
    return rows[:found].copy()
