"""From whole-number columns to an assignment whose gap is proved: auctions with ever smaller steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kadry.engine.allocation.inputs import Number
from kadry.engine.allocation.utility import kernels
from kadry.engine.allocation.utility.kernels import Column, Integers
from kadry.engine.faults import Fault, FaultyInput

# Prices below 2**52 are floats without rounding; sums below 2**61 leave room in 64 bits for a bid on top.
PRICE_BITS = 52
SUM_BITS = 61

# The first step is this share of the highest utility, 2**-3: coarse, but enough where many value seats alike.
FIRST_STEP_BITS = 3

# A step of this share of the distance between whole utilities, 2**-4, lets rounded prices prove most optima.
GRID_STEP_BITS = 4

# Finer ones would take longer than anybody waits wherever prices rise by small steps.
FINEST_GAP = 1e-9


@dataclass(frozen=True, slots=True)
class Columns:
    """A market as flat columns of integers, utilities in units of 2**-shift and rounded up to whole ones.

    `first` (n + 1), `place` and `utility` (one a wish), `seat` (m + 1): as the kernels read them; `top` is the
    highest utility. `grid` divides every utility, in the same units, and is 0 where some utility had to be rounded.
    """

    first: Integers
    place: Integers
    utility: Integers
    seat: Integers
    top: int
    shift: int
    grid: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the kernels run: on lists in plain Python, or on arrays as machine code."""

    auction: Callable[..., None]
    dual_bound: Callable[..., int]
    room: Callable[[int], Column]


@dataclass(frozen=True, slots=True)
class Found:
    """An assignment with its proof; `choice` and `prices` are as the kernels wrote them, the rest in true units."""

    choice: Column
    prices: Column
    value: Number
    bound: Number
    gap: float
    tolerance: float


PLAIN = Machine(kernels.auction, kernels.dual_bound, lambda length: [0] * length)


def compiled() -> Machine:
    """The machine for large work; plain Python on lists where numba is not installed."""
    from kadry.engine.jit import FAST

    if not FAST:
        return PLAIN
    import numpy as np

    from kadry.engine.allocation.utility import compiled as machine_code

    return Machine(machine_code.auction, machine_code.dual_bound, lambda length: np.zeros(length, np.int64))


def find(columns: Columns, asked: float, machine: Machine, value_of: Callable[[Any], Number]) -> Found:
    """Hold auctions with smaller and smaller steps until the gap asked for is proved.

    Every auction starts at price 0. Prices carried over from one to the next would leave some places with free
    seats that cost something, and the bound would never meet the value.

    Raises
    ------
    FaultyInput
        If the gap is finer than 64-bit whole numbers can prove for this market.
    """
    n, m, seats = len(columns.first) - 1, len(columns.seat) - 1, int(columns.seat[-1])
    prices, bids, holders, queue, choice = (machine.room(length) for length in (m, seats, seats, n, n))
    market = (columns.first, columns.place, columns.utility, columns.seat)
    step = max(1, columns.top >> FIRST_STEP_BITS)
    while True:
        machine.auction(*market, step, columns.top, prices, bids, holders, queue, choice)
        value = value_of(choice)
        proofs = (_proof(columns, machine, shown, value) for shown in _price_lists(columns, machine, prices))
        shown, bound, gap = min(proofs, key=lambda proof: proof[2])
        if gap <= asked:
            return Found(choice, shown, value, bound, gap, _tolerance(columns, step, value, bound))
        if step == 1:
            what = f"{asked!r} cannot be proved for this market in 64-bit numbers, only {gap:.1e}"
            raise FaultyInput([Fault("gap", what, "Ask for a wider gap, or give utilities nearer in size.")])
        step = _next_step(columns, step, asked / gap)


def _price_lists(columns: Columns, machine: Machine, prices: Column) -> Iterator[Column]:
    """The prices rounded down, to the nearest and up to the grid of whole utilities, and as they are.

    Where utilities are whole, some best prices are too, and among all ways to round there is one that loses nothing
    (the bound is L-natural-convex; Murota, 2003). It takes off what the steps have added, and so often proves the
    optimum itself long before the steps are small enough to.
    """
    for offset in (0, columns.grid >> 1, columns.grid - 1) if columns.grid else ():
        rounded = machine.room(len(prices))
        for j in range(len(prices)):
            rounded[j] = (prices[j] + offset) // columns.grid * columns.grid
        yield rounded
    yield prices


def _proof(columns: Columns, machine: Machine, prices: Column, value: Number) -> tuple[Column, Number, float]:
    units = machine.dual_bound(columns.first, columns.place, columns.utility, columns.seat, prices)
    bound = in_units(int(units), columns.shift)
    return prices, bound, relative_gap(value, bound)


def _tolerance(columns: Columns, step: int, value: Number, bound: Number) -> float:
    """No student misses more than the step, the rounding of utilities, or of prices; nor more than all miss together."""
    if not columns.grid:
        return float(in_units(step + 1, columns.shift))
    together = Fraction(bound) - Fraction(value)
    return float(min(together, Fraction(in_units(step + columns.grid, columns.shift))))


def _next_step(columns: Columns, step: int, wanted: float) -> int:
    # The gap falls about as the step does; half of what that asks for proves most gaps at the next auction. Where
    # utilities are whole, prices rounded to them prove the most when a step is a small part of one.
    enough = max(int(step * wanted / 2), columns.grid >> GRID_STEP_BITS)
    return max(1, min(step >> 2, enough))


def relative_gap(value: Number, bound: Number) -> float:
    """The part of the bound that the value may fall short of the optimum, 0 where nothing can be gained at all."""
    return float((Fraction(bound) - Fraction(value)) / Fraction(bound)) if bound else 0.0


def units_of(top: Number, students: int) -> int:
    """The shift to units of 2**-shift in which neither a price nor the sum over all students is too long."""
    exponent = top.bit_length() if isinstance(top, int) else math.frexp(top)[1]
    return min(PRICE_BITS, SUM_BITS - students.bit_length()) - exponent


def in_units(whole: int, shift: int) -> Number:
    """So many units of 2**-shift as a number: whole if it is, else a float, rounded up where it must be rounded."""
    exact = Fraction(whole) / Fraction(2) ** shift
    if exact.denominator == 1:
        return exact.numerator
    nearest = float(exact)
    return nearest if Fraction(nearest) >= exact else math.nextafter(nearest, math.inf)


def whole_units(utility: Number, shift: int) -> int:
    """A utility in units of 2**-shift, rounded up to a whole number, so that a bound stays a bound."""
    if isinstance(utility, int):
        return utility << shift if shift >= 0 else -(-utility >> -shift)
    return max(1, math.ceil(math.ldexp(utility, shift)))


def gap_faults(gap: object) -> list[Fault]:
    """What is wrong with a gap asked for."""
    if isinstance(gap, float) and FINEST_GAP <= gap < 1:
        return []
    what = f"{gap!r} is not a number from {FINEST_GAP} to below 1"
    return [Fault("gap", what, "Give the share of the optimum, such as 1e-5.")]
