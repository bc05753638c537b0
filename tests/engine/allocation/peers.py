"""The peers asked about a market: independent packages, each given the strict orders the lottery leaves."""

from __future__ import annotations

from benchmarks.allocation_peers import Lists, Peer
from kadry.engine.allocation import Market
from kadry.engine.allocation.reference import textbook_order

from .markets import Outcome


def outcome_of(peer: Peer, market: Market) -> Outcome:
    """What a peer gives each student."""
    places = open_places(market)
    lists = strict_lists(market)
    given = peer.solve(peer.build(lists), lists)
    return {student: None if at < 0 else places[at] for student, at in zip(market.students, given, strict=True)}


def strict_lists(market: Market) -> Lists:
    """Both sides by number: only places with seats, only wishes where the student is eligible, ties settled."""
    places = open_places(market)
    number = {student: at for at, student in enumerate(market.students)}
    wishes = [[at for p in wished if (at := eligible_at(market, places, s, p)) is not None] for s, wished in market.wishes.items()]
    listed = [[number[s] for s in textbook_order(market, p) if p in market.wishes[s]] for p in places]
    return Lists(wishes=wishes, listed=listed, seats=[market.seats[place] for place in places])


def eligible_at(market: Market, places: list[str], student: str, place: str) -> int | None:
    """The number of a place if it can take the student at all."""
    return places.index(place) if place in places and student in market.priorities[place] else None


def open_places(market: Market) -> list[str]:
    """Places with a seat: the peers know no others."""
    return [place for place, seats in market.seats.items() if seats]
