"""Who sits where while an allocation is being made, and which wishes are open to whom."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from kadry.engine.allocation.together.bounds import Bounds
from kadry.engine.allocation.together.parties import Parties, Wish, others_above, seats_of


class Seating:
    """Parties at their wishes: `choices` by index, `held` the ranks at each place, in order."""

    def __init__(self, parties: Parties, choices: Sequence[int]) -> None:
        """Seat everyone as chosen, whether or not the seats suffice."""
        self.parties = parties
        self.choices = list(choices)
        self.held: list[list[int]] = [[] for _ in parties.seats]
        for place, rank in parties.everyone_at(choices):
            self.held[place].append(rank)
        for held in self.held:
            held.sort()

    @classmethod
    def empty(cls, parties: Parties) -> Seating:
        """Nobody seated."""
        return cls(parties, [len(wishes) for wishes in parties.wishes])

    @classmethod
    def certain(cls, bounds: Bounds) -> Seating:
        """Those seated who have the same wish in every stable allocation."""
        wishes = bounds.parties.wishes
        decided = (len(wishes[party]) if bounds.is_open(party) else bounds.dearest(party) for party in range(len(wishes)))
        return cls(bounds.parties, list(decided))

    def admits(self, wish: Wish) -> bool:
        """Whether each place would choose the members of a wish from them and those there."""
        seats, held = self.parties.seats, self.held
        return all(others_above(held[place], ranks) + len(ranks) <= seats[place] for place, ranks in wish)

    def open_wish(self, party: int, among: Iterable[int] | None = None) -> int | None:
        """Index of the dearest wish above the present one (of those in `among`) that admits the party: a block."""
        wishes, present = self.parties.wishes[party], self.choices[party]
        for index in range(present) if among is None else among:
            if index < present and self.admits(wishes[index]):
                return index
        return None

    def blocking(self) -> list[tuple[int, int]]:
        """Every party with a wish open to it, and the index of the dearest such wish."""
        found = ((party, self.open_wish(party)) for party in range(len(self.choices)))
        return [(party, index) for party, index in found if index is not None]

    def move(self, party: int, index: int) -> tuple[list[int], set[int]]:
        """Give a party a wish that admits it; returns the parties turned out by it and the places left with a seat free."""
        left = self._leave(party)
        wish = self.parties.wishes[party][index]
        self.choices[party] = index
        for place, rank in seats_of(wish):
            insort(self.held[place], rank)
        turned_out = []
        for place, _ in wish:
            held = self.held[place]
            while len(held) > self.parties.seats[place]:
                turned_out.append(self.parties.listed[place][held[-1]])
                left |= self._leave(turned_out[-1])
        return turned_out, {place for place in left if len(self.held[place]) < self.parties.seats[place]}

    def give_up(self, party: int) -> None:
        """Leave a party without a place."""
        self._leave(party)

    def _leave(self, party: int) -> set[int]:
        wishes, present = self.parties.wishes[party], self.choices[party]
        if present == len(wishes):
            return set()
        for place, rank in seats_of(wishes[present]):
            held = self.held[place]
            del held[bisect_left(held, rank)]
        self.choices[party] = len(wishes)
        return {place for place, _ in wishes[present]}
