"""Every fault of a measure, a fact or an employer is named where it stands, with a cure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kadry.engine.rules import FaultyInput, Measure, Parameter, catalogue, read_facts
from tests.engine.rules.builders import FACTS, WORDS, amount, condition, fact, measure, record, version

SME = {"holds": "sme"}


def faults_of(content: Any) -> list[str]:
    with pytest.raises(FaultyInput) as caught:
        Measure.from_record(content, FACTS)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ({"hold": "sme"}, "there is no operation 'hold'"),
        ({"holds": "tall"}, "there is no fact 'tall'"),
        ({"holds": "wage"}, "“holds” asks a yes/no fact"),
        ({"fact": "wage"}, "a number stands where a truth is needed"),
        ({"at_least": [{"fact": "wage"}, 1.5]}, "1.5 is a binary fraction"),
        ({"at_least": [{"fact": "wage"}, {"fact": "started"}]}, "it compares things of two kinds"),
        ({"at_least": [{"fact": "okved"}, 1]}, "of one that has no order"),
        ({"at_least": [{"fact": "wage"}]}, "it has 1 parts"),
        ({"all": []}, "it has 0 parts"),
        ({"all": "sme"}, "'sme' is not a list"),
        ({"all": [SME], "any": [SME]}, "an expression has one operation, this has 2"),
        ({"at_least": [{"quotient": [{"fact": "wage"}, 0]}, 1]}, "it divides by zero"),
        ({"at_least": [{"quotient": [1, {"fact": "wage"}]}, 1]}, "no constant and no parameter"),
        ({"at_least": [{"roubles": "1.234"}, 1]}, "is no sum of roubles"),
        ({"one_of": [{"fact": "okved"}, [25]]}, "25 stands in a list of texts"),
        ({"one_of": [{"fact": "months"}, ["many"]]}, "'many' stands in a list of numbers"),
        ({"one_of": [{"fact": "months"}, []]}, "a list holds texts or exact numbers"),
        ({"case": [{"when": SME, "then": True}]}, "its last branch is not “otherwise”"),
        ({"case": [{"when": SME}, {"otherwise": True}]}, "the field “then” is missing"),
        ({"at_least": [{"fact": "wage"}, {"parameter": 5}]}, "5 is no key of a parameter"),
        ({"parameter": "guess"}, "where a truth is needed"),
        (None, "None is no value"),
    ],
)
def test_faults_of_expressions(test: Any, told: str) -> None:
    faults = faults_of(record(version(test)))
    assert any(told in fault for fault in faults)
    assert all(fault.startswith("measure m, version 2026-01-01, condition c0, test") for fault in faults)


def test_the_path_leads_to_the_fault() -> None:
    (fault,) = faults_of(record(version({"all": [SME, {"not": {"at_least": [{"fact": "wages"}, 1]}}]})))
    assert fault == (
        "measure m, version 2026-01-01, condition c0, test/all[1]/not[0]/at_least[0]: there is no fact 'wages'. "
        "Add it to the catalogue of facts, or correct its name."
    )


def test_every_fault_is_told_at_once() -> None:
    bad = version({"hold": 1}, {"fact": "wage"}, amount=amount({"sum": [1.5]}, basis="weekly"), extra=1)
    bad["conditions"][0]["clause"] = {"act": "", "mark": "?"}
    told = "\n".join(faults_of(record(bad, level="regional", kind="gift")))
    for part in (
        "a region belongs to a regional measure",
        "'gift' is not known",
        "no operation 'hold'",
        "where a truth is needed",
        "'weekly' is not known",
        "binary fraction",
        "the field “extra” is unknown",
        "'?' is not known",
        "the field “source” is missing",
        "names no act or no source",
        "None is no day",
    ):
        assert part in told


def test_two_versions_for_one_day() -> None:
    first, second = version(SME, to=date(2026, 6, 30)), version(SME, **{"from": date(2026, 6, 30)})
    (fault,) = faults_of(record(second, first))
    assert fault.startswith("measure m, version 2026-06-30: two versions in force hold on that day")
    draft = version(SME, **{"from": date(2026, 6, 30), "status": "draft"})
    assert [one.status for one in Measure.from_record(record(draft, first), FACTS).versions] == ["in force", "draft"]


def test_other_faults_of_versions() -> None:
    assert "it ends before it begins" in faults_of(record(version(SME, to=date(2025, 1, 1))))[0]
    assert "it has no version" in faults_of(record())[0]
    twice = version(SME, conditions=[condition(SME), condition(SME)])
    assert "'one' stands there twice" in faults_of(record(twice))[0]
    assert "not a mapping" in faults_of("text")[0]
    assert "'yes' is no answer" in faults_of(record(version(SME, text_seen="yes")))[0]
    assert "the id None is no text" in faults_of(record(version(SME), id=None))[0]
    assert "the id 7 is no text" in faults_of(record(version(SME, conditions=[condition(SME, id=7)])))[0]


def test_texts_for_people_are_kept() -> None:
    found = measure(SME, papers=[WORDS], excludes=["other"], deadline={"says": WORDS})
    (only,) = found.versions
    assert (found.title, only.papers, only.excludes, only.deadline.says) == (WORDS, (WORDS,), ("other",), WORDS)


def test_a_version_knows_its_parameters() -> None:
    wage = {"at_least": [{"fact": "wage"}, {"parameter": "minimum_wage"}]}
    paid = {"product": [{"fact": "wage"}, {"parameter": "tariff"}]}
    assert measure(wage, amount=amount(paid)).versions[0].parameters == ("minimum_wage", "tariff")


def test_facts_are_read_into_exact_values() -> None:
    raw = {"sme": True, "wage": "40639.50", "bonus": 10, "share": "0.7", "months": 3, "started": "2026-01-31", "group": "first"}
    assert read_facts(raw | {"okved": "unknown", "people": None}, FACTS) == {
        "sme": True,
        "wage": 4_063_950,
        "bonus": 1000,
        "share": Fraction(7, 10),
        "months": 3,
        "started": date(2026, 1, 31),
        "group": "first",
    }


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("tall", True, "there is no such fact"),
        ("sme", "yes", "'yes' is no yes/no"),
        ("wage", 1.5, "1.5 is no money. Give roubles"),
        ("wage", "1.234", "is no money"),
        ("wage", "1e99999999", "is no money"),
        ("wage", "9" * 5000, "is no money"),
        ("wage", "1/0", "is no money"),
        ("share", Decimal("1e99999999"), "is no number"),
        ("wage", -1, "is not a value it can have"),
        ("bonus", 1001, "is not a value it can have"),
        ("share", "2", "Between 0 and 1"),
        ("months", "3", "'3' is no count"),
        ("started", "31.01.2026", "is no date"),
        ("started", datetime(2026, 1, 31), "is no date"),
        ("group", "third", "Give one of: first, second, none"),
        ("okved", 25, "25 is no text"),
    ],
)
def test_faults_of_facts(name: str, value: Any, told: str) -> None:
    with pytest.raises(FaultyInput, match="1 fault in the input") as caught:
        read_facts({name: value}, FACTS)
    assert told in str(caught.value)


def test_faults_of_the_catalogue() -> None:
    bad = {
        "a": fact("size"),
        "b": fact("choice"),
        "c": fact("money", low="10", high="5"),
        "d": fact("yes_no", low=1),
        "e": {**fact("text"), "can_change": "no", "of": "planet"},
    }
    with pytest.raises(FaultyInput) as caught:
        catalogue(bad)
    told = str(caught.value)
    for part in (
        "'size' is not known",
        "choices belong to",
        "below its low end",
        "1 is no bound",
        "'no' is no answer",
        "'planet'",
    ):
        assert part in told


def test_parameters_are_exact() -> None:
    with pytest.raises(TypeError, match="a parameter is exact"):
        Parameter(0.3, "S", date(2026, 1, 1))  # ty: ignore[invalid-argument-type]
    with pytest.raises(ValueError, match="holds nothing"):
        Parameter(3, "S", date(2026, 1, 1), high=2)
