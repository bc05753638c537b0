"""Exact search: a stable allocation, or the proof that there is none.

Once the outcome of every group is fixed, the singles are an ordinary market in which the groups' seats are
students with one wish. Its stable allocations form a lattice with the same seats filled in each (Roth, 1986),
and the one best for places lets the fewest groups block. So it is enough to try outcomes of groups, and only
those that `Bounds` leaves open; groups that no open place connects are tried apart from each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kadry.engine.allocation.together.bounds import Bounds, NothingLeft, ones
from kadry.engine.allocation.together.parties import Parties
from kadry.engine.allocation.together.seating import Seating


class OutOfEffort(Exception):
    """The search was cut short: nothing is known."""


def find_stable(parties: Parties, effort: int) -> list[int] | None:
    """The wish each party has in a stable allocation, by index; None when none exists, which is then proved.

    Raises
    ------
    OutOfEffort
        After trying `effort` outcomes of groups without an answer.
    """
    try:
        return find_within(Bounds(parties), effort)
    except NothingLeft:
        return None


def find_within(bounds: Bounds, effort: int) -> list[int] | None:
    """The same, when what holds in every stable allocation is known already."""
    tries = iter(range(effort))
    settled = bounds.copy()
    for connected in _connected(bounds):
        outcomes = _settle(bounds, bounds, connected, tries)
        if outcomes is None:
            return None
        settled.assume(outcomes)
    return [settled.dearest(party) for party in range(len(settled.possible))]


def _connected(bounds: Bounds) -> list[list[int]]:
    """Parties with more than one outcome, apart where no place joins them; singles among themselves are left out."""
    parties = bounds.parties
    joined = list(range(len(parties.seats)))

    def root(place: int) -> int:
        while joined[place] != place:
            joined[place] = joined[joined[place]]
            place = joined[place]
        return place

    places = {party: _open_places(bounds, party) for party in range(len(parties.wishes)) if bounds.is_open(party)}
    for first, *others in places.values():
        for other in others:
            joined[root(other)] = root(first)
    connected: dict[int, list[int]] = {}
    for party, (first, *_) in places.items():
        connected.setdefault(root(first), []).append(party)
    return [members for members in connected.values() if members[-1] in parties.groups]


def _open_places(bounds: Bounds, party: int) -> list[int]:
    wishes = bounds.parties.wishes[party]
    open_wishes = (wishes[index] for index in ones(bounds.possible[party]) if index < len(wishes))
    return sorted({place for wish in open_wishes for place, _ in wish})


def _settle(start: Bounds, bounds: Bounds, connected: Sequence[int], tries: Iterator[int]) -> dict[int, int] | None:
    """Outcomes of connected parties that are stable, depth first over the outcomes of groups."""
    undecided = [party for party in connected if party in bounds.parties.groups and bounds.is_open(party)]
    group = min(undecided, key=lambda party: bounds.possible[party].bit_count(), default=None)
    if group is None:
        return _stable_outcomes(start, bounds, connected)
    for index in ones(bounds.possible[group]):
        if next(tries, None) is None:
            raise OutOfEffort
        narrowed = bounds.copy()
        try:
            narrowed.assume({group: index})
        except NothingLeft:
            continue
        outcomes = _settle(start, narrowed, connected, tries)
        if outcomes is not None:
            return outcomes
    return None


def _stable_outcomes(start: Bounds, bounds: Bounds, connected: Sequence[int]) -> dict[int, int] | None:
    """The outcomes best for students where no group blocks them, else those best for places, else None.

    A wish struck out at the start is turned away whatever else comes, so only wishes open then can block.
    """
    parties = bounds.parties
    for side in (Bounds.dearest, Bounds.least):
        seating = Seating(parties, [side(bounds, party) for party in range(len(parties.wishes))])
        groups = (party for party in connected if party in parties.groups)
        if all(seating.open_wish(group, ones(start.possible[group])) is None for group in groups):
            return {party: seating.choices[party] for party in connected}
    return None
