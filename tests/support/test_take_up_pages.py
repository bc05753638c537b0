"""The pages of take-up: the region for everybody; the list and one application for those it concerns."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kadry.people.enums import Role
from kadry.support import actions
from kadry.support.models import TakeUp
from tests.factories import employer, signed, take_up, town
from tests.support.test_take_up_sheet import SEEN, bring

GIFT, HIRE, TRAINING = "mo-college-gift", "sfr-2714-hire", "tax-264-training"
TITLES = {
    GIFT: "Инвестиционный вычет за имущество колледжу",
    HIRE: "Субсидия за приём на работу",
    TRAINING: "Обучение в расходах по налогу на прибыль",
}


def _soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def _text(tag) -> str:
    return " ".join(tag.get_text(" ").replace("\u00a0", " ").split())


@pytest.fixture
def works(region):
    return employer(name="АО «Альфа (вымышленный)»", short_name="Альфа")


@pytest.fixture
def rows(works):
    """Hires: applied for by three of four, one paid, one refused; the gift: seen twice, nobody applied."""
    other = employer(short_name="Бета", municipality=town("khimki"))
    return [
        take_up(employer=works, measure=GIFT, fits=True),
        take_up(employer=other, measure=GIFT, seen_on=date(2025, 4, 7)),
        take_up(employer=works, measure=HIRE),
        take_up(employer=works, measure=HIRE, state="applied", seen_on=date(2026, 4, 6), applied_on=date(2026, 4, 6)),
        take_up(employer=works, measure=HIRE, state="paid", paid=40_639_50),
        take_up(employer=other, measure=HIRE, state="refused", refusal="papers"),
    ]


# --- the region


def test_the_region_begins_with_a_sentence_of_figures_that_open(rows, enter):
    page = _soup(enter("operator").get("/support/take-up/"))
    lead = page.select_one(".k-lead")
    assert [link["href"].split("?")[0] for link in lead.select("a")] == [
        f"/figures/support.{name}" for name in ("seen", "applied", "paid", "refused", "paid_money")
    ]
    assert [_text(number) for number in lead.select(".k-figure__number")] == ["6", "3", "1", "1", "40 640"]


def test_a_stranger_reads_money_only_where_three_enterprises_or_more_were_paid(rows, enter):
    def money(role):
        return _text(_soup(enter(role).get("/support/take-up/")).select(".k-lead .k-figure__number")[-1])

    assert money(None) == "нельзя сказать"
    assert money("auditor") == "40 640"
    for sum_ in (100_00, 200_00):
        take_up(employer=employer(), measure=HIRE, state="paid", paid=sum_)
    assert money("chair") == "40 940"


def test_measures_nobody_applied_for_stand_first(rows, client):
    page = _soup(client.get("/support/take-up/"))
    assert [section["aria-labelledby"] for section in page.select("section")] == ["untouched", "touched"]
    untouched, touched = page.select("section")
    assert [_text(row.select("td")[0]) for row in untouched.select("tbody tr")] == [TITLES[GIFT]]
    assert [_text(number) for number in untouched.select(".k-figure__number")] == ["2", "1"]
    assert [_text(row.select("td")[0]) for row in touched.select("tbody tr")] == [TITLES[HIRE]]


def test_a_measure_tells_how_far_it_went_and_why_it_was_refused(rows, enter):
    row = _soup(enter("operator").get("/support/take-up/")).select("section")[1].select_one("tbody tr")
    numbers = [[_text(number) for number in cell.select(".k-figure__number")] for cell in row.select("td")]
    assert numbers == [[], ["4", "0"], ["3", "75,0 %"], ["1", "40 640"], ["1", "1"]]
    assert row.select_one("a")["href"] == f"/support/measures/{HIRE}/"
    assert "reason=papers" in row.select("td")[4].select("a")[1]["href"]
    assert "30,1–95,4 %" in _text(row)


def test_the_page_of_a_year_speaks_of_that_year_alone(rows, client):
    page = _soup(client.get("/support/take-up/?year=2025"))
    assert _text(page.select_one(".k-lead .k-figure__number")) == "1"
    assert [section["aria-labelledby"] for section in page.select("section")] == ["untouched"]
    assert all("year=2025" in link["href"] for link in page.select(".k-figure__link"))


@pytest.mark.parametrize("query", ["year=soon", "year=1999", "year=", "year=2025%20", "measure=x"])
def test_a_wild_address_shows_every_year(rows, client, query):
    answer = client.get(f"/support/take-up/?{query}")
    assert (answer.status_code, _text(_soup(answer).select_one(".k-lead .k-figure__number"))) == (200, "6")


def test_a_measure_the_law_no_longer_knows_keeps_its_id_and_has_no_link(works, client):
    take_up(employer=works, measure="tram-discount")
    cell = _soup(client.get("/support/take-up/")).select_one("section tbody td")
    assert (_text(cell), cell.select("a")) == ("tram-discount", [])


def test_an_empty_region_says_what_brings_it(region, client):
    page = _soup(client.get("/support/take-up/"))
    assert page.select_one(".k-empty a")["href"] == "/support/check/"
    assert not page.select("section, .k-lead")


def test_no_name_of_an_employer_is_on_the_page_of_the_region(rows, client):
    text = client.get("/support/take-up/").content.decode()
    assert "Альфа" not in text and "Бета" not in text


@pytest.mark.parametrize(("who", "offered"), [(None, 0), ("student", 0), ("operator", 1), ("auditor", 1), ("employer", 1)])
def test_the_list_is_offered_to_those_who_may_open_it(rows, enter, who, offered):
    page = _soup(enter(Role(who) if who else None).get("/support/take-up/"))
    assert len(page.select('a[href="/support/applications/"]')) == offered


# --- the list


def _rows(answer) -> list[list[str]]:
    return [[_text(cell) for cell in row.select("td")] for row in _soup(answer).select("tbody tr")]


def test_the_list_is_the_newest_first_with_titles_and_sums(rows, enter):
    shown = _rows(enter("operator").get("/support/applications/"))
    assert [row[3] for row in shown[:1] + shown[-1:]] == ["6 апреля 2026 г.", "7 апреля 2025 г."]
    paid = next(row for row in shown if "40 639,50" in row[6])
    assert paid[:2] == ["Альфа", TITLES[HIRE]]
    assert {row[1] for row in shown} == {TITLES[GIFT], TITLES[HIRE]}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("state=refused", 1),
        (f"measure={GIFT}", 2),
        ("employer=альф", 4),
        ("employer=%D0%B1%D0%B5%D1%82%D0%B0", 2),
        ("year=2025", 1),
        ("state=seen&year=2026", 2),
        ("state=gone", 6),
        ("measure=nothing", 6),
        ("year=soon", 6),
        ("sort=colour&page=x", 6),
    ],
)
def test_the_list_is_cut_by_its_filters(works, enter, query, number):
    employer(short_name="Бета")
    second = employer(name="ООО «Бета»", short_name="Бета 2")
    for one, fields in (
        (works, {"measure": GIFT}),
        (second, {"measure": GIFT, "seen_on": date(2025, 4, 7)}),
        (works, {"measure": HIRE}),
        (works, {"measure": HIRE, "state": "applied"}),
        (works, {"measure": TRAINING, "state": "paid"}),
        (second, {"measure": HIRE, "state": "refused"}),
    ):
        take_up(employer=one, **fields)
    assert len(_rows(enter("operator").get(f"/support/applications/?{query}"))) == number


HEADS = ("employer", "measure", "state", "seen_on", "applied_on", "decided_on", "paid")


@pytest.mark.parametrize("head", HEADS)
def test_the_list_is_sorted_by_each_of_its_heads(rows, enter, head):
    client = enter("operator")

    def column(sort: str) -> list[str]:
        return [row[HEADS.index(head)] for row in _rows(client.get(f"/support/applications/?sort={sort}"))]

    assert column(head) == column(f"-{head}")[::-1]
    assert len(set(column(head))) > 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_export_holds_what_is_seen_with_money_as_numbers(rows, enter, kind):
    answer = enter("operator").get(f"/support/applications/?_export={kind}&state=paid")
    assert answer["Content-Disposition"] == f'attachment; filename="support.{kind}"'
    if kind == "csv":
        heading, *listed = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    else:
        heading, *listed = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert (len(heading), len(listed)) == (7, 1)
    assert (listed[0][1], str(listed[0][6])) == (TITLES[HIRE], "40639.5")


@pytest.mark.parametrize("address", ["/support/applications/", "/support/applications/?_export=csv", "/support/take-up/"])
def test_more_rows_do_not_cost_more_queries(works, enter, address):
    client = enter("operator")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    for measure in (GIFT, HIRE):
        take_up(employer=works, measure=measure, state="refused")
    few = asked()
    for number in range(20):
        other = employer(municipality=town("khimki"))
        take_up(employer=other, measure=f"measure-{number}", state="paid")
        take_up(employer=other, measure=GIFT, state="refused")
    assert asked() <= few


# --- one application, and whose business it is


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("operator", 200),
        ("auditor", 200),
        ("employer", 200),
        ("another employer", 404),
        ("coordinator", 404),
        ("chair", 404),
        ("union", 404),
        ("student", 404),
    ],
)
def test_an_application_opens_to_whom_it_concerns(client, cast, who, status):
    one = take_up(employer=cast["employer"].seat.organisation, state="applied")
    client.force_login(cast[who])
    answer = client.get(f"/support/applications/{one.pk}/")
    assert answer.status_code == status
    assert (one.employer.name in answer.content.decode()) == (status == 200)


@pytest.mark.parametrize("who", ["another employer", "auditor", "coordinator", "student"])
def test_whom_it_does_not_concern_writes_nothing_down(client, cast, who):
    one = take_up(employer=cast["employer"].seat.organisation)
    client.force_login(cast[who])
    answer = client.post(f"/support/applications/{one.pk}/apply/", {"on": "2026-03-10", "ground": "письмо"})
    assert answer.status_code == 404
    assert TakeUp.objects.get().state == "seen"


def test_an_employer_writes_down_its_own_and_finds_no_other(client, cast):
    own, other = take_up(employer=cast["employer"].seat.organisation), take_up(employer=employer(short_name="Чужой завод"))
    client.force_login(cast["employer"])
    client.post(f"/support/applications/{own.pk}/apply/", {"on": "2026-03-10", "ground": "письмо 5"})
    assert TakeUp.objects.get(pk=own.pk).state == "applied"
    for address in ("/support/applications/", "/support/applications/?_export=csv", "/support/applications/?employer=чужой"):
        assert "Чужой" not in client.get(address).content.decode().replace('value="чужой"', "")
    assert client.get(f"/support/applications/{other.pk}/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(region, client):
    for pk in (take_up().pk, 999_999):
        assert client.get(f"/support/applications/{pk}/")["Location"] == f"/sign-in/?next=/support/applications/{pk}/"


@pytest.mark.parametrize(
    ("state", "offered"), [("seen", ["apply"]), ("applied", ["pay", "refuse"]), ("paid", []), ("refused", ["apply"])]
)
def test_the_page_offers_what_can_be_written_down_from_here(enter, state, offered):
    one, client = take_up(state=state), enter("operator")
    forms = _soup(client.get(f"/support/applications/{one.pk}/")).select(f'form[action^="/support/applications/{one.pk}/"]')
    assert [form["action"].split("/")[-2] for form in forms] == offered


def test_who_only_reads_is_offered_nothing(enter):
    one = take_up(state="applied")
    assert (
        f'action="/support/applications/{one.pk}/'
        not in enter("auditor").get(f"/support/applications/{one.pk}/").content.decode()
    )


@pytest.mark.parametrize("step", ["approve", "apply-now", "PAY"])
def test_there_are_no_other_steps(enter, step):
    one = take_up(state="applied")
    assert enter("operator").post(f"/support/applications/{one.pk}/{step}/").status_code == 404


def test_money_is_told_by_tranche_and_the_next_one_is_offered(enter, someone):
    one, client = take_up(state="applied"), enter("operator")
    for on, amount in ((date(2026, 4, 6), 22_440_00), (date(2026, 6, 8), 29_216_88)):
        actions.take_up_pay(take_up=one, on=on, amount=amount, **signed(someone("operator", email="two@example.invalid")))
    page = _soup(client.get(f"/support/applications/{one.pk}/"))
    money = [[_text(cell) for cell in row.select("td")] for row in page.select("#money ~ .k-scroll tbody tr")]
    assert money == [["6 апреля 2026 г.", "22 440 ₽"], ["8 июня 2026 г.", "29 216,88 ₽"]]
    assert "51 656,88 ₽" in _text(page.select_one(".k-lead"))
    assert page.select_one("#pay_amount")


def test_the_page_tells_what_happened_in_words_with_its_ground(enter):
    one, client = take_up(), enter("operator")
    for step, sent in (("apply", {"on": "2026-03-10"}), ("refuse", {"on": "2026-04-06", "reason": "debt"})):
        client.post(f"/support/applications/{one.pk}/{step}/", {**sent, "ground": f"письмо о {step}"})
    listed = [_text(line) for line in _soup(client.get(f"/support/applications/{one.pk}/")).select("main ul li")]
    assert len(listed) == 2
    assert "письмо о refuse" in listed[0] and "письмо о apply" in listed[1]
    assert "take_up" not in " ".join(listed)


def test_a_row_of_a_workbook_names_it(works, enter):
    bring(works, **SEEN)
    page = enter("operator").get(f"/support/applications/{TakeUp.objects.get().pk}/").content.decode()
    assert "needs.xlsx · Меры поддержки" in page


def test_every_title_is_that_of_the_law_in_the_reader_s_language(rows, enter):
    client = enter("operator")
    client.cookies["django_language"] = "en"
    for address in ("/support/take-up/", "/support/applications/", f"/support/applications/{rows[0].pk}/"):
        assert "Investment deduction for property given to a college" in client.get(address).content.decode()
