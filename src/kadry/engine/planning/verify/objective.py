"""P11 and P15: the objective adds up, and the gap says no more than the bound allows."""

from __future__ import annotations

from fractions import Fraction

from kadry.engine.planning.verify.cases import Findings, case
from kadry.engine.planning.verify.facts import Facts

MILLIONTH = Fraction(1, 1_000_000)


def objective_adds_up(facts: Facts) -> Findings:
    """P11. The objective and its parts, from the rows and the shares, exactly."""
    if not facts.solved:
        return
    costs, parts = facts.problem.costs, facts.plan.parts
    lost = sum(
        (Fraction(need.weight) * (need.people - facts.seats[need.id]) for need in facts.problem.needs),
        Fraction(0),
    )
    idle = sum(facts.workers(key, max(0, facts.groups(key))) - facts.given[key] for key in facts.pairs)
    change = sum(abs(facts.groups(key) - pair.current) for key, pair in facts.pairs.items())
    over, moved = Fraction(costs.oversupply) * idle, Fraction(costs.change) * change
    right = (lost, over, moved, Fraction(costs.money) * facts.spent)
    for name, value in zip(("unmet", "oversupply", "change", "money"), right, strict=True):
        given = getattr(parts, name, None)
        yield case(given is not None and Fraction(given) == value, f"{name}: {given}, recomputed {float(value)}")
    total, objective = sum(right, Fraction(0)), facts.plan.objective
    good = objective is not None and Fraction(objective) == total
    yield case(good, f"objective: {objective}, recomputed {float(total)}")


def gap_arithmetic(facts: Facts) -> Findings:
    """P15. 0 ≤ bound ≤ objective, the gap is their distance rounded up, and the status says no more."""
    plan = facts.plan
    if not facts.solved:
        return
    if plan.objective is None or plan.bound is None or plan.gap is None:
        yield "objective, bound or gap is missing"
        return
    objective, bound, gap = Fraction(plan.objective), Fraction(plan.bound), Fraction(plan.gap)
    yield case(0 <= bound <= objective, f"bound {plan.bound}, objective {plan.objective}")
    exact = (objective - bound) / objective if objective else Fraction(0)
    yield case(exact <= gap < exact + MILLIONTH, f"gap {plan.gap}, recomputed {float(exact)}")
    if objective - bound <= MILLIONTH * max(Fraction(1), objective):
        right = "optimal"
    else:
        right = "gap" if gap <= Fraction(plan.settings.gap) + MILLIONTH else "limit"
    yield case(plan.status == right, f"status {plan.status}, the gap says {right}")
