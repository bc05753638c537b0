"""P16…P18: what one group more or fewer is worth, and which limits forbid it."""

from __future__ import annotations

from fractions import Fraction

from kadry.engine.planning.plan import Worth
from kadry.engine.planning.verify.cases import Findings, case, name_of
from kadry.engine.planning.verify.facts import Facts
from kadry.engine.planning.verify.serving import Key


def no_step_improves(facts: Facts) -> Findings:
    """P16. No single group added or taken away within the limits improves the plan."""
    for (key, by), (gain, _) in facts.steps.items() if facts.solved else ():
        if gain > 0 and not facts.limits(key, facts.groups(key) + by, by > 0):
            yield f"{name_of(key)}: {by:+d} group improves the objective by {float(gain)}"
        else:
            yield None


def worth_recomputed(facts: Facts) -> Findings:
    """P17. What one group more or fewer is worth, and what forbids it, for every pair."""
    if not facts.solved:
        return
    given = {(worth.college, worth.programme): worth for worth in facts.plan.worths}
    for key in facts.pairs:
        worth = given.get(key)
        yield case(worth is not None and _worth_right(facts, key, worth), f"{name_of(key)}: {worth}")
    good = len(facts.plan.worths) == len(facts.pairs)
    yield case(good, f"{len(facts.plan.worths)} worths for {len(facts.pairs)} pairs")


def _worth_right(facts: Facts, key: Key, worth: Worth) -> bool:
    (more, people), (fewer, lost) = facts.steps[key, 1], facts.steps[key, -1]
    now = facts.groups(key)
    return (
        Fraction(worth.more) == more
        and worth.more_people == people
        and Fraction(worth.fewer) == fewer
        and worth.fewer_people == lost
        and set(worth.more_blocked) == facts.limits(key, now + 1, True)
        and set(worth.fewer_blocked) == facts.limits(key, now - 1, False)
    )


def bindings_right(facts: Facts) -> Findings:
    """P18. What binds is exactly the limits that forbid an improving group, with the others beside it."""
    if not facts.solved:
        return
    own: dict[tuple[str, str, Key], Fraction] = {}
    shared: dict[tuple[str, str], Fraction] = {}
    blocks: dict[tuple[str, Key], set[str]] = {}
    for (key, by), (gain, _) in facts.steps.items():
        direction = "more" if by > 0 else "fewer"
        codes = facts.limits(key, facts.groups(key) + by, by > 0) if gain > 0 else set()
        blocks[direction, key] = codes
        for code in sorted(codes):
            if code in ("college", "budget"):
                owner = (code, key[0] if code == "college" else "")
                shared[owner] = max(gain, shared.get(owner, gain))
            else:
                own[code, direction, key] = gain
    for each in facts.plan.bindings:
        key = (each.college, each.programme)
        if each.code in ("college", "budget"):
            gain = shared.pop((each.code, each.college if each.code == "college" else ""), None)
        else:
            gain = own.pop((each.code, each.direction, key), None)
        step = facts.steps.get((key, 1 if each.direction == "more" else -1), (None, 0))[0]
        good = gain is not None and gain == Fraction(each.worth) == step
        good = good and each.limit == facts.limit(each.code, each.college, each.programme)
        good = good and {each.code, *each.also} == blocks.get((each.direction, key))
        yield case(good, f"{each.code} of {name_of(key)}: {each.limit}, worth {each.worth}")
    for code, *rest in [*own, *shared]:
        yield f"{code} of {rest} binds and is not named"
