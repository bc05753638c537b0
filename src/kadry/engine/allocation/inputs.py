"""What an allocation starts from: students, places with seats, wishes, priorities and the published seed."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Number = int | float

LOTTERIES = ("single", "per_place")

# Control characters would break a table, half a surrogate pair cannot be hashed as UTF-8.
UNFIT_FOR_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# Above this a float no longer tells neighbouring integers apart, so it is not taken for one.
EXACT_INTEGER = 2**53


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input, where it stands, and what to do about it."""

    where: str
    row: int | None
    what: str
    cure: str

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        return f"{self.where}{row}: {self.what}. {self.cure}"


class FaultyInput(ValueError):
    """An input with faults: all of them, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        count = len(self.faults)
        heading = f"{count} fault{'' if count == 1 else 's'} in the input"
        super().__init__("\n".join([heading, *(f"  {fault}" for fault in self.faults)]))


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

    def __post_init__(self) -> None:
        faults = [*_shape_faults(self)] or [*_content_faults(self)]
        if faults:
            raise FaultyInput(faults)
        keep = object.__setattr__  # the only way to normalise a frozen object
        keep(self, "seats", _frozen({place: operator.index(self.seats[place]) for place in sorted(self.seats)}))
        keep(self, "wishes", _frozen({student: tuple(self.wishes[student]) for student in sorted(self.wishes)}))
        listed = {place: _frozen(_normalised(self.priorities.get(place, {}))) for place in self.seats}
        keep(self, "priorities", _frozen(listed))
        keep(self, "titles", _frozen(dict(sorted(self.titles.items()))))

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
        """The market as plain dicts and lists, ready for JSON."""
        return {
            "lottery": self.lottery,
            "priorities": {place: dict(listed) for place, listed in self.priorities.items()},
            "seats": dict(self.seats),
            "seed": self.seed,
            "titles": dict(self.titles),
            "wishes": {student: list(wished) for student, wished in self.wishes.items()},
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Market:
        """Build a market from `record()`; raises FaultyInput on a missing or unknown field."""
        required = {"seats", "wishes", "priorities", "seed"}
        optional = {"lottery", "titles"}
        faults = [Fault("market", None, f"the field “{name}” is missing", "Add it.") for name in sorted(required - record.keys())]
        faults += [
            Fault("market", None, f"the field “{name}” is unknown", "Remove it.")
            for name in sorted(record.keys() - required - optional)
        ]
        if faults:
            raise FaultyInput(faults)
        return cls(**record)

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
        raise FaultyInput([Fault(where, None, f"not readable as JSON: {error}", "Give the file as it was made.")]) from error
    if not isinstance(value, dict):
        raise FaultyInput([Fault(where, None, "not a JSON object", "Give the file as it was made.")])
    return value


def id_fault(value: object) -> str | None:
    """What is wrong with an id, in words; None when it is fit."""
    if not isinstance(value, str):
        return f"the id {value!r} is not text"
    if not value:
        return "the id is empty"
    if value != value.strip():
        return f"the id {value!r} begins or ends with a space"
    if UNFIT_FOR_ID.search(value):
        return f"the id {value!r} holds a control character"
    return None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} is given twice")
    return found


def _frozen(mapping: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(mapping)


def _normalised(listed: Mapping[str, Number]) -> dict[str, Number]:
    # Looking at the set of types first keeps the usual case, all integers, at the speed of C.
    if set(map(type, listed.values())) <= {int}:
        return dict(listed)
    return {student: _plain_number(points) for student, points in listed.items()}


def _plain_number(points: Number) -> Number:
    if not isinstance(points, float):
        return operator.index(points)
    return int(points) if points.is_integer() and abs(points) <= EXACT_INTEGER else float(points)


def _shape_faults(market: Market) -> Iterator[Fault]:
    for name in ("seats", "wishes", "priorities", "titles"):
        if not isinstance(getattr(market, name), Mapping):
            yield Fault(name, None, "not a mapping", "Give a dict keyed by id.")
    if isinstance(market.wishes, Mapping):
        for student, wished in market.wishes.items():
            if isinstance(wished, str) or not isinstance(wished, Iterable):
                yield Fault(
                    f"wishes of {student!r}",
                    None,
                    f"{wished!r} is not a list of places",
                    "Give a tuple of ids.",
                )
    if isinstance(market.priorities, Mapping):
        for place, listed in market.priorities.items():
            if not isinstance(listed, Mapping):
                yield Fault(f"priorities of {place!r}", None, "not a mapping", "Give a dict of student to points.")


def _content_faults(market: Market) -> Iterator[Fault]:
    yield from _setting_faults(market)
    yield from _seat_faults(market.seats)
    yield from _wish_faults(market)
    yield from _priority_faults(market)
    yield from _title_faults(market)


def _setting_faults(market: Market) -> Iterator[Fault]:
    problem = None if market.seed == "" else id_fault(market.seed)
    if problem:
        yield Fault("seed", None, problem.replace("the id", "the seed"), "Give the seed as it was published.")
    if market.lottery not in LOTTERIES:
        yield Fault("lottery", None, f"{market.lottery!r} is unknown", f"Choose one of {', '.join(LOTTERIES)}.")


def _seat_faults(seats: Mapping[str, int]) -> Iterator[Fault]:
    for place, count in seats.items():
        if problem := id_fault(place):
            yield Fault("seats", None, problem, "Give the place an id.")
        if not _is_whole(count):
            yield Fault(f"seats of {place!r}", None, f"{count!r} is not a whole number", "Give 0, 1, 2 …")
        elif count < 0:
            yield Fault(f"seats of {place!r}", None, f"{count} is negative", "Give 0 or more.")


def _wish_faults(market: Market) -> Iterator[Fault]:
    known = set(market.seats)
    for student, wished in market.wishes.items():
        if problem := id_fault(student):
            yield Fault("wishes", None, problem, "Give the student an id.")
        places = tuple(wished)
        distinct = set(places)
        for place in sorted(map(str, distinct - known)):
            yield Fault(
                f"wishes of {student!r}",
                None,
                f"the place {place!r} is unknown",
                "Add it to seats, or drop the wish.",
            )
        if len(distinct) != len(places):
            twice = sorted(str(place) for place in distinct if places.count(place) > 1)
            yield Fault(f"wishes of {student!r}", None, f"wished twice: {', '.join(twice)}", "Keep one of them.")


def _priority_faults(market: Market) -> Iterator[Fault]:
    students = set(market.wishes)
    for place, listed in market.priorities.items():
        where = f"priorities of {place!r}"
        if place not in market.seats:
            yield Fault(where, None, "the place is unknown", "Add it to seats.")
        for student in sorted(map(str, listed.keys() - students)):
            yield Fault(
                where,
                None,
                f"the student {student!r} is unknown",
                "Add the student to wishes, if only with ().",
            )
        if set(map(type, listed.values())) <= {int}:
            continue
        for student, points in listed.items():
            if problem := points_fault(points):
                yield Fault(where, None, f"points of {student!r}: {problem}", "Give a number.")


def _title_faults(market: Market) -> Iterator[Fault]:
    for place, title in market.titles.items():
        if place not in market.seats:
            yield Fault(f"title of {place!r}", None, "the place is unknown", "Add it to seats.")
        if problem := id_fault(title):
            yield Fault(f"title of {place!r}", None, problem.replace("the id", "the title"), "Give the name as text.")


def points_fault(points: object) -> str | None:
    """What is wrong with points, in words; None when they are a finite number."""
    if isinstance(points, float):
        return None if math.isfinite(points) else f"{points!r} is not a finite number"
    return None if _is_whole(points) else f"{points!r} is not a number"


def _is_whole(value: object) -> bool:
    return not isinstance(value, bool) and hasattr(value, "__index__")
