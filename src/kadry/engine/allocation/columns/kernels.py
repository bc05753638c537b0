"""The loops that give seats in a large market.

A wish is one number: the right at the place in the upper 32 bits, the place in the lower; a right of 0 means not
eligible. A claim to a seat is one number too: the right, then the student's turn counted from the end, so that
the larger claim wins and names its owner; students stand in the order of the lottery, so their index is their turn.
Students are met in rounds, first come first served, so that what the next ones need can be fetched ahead; the order
changes no outcome. Each loop runs as plain Python too, with the same results.

The body of a loop is written out where a function would be called once a proposal: calls with arrays as arguments
double the time.
"""

from __future__ import annotations

import numpy as np

from kadry.engine.allocation.columns.layout import PLACE
from kadry.engine.jit import njit
from kadry.engine.prefetch import prefetch

NEVER = 1 << 62  # a bar no claim reaches

# How many students ahead each memory is asked for: the place in the list, the wish there, the desk of that place.
FAR, MIDDLE, NEAR = 48, 32, 16

# What a desk is: the claim to be beaten once it is full, where its held claims begin, how many it holds, its seats.
BAR, FIRST, TAKEN, SEATS = 0, 1, 2, 3


@njit
def sift_up(heap, first, size, claim):
    """Add a claim to a heap of `size` claims, the smallest at `first`."""
    hole = size
    while hole > 0:
        parent = (hole - 1) >> 1
        if heap[first + parent] <= claim:
            break
        heap[first + hole] = heap[first + parent]
        hole = parent
    heap[first + hole] = claim


@njit
def sift_down(heap, first, size, hole, claim):
    """Put a claim where a heap has a hole, at 0 the smallest, and let it sink."""
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and heap[first + child + 1] < heap[first + child]:
            child += 1
        if heap[first + child] >= claim:
            break
        heap[first + hole] = heap[first + child]
        hole = child
    heap[first + hole] = claim


@njit
def open_desks(seats):
    """One row a place, int64[m, 4], nobody at it yet."""
    desks = np.zeros((len(seats), 4), np.int64)
    total = 0
    for place in range(len(seats)):
        desks[place, BAR] = 0 if seats[place] else NEVER
        desks[place, FIRST] = total
        desks[place, SEATS] = seats[place]
        total += seats[place]
    return desks


@njit
def all_ahead(ptr):
    """Where each student's next wish is and where they end, int64[n, 2]."""
    ahead = np.empty((len(ptr) - 1, 2), np.int64)
    for student in range(len(ptr) - 1):
        ahead[student, 0] = ptr[student]
        ahead[student, 1] = ptr[student + 1]
    return ahead


@njit
def granted(desks, held, ahead):
    """The index of the wish of each student who is held somewhere, else -1."""
    students = len(ahead)
    at = np.full(students, -1, np.int64)
    for place in range(len(desks)):
        for i in range(desks[place, FIRST], desks[place, FIRST] + desks[place, TAKEN]):
            student = students - 1 - (held[i] & PLACE)
            at[student] = ahead[student, 0] - 1
    return at


@njit
def deferred_acceptance(ptr, wishes, seats):
    """Give every student the best wish any fair allocation can give.

    ptr int64[n + 1], wishes int64[e], seats int64[m] → (int64[n], the index of the wish granted or -1; the number
    of proposals). Gale and Shapley (1962). Time grows with the proposals times the logarithm of a place's seats.
    """
    students = len(ptr) - 1
    desks, ahead = open_desks(seats), all_ahead(ptr)
    held = np.empty(seats.sum(), np.int64)
    seeking = np.arange(students).astype(np.uint32)
    waiting, proposals = students, 0
    while waiting:
        still = 0
        for i in range(waiting):
            if i + FAR < waiting:
                prefetch(ahead, 2 * np.int64(seeking[i + FAR]))
                prefetch(wishes, ahead[seeking[i + MIDDLE], 0])
                near = ahead[seeking[i + NEAR], 0]
                if near < len(wishes):
                    prefetch(desks, 4 * (wishes[near] & PLACE))
            student = np.int64(seeking[i])
            now = ahead[student, 0]
            if now == ahead[student, 1]:
                continue
            ahead[student, 0] = now + 1
            wish = wishes[now]
            place = wish & PLACE
            claim = wish - place + (students - 1 - student)
            proposals += wish > PLACE
            if wish <= PLACE or claim < desks[place, BAR]:
                seeking[still] = student
                still += 1
                continue
            first, taken = desks[place, FIRST], desks[place, TAKEN]
            if taken < desks[place, SEATS]:
                sift_up(held, first, taken, claim)
                taken += 1
                desks[place, TAKEN] = taken
            else:
                seeking[still] = students - 1 - (held[first] & PLACE)
                still += 1
                sift_down(held, first, taken, 0, claim)
            if taken == desks[place, SEATS]:
                desks[place, BAR] = held[first]
        waiting = still
    return granted(desks, held, ahead), proposals


# --- reserves: a place is a row of heaps: open seats taken first, one of each type, all that is left

SIZE, ROOM = 1, 2  # of a heap, after FIRST - which is 0 here
HEAD = 0


@njit
def open_groups(seats, reserves, open_first):
    """Heaps of each place, int64[m, types + 2, 3]: where it begins, its claims, its room; and the length of all."""
    types = reserves.shape[1]
    groups = np.zeros((len(seats), types + 2, 3), np.int64)
    total = 0
    for place in range(len(seats)):
        head = seats[place] - reserves[place].sum() if open_first else 0
        for group in range(types + 2):
            room = seats[place] - head
            if group == HEAD:
                room = head
            elif group <= types:
                room = reserves[place, group - 1]
            groups[place, group, 0] = total
            groups[place, group, ROOM] = room
            total += room
    return groups, total


@njit
def seated(groups, held, ahead):
    """The index of the wish of each student, or -1, and the group of the seat: 0 open, 1… the types."""
    students, last = len(ahead), groups.shape[1] - 1
    at = np.full(students, -1, np.int64)
    seat = np.zeros(students, np.int8)
    for place in range(len(groups)):
        for group in range(last + 1):
            first = groups[place, group, 0]
            for i in range(first, first + groups[place, group, SIZE]):
                student = students - 1 - (held[i] & PLACE)
                at[student] = ahead[student, 0] - 1
                seat[student] = group if group < last else 0
    return at, seat


@njit
def deferred_acceptance_with_reserves(ptr, wishes, seats, types, reserves, open_first):
    """The same with seats reserved for types: reserved seats go to their type first, what it leaves goes to all.

    types int8[n], 0 none, 1… the columns of reserves int64[m, types]. open_first: open seats are given before
    reserved ones, not after. → (int64[n], the index of the wish granted or -1; int8[n], the group of the seat; the
    number of proposals). Hafalir, Yenmez and Yildirim (2013); Kominers and Sönmez (2016).
    """
    students, last = len(ptr) - 1, reserves.shape[1] + 1
    ahead = all_ahead(ptr)
    groups, total = open_groups(seats, reserves, open_first)
    held = np.empty(total, np.int64)
    taken = np.zeros(len(seats), np.int64)
    seeking = np.arange(students).astype(np.uint32)
    waiting, proposals = students, 0
    while waiting:
        still = 0
        for i in range(waiting):
            if i + FAR < waiting:
                prefetch(ahead, 2 * np.int64(seeking[i + FAR]))
                prefetch(wishes, ahead[seeking[i + MIDDLE], 0])
                near = ahead[seeking[i + NEAR], 0]
                if near < len(wishes):
                    prefetch(groups, 3 * (last + 1) * (wishes[near] & PLACE) + 3 * last)
            student = np.int64(seeking[i])
            now = ahead[student, 0]
            if now == ahead[student, 1]:
                continue
            ahead[student, 0] = now + 1
            wish = wishes[now]
            place = wish & PLACE
            if wish <= PLACE:
                seeking[still] = student
                still += 1
                continue
            proposals += 1
            claim = wish - place + (students - 1 - student)
            first, size, room = groups[place, HEAD, 0], groups[place, HEAD, SIZE], groups[place, HEAD, ROOM]
            if size < room:
                sift_up(held, first, size, claim)
                groups[place, HEAD, SIZE] += 1
                taken[place] += 1
                continue
            if room and claim > held[first]:
                lower = held[first]
                sift_down(held, first, size, 0, claim)
                claim = lower
            group = np.int64(types[students - 1 - (claim & PLACE)])
            rest, many = groups[place, last, 0], groups[place, last, SIZE]
            if group:
                first, size, room = groups[place, group, 0], groups[place, group, SIZE], groups[place, group, ROOM]
                if size < room:
                    sift_up(held, first, size, claim)
                    groups[place, group, SIZE] += 1
                    if taken[place] < seats[place]:
                        taken[place] += 1
                        continue
                    claim = held[rest]  # a reserved seat that had gone to all goes back
                    many -= 1
                    groups[place, last, SIZE] = many
                    if many:
                        sift_down(held, rest, many, 0, held[rest + many])
                elif room and claim > held[first]:
                    lower = held[first]
                    sift_down(held, first, size, 0, claim)
                    claim = lower
            if taken[place] < seats[place]:
                sift_up(held, rest, many, claim)
                groups[place, last, SIZE] = many + 1
                taken[place] += 1
                continue
            if many and claim > held[rest]:
                lower = held[rest]
                sift_down(held, rest, many, 0, claim)
                claim = lower
            seeking[still] = students - 1 - (claim & PLACE)
            still += 1
        waiting = still
    at, seat = seated(groups, held, ahead)
    return at, seat, proposals
