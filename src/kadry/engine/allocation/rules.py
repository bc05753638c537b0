"""The rules a market may have beside seats and points: types, reserves, caps, minimums; and their faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kadry.engine.allocation.faults import Fault, FaultyInput, count_faults, id_fault

if TYPE_CHECKING:
    from kadry.engine.allocation.inputs import Market

RESERVE_ORDERS = ("reserve_first", "open_first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A limit over several places, or over one type of student: at most `seats` students at `places` in all.

    Parameters
    ----------
    seats
        How many, 0 or more.
    places
        The places that share the limit: those of a site, an employer, a municipality; or one place.
    type
        Count only students of this type, at one place; None counts everybody.
    """

    seats: int
    places: tuple[str, ...]
    type: str | None = None

    @classmethod
    def from_record(cls, name: str, record: object) -> Cap:
        """Read a cap back from plain JSON; raises FaultyInput where it is none."""
        if not isinstance(record, Mapping) or not {"seats", "places"} <= record.keys() <= {"seats", "places", "type"}:
            raise FaultyInput([Fault(f"cap {name!r}", None, "not a cap", "Give seats, places and, if wanted, type.")])
        return cls(seats=record["seats"], places=tuple(record["places"]), type=record.get("type"))


def rule_faults(market: Market) -> Iterator[Fault]:
    """Every fault of the rules of a market whose ids and seats were already looked at."""
    yield from _choice_faults("reserve_order", market.reserve_order, RESERVE_ORDERS)
    yield from _type_faults(market)
    for place, kept in market.reserves.items():
        yield from _reserve_faults(market, place, kept)
    for name, cap in market.caps.items():
        yield from _cap_faults(market, f"cap {name!r}", cap)
    if all(isinstance(cap, Cap) for cap in market.caps.values()):
        yield from _crossing_faults(market)
    for place, fewest in market.minimums.items():
        yield from _place_faults(market, f"minimum of {place!r}", place)
        yield from count_faults(f"minimum of {place!r}", fewest)
    yield from _combination_faults(market)


def _choice_faults(name: str, value: object, known: tuple[str, ...]) -> Iterator[Fault]:
    if value not in known:
        yield Fault(name, None, f"{value!r} is unknown", f"Choose one of {', '.join(known)}.")


def _place_faults(market: Market, where: str, place: object) -> Iterator[Fault]:
    if place not in market.seats:
        yield Fault(where, None, f"the place {place!r} is unknown", "Add it to seats.")


def _type_faults(market: Market) -> Iterator[Fault]:
    for student, types in market.types.items():
        where = f"types of {student!r}"
        if student not in market.wishes:
            yield Fault(where, None, "the student is unknown", "Add the student to wishes, if only with ().")
        for problem in filter(None, map(id_fault, types)):
            yield Fault(where, None, problem.replace("the id", "the type"), "Name the type.")
        if len(set(types)) != len(types):
            yield Fault(where, None, "a type stands twice", "Keep one of them.")


def _reserve_faults(market: Market, place: str, kept: Mapping[str, int]) -> Iterator[Fault]:
    where = f"reserves of {place!r}"
    yield from _place_faults(market, where, place)
    problems = [fault for type_, seats in kept.items() for fault in count_faults(f"{where} for {type_!r}", seats)]
    yield from problems
    for problem in filter(None, map(id_fault, kept)):
        yield Fault(where, None, problem.replace("the id", "the type"), "Name the type.")
    if not problems and place in market.seats and sum(kept.values()) > market.seats[place]:
        what = f"{sum(kept.values())} seats are reserved of {market.seats[place]}"
        yield Fault(where, None, what, "Reserve no more seats than there are.")


def _cap_faults(market: Market, where: str, cap: Any) -> Iterator[Fault]:
    if not isinstance(cap, Cap):
        yield Fault(where, None, f"{cap!r} is not a cap", "Give Cap(seats=…, places=(…)).")
        return
    yield from count_faults(where, cap.seats)
    for place in cap.places:
        yield from _place_faults(market, where, place)
    if len(set(cap.places)) != len(cap.places):
        yield Fault(where, None, "a place stands twice", "Keep one of them.")
    if cap.type is not None and len(cap.places) > 1:
        what = "counts one type over several places, so it crosses the seats of each"
        yield Fault(where, None, what, "Give each place a cap for the type, or count everybody.")
    if cap.type is not None and (problem := id_fault(cap.type)):
        yield Fault(where, None, problem.replace("the id", "the type"), "Name the type, or give None for everybody.")


def _crossing_faults(market: Market) -> Iterator[Fault]:
    """Limits that cross: no allocation could be fair and leave nobody a reason to misstate wishes (Kamada, Kojima 2018)."""
    of_type: dict[str, set[str]] = {}
    for student, types in market.types.items():
        for type_ in types:
            of_type.setdefault(type_, set()).add(student)
    for (one, first), (other, second) in combinations(sorted(market.caps.items()), 2):
        if not (_apart(first, second, of_type) or _within(first, second, of_type) or _within(second, first, of_type)):
            what = f"crosses cap {other!r}: they share some students, and neither lies within the other"
            yield Fault(f"cap {one!r}", None, what, "Make one a part of the other, or divide them.")


def _apart(one: Cap, other: Cap, of_type: Mapping[str, set[str]]) -> bool:
    if set(one.places).isdisjoint(other.places):
        return True
    if one.type is None or other.type is None:
        return False
    return of_type.get(one.type, set()).isdisjoint(of_type.get(other.type, set()))


def _within(inner: Cap, outer: Cap, of_type: Mapping[str, set[str]]) -> bool:
    if not set(inner.places) <= set(outer.places):
        return False
    if outer.type is None or outer.type == inner.type:
        return True
    return inner.type is not None and of_type.get(inner.type, set()) <= of_type.get(outer.type, set())


def _combination_faults(market: Market) -> Iterator[Fault]:
    capped = {place for cap in market.caps.values() if isinstance(cap, Cap) for place in cap.places}
    for place in sorted(capped & market.reserves.keys()):
        what = "the place has reserves and lies under a cap"
        yield Fault(f"reserves of {place!r}", None, what, "Keep one of the two: together they promise nothing certain.")
