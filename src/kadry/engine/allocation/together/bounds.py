"""What holds in every stable allocation, found by deferred acceptance from both sides at once.

Every party keeps the wishes that some stable allocation may still grant, and two rules strike out others:

- *Pressing.* A single whose dearest wish left is a place either sits there, or the place is full of higher
  rights. So does a group, for a member whose partners are sure of their seats in that wish. Where as many
  press as there are seats, whoever stands below all of them is turned away in every stable allocation.
- *Reach.* A student among the first of those who may still come to a place, as many as it has seats, is sure
  of it. A party sure of a wish never ends below it.

Without groups these are the two versions of Gale and Shapley's algorithm (1962), and the wishes left lie
between the best and the worst stable outcome. With groups the rules feed each other, as the reductions of
Manlove, McBride and Trimble (2017) do from one side; what they strike out is struck out for certain, so a
party left with nothing proves that no stable allocation exists.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator

from kadry.engine.allocation.together.parties import Parties, Wish, others_above


class NothingLeft(Exception):
    """A party has no outcome left: under what was assumed, no allocation is stable."""


class Bounds:
    """The outcomes still possible for each party, as bits; the dearest wish is bit 0, no place the highest."""

    def __init__(self, parties: Parties) -> None:
        """Strike out what the rules strike out; raises NothingLeft when no stable allocation exists."""
        places = range(len(parties.seats))
        self.parties = parties
        self.most_together = max((len(ranks) for group in parties.groups for _, ranks in _demands(parties, group)), default=1)
        self.possible = [(2 << len(wishes)) - 1 for wishes in parties.wishes]
        self.pressing: list[list[int]] = [[] for _ in places]
        self.reach = [0 for _ in places]
        self.within = [0 for _ in places]
        self._due = deque(range(len(parties.wishes)))
        self._is_due = bytearray(b"\1") * len(parties.wishes)
        self._short = list(places)
        self._spread()

    def copy(self) -> Bounds:
        """The same bounds, to be narrowed on their own."""
        twin = object.__new__(Bounds)
        twin.parties, twin.most_together = self.parties, self.most_together
        twin.possible = self.possible.copy()
        twin.pressing = [held.copy() for held in self.pressing]
        twin.reach, twin.within = self.reach.copy(), self.within.copy()
        twin._due, twin._is_due, twin._short = deque(), bytearray(len(self._is_due)), []
        return twin

    def assume(self, outcomes: dict[int, int]) -> None:
        """Take for each party named its one outcome; raises NothingLeft when no stable allocation has them."""
        for party, index in outcomes.items():
            self._keep(party, 1 << index)
            self._call(party)
        self._spread()

    def dearest(self, party: int) -> int:
        """Index of the best outcome possible."""
        possible = self.possible[party]
        return (possible & -possible).bit_length() - 1

    def least(self, party: int) -> int:
        """Index of the worst outcome possible."""
        return self.possible[party].bit_length() - 1

    def is_open(self, party: int) -> bool:
        """Whether more than one outcome is possible."""
        possible = self.possible[party]
        return possible & (possible - 1) != 0

    def _spread(self) -> None:
        while self._short or self._due:
            if self._short:
                self._extend(self._short.pop())
            else:
                party = self._due.popleft()
                self._is_due[party] = 0
                self._look_at(party)

    def _call(self, party: int) -> None:
        if not self._is_due[party]:
            self._is_due[party] = 1
            self._due.append(party)

    def _keep(self, party: int, outcomes: int) -> None:
        before = self.possible[party]
        after = before & outcomes
        if after == before:
            return
        if not after:
            raise NothingLeft
        self.possible[party] = after
        wishes, bits, reach = self.parties.wishes[party], self.parties.bits, self.reach
        left = before
        for index in ones(before & ~after):
            left ^= 1 << index
            for place, ranks in wishes[index] if index < len(wishes) else ():
                for rank in ranks:
                    if rank < reach[place] and not left & bits[place][rank]:
                        self.within[place] -= 1
                        self._short.append(place)

    def _extend(self, place: int) -> None:
        """Go down the list of a place until as many who may still come are within reach as there are seats."""
        listed, bits, seats = self.parties.listed[place], self.parties.bits[place], self.parties.seats[place]
        while self.within[place] < seats and self.reach[place] < len(listed):
            rank = self.reach[place]
            self.reach[place] += 1
            party = listed[rank]
            if self.possible[party] & bits[rank]:
                self.within[place] += 1
            if party >= self.parties.singles:
                self._call(party)
            elif self.possible[party] & bits[rank]:
                self._keep(party, bits[rank] | (bits[rank] - 1))

    def _look_at(self, party: int) -> None:
        if party < self.parties.singles:
            self._put_forward(party)
            return
        self._strike_turned_away(party)
        self._strike_below_sure(party)
        if self.dearest(party) < len(self.parties.wishes[party]):
            self._press(party)

    def _put_forward(self, single: int) -> None:
        wishes = self.parties.wishes[single]
        while (index := self.dearest(single)) < len(wishes):
            ((place, (rank,)),) = wishes[index]
            if self._press_at(place, rank):
                return
            self._keep(single, ~(1 << index))

    def _strike_turned_away(self, group: int) -> None:
        wishes = self.parties.wishes[group]
        kept = self.possible[group]
        for index in ones(kept):
            if index < len(wishes) and self._turned_away(wishes[index]):
                kept ^= 1 << index
        self._keep(group, kept)

    def _strike_below_sure(self, party: int) -> None:
        for index, wish in enumerate(self.parties.wishes[party][: self.least(party)]):
            if self._sure(party, wish):
                self._keep(party, (2 << index) - 1)
                return

    def _turned_away(self, wish: Wish) -> bool:
        seats, pressing = self.parties.seats, self.pressing
        return any(others_above(pressing[place], ranks) + len(ranks) > seats[place] for place, ranks in wish)

    def _sure(self, party: int, wish: Wish) -> bool:
        for place, ranks in wish:
            if ranks[-1] >= self.reach[place]:
                return False
            if len(ranks) > 1 and not all(self.possible[party] & self.parties.bits[place][rank] for rank in ranks):
                return False  # a member not counted within reach might take the seat the others were sure of
        return True

    def _press(self, party: int) -> None:
        wish = self.parties.wishes[party][self.dearest(party)]
        only = not self.is_open(party)
        for demand in wish:
            place, ranks = demand
            presses = only or (len(ranks) == 1 and self._sure(party, tuple(other for other in wish if other is not demand)))
            for rank in ranks if presses else ():
                if not self._press_at(place, rank):
                    self._call(party)

    def _press_at(self, place: int, rank: int) -> bool:
        """Let a student press at a place; False where as many already press there with higher rights."""
        held, seats, listed = self.pressing[place], self.parties.seats[place], self.parties.listed[place]
        at = bisect_left(held, rank)
        if at == seats:
            return False
        if at < len(held) and held[at] == rank:
            return True
        lowest = held[-1] if len(held) == seats else len(listed) - 1
        held.insert(at, rank)
        if len(held) > seats:
            self._call(listed[held.pop()])
        if len(held) + self.most_together > seats:
            self._call_groups(listed, held[max(seats - self.most_together, 0)], lowest)
        return True

    def _call_groups(self, listed: list[int], first: int, last: int) -> None:
        singles = self.parties.singles
        for party in listed[first : last + 1]:
            if party >= singles:
                self._call(party)


def ones(bits: int) -> Iterator[int]:
    """Indices of the bits set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _demands(parties: Parties, party: int) -> Iterable[tuple[int, tuple[int, ...]]]:
    return (demand for wish in parties.wishes[party] for demand in wish)
