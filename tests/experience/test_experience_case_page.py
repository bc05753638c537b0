"""The page of a case: who with whom, how long, what it cost, what came of it, and in which language."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import translation

from kadry.experience import actions
from kadry.experience.enums import CooperationForm
from kadry.experience.models import Case, Cost, Result
from kadry.people.enums import Role
from kadry.trail import figures
from kadry.trail.figures import Scope
from kadry.trail.models import FrozenFigure
from tests.experience.reading import soup, text
from tests.factories import case, cluster, college, employer, group, need, programme, signed, student


@pytest.fixture
def whole(region):
    """A case with everything a page can show."""
    works, school = employer(short_name="Полёт"), college(short_name="Орбита")
    joined = cluster(works, school)
    texts = {
        "title_ru": "Мастерская",
        "title_en": "The workshop",
        "summary_ru": "Первый абзац.\n\nВторой.",
        "summary_en": "The first.",
    }
    one = case(works, owner=school, programmes=[programme()], source="газета, 1 сентября 2025 г.", **texts)
    for source, in_kind, roubles in (("employers", True, 5_000_000), ("employers", False, 1_500_000), ("region", False, 700_000)):
        Cost.objects.create(case=one, source=source, in_kind=in_kind, roubles=roubles)
    need(employer=works, people=12)
    told = {"what_ru": "Спрос", "what_en": "Demand", "told": 4, "told_on": date(2025, 9, 1)}
    Result.objects.create(case=one, figure="demand.asked", scope=f"employer={works.pk}&region=50", **told)
    return one, works, school, joined


def test_the_page_of_a_case_tells_who_with_whom_and_leads_to_them(whole, client):
    one, works, school, joined = whole
    page = soup(client.get(f"/experience/{one.pk}/"))
    links = {link["href"] for link in page.select("main a")}
    assert {f"/employers/{works.pk}/", f"/colleges/{school.pk}/", f"/clusters/{joined.pk}/"} <= links
    assert "газета, 1 сентября 2025 г." in text(page)
    assert [text(tag) for tag in page.select("main .k-page > p")][1:3] == ["Первый абзац.", "Второй."]


def test_what_it_cost_is_told_source_by_source_in_figures_that_open(whole, client):
    one = whole[0]
    section = soup(client.get(f"/experience/{one.pk}/")).select_one('section[aria-labelledby="cost"]')
    numbers = [(text(tag.select_one(".k-figure__number")), tag.select_one("a")["href"]) for tag in section.select(".k-figure")]
    assert [number for number, _address in numbers] == ["7 200 000", "700 000", "6 500 000"]
    assert all(address.startswith("/figures/experience.cost?") and f"case={one.pk}" in address for _number, address in numbers)
    assert [client.get(address).status_code for _number, address in numbers] == [200, 200, 200]


def test_a_result_is_told_before_and_now(whole, client):
    article = soup(client.get(f"/experience/{whole[0].pk}/")).select_one("article")
    assert "4 человека" in text(article) and "1 сентября 2025 г." in text(article)
    assert text(article.select_one(".k-figure__number")) == "12"
    assert not article.select("svg.k-chart"), "two values make no line"


def test_a_result_kept_twice_is_drawn_as_a_line_that_ends_today(whole, client):
    one = whole[0]
    result = one.results.get()
    for day, value in ((date(2025, 9, 1), 4), (date(2026, 1, 15), 9)):
        FrozenFigure.objects.create(
            key=result.figure, scope=result.scope, value=value, count=1, as_of=day, digest="0" * 64, at=signed()["at"]
        )
    chart = soup(client.get(f"/experience/{one.pk}/")).select_one("article svg.k-chart")
    assert [label in chart["aria-label"] for label in ("01.09.25: 4", "15.01.26: 9", "15.06.26: 12")] == [True] * 3


@pytest.mark.parametrize(("who", "told"), [(None, False), ("student", False), ("employer", False), ("operator", True)])
def test_a_small_number_of_persons_is_told_to_nobody_who_does_not_see_them_neither_now_nor_before(region, enter, who, told):
    school = college()
    of = group(college=school)
    for _ in range(3):
        student(of)
    one = case(owner=school)
    before = {"what_ru": "Студенты", "told": 4, "told_on": date(2025, 9, 1)}
    Result.objects.create(case=one, figure="training.students", scope=f"college={school.pk}&region=50", **before)
    article = soup(enter(Role(who) if who else None).get(f"/experience/{one.pk}/")).select_one("article")
    assert (text(article.select_one(".k-figure__number")) == "3") is told
    assert "4" not in text(article), "what a few were before is told to nobody"


def test_a_figure_nobody_counts_any_more_is_said_to_be_such(region, client):
    one = case()
    Result.objects.create(case=one, figure="demand.gone", scope="region=50", what_ru="Спрос")
    article = soup(client.get(f"/experience/{one.pk}/")).select_one("article")
    assert text(article.select_one("p")) and not article.select(".k-figure")
    assert client.get("/experience/").status_code == 200


def test_of_a_case_that_is_not_published_the_money_counts_nowhere_yet(whole, enter, region):
    one = whole[0]
    Case.objects.filter(pk=one.pk).update(state="draft")
    section = soup(enter(Role.OPERATOR).get(f"/experience/{one.pk}/")).select_one('section[aria-labelledby="cost"]')
    assert "5 000 000 ₽" in text(section) and not section.select(".k-figure")
    assert not figures.read("experience.cost", Scope.of(region="50", case=one.pk)).value


LONG = {
    "both days": ({"begins": date(2024, 9, 1), "ends": date(2025, 6, 30)}, ["1 сентября 2024 г.", "30 июня 2025 г."]),
    "goes on": ({"begins": date(2024, 9, 1)}, ["1 сентября 2024 г."]),
    "not begun": ({"begins": date(2026, 9, 1)}, ["1 сентября 2026 г."]),
    "ended, begun nobody knows when": ({"begins": None, "ends": date(2025, 6, 30)}, ["30 июня 2025 г."]),
    "nobody knows": ({"begins": None}, []),
}


@pytest.mark.parametrize("why", LONG)
def test_how_long_it_lasts_is_said_as_far_as_it_is_known(region, client, why):
    fields, days = LONG[why]
    shown = text(soup(client.get(f"/experience/{case(**fields).pk}/")).select_one("dl.k-facts"))
    assert [day in shown for day in days] == [True] * len(days)
    assert ("None" in shown) is False


@pytest.mark.parametrize(("language", "title"), [("ru", "Мастерская"), ("en", "The workshop")])
def test_the_pages_speak_the_reader_s_language(whole, client, language, title):
    one = whole[0]
    client.cookies["django_language"] = language
    page = soup(client.get(f"/experience/{one.pk}/"))
    assert text(page.select_one("h1")) == title
    assert text(soup(client.get("/experience/")).select_one("main .k-card__title")) == title
    with translation.override(language):
        assert str(CooperationForm.PRACTICE.label) in text(page)


def test_nothing_but_code_names_and_data_is_left_in_english_on_the_russian_pages(whole, enter):
    client = enter(Role.OPERATOR)
    one = whole[0]
    for address in (
        "/experience/",
        f"/experience/{one.pk}/",
        "/experience/new/",
        "/experience/contacts/",
        f"/experience/{one.pk}/change/",
    ):
        main = soup(client.get(address)).select_one("main")
        for tag in main.select("code, textarea, option, input"):
            tag.decompose()
        left = set(re.findall(r"[A-Za-z]{3,}", text(main))) - {"XLSX", "CSV", "PDF", "DOCX", "PPTX", "JPEG", "PNG"}
        assert not left, address


def test_no_telephone_and_no_name_of_a_person_is_on_the_public_page(whole, client, cast):
    one = whole[0]
    asked = actions.contact_ask(case=one, why="Вопрос", **signed(cast["student"]))
    actions.contact_answer(request=asked, agreed=True, reply="8 (495) 123-45-67", **signed())
    page = text(soup(client.get(f"/experience/{one.pk}/")))
    assert "123-45-67" not in page and "Вопрос" not in page and "Synthetic" not in page


def test_history_is_for_those_who_keep_the_case(whole, client, enter):
    one = whole[0]
    actions.case_withdraw(case=one, **signed())
    actions.case_publish(case=Case.objects.get(pk=one.pk), **signed())
    assert not soup(client.get(f"/experience/{one.pk}/")).select("#history")
    assert "experience.case_publish" in text(soup(enter(Role.AUDITOR).get(f"/experience/{one.pk}/")))
