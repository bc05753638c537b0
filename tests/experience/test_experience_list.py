"""The list of cases: cut, searched, exported, as cards."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kadry.experience.enums import CooperationForm
from kadry.experience.models import Result
from kadry.people.enums import Role
from kadry.reference.models import Industry
from tests.experience.reading import soup, text, titles
from tests.factories import case, college, employer, need, programme, town


@pytest.fixture
def three(region):
    """Three cases that differ in everything the list can be cut by; the newest first."""
    metal = Industry.objects.get(slug="metallurgiya")
    return [
        case(employer(), title_ru="Станки", title_en="Machines", forms="equipment,target", begins=date(2026, 2, 1)),
        case(programmes=[programme()], title_ru="Литейщики", industry=metal, begins=date(2024, 9, 1), ends=date(2025, 6, 30)),
        case(title_ru="Токари", municipality=town("khimki"), begins=None, programmes=[programme("15.02.16")]),
    ]


# --- the list


@pytest.mark.parametrize("who", [None, "operator", "student", "auditor", "employer"])
def test_anybody_reads_published_cases(three, enter, who):
    answer = enter(Role(who) if who else None).get("/experience/")
    assert titles(answer) == ["Станки", "Литейщики", "Токари"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=станка", ["Станки", "Литейщики"]),  # the programme of the second is one of operators of machines
        ("q=%D1%81%D1%82%D0%B0%D0%BD%D0%BA%D0%BE%D0%BC+15.01.32", ["Литейщики"]),
        ("form=target", ["Станки"]),
        ("form=practice", ["Литейщики", "Токари"]),
        ("industry=metallurgiya", ["Литейщики"]),
        ("municipality=khimki", ["Токари"]),
        ("programme=15.01", ["Литейщики"]),
        ("programme=15", ["Литейщики", "Токари"]),
        ("year=2024", ["Литейщики"]),
        ("year=2025", ["Литейщики"]),
        ("year=2026", ["Станки"]),
        ("year=2030", ["Станки"]),
        ("year=2023", []),
        ("form=practice&municipality=khimki", ["Токари"]),
        ("q=токарь&form=target", []),
        ("sort=begins", ["Токари", "Литейщики", "Станки"]),
    ],
)
def test_the_list_is_cut_by_its_filters(three, client, query, shown):
    assert titles(client.get(f"/experience/?{query}")) == shown


WILD = [
    "q=%00", "q=%25", "q=%27%22--", "form=dance", "industry=none", "municipality=none", "year=soon", "year=99999999999",
    "sort=colour", "page=99", "page=x", "_export=pdf", "q=" + "a" * 3000, "year=-1", "programme=%25",
]  # fmt: skip


@pytest.mark.parametrize("query", WILD)
def test_a_wild_address_does_not_break_the_list(three, client, query):
    assert client.get(f"/experience/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=зебра", "зебра"),
        ("q=зебра+жираф+станок", "зебра, жираф"),
        ("q=станок+токарь", ""),
        ("q=%25%25", ""),
        ("form=programme", ""),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_do(three, client, query, words):
    empty = soup(client.get(f"/experience/?{query}")).select_one(".k-empty")
    assert words in text(empty)
    assert len(text(empty.select_one(".k-empty__text"))) > 20
    assert empty.select_one("a")["href"] == "/experience/"


def test_an_empty_region_says_what_brings_cases(region, client):
    page = soup(client.get("/experience/"))
    assert page.select_one(".k-empty")
    assert not page.select(".k-list__export, main .k-figure")


def test_a_card_tells_who_what_and_one_result_that_opens(region, client):
    works = employer(short_name="Полёт")
    one = case(works, forms="practice,mentors", summary_ru="Токари у станка.", is_example=True)
    need(employer=works, people=12)
    Result.objects.create(case=one, figure="demand.asked", scope=f"employer={works.pk}&region=50", what_ru="Спрос завода")
    card = soup(client.get("/experience/?q=станки")).select_one("main .k-card")
    assert text(card.select_one(".k-card__kind")) == ", ".join(str(form.label) for form in one.form_list)
    assert "Полёт" in text(card) and "Спрос завода: 12" in text(card)
    assert [mark.get_text() for mark in card.select("mark")] == ["станка"]
    assert card.select_one(".k-figure__link")["href"] == f"/figures/demand.asked?employer={works.pk}&region=50"
    assert card.select_one(".k-synthetic")


@pytest.mark.parametrize("query", ["", "&q=станок", "&form=practice", "&year=1999"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_exported_is_what_is_seen(three, client, kind, query):
    seen = titles(client.get(f"/experience/?{query}"))
    content = client.get(f"/experience/?_export={kind}{query}").content
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    else:
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == seen
    assert len(rows[0]) == 9


def test_a_file_tells_partners_forms_and_programmes_in_words(region, client):
    case(employer(short_name="Полёт"), owner=college(short_name="Орбита"), forms="practice,mentors", programmes=[programme()])
    heading, row = csv.reader(io.StringIO(client.get("/experience/?_export=csv").content.decode("utf-8-sig")), delimiter=";")
    told = dict(zip(heading, row, strict=True))
    assert "Орбита; Полёт" in told.values() and "15.01.32" in told.values()
    assert f"{CooperationForm.PRACTICE.label}; {CooperationForm.MENTORS.label}" in told.values()


def test_fifty_a_page(region, client):
    for _ in range(52):
        case()
    assert len(titles(client.get("/experience/"))) == 50
    assert len(titles(client.get("/experience/?page=2"))) == 2
    assert len(client.get("/experience/?_export=csv").content.decode().splitlines()) == 53


def _asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


@pytest.mark.parametrize("address", ["/experience/", "/experience/?q=цех", "/experience/?_export=csv"])
def test_more_cases_do_not_cost_more_queries(region, client, address):
    def one() -> None:
        works = employer()
        need(employer=works)
        made = case(works, programmes=[programme(), programme("15.02.16")])
        Result.objects.create(case=made, figure="demand.asked", scope=f"employer={works.pk}&region=50", what_ru="Спрос")

    for _ in range(3):
        one()
    few = _asked(client, address)
    for _ in range(20):
        one()
    assert _asked(client, address) <= few


def test_what_is_not_published_is_marked_for_those_who_see_it_and_shown_to_nobody_else(cast, client):
    case(owner=cast["employer"].seat.organisation, state="draft", title_ru="Черновик")
    assert titles(client.get("/experience/")) == []
    client.force_login(cast["employer"])
    card = soup(client.get("/experience/")).select_one("main .k-card")
    assert card.select_one(".k-state")
