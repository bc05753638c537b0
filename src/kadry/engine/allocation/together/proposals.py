"""Groups inserted among singles one after another, everyone displaced going on to propose.

After Kojima, Pathak and Roth (2013) and, for the seats a group leaves behind, Roth and Peranson (1999): singles
first, then groups, each at the dearest wish that admits it; whoever is turned out proposes again, groups as well
as singles, and a seat left free is offered to all who would rather sit there. Where parties turn each other out
in a circle, the groups of the circle are taken out and inserted again in another order, drawn from the seed.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kadry.engine.allocation.together.seating import Seating

# Orders of insertion tried on a circle before it is given up.
ORDERS = 8
# Moves granted for everything to settle, beside some for each group or party concerned.
ROUND = 300


@dataclass(frozen=True, slots=True)
class Circle:
    """Proposals that came to no rest: the parties that went on moving, and the places they entered, most often first."""

    parties: tuple[int, ...]
    places: tuple[int, ...]


def insert_groups(seating: Seating, seed: str, orders: int = ORDERS) -> Circle | None:
    """Seat those not seated yet, singles first; a circle is broken up in as many other orders as allowed.

    Returns the circle in which the seating is left, or None where it is stable.
    """
    parties = seating.parties
    _seat_singles(seating)
    circle = settle(seating, parties.groups, ROUND + 8 * len(parties.groups))
    for order in range(orders):
        if circle is None:
            break
        drawn = {party: hashlib.sha256(f"{seed}:{order}:{party}".encode()).digest() for party in circle.parties}
        again = sorted(circle.parties, key=lambda party: (party in parties.groups, drawn[party]))
        for group in again:
            if group in parties.groups:
                seating.give_up(group)
        circle = settle(seating, again, moves_for(circle))
    return circle


def _seat_singles(seating: Seating) -> None:
    wishes, choices = seating.parties.wishes, seating.choices
    agenda = Agenda(single for single in range(seating.parties.singles) if choices[single] == len(wishes[single]))
    while agenda:
        single = agenda.pop()
        index = seating.open_wish(single)
        if index is not None:
            turned_out, _ = seating.move(single, index)
            agenda.add(turned_out)


def moves_for(circle: Circle) -> int:
    """Moves after which parties of a circle, still moving, are taken to be in one again."""
    return ROUND + 8 * len(circle.parties)


def settle(seating: Seating, first: Iterable[int], moves: int) -> Circle | None:
    """Let parties move to the dearest wish open to them, `first` before others; None when nobody would move any more."""
    agenda = Agenda(first)
    moved: set[int] = set()
    entered: Counter[int] = Counter()
    for move in range(moves):
        block = _next_block(seating, agenda)
        if block is None:
            return None
        if move == moves // 2:  # by now only those in a circle still move
            moved.clear()
            entered.clear()
        party, index = block
        turned_out, left_free = seating.move(party, index)
        moved.update(turned_out, [party])
        entered.update(place for place, _ in seating.parties.wishes[party][index])
        agenda.add(turned_out)
        agenda.add(_drawn_to(seating, left_free))
    return Circle(tuple(sorted(moved)), tuple(sorted(entered, key=lambda place: (-entered[place], place))))


class Agenda:
    """Parties to look at, each once, the longest waiting first."""

    def __init__(self, parties: Iterable[int]) -> None:
        """Parties in the order given."""
        self._due: deque[int] = deque()
        self._waiting: set[int] = set()
        self.add(parties)

    def __bool__(self) -> bool:
        return bool(self._due)

    def add(self, parties: Iterable[int]) -> None:
        """Put at the end those who are not waiting yet."""
        for party in parties:
            if party not in self._waiting:
                self._waiting.add(party)
                self._due.append(party)

    def pop(self) -> int:
        """The next party."""
        party = self._due.popleft()
        self._waiting.discard(party)
        return party


def _next_block(seating: Seating, agenda: Agenda) -> tuple[int, int] | None:
    while True:
        while agenda:
            party = agenda.pop()
            index = seating.open_wish(party)
            if index is not None:
                return party, index
        agenda.add(party for party, _ in seating.blocking())
        if not agenda:
            return None


def _drawn_to(seating: Seating, places: Iterable[int]) -> Iterator[int]:
    """Parties that would rather have a wish with a seat at one of these places."""
    parties, choices = seating.parties, seating.choices
    for place in sorted(places):
        for party, bits in zip(parties.listed[place], parties.bits[place], strict=True):
            if bits & ((1 << choices[party]) - 1):
                yield party
