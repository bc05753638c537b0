"""Measures as data: what is loaded, what is refused, what they answer over time."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from kadry.engine.rules import Fact, FaultyInput
from kadry.engine.rules.nodes import Constant, Operation, facts_of, walk
from kadry.law import measures, parameters
from kadry.law.parameters import ROOT, NoParameter

DAY = date(2026, 3, 16)
PATHS = sorted(ROOT.glob("*/measures/*.yaml"))
FIRM = {
    "employer.okved": "25.62",
    "employer.sme": True,
    "employer.main_income_share": 82,
    "job.wage": 100000,
    "job.paid_since_january": 0,
}


def given(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "russia" / "measures" / f"{name}.yaml").read_text(encoding="utf-8"))


def refused(record: Any, name: str = "sfr-2714-disabled") -> str:
    with pytest.raises(FaultyInput) as faulty:
        measures.build({name: record, "sfr-2714-hire": given("sfr-2714-hire")})
    return str(faulty.value)


# ---- what there is


def test_every_file_is_a_measure_and_every_measure_has_a_version_and_a_source():
    found = measures.measures()
    assert [one.id for one in found] == sorted(path.stem for path in PATHS)
    assert all(version.sources for one in found for version in one.versions)


def test_a_region_without_measures_has_the_federal_ones():
    federal = {one.id for one in measures.measures(region="nowhere")}
    assert federal < {one.id for one in measures.measures()}
    assert {one.id for one in measures.measures()} - federal == {"mo-college-gift", "mo-import-staff", "mo-youth-quota"}


def test_a_measure_that_has_not_begun_is_not_asked_and_one_that_ended_says_so():
    before = {one.id for one in measures.measures(on=date(2025, 12, 31))}
    assert "head-minimum-base" not in before
    assert measures.check({}, on=date(2025, 12, 31)).answers["decree-362-hire"].because == "not_in_force"


def test_every_parameter_used_is_dated_and_sourced_and_every_fact_is_known():
    for one in measures.measures():
        for version in one.versions:
            for key in version.parameters:
                lines = measures.lines(key)
                assert lines and all(line.act and (line.source or line.mark == "M") and line.seen for line in lines), key


def test_every_parameter_a_sum_uses_has_a_value_on_the_first_day_of_its_version_or_is_listed_as_not_seen():
    absent = set()
    for one in measures.measures():
        for version in one.versions:
            for key in version.parameters:
                try:
                    measures.line(key, on=version.begins)
                except NoParameter:
                    absent.add((one.id, version.begins.year, key))
    assert absent == {("sfr-2714-hire", 2026, "support.hire_wage_floor")}


def test_no_number_of_a_sum_stands_in_a_measure_itself():
    numbers = {
        node.value
        for one in measures.measures()
        for version in one.versions
        for payment in version.payments
        for node in walk(payment.sum)
        if isinstance(node, Constant) and isinstance(node.value, int)
    }
    assert numbers <= {0, 1, 100}


def test_a_text_not_seen_has_no_amount_on_any_day():
    for one in measures.measures():
        for version in (version for version in one.versions if not version.text_seen):
            answer = measures.check({}, on=max(version.begins, date(2024, 1, 1))).answers.get(one.id)
            assert version.amount is None
            assert answer is None or answer.because != "text_not_seen" or (answer.verdict, answer.payments) == ("cannot_tell", ())


def test_every_fact_is_used_by_a_measure_and_asks_in_both_languages():
    used = {name for one in measures.measures() for version in one.versions for node in version.nodes for name in facts_of(node)}
    catalogue = measures.facts_catalogue()
    assert used == catalogue.keys()
    assert all(set(fact.words[text]) == {"ru", "en"} for fact in catalogue.values() for text in ("title", "question"))
    assert all(set(words) == {"ru", "en"} for fact in catalogue.values() for words in fact.words.get("choices", {}).values())


def test_every_act_is_named_in_both_languages_and_rested_on():
    used = {clause.act for one in measures.measures() for version in one.versions for clause in version.sources}
    used |= {condition.clause.act for one in measures.measures() for version in one.versions for condition in version.conditions}
    for path in ROOT.glob("*/parameters/*.yaml"):
        read = parameters.read(path.read_text(encoding="utf-8"), path.stem)
        used |= {line.act for lines in read.values() for line in lines}
    assert used == measures.acts().keys()
    assert all(set(names) == {"ru", "en"} for names in measures.acts().values())


def test_choices_named_in_a_condition_are_choices_of_the_fact():
    for one in measures.measures():
        for version in one.versions:
            for node in (inner for outer in version.nodes for inner in walk(outer)):
                if isinstance(node, Operation) and node.name in ("one_of", "equal") and hasattr(node.parts[0], "fact"):
                    fact, right = node.parts[0].fact, node.parts[1]
                    if fact.kind == "choice":
                        assert {*(right.value if isinstance(right.value, tuple) else (right.value,))} <= set(fact.choices)


def test_each_measure_fits_the_published_schema():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "schema" / "measure.schema.json").read_text(encoding="utf-8"))
    for path in PATHS:
        plain = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        jsonschema.validate(plain, schema)


def test_the_schema_names_every_operation_and_field_of_the_files():
    """Without the schema package: no file uses a name that the schema does not have."""
    schema = json.loads((ROOT / "schema" / "measure.schema.json").read_text(encoding="utf-8"))
    known = set(_keys(schema, only="properties"))
    for path in PATHS:
        assert set(_keys(yaml.safe_load(path.read_text(encoding="utf-8")))) <= known, path


def _keys(found: Any, only: str | None = None):
    if isinstance(found, dict):
        yield from (found.get(only, {}) if only else found)
        for inner in found.values():
            yield from _keys(inner, only)
    elif isinstance(found, list):
        for inner in found:
            yield from _keys(inner, only)


# ---- what is refused


def _without_source(record):
    del record["versions"][0]["conditions"][0]["clause"]["source"]


def _twice(record):
    record["versions"].append(copy.deepcopy(record["versions"][0]))


CHANGES = [
    (lambda record: record["versions"][0]["conditions"][0].update(test={"holds": "person.nothing"}), "person.nothing"),
    (lambda record: record["versions"][0]["conditions"][0].update(test={"holds": "job.wage"}), "job.wage"),
    (_without_source, "“source” is missing"),
    (_twice, "two versions in force hold on that day"),
    (lambda record: record["versions"][0].update(sources=[]), "it names no source"),
    (lambda record: record["versions"][0].update(text_seen=False), "and yet it states an amount"),
    (lambda record: record["versions"][0].update(excludes=["nothing"]), "there is no measure 'nothing'"),
    (lambda record: record["versions"][0]["sources"][0].update(act="order-9"), "there is no act 'order-9'"),
    (lambda record: record["versions"][0]["sources"][0].update(mark="X"), "'X'"),
    (
        lambda record: record["versions"][0]["amount"]["payments"][0].update(sum=27093),
        "the number 27093 has no day and no source",
    ),
    (
        lambda record: record["versions"][0]["amount"]["payments"][0].update(sum={"parameter": "wages.most"}),
        "there is no parameter 'wages.most'",
    ),
    (lambda record: record["versions"][0]["conditions"][0].update(test={"at_least": [{"fact": "job.wage"}, 1.5]}), "1.5"),
    (lambda record: record["title"].pop("ru"), "not a text in Russian and in English"),
    (lambda record: record.update(colour="red"), "colour"),
    (lambda record: record.update(id="other"), "its id is not the name of its file"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=[said for _, said in CHANGES])
def test_a_faulty_measure_is_refused_with_its_fault_named(change, said):
    record = copy.deepcopy(given("sfr-2714-disabled"))
    change(record)
    assert said in refused(record)


def test_all_faults_are_named_not_only_the_first():
    record = copy.deepcopy(given("sfr-2714-disabled"))
    record["title"].pop("ru")
    record["versions"][0]["excludes"] = ["nothing"]
    assert "2 faults" in refused(record)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("0.5", "rate", "a whole number or a quoted decimal"),
        ('"half"', "rate", "'half'"),
        ("{low: 2, high: 1}", "rate", "low end is above"),
        ("{low: 2}", "rate", "not a range of exact numbers"),
        ("{low: 1, high: 2}", "years", "not a range of exact numbers"),
        ('"24"', "years", "'24'"),
    ],
)
def test_a_parameter_that_enters_sums_is_exact(value, unit, said):
    row = f"{{from: 2024-01-01, value: {value}, act: a, article: '1', source: page, seen: 2026-03-16, mark: S}}"
    with pytest.raises(parameters.FaultyParameters, match=said):
        parameters.read(f"one:\n  title: one\n  unit: {unit}\n  lines:\n    - {row}\n", "topic")


# ---- what is answered


def test_the_whole_answer_of_a_manufacturing_small_firm():
    report = measures.check(FIRM, on=DAY)
    answer = report.answers["contributions-manufacturing"]
    assert (answer.verdict, answer.low, answer.high, answer.basis) == ("yes", 1329675, 1329675, "monthly")
    assert report.combination.chosen == ("contributions-manufacturing",)
    assert report.question is not None
    assert report.seen == DAY


def test_two_tariffs_at_once_are_never_combined():
    report = measures.check(FIRM, on=date(2025, 6, 1))
    both = {name for name, answer in report.answers.items() if answer.verdict == "yes"}
    assert {"contributions-small", "contributions-manufacturing"} <= both
    assert report.combination.chosen == ("contributions-manufacturing",)
    assert report.combination.low == 12 * report.answers["contributions-manufacturing"].low


def test_a_duty_is_no_gain():
    report = measures.check({"employer.legal_form": "company", "employer.head_pay": 0, "employer.head_share_of_month": 1}, on=DAY)
    assert report.answers["head-minimum-base"].low == 812790
    assert report.combination.low == 0


def test_what_single_change_would_make_it_fit():
    facts = {
        "person.disability_group": "second",
        "person.registered_unemployed": True,
        "job.starts_on": "2026-02-02",
        "job.indefinite": True,
        "job.full_time": True,
        "job.wage": 40000,
        "job.district_coefficient": 1,
    }
    report = measures.check(facts, on=DAY)
    assert report.answers["sfr-2714-disabled"].verdict == "no"
    assert [(one.fact, one.after) for one in report.changes["sfr-2714-disabled"]] == [("job.wage", 4063950)]


def _draw(draw: random.Random, fact: Fact) -> Any:
    if fact.kind == "yes_no":
        return draw.random() < 0.7
    if fact.kind == "money":
        return draw.choice(["0", "20000", "40639.50", "100000.01", "2900000"])
    if fact.kind == "date":
        return draw.choice([date(2024, 12, 31), date(2025, 6, 30), date(2026, 2, 2)])
    if fact.kind in ("number", "count"):
        return draw.randint(int(fact.low), int(fact.high if fact.high is not None else 400))
    return draw.choice(fact.choices or ("25.62", "24.10", "62.01", "11"))


@pytest.mark.parametrize("day", [date(2024, 6, 1), date(2025, 6, 1), DAY, date(2027, 2, 1)])
def test_more_facts_never_turn_a_yes_or_no_and_only_narrow_the_range(day):
    draw = random.Random(day.year)
    for _ in range(25):
        full = {name: _draw(draw, fact) for name, fact in measures.facts_catalogue().items()}
        part = {name: value for name, value in full.items() if draw.random() < 0.7}
        after = measures.check(full, on=day).answers
        for name, before in measures.check(part, on=day).answers.items():
            assert before.verdict in ("cannot_tell", after[name].verdict)
            assert before.low <= after[name].low
            assert before.high is None or (after[name].high is not None and after[name].high <= before.high)


def test_values_of_a_year_nobody_announced_are_never_carried_over():
    answer = measures.check(FIRM, on=date(2027, 1, 1)).answers["contributions-manufacturing"]
    assert "wages.minimum" in answer.absent
    assert (answer.low, answer.high) == (0, None)


def test_a_tax_rate_from_memory_makes_the_answer_unverified():
    answers = measures.check({"employer.pays_profit_tax": True}, on=DAY).answers
    assert answers["tax-264-training"].unverified
    assert not answers["contributions-manufacturing"].unverified


def test_faults_of_facts_are_named():
    with pytest.raises(FaultyInput) as faulty:
        measures.check({"employer.okved": 25.62, "job.wages": 1}, on=DAY)
    assert len(faulty.value.faults) == 2


def test_history_shows_every_version_with_the_values_it_had():
    first, second = measures.history("contributions-small")
    assert first.ends is not None
    assert first.ends + timedelta(days=1) == second.begins == date(2026, 1, 1)
    assert [line.value for line in first.lines["wages.minimum"]] == [19242, 22440]
    assert [line.value for line in second.lines["wages.minimum"]] == [27093]
    with pytest.raises(LookupError):
        measures.history("nothing")


def test_regional_parameters_are_known_in_their_region_only():
    assert measures.line("college_gift.share", on=DAY).value == 1
    with pytest.raises(NoParameter):
        measures.line("college_gift.share", on=DAY, region="nowhere")


def test_measures_stand_without_the_framework():
    code = (
        "import sys; sys.modules['django'] = None; from datetime import date; from kadry.law import command, measures;"
        "assert measures.check({}, on=date(2026, 3, 16)).answers; assert 'numpy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
