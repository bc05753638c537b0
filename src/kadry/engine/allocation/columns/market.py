"""A market of any size in a few columns of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kadry.engine.allocation.columns import building, lottery
from kadry.engine.allocation.columns.layout import PLACE
from kadry.engine.allocation.columns.rights import Rights, rights_of
from kadry.engine.allocation.rules import RESERVE_ORDERS
from kadry.engine.faults import Fault, FaultyInput

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """A market of any size; make one with `from_arrays` or `from_table`, which check what they are given.

    Attributes
    ----------
    students
        Ids in the order of the lottery, integers or text: a student's index is his or her turn.
    draws
        uint64[n], the lottery numbers, ascending.
    places, seats
        Ids, and int64[m].
    ptr, wishes
        int64[n + 1], int64[e]: the wishes of student i are wishes[ptr[i]:ptr[i + 1]], the dearest first, each a
        right in the upper 32 bits (0: not eligible) and the index of a place in the lower.
    ranks
        int32[e], the ranks as given; None where each student's run 1, 2, 3 …
    rights
        Turns a right back into points.
    types, reserves, type_names, reserve_order
        int8[n], 0 none, 1… the columns of reserves int64[m, types]; a student is of one type here.
    """

    students: pl.Series
    draws: NDArray[np.uint64]
    places: pl.Series
    seats: Ints
    ptr: Ints
    wishes: Ints
    ranks: NDArray[np.int32] | None
    rights: Rights
    seed: str
    types: NDArray[np.int8]
    reserves: Ints
    type_names: tuple[str, ...] = ()
    reserve_order: str = "reserve_first"
    titles: Mapping[object, str] = field(default_factory=dict)

    @property
    def has_reserves(self) -> bool:
        """Whether any seat is kept for a type."""
        return bool(self.reserves.any())

    @property
    def usable_seats(self) -> Ints:
        """Seats, int64[m], no more than are wished where there are very many: seats nobody can fill need no memory."""
        if self.seats.sum() <= len(self.wishes):
            return self.seats
        return np.minimum(self.seats, np.bincount(self.wishes & PLACE, minlength=len(self.seats)))


def from_arrays(
    ptr: Ints,
    place: NDArray[np.integer],
    points: NDArray[np.integer | np.floating],
    seats: NDArray[np.integer],
    *,
    seed: str,
    eligible: NDArray[np.bool_] | None = None,
    students: pl.Series | None = None,
    places: pl.Series | None = None,
    types: NDArray[np.integer] | None = None,
    reserves: NDArray[np.integer] | None = None,
    type_names: tuple[str, ...] = (),
    reserve_order: str = "reserve_first",
) -> Columns:
    """A market from arrays: wishes of student i are place[ptr[i]:ptr[i + 1]], the dearest first, with points there.

    Parameters
    ----------
    ptr, place, points, seats
        int64[n + 1], integers[e], finite numbers[e] (more come first), integers[m].
    eligible
        bool[e]; without it, everybody is eligible where he or she wishes.
    students, places
        Ids; without them, 0 … n - 1 and 0 … m - 1.
    types, reserves, type_names
        integers[n], 0 none, 1… the columns of reserves, integers[m, types]; names for people.

    Raises
    ------
    FaultyInput
        With every kind of fault found and where it stands.
    """
    faults = [*_array_faults(ptr, place, points, seats), *_reserve_faults(seats, types, reserves, reserve_order)]
    if faults:
        raise FaultyInput(faults)
    students = pl.Series(np.arange(len(ptr) - 1)) if students is None else students
    places = pl.Series(np.arange(len(seats))) if places is None else places
    rights = rights_of(points)
    draws = lottery.draws_of(seed, students)
    order = lottery.in_order(draws, students)
    new_ptr, wishes = building.in_new_order(ptr, place.astype(np.int64), rights.of(points, eligible), order)
    if (turn := building.wished_twice(new_ptr, wishes, len(seats))) >= 0:
        student = students[int(order[turn])]
        raise FaultyInput([Fault(f"wishes of {student!r}", "a place is wished twice", "Keep one of the wishes.")])
    return Columns(
        students=students.gather(order),
        draws=draws[order],
        places=places,
        seats=seats.astype(np.int64),
        ptr=new_ptr,
        wishes=wishes,
        ranks=None,
        rights=rights,
        seed=seed,
        types=np.zeros(len(order), np.int8) if types is None else types[order].astype(np.int8),
        reserves=np.zeros((len(seats), 0), np.int64) if reserves is None else reserves.astype(np.int64),
        type_names=type_names,
        reserve_order=reserve_order,
    )


def _array_faults(
    ptr: Ints, place: NDArray[np.integer], points: NDArray[np.integer | np.floating], seats: NDArray[np.integer]
) -> Iterator[Fault]:
    if len(ptr) == 0 or ptr[0] != 0 or ptr[-1] != len(place) or (np.diff(ptr) < 0).any():
        yield Fault("ptr", "does not run from 0 to the number of wishes", "Give n + 1 offsets, none below the one before.")
    if len(points) != len(place):
        yield Fault("points", f"{len(points)} of them for {len(place)} wishes", "Give one a wish.")
    for row in np.flatnonzero((place < 0) | (place >= len(seats))).tolist():
        yield Fault("place", f"{place[row]} is not a place", f"Give an index below {len(seats)}.", row=row)
    for row in np.flatnonzero(~np.isfinite(points)).tolist():
        yield Fault("points", f"{points[row]} is not a finite number", "Give a number; say in `eligible` who is not.", row=row)
    for row in np.flatnonzero(seats < 0).tolist():
        yield Fault("seats", f"{seats[row]} is negative", "Give 0 or more.", row=row)


def _reserve_faults(
    seats: NDArray[np.integer], types: NDArray[np.integer] | None, reserves: NDArray[np.integer] | None, order: str
) -> Iterator[Fault]:
    yield from order_faults(order)
    kinds = 0 if reserves is None else reserves.shape[1]
    if types is not None and len(types) and not 0 <= types.min() <= types.max() <= kinds:
        yield Fault("types", "a type has no column of reserves", f"Give 0 for none, or 1 to {kinds}.")
    if reserves is None:
        return
    for row in np.flatnonzero((reserves < 0).any(axis=1)).tolist():
        yield Fault("reserves", "a number is negative", "Give 0 or more.", row=row)
    for row in np.flatnonzero(reserves.sum(axis=1) > seats).tolist():
        what = f"{reserves[row].sum()} seats are reserved of {seats[row]}"
        yield Fault("reserves", what, "Reserve no more seats than there are.", row=row)


def order_faults(order: object) -> Iterator[Fault]:
    """What is wrong with the order of reserved and open seats."""
    if order not in RESERVE_ORDERS:
        yield Fault("reserve_order", f"{order!r} is unknown", f"Choose one of {', '.join(RESERVE_ORDERS)}.")
