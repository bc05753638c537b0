"""Deferred acceptance in whole columns of numbers, for where no compiler is: the same results, about ten times slower.

Each round, all who seek are put before their next place at once, and the places asked choose anew by sorting.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kadry.engine.allocation.columns.layout import PLACE

Ints = NDArray[np.int64]


def deferred_acceptance(ptr: Ints, wishes: Ints, seats: Ints) -> tuple[Ints, int]:
    """As `kernels.deferred_acceptance`."""
    none = np.zeros((len(seats), 0), np.int64)
    at, _, proposals = deferred_acceptance_with_reserves(ptr, wishes, seats, np.zeros(len(ptr) - 1, np.int8), none, False)
    return at, proposals


def deferred_acceptance_with_reserves(
    ptr: Ints, wishes: Ints, seats: Ints, types: NDArray[np.int8], reserves: Ints, open_first: bool
) -> tuple[Ints, NDArray[np.int8], int]:
    """As `kernels.deferred_acceptance_with_reserves`."""
    students = len(ptr) - 1
    head = seats - reserves.sum(axis=1) if open_first else np.zeros_like(seats)
    at, after = ptr[:-1] - 1, ptr[1:]
    seat = np.zeros(students, np.int8)
    held = np.zeros(0, np.int64)
    seeking = np.arange(students)
    proposals = 0
    while len(seeking):
        at[seeking] += 1
        seeking = seeking[at[seeking] < after[seeking]]
        eligible = wishes[at[seeking]] > PLACE
        proposals += int(eligible.sum())
        asked = np.zeros(len(seats), bool)
        asked[wishes[at[seeking[eligible]]] & PLACE] = True
        chosen_anew = asked[wishes[at[held]] & PLACE]
        before = np.concatenate([held[chosen_anew], seeking[eligible]])
        group = _choose(before, wishes[at[before]], students, seats, head, types, reserves)
        seat[before] = np.maximum(group, 0)
        held = np.concatenate([held[~chosen_anew], before[group >= 0]])
        seeking = np.concatenate([before[group < 0], seeking[~eligible]])
    outcome = np.full(students, -1, np.int64)
    outcome[held] = at[held]
    return outcome, np.where(outcome >= 0, seat, 0).astype(np.int8), proposals


def _choose(before: Ints, wished: Ints, students: int, seats: Ints, head: Ints, types: NDArray[np.int8], reserves: Ints) -> Ints:
    """The group of the seat each student before a place gets there, or -1."""
    place = wished & PLACE
    claim = wished - place + (students - 1 - before)
    group = np.full(len(before), -1, np.int64)
    best_first = np.lexsort((-claim, place))

    def give(to: Ints, room: Ints, as_group: int) -> None:
        """Give the best of those listed, each place's in order, as many seats as there is room."""
        there = place[to]
        begins = np.searchsorted(there, there)
        chosen = to[np.arange(len(to)) - begins < room[there]]
        group[chosen] = as_group

    give(best_first, head, 0)
    for column in range(reserves.shape[1]):
        left = best_first[group[best_first] < 0]
        give(left[types[before[left]] == column + 1], reserves[:, column], column + 1)
    taken = np.bincount(place[group >= 0], minlength=len(seats))
    give(best_first[group[best_first] < 0], seats - taken, 0)
    return group
