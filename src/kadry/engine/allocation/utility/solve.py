"""Assignment by utility of people by their ids."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from kadry.engine.allocation.inputs import Number
from kadry.engine.allocation.utility.market import UtilityMarket
from kadry.engine.allocation.utility.result import UtilityResult
from kadry.engine.allocation.utility.search import (
    PLAIN,
    Columns,
    Machine,
    compiled,
    find,
    gap_faults,
    in_units,
    units_of,
    whole_units,
)
from kadry.engine.faults import FaultyInput

# From so many wishes on, machine code is faster although numba has to be loaded first.
LARGE = 30_000


def assign_by_utility(market: UtilityMarket, *, gap: float = 1e-5) -> UtilityResult:
    """Give seats so that the utilities of all students together are as high as can be, up to a proved gap.

    Parameters
    ----------
    market
        What is to be assigned; it has already checked itself.
    gap
        The most by which the value may fall short of the optimum, as a share of it, from 1e-9 to below 1. With
        whole utilities and gap x bound below 1 the result is an optimum.

    Returns
    -------
    UtilityResult
        With the prices and the bound that prove it (auction: Bertsekas, 1988; with several seats a place:
        Bertsekas and Castañon, 1989). The order of input and the machine change no byte of it.

    Raises
    ------
    FaultyInput
        If the gap is not such a number, or finer than 64-bit numbers can prove.
    """
    if faults := gap_faults(gap):
        raise FaultyInput(faults)
    wishes = sum(map(len, market.utilities.values()))
    return assign_on(PLAIN if wishes < LARGE else compiled(), market, gap)


def assign_on(machine: Machine, market: UtilityMarket, gap: float) -> UtilityResult:
    """`assign_by_utility` on a machine of the caller's choice; the machine changes no byte of the result."""
    utilities = [utility for wished in market.utilities.values() for utility in wished.values()]
    columns = _columns(market, utilities)
    found = find(_on(machine, columns), gap, machine, lambda choice: _value(utilities, choice))
    places = list(market.seats)
    return UtilityResult(
        assignment={
            student: None if row < 0 else places[columns.place[row]]
            for student, row in zip(market.utilities, found.choice, strict=True)
        },
        prices={place: in_units(int(price), columns.shift) for place, price in zip(places, found.prices, strict=True)},
        value=found.value,
        bound=found.bound,
        gap=found.gap,
        asked=gap,
        tolerance=found.tolerance,
    )


def _columns(market: UtilityMarket, utilities: Sequence[Number]) -> Columns:
    code = {place: number for number, place in enumerate(market.seats)}
    wished = Counter(place for places in market.utilities.values() for place in places)
    # A place that more could enter than wish to needs one seat to spare, no more, to stay free of charge.
    seats = [min(count, wished[place] + 1) for place, count in market.seats.items()]
    shift = units_of(max(utilities, default=1), len(market.utilities))
    units = [whole_units(utility, shift) for utility in utilities]
    return Columns(
        first=[0, *accumulate(map(len, market.utilities.values()))],
        place=[code[place] for places in market.utilities.values() for place in places],
        utility=units,
        seat=[0, *accumulate(seats)],
        top=max(units, default=1),
        shift=shift,
        grid=_grid(utilities, shift),
    )


def _grid(utilities: Sequence[Number], shift: int) -> int:
    whole = [utility for utility in utilities if isinstance(utility, int)]
    return math.gcd(*whole) << shift if shift >= 0 and len(whole) == len(utilities) else 0


def _on(machine: Machine, columns: Columns) -> Columns:
    if machine is PLAIN:
        return columns
    import numpy as np

    return replace(
        columns,
        first=np.array(columns.first, np.int64),
        place=np.array(columns.place, np.int32),
        utility=np.array(columns.utility, np.int64),
        seat=np.array(columns.seat, np.int64),
    )


def _value(utilities: Sequence[Number], choice: Sequence[int]) -> Number:
    granted = [utilities[row] for row in choice if row >= 0]
    return sum(granted) if set(map(type, granted)) <= {int} else math.fsum(granted)
