"""Each guarantee catches the violation planted for it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kadry.engine import planning as planning_module
from kadry.engine.planning import (
    Certificate,
    Conflict,
    Plan,
    PlanRow,
    Settings,
    Share,
    solve,
    verify,
)
from kadry.engine.planning.words import GUARANTEES

from .builders import by_hand

PROBLEM = by_hand(budget=25 * 450_000)
PLAN = solve(PROBLEM, Settings(gap=Decimal(0)))


def row(plan: Plan, at: int, **changes: Any) -> Plan:
    rows = list(plan.rows)
    rows[at] = replace(rows[at], **changes)
    return replace(plan, rows=tuple(rows))


def item(plan: Plan, name: str, at: int, **changes: Any) -> Plan:
    things = list(getattr(plan, name))
    things[at] = replace(things[at], **changes)
    return replace(plan, **{name: tuple(things)})


def shares(plan: Plan, *more: Share, drop: int = 0) -> Plan:
    return replace(plan, shares=(*plan.shares[drop:], *more))


def swapped(plan: Plan) -> Plan:
    """n1 of Balashikha and n3 of Yegoryevsk exchange nine seats of their colleges."""
    others = tuple(share for share in plan.shares if share.need not in ("n1", "n3"))
    return replace(
        plan,
        shares=(
            *others,
            Share("n1", "yegoryevsk", "turning", 9),
            Share("n1", "balashikha", "turning", 3),
            Share("n3", "balashikha", "turning", 9),
        ),
    )


PLANTED: list[tuple[str, Callable[[Plan], Plan]]] = [
    ("P1", lambda plan: row(plan, 0, places=plan.rows[0].places + 1)),
    ("P1", lambda plan: row(plan, 0, groups=-1)),
    ("P2", lambda plan: replace(plan, rows=(*plan.rows, PlanRow("yegoryevsk", "welding", 1, 25, 14, 0)))),
    ("P2", lambda plan: replace(plan, rows=plan.rows[1:])),
    ("P2", lambda plan: shares(plan, Share("n4", "yegoryevsk", "welding", 1))),
    ("P3", lambda plan: row(plan, 0, groups=3, places=75)),
    ("P4", lambda plan: row(plan, 2, groups=3, places=75)),
    ("P5", lambda plan: row(plan, 1, groups=3, places=75)),
    ("P6", lambda plan: row(plan, 1, groups=9, places=225)),
    ("P7", lambda plan: row(plan, 0, workers=plan.rows[0].workers + 1)),
    ("P7", lambda plan: shares(plan, Share("n4", "balashikha", "welding", 1))),
    ("P8", lambda plan: shares(plan, Share("n3", "balashikha", "turning", 99))),
    ("P8", lambda plan: item(plan, "needs", 0, unmet=plan.needs[0].unmet + 1)),
    ("P8", lambda plan: replace(plan, needs=plan.needs[1:])),
    ("P8", lambda plan: item(plan, "shares", 0, seats=0)),
    ("P8", lambda plan: item(plan, "shares", 0, programme="welding")),
    ("P9", lambda plan: shares(plan, Share("n5", "balashikha", "welding", 1))),
    ("P10", lambda plan: item(plan, "programmes", 0, idle=plan.programmes[0].idle + 1)),
    ("P10", lambda plan: replace(plan, programmes=plan.programmes[:1])),
    ("P11", lambda plan: replace(plan, objective=(plan.objective or Decimal(0)) + 1)),
    ("P11", lambda plan: replace(plan, parts=replace(plan.parts, money=Decimal(1)))),  # ty: ignore
    ("P12", lambda plan: shares(plan, drop=1)),
    ("P13", lambda plan: shares(plan, drop=1)),
    ("P13", lambda plan: item(item(plan, "shares", 0, need="n3"), "shares", 1, need="n3")),
    ("P14", swapped),
    ("P15", lambda plan: replace(plan, bound=(plan.objective or Decimal(0)) + 1)),
    ("P15", lambda plan: replace(plan, gap=Decimal("0.1"))),
    ("P15", lambda plan: replace(plan, bound=Decimal(1), gap=Decimal("0.95"))),
    ("P15", lambda plan: replace(plan, bound=None)),
    ("P16", lambda plan: row(plan, 2, groups=1, places=25)),
    ("P17", lambda plan: item(plan, "worths", 0, more=plan.worths[0].more + 1)),
    ("P17", lambda plan: item(plan, "worths", 0, more_people=9)),
    ("P17", lambda plan: item(plan, "worths", 0, more_blocked=("licence",))),
    ("P17", lambda plan: replace(plan, worths=plan.worths[1:])),
    ("P18", lambda plan: replace(plan, bindings=plan.bindings[1:])),
    ("P18", lambda plan: item(plan, "bindings", 0, limit=1)),
    ("P18", lambda plan: item(plan, "bindings", 0, also=("licence",))),
    ("P18", lambda plan: replace(plan, bindings=(*plan.bindings, plan.bindings[0]))),
    ("P19", lambda plan: item(plan, "needs", 4, reason="limits")),
    ("P20", lambda plan: replace(plan, status="infeasible")),
    ("P20", lambda plan: replace(plan, conflicts=(Conflict("college", ()),))),
]


def test_the_plan_itself_passes() -> None:
    certificate = verify(PROBLEM, PLAN)
    assert certificate.holds and all(each.holds for each in certificate.guarantees)
    assert PLAN.bindings, "the planted violations of P18 need a binding limit"


@pytest.mark.parametrize(("code", "plant"), PLANTED)
def test_a_planted_violation_is_caught(code: str, plant: Callable[[Plan], Plan]) -> None:
    planted = plant(PLAN)
    assert planted != PLAN
    certificate = verify(PROBLEM, planted)
    found = {each.code: each for each in certificate.guarantees}
    assert not certificate.holds and found[code].holds is False and found[code].counterexample


def test_every_guarantee_has_a_planted_violation_and_words() -> None:
    codes = [each.code for each in verify(PROBLEM, PLAN).guarantees]
    assert set(codes) == {code for code, _ in PLANTED} == set(GUARANTEES)


def test_a_false_contradiction_is_caught() -> None:
    problem = replace(PROBLEM, budget=1)
    pairs = tuple(replace(pair, reserved=20) for pair in problem.pairs)
    problem = replace(problem, pairs=pairs)
    plan = solve(problem)
    conflict = plan.conflicts[0]
    assert verify(problem, plan).holds
    for wrong in (
        replace(conflict, requirements=(replace(conflict.requirements[0], value=1), *conflict.requirements[1:])),
        replace(conflict, requirements=conflict.requirements[1:]),
        replace(conflict, requirements=(*conflict.requirements[:1], *conflict.requirements)),
    ):
        assert not verify(problem, replace(plan, conflicts=(wrong,))).holds


def test_certificate_reads_back_and_is_bound_to_its_plan() -> None:
    certificate = verify(PROBLEM, PLAN)
    assert Certificate.from_json(certificate.to_json()) == certificate
    assert verify(PROBLEM, row(PLAN, 0, places=1)).plan_sha256 != certificate.plan_sha256


def files_that_check() -> list[Path]:
    planning = Path(planning_module.__file__ or "").parent
    return [planning / "reference.py", *sorted((planning / "verify").glob("*.py"))]


@pytest.mark.parametrize("file", files_that_check(), ids=lambda file: file.stem)
def test_checks_share_nothing_with_the_solver(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    own = {name.removeprefix("kadry.engine.planning.").partition(".")[0] for name in imported if name.startswith("kadry")}
    assert own - {file.parent.name} <= {"canonical", "inputs", "plan", "rows", "words"}
