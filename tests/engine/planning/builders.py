"""Planning problems for the tests: tiny random ones, one written by hand, and one of the size of a region."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kadry.engine.planning import (
    Ceiling,
    Coefficient,
    College,
    Costs,
    Distance,
    Factor,
    Need,
    Pair,
    PlanningProblem,
    Programme,
)

D = Decimal


def factors(*values: str) -> tuple[Factor, ...]:
    kinds = ("finish", "in_trade", "in_region", "army")
    return tuple(Factor(kind, D(value), "2025", "monitoring") for kind, value in zip(kinds, values, strict=True))


def by_hand(**changes: Any) -> PlanningProblem:
    """Two colleges 30 km apart, two programmes; turning is scarce, welding is short of one group's room."""
    given: dict[str, Any] = {
        "region": "50",
        "admission_year": 2027,
        "reach_km": 40,
        "colleges": (College("balashikha", "B", 75), College("yegoryevsk", "E", None)),
        "programmes": (Programme("turning", 34), Programme("welding", 22)),
        "pairs": (
            Pair("balashikha", "turning", 1, (Ceiling("workshop", 2, "passport"),), cost_per_place=100_000),
            Pair("balashikha", "welding", 1, (Ceiling("workshop", 3, "passport"),), cost_per_place=90_000),
            Pair("yegoryevsk", "turning", 1, (Ceiling("teachers", 3, "staff list"),), cost_per_place=80_000),
        ),
        "needs": (
            Need("n1", "turning", "B", 12, 2030, D(2), 1),
            Need("n2", "turning", "B", 10, 2030, D(1), 2),
            Need("n3", "turning", "E", 9, 2030, D(1), 1),
            Need("n4", "welding", "B", 30, 2029, D(1), 1),
            Need("n5", "welding", "far", 5, 2029, D(3), 1),
        ),
        "coefficients": (
            Coefficient("turning", factors("0.8", "0.75", "0.9", "0.9")),
            Coefficient("turning", factors("0.9", "0.8", "0.9", "0.9"), "yegoryevsk"),
            Coefficient("welding", factors("0.8", "0.7", "1", "1")),
        ),
        "distances": (Distance("B", "E", 30), Distance("B", "far", 120), Distance("E", "far", 100)),
    }
    return PlanningProblem(**{**given, **changes})


@st.composite
def tiny(draw: Any, agree: bool = False) -> PlanningProblem:
    """Up to three colleges, two programmes and five pairs; contradictory requirements unless `agree`."""
    towns = ("A", "B", "C")
    colleges = [f"c{at}" for at in range(draw(st.integers(1, 3)))]
    programmes = [f"p{at}" for at in range(draw(st.integers(1, 2)))]
    cells = st.sampled_from([(college, programme) for college in colleges for programme in programmes])
    size = draw(st.sampled_from([2, 3, 5]))
    pairs = [draw(_pair(cell, size, agree)) for cell in draw(st.lists(cells, min_size=1, max_size=5, unique=True))]
    least = sum(max(0, pair.current - 1) * size for pair in pairs)
    need = st.tuples(
        st.sampled_from(programmes),
        st.sampled_from(towns),
        st.integers(0, 6),
        st.sampled_from([D("0.5"), D(1), D("2.25")]),
        st.integers(1, 2),
    )
    needs = [
        Need(f"n{at}", programme, town, people, 2030, weight, priority)
        for at, (programme, town, people, weight, priority) in enumerate(draw(st.lists(need, max_size=7)))
    ]
    share = st.sampled_from(["0.4", "0.75", "0.9", "1"])
    rooms = st.none() | st.integers(least if agree else 0, least + 12)
    own = [pair for pair in pairs if draw(st.booleans())]
    return PlanningProblem(
        region="50",
        admission_year=2027,
        reach_km=20,
        colleges=tuple(College(each, draw(st.sampled_from(towns)), draw(rooms)) for each in colleges),
        programmes=tuple(Programme(each, 34) for each in programmes),
        pairs=tuple(pairs),
        needs=tuple(needs),
        coefficients=(
            *(Coefficient(each, factors(draw(share), draw(share), "1", "0.9")) for each in programmes),
            *(Coefficient(each.programme, factors(draw(share), "1", "1", "1"), each.college) for each in own),
        ),
        distances=tuple(Distance(a, b, draw(st.integers(5, 35))) for a, b in ("AB", "AC", "BC")),
        budget=draw(st.none() | st.integers(3 * least if agree else 0, 3 * least + 40)),
        costs=Costs(
            draw(st.sampled_from([D(0), D("0.05"), D("0.3")])),
            draw(st.sampled_from([D(0), D("0.5"), D("1.3")])),
            draw(st.sampled_from([D(0), D("0.01")])),
        ),
    )


def _pair(cell: tuple[str, str], size: int, agree: bool) -> st.SearchStrategy[Pair]:
    most = st.integers(2 if agree else 0, 3)
    return st.builds(
        lambda current, workshop, teachers, least, reserved, cost: Pair(
            *cell,
            current,
            (Ceiling("workshop", workshop, "s"), Ceiling("teachers", teachers, "s")),
            size,
            least,
            reserved,
            None,
            cost,
        ),
        st.integers(0, 2),
        most,
        most,
        st.integers(0, 0 if agree else 1),
        st.integers(0, 0 if agree else 4),
        st.integers(1, 3),
    )


def region(seed: int = 1, *, pairs: int = 1100, needs: int = 6000, colleges: int = 37) -> PlanningProblem:
    """A synthetic region: 60 municipalities on 180 × 180 km, 100 programmes, scarce room and budget."""
    draw = random.Random(seed)
    towns = [f"m{at:02d}" for at in range(60)]
    spot = {town: (draw.uniform(0, 180), draw.uniform(0, 180)) for town in towns}
    programmes = [f"p{at:03d}" for at in range(100)]
    site = {f"c{at:02d}": draw.choice(towns) for at in range(colleges)}
    cells = draw.sample([(college, programme) for college in site for programme in programmes], pairs)
    taught = tuple(_region_pair(draw, *cell) for cell in cells)
    asked = draw.sample([(programme, town) for programme in programmes for town in towns], needs)
    places = {college: sum(25 * each.current for each in taught if each.college == college) for college in site}
    spent = sum(25 * each.current * (each.cost_per_place or 0) for each in taught)
    return PlanningProblem(
        region="50",
        admission_year=2027,
        reach_km=40,
        colleges=tuple(College(each, site[each], int(places[each] * 1.1) + 25) for each in site),
        programmes=tuple(Programme(each, 34) for each in programmes),
        pairs=taught,
        needs=tuple(_region_need(draw, at, *cell) for at, cell in enumerate(asked)),
        coefficients=(
            *(Coefficient(each, _region_factors(draw)) for each in programmes),
            *(Coefficient(each[1], _region_factors(draw), each[0]) for each in draw.sample(cells, pairs // 4)),
        ),
        distances=tuple(
            Distance(one, other, int(math.dist(spot[one], spot[other]))) for at, one in enumerate(towns) for other in towns[:at]
        ),
        budget=int(spent * 1.05),
    )


def _region_pair(draw: random.Random, college: str, programme: str) -> Pair:
    current = draw.choice([0, 0, 1, 1, 1, 2, 2, 3])
    workshop = max(current, draw.choice([1, 2, 3, 4]))
    ceilings = (Ceiling("workshop", workshop, "s"), Ceiling("teachers", workshop + draw.choice([0, 1]), "s"))
    reserved = draw.choice([0] * 9 + [min(20, 25 * current)])
    return Pair(college, programme, current, ceilings, 25, 0, reserved, None, draw.randrange(90_000, 220_000))


def _region_need(draw: random.Random, at: int, programme: str, town: str) -> Need:
    people = draw.choice([1, 2, 2, 3, 4, 6, 10])
    weight = draw.choice([D(1), D(1), D("1.5"), D(2)])
    return Need(f"n{at:05d}", programme, town, people, 2030, weight, draw.choice([1, 2, 3]))


def _region_factors(draw: random.Random) -> tuple[Factor, ...]:
    ranges = ((0.7, 0.95), (0.5, 0.85), (0.8, 0.98), (0.75, 1.0))
    return factors(*(f"{draw.uniform(*each):.2f}" for each in ranges))
