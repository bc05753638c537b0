"""Inputs and their faults, arithmetic, what-if, words and the record."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from kadry.engine.planning import (
    Arithmetic,
    Ceiling,
    Coefficient,
    College,
    Distance,
    Factor,
    Need,
    Pair,
    PlanningInputError,
    PlanningProblem,
    Settings,
    Shift,
    Step,
    close,
    move_places,
    one_more,
    record,
    replay,
    sentences,
    solve,
    total,
    verify,
    what_if,
    words,
)
from kadry.engine.planning.plan import INFEASIBLE

from .builders import by_hand, factors, tiny

D = Decimal
EXACT = Settings(gap=D(0))
BUDGET = 25 * 450_000


@given(tiny())
@settings(max_examples=30, deadline=None, derandomize=True, database=None)
def test_a_problem_reads_back(problem: PlanningProblem) -> None:
    assert PlanningProblem.from_json(problem.to_json()) == problem


def test_equal_numbers_give_equal_bytes() -> None:
    one = by_hand(costs=replace(by_hand().costs, change=D("0.50")))
    other = by_hand(costs=replace(by_hand().costs, change=D("0.5")))
    assert one.to_json() == other.to_json()


@pytest.mark.parametrize(
    ("make", "where"),
    [
        (lambda: Factor("luck", D(1), "2025", "s"), "factor luck"),
        (lambda: Factor("army", D(0), "2025", "s"), "factor army.value"),
        (lambda: Factor("army", D(1), "May", "s"), "factor army.as_of"),
        (lambda: Factor("army", D(1), "2025-13", "s"), "factor army.as_of"),
        (lambda: Factor("army", D(1), "2025", " "), "factor army.source"),
        (lambda: Factor("army", 0.5, "2025", "s"), "factor army.value"),  # ty: ignore[invalid-argument-type]
        (lambda: Coefficient("p", factors("1", "1", "1", "1")[:3]), "coefficient any college / p"),
        (lambda: Ceiling("workshop", -1, "s"), "ceiling workshop.groups"),
        (lambda: College("c", "", None), "college c.municipality"),
        (lambda: College("c", "m", -1), "college c.capacity"),
        (lambda: Pair("c", "p", 1, ()), "pair c / p.ceilings"),
        (lambda: Pair("c", "p", 1, (Ceiling("other", 1, "s"),), 0), "pair c / p.group_size"),
        (lambda: Pair("c", "p", True, (Ceiling("other", 1, "s"),)), "pair c / p.current"),
        (lambda: Need("n", "p", "m", -1, 2030), "need n.people"),
        (lambda: Need("n", "p", "m", 1, 2030, D(0)), "need n.weight"),
        (lambda: Distance("a", "a", 3), "distance a – a.km"),
        (lambda: Settings(gap=D(2)), "settings.gap"),
        (lambda: by_hand(distances=(Distance("B", "far", 1),)), "distance B – E"),
        (lambda: by_hand(coefficients=()), "pair balashikha / turning"),
        (lambda: by_hand(needs=(Need("n", "turning", "B", 1, 2031),)), "need n.works_by"),
        (lambda: by_hand(needs=(Need("n", "dance", "B", 1, 2031),)), "need n"),
        (lambda: by_hand(colleges=(College("yegoryevsk", "E"),)), "pair balashikha / turning"),
        (lambda: by_hand(colleges=(College("yegoryevsk", "E"),) * 2), "college yegoryevsk"),
        (
            lambda: by_hand(budget=1, pairs=(Pair("yegoryevsk", "turning", 1, (Ceiling("other", 1, "s"),)),)),
            "pair yegoryevsk / turning.cost_per_place",
        ),
    ],
)
def test_a_fault_says_where_what_and_how_to_cure(make: Any, where: str) -> None:
    with pytest.raises(PlanningInputError) as error:
        make()
    fault = next(fault for fault in error.value.faults if fault.where == where)
    assert fault.what and fault.cure and str(fault) in str(error.value)


def test_all_faults_of_a_file_come_together() -> None:
    plain = json.loads(by_hand().to_json())
    plain["needs"][0]["people"] = "many"
    plain["needs"][1]["weight"] = 0.1
    plain["pairs"][0]["group_size"] = 0
    plain["colour"] = "red"
    del plain["region"]
    with pytest.raises(PlanningInputError) as error:
        PlanningProblem.from_json(json.dumps(plain))
    found = " ".join(fault.where for fault in error.value.faults)
    for part in ("needs[0].people", "needs[1].weight", "pairs[0]", "colour", "region"):
        assert part in found
    with pytest.raises(PlanningInputError):
        PlanningProblem.from_json("{")


def test_arithmetic_of_a_pair_reads_like_a_sum() -> None:
    problem = by_hand()
    plan = solve(problem, EXACT)
    steps = Arithmetic(problem, plan).pair("balashikha", "welding")
    line = [(step.code, step.op, step.value) for step in steps if step.op != "note"]
    assert line == [
        ("asked_in_reach", "start", D(30)),
        ("covered_by_others", "subtract", D(0)),
        ("left_for_pair", "equals", D(30)),
        ("coefficient", "divide_up", D("0.56")),
        ("group_size", "divide_up", D(25)),
        ("at_most", "at_most", D(2)),
        ("places_per_group", "multiply", D(25)),
        ("places", "equals", D(50)),
    ]
    assert [step.subject for step in steps if step.code == "at_most"] == ["change_up"]
    notes = {step.code: step.source for step in steps if step.op == "note"}
    assert notes["finish"] == "monitoring, 2025"
    assert total(steps) == 50
    with pytest.raises(ValueError, match="places"):
        total([*steps[:-1], replace(steps[-1], value=D(75))])


def test_arithmetic_says_who_took_the_room() -> None:
    full = replace(by_hand().pairs[2], ceilings=(Ceiling("teachers", 1, "staff list"),))
    rooms = (College("balashikha", "B", 50), College("yegoryevsk", "E"))
    problem = by_hand(colleges=rooms, pairs=(*by_hand().pairs[:2], full))
    plan = solve(problem, EXACT)
    steps = Arithmetic(problem, plan).pair("balashikha", "turning")
    assert [(step.code, step.value) for step in steps][-3] == ("lost_to_college", D(-2))
    assert ("college", 50) in [(binding.code, binding.limit) for binding in plan.bindings]
    assert next(step.code for step in Arithmetic(problem, plan).programme("turning")) == "asked"


def test_what_if_holds_the_rest() -> None:
    problem = by_hand(budget=BUDGET)
    plan = solve(problem, EXACT)
    closed = what_if(problem, plan, close(plan, "yegoryevsk", "turning"))
    assert closed.places == -50 and closed.unmet > 0 and closed.objective is not None and closed.objective > 0
    assert [(change.college, change.groups_after) for change in closed.pairs] == [("yegoryevsk", 0)]
    assert sum(change.after - change.before for change in closed.programmes) == closed.unmet
    assert {each.code for each in closed.broken} == set(), "a group a year may close, and there were two of one"


def test_what_if_agrees_with_the_worth_of_every_pair() -> None:
    problem = by_hand(budget=BUDGET)
    plan = solve(problem, EXACT)
    for worth in plan.worths:
        answer = what_if(problem, plan, one_more(worth.college, worth.programme))
        assert answer.objective == -worth.more and -answer.unmet == worth.more_people
        assert bool(answer.broken) == bool(worth.more_blocked)
        answer = what_if(problem, plan, (Shift(worth.college, worth.programme, -1),))
        assert answer.objective == -worth.fewer


def test_what_if_moves_places_and_replans() -> None:
    problem = by_hand(budget=BUDGET)
    plan = solve(problem, EXACT)
    moved = move_places(problem, "turning", source="yegoryevsk", target="balashikha", places=25)
    held, planned = what_if(problem, plan, moved), what_if(problem, plan, moved, mode="replan")
    assert held.places == 0 and {each.groups for each in moved} == {1, -1}
    assert planned.status == "optimal" and planned.objective is not None and held.objective is not None
    assert planned.objective <= held.objective or held.broken
    assert what_if(problem, plan, (), mode="replan").objective == 0
    with pytest.raises(ValueError, match="whole groups"):
        move_places(problem, "turning", source="yegoryevsk", target="balashikha", places=20)
    with pytest.raises(ValueError, match="not licensed"):
        move_places(problem, "welding", source="yegoryevsk", target="balashikha", places=25)


def test_what_if_refuses_nonsense_and_names_contradiction() -> None:
    problem = by_hand()
    plan = solve(problem, EXACT)
    with pytest.raises(ValueError, match="-3 groups"):
        what_if(problem, plan, (Shift("balashikha", "turning", -4),))
    with pytest.raises(ValueError, match="unknown mode"):
        what_if(problem, plan, (), mode="dream")
    with pytest.raises(ValueError, match="not licensed"):
        what_if(problem, plan, one_more("yegoryevsk", "welding"))
    crowded = what_if(problem, plan, (Shift("balashikha", "welding", 5),), mode="replan")
    assert crowded.status == INFEASIBLE and crowded.conflicts[0].code == "college"
    assert {"workshop", "change_up", "college"} == {each.code for each in crowded.broken}
    assert crowded.to_json().endswith(b"\n")


def test_replay_names_what_differs() -> None:
    problem = by_hand()
    plan = solve(problem, EXACT)
    forged = replace(plan, objective=D(1))
    again = replay(record(problem, forged, verify(problem, forged)))
    assert not again.same
    assert any(each.startswith("plan.objective") for each in again.differences)
    good = record(problem, plan, verify(problem, plan))
    spaced = json.dumps(json.loads(good)).encode()
    assert replay(spaced).differences == ("record: not in canonical form",)
    with pytest.raises(PlanningInputError):
        replay(b"{}")
    assert not replay(record(problem, replace(plan, stopped_by="seconds"), verify(problem, plan))).repeatable


def test_every_code_has_words_in_both_languages() -> None:
    tables = [value for name, value in vars(words).items() if name.isupper() and isinstance(value, dict)]
    assert len(tables) > 8
    for table in tables:
        for code, texts in table.items():
            assert set(texts) == {"ru", "en"}, code
            assert '"' not in texts["ru"] and "..." not in texts["ru"]


@pytest.mark.parametrize(
    ("value", "ru"),
    [(1, "1 группа"), (2, "2 группы"), (11, "11 групп"), (21, "21 группа"), (12345, "12 345 групп")],
)
def test_russian_numbers(value: int, ru: str) -> None:
    assert words.amount(value, "groups", "ru") == ru.replace(" ", words.NBSP)


def test_genitive_and_fractions() -> None:
    assert words.amount(21, "groups", "ru", genitive=True) == f"21{words.NBSP}группы"
    assert words.amount(5, "roubles", "ru", genitive=True) == f"5{words.NBSP}рублей"
    assert words.number(D("-1234.50"), "ru") == "−1234,5"
    assert words.number(D("12345.5"), "en") == "12,345.5"
    assert words.amount(D("0.5"), "people", "ru") == f"0,5{words.NBSP}человека"


def test_sentences_leave_no_braces() -> None:
    names = {"balashikha": "Энергия", "turning": "Токарь"}
    crowded = by_hand(budget=25 * 370_000)
    shut = replace(crowded, budget=1, pairs=tuple(replace(pair, reserved=20) for pair in crowded.pairs))
    for problem in (crowded, shut):
        plan = solve(problem, EXACT)
        for lang in ("ru", "en"):
            texts = [sentences.status_sentence(plan, lang)]
            texts += [sentences.binding_sentence(each, lang, names) for each in plan.bindings]
            texts += [sentences.conflict_sentence(each, lang, names) for each in plan.conflicts]
            texts += [sentences.need_sentence(each, lang) for each in plan.needs]
            texts += [sentences.worth_sentence(each, lang, more=more) for each in plan.worths for more in (True, False)]
            for row in plan.rows:
                for step in Arithmetic(problem, plan).pair(row.college, row.programme):
                    texts += [
                        sentences.step_sentence(step, lang, names),
                        sentences.source_sentence(step, lang),
                    ]
            assert all("{" not in text and "~" not in text for text in texts)
            assert len(texts) > 1
    limited = replace(solve(crowded), status="limit", stopped_by="seconds", gap=D("0.0123"))
    assert f"1,23{words.NBSP}%" in sentences.status_sentence(limited, "ru")
    assert sentences.step_sentence(Step("workers_of_pair", "note", D(1), "people", "plan", "balashikha"), "ru", names) == (
        "Ожидаемые работники: «Энергия»"
    )
