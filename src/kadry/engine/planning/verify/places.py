"""P1…P6: places are whole groups at licensed pairs, within every limit."""

from __future__ import annotations

from collections import Counter

from kadry.engine.planning.verify.cases import Findings, case, name_of
from kadry.engine.planning.verify.facts import Facts


def whole_groups(facts: Facts) -> Findings:
    """P1. Places are whole groups."""
    for row in facts.plan.rows:
        pair = facts.pairs.get((row.college, row.programme))
        good = row.groups >= 0 and (pair is None or row.places == row.groups * pair.group_size)
        yield case(good, f"{row.college} / {row.programme}: {row.places} places in {row.groups} groups")


def licensed_pairs(facts: Facts) -> Findings:
    """P2. Exactly the licensed pairs have a row, and only they have shares."""
    if not facts.solved:
        return
    rows = Counter((row.college, row.programme) for row in facts.plan.rows)
    for key in facts.pairs:
        yield case(rows[key] == 1, f"{name_of(key)}: {rows[key]} rows")
    for key in sorted(set(rows) - set(facts.pairs)):
        yield f"{name_of(key)}: places without a licence"
    for share in facts.plan.shares:
        key = (share.college, share.programme)
        yield case(key in facts.pairs, f"{name_of(key)}: a share without a licence")


def own_limits(facts: Facts) -> Findings:
    """P3. Ceilings of each resource, least groups and places promised by contracts are kept."""
    for key in facts.known:
        pair, groups = facts.pairs[key], facts.groups(key)
        for ceiling in pair.ceilings:
            yield case(
                groups <= ceiling.groups,
                f"{name_of(key)}: {groups} groups over {ceiling.kind} {ceiling.groups}",
            )
        enough = groups >= pair.min_groups and groups * pair.group_size >= pair.reserved
        yield case(enough, f"{name_of(key)}: {groups} groups are under the least or under the contracts")


def yearly_change(facts: Facts) -> Findings:
    """P4. No pair changes by more groups than allowed in a year."""
    for key in facts.known:
        pair = facts.pairs[key]
        step = facts.yearly_step(pair)
        change = facts.groups(key) - pair.current
        yield case(abs(change) <= step, f"{name_of(key)}: {change:+d} groups in a year, at most {step}")


def college_room(facts: Facts) -> Findings:
    """P5. No college admits more than it has room for."""
    for college in facts.problem.colleges if facts.solved else ():
        if college.capacity is not None:
            places = facts.places[college.id]
            yield case(places <= college.capacity, f"{college.id}: {places} places, room for {college.capacity}")


def budget(facts: Facts) -> Findings:
    """P6. The places cost no more than the budget."""
    total = facts.problem.budget
    if facts.solved and total is not None:
        yield case(facts.spent <= total, f"{facts.spent} roubles, budget {total}")
