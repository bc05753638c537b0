"""What is wrong with an id, with a number, and with each field of a market, before anything is computed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping

from kadry.engine.faults import Fault

LOTTERIES = ("single", "per_place")

# Control characters would break a table, half a surrogate pair cannot be hashed as UTF-8.
UNFIT_FOR_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


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


def points_fault(points: object) -> str | None:
    """What is wrong with points, in words; None when they are a finite number."""
    if isinstance(points, float):
        return None if math.isfinite(points) else f"{points!r} is not a finite number"
    return None if is_whole(points) else f"{points!r} is not a number"


def count_faults(where: str, count: object) -> Iterator[Fault]:
    """What is wrong with a number of seats or students."""
    if not is_whole(count):
        yield Fault(where, f"{count!r} is not a whole number", "Give 0, 1, 2 …")
    elif count < 0:  # ty: ignore[unsupported-operator]
        yield Fault(where, f"{count} is negative", "Give 0 or more.")


def is_whole(value: object) -> bool:
    """Whether a value is an integer; True and False are none."""
    return not isinstance(value, bool) and hasattr(value, "__index__")


def shape_faults(fields: Mapping[str, object]) -> Iterator[Fault]:
    """Fields that are not even of the right kind; with one of these the content is not looked at."""
    for name, given in fields.items():
        if not isinstance(given, Mapping):
            yield Fault(name, "not a mapping", "Give a dict keyed by id.")
    yield from _wish_shape_faults(fields["wishes"])
    yield from _priority_shape_faults(fields["priorities"])
    for name in ("types", "reserves"):
        yield from _inner_shape_faults(name, fields[name])


def _wish_shape_faults(given: object) -> Iterator[Fault]:
    for student, wished in given.items() if isinstance(given, Mapping) else ():
        if isinstance(wished, str) or not isinstance(wished, Iterable):
            yield Fault(f"wishes of {student!r}", f"{wished!r} is not a list of places", "Give a tuple of ids.")


def _priority_shape_faults(given: object) -> Iterator[Fault]:
    for place, listed in given.items() if isinstance(given, Mapping) else ():
        if not isinstance(listed, Mapping):
            yield Fault(f"priorities of {place!r}", "not a mapping", "Give a dict of student to points.")


def _inner_shape_faults(name: str, given: object) -> Iterator[Fault]:
    kind, cure = (tuple, "Give a tuple of types.") if name == "types" else (Mapping, "Give a dict of type to seats.")
    for key, inner in given.items() if isinstance(given, Mapping) else ():
        if not isinstance(inner, kind) and not (kind is tuple and isinstance(inner, list)):
            yield Fault(f"{name} of {key!r}", f"{inner!r} is not a {'list' if kind is tuple else 'mapping'}", cure)


def setting_faults(seed: str, lottery: str) -> Iterator[Fault]:
    """A seed that cannot be published as it is, or a lottery that nobody knows."""
    if seed != "" and (problem := id_fault(seed)):
        yield Fault("seed", problem.replace("the id", "the seed"), "Give the seed as it was published.")
    if lottery not in LOTTERIES:
        yield Fault("lottery", f"{lottery!r} is unknown", f"Choose one of {', '.join(LOTTERIES)}.")


def seat_faults(seats: Mapping[str, int]) -> Iterator[Fault]:
    """Places without a fit id, and seats that are no number of seats."""
    for place, count in seats.items():
        if problem := id_fault(place):
            yield Fault("seats", problem, "Give the place an id.")
        yield from count_faults(f"seats of {place!r}", count)


def wish_faults(wishes: Mapping[str, Iterable[str]], seats: Mapping[str, int]) -> Iterator[Fault]:
    """Students without a fit id, wishes of unknown places, places wished twice."""
    known = set(seats)
    for student, wished in wishes.items():
        if problem := id_fault(student):
            yield Fault("wishes", problem, "Give the student an id.")
        places = tuple(wished)
        distinct = set(places)
        for place in sorted(map(str, distinct - known)):
            yield Fault(f"wishes of {student!r}", f"the place {place!r} is unknown", "Add it to seats, or drop the wish.")
        if len(distinct) != len(places):
            twice = sorted(str(place) for place in distinct if places.count(place) > 1)
            yield Fault(f"wishes of {student!r}", f"wished twice: {', '.join(twice)}", "Keep one of them.")


def priority_faults(
    priorities: Mapping[str, Mapping[str, object]], seats: Mapping[str, int], students: Iterable[str]
) -> Iterator[Fault]:
    """Lists of unknown places, unknown students on them, and points that are no number."""
    known = set(students)
    for place, listed in priorities.items():
        where = f"priorities of {place!r}"
        if place not in seats:
            yield Fault(where, "the place is unknown", "Add it to seats.")
        for student in sorted(map(str, listed.keys() - known)):
            yield Fault(where, f"the student {student!r} is unknown", "Add the student to wishes, if only with ().")
        if set(map(type, listed.values())) <= {int}:
            continue
        for student, points in listed.items():
            if problem := points_fault(points):
                yield Fault(where, f"points of {student!r}: {problem}", "Give a number.")


def title_faults(titles: Mapping[str, str], seats: Mapping[str, int]) -> Iterator[Fault]:
    """Names of unknown places, and names that are no text."""
    for place, title in titles.items():
        if place not in seats:
            yield Fault(f"title of {place!r}", "the place is unknown", "Add it to seats.")
        if problem := id_fault(title):
            yield Fault(f"title of {place!r}", problem.replace("the id", "the title"), "Give the name as text.")
