"""Students and groups to places: a stable allocation, or one that a few named seats make stable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.together.bounds import Bounds, NothingLeft
from kadry.engine.allocation.together.inputs import Group, checked_groups
from kadry.engine.allocation.together.parties import Parties, number_parties
from kadry.engine.allocation.together.proposals import ORDERS, insert_groups
from kadry.engine.allocation.together.result import STABLE, STABLE_WITH_SEATS, Block, TogetherResult
from kadry.engine.allocation.together.search import OutOfEffort, find_within
from kadry.engine.allocation.together.seating import Seating
from kadry.engine.allocation.together.seats import MoreSeats, add_seats
from kadry.engine.collector import collector_paused

# Outcomes of groups tried by the exact search, and these times parties: about a second, whatever the market.
TRIES = 3_000
EFFORT = 2_000_000


def solve_together(market: Market, groups: Iterable[Group]) -> TogetherResult:
    """Seat everyone so that nobody blocks, adding seats only where it cannot be done or was not found without.

    A party, a single student or a group, *blocks* with a wish dearer than the one it has (and than none) if
    each place in that wish would choose the members who would sit there: they all stand among the highest
    rights, as many as there are seats, of those sitting there now together with them. Two members at one place
    need two seats; a member who is there already and stays counts once; a seat that a member leaves is not
    thereby the partner's. An assignment is *stable* if no place has more students than seats, everyone sits at
    a wish of his or her own party or nowhere, and no party blocks. This is the definition of Kojima, Pathak and
    Roth (2013); at different places it is that of McDermid and Manlove (2010), except that a member may push
    out a partner who leaves; at the same place both members must be chosen, as in Biró, Irving and Schlotter (2011).

    Parameters
    ----------
    market
        Singles with their wishes; members of groups with none. Rights are those of `solve`: points, then lottery.
    groups
        Each with its joint wishes.

    Returns
    -------
    TogetherResult
        Exact wherever the search ends within its bound, as it does for small markets and for large ones with
        few groups: stable if any assignment is, otherwise `proved_impossible`. Where it does not end, a stable
        assignment may be missed, and nothing is said to be proved.

    Raises
    ------
    FaultyInput
        With every fault of the groups.

    Notes
    -----
    A stable assignment need not exist (Roth, 1984), and to decide it is NP-complete (Ronn, 1990). First the
    outcomes that no stable assignment has are struck out, then what is left is searched, part by part. Where
    the search is given up, groups are inserted one by one as in Kojima, Pathak and Roth, in several orders.
    """
    ordered = checked_groups(market, groups)
    with collector_paused():
        parties = number_parties(market, ordered)
        found, impossible = _allocate(parties, market.seed, min(TRIES, EFFORT // max(len(parties.wishes), 1)))
        return _result(market, ordered, parties, found, impossible)


def _allocate(parties: Parties, seed: str, tries: int) -> tuple[MoreSeats, bool]:
    """Wishes with the seats they need, and whether it is proved that they cannot do without."""
    start, impossible = Seating.empty(parties), True
    try:
        bounds = Bounds(parties)
        start = Seating.certain(bounds)
        choices = find_within(bounds, tries)
        if choices is not None:
            return MoreSeats({}, choices, fewest=True), False
    except NothingLeft:
        pass  # proved
    except OutOfEffort:
        impossible = False
    circle = insert_groups(start, seed, 0 if impossible else ORDERS)
    if circle is None:
        return MoreSeats({}, start.choices, fewest=True), False
    return add_seats(start, circle, tries), impossible


def _result(market: Market, groups: Sequence[Group], parties: Parties, found: MoreSeats, impossible: bool) -> TogetherResult:
    return TogetherResult(
        assignment=_assignment(market, parties, found.choices),
        status=STABLE_WITH_SEATS if found.seats else STABLE,
        extra_seats={market.places[place]: count for place, count in found.seats.items()},
        proved_impossible=impossible,
        proved_fewest=not found.seats or (impossible and found.fewest),
        blocking=tuple(_blocking_without(market, groups, parties, found)) if found.seats else (),
    )


def _assignment(market: Market, parties: Parties, choices: Sequence[int]) -> dict[str, str | None]:
    places = market.places
    assignment: dict[str, str | None] = dict.fromkeys(market.students)
    for place, rank in parties.everyone_at(choices):
        assignment[parties.students[place][rank]] = places[place]
    return assignment


def _blocking_without(market: Market, groups: Sequence[Group], parties: Parties, found: MoreSeats) -> list[Block]:
    """The blocks once everyone over capacity, the lowest right first, has given up the seat."""
    seating = Seating(parties, found.choices)
    for place, seats in enumerate(parties.seats):
        while len(seating.held[place]) > seats:
            seating.give_up(parties.listed[place][seating.held[place][-1]])
    return [_block(market, groups, parties, party, index) for party, index in seating.blocking()]


def _block(market: Market, groups: Sequence[Group], parties: Parties, party: int, index: int) -> Block:
    if party in parties.groups:
        group = groups[party - parties.singles]
        return Block(group.members, group.wishes[index])
    ((place, (rank,)),) = parties.wishes[party][index]
    return Block((parties.students[place][rank],), (market.places[place],))
