"""What may happen to an allocation once offers are out: random withdrawals, seats added, students who join."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kadry.engine.allocation import Market, solve
from kadry.engine.allocation.updating import NewStudents, Update, update

from .markets import TYPES, capped_markets, markets, reserve_markets

MARKETS = st.one_of(markets(), reserve_markets(), capped_markets())


@st.composite
def changes(draw: st.DrawFn, market: Market, prefix: str = "new") -> dict[str, Any]:
    """Some withdraw, some seats are added, some join: of types, listed at some places, wishing some."""
    names = [f"{prefix}{i}" for i in range(draw(st.integers(0, 3)))]
    listed = {place: {} for place in market.places}
    wishes = {}
    for name in names:
        order = draw(st.permutations(market.places))
        wishes[name] = tuple(order[: draw(st.integers(0, len(order)))])
        for place in market.places:
            if draw(st.integers(0, 4)):
                listed[place][name] = draw(st.integers(0, 3))
    types = {name: tuple(draw(st.lists(st.sampled_from(TYPES), unique=True))) for name in names}
    return {
        "withdrawn": draw(st.lists(st.sampled_from(market.students), unique=True)) if market.students else [],
        "new_seats": draw(st.dictionaries(st.sampled_from(market.places), st.integers(0, 2))) if market.places else {},
        "new_students": NewStudents(wishes=wishes, priorities=listed, types=types),
    }


@st.composite
def updates(draw: st.DrawFn) -> Update:
    """An update of a small market, whatever its rules."""
    market = draw(MARKETS)
    return update(market, solve(market), **draw(changes(market)))


@st.composite
def crowded_updates(draw: st.DrawFn) -> Update:
    """Two places with kept seats that everybody wishes and lists: seats are few, types many, so rules decide."""
    names, late = [f"s{i}" for i in range(draw(st.integers(3, 9)))], [f"new{i}" for i in range(draw(st.integers(0, 3)))]
    seats = {"p0": draw(st.integers(2, 4)), "p1": draw(st.integers(1, 2))}
    kept = st.dictionaries(st.sampled_from(TYPES), st.integers(0, 2))
    types = {name: tuple(draw(st.lists(st.sampled_from(TYPES), unique=True, max_size=2))) for name in names + late}
    points = {place: {name: draw(st.integers(0, 9)) for name in names + late} for place in seats}
    wishes = {name: tuple(draw(st.permutations(sorted(seats)))) for name in names + late}

    def of(students: list[str]) -> dict[str, Any]:
        return {
            "wishes": {name: wishes[name] for name in students},
            "priorities": {place: {name: listed[name] for name in students} for place, listed in points.items()},
            "types": {name: types[name] for name in students},
        }

    reserves = {place: reserve for place, most in seats.items() if sum((reserve := draw(kept)).values()) <= most}
    order = draw(st.sampled_from(["reserve_first", "open_first"]))
    market = Market(seats=seats, **of(names), seed="1", reserves=reserves, reserve_order=order)
    gone = draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=5))
    return update(market, solve(market), withdrawn=gone, new_students=NewStudents(**of(late)))


def without_newcomers(change: dict[str, Any]) -> dict[str, Any]:
    """The same without those who join."""
    return {name: value for name, value in change.items() if name != "new_students"}


def start_of(done: Update) -> dict[str, str | None]:
    """Who of those who take part now was where before."""
    return {student: done.result_before.assignment.get(student) for student in done.market.students}
