"""How likely each wish is to be granted, over many lotteries drawn for practice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kadry.engine.allocation.columns.building import gathered
from kadry.engine.allocation.columns.kernels import BAR, FIRST, SEATS, TAKEN, open_desks, sift_down, sift_up
from kadry.engine.allocation.columns.layout import PLACE, SHIFT
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
    first = market.ptr[:-1] if market.has_reserves else first_in_doubt(market.ptr, market.wishes, market.usable_seats)
    counts = market.ptr[1:] - first
    begins = np.concatenate([[0], np.cumsum(counts)])
    kept = np.repeat(first - begins[:-1], counts) + np.arange(begins[-1])  # wish in doubt → wish
    doubtful = market.wishes[kept]
    granted = np.zeros((processors(), len(kept)), np.int32)

    def play(worker: int) -> None:
        memory = np.empty_like(doubtful)  # used again in every lottery: to ask the system for it each time takes longer
        for lottery in range(worker, lotteries, len(granted)):
            order = shuffled(np.random.Philox(key=(seed << 32) | lottery).random_raw(len(market.students)))
            ptr, wishes = gathered(doubtful, counts, order, into=memory)
            drawn = replace(market, ptr=ptr, wishes=wishes, types=market.types[order])
            count(granted[worker], solve(drawn).at, ptr, begins, order)
            if progress:
                progress(lottery)

    with ThreadPoolExecutor(len(granted)) as pool:
        list(pool.map(play, range(len(granted))))
    shares = np.zeros(len(market.wishes))
    shares[kept] = granted.sum(axis=0) / lotteries
    return shares


@njit
def first_in_doubt(ptr, wishes, seats):
    """Each student's first wish that not every lottery turns away, int64[n].

    A wish is turned away by every lottery if as many as the place has seats stand before the place in every lottery
    and have more points there. Whoever is turned away everywhere before a wish stands before it in every lottery; so
    the bars rise, and more are turned away, until nothing changes. It says nothing of seats kept for types.
    """
    first = ptr[:-1].copy()
    rising = True
    while rising:
        rising = False
        desks, held = open_desks(seats), np.empty(seats.sum(), np.int64)
        for student in range(len(first)):
            if first[student] < ptr[student + 1]:
                wish = wishes[first[student]]
                stand_before(desks, held, wish & PLACE, wish >> SHIFT)
        for student in range(len(first)):
            while first[student] < ptr[student + 1]:
                wish = wishes[first[student]]
                if wish > PLACE and wish >> SHIFT >= desks[wish & PLACE, BAR]:
                    break
                first[student] += 1
                rising = True
    return first


@njit
def stand_before(desks, held, place, right):
    """Count one more right at a place; its bar is the lowest of the highest, as many as it has seats."""
    first, taken = desks[place, FIRST], desks[place, TAKEN]
    if taken < desks[place, SEATS]:
        sift_up(held, first, taken, right)
        taken += 1
        desks[place, TAKEN] = taken
    elif taken and right > held[first]:
        sift_down(held, first, taken, 0, right)
    if taken and taken == desks[place, SEATS]:
        desks[place, BAR] = held[first]


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
