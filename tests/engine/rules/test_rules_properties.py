"""What must hold of every measure and every employer, whatever is missing."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from kadry.engine.rules import Answer, Measure, evaluate
from tests.engine.rules.builders import EMPLOYERS, MEASURES, MISSING, ON, parameters, without

EXAMPLES = settings(max_examples=80, deadline=None, derandomize=True)


def ask(rule: Measure, facts: dict[str, Any]) -> Answer:
    return evaluate(rule, facts, parameters, on=ON)


def within(inner: tuple[int, int | None], outer: tuple[int, int | None]) -> bool:
    return outer[0] <= inner[0] and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


@EXAMPLES
@given(MEASURES, EMPLOYERS, MISSING, MISSING)
def test_knowing_more_only_refines(rule: Measure, facts: dict[str, Any], first: set[str], second: set[str]) -> None:
    less, more = ask(rule, without(facts, first | second)), ask(rule, without(facts, first))
    if less.verdict != "cannot_tell":
        assert more.verdict == less.verdict
    assert within((more.low, more.high), (less.low, less.high))
    for before, after in zip(less.conditions, more.conditions, strict=True):
        assert before.truth is None or before.truth is after.truth
    for before, after in zip(less.payments, more.payments, strict=False):
        assert within((after.low, after.high), (before.low, before.high))
        assert before.due is None or before.due == after.due


@EXAMPLES
@given(MEASURES, EMPLOYERS, MISSING)
def test_facts_that_are_not_called_missing_change_nothing(rule: Measure, facts: dict[str, Any], gone: set[str]) -> None:
    less = ask(rule, without(facts, gone))
    more = ask(rule, without(facts, gone & set(less.missing)))
    assert set(less.missing) <= gone
    assert (less.verdict, less.low, less.high, less.payments) == (more.verdict, more.low, more.high, more.payments)


@EXAMPLES
@given(MEASURES, EMPLOYERS)
def test_nothing_is_missing_when_all_is_known(rule: Measure, facts: dict[str, Any]) -> None:
    answer = ask(rule, facts)
    assert answer.missing == ()
    if answer.verdict == "cannot_tell":
        assert answer.absent or any(key == "tariff" for key in rule.versions[0].parameters)
    assert answer.verdict != "no" or (answer.low, answer.high, answer.payments) == (0, 0, ())
