"""The solver against the plain enumerator, its guarantees, its order and its statuses."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadry.engine.planning import (
    Arithmetic,
    Ceiling,
    College,
    Plan,
    PlanningProblem,
    Settings,
    record,
    replay,
    solve,
    total,
    verify,
)
from kadry.engine.planning.flow import balance
from kadry.engine.planning.grid import build
from kadry.engine.planning.neighbours import Position, repair
from kadry.engine.planning.reference import enumerate_plans, objective

from .builders import by_hand, region, tiny

EXACT = Settings(gap=Decimal(0))
CASES = settings(max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@given(tiny())
@CASES
def test_equals_the_enumerator_and_passes_verify(problem: PlanningProblem) -> None:
    best, plan = enumerate_plans(problem), solve(problem, EXACT)
    certificate = verify(problem, plan)
    assert certificate.holds, [each for each in certificate.guarantees if each.holds is False]
    if best is None:
        assert plan.status == "infeasible"
        return
    assert plan.status == "optimal"
    assert plan.objective is not None and Fraction(plan.objective) == best.objective
    assert tuple(row.groups for row in plan.rows) in best.groups
    calculations = Arithmetic(problem, plan)
    assert all(total(calculations.pair(row.college, row.programme)) == row.places for row in plan.rows)
    assert all(total(calculations.programme(row.programme)) == row.unmet for row in plan.programmes)


@given(tiny(agree=True), st.data())
@CASES
def test_the_transport_equals_the_least_cut(problem: PlanningProblem, data: st.DataObject) -> None:
    groups = tuple(data.draw(st.integers(0, 3)) for _ in problem.pairs)
    grid = build(problem)
    position = Position(grid, groups)
    assert Fraction(position.objective, grid.scale) == objective(problem, groups)
    for at, pair in enumerate(problem.pairs):
        more = position.step(at, 1)
        then = (*groups[:at], groups[at] + 1, *groups[at + 1 :])
        assert Fraction(more.gain, grid.scale) == objective(problem, groups) - objective(problem, then)
        market = grid.markets[pair.programme]
        assert more.people == balance(grid, market, then).served - balance(grid, market, groups).served


@given(tiny(), st.randoms(use_true_random=False))
@settings(CASES, max_examples=25)
def test_order_of_reading_never_reaches_the_plan(problem: PlanningProblem, draw: random.Random) -> None:
    def shuffled(name: str) -> tuple:
        things = list(getattr(problem, name))
        draw.shuffle(things)
        return tuple(things)

    names = ("colleges", "programmes", "pairs", "needs", "coefficients", "distances")
    other = replace(problem, **{name: shuffled(name) for name in names})
    assert other.to_json() == problem.to_json()
    assert solve(other).to_json() == solve(problem).to_json()


@given(tiny())
@settings(CASES, max_examples=25)
def test_a_run_replays_to_the_same_bytes(problem: PlanningProblem) -> None:
    plan = solve(problem)
    again = replay(record(problem, plan, verify(problem, plan)))
    assert again.same and again.repeatable and again.differences == ()


def test_hash_seed_does_not_matter_and_no_framework_is_loaded() -> None:
    code = (
        "import hashlib, sys; from planning.builders import region;"
        "from kadry.engine.planning import record, solve, verify;"
        "p = region(3, pairs=80, needs=300, colleges=8); q = solve(p); c = verify(p, q);"
        "assert 'django' not in sys.modules; print(hashlib.sha256(record(p, q, c)).hexdigest())"
    )
    folder = os.path.dirname(os.path.dirname(__file__))
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": folder},
            capture_output=True,
            text=True,
        )
        for seed in ("1", "2")
    ]
    assert runs[0].returncode == 0, runs[0].stderr
    assert runs[0].stdout == runs[1].stdout != ""


def test_by_hand() -> None:
    plan = solve(by_hand(), EXACT)
    rows = {(row.college, row.programme): row for row in plan.rows}
    # ⌊25 · 0.8 · 0.75 · 0.9 · 0.9⌋ = ⌊12.15⌋, ⌊25 · 0.9 · 0.8 · 0.9 · 0.9⌋ = ⌊14.58⌋, ⌊25 · 0.56⌋ = 14.
    assert rows["balashikha", "turning"].workers == 12
    assert rows["yegoryevsk", "turning"].groups == 2 and rows["yegoryevsk", "turning"].workers == 29
    assert rows["balashikha", "welding"].groups == 2 and rows["balashikha", "welding"].workers == 28
    assert {share.college for share in plan.shares if share.need == "n1"} == {"balashikha"}, "the nearest serves"
    unmet = {row.need: (row.unmet, row.reason) for row in plan.needs if row.unmet}
    assert unmet == {"n4": (2, "limits"), "n5": (5, "out_of_reach")}
    assert plan.parts is not None and plan.parts.unmet == 17
    assert plan.objective == plan.bound and plan.gap == 0 and plan.status == "optimal"


def test_priority_then_id_decides_between_equal_weights() -> None:
    problem = by_hand()
    needs = tuple(replace(need, weight=Decimal(1), people=40) for need in problem.needs if need.programme == "turning")
    plan = solve(replace(problem, needs=needs), EXACT)
    served = {row.need: row.served for row in plan.needs}
    assert served["n1"] == 40 and served["n3"] == 13 and served["n2"] == 0


def test_budget_and_room_bind_and_are_named() -> None:
    problem = by_hand(budget=25 * 370_000)
    plan = solve(problem, EXACT)
    assert verify(problem, plan).holds
    assert {"budget", "college"} & {binding.code for binding in plan.bindings}
    assert all(binding.worth > 0 for binding in plan.bindings)


@pytest.mark.parametrize(
    ("change", "code", "codes"),
    [
        (
            {"colleges": (College("balashikha", "B", 40), College("yegoryevsk", "E"))},
            "college",
            {"reserved", "college"},
        ),
        ({"budget": 1_000_000}, "budget", {"reserved", "budget"}),
    ],
)
def test_infeasible_names_what_contradicts(change: dict, code: str, codes: set[str]) -> None:
    problem = by_hand()
    pairs = tuple(replace(pair, reserved=20) for pair in problem.pairs)
    problem = replace(problem, pairs=pairs, **change)
    plan = solve(problem)
    assert plan.status == "infeasible" and plan.objective is None and plan.rows == ()
    assert [conflict.code for conflict in plan.conflicts] == [code]
    assert {each.code for each in plan.conflicts[0].requirements} == codes
    assert verify(problem, plan).holds


def test_infeasible_pair_is_named() -> None:
    problem = by_hand()
    shrunk = replace(problem.pairs[0], current=4, ceilings=(Ceiling("workshop", 1, "closed"),))
    plan = solve(replace(problem, pairs=(shrunk, *problem.pairs[1:])))
    found = [(each.code, each.value) for each in plan.conflicts[0].requirements]
    assert found == [("change_down", 3), ("workshop", 1)]


def test_nothing_to_choose_and_nothing_at_all() -> None:
    problem = by_hand(change_limit=0)
    plan = solve(problem)
    assert plan.status == "optimal" and [row.groups for row in plan.rows] == [1, 1, 1]
    assert verify(problem, plan).holds
    bare = by_hand(pairs=(), needs=(), coefficients=())
    assert solve(bare).objective == 0 and verify(bare, solve(bare)).holds


def test_a_limit_is_not_called_optimal() -> None:
    problem = region(2, pairs=400, needs=2000, colleges=15)
    plan = solve(problem, Settings(gap=Decimal(0), max_nodes=0))
    assert plan.stopped_by == "max_nodes" and plan.status == "limit" and plan.gap is not None and plan.gap > 0
    certificate = verify(problem, plan)
    assert certificate.holds, "the plan is polished and certified all the same"
    assert solve(problem, Settings(gap=Decimal(0), max_nodes=0)) == plan


def test_repair_gives_up_the_cheapest_groups() -> None:
    problem = by_hand(colleges=(College("balashikha", "B", 50), College("yegoryevsk", "E")), budget=25 * 270_000)
    position = Position(build(problem), [2, 2, 2])
    repair(position)
    assert (position.room("balashikha") or 0) >= 0 and (position.money_left() or 0) >= 0


def test_plan_reads_back() -> None:
    plan = solve(by_hand())
    assert Plan.from_json(plan.to_json()) == plan


def test_middle_size_in_time() -> None:
    problem = region(1, pairs=400, needs=2000, colleges=15)
    plan = solve(problem)
    assert plan.gap is not None and plan.gap <= Decimal("0.005") and verify(problem, plan).holds
    calculations = Arithmetic(problem, plan)
    assert all(total(calculations.pair(row.college, row.programme)) == row.places for row in plan.rows)


def test_money_is_weighed_without_a_budget() -> None:
    dear = solve(by_hand(costs=replace(by_hand().costs, money=Decimal("0.00001"))), EXACT)
    assert dear.parts is not None and dear.parts.money > 0
    assert sum(row.places for row in dear.rows) < sum(row.places for row in solve(by_hand(), EXACT).rows)


def test_a_pair_alone_without_needs_is_closed_only_if_that_pays() -> None:
    problem = by_hand(needs=())
    assert [row.groups for row in solve(problem, EXACT).rows] == [0, 0, 0]
    kept = by_hand(needs=(), costs=replace(problem.costs, change=Decimal(2)))
    plan = solve(kept, EXACT)
    assert [row.groups for row in plan.rows] == [1, 1, 1]
    assert [step.code for step in Arithmetic(kept, plan).pair("balashikha", "turning")][-3] == "kept"
