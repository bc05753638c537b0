"""How fast this machine could go: the memory that every proposal must touch, and the heap it must keep in order.

A proposal reads a student, a wish, a place and the top of its heap: four lines of memory, anywhere. Processors
fetch many lines at once where none depends on another, so the bound counts independent reads, not waiting times.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kadry.engine.jit import njit

LINES_A_PROPOSAL = 4
WISHES = 10
READS = 10_000_000
SEATS = 20
KEYS_A_HEAP = 56  # 2.8 proposals a seat, as the instances make
FEW_HEAPS = 16


def bound_seconds(students: int, proposals: int) -> dict[str, float]:
    """The least time for so many proposals on one core, and what it is made of: nanoseconds a read, a heap step."""
    read, heap = read_ns(students * WISHES), heap_ns()
    return {
        "read_ns": read,
        "heap_ns": heap,
        "bound_seconds": proposals * (LINES_A_PROPOSAL * read + heap) / 1e9,
    }


def read_ns(wishes: int) -> float:
    """Nanoseconds for one of many independent random reads from the packed wishes: 80 MB for a million students."""
    packed = np.ones(wishes, np.int64)
    where = np.random.default_rng(7).integers(0, len(packed), READS, dtype=np.int32)
    return _fastest_ns(_read, packed, where) / READS


def heap_ns() -> float:
    """Nanoseconds for one key at a heap of 20 that is in the cache already.

    The keys are few and run again and again: the processor foresees every branch, so no heap of a large market,
    whose keys nothing can foresee, is faster.
    """
    keys = np.random.default_rng(7).integers(0, 1 << 62, FEW_HEAPS * KEYS_A_HEAP)
    return _fastest_ns(_keep_largest, keys, np.empty(SEATS, np.int64)) / len(keys)


def _fastest_ns(kernel: Any, *arguments: Any) -> float:
    """A bound takes the fastest of many runs, after one that compiles."""
    kernel(*arguments)
    times: list[float] = []
    while len(times) < 3 or sum(times) < 0.05:
        started = perf_counter()
        kernel(*arguments)
        times.append(perf_counter() - started)
    return min(times) * 1e9


@njit
def _read(packed: NDArray[np.int64], where: NDArray[np.int32]) -> int:
    total = 0
    for at in where:
        total += packed[at]
    return total


@njit
def _keep_largest(keys: NDArray[np.int64], heap: NDArray[np.int64]) -> int:
    """Send each heap its share of keys, of which it keeps the largest; the sum keeps the work from being dropped."""
    total = 0
    for start in range(0, len(keys), KEYS_A_HEAP):
        size = 0
        for key in keys[start : start + KEYS_A_HEAP]:
            if size < len(heap):
                _push(heap, size, key)
                size += 1
            elif heap[0] < key:
                _replace_smallest(heap, key)
        total += heap[0] & 1
    return total


@njit
def _push(heap: NDArray[np.int64], size: int, key: int) -> None:
    at = size
    while at > 0 and heap[(at - 1) // 2] > key:
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = key


@njit
def _replace_smallest(heap: NDArray[np.int64], key: int) -> None:
    at, below = 0, 1
    while below < len(heap):
        if below + 1 < len(heap) and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[at] = heap[below]
        at, below = below, 2 * below + 1
    heap[at] = key
