"""Worked cases of the law as sentences: `law/cases/<measure>.yaml`, each official or derived from the formula."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
import yaml

from kadry.engine.rules import Answer, evaluate, read_facts
from kadry.law import measures
from kadry.law.parameters import ROOT

FILES = sorted((ROOT / "cases").glob("*.yaml"))
CASES = [(path.stem, case) for path in FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
FIELDS = {"says", "day", "kind", "facts", "answer", "because", "absent", "amount", "payments", "figures", "deadline"}


def answered(measure_id: str, case: dict[str, Any]) -> Answer:
    facts = read_facts(case["facts"], measures.facts_catalogue())
    return evaluate(measures.measure(measure_id), facts, measures.parameters_on(case["day"]), on=case["day"])


def ends(given: Any, scale: int = 100) -> tuple[Fraction, Fraction | None]:
    """An exact number, or a range whose high end may be open; money of a case is in roubles."""
    low, high = (given["low"], given["high"]) if isinstance(given, dict) else (given, given)
    return Fraction(low) * scale, None if high is None else Fraction(high) * scale


def total(answer: Answer) -> tuple[int, int | None]:
    highs = [one.high for one in answer.payments]
    return sum(one.low for one in answer.payments), None if None in highs else sum(highs)


@pytest.mark.parametrize(("measure_id", "case"), CASES, ids=[f"{name}: {case['says']['en']}" for name, case in CASES])
def test_case(measure_id, case):
    answer = answered(measure_id, case)
    assert case.keys() <= FIELDS
    assert (answer.verdict, answer.because) == (case["answer"], case.get("because", "conditions"))
    assert total(answer) == ends(case.get("amount", 0))
    assert set(case.get("absent", ())) <= set(answer.absent)
    if "payments" in case:
        assert [(one.low, one.high, one.due) for one in answer.payments] == [(*ends(one), one["due"]) for one in case["payments"]]
    if "figures" in case:
        assert {one.id: (one.low, one.high) for one in answer.figures} == {
            name: ends(given, 1) for name, given in case["figures"].items()
        }
    if "deadline" in case:
        assert answer.deadline == case["deadline"]


def test_every_measure_has_its_cases_five_where_its_conditions_are_known():
    counts = Counter(name for name, _ in CASES)
    for one in measures.measures():
        known = any(version.text_seen for version in one.versions)
        assert counts[one.id] >= (5 if known else 1), one.id
    assert counts.keys() == {one.id for one in measures.measures()}


def test_each_case_says_what_it_rests_on():
    assert {case["kind"] for _, case in CASES} == {"official", "derived"}


@pytest.mark.parametrize(("measure_id", "case"), CASES, ids=[f"{name} {number}" for number, (name, _) in enumerate(CASES)])
def test_leaving_out_a_fact_never_contradicts_a_case(measure_id, case):
    """A yes or no without one fact is the full answer too, and its range holds the full one."""
    full = answered(measure_id, case)
    for name in case["facts"]:
        part = answered(measure_id, {**case, "facts": {**case["facts"], name: None}})
        assert part.verdict in (full.verdict, "cannot_tell"), name
        if full.verdict == "yes":
            assert part.low <= full.low and (part.high is None or (full.high is not None and full.high <= part.high)), name
