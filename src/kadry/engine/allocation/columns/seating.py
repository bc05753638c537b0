"""What allocating a large market gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kadry.engine.allocation.columns.layout import PLACE
from kadry.engine.allocation.columns.market import Columns

Ints = NDArray[np.int64]

WITHDRAWN = -2  # in place of the index of a wish


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits where in a large market.

    Attributes
    ----------
    at
        int64[n]: the index of the wish granted to each student, in the order of the market, or -1; -2 for those
        who withdrew.
    seat
        int8[n]: 0 for an open seat, otherwise the type whose reserved seat it is.
    proposals
        How many times a student was put forward to a place where he or she is eligible; None after an update.
    """

    at: Ints
    seat: NDArray[np.int8]
    proposals: int | None

    def place(self, market: Columns) -> Ints:
        """The index of the place of each student, int64[n], or -1."""
        return self._of_seated(market.wishes, -1, PLACE)

    def rank(self, market: Columns) -> Ints:
        """The rank of the wish granted, as given, int64[n], or 0."""
        if market.ranks is not None:
            return self._of_seated(market.ranks, 0, -1)
        return np.where(self.at >= 0, self.at - market.ptr[:-1] + 1, 0)

    def _of_seated(self, by_wish: NDArray[np.integer], otherwise: int, mask: int) -> Ints:
        seated = self.at >= 0
        found = np.full(len(self.at), otherwise, np.int64)
        found[seated] = by_wish[self.at[seated]] & mask
        return found

    def table(self, market: Columns) -> pl.DataFrame:
        """The result as a table student, place, rank, sorted by student; empty cells where there is no place."""
        place, rank = self.place(market), self.rank(market)
        return (
            pl.DataFrame(
                {
                    "student": market.students,
                    "place": market.places.gather(pl.Series(np.where(place >= 0, place, 0))) if len(market.places) else None,
                    "rank": rank,
                }
            )
            .with_columns(pl.when(pl.Series(place) >= 0).then(pl.col("place", "rank")).otherwise(None))
            .sort("student")
        )
