"""From rows in any order to the wishes of each student side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kadry.engine.allocation.columns.layout import PLACE, SHIFT
from kadry.engine.jit import njit
from kadry.engine.prefetch import prefetch

Ints = NDArray[np.int64]

# Rows in no order are first thrown into this many parts, each small enough for the cache.
PARTS = 2048
AHEAD = 16  # students whose rows are fetched ahead


def in_new_order(ptr: Ints, place: Ints, right: Ints, order: Ints) -> tuple[Ints, Ints]:
    """Wishes (ptr, and place and right of each) with the students put in another order: (int64[n + 1], int64[e])."""
    counts = np.diff(ptr)[order]
    new_ptr = np.concatenate([[0], np.cumsum(counts)])
    source = np.repeat(ptr[order] - new_ptr[:-1], counts) + np.arange(new_ptr[-1])
    return new_ptr, (right[source] << SHIFT) | place[source]


@njit
def numbered(ids, low, high):
    """Integers from low to high numbered in order of first appearance: int32[rows], and which of them appear."""
    number = np.full(high - low + 1, -1, np.int32)
    codes = np.empty(len(ids), np.int32)
    distinct = np.empty(min(len(ids), high - low + 1), np.int64)
    found = 0
    for row in range(len(ids)):
        slot = ids[row] - low
        if number[slot] < 0:
            number[slot] = found
            distinct[found] = ids[row]
            found += 1
        codes[row] = number[slot]
    return codes, distinct[:found]


@njit
def counted(student, rank, students):
    """How many rows each student has, int64[n], and whether they stand together and in order, as most tables have them."""
    counts = np.zeros(students, np.int64)
    tidy, before = True, -1
    for row in range(len(student)):
        now = student[row]
        counts[now] += 1
        tidy = tidy and now >= before and rank[row] == counts[now]
        before = now
    return counts, tidy


def gathered(wish: Ints, counts: Ints, order: Ints, workers: int = 1, into: Ints | None = None) -> tuple[Ints, Ints]:
    """Rows that stand together and in order, taken student by student in a new order: ptr int64[n + 1], wishes int64[rows].

    `into` is memory to be used again for the wishes.
    """
    begins = np.concatenate([[0], np.cumsum(counts)])
    ptr = np.concatenate([[0], np.cumsum(counts[order])])
    wishes = np.empty_like(wish) if into is None else into
    if workers == 1:
        _gather(wish, begins, order, ptr, wishes, 0, len(order))
        return ptr, wishes
    parts = [len(order) * part // workers for part in range(workers + 1)]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(partial(_gather, wish, begins, order, ptr, wishes), parts[:-1], parts[1:]))
    return ptr, wishes


@njit
def _gather(wish, begins, order, ptr, wishes, first, last):
    """Copy the rows of the students from one turn to another."""
    at = ptr[first]
    for turn in range(first, last):
        if turn + 2 * AHEAD < last:
            prefetch(begins, order[turn + 2 * AHEAD])
            ahead = begins[order[turn + AHEAD]]
            prefetch(wish, ahead)
            prefetch(wish, ahead + 8)
        for i in range(begins[order[turn]], begins[order[turn] + 1]):
            wishes[at] = wish[i]
            at += 1


@njit
def in_parts(student, rank, wish, turn, ptr):
    """Rows in no order thrown into parts by turn, so that each part fits the cache: int64[rows, 2]."""
    students = len(turn)
    width = students // PARTS + 1
    filled = np.zeros(PARTS + 1, np.int64)
    for part in range(PARTS + 1):
        filled[part] = ptr[min(part * width, students)]
    parted = np.empty((len(wish), 2), np.int64)
    for row in range(len(wish)):
        position = np.int64(turn[student[row]])
        at = filled[position // width]
        filled[position // width] = at + 1
        parted[at, 0] = (position << SHIFT) | (rank[row] & PLACE)
        parted[at, 1] = wish[row]
    return parted


@njit
def placed_by_rank(parted, ptr):
    """Each wish put where its rank says, int64[rows]; and whether all ranks run 1, 2, 3 …, else nothing is to be used."""
    wishes = np.full(len(parted), -1, np.int64)
    for row in range(len(parted)):
        position, rank = parted[row, 0] >> SHIFT, parted[row, 0] & PLACE
        at = ptr[position] + rank - 1
        if rank < 1 or at >= ptr[position + 1] or wishes[at] >= 0:
            return wishes, False
        wishes[at] = parted[row, 1]
    return wishes, True


@njit
def scattered(student, rank, wish, turn, ptr):
    """The wishes of each student together, in the order of the rows, with their ranks: int64[rows], int32[rows]."""
    next_free = ptr[:-1].copy()
    wishes, ranks = np.empty(len(wish), np.int64), np.empty(len(wish), np.int32)
    for row in range(len(wish)):
        position = turn[student[row]]
        at = next_free[position]
        next_free[position] = at + 1
        wishes[at], ranks[at] = wish[row], rank[row]
    return wishes, ranks


@njit
def looked_up(ids, low, positions):
    """The position of each id, positions[id - low], int32[rows]; -1 where there is none."""
    found = np.empty(len(ids), np.int32)
    for row in range(len(ids)):
        slot = ids[row] - low
        found[row] = positions[slot] if 0 <= slot < len(positions) else -1
    return found


@njit
def packed(points, low, place):
    """Whole points and places as wishes, int64[rows]: the right is the points above `low`, from 1 on."""
    wishes = np.empty(len(place), np.int64)
    for row in range(len(place)):
        wishes[row] = ((points[row] - low + 1) << SHIFT) | place[row]
    return wishes


@njit
def sort_by_rank(ptr, ranks, wishes):
    """Put each student's wishes in the order of their ranks, in place; returns the first student with one twice, or -1."""
    for student in range(len(ptr) - 1):
        first = ptr[student]
        for i in range(first, ptr[student + 1]):
            rank, wish, hole = ranks[i], wishes[i], i
            while hole > first and ranks[hole - 1] > rank:
                ranks[hole], wishes[hole] = ranks[hole - 1], wishes[hole - 1]
                hole -= 1
            ranks[hole], wishes[hole] = rank, wish
        for i in range(first + 1, ptr[student + 1]):
            if ranks[i] == ranks[i - 1]:
                return student
    return -1


@njit
def wished_twice(ptr, wishes, places):
    """The first student who wishes a place twice, or -1."""
    last = np.full(places, -1, np.int64)
    for student in range(len(ptr) - 1):
        for i in range(ptr[student], ptr[student + 1]):
            place = wishes[i] & PLACE
            if last[place] == student:
                return student
            last[place] = student
    return -1
