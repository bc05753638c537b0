"""A figure says in people's words what it is cut by, and tells nobody what is not theirs to know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from kadry.trail import dimensions, figures
from kadry.trail.dimensions import Name, Rows, Words
from kadry.trail.figures import Scope
from tests.factories import assignment, case, cluster, college, employer, need, town

STRANGER = AnonymousUser()


def _page(client, scope: str, key: str = "demand.asked") -> BeautifulSoup:
    answer = client.get(f"/figures/{key}?region=50&{scope}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def _chips(page: BeautifulSoup) -> list[str]:
    return [" ".join(chip.get_text().replace("\xa0", " ").split()) for chip in page.select(".k-chip")]


def _read(scope: str, key: str = "demand.asked") -> figures.Reading:
    return figures.read(key, Scope.parse(f"region=50&{scope}"))


def _cut(scope: str, key: str = "demand.asked", reader: Any = STRANGER) -> Name:
    """What the one value besides the region is called."""
    [cuts] = dimensions.cuts([_read(scope, key)], reader)
    [name] = [cut.name for cut in cuts if cut.dimension != "region"]
    return name


# --- the page of a figure


def test_the_page_names_what_the_figure_is_cut_by_and_leads_there(client, region):
    works = employer(short_name="АК «Пример»")
    joined = cluster(works, name="Машиностроение")
    need(employer=works, year=2029)
    page = _page(
        client, f"employer={works.pk}&cluster={joined.pk}&programme=15.01.32&municipality=balashikha&year=2029&kind=hire"
    )
    told = dict(chip.split(": ", 1) for chip in _chips(page))
    assert told["Регион"] == "Московская область"
    assert told["Муниципалитет"] == str(town())
    assert told["Программа"].startswith("15.01.32 ")
    assert (told["Год"], told["Вид потребности"]) == ("2029", "приём на работу")
    assert (told["Предприятие"], told["Кластер"]) == ("АК «Пример»", "Машиностроение")
    assert [link["href"] for link in page.select(".k-chip a")] == [f"/clusters/{joined.pk}/", f"/employers/{works.pk}/"]


def test_the_title_of_the_page_says_it_too_and_leaves_the_region_out(client, region):
    need(year=2029)
    assert _page(client, "year=2029").title.get_text().startswith("Запрошено (год: 2029)")
    assert "(" not in _page(client, "").title.get_text()


def test_where_and_who_come_before_when(region):
    works = employer(short_name="АК «Пример»")
    need(employer=works)
    [title] = dimensions.titles([_read(f"year=2029&employer={works.pk}&municipality=balashikha")], STRANGER)
    assert title == "Запрошено (муниципалитет: Балашиха; предприятие: АК «Пример»; год: 2029)"


def test_names_are_those_of_the_readers_language(region):
    need()
    with translation.override("en"):
        [title] = dimensions.titles([_read("municipality=balashikha&until=2030")], STRANGER)
    assert title == "Asked for (municipality: Balashikha; until the year: 2030)"


@pytest.mark.parametrize("value", ["99999999999999999999", "0", "-1"])
def test_a_number_nothing_stands_behind_is_shown_as_it_is(client, region, value):
    need()
    assert [chip for chip in _chips(_page(client, f"need={value}")) if chip.endswith(f"№ {value}")]


def test_a_word_nothing_stands_behind_is_shown_as_it_is(client, region):
    need()
    assert "Муниципалитет: nigdeevsk" in _chips(_page(client, "municipality=nigdeevsk"))


def test_a_name_cannot_put_a_tag_into_the_page(client, region):
    works = employer(short_name="<b>Завод</b>")
    need(employer=works)
    page = _page(client, f"employer={works.pk}")
    assert "Предприятие: <b>Завод</b>" in _chips(page)
    assert not page.select(".k-chip b")


# --- what only some may know


def test_a_need_is_named_to_those_who_may_see_it_and_is_a_number_to_others(cast, region):
    works = employer(short_name="АК «Пример»")
    asked = need(employer=works, year=2029)
    full = Name(f"АК «Пример», 15.01.32, {town()}, 2029", f"/needs/{asked.pk}/")
    told = {role: _cut(f"need={asked.pk}", reader=user) for role, user in cast.items()}
    assert {told[role] for role in ("operator", "auditor", "coordinator", "chair", "union")} == {full}
    assert {told[role].url for role in ("stranger", "employer", "another employer", "student")} == {""}
    assert {told[role].text.replace("\xa0", " ") for role in ("stranger", "employer", "student")} == {f"№ {asked.pk}"}


def test_the_employer_whose_need_it_is_sees_its_name(someone, region):
    works = employer(short_name="АК «Пример»")
    asked = need(employer=works)
    assert "АК «Пример»" in _cut(f"need={asked.pk}", reader=someone("employer", organisation=works)).text


def test_a_case_that_is_not_published_has_no_title_for_strangers(cast, region):
    told = case(title_ru="Наставники в цехе", state="draft")
    scope = f"case={told.pk}"
    assert _cut(scope, "experience.cost", cast["stranger"]).url == ""
    assert _cut(scope, "experience.cost", cast["operator"]) == Name("Наставники в цехе", f"/experience/{told.pk}/")


# --- each room's own words


@pytest.mark.parametrize(
    ("key", "scope", "expected"),
    [
        ("board.assignments", "meeting=2024-03-21", "21 марта 2024 г."),
        ("board.assignments", "meeting=2024-3-1", "1 марта 2024 г."),
        ("board.assignments", "responsible=Министерство", "Министерство"),
        ("support.seen", "measure=sfr-2714-hire", "Субсидия за приём на работу"),
        ("support.refused", "reason=late", "подано слишком поздно"),
        ("support.seen", "state=refused", "отказано"),
        ("support.seen", "measure=no-such-measure", "no-such-measure"),
        ("placement.minors", "work_class=2", "2, допустимый"),
        ("placement.minors", "work_class=none", "не оценены"),
        ("placement.minors", "work_class=9", "9"),
        ("placement.minors", "hours=24", "до 24 часов в неделю"),
        ("registry.cofinancing_promised", "source=region", "региональный бюджет"),
        ("planning.workers", "row=99", "№ 99"),
        ("planning.shared", "workplace=balashikha", "Балашиха"),
    ],
)
def test_a_value_in_words(region, key, scope, expected):
    assert _cut(scope, key).text.replace("\xa0", " ") == expected


def test_an_assignment_is_named_by_its_number_and_day(region):
    made = assignment(number=7, held_on=date(2024, 3, 21))
    told = _cut(f"assignment={made.pk}", "board.assignments")
    assert (told.text.replace("\xa0", " "), told.url) == ("№ 7 от 21 марта 2024 г.", f"/board/assignments/{made.pk}/")


# --- one query a dimension, however many figures


def test_names_cost_one_query_a_dimension_however_many_readings(region, django_assert_num_queries):
    works = [employer() for _ in range(5)]
    for one in works:
        need(employer=one)
    readings = [_read(f"employer={one.pk}&municipality=balashikha&year=2029") for one in works]
    with django_assert_num_queries(3):  # region, municipality, employer
        told = dimensions.titles(readings, STRANGER)
    assert [one.short_name in title for one, title in zip(works, told, strict=True)] == [True] * 5


# --- registering


@pytest.mark.parametrize("dimension", ["colour", "employer"])
def test_a_dimension_without_a_title_or_named_twice_is_refused(dimension):
    names: Callable[[str], Name] = Name
    with pytest.raises(ValueError, match=dimension):
        dimensions.register(dimension, names=Words(names))


def test_rows_are_called_by_what_they_say_of_themselves(region):
    one = college()
    assert Rows(lambda: type(one).objects.all()).of({str(one.pk)}, STRANGER) == {str(one.pk): Name(one.short_name)}
