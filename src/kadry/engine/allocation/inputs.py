"""What an allocation starts from: students, places with seats, wishes, priorities and the published seed."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation import checking, rules
from kadry.engine.allocation.rules import Cap
from kadry.engine.faults import Fault, FaultyInput

Number = int | float

MAPPINGS = ("seats", "wishes", "priorities", "titles", "types", "reserves", "caps", "minimums")

# Above this a float no longer tells neighbouring integers apart, so it is not taken for one.
EXACT_INTEGER = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One allocation to be made: who wishes what, whom each place ranks, and the seed of the lottery.

    Parameters
    ----------
    seats
        Place id to its number of seats, 0 or more.
    wishes
        Student id to the places wished, the dearest first. A student may wish nothing.
    priorities
        Place id to the students eligible there with their points; more points come first. A student who
        is not listed is not eligible at that place, whatever was wished.
    seed
        Published text from which every lottery number follows. Equal points are ordered by lottery.
    lottery
        "single": one number a student; "per_place": a number for each student at each place.
    titles
        Place id to the name shown to people; a place without a title is shown by its id.
    types
        Student id to the types he or she is of, such as "target" or "local"; most are of none.
    reserves
        Place id to seats kept for a type: those of the type come first there, what they leave goes to all.
        A student of several types takes one seat of one of them.
    reserve_order
        "reserve_first": reserved seats are filled before the open ones; "open_first": after them, which gives
        the type more seats in all, because its best students take open ones.
    caps
        Name to a limit. Of two limits one must lie within the other, or they must have nobody in common.
        Places under one limit compare their points with each other.
    minimums
        Place id to the fewest students with whom it opens at all; `settle_minimums` keeps to them, `solve` does not.
    Raises
    ------
    FaultyInput
        With every fault found, none of them silently repaired.

    Notes
    -----
    The order in which mappings are given never matters: ids are sorted by code point on the way in.
    Points are compared as they are; an integral float becomes an int, so that equal markets have equal bytes.
    """

    seats: Mapping[str, int]
    wishes: Mapping[str, tuple[str, ...]]
    priorities: Mapping[str, Mapping[str, Number]]
    seed: str
    lottery: str = "single"
    titles: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reserves: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    reserve_order: str = "reserve_first"
    caps: Mapping[str, Cap] = field(default_factory=dict)
    minimums: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if faults := self._faults():
            raise FaultyInput(faults)
        keep = object.__setattr__  # the only way to normalise a frozen object
        keep(self, "seats", _frozen({place: operator.index(self.seats[place]) for place in sorted(self.seats)}))
        keep(self, "wishes", _frozen({student: tuple(self.wishes[student]) for student in sorted(self.wishes)}))
        listed = {place: _frozen(_normalised(self.priorities.get(place, {}))) for place in self.seats}
        keep(self, "priorities", _frozen(listed))
        keep(self, "titles", _frozen(dict(sorted(self.titles.items()))))
        keep(self, "types", _frozen({student: tuple(sorted(self.types[student])) for student in sorted(self.types)}))
        keep(self, "reserves", _frozen({place: _sorted_counts(self.reserves[place]) for place in sorted(self.reserves)}))
        keep(self, "caps", _frozen({name: _sorted_cap(self.caps[name]) for name in sorted(self.caps)}))
        keep(self, "minimums", _sorted_counts(self.minimums))

    def _faults(self) -> list[Fault]:
        mappings = {name: getattr(self, name) for name in MAPPINGS}
        return [*checking.shape_faults(mappings)] or [*self._content_faults()]

    def _content_faults(self) -> Iterator[Fault]:
        """Every id that is unknown or unfit, every number that is none, every rule that contradicts another."""
        yield from checking.setting_faults(self.seed, self.lottery)
        yield from checking.seat_faults(self.seats)
        yield from checking.wish_faults(self.wishes, self.seats)
        yield from checking.priority_faults(self.priorities, self.seats, self.wishes)
        yield from checking.title_faults(self.titles, self.seats)
        yield from rules.order_faults(self.reserve_order)
        yield from rules.type_faults(self.types, self.wishes)
        yield from rules.reserve_faults(self.reserves, self.seats)
        yield from rules.cap_faults(self.caps, self.seats, self.types)
        yield from rules.minimum_faults(self.minimums, self.seats)
        yield from rules.combination_faults(self.reserves, self.caps)

    @property
    def students(self) -> tuple[str, ...]:
        """Every student, sorted by id."""
        return tuple(self.wishes)

    @property
    def places(self) -> tuple[str, ...]:
        """Every place, sorted by id."""
        return tuple(self.seats)

    def title(self, place: str) -> str:
        """The name of a place as people know it."""
        return self.titles.get(place, place)

    def record(self) -> dict[str, Any]:
        """The market as plain dicts and lists, ready for JSON; a rule that is not used is not written."""
        record = {
            "lottery": self.lottery,
            "priorities": {place: dict(listed) for place, listed in self.priorities.items()},
            "seats": dict(self.seats),
            "seed": self.seed,
            "titles": dict(self.titles),
            "wishes": {student: list(wished) for student, wished in self.wishes.items()},
        }
        rules = {
            "types": {student: list(of) for student, of in self.types.items()},
            "reserves": {place: dict(kept) for place, kept in self.reserves.items()},
            "reserve_order": self.reserve_order if self.reserves else "",
            "caps": {name: {**asdict(cap), "places": list(cap.places)} for name, cap in self.caps.items()},
            "minimums": dict(self.minimums),
        }
        return record | {name: rule for name, rule in rules.items() if rule}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Market:
        """Build a market from `record()`; raises FaultyInput on a missing or unknown field."""
        required = {"seats", "wishes", "priorities", "seed"}
        optional = {"lottery", "titles", "types", "reserves", "reserve_order", "caps", "minimums"}
        faults = [Fault("market", f"the field “{name}” is missing", "Add it.") for name in sorted(required - record.keys())]
        faults += [
            Fault("market", f"the field “{name}” is unknown", "Remove it.")
            for name in sorted(record.keys() - required - optional)
        ]
        if faults:
            raise FaultyInput(faults)
        fields = dict(record)
        if isinstance(caps := record.get("caps"), Mapping):
            fields["caps"] = {name: Cap.from_record(name, cap) for name, cap in caps.items()}
        return cls(**fields)

    def to_json(self) -> str:
        """Canonical JSON: the same market gives the same bytes on every machine."""
        return canonical_json(self.record())

    @classmethod
    def from_json(cls, text: str | bytes) -> Market:
        """Read `to_json()` back; raises FaultyInput where the text is not such a record."""
        return cls.from_record(read_json(text, "market"))


def canonical_json(value: object) -> str:
    """JSON with keys sorted by code point, no spaces, non-ASCII as it is, and neither NaN nor infinity."""
    import json  # here, because most who allocate from tables never write JSON

    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_json(text: str | bytes, where: str) -> dict[str, Any]:
    """Parse a JSON object strictly: a key given twice is a fault, as is anything that is not an object."""
    import json

    try:
        value = json.loads(text, object_pairs_hook=_distinct)
    except ValueError as error:
        raise FaultyInput([Fault(where, f"not readable as JSON: {error}", "Give the file as it was made.")]) from error
    if not isinstance(value, dict):
        raise FaultyInput([Fault(where, "not a JSON object", "Give the file as it was made.")])
    return value


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} is given twice")
    return found


def _frozen(mapping: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(mapping)


def _sorted_counts(counts: Mapping[str, int]) -> Mapping[str, int]:
    return _frozen({key: operator.index(counts[key]) for key in sorted(counts)})


def _sorted_cap(cap: Cap) -> Cap:
    return Cap(seats=operator.index(cap.seats), places=tuple(sorted(cap.places)), type=cap.type)


def _normalised(listed: Mapping[str, Number]) -> dict[str, Number]:
    # Looking at the set of types first keeps the usual case, all integers, at the speed of C.
    if set(map(type, listed.values())) <= {int}:
        return dict(listed)
    return {student: _plain_number(points) for student, points in listed.items()}


def _plain_number(points: Number) -> Number:
    if not isinstance(points, float):
        return operator.index(points)
    return int(points) if points.is_integer() and abs(points) <= EXACT_INTEGER else float(points)
