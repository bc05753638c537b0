"""Markets for the tests: small random ones full of ties, and every stable outcome of a tiny one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from random import Random
from typing import Any

from hypothesis import strategies as st

from kadry.engine.allocation import Cap, Market
from kadry.engine.allocation.reference import textbook_choice

Outcome = dict[str, str | None]

TYPES = ("local", "target", "third")


@st.composite
def markets(draw: st.DrawFn, students: int = 7, places: int = 4) -> Market:
    """Few points make many ties; some students are not listed where they wish, some only where not."""
    return Market(**draw(plain_fields(students, places)))


@st.composite
def reserve_markets(draw: st.DrawFn, students: int = 7, places: int = 3) -> Market:
    """Up to three types, students of several, some places with no seat left open to all."""
    fields = draw(plain_fields(students, places))
    reserves = {}
    for place, seats in fields["seats"].items():
        kept = [draw(st.integers(0, seats)) for _ in TYPES]
        reserves[place] = {t: max(min(kept[i], seats - sum(kept[:i])), 0) for i, t in enumerate(TYPES)}
    order = draw(st.sampled_from(["reserve_first", "open_first"]))
    return Market(**fields, types=draw(types_of(fields["wishes"])), reserves=reserves, reserve_order=order)


@st.composite
def capped_markets(draw: st.DrawFn, students: int = 6, places: int = 3) -> Market:
    """A cap over all places, one within it over the first two, and at some places a cap for one type."""
    fields = draw(plain_fields(students, places))
    names = tuple(fields["seats"])
    caps = {f"{TYPES[0]} at {p}": Cap(seats=draw(st.integers(0, 2)), places=(p,), type=TYPES[0]) for p in names[1:]}
    caps["first two"] = Cap(seats=draw(st.integers(0, 4)), places=names[:2])
    caps["all"] = Cap(seats=draw(st.integers(0, 5)), places=names)
    kept = draw(st.sets(st.sampled_from(sorted(caps)), min_size=1))
    return Market(**fields, types=draw(types_of(fields["wishes"])), caps={name: caps[name] for name in kept})


@st.composite
def plain_fields(draw: st.DrawFn, students: int, places: int) -> dict[str, Any]:
    """What every market has."""
    names = [f"s{i}" for i in range(draw(st.integers(0, students)))]
    seats = {f"p{i}": draw(st.integers(0, 3)) for i in range(draw(st.integers(0, places)))}
    points = st.one_of(st.integers(0, 2), st.sampled_from([0.5, -1.0]))
    wishes, priorities = {}, {place: {} for place in seats}
    for name in names:
        order = draw(st.permutations(sorted(seats)))
        wishes[name] = tuple(order[: draw(st.integers(0, len(order)))])
        for place in seats:
            if draw(st.integers(0, 4)):
                priorities[place][name] = draw(points)
    return {
        "seats": seats,
        "wishes": wishes,
        "priorities": priorities,
        "seed": draw(st.sampled_from(["", "1", "2026-07-01"])),
        "lottery": draw(st.sampled_from(["single", "per_place"])),
    }


def crowd_of_sixty(seed: int, **rules: Any) -> Market:
    """Sixty students for eight places of five seats, all of some types and all eligible wherever they wish."""
    random_ = Random(seed)
    students, places = [f"s{i}" for i in range(60)], [f"p{i}" for i in range(8)]
    return Market(
        seats=dict.fromkeys(places, 5),
        wishes={student: tuple(random_.sample(places, 5)) for student in students},
        priorities={place: {student: random_.randrange(10) for student in students} for place in places},
        seed=str(seed),
        lottery=random_.choice(["single", "per_place"]),
        types={student: tuple(random_.sample(TYPES, random_.randrange(3))) for student in students},
        **rules,
    )


def types_of(students: Iterable[str]) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    """Any types for each student, two or three at once too."""
    some = st.lists(st.sampled_from(TYPES), unique=True).map(tuple)
    return st.fixed_dictionaries(dict.fromkeys(students, some))


def stable_outcomes(market: Market) -> Iterator[Outcome]:
    """Every stable outcome, found by trying all outcomes."""
    allowed = {s: [p for p in wished if s in market.priorities[p]] for s, wished in market.wishes.items()}
    for chosen in product(*([None, *places] for places in allowed.values())):
        outcome = dict(zip(allowed, chosen, strict=True))
        if is_stable(market, allowed, outcome):
            yield outcome


def is_stable(market: Market, allowed: dict[str, list[str]], outcome: Outcome) -> bool:
    """Whether places choose exactly those they have, and none of them also one who would rather be there."""
    present = {(student, place) for student, place in outcome.items() if place}
    if textbook_choice(market, present) != present:
        return False
    for student, places in allowed.items():
        given = outcome[student]
        for place in places[: places.index(given)] if given else places:
            if (student, place) in textbook_choice(market, {*present, (student, place)}):
                return False
    return True


def satisfaction(market: Market, student: str, place: str | None) -> int:
    """How many wishes stand behind the one granted: more is better."""
    wished = market.wishes[student]
    return len(wished) - wished.index(place) if place else 0


def changed(market: Market, **fields: object) -> Market:
    """The market with some fields given anew, as plain data."""
    return Market.from_record({**market.record(), **fields})


def example() -> Market:
    """A tie, a place without seats, a student not eligible, one without wishes, seats nobody can take."""
    return Market(
        seats={"lathe": 1, "mill": 1, "closed": 0, "store": 3},
        wishes={
            "Anna": ("lathe", "mill"),
            "Boris": ("lathe", "mill", "store"),
            "Vera": ("lathe", "closed"),
            "Gleb": ("mill", "lathe"),
            "Dina": (),
        },
        priorities={
            "lathe": {"Anna": 87, "Boris": 81, "Vera": 81, "Gleb": 87, "Dina": 95},
            "mill": {"Anna": 70, "Boris": 70, "Gleb": 70},
            "closed": {"Vera": 50, "Dina": 10},
            "store": {"Dina": 5, "Vera": 3.5},
        },
        seed="2026",
        titles={"lathe": "Рубин, участок ЧПУ"},
    )


def rubin(**fields: object) -> Market:
    """Two seats, one kept for those with a target contract; Anna, who has one, also has the most points."""
    listed = {"Anna": 90, "Boris": 80, "Vera": 70, "Gleb": 60}
    return Market(
        seats={"Rubin": 2},
        wishes=dict.fromkeys(listed, ("Rubin",)),
        priorities={"Rubin": listed},
        seed="1",
        types={"Anna": ("target",), "Vera": ("target",)},
        **({"reserves": {"Rubin": {"target": 1}}} | fields),
    )


def site(**fields: object) -> Market:
    """Two workshops with two seats each on one site that takes three."""
    market = {
        "seats": {"cnc": 2, "mill": 2},
        "wishes": {"Anna": ("cnc",), "Boris": ("cnc", "mill"), "Vera": ("mill",), "Gleb": ("mill", "cnc")},
        "priorities": {
            "cnc": {"Anna": 90, "Boris": 60, "Gleb": 65},
            "mill": {"Boris": 80, "Vera": 70, "Gleb": 50},
        },
        "seed": "1",
        "caps": {"site": Cap(seats=3, places=("cnc", "mill"))},
    }
    return Market(**market | fields)


def as_records(caps: dict[str, Cap]) -> dict[str, dict]:
    """Caps as plain data."""
    return {name: {"seats": cap.seats, "places": cap.places, "type": cap.type} for name, cap in caps.items()}
