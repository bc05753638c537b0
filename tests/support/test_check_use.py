"""The check in the hands of a careless and of a hostile user, and what it gives to take away."""

from __future__ import annotations

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from docx import Document as Word
from icalendar import Calendar

from kadry.people.enums import Role
from kadry.support.models import Plan
from tests.factories import employer, student

ENGLISH = {"accept-language": "en"}
HIRE = "/support/check/?topic=hire"
DISABLED = {
    "job.wage": "45 000",
    "job.starts_on": "2026-06-01",
    "job.indefinite": "yes",
    "job.full_time": "yes",
    "job.district_coefficient": "1",
    "person.disability_group": "second",
    "person.registered_unemployed": "yes",
}
MANUFACTURER = {
    "job.wage": "100 000",
    "job.paid_since_january": "0",
    "employer.sme": "yes",
    "employer.okved": "25.62",
    "employer.main_income_share": "90",
}
QUOTA = {
    "employer.average_headcount": "210",
    "employer.staff": "250",
    "employer.disabled_staff": "1",
    "employer.disabled_counted_twice": "0",
    "employer.quarter_ends_on": "2026-06-30",
}


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def card_of(response, measure: str) -> BeautifulSoup:
    """The card of a measure on the page of answers."""
    return soup(response).find("a", href=f"/support/measures/{measure}/").find_parent(class_="k-card")


# --- what is typed


@pytest.mark.parametrize("day", ["1850-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_out_of_all_reckoning_is_named_and_nothing_typed_is_lost(client, region, day):
    response = client.post(HIRE, DISABLED | {"job.starts_on": day}, headers=ENGLISH)
    assert response.status_code == 400
    assert "check the year" in words(soup(response))
    assert soup(response).find("input", {"name": "job.starts_on"})["value"] == day


@pytest.mark.parametrize("address", ["papers", "dates", "beside"])
def test_such_a_day_is_left_out_where_there_is_no_form_to_show_it_on(enter, region, address):
    sent = DISABLED | {"job.starts_on": "9999-12-31", "hired_on": "9999-12-31"}
    assert enter(Role.OPERATOR).post(f"/support/{address}/?topic=hire", sent).status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("job.wage", "45,000", "Too many digits after the point"),
        ("job.wage", "1000000000000", "too large"),
        ("job.wage", "1e999999", "too large"),
        ("job.wage", "1" * 400_000, "too large"),
        ("job.wage", "<b>45000</b>", "not a number"),
        ("employer.okved", "мебель", "in digits and points"),
        ("employer.okved", "<script>", "in digits and points"),
    ],
)
def test_a_slip_is_told_and_not_counted_with(client, region, field, typed, says):
    response = client.post(HIRE, DISABLED | {field: typed}, headers=ENGLISH)
    assert response.status_code == 400
    assert says in words(soup(response))
    assert b"<script>" not in response.content and b"<b>45000" not in response.content


@pytest.mark.parametrize("typed", ["100 000", "100\u00a0000,00", "100000 руб.", "100 000 ₽", "100000р."])
def test_a_sum_is_read_as_people_write_it(client, region, typed):
    response = client.post(HIRE, MANUFACTURER | {"job.wage": typed})
    assert "13 296,75 ₽ в месяц" in words(card_of(response, "contributions-manufacturing"))


@pytest.mark.parametrize(
    "address",
    [
        "/support/plans/side-by-side/?plan=99999999999999999999999",
        "/support/applications/?year=999999999999",
        "/hires/?year=999999999999",
    ],
)
def test_a_number_too_large_for_the_database_finds_nothing(enter, region, address):
    assert enter(Role.OPERATOR).get(address).status_code == 200


# --- what is answered


def test_the_papers_stand_in_the_open_with_the_sum_and_the_day(client, region):
    card = card_of(client.post(HIRE, DISABLED), "sfr-2714-disabled")
    card.details.decompose()
    told = words(card)
    assert "от 162 558 ₽" in told and "1 июля 2026 г." in told
    assert "Трудовой договор и приказ о приёме" in told and "Справка об инвалидности" in told
    assert "Нижняя сумма — одни МРОТ" in told


def test_the_worked_saving_of_the_dossier_is_on_the_screen(client, region):
    response = client.post(HIRE, MANUFACTURER | {"person.rest": "on", "job.rest": "on"})
    assert "не меньше 159 561 ₽ за первый год" in words(soup(response).find(class_="k-lead"))


def test_a_duty_is_not_counted_among_what_fits_and_its_fine_is_no_income(client, region):
    response = client.post("/support/check/?topic=employer", QUOTA, headers=ENGLISH)
    answers = response.context["answers"]
    assert [one.measure_id for one in answers.duties] == ["disability-quota"] and answers.yes == ()
    told = words(card_of(response, "disability-quota"))
    assert "concerns you" in told and "30 000 RUB to 130 000 RUB" not in told
    assert "₽" not in words(soup(response).find(class_="k-lead"))


def test_a_measure_that_has_ended_says_since_when_and_opens_no_empty_list(client, region):
    card = card_of(client.post(HIRE, DISABLED), "decree-362-hire")
    assert "31 декабря 2024 г. срок истёк" in words(card)
    assert card.details is None


def test_names_of_missing_data_stand_in_a_sentence(client, region):
    told = words(card_of(client.post(HIRE, DISABLED), "sfr-2713-mobility"))
    assert "Не хватает данных: ОПК, приоритетная отрасль или новые регионы; работодатель в перечне региона" in told


# --- what is taken away


def pack(client, topic: str, sent: dict[str, str]) -> str:
    document = Word(io.BytesIO(client.post(f"/support/papers/?topic={topic}", sent).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_only_what_is_applied_for_gets_an_application(client, region):
    assert pack(client, "hire", DISABLED).count("Просим предоставить") == 4
    saving = pack(client, "hire", MANUFACTURER)
    assert "Пониженные взносы обрабатывающих МСП" in saving and "Куда: Федеральная налоговая служба" not in saving


def test_a_duty_that_holds_gets_a_sheet_for_the_file(client, region):
    text = pack(client, "employer", QUOTA)
    assert "Просим предоставить" not in text
    assert "Расчёт среднесписочной численности за квартал" in text
    assert "штраф, если квота не выполнена" in text and "Приложения" not in text
    assert "Квоту считают до 10-го числа месяца после квартала (10 июля 2026 г.)" in text.replace("\u00a0", " ")


def test_what_was_typed_of_the_enterprise_stands_once_and_leaves_no_gap(client, region):
    document = Word(io.BytesIO(client.post("/support/papers/?topic=hire", DISABLED | {"employer.okved": "25.62"}).content))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert ["Основной ОКВЭД", "25.62"] in rows


def events(client, sent: dict[str, str]) -> dict[str, date]:
    found = Calendar.from_ical(client.post("/support/dates/?topic=hire", sent).content).walk("VEVENT")
    assert all(one["dtstart"].params["VALUE"] == "DATE" for one in found)
    return {str(one["uid"]): one.decoded("dtstart") for one in found}


def test_every_day_of_a_calendar_has_a_name_of_its_own_that_stays(client, region):
    one, again, other = (events(client, sent) for sent in (DISABLED, DISABLED, DISABLED | {"job.wage": "50000"}))
    assert one == again
    assert one.keys().isdisjoint(other)
    assert all(uid.endswith("@testserver") for uid in one)
    assert "45000" not in "".join(one) and "disability" not in "".join(one)


def test_a_day_before_which_nobody_may_ask_is_not_called_a_last_day(client, region):
    found = Calendar.from_ical(client.post("/support/dates/?topic=hire", DISABLED).content).walk("VEVENT")
    told = {str(one["description"]).replace("\u00a0", " ") for one in found if one.decoded("dtstart") == date(2026, 7, 1)}
    assert "Заявление — не раньше чем через месяц после приёма" in told
    assert "выплата после первого месяца: от 27 093 ₽ до 35 275,09 ₽" in told


@pytest.mark.parametrize(("starts_on", "offered"), [("2026-06-01", True), ("", False)])
def test_a_calendar_is_offered_where_there_is_a_day_for_it(client, region, starts_on, offered):
    page = soup(client.post(HIRE, DISABLED | {"job.starts_on": starts_on}))
    assert bool(page.select("button[formaction*='/dates/']")) is offered
    assert page.select("button[formaction*='/papers/']")


# --- from the form of a hire


@pytest.fixture
def hired(region):
    return {"topic": "hire", "student": student(born=date(2004, 5, 1)).pk, "hired_on": "2026-06-15"}


def test_the_panel_says_which_answer_it_could_not_read(enter, hired):
    told = soup(enter(Role.OPERATOR).post(reverse("support:beside"), hired | {"job.wage": "сто тысяч"}))
    assert "Это не число" in words(told.find(class_="k-notice"))


def test_the_full_check_takes_along_what_the_form_of_a_hire_says(enter, hired):
    works = employer()
    operator = enter(Role.OPERATOR)
    panel = soup(operator.post(reverse("support:beside"), hired | {"employer": works.pk}))
    address = panel.find("button")["formaction"]
    response = operator.post(address, hired | {"job.wage": "45 000", "ground": "приказ № 7"})
    known = dict(response.context["hidden"])
    assert (known["person.age"], known["job.starts_on"], known["job.wage"]) == ("22", "2026-06-15", "45000")
    assert response.context["subject"].employer == works
    wrong = operator.post(address, hired | {"job.wage": "сто тысяч"})
    assert wrong.status_code == 400
    assert soup(wrong).find("input", {"name": "job.starts_on"})["value"] == "2026-06-15"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("рубин", "rubin"),
        ("5001000012", "rubin"),
        ("АК «Рубин», 5001000012", "rubin"),
        ("зебра", None),
        ("завод", None),
        ("999999999", None),
        ("9" * 40, None),
        ("а" * 301, None),
        (" ", None),
    ],
)
def test_beside_a_form_an_employer_is_known_as_soon_as_what_is_typed_names_one(enter, region, typed, meant):
    works = {"rubin": employer(name="Завод «Рубин»", short_name="АК «Рубин»", inn="5001000012"), None: None}
    employer(name="Завод «Вектор»", short_name="ООО «Вектор»")
    answer = enter(Role.OPERATOR).post(reverse("support:beside"), {"topic": "hire", "employer": typed})
    assert (answer.status_code, answer.context["subject"].employer) == (200, works[meant])


def test_beside_anything_but_a_form_the_full_check_is_a_link(enter, region):
    panel = soup(enter(Role.OPERATOR).post(reverse("support:beside"), {"topic": "hire"}))
    assert panel.find("a", href=HIRE) and panel.find("button") is None


# --- keeping a plan


@pytest.mark.parametrize("title", ["", "Сварщик " * 30])
def test_a_plan_without_a_good_name_is_not_kept_and_no_answer_is_lost(enter, region, title):
    browser = enter(Role.EMPLOYER, organisation=employer())
    response = browser.post("/support/plans/new/?topic=hire", DISABLED | {"title": title})
    assert response.status_code == 400
    keep = soup(response).find("section", attrs={"aria-labelledby": "keep"})
    assert keep.find("input", {"name": "job.wage"})["value"] == "45000"
    assert keep.find("input", {"name": "title"}).get("value", "") == title
    browser.post("/support/plans/new/?topic=hire", DISABLED | {"title": "Сварщик"})
    assert list(Plan.objects.values_list("title", flat=True)) == ["Сварщик"]


def test_a_plan_with_a_wrong_answer_is_not_kept_and_says_which(enter, region):
    browser = enter(Role.EMPLOYER, organisation=employer())
    response = browser.post("/support/plans/new/?topic=hire", DISABLED | {"title": "Сварщик", "job.wage": "сто"})
    assert response.status_code == 400 and not Plan.objects.exists()
    form = soup(response).find("input", {"name": "job.wage"}).find_parent("form")
    assert form["action"].startswith(HIRE)
