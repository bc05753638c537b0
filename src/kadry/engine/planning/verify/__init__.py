"""The guarantees P1…P20 of a plan, checked from the problem and the plan alone.

Nothing here is shared with the solver: coefficients, reach, limits and the best placing of people are worked
out anew, the last by depth-first augmentation on levels of weight instead of the solver's breadth-first
search.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from kadry.engine.planning.inputs import PlanningProblem
from kadry.engine.planning.plan import Plan
from kadry.engine.planning.verify import objective, people, places, refusals, steps
from kadry.engine.planning.verify.cases import Findings
from kadry.engine.planning.verify.certificate import Certificate, Guarantee
from kadry.engine.planning.verify.facts import Facts
from kadry.engine.planning.words import GUARANTEES

__all__ = ["Certificate", "Guarantee", "verify"]

CHECKS: dict[str, Callable[[Facts], Findings]] = {
    "P1": places.whole_groups,
    "P2": places.licensed_pairs,
    "P3": places.own_limits,
    "P4": places.yearly_change,
    "P5": places.college_room,
    "P6": places.budget,
    "P7": people.expected_workers,
    "P8": people.shares_within_needs,
    "P9": people.within_reach,
    "P10": people.programme_sums,
    "P11": objective.objective_adds_up,
    "P12": people.best_service,
    "P13": people.rank_kept,
    "P14": people.nearest_first,
    "P15": objective.gap_arithmetic,
    "P16": steps.no_step_improves,
    "P17": steps.worth_recomputed,
    "P18": steps.bindings_right,
    "P19": refusals.reasons_right,
    "P20": refusals.conflicts_real,
}


def verify(problem: PlanningProblem, plan: Plan) -> Certificate:
    """Check every guarantee; a wrong plan raises nothing, each broken property names its first case."""
    facts = Facts(problem, plan)
    found = tuple(_guarantee(code, check, facts) for code, check in CHECKS.items())
    return Certificate(
        problem_sha256=hashlib.sha256(problem.to_json()).hexdigest(),
        plan_sha256=hashlib.sha256(plan.to_json()).hexdigest(),
        holds=all(each.holds is not False for each in found),
        guarantees=found,
    )


def _guarantee(code: str, check: Callable[[Facts], Findings], facts: Facts) -> Guarantee:
    counted, first = 0, None
    for finding in check(facts):
        counted += 1
        first = first or finding
    words, name = GUARANTEES[code], getattr(check, "__name__", code)
    holds = None if counted == 0 else first is None
    return Guarantee(code, name, words["en"], words["ru"], holds, counted, first)
