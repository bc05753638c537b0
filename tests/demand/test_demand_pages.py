"""The pages of needs as somebody uses them."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kadry.demand.enums import CloseReason, NeedState
from kadry.demand.models import Need
from kadry.people.enums import Role
from kadry.trail.models import Event
from tests.factories import employer, need, need_row, needs_book, programme, take, town


@pytest.fixture
def three(region):
    """Three needs that differ in everything a list can be cut or sorted by."""
    first = employer(name="АО «Альфа»", short_name="Альфа")
    second = employer(name="АО «Бета»", short_name="Бета", municipality=town("khimki"))
    return [
        need(employer=first, year=2027, people=30, kind="hire"),
        need(employer=first, year=2028, people=10, kind="practice", state=NeedState.CONFIRMED, programme=programme("15.02.16")),
        need(employer=second, year=2029, people=20, kind="target", municipality=town("khimki")),
    ]


def _rows(answer) -> list[list[str]]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in page.select("tbody tr")]


def _people(answer) -> list[str]:
    return [row[4] for row in _rows(answer)]


def test_the_list_begins_with_the_largest(three, enter):
    assert _people(enter("operator").get("/needs/")) == ["30", "20", "10"]


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ("employer=бета", ["20"]),
        ("employer=%D0%90%D0%BB", ["30", "10"]),
        ("municipality=khimki", ["20"]),
        ("programme=15.02", ["10"]),
        ("year=2028", ["10"]),
        ("kind=practice", ["10"]),
        ("state=confirmed", ["10"]),
        ("year=2028&kind=hire", []),
        ("year=2040", []),
    ],
)
def test_the_list_is_cut_by_its_filters(three, enter, query, people):
    assert _people(enter("operator").get(f"/needs/?{query}")) == people


@pytest.mark.parametrize(
    ("sort", "people"), [("people", ["10", "20", "30"]), ("-people", ["30", "20", "10"]), ("year", ["30", "10", "20"])]
)
def test_the_list_is_sorted_by_its_heads(three, enter, sort, people):
    assert _people(enter("operator").get(f"/needs/?sort={sort}")) == people


WILD = ("municipality=nowhere", "year=soon", "kind=loan", "sort=colour", "page=99", "page=x", "_export=pdf")


@pytest.mark.parametrize("query", WILD)
def test_a_wild_address_does_not_break_the_list(three, enter, query):
    assert enter("operator").get(f"/needs/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "&municipality=khimki", "&sort=people", "&year=2040"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_exported_is_what_is_seen(three, enter, kind, query):
    client = enter("operator")
    seen = _rows(client.get(f"/needs/?{query}"))
    answer = client.get(f"/needs/?_export={kind}{query}")
    assert answer["Content-Disposition"] == f'attachment; filename="demand.{kind}"'
    if kind == "csv":
        heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    else:
        heading, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert [[str(cell) for cell in row] for row in rows] == seen
    assert len(heading) == 8


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_export_has_every_row_and_not_only_the_page(region, enter, kind):
    for _ in range(60):
        need()
    content = enter("operator").get(f"/needs/?_export={kind}").content
    if kind == "csv":
        assert len(content.decode().splitlines()) == 61
    else:
        assert openpyxl.load_workbook(io.BytesIO(content)).active.max_row == 61


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_export_defuses_a_formula(region, enter, kind):
    need(employer=employer(short_name="=HYPERLINK(1)"))
    content = enter("operator").get(f"/needs/?_export={kind}").content
    if kind == "csv":
        assert "'=HYPERLINK(1)" in content.decode()
    else:
        cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
        assert (cell.value, cell.data_type) == ("'=HYPERLINK(1)", "s")


def test_an_employer_exports_only_its_own(three, client, someone):
    client.force_login(someone(Role.EMPLOYER, organisation=three[0].employer))
    assert "Бета" not in client.get("/needs/?_export=csv").content.decode()
    assert len(client.get("/needs/?_export=csv").content.decode().splitlines()) == 3


@pytest.mark.parametrize("address", ["/needs/", "/needs/?_export=csv", "/figures/demand.asked?region=50"])
def test_more_rows_do_not_cost_more_queries(region, enter, address):
    client = enter("operator")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address)
            b"".join(answer) if answer.streaming else answer.content
        return len(seen)

    for _ in range(2):
        need()
    few = asked()
    for _ in range(20):
        need(employer=employer(municipality=town("khimki")), municipality=town("khimki"), programme=programme("15.02.16"))
    assert asked() <= few


# --- one need


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("employer", 200),
        ("another employer", 404),
        ("student", 404),
        ("operator", 200),
        ("auditor", 200),
        ("coordinator", 200),
        ("chair", 200),
        ("union", 200),
    ],
)
def test_the_page_of_a_need_opens_to_whom_it_concerns(client, cast, who, status):
    own = need(employer=cast["employer"].seat.organisation)
    client.force_login(cast[who])
    assert client.get(f"/needs/{own.pk}/").status_code == status


def test_a_stranger_is_asked_to_sign_in_before_it_learns_whether_a_need_exists(region, client):
    for pk in (need().pk, 999_999):
        answer = client.get(f"/needs/{pk}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next=/needs/{pk}/")


def test_the_page_shows_where_the_need_came_from_and_what_happened_to_it(enter):
    client = enter("operator")
    take(needs_book(need_row(employer())), filename="Потребность 2029.xlsx")
    subject = Need.objects.get()
    client.post(f"/needs/{subject.pk}/confirm/", {"ground": "звонок 14 июня"})
    page = client.get(f"/needs/{subject.pk}/").content.decode()
    assert "Потребность 2029.xlsx · Потребность" in page
    assert "demand.need_confirm" in page
    assert "звонок 14 июня" in page


@pytest.mark.parametrize(("state", "offered"), [("declared", 3), ("confirmed", 2), ("filled", 1), ("closed", 1)])
def test_the_page_offers_only_what_can_be_done_from_this_state(enter, state, offered):
    fields = {"filled": {"filled": 12}, "closed": {"close_reason": CloseReason.PAY}}.get(state, {})
    subject = need(state=state, **fields)
    page = BeautifulSoup(enter("operator").get(f"/needs/{subject.pk}/").content, "html.parser")
    assert len(page.select(f'form[action^="/needs/{subject.pk}/"]')) == offered


def test_who_only_reads_is_offered_nothing(enter):
    subject = need()
    page = enter("auditor").get(f"/needs/{subject.pk}/").content.decode()
    assert f'action="/needs/{subject.pk}/' not in page


# --- forms


def _form(works, **fields) -> dict:
    return {
        "employer": works.pk,
        "municipality": town().pk,
        "programme": "15.01.32",
        "year": 2029,
        "kind": "hire",
        "people": 12,
        "reason": "expansion",
        "confidence": "firm",
        "ground": "letter 7",
    } | fields


def test_a_need_is_written_down_in_one_form(client, someone):
    works = employer()
    client.force_login(someone(Role.EMPLOYER, organisation=works))
    answer = client.post("/needs/new/", _form(works))
    made = Need.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/needs/{made.pk}/")
    assert (made.employer, made.people, made.reason) == (works, 12, "expansion")
    assert Event.objects.first().ground == "letter 7"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"people": ""}, "people"),
        ({"people": "-3"}, "people"),
        ({"people": "many"}, "people"),
        ({"programme": "99.99.99"}, "programme"),
        ({"year": ""}, "year"),
        ({"kind": "loan"}, "kind"),
        ({"ground": ""}, "ground"),
        ({"municipality": "0"}, "municipality"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_beside_its_field_and_what_was_entered_is_kept(enter, wrong, field):
    answer = enter("operator").post("/needs/new/", _form(employer(), **wrong))
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 400
    assert page.select_one(f'[role=alert] a[href="#id_{field}"]')
    assert page.select_one("#id_year").get("value") == (None if field == "year" else "2029")
    assert not Need.objects.exists()


def test_zero_people_and_a_year_that_is_over_are_not_asked_for(enter):
    client, works = enter("operator"), employer()
    assert client.post("/needs/new/", _form(works, people=0)).status_code == 400
    assert client.post("/needs/new/", _form(works, year=2020)).status_code == 400
    assert not Need.objects.exists()


def test_asking_twice_for_the_same_is_answered_in_the_form(enter):
    client, works = enter("operator"), employer()
    need(employer=works)
    answer = client.post("/needs/new/", _form(works))
    assert answer.status_code == 400
    assert Need.objects.count() == 1


def test_an_employer_cannot_ask_in_another_s_name(client, someone):
    client.force_login(someone(Role.EMPLOYER))
    assert client.post("/needs/new/", _form(employer(name="АО «Чужой»"))).status_code == 400
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("verb", "data", "state"),
    [
        ("confirm", {"ground": "call"}, NeedState.CONFIRMED),
        ("change", {"ground": "call", "people": 5}, NeedState.DECLARED),
        ("close", {"ground": "call", "reason": "pay"}, NeedState.CLOSED),
    ],
)
def test_what_was_done_leads_back_to_the_need_and_says_so(enter, verb, data, state):
    client, subject = enter("operator"), need()
    answer = client.post(f"/needs/{subject.pk}/{verb}/", data, follow=True)
    assert answer.redirect_chain == [(f"/needs/{subject.pk}/", 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert Need.objects.get().state == state


@pytest.mark.parametrize(
    ("verb", "data", "fields"),
    [
        ("confirm", {"ground": ""}, {}),
        ("change", {"ground": "call", "people": ""}, {}),
        ("change", {"ground": "call", "people": 5}, {"covered": 9}),
        ("close", {"ground": "call", "reason": "weather"}, {}),
        ("close", {"ground": "call", "reason": "silence"}, {}),
        ("confirm", {"ground": "call"}, {"state": NeedState.CONFIRMED}),
        ("reopen", {"ground": "call"}, {"state": NeedState.CONFIRMED}),
        ("change", {"ground": "call", "people": 5}, {"state": NeedState.CLOSED, "close_reason": CloseReason.PAY}),
    ],
)
def test_what_stands_in_the_way_is_told_on_the_need_s_page_and_nothing_changes(enter, verb, data, fields):
    client, subject = enter("operator"), need(**fields)
    before = Event.objects.count()
    answer = client.post(f"/needs/{subject.pk}/{verb}/", data, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    after = Need.objects.get()
    assert (after.people, after.state) == (subject.people, fields.get("state", NeedState.DECLARED))
    assert Event.objects.count() == before


@pytest.mark.parametrize("verb", ["confirm", "change", "close", "reopen"])
def test_another_employer_s_need_cannot_be_acted_on(client, someone, verb):
    subject = need()
    client.force_login(someone(Role.EMPLOYER))
    assert client.post(f"/needs/{subject.pk}/{verb}/", {"ground": "x", "people": 1, "reason": "pay"}).status_code == 404
    assert Need.objects.get().state == NeedState.DECLARED
