"""What an assignment by utility starts from: places with seats, and what each wish is worth to each student."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation.checking import count_faults, id_fault, points_fault
from kadry.engine.allocation.inputs import EXACT_INTEGER, Number, canonical_json, read_json
from kadry.engine.faults import Fault, FaultyInput


@dataclass(frozen=True, slots=True, kw_only=True)
class UtilityMarket:
    """Seats, and how much a seat at each place wished is worth to each student.

    Parameters
    ----------
    seats
        Place id to its number of seats, 0 or more.
    utilities
        Student id to the places wished with their utility, above 0 and at most 2**53; staying out is worth 0. A student
        may wish nothing. Utilities of different students are added up, so they must share one scale.
    titles
        Place id to the name shown to people; a place without a title is shown by its id.

    Raises
    ------
    FaultyInput
        With every fault found, none of them silently repaired.

    Notes
    -----
    The order in which mappings are given never matters: ids are sorted by code point on the way in.
    An integral float becomes an int, so that equal markets have equal bytes.
    """

    seats: Mapping[str, int]
    utilities: Mapping[str, Mapping[str, Number]]
    titles: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = [*_shape_faults(self)] or [*_content_faults(self)]
        if faults:
            raise FaultyInput(faults)
        keep = object.__setattr__  # the only way to normalise a frozen object
        keep(self, "seats", MappingProxyType({place: operator.index(self.seats[place]) for place in sorted(self.seats)}))
        wishes = {student: _normalised(self.utilities[student]) for student in sorted(self.utilities)}
        keep(self, "utilities", MappingProxyType(wishes))
        keep(self, "titles", MappingProxyType(dict(sorted(self.titles.items()))))

    def title(self, place: str) -> str:
        """The name of a place as people know it."""
        return self.titles.get(place, place)

    def record(self) -> dict[str, Any]:
        """The market as plain dicts, ready for JSON."""
        return {
            "seats": dict(self.seats),
            "titles": dict(self.titles),
            "utilities": {student: dict(wished) for student, wished in self.utilities.items()},
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> UtilityMarket:
        """Build a market from `record()`; raises FaultyInput on a missing or unknown field."""
        missing = sorted({"seats", "utilities"} - record.keys())
        unknown = sorted(record.keys() - {"seats", "titles", "utilities"})
        faults = [Fault("market", f"the field “{name}” is missing", "Add it.") for name in missing]
        faults += [Fault("market", f"the field “{name}” is unknown", "Remove it.") for name in unknown]
        if faults:
            raise FaultyInput(faults)
        return cls(**record)

    def to_json(self) -> str:
        """Canonical JSON: the same market gives the same bytes on every machine."""
        return canonical_json(self.record())

    @classmethod
    def from_json(cls, text: str | bytes) -> UtilityMarket:
        """Read `to_json()` back; raises FaultyInput where the text is not such a record."""
        return cls.from_record(read_json(text, "market"))


def _normalised(wished: Mapping[str, Number]) -> Mapping[str, Number]:
    return MappingProxyType({place: _plain_number(wished[place]) for place in sorted(wished)})


def _plain_number(utility: Number) -> Number:
    if not isinstance(utility, float):
        return operator.index(utility)
    return int(utility) if utility.is_integer() else float(utility)


def _shape_faults(market: UtilityMarket) -> Iterator[Fault]:
    for name in ("seats", "utilities", "titles"):
        if not isinstance(getattr(market, name), Mapping):
            yield Fault(name, "not a mapping", "Give a dict keyed by id.")
    if isinstance(market.utilities, Mapping):
        for student, wished in market.utilities.items():
            if not isinstance(wished, Mapping):
                yield Fault(f"utilities of {student!r}", "not a mapping", "Give a dict of place to utility.")


def _content_faults(market: UtilityMarket) -> Iterator[Fault]:
    for place, count in market.seats.items():
        if problem := id_fault(place):
            yield Fault("seats", problem, "Give the place an id.")
        yield from count_faults(f"seats of {place!r}", count)
    for student, wished in market.utilities.items():
        if problem := id_fault(student):
            yield Fault("utilities", problem, "Give the student an id.")
        for place, utility in wished.items():
            yield from _wish_faults(market, f"utilities of {student!r}", place, utility)
    for place, title in market.titles.items():
        if place not in market.seats:
            yield Fault(f"title of {place!r}", "the place is unknown", "Add it to seats.")
        if problem := id_fault(title):
            yield Fault(f"title of {place!r}", problem.replace("the id", "the title"), "Give the name as text.")


def _wish_faults(market: UtilityMarket, where: str, place: str, utility: Number) -> Iterator[Fault]:
    if place not in market.seats:
        yield Fault(where, f"the place {place!r} is unknown", "Add it to seats, or drop the wish.")
    if problem := points_fault(utility):
        yield Fault(where, f"utility of {place!r}: {problem}", "Give a number above 0.")
    elif utility <= 0:
        yield Fault(where, f"utility of {place!r}: {utility!r} is not above 0", "Drop a wish that is worth nothing.")
    elif utility > EXACT_INTEGER:
        yield Fault(where, f"utility of {place!r}: {utility!r} is above 2**53", "Choose a larger unit.")
