"""The problem indexed for arithmetic: ranges of groups, expected workers, reach, and prices as whole numbers.

All prices are multiplied by `scale`, the least number that makes every one of them whole, so that two plans
are compared exactly and never by floating point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from kadry.engine.planning.inputs import PlanningProblem
from kadry.engine.planning.rows import Need, Pair


@dataclass(frozen=True)
class Bounds:
    """What holds the groups of a pair from below and from above: (code, groups), the tightest first."""

    lower: tuple[tuple[str, int], ...]
    upper: tuple[tuple[str, int], ...]

    @property
    def low(self) -> int:
        return self.lower[0][1]

    @property
    def high(self) -> int:
        return self.upper[0][1]


@dataclass(frozen=True)
class Cell:
    """People of one programme whom the same pairs reach and whose loss weighs the same."""

    weight: int
    reach: tuple[int, ...]
    people: int


@dataclass(frozen=True)
class Market:
    """One programme: its pairs, its cells heaviest first, and the weight of people no pair reaches."""

    programme: str
    pairs: tuple[int, ...]
    cells: tuple[Cell, ...]
    stranded: int


@dataclass(frozen=True)
class Grid:
    """Everything derived from a problem once; pairs are known by their index in `pairs`."""

    problem: PlanningProblem
    scale: int
    pairs: tuple[Pair, ...]
    coefficients: tuple[Fraction, ...]
    bounds: tuple[Bounds, ...]
    reach: dict[tuple[str, str], tuple[int, ...]]
    km: dict[tuple[int, str], int]
    needs: dict[str, tuple[Need, ...]]
    markets: dict[str, Market]
    college_pairs: dict[str, tuple[int, ...]]

    def workers(self, pair: int, groups: int) -> int:
        """Expected workers of so many groups: ⌊groups × size × coefficient⌋."""
        return math.floor(groups * self.pairs[pair].group_size * self.coefficients[pair])

    def price(self, value: Decimal) -> int:
        """A price as a whole number of the common unit."""
        scaled = Fraction(value) * self.scale
        if scaled.denominator != 1:
            raise ValueError(f"{value} is not a multiple of 1/{self.scale}")
        return scaled.numerator

    def unscaled(self, value: int) -> Decimal:
        """A whole number of the common unit back as an exact decimal."""
        return exact_decimal(Fraction(value, self.scale))

    def own_cost(self, pair: int, groups: int) -> int:
        """Price of change and of money for a pair that has so many groups."""
        it = self.pairs[pair]
        money = self.price(self.problem.costs.money) * (it.cost_per_place or 0) * it.group_size * groups
        return money + self.price(self.problem.costs.change) * abs(groups - it.current)


def exact_decimal(value: Fraction) -> Decimal:
    """A fraction whose denominator has only twos and fives, as a decimal without rounding."""
    with localcontext() as context:
        context.prec = 80
        return Decimal(value.numerator) / Decimal(value.denominator)


def build(problem: PlanningProblem) -> Grid:
    """Index a problem; the cost is linear in pairs × municipalities."""
    scale = _scale(problem)
    needs = _needs_by_programme(problem)
    by_programme: dict[str, list[int]] = {each.id: [] for each in problem.programmes}
    by_college: dict[str, list[int]] = {each.id: [] for each in problem.colleges}
    for index, pair in enumerate(problem.pairs):
        by_programme[pair.programme].append(index)
        by_college[pair.college].append(index)
    km = _kilometres(problem, needs)
    reach: dict[tuple[str, str], tuple[int, ...]] = {}
    for programme, asked in needs.items():
        for place in sorted({need.municipality for need in asked}):
            near = [pair for pair in by_programme[programme] if km[pair, place] <= problem.reach_km]
            reach[programme, place] = tuple(sorted(near, key=lambda pair: (km[pair, place], pair)))
    return Grid(
        problem=problem,
        scale=scale,
        pairs=problem.pairs,
        coefficients=_coefficients(problem),
        bounds=tuple(bounds_of(problem, pair) for pair in problem.pairs),
        reach=reach,
        km=km,
        needs=needs,
        markets={name: _market(name, by_programme[name], asked, reach, scale) for name, asked in needs.items()},
        college_pairs={name: tuple(pairs) for name, pairs in by_college.items()},
    )


def bounds_of(problem: PlanningProblem, pair: Pair) -> Bounds:
    """Least and most groups of a pair, with the code of each requirement."""
    step = problem.change_limit if pair.change_limit is None else pair.change_limit
    lower = [
        ("min_groups", pair.min_groups),
        ("reserved", -(-pair.reserved // pair.group_size)),
        ("change_down", max(0, pair.current - step)),
    ]
    upper = [(ceiling.kind, ceiling.groups) for ceiling in pair.ceilings] + [("change_up", pair.current + step)]
    return Bounds(
        tuple(sorted(lower, key=lambda each: -each[1])),
        tuple(sorted(upper, key=lambda each: each[1])),
    )


def _scale(problem: PlanningProblem) -> int:
    prices = {need.weight for need in problem.needs}
    prices |= {problem.costs.oversupply, problem.costs.change, problem.costs.money}
    return math.lcm(*(Fraction(price).denominator for price in prices))


def rank(need: Need) -> tuple[Decimal, int, str]:
    """Who comes first when not all can be served: by weight, falling; then by priority; then by id."""
    return (-need.weight, need.priority, need.id)


def _needs_by_programme(problem: PlanningProblem) -> dict[str, tuple[Need, ...]]:
    groups: dict[str, list[Need]] = {each.id: [] for each in problem.programmes}
    for need in problem.needs:
        groups[need.programme].append(need)
    return {name: tuple(sorted(asked, key=rank)) for name, asked in groups.items()}


def _coefficients(problem: PlanningProblem) -> tuple[Fraction, ...]:
    """A pair's own coefficient goes before its programme's."""
    value = {
        (each.college, each.programme): math.prod((Fraction(factor.value) for factor in each.factors), start=Fraction(1))
        for each in problem.coefficients
    }
    return tuple(value.get((pair.college, pair.programme)) or value[None, pair.programme] for pair in problem.pairs)


def _kilometres(problem: PlanningProblem, needs: dict[str, tuple[Need, ...]]) -> dict[tuple[int, str], int]:
    """Distance from each pair's site to each municipality that asks for its programme."""
    known = {(each.one, each.other): each.km for each in problem.distances}
    site = {each.id: each.municipality for each in problem.colleges}
    places = {name: sorted({need.municipality for need in asked}) for name, asked in needs.items()}
    found: dict[tuple[int, str], int] = {}
    for index, pair in enumerate(problem.pairs):
        home = site[pair.college]
        for place in places[pair.programme]:
            found[index, place] = 0 if place == home else known[min(home, place), max(home, place)]
    return found


def _market(
    programme: str,
    pairs: Sequence[int],
    asked: Sequence[Need],
    reach: dict[tuple[str, str], tuple[int, ...]],
    scale: int,
) -> Market:
    people: dict[tuple[int, tuple[int, ...]], int] = {}
    stranded = 0
    for need in asked:
        weight = int(Fraction(need.weight) * scale)
        near = tuple(sorted(reach[programme, need.municipality]))
        if not near:
            stranded += weight * need.people
        elif need.people:
            people[weight, near] = people.get((weight, near), 0) + need.people
    cells = [Cell(weight, near, count) for (weight, near), count in people.items()]
    return Market(programme, tuple(pairs), tuple(sorted(cells, key=lambda cell: (-cell.weight, cell.reach))), stranded)
