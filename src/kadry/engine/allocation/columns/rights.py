"""Points as integers of 30 bits, in the same order and with the same ties; nothing is rounded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kadry.engine.allocation.columns.building import packed

Ints = NDArray[np.int64]

LARGEST = (1 << 30) - 1
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Rights:
    """How points became rights: (points × scale - low) + 1, or, where that does not fit, their number in `values`."""

    low: int
    scale: int
    values: NDArray[np.floating | np.integer] | None = None

    def of(self, points: NDArray[np.floating | np.integer], eligible: NDArray[np.bool_] | None = None) -> Ints:
        """The right of each row, int64[e]; 0 where not eligible."""
        if self.values is not None:
            rights = np.searchsorted(self.values, points).astype(np.int64) + 1
        else:
            rights = _scaled(points, self.scale) - (self.low - 1)
        return rights if eligible is None else np.where(eligible, rights, 0)

    def wishes(
        self, points: NDArray[np.floating | np.integer], eligible: NDArray[np.bool_] | None, place: NDArray[np.integer]
    ) -> Ints:
        """Rows packed as wishes, int64[e]."""
        if eligible is None and self.values is None and points.dtype.kind in "iu":
            return packed(points, self.low, place)  # the usual case, in one pass
        return packed(self.of(points, eligible), 1, place)

    def points(self, right: int) -> int | float:
        """The points of a right."""
        if self.values is not None:
            return self.values[right - 1].item()
        value = right - 1 + self.low
        return value // self.scale if value % self.scale == 0 else value / self.scale


def rights_of(points: NDArray[np.floating | np.integer]) -> Rights:
    """The rights of finite points: whole numbers as they are, decimals of up to six places scaled, others numbered."""
    if points.dtype == np.uint64 and points.max(initial=0) > np.iinfo(np.int64).max:
        return Rights(0, 1, np.unique(points))
    for scale in (10**places for places in range(MOST_DECIMALS + 1)):
        if _whole(points, scale):
            whole = _scaled(points, scale)
            low, high = (int(whole.min()), int(whole.max())) if len(whole) else (0, 0)
            if high - low < LARGEST:
                return Rights(low, scale)
            break
    return Rights(0, 1, np.unique(points))


def _whole(points: NDArray[np.floating | np.integer], scale: int) -> bool:
    """Whether times this scale all are whole, so that dividing gives them back to the last bit."""
    if points.dtype.kind in "iu":
        return True
    with np.errstate(over="ignore"):
        scaled = np.rint(points * scale)
    return bool((np.abs(scaled) < 2**53).all() and (scaled / scale == points).all())


def _scaled(points: NDArray[np.floating | np.integer], scale: int) -> Ints:
    return points.astype(np.int64, copy=False) if points.dtype.kind in "iu" else np.rint(points * scale).astype(np.int64)
