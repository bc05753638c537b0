"""Every fault of a market, found before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kadry.engine.allocation.faults import Fault, count_faults, id_fault, points_fault
from kadry.engine.allocation.rules import rule_faults

if TYPE_CHECKING:
    from kadry.engine.allocation.inputs import Market

LOTTERIES = ("single", "per_place")


def shape_faults(market: Market) -> Iterator[Fault]:
    """Fields that are not even of the right kind; with one of these the content is not looked at."""
    for name in ("seats", "wishes", "priorities", "titles", "types", "reserves", "caps", "minimums"):
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

    for name in ("types", "reserves"):
        yield from _inner_shape_faults(name, getattr(market, name))


def _inner_shape_faults(name: str, given: object) -> Iterator[Fault]:
    kind, cure = (tuple, "Give a tuple of types.") if name == "types" else (Mapping, "Give a dict of type to seats.")
    for key, inner in given.items() if isinstance(given, Mapping) else ():
        if not isinstance(inner, kind) and not (kind is tuple and isinstance(inner, list)):
            yield Fault(f"{name} of {key!r}", None, f"{inner!r} is not a {'list' if kind is tuple else 'mapping'}", cure)


def content_faults(market: Market) -> Iterator[Fault]:
    """Every id that is unknown or unfit, every number that is none, every rule that contradicts another."""
    yield from _setting_faults(market)
    yield from _count_faults("seats", market.seats)
    yield from _wish_faults(market)
    yield from _priority_faults(market)
    yield from _title_faults(market)
    yield from rule_faults(market)


def _setting_faults(market: Market) -> Iterator[Fault]:
    problem = None if market.seed == "" else id_fault(market.seed)
    if problem:
        yield Fault("seed", None, problem.replace("the id", "the seed"), "Give the seed as it was published.")
    if market.lottery not in LOTTERIES:
        yield Fault("lottery", None, f"{market.lottery!r} is unknown", f"Choose one of {', '.join(LOTTERIES)}.")


def _count_faults(name: str, counts: Mapping[str, int]) -> Iterator[Fault]:
    for place, count in counts.items():
        if problem := id_fault(place):
            yield Fault(name, None, problem, "Give the place an id.")
        yield from count_faults(f"{name} of {place!r}", count)


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
