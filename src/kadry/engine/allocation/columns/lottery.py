"""The lottery of a large market: the same numbers as `solve.draw_lottery` gives, and the order they make."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kadry.engine.allocation.columns import sha256
from kadry.engine.jit import FAST, njit, processors

Ints = NDArray[np.int64]

SPREAD = 20  # buckets of the sort: 2 ** SPREAD, about one number in each when a million are drawn


def draws_of(seed: str, students: pl.Series) -> NDArray[np.uint64]:
    """The first 8 bytes of SHA-256 of "seed:student" for each student, as uint64[n]."""
    prefix = f"{seed}:".encode()
    ids = students.cast(pl.String)
    sizes = ids.str.len_bytes().cast(pl.Int64).to_numpy()
    if not FAST or len(prefix) + sizes.max(initial=0) > sha256.LONGEST:
        drawn = [int.from_bytes(hashlib.sha256(prefix + student.encode()).digest()[:8], "big") for student in ids]
        return np.array(drawn, np.uint64)
    texts = np.frombuffer((ids.str.join("").item() or "").encode(), np.uint8)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    parts = [len(ids) * part // processors() for part in range(processors() + 1)]
    hashed = partial(_hashed, np.frombuffer(prefix, np.uint8), texts, ends)
    with ThreadPoolExecutor(processors()) as pool:
        return np.concatenate(list(pool.map(hashed, parts[:-1], parts[1:])))


def _hashed(prefix: NDArray[np.uint8], texts: NDArray[np.uint8], ends: Ints, first: int, last: int) -> NDArray[np.uint64]:
    return sha256.first_eight_bytes(prefix, texts, ends[first : last + 1])


def in_order(draws: NDArray[np.uint64], students: pl.Series) -> Ints:
    """Indices of the students in the order of the lottery, int64[n]; of two equal numbers the smaller id goes first."""
    order = _sorted(draws) if FAST else np.argsort(draws, kind="stable")
    ranked = draws[order]
    for i in np.flatnonzero(ranked[1:] == ranked[:-1]):  # has never been seen
        if str(students[int(order[i + 1])]) < str(students[int(order[i])]):
            order[i], order[i + 1] = order[i + 1], order[i]
    return order


@njit
def _sorted(draws):
    """Indices that sort numbers spread evenly over 64 bits: thrown into buckets, then each bucket by insertion."""
    shift = np.uint64(64 - SPREAD)
    begins = np.zeros((1 << SPREAD) + 1, np.int64)
    for draw in draws:
        begins[np.int64(draw >> shift) + 1] += 1
    for bucket in range(1 << SPREAD):
        begins[bucket + 1] += begins[bucket]
    order = np.empty(len(draws), np.int64)
    filled = begins.copy()
    for i in range(len(draws)):
        bucket = np.int64(draws[i] >> shift)
        hole = filled[bucket]
        filled[bucket] += 1
        while hole > begins[bucket] and draws[order[hole - 1]] > draws[i]:
            order[hole] = order[hole - 1]
            hole -= 1
        order[hole] = i
    return order
