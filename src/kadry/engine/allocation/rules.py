"""The rules a market may have beside seats and points: types, reserves, caps, minimums; and their faults."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kadry.engine.allocation.checking import count_faults, id_fault
from kadry.engine.faults import Fault, FaultyInput

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
            raise FaultyInput([Fault(f"cap {name!r}", "not a cap", "Give seats, places and, if wanted, type.")])
        return cls(seats=record["seats"], places=tuple(record["places"]), type=record.get("type"))


def order_faults(reserve_order: str) -> Iterator[Fault]:
    """An order of filling that nobody knows."""
    if reserve_order not in RESERVE_ORDERS:
        yield Fault("reserve_order", f"{reserve_order!r} is unknown", f"Choose one of {', '.join(RESERVE_ORDERS)}.")


def type_faults(types: Mapping[str, tuple[str, ...]], students: Container[str]) -> Iterator[Fault]:
    """Types of unknown students, types without a fit name, types named twice."""
    for student, own in types.items():
        where = f"types of {student!r}"
        if student not in students:
            yield Fault(where, "the student is unknown", "Add the student to wishes, if only with ().")
        for problem in filter(None, map(id_fault, own)):
            yield Fault(where, problem.replace("the id", "the type"), "Name the type.")
        if len(set(own)) != len(own):
            yield Fault(where, "a type stands twice", "Keep one of them.")


def reserve_faults(reserves: Mapping[str, Mapping[str, int]], seats: Mapping[str, int]) -> Iterator[Fault]:
    """Reserves at unknown places, for types without a fit name, and of more seats than there are."""
    for place, kept in reserves.items():
        yield from _reserve_faults(place, kept, seats)


def _reserve_faults(place: str, kept: Mapping[str, int], seats: Mapping[str, int]) -> Iterator[Fault]:
    where = f"reserves of {place!r}"
    yield from _place_faults(where, place, seats)
    problems = [fault for type_, count in kept.items() for fault in count_faults(f"{where} for {type_!r}", count)]
    yield from problems
    for problem in filter(None, map(id_fault, kept)):
        yield Fault(where, problem.replace("the id", "the type"), "Name the type.")
    if not problems and place in seats and sum(kept.values()) > seats[place]:
        what = f"{sum(kept.values())} seats are reserved of {seats[place]}"
        yield Fault(where, what, "Reserve no more seats than there are.")


def cap_faults(caps: Mapping[str, Cap], seats: Mapping[str, int], types: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Limits that are none by themselves; and, of those that are, the ones that cross."""
    for name, cap in caps.items():
        yield from _cap_faults(f"cap {name!r}", cap, seats)
    if all(isinstance(cap, Cap) for cap in caps.values()):
        yield from _crossing_faults(caps, types)


def _cap_faults(where: str, cap: Any, seats: Mapping[str, int]) -> Iterator[Fault]:
    if not isinstance(cap, Cap):
        yield Fault(where, f"{cap!r} is not a cap", "Give Cap(seats=…, places=(…)).")
        return
    yield from count_faults(where, cap.seats)
    for place in cap.places:
        yield from _place_faults(where, place, seats)
    if len(set(cap.places)) != len(cap.places):
        yield Fault(where, "a place stands twice", "Keep one of them.")
    if cap.type is not None and len(cap.places) > 1:
        what = "counts one type over several places, so it crosses the seats of each"
        yield Fault(where, what, "Give each place a cap for the type, or count everybody.")
    if cap.type is not None and (problem := id_fault(cap.type)):
        yield Fault(where, problem.replace("the id", "the type"), "Name the type, or give None for everybody.")


def _crossing_faults(caps: Mapping[str, Cap], types: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Limits that cross: no allocation could be fair and leave nobody a reason to misstate wishes (Kamada, Kojima 2018)."""
    of_type: dict[str, set[str]] = {}
    for student, own in types.items():
        for type_ in own:
            of_type.setdefault(type_, set()).add(student)
    for (one, first), (other, second) in combinations(sorted(caps.items()), 2):
        if not (_apart(first, second, of_type) or _within(first, second, of_type) or _within(second, first, of_type)):
            what = f"crosses cap {other!r}: they share some students, and neither lies within the other"
            yield Fault(f"cap {one!r}", what, "Make one a part of the other, or divide them.")


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


def minimum_faults(minimums: Mapping[str, int], seats: Mapping[str, int]) -> Iterator[Fault]:
    """Minimums of unknown places, and minimums that are no number of students."""
    for place, fewest in minimums.items():
        yield from _place_faults(f"minimum of {place!r}", place, seats)
        yield from count_faults(f"minimum of {place!r}", fewest)


def combination_faults(reserves: Mapping[str, Mapping[str, int]], caps: Mapping[str, Cap]) -> Iterator[Fault]:
    """Rules that cannot stand at one place together."""
    capped = {place for cap in caps.values() if isinstance(cap, Cap) for place in cap.places}
    for place in sorted(capped & reserves.keys()):
        what = "the place has reserves and lies under a cap"
        yield Fault(f"reserves of {place!r}", what, "Keep one of the two: together they promise nothing certain.")


def _place_faults(where: str, place: object, seats: Mapping[str, int]) -> Iterator[Fault]:
    if place not in seats:
        yield Fault(where, f"the place {place!r} is unknown", "Add it to seats.")
