"""Seats given in a large market, compiled where a compiler is installed."""

from __future__ import annotations

import numpy as np

from kadry.engine.allocation.columns import kernels, rounds
from kadry.engine.allocation.columns.market import Columns
from kadry.engine.allocation.columns.seating import Seating
from kadry.engine.jit import FAST


def solve(market: Columns) -> Seating:
    """Give every student the best place that any fair allocation can give.

    Student-proposing deferred acceptance, with reserves where the market has them; see `allocation.solve`.
    Time grows with the proposals; without the extra `[fast]` it takes a good deal longer and gives the same.
    """
    loops = kernels if FAST else rounds
    if not market.has_reserves:
        at, proposals = loops.deferred_acceptance(market.ptr, market.wishes, market.usable_seats)
        return Seating(at, np.zeros(len(at), np.int8), int(proposals))
    at, seat, proposals = loops.deferred_acceptance_with_reserves(
        market.ptr, market.wishes, market.seats, market.types, market.reserves, market.reserve_order == "open_first"
    )
    return Seating(at, seat, int(proposals))
