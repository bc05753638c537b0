"""Assignment by utility of large markets held in arrays, students and places known by their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kadry.engine.allocation.inputs import EXACT_INTEGER, Number
from kadry.engine.allocation.utility.search import PLAIN, Columns, Machine, compiled, find, gap_faults, units_of
from kadry.engine.faults import Fault, FaultyInput

Integers = NDArray[np.integer]
Numbers = NDArray[np.integer] | NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArrayResult:
    """An assignment with the prices that prove it.

    Attributes
    ----------
    choice
        int64[n]: the row of the wish granted to each student, or -1.
    prices
        float64[m]: the price of a seat at each place, in units of utility; without rounding.
    value, bound, gap, tolerance
        As in `UtilityResult`.
    """

    choice: NDArray[np.int64]
    prices: NDArray[np.float64]
    value: Number
    bound: Number
    gap: float
    tolerance: float


def assign_arrays(ptr: Integers, place: Integers, utility: Numbers, seats: Integers, gap: float = 1e-5) -> ArrayResult:
    """Give seats so that the utilities of all students together are as high as can be, up to a proved gap.

    Parameters
    ----------
    ptr
        Whole numbers [n + 1]: student i wishes the rows `ptr[i]` to `ptr[i + 1]`.
    place
        Whole numbers [E]: the place of each wish, from 0 to m - 1.
    utility
        Whole numbers or floats [E], above 0 and at most 2**53; staying out is worth 0.
    seats
        Whole numbers [m], 0 or more.
    gap
        The most by which the value may fall short of the optimum, as a share of it, from 1e-9 to below 1.

    Returns
    -------
    ArrayResult
        The same with and without machine code. Among equally good assignments the order of students decides.

    Raises
    ------
    FaultyInput
        With every column that is not as said, each with its first bad row, or for a gap that cannot be proved.

    Notes
    -----
    Memory beside the input: 8 bytes a wish, 16 a seat that can be taken, 16 a student.
    """
    return arrays_on(compiled(), ptr, place, utility, seats, gap)


def arrays_on(machine: Machine, ptr: Integers, place: Integers, utility: Numbers, seats: Integers, gap: float) -> ArrayResult:
    """`assign_arrays` on a machine of the caller's choice; the machine changes no byte of the result."""
    if faults := [
        *gap_faults(gap),
        *(list(_shape_faults(ptr, place, utility, seats)) or _row_faults(ptr, place, utility, seats)),
    ]:
        raise FaultyInput(faults)
    columns = _columns(ptr, place, utility, seats)
    found = find(_as_lists(columns) if machine is PLAIN else columns, gap, machine, lambda choice: _value(utility, choice))
    return ArrayResult(
        choice=np.asarray(found.choice, np.int64),
        prices=np.ldexp(np.asarray(found.prices, np.float64), -columns.shift),
        value=found.value,
        bound=found.bound,
        gap=found.gap,
        tolerance=found.tolerance,
    )


def _columns(ptr: Integers, place: Integers, utility: Numbers, seats: Integers) -> Columns:
    place, seats = _signed(place), _signed(seats)
    # A place that more could enter than wish to needs one seat to spare, no more, to stay free of charge.
    wanted = np.minimum(seats, np.bincount(place, minlength=len(seats)) + 1)
    shift = units_of(utility.max().item() if len(utility) else 1, len(ptr) - 1)
    units = _whole_units(utility, shift)
    return Columns(
        first=np.ascontiguousarray(ptr, np.int64),
        place=np.ascontiguousarray(place, np.int32),
        utility=units,
        seat=np.concatenate(([0], np.cumsum(wanted, dtype=np.int64))),
        top=int(units.max(initial=1)),
        shift=shift,
        grid=_grid(utility) << shift if shift >= 0 else 0,
    )


def _whole_units(utility: Numbers, shift: int) -> NDArray[np.int64]:
    if utility.dtype.kind != "f":
        whole = utility.astype(np.int64)
        return whole << shift if shift >= 0 else -(-whole >> -shift)
    return np.maximum(1, np.ceil(np.ldexp(utility.astype(np.float64), shift))).astype(np.int64)


def _grid(utility: Numbers) -> int:
    if utility.dtype.kind == "f":
        return _grid(utility.astype(np.int64)) if np.array_equal(utility, np.floor(utility)) else 0
    few = int(np.gcd.reduce(utility[:1000])) if len(utility) else 0
    return few if few <= 1 else int(np.gcd.reduce(utility))  # most often a few are enough, and all take long


def _as_lists(columns: Columns) -> Columns:
    return replace(columns, **{name: getattr(columns, name).tolist() for name in ("first", "place", "utility", "seat")})


def _value(utility: Numbers, choice: object) -> Number:
    rows = np.asarray(choice, np.int64)
    granted = utility[rows[rows >= 0]].tolist()
    return sum(granted) if utility.dtype.kind != "f" else math.fsum(granted)


def _shape_faults(ptr: Integers, place: Integers, utility: Numbers, seats: Integers) -> Iterator[Fault]:
    kinds = {"ptr": "iu", "place": "iu", "utility": "iuf", "seats": "iu"}
    for (name, kind), column in zip(kinds.items(), (ptr, place, utility, seats), strict=True):
        if not isinstance(column, np.ndarray) or column.ndim != 1 or column.dtype.kind not in kind:
            yield Fault(name, "not a one-dimensional array of numbers", "Give whole numbers; utility may be float.")


def _row_faults(ptr: Integers, place: Integers, utility: Numbers, seats: Integers) -> Iterator[Fault]:
    ptr, place, seats = _signed(ptr), _signed(place), _signed(seats)
    yield from _first_bad("ptr", np.diff(ptr) < 0, "the rows of a student end before they begin", "Sort the wishes by student.")
    if len(ptr) == 0 or ptr[0] != 0 or ptr[-1] != len(place):
        yield Fault("ptr", "it does not go from 0 to the number of wishes", "Give n + 1 numbers, the last the length of place.")
    if len(place) != len(utility):
        yield Fault("utility", f"{len(utility)} rows beside {len(place)} places", "Give one utility a wish.")
    yield from _first_bad("place", (place < 0) | (place >= len(seats)), "the place is unknown", "Give 0 to m - 1.")
    fit = (utility > 0) & (utility <= EXACT_INTEGER)  # NaN is not above 0
    yield from _first_bad("utility", ~fit, "not a number above 0 and at most 2**53", "Drop the wish, or choose another unit.")
    yield from _first_bad("seats", seats < 0, "the number is negative", "Give 0 or more.")


def _signed(column: Integers) -> Integers:
    # The difference of two unsigned numbers is never negative, and numpy mixes them with signed ones into floats.
    return column.astype(np.int64) if column.dtype.kind == "u" else column


def _first_bad(where: str, bad: NDArray[np.bool_], what: str, cure: str) -> Iterator[Fault]:
    if count := int(bad.sum()):
        yield Fault(where, f"{what} ({count} in all)", cure, row=int(bad.argmax()))
