"""Dated parameters: which line holds on a day, what is refused, what is never guessed."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from fractions import Fraction

import pytest

from kadry.law import parameters
from kadry.law.parameters import FaultyParameters, NoParameter, Range
from kadry.law.russia import minors

ROW = "{from: 2024-01-01, value: 24, act: labour-code, article: '92', source: page, seen: 2026-03-16, mark: S}"


def file(*rows: str, unit: str = "hours a week", title: str = "{ru: часы, en: hours}") -> str:
    lines = "".join(f"\n    - {row}" for row in rows)
    return f"hours:\n  title: {title}\n  unit: {unit}\n  lines:{lines}\n"


def changed(**fields: str) -> str:
    given = {
        "from": "2024-01-01",
        "value": "24",
        "act": "labour-code",
        "article": "'92'",
        "source": "page",
        "seen": "2026-03-16",
        "mark": "S",
    }
    return "{" + ", ".join(f"{name}: {value}" for name, value in (given | fields).items()) + "}"


def test_the_latest_line_begun_by_the_day_holds_until_it_ends():
    read = parameters.read(file(changed(**{"from": "2025-01-01", "value": "20", "to": "2025-12-31"}), ROW), "topic")["hours"]
    held = [
        [line.value for line in read if line.holds(day)][-1:] for day in (date(2023, 12, 31), date(2024, 1, 1), date(2025, 6, 1))
    ]
    assert held == [[], [24], [20]]
    assert [line.begins.year for line in read] == [2024, 2025]


def test_before_the_first_line_and_for_an_unknown_key_nothing_is_guessed():
    with pytest.raises(NoParameter):
        parameters.value("minors.hours.under_16", on=date(1990, 1, 1))
    for key in ("minors.nothing", "nothing.hours", "minors"):
        with pytest.raises(NoParameter):
            parameters.value(key, on=date(2026, 9, 1))


def test_a_draft_is_kept_and_never_applied():
    with pytest.raises(NoParameter):
        parameters.value("minors.forbidden_kinds", on=date(2026, 9, 1))
    (draft,) = parameters.lines("minors.forbidden_kinds")
    assert (draft.status, draft.begins) == ("draft", date(2026, 9, 1))


def test_every_line_says_what_it_rests_on_and_how_sure_it_is():
    line = parameters.line("minors.hours.under_18", on=date(2026, 9, 1))
    assert (line.value, line.unit, line.article, line.mark, line.verified) == (35, "hours a week", "92", "S", True)
    from_memory = parameters.line("minors.medical_until_age", on=date(2026, 9, 1))
    assert (from_memory.source, from_memory.verified) == ("", False)


def test_titles_and_notes_go_by_language_and_an_act_is_one_that_has_a_name():
    note = "{ru: половина нормы, en: half of the norm}"
    (noted, plain) = parameters.read(file(changed(note=note), changed(**{"from": "2025-01-01"})), "topic")["hours"]
    assert noted.titles == {"ru": "часы", "en": "hours"}
    assert (noted.note, plain.note) == ({"ru": "половина нормы", "en": "half of the norm"}, {})
    assert parameters.acts()[noted.act] == {"ru": "Трудовой кодекс", "en": "Labour Code"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (file(ROW, ROW), "two values in force from 2024-01-01"),
        (file(changed(mark="X")), "“mark” is 'X'"),
        (file(changed(value="many")), "“value” is 'many'"),
        (file(changed(value="true")), "“value” is True"),
        (file(changed(value='["1", "2"]')), "a value in hours a week is no list"),
        (file(changed(value="[1, 2]"), unit="classes"), "give a list of quoted texts"),
        (file(changed(value="[]"), unit="classes"), "give a list of quoted texts"),
        (file(changed(value="24"), unit="OKVED classes"), "“value” is 24; give a list of quoted texts"),
        (file(changed(value="{low: 2, high: 2}"), unit="months"), "whose ends are equal; give one number"),
        (file(ROW, title="hours"), "hours: “title” is 'hours'; give a text in each of ru and en"),
        (file(ROW, title="{en: hours}"), "“title” is {'en': 'hours'}"),
        (file(ROW, title="{ru: ' ', en: hours}"), "give a text in each of ru and en"),
        (file(changed(note="half")), "line 1: “note” is 'half'; give a text in each of ru and en"),
        (file(changed(note="{ru: половина}")), "“note” is {'ru': 'половина'}"),
        (file(changed(act="Code")), "there is no act 'Code'; add its name to acts.yaml"),
        (file(changed(source="''")), "“source” is empty; say where it was read, or mark it M"),
        (file(changed(colour="red")), "“colour” is unknown"),
        (file(changed(to="2020-01-01")), "ends before it begins"),
        (file(changed(status="maybe")), "“status” is 'maybe'"),
        (file("{from: 2024-01-01}"), "“value” is missing"),
        (file("24"), "not a mapping"),
        (file(ROW, unit="weeks"), "unknown unit 'weeks'"),
        ("hours: 24", "a key has a title, a unit and lines"),
        ("- 1", "not a mapping of keys"),
    ],
)
def test_a_faulty_file_is_refused_with_its_faults_named(text, said):
    with pytest.raises(FaultyParameters, match="topic") as refused:
        parameters.read(text, "topic")
    assert said in str(refused.value)


def test_all_faults_are_named_not_only_the_first():
    with pytest.raises(FaultyParameters) as refused:
        parameters.read(file(changed(mark="X"), changed(value="many")), "topic")
    assert len(refused.value.faults) == 2


def test_the_law_stands_without_the_framework():
    code = (
        "import sys; sys.modules['django'] = None; from datetime import date; from kadry.law.russia import minors;"
        "assert minors.weekly_hours(15, False, on=date(2026, 9, 1)) == 24"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_hours_of_minors_may_be_an_exact_fraction_and_never_a_range(monkeypatch):
    monkeypatch.setattr(minors, "value", lambda key, on: 18 if key == "minors.adult_from" else Fraction(35, 2))
    assert minors.weekly_hours(16, True, on=date(2026, 9, 1)) == Fraction(35, 2)
    monkeypatch.setattr(minors, "value", lambda key, on: Range(Fraction(16), Fraction(18)))
    with pytest.raises(TypeError, match=r"minors\.adult_from is not one number"):
        minors.is_minor(17, on=date(2026, 9, 1))
