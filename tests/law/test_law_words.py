"""The law as it is written for a reader: both languages everywhere, numbers with their units, days, what a rule rests on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import yaml

from kadry.law import measures, parameters, telling, words
from kadry.law.parameters import ROOT, UNITS, Line, Range

TEXTS_FOR_READERS = sorted(path for path in ROOT.rglob("*.yaml") if path.parent.name != "cases")
LINES = [
    line
    for path in sorted(ROOT.glob("*/parameters/*.yaml"))
    for lines in parameters.read(path.read_text(encoding="utf-8"), path.stem).values()
    for line in lines
]
VERSIONS = [(one, version) for one in measures.measures() for version in one.versions]
CLAUSES = [clause for _, one in VERSIONS for clause in (*one.sources, *(condition.clause for condition in one.conditions))]
MEMORY, DRAFT = "minors.medical_until_age", "minors.forbidden_kinds"
DAY = date(2026, 3, 16)


def texts(found: Any, where: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every pair of texts in a file with its place."""
    if isinstance(found, dict) and found.keys() & {"ru", "en"}:
        yield where, found
    elif isinstance(found, dict):
        for name, inner in found.items():
            yield from texts(inner, f"{where}, {name}")
    elif isinstance(found, list):
        for number, inner in enumerate(found, start=1):
            yield from texts(inner, f"{where} {number}")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def line(value: Any, unit: str, **fields: Any) -> Line:
    return replace(parameters.line("wages.minimum", on=DAY), value=value, unit=unit, **fields)


# ---- both languages, everywhere


@pytest.mark.parametrize("path", TEXTS_FOR_READERS, ids=lambda path: path.stem)
def test_every_text_is_in_both_languages_and_the_russian_is_russian(path):
    found = list(texts(yaml.safe_load(path.read_text(encoding="utf-8")), path.stem))
    assert found
    for where, pair in found:
        assert pair.keys() == {"ru", "en"}, where
        assert re.search("[а-яё]", pair["ru"], re.IGNORECASE), where
        assert not re.search("[а-яё]{3}", pair["en"], re.IGNORECASE), where
        for text in pair.values():
            assert text == text.strip() and "  " not in text and '"' not in text, where
        assert "'" not in pair["ru"], where


def test_every_line_fact_measure_act_and_choice_has_words():
    facts = measures.facts_catalogue()
    named = [
        *(line.titles for line in LINES),
        *(line.note for line in LINES if line.note),
        *(fact.words[text] for fact in facts.values() for text in ("title", "question")),
        *(fact.words["choices"][choice] for fact in facts.values() for choice in fact.choices),
        *(getattr(one, text) for one in measures.measures() for text in ("title", "authority", "about")),
        *parameters.acts().values(),
    ]
    assert all(found.keys() == {"ru", "en"} and all(found.values()) for found in named)


def test_sources_are_addresses_and_days_that_read_alike_in_every_language():
    """A word in a source would be shown in its own language to everybody; such words belong into a note."""
    for found in (*LINES, *CLAUSES):
        for part in re.split(r"[\s;,]+", found.source):
            assert not part or re.search(r"[./\d]", part), (found.act, found.source)


def test_nothing_of_the_files_is_shown_raw():
    for found in LINES:
        said = words.value_text(found, "ru")
        assert not re.search("[A-Za-z]", said), (found.key, said)
        assert words.value_text(found, "en") not in (str(found.value), found.unit)
    for found in (*LINES, *CLAUSES):
        around = words.clause_text(found, "ru").replace(found.source or "—", "")
        assert not re.search("[A-Za-z]", around), around
        assert found.act not in words.clause_text(found, "en")
    for _, version in VERSIONS:
        assert not re.search("[A-Za-z]", words.state_text(version, "ru"))


# ---- values with their units

VALUES = [
    (Fraction(27093), "RUB", "27 093 ₽", "27 093 RUB"),
    (Fraction("40639.5"), "RUB", "40 639,50 ₽", "40 639.50 RUB"),
    (Fraction(0), "RUB", "0 ₽", "0 RUB"),
    (Range(Fraction(50000), Fraction(100000)), "RUB", "от 50 000 до 100 000 ₽", "50 000 to 100 000 RUB"),
    (Fraction("0.15"), "rate", "15 %", "15 %"),
    (Fraction("0.076"), "rate", "7,6 %", "7.6 %"),
    (Fraction(1), "rate", "100 %", "100 %"),
    (Range(Fraction(0), Fraction("0.302")), "rate", "от 0 до 30,2 %", "0 to 30.2 %"),
    (Fraction(70), "percent", "70 %", "70 %"),
    (Range(Fraction(2), Fraction(4)), "percent", "от 2 до 4 %", "2 to 4 %"),
    (Fraction(2), "multiples", "×2", "×2"),
    (Range(Fraction(1), Fraction("1.302")), "multiples", "от ×1 до ×1,302", "×1 to ×1.302"),
    (Fraction(1), "minimum wages", "1 МРОТ", "1 minimum wage"),
    (Fraction("1.5"), "minimum wages", "1,5 МРОТ", "1.5 minimum wages"),
    (Fraction(50), "km", "50 км", "50 km"),
    (Fraction(1), "months", "1 месяц", "1 month"),
    (Fraction(3), "months", "3 месяца", "3 months"),
    (Fraction(12), "months", "12 месяцев", "12 months"),
    (Range(Fraction(1), Fraction(3)), "months", "от 1 до 3 месяцев", "1 to 3 months"),
    (Range(Fraction(1), Fraction(21)), "months", "от 1 до 21 месяца", "1 to 21 months"),
    (Range(Fraction(1), Fraction(11)), "months", "от 1 до 11 месяцев", "1 to 11 months"),
    (Range(Fraction(1), Fraction("2.5")), "months", "от 1 до 2,5 месяца", "1 to 2.5 months"),
    (Fraction(35), "workers", "35 работников", "35 workers"),
    (Fraction(101), "workers", "101 работник", "101 workers"),
    (24, "hours a week", "24 часа в неделю", "24 hours a week"),
    (35, "hours a week", "35 часов в неделю", "35 hours a week"),
    (1, "hours a week", "1 час в неделю", "1 hour a week"),
    (17.5, "hours a week", "17,5 часа в неделю", "17.5 hours a week"),
    (Fraction(35, 2), "hours a week", "17,5 часа в неделю", "17.5 hours a week"),
    (18, "years", "18 лет", "18 years"),
    (21, "years", "21 год", "21 years"),
    (22, "years", "22 года", "22 years"),
    (67, "kinds of work", "67 видов работ", "67 kinds of work"),
    (("3.1", "4"), "classes", "классы 3.1, 4", "classes 3.1, 4"),
    (("2",), "classes", "класс 2", "class 2"),
    (("10", "13"), "OKVED classes", "ОКВЭД 10, 13", "OKVED 10, 13"),
    (Fraction(1), "0 or 1", "да", "yes"),
    (Fraction(0), "0 or 1", "нет", "no"),
    (Range(Fraction(0), Fraction(1)), "0 or 1", "неизвестно", "unknown"),
]


@pytest.mark.parametrize(("value", "unit", "russian", "english"), VALUES)
def test_a_value_is_written_with_its_unit(value, unit, russian, english):
    assert plain(words.value_text(line(value, unit), "ru")) == russian
    assert plain(words.value_text(line(value, unit), "en")) == english


def test_the_table_of_values_holds_every_unit():
    assert {unit for _, unit, _, _ in VALUES} == UNITS


def test_a_number_its_unit_and_a_preposition_stay_on_one_line():
    assert words.value_text(line(Fraction(27093), "RUB"), "ru") == "27\u00a0093\u00a0₽"
    assert words.value_text(line(Range(Fraction(0), Fraction(3)), "percent"), "ru") == "от\u00a00 до\u00a03\u00a0%"
    assert words.day_text(DAY, "ru") == "16\u00a0марта\u00a02026\u00a0г."


@pytest.mark.parametrize(
    ("given", "russian", "english"),
    [
        ((1234,), "1 234", "1 234"),
        ((Fraction("1234567.25"),), "1 234 567,25", "1 234 567.25"),
        ((Fraction(1, 3),), "0,333333", "0.333333"),
        ((0.1,), "0,1", "0.1"),
        ((Fraction("-7.5"),), "−7,5", "−7.5"),
        ((Fraction("-0.0000001"),), "0", "0"),
        ((None,), "неизвестно", "unknown"),
        ((7, 14), "от 7 до 14", "7 to 14"),
        ((7, 7), "7", "7"),
        ((7, None), "не меньше 7", "at least 7"),
        ((None, None), "неизвестно", "unknown"),
    ],
)
def test_a_number_alone_or_a_range(given, russian, english):
    number, *to = given
    end = {"to": to[0]} if to else {}
    assert plain(words.number_text(number, "ru", **end)) == russian
    assert plain(words.number_text(number, "en", **end)) == english


@pytest.mark.parametrize(
    ("kopecks", "russian", "english"),
    [
        (1329675, "13 296,75 ₽", "13 296.75 RUB"),
        (5, "0,05 ₽", "0.05 RUB"),
        (0, "0 ₽", "0 RUB"),
        (16255800, "162 558 ₽", "162 558 RUB"),
        (-100, "−1 ₽", "−1 RUB"),
        (-1329675, "−13 296,75 ₽", "−13 296.75 RUB"),
        (-25, "−0,25 ₽", "−0.25 RUB"),
    ],
)
def test_a_sum_of_money(kopecks, russian, english):
    assert plain(words.money(kopecks, "ru")) == russian
    assert plain(words.money(kopecks, "en")) == english


@pytest.mark.parametrize(
    ("low", "high", "russian", "english"),
    [
        (100, 100, "1 ₽", "1 RUB"),
        (100, 250, "от 1 ₽ до 2,50 ₽", "1 RUB to 2.50 RUB"),
        (0, 250, "до 2,50 ₽", "up to 2.50 RUB"),
        (100, None, "не меньше 1 ₽", "at least 1 RUB"),
        (0, None, "сумма не ограничена данными", "the data do not bound the sum"),
    ],
)
def test_a_range_of_sums(low, high, russian, english):
    assert plain(words.amount(low, high, "ru")) == russian
    assert plain(words.amount(low, high, "en")) == english


# ---- days, states and what a rule rests on


def test_days_are_written_as_people_write_them():
    russian = [plain(words.day_text(date(2024, month, 1), "ru")) for month in range(1, 13)]
    assert (russian[0], russian[2], russian[11]) == ("1 января 2024 г.", "1 марта 2024 г.", "1 декабря 2024 г.")
    assert len(set(russian)) == 12
    assert plain(words.day_text(date(2024, 3, 21), "en")) == "21 March 2024"


@pytest.mark.parametrize(
    ("measure", "number", "russian", "english"),
    [
        (
            "contributions-small",
            0,
            "С 1 января 2024 г. по 31 декабря 2025 г.: условия известны",
            "From 1 January 2024 to 31 December",
        ),
        (
            "cluster-grant",
            0,
            "С 14 января 2022 г.: текст акта не прочитан: известны не все",
            "From 14 January 2022: the act's text was not",
        ),
    ],
)
def test_the_state_of_a_version_and_of_its_period_in_the_history(measure, number, russian, english):
    version, period = measures.measure(measure).versions[number], measures.history(measure)[number]
    assert plain(words.state_text(version, "ru")).startswith(russian)
    assert plain(words.state_text(version, "en")).startswith(english)
    assert words.state_text(period, "ru") == words.state_text(version, "ru")


def test_a_draft_is_called_one():
    version = replace(measures.history("contributions-small")[0], status="draft")
    assert words.state_text(version, "ru").endswith("проект, не применяется")
    assert words.state_text(version, "en").endswith("a draft, not applied")


def test_a_line_says_from_when_to_when():
    (first, *_) = parameters.lines("wages.minimum")
    assert plain(words.period_text(first, "ru")) == "с 1 января 2024 г. по 31 декабря 2024 г."
    (draft,) = parameters.lines(DRAFT)
    assert plain(words.period_text(draft, "en")) == "from 1 September 2026"


def test_a_clause_names_the_act_the_source_its_day_and_how_sure_it_is():
    read = parameters.line("contributions.small_rate", on=DAY)
    assert plain(words.clause_text(read, "ru")) == (
        "Налоговый кодекс, подп. 17 п. 1 ст. 427; klerk.ru 16.02.2026; saby.ru, по состоянию на 16 февраля 2026 г."
    )
    derived = parameters.line("contributions.general_rate_crossing", on=DAY)
    assert words.clause_text(derived, "ru").endswith("; выведено из других правил")
    (condition, *_) = measures.measure("contributions-catering").versions[0].conditions
    assert plain(words.clause_text(condition.clause, "en")) == (
        "Tax Code, art. 427(13.1); klerk.ru/blogs/klerk365/674810; eg-online.ru/article/500242, as of 16 March 2026; "
        "from memory, not verified"
    )


def test_a_rule_from_memory_does_not_pretend_to_a_source():
    found = parameters.line(MEMORY, on=DAY)
    assert plain(words.clause_text(found, "ru")) == "Трудовой кодекс, ст. 266; источник не искали; по памяти, не проверено"
    assert plain(words.clause_text(found, "en")) == "Labour Code, art. 266; no source was looked up; from memory, not verified"


def test_each_mark_has_words():
    assert [words.mark_text(mark, "ru") for mark in parameters.MARKS] == [
        "прочитано в источнике",
        "по памяти, не проверено",
        "выведено из других правил",
    ]
    assert len({words.mark_text(mark, "en") for mark in parameters.MARKS}) == 3


def test_both_languages_have_the_same_words():
    assert words.WORDS["ru"].keys() == words.WORDS["en"].keys()
    assert words.UNITS["ru"].keys() == words.UNITS["en"].keys()
    assert words.UNITS["ru"].keys() | words.LISTED["ru"].keys() | {"0 or 1"} == UNITS


def test_the_words_stand_without_the_framework():
    code = (
        "import sys; sys.modules['django'] = None; from kadry.law import words;"
        "assert words.mark_text('M', 'ru'); assert 'numpy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_not_in_force_says_whether_it_ended_or_is_a_draft():
    report = measures.check({}, on=date(2026, 6, 15))
    ended = report.measures["decree-362-hire"]
    drafted = replace(ended, versions=tuple(replace(one, status="draft", ends=None) for one in ended.versions))
    told = {one.measure_id: one.because for one in telling.told(report, "ru")}
    assert plain(told["decree-362-hire"]) == "31 декабря 2024 г. срок истёк, больше не действует"
    as_draft = replace(report, measures={**report.measures, "decree-362-hire": drafted})
    assert {one.because for one in telling.told(as_draft, "en") if one.measure_id == "decree-362-hire"} == {"it is only a draft"}


@pytest.mark.parametrize(
    ("article", "russian", "english"),
    [
        ("266", "ст. 266", "art. 266"),
        ("92, 265, 268", "ст. 92, 265, 268", "art. 92, 265, 268"),
        ("427(13.1)", "п. 13.1 ст. 427", "art. 427(13.1)"),
        ("264(1)(23), 264(3)", "подп. 23 п. 1 ст. 264, п. 3 ст. 264", "art. 264(1)(23), art. 264(3)"),
    ],
)
def test_an_article_is_cited_as_lawyers_cite_it(article, russian, english):
    assert plain(words.article_text(article, "ru")) == russian
    assert plain(words.article_text(article, "en")) == english
