"""How likely each wish is to be granted, over many lotteries drawn for practice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kadry.engine.allocation.columns.building import gathered
from kadry.engine.allocation.columns.market import Columns
from kadry.engine.allocation.columns.solve import solve
from kadry.engine.jit import njit, processors

Ints = NDArray[np.int64]


def chances(
    market: Columns, lotteries: int = 1000, *, seed: int = 0, progress: Callable[[int], None] | None = None
) -> NDArray[np.float64]:
    """The share of lotteries in which each wish is granted, float64[e]; a student's sum to the chance of any place.

    The lotteries are drawn for practice, not published: each is shuffled by NumPy's Philox with the key (seed,
    number of the lottery), so that the figure is the same on any number of processors.
    """
    granted = np.zeros((processors(), len(market.wishes)), np.int32)

    counts = np.diff(market.ptr)

    def play(worker: int) -> None:
        memory = np.empty_like(market.wishes)  # used again in every lottery: to ask the system for it each time takes longer
        for lottery in range(worker, lotteries, len(granted)):
            order = shuffled(np.random.Philox(key=(seed << 32) | lottery).random_raw(len(market.students)))
            ptr, wishes = gathered(market.wishes, counts, order, into=memory)
            drawn = replace(market, ptr=ptr, wishes=wishes, types=market.types[order])
            count(granted[worker], solve(drawn).at, ptr, market.ptr, order)
            if progress:
                progress(lottery)

    with ThreadPoolExecutor(len(granted)) as pool:
        list(pool.map(play, range(len(granted))))
    return granted.sum(axis=0) / lotteries


@njit
def shuffled(random):
    """0 … n - 1 in an order drawn from uint64[n] random numbers (Fisher and Yates, 1938), int64[n]."""
    order = np.arange(len(random))
    for last in range(len(random) - 1, 0, -1):
        other = (np.int64(random[last] >> np.uint64(32)) * (last + 1)) >> 32
        order[last], order[other] = order[other], order[last]
    return order


@njit
def count(granted, at, drawn_ptr, ptr, order):
    """Add one to each wish granted, told back from the order of a lottery to the order of the market."""
    for turn in range(len(at)):
        if at[turn] >= 0:
            granted[ptr[order[turn]] + at[turn] - drawn_ptr[turn]] += 1
