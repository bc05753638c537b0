"""Markets for the tests: small random ones full of ties, and every stable outcome of a tiny one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from kadry.engine.allocation import Market
from kadry.engine.allocation.reference import textbook_order

Outcome = dict[str, str | None]


@st.composite
def markets(draw: st.DrawFn, students: int = 7, places: int = 4) -> Market:
    """Few points make many ties; some students are not listed where they wish, some only where not."""
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
    return Market(
        seats=seats,
        wishes=wishes,
        priorities=priorities,
        seed=draw(st.sampled_from(["", "1", "2026-07-01"])),
        lottery=draw(st.sampled_from(["single", "per_place"])),
    )


def stable_outcomes(market: Market) -> Iterator[Outcome]:
    """Every stable outcome, found by trying all outcomes."""
    order = {place: textbook_order(market, place) for place in market.places}
    allowed = {s: [p for p in wished if s in order[p]] for s, wished in market.wishes.items()}
    for chosen in product(*([None, *places] for places in allowed.values())):
        outcome = dict(zip(allowed, chosen, strict=True))
        if is_stable(market, order, allowed, outcome):
            yield outcome


def is_stable(market: Market, order: dict[str, list[str]], allowed: dict[str, list[str]], outcome: Outcome) -> bool:
    """Whether nobody is over capacity and no student and place would both rather have each other."""
    members = {place: [s for s, given in outcome.items() if given == place] for place in market.places}
    if any(len(there) > market.seats[place] for place, there in members.items()):
        return False
    for student, places in allowed.items():
        given = outcome[student]
        for place in places[: places.index(given)] if given else places:
            lower = [other for other in members[place] if order[place].index(other) > order[place].index(student)]
            if lower or len(members[place]) < market.seats[place]:
                return False
    return True


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
