"""The seats that would let every wish be settled: as few as can be found, named place by place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb

from kadry.engine.allocation.together.parties import Parties
from kadry.engine.allocation.together.proposals import Circle, moves_for, settle
from kadry.engine.allocation.together.search import OutOfEffort, find_stable
from kadry.engine.allocation.together.seating import Seating

# Places of a circle at which one more seat is tried, the most entered first.
PLACES_TRIED = 12


@dataclass(frozen=True, slots=True)
class MoreSeats:
    """Seats added by place, the wishes stable with them by party, and whether no fewer added seats would do."""

    seats: dict[int, int]
    choices: list[int]
    fewest: bool


def add_seats(seating: Seating, circle: Circle, tries: int) -> MoreSeats:
    """End a circle of proposals by more seats at the places in it; then look for fewer, `tries` allowing."""
    parties = seating.parties
    ended = _end_circle(seating, circle)
    added = _filled(parties, ended.choices)
    try:
        for fewer in range(1, sum(added.values())):
            found = _find_with(parties, fewer, tries)
            if found is not None:
                return MoreSeats(_filled(parties, found), found, fewest=True)
    except OutOfEffort:
        return MoreSeats(added, ended.choices, fewest=False)
    return MoreSeats(added, ended.choices, fewest=True)


def _filled(parties: Parties, choices: list[int]) -> dict[int, int]:
    """Students beyond the seats of each place: a seat added and left free is not needed."""
    sitting = Counter(place for place, _ in parties.everyone_at(choices))
    return {place: sitting[place] - seats for place, seats in enumerate(parties.seats) if sitting[place] > seats}


def _end_circle(seating: Seating, circle: Circle | None) -> Seating:
    while circle is not None:
        seating, circle = _with_one_more(seating, circle)
    return seating


def _with_one_more(seating: Seating, circle: Circle) -> tuple[Seating, Circle | None]:
    """One more seat where it ends the circle; where none does, where it leaves the fewest moving."""
    trials = []
    for place in circle.places[:PLACES_TRIED]:
        trial = Seating(seating.parties.with_seats({place: 1}), seating.choices)
        left = settle(trial, circle.parties, moves_for(circle))
        if left is None:
            return trial, None
        trials.append((trial, left))
    return min(trials, key=lambda trial: len(trial[1].parties))


def _find_with(parties: Parties, total: int, tries: int) -> list[int] | None:
    """Wishes stable with so many seats added somewhere; None when it is proved that there are none.

    Raises
    ------
    OutOfEffort
        When there are too many ways to add the seats, or one of them takes too long.
    """
    places = range(len(parties.seats))
    tries //= comb(len(places) + total - 1, total)
    if not tries:
        raise OutOfEffort
    stable = (find_stable(parties.with_seats(Counter(chosen)), tries) for chosen in combinations_with_replacement(places, total))
    return next((choices for choices in stable if choices is not None), None)
