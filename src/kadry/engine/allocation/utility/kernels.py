"""The auction and its dual bound, on flat columns of integers.

One source for both ways to run it: on lists in plain Python, and on arrays as machine code (`compiled.py`). So the
functions call nothing, hold only what numba compiles, and import nothing.

Columns: student i wishes the rows `first[i]` to `first[i + 1]` of `place` and `utility`; place j owns the seats
`seat[j]` to `seat[j + 1]` of `bids` and `holders`, a heap with the lowest bid first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol


class Integers(Protocol):
    """A list or an array of whole numbers to read."""

    def __getitem__(self, row: int, /) -> Any: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Any]: ...


class Column(Integers, Protocol):
    """A list or an array of whole numbers to write, too."""

    def __setitem__(self, row: int, number: int, /) -> None: ...


def auction(
    first: Integers,
    place: Integers,
    utility: Integers,
    seat: Integers,
    epsilon: int,
    closed_price: int,
    prices: Column,
    bids: Column,
    holders: Column,
    queue: Column,
    choice: Column,
) -> None:
    """Let students bid for seats until nobody who waits gains by bidding (Bertsekas 1988; Bertsekas, Castañon 1989).

    A student bids for the seat with the highest profit, utility less price, just so much that it stays as good as
    the second-best place, and `epsilon` more so that prices move on; never more than the seat is worth to him or
    her. The price of a place is its lowest bid. A free seat is a bid of 0 by nobody, so a place with free seats
    costs nothing. A place without seats costs `closed_price`, which no utility exceeds.

    Fills `prices` (m), `bids` and `holders` (all seats), and `choice` (n: the row of the wish granted, or -1); `queue`
    (n) is room to work in. At the end nobody could gain more than `epsilon` by changing places at these prices.
    """
    for j in range(len(prices)):
        prices[j] = 0 if seat[j] < seat[j + 1] else closed_price
    for k in range(len(bids)):
        bids[k] = 0
        holders[k] = -1
    students = len(queue)
    for i in range(students):
        queue[i] = i
        choice[i] = -1
    head = 0
    waiting = students
    # First come, first served: taking the last one turned away instead needs up to three times as many bids.
    while waiting > 0:
        i = queue[head]
        head = head + 1 if head + 1 < students else 0
        waiting -= 1
        best = 0
        second = 0
        wish = -1
        for row in range(first[i], first[i + 1]):
            profit = utility[row] - prices[place[row]]
            if profit > best:
                second = best
                best = profit
                wish = row
            elif profit > second:
                second = profit
        choice[i] = wish
        if wish < 0:
            continue
        j = place[wish]
        root = seat[j]
        size = seat[j + 1] - root
        bid = min(utility[wish], prices[j] + best - second + epsilon)
        outbid = holders[root]
        hole = 0
        child = 1
        while child < size:
            if child + 1 < size and bids[root + child + 1] < bids[root + child]:
                child += 1
            if bids[root + child] >= bid:
                break
            bids[root + hole] = bids[root + child]
            holders[root + hole] = holders[root + child]
            hole = child
            child = 2 * hole + 1
        bids[root + hole] = bid
        holders[root + hole] = i
        prices[j] = bids[root]
        if outbid >= 0:
            tail = head + waiting
            queue[tail if tail < students else tail - students] = outbid
            waiting += 1


def dual_bound(first: Integers, place: Integers, utility: Integers, seat: Integers, prices: Integers) -> int:
    """No assignment is worth more than this, whatever the prices from 0 up (linear programming duality).

    It is the profit each student could make at these prices, and the price of every seat.
    """
    bound = 0
    for i in range(len(first) - 1):
        best = 0
        for row in range(first[i], first[i + 1]):
            best = max(best, utility[row] - prices[place[row]])
        bound += best
    for j in range(len(prices)):
        bound += prices[j] * (seat[j + 1] - seat[j])
    return bound
