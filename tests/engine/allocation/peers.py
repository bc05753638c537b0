"""The peers asked about a market: independent packages, each given the strict orders the lottery leaves."""

from __future__ import annotations

from benchmarks.allocation_peers import NOWHERE, Lists, Peer
from kadry.engine.allocation import Market
from kadry.engine.allocation.reference import textbook_order

from .markets import Outcome


def outcome_of(peer: Peer, market: Market) -> Outcome:
    """What a peer gives each student."""
    places, lists = open_places(market), strict_lists(market)
    given = peer.solve(peer.build(lists), lists)
    return {student: None if at == NOWHERE else places[at] for student, at in zip(market.students, given, strict=True)}


def strict_lists(market: Market) -> Lists:
    """Both sides by number: only wishes where the student is eligible and a seat exists, ties settled by lottery."""
    place_number = {place: at for at, place in enumerate(open_places(market))}
    student_number = {student: at for at, student in enumerate(market.students)}
    order = {place: textbook_order(market, place) for place in place_number}
    wishes = {s: [p for p in wished if p in order and s in market.priorities[p]] for s, wished in market.wishes.items()}
    return Lists(
        wishes=[[place_number[place] for place in wished] for wished in wishes.values()],
        listed=[[student_number[s] for s in listed if place in wishes[s]] for place, listed in order.items()],
        seats=[market.seats[place] for place in place_number],
    )


def open_places(market: Market) -> list[str]:
    """Places with a seat: the peers know no others."""
    return [place for place, seats in market.seats.items() if seats]
