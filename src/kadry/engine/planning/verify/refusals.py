"""P19 and P20: why a need stays unmet, and why a plan is refused."""

from __future__ import annotations

from collections import Counter

from kadry.engine.planning.rows import Need
from kadry.engine.planning.verify.cases import Findings, case
from kadry.engine.planning.verify.facts import Facts
from kadry.engine.planning.verify.serving import Key


def reasons_right(facts: Facts) -> Findings:
    """P19. Each unmet need is told why: nobody licensed, nobody near, not worth a group, or limits."""
    for row in facts.plan.needs:
        need = facts.needs.get(row.need)
        if need is not None:
            right = _reason(facts, need) if row.unmet else ""
            yield case(row.reason == right, f"need {row.need}: {row.reason or 'no reason'}, should be {right}")


def _reason(facts: Facts, need: Need) -> str:
    if not facts.of_programme[need.programme]:
        return "no_licence"
    near = facts.near[need.programme, need.municipality]
    if not near:
        return "out_of_reach"
    free = any(not facts.limits(key, facts.groups(key) + 1, True) for key in near)
    return "not_worth" if free else "limits"


def conflicts_real(facts: Facts) -> Findings:
    """P20. A plan is refused exactly when requirements contradict each other, and each case named is real."""
    yield case(_agree(facts) == facts.solved, f"status {facts.plan.status}, but the requirements say otherwise")
    if facts.solved:
        yield case(not facts.plan.conflicts, "contradictions named beside a plan")
        return
    empty = not (facts.plan.rows or facts.plan.shares or facts.plan.needs)
    yield case(empty and len(facts.plan.conflicts) > 0, "a refused plan has rows or no contradiction")
    for conflict in facts.plan.conflicts:
        *floors, top = conflict.requirements
        amounts = [_floor_amount(facts, each.code, (each.college, each.programme), top.unit) for each in floors]
        true = amounts == [each.value for each in floors] and top.value == facts.limit(top.code, top.college, top.programme)
        least = sum(amounts) > top.value and all(sum(amounts) - each <= top.value for each in amounts)
        yield case(true and least, f"{conflict.code}: {amounts} against {top.value} {top.unit}")


def _floor_amount(facts: Facts, code: str, key: Key, unit: str) -> int:
    pair = facts.pairs.get(key)
    groups = facts.limit(code, *key) if pair is not None else None
    if pair is None or groups is None:
        return -1
    per_group = {
        "groups": 1,
        "places": pair.group_size,
        "roubles": pair.group_size * (pair.cost_per_place or 0),
    }
    return groups * per_group[unit]


def _agree(facts: Facts) -> bool:
    """Whether the least groups of all pairs fit every limit; all shared limits are upper, so that decides."""
    places: Counter[str] = Counter()
    spent = 0
    for key, pair in facts.pairs.items():
        least = max(facts.limit(code, *key) or 0 for code in ("min_groups", "reserved", "change_down"))
        most = min([facts.limit("change_up", *key) or 0, *(ceiling.groups for ceiling in pair.ceilings)])
        if least > most:
            return False
        places[key[0]] += least * pair.group_size
        spent += least * pair.group_size * (pair.cost_per_place or 0)
    rooms = all(each.capacity is None or places[each.id] <= each.capacity for each in facts.problem.colleges)
    return rooms and (facts.problem.budget is None or spent <= facts.problem.budget)
