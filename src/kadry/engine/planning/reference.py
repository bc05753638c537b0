"""The plain slow answer for tiny instances: every plan is tried, every cut is tried. For tests only.

The people served for given groups come from the cuts of the network (Ford and Fulkerson 1956), all 2^pairs of
them, and no path is ever searched for.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kadry.engine.planning.inputs import PlanningProblem
from kadry.engine.planning.rows import Pair


@dataclass(frozen=True)
class Best:
    """The least objective and every choice of groups, in the order of the pairs, that attains it."""

    objective: Fraction
    groups: tuple[tuple[int, ...], ...]


def enumerate_plans(problem: PlanningProblem) -> Best | None:
    """Try every feasible choice of groups; None when there is none. Keep to about six pairs."""
    best: Best | None = None
    for groups in itertools.product(*(_range(problem, pair) for pair in problem.pairs)):
        if not _shared_limits_hold(problem, groups):
            continue
        value = objective(problem, groups)
        if best is None or value < best.objective:
            best = Best(value, (groups,))
        elif value == best.objective:
            best = Best(value, (*best.groups, groups))
    return best


def objective(problem: PlanningProblem, groups: tuple[int, ...]) -> Fraction:
    """The objective of given groups, people served as well as they can be."""
    costs = problem.costs
    total = Fraction(0)
    for pair, count in zip(problem.pairs, groups, strict=True):
        total += Fraction(costs.change) * abs(count - pair.current)
        total += Fraction(costs.money) * (pair.cost_per_place or 0) * pair.group_size * count
    for programme in problem.programmes:
        workers = {
            at: expected(problem, pair, groups[at]) for at, pair in enumerate(problem.pairs) if pair.programme == programme.id
        }
        lost, served = least_loss(problem, programme.id, workers)
        total += lost + Fraction(costs.oversupply) * (sum(workers.values()) - served)
    return total


def expected(problem: PlanningProblem, pair: Pair, groups: int) -> int:
    """Expected workers of so many groups."""
    own = [each for each in problem.coefficients if each.programme == pair.programme and each.college == pair.college]
    any_college = [each for each in problem.coefficients if each.programme == pair.programme and each.college is None]
    product = Fraction(1)
    for factor in (own + any_college)[0].factors:
        product *= Fraction(factor.value)
    return math.floor(product * pair.group_size * groups)


def least_loss(problem: PlanningProblem, programme: str, workers: dict[int, int]) -> tuple[Fraction, int]:
    """Least weight of unmet need of a programme, and people served, from the cuts at each weight."""
    needs = [need for need in problem.needs if need.programme == programme]
    weights = sorted({need.weight for need in needs}, reverse=True)
    lost, served = Fraction(0), 0
    for weight, below in zip(weights, [*weights[1:], Decimal(0)], strict=False):
        heavy = [need for need in needs if need.weight >= weight]
        served = min(_cuts(problem, heavy, workers))
        lost += (Fraction(weight) - Fraction(below)) * (sum(need.people for need in heavy) - served)
    return lost, served


def _cuts(problem: PlanningProblem, needs: list, workers: dict[int, int]) -> Iterator[int]:
    """Size of every cut: some pairs at their supply, each need that another pair reaches at its people."""
    for size in range(len(workers) + 1):
        for cut in itertools.combinations(sorted(workers), size):
            rest = [problem.pairs[at] for at in workers if at not in cut]
            yield sum(workers[at] for at in cut) + sum(
                need.people for need in needs if any(reaches(problem, pair, need.municipality) for pair in rest)
            )


def reaches(problem: PlanningProblem, pair: Pair, municipality: str) -> bool:
    """Whether a municipality is within reach of the pair's college."""
    home = next(college.municipality for college in problem.colleges if college.id == pair.college)
    if home == municipality:
        return True
    ends = {home, municipality}
    return any({each.one, each.other} == ends and each.km <= problem.reach_km for each in problem.distances)


def _range(problem: PlanningProblem, pair: Pair) -> list[int]:
    step = problem.change_limit if pair.change_limit is None else pair.change_limit
    most = max([pair.current + step, *(ceiling.groups for ceiling in pair.ceilings)])
    return [
        groups
        for groups in range(most + 1)
        if abs(groups - pair.current) <= step
        and groups >= pair.min_groups
        and groups * pair.group_size >= pair.reserved
        and all(groups <= ceiling.groups for ceiling in pair.ceilings)
    ]


def _shared_limits_hold(problem: PlanningProblem, groups: tuple[int, ...]) -> bool:
    spent = 0
    places = {college.id: 0 for college in problem.colleges}
    for pair, count in zip(problem.pairs, groups, strict=True):
        places[pair.college] += count * pair.group_size
        spent += count * pair.group_size * (pair.cost_per_place or 0)
    rooms = all(each.capacity is None or places[each.id] <= each.capacity for each in problem.colleges)
    return rooms and (problem.budget is None or spent <= problem.budget)
