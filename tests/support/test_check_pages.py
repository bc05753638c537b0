"""The check as somebody uses it: with no account and nothing kept, as an employer, and beside a hire."""

from __future__ import annotations

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from docx import Document as Word
from icalendar import Calendar

from kadry.demand.enums import NeedKind
from kadry.people.enums import Role
from kadry.support.enums import TakeUpState
from kadry.support.models import Plan, Profile, TakeUp
from tests.factories import employer, need, student

HIRE = "/support/check/?topic=hire"
DISABLED = {
    "job.wage": "45 000,00",
    "job.starts_on": "2026-06-01",
    "job.indefinite": "yes",
    "job.full_time": "yes",
    "job.district_coefficient": "1",
    "person.disability_group": "second",
    "person.registered_unemployed": "yes",
}


NOBODY_SPECIAL = {
    "title": "Сварщик",
    "person.disability_group": "none",
    "person.rest": "on",
    "job.rest": "on",
    "job.wage": "20000",
}


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def rows_of_everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


# --- without an account


def test_a_stranger_learns_the_sum_the_days_and_the_papers(client, region):
    told = words(client.post(HIRE, DISABLED))
    assert "162 558 ₽" in told
    for due in ("1 июля 2026", "1 сентября 2026", "1 декабря 2026"):
        assert due in told


def test_nothing_of_a_strangers_check_is_kept_anywhere(client, region):
    before = rows_of_everything()
    response = client.post(HIRE, DISABLED)
    assert rows_of_everything() == before
    assert response["Cache-Control"] == "no-store"
    assert set(client.cookies) <= {"csrftoken"}
    assert "job.wage" not in response.wsgi_request.get_full_path()


def test_what_is_not_said_is_neither_yes_nor_no(client, region):
    told = words(client.post(HIRE, {"job.wage": "45000"}))
    assert "Следующий вопрос" in told and "Сказать пока нельзя" in told
    assert "Пока ничего не подходит наверняка" in told and "не меньше 162 558" not in told


def test_an_answered_question_keeps_all_that_was_said_before(client, region):
    first = client.post(HIRE, {key: value for key, value in DISABLED.items() if key != "person.registered_unemployed"})
    page = BeautifulSoup(first.content, "html.parser")
    form = page.select_one("section[aria-labelledby=next] form")
    carried = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    carried.pop("csrfmiddlewaretoken", None)
    assert carried["job.wage"] == "45000" and carried["person.disability_group"] == "second"
    told = words(client.post(HIRE, carried | {"person.registered_unemployed": "yes"}))
    assert "162 558 ₽" in told


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("job.wage", "много", "Это не число"),
        ("job.wage", "-5", "не меньше 0"),
        ("job.wage", "1,005", "Слишком много знаков"),
        ("job.wage", "9" * 15, "слишком велико"),
        ("job.district_coefficient", "7", "от 1 до 2"),
        ("person.age", "200", "120"),
        ("job.starts_on", "завтра", "дат"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_typed_is_lost(client, region, field, typed, says):
    response = client.post(HIRE, DISABLED | {field: typed})
    assert response.status_code == 400
    page = BeautifulSoup(response.content, "html.parser")
    assert says in words(response)
    assert page.find("input", {"name": field})["value"] == typed
    assert page.find("select", {"name": "person.disability_group"}).find("option", selected=True)["value"] == "second"


def test_of_the_rest_nothing_is_so_turns_the_unticked_into_a_no(client, region):
    answers = client.post(HIRE, {"person.svo_fighter": "yes", "person.rest": "on"}).context["hidden"]
    assert ("person.svo_fighter", "yes") in answers and ("person.guardian", "no") in answers
    assert "job.indefinite" not in dict(answers)


def test_a_known_no_is_not_lost_when_the_form_is_sent_again(client, region):
    edited = client.post(HIRE, {"job.full_time": "no", "edit": "1"})
    page = BeautifulSoup(edited.content, "html.parser")
    assert [(field["type"], field["value"]) for field in page.find_all("input", {"name": "job.full_time"})] == [
        ("hidden", "no"),
        ("checkbox", "yes"),
    ]


def test_an_unknown_topic_asks_what_is_planned(client, region):
    assert "Что вы планируете?" in words(client.get("/support/check/?topic=picnic&employer=x&need=9999999999999999999999"))


def test_the_registry_fills_in_what_is_public_and_nothing_else(client, region):
    works = employer(activity="25.62", staff=310, inn="5001000000")
    Profile.objects.create(employer=works, facts={"employer.debt": 700_000}, at="2026-06-01T00:00Z")
    page = BeautifulSoup(client.get(f"{HIRE}&employer={works.pk}").content, "html.parser")
    assert page.find("input", {"name": "employer.okved"})["value"] == "25.62"
    assert not page.find("input", {"name": "employer.debt"}).get("value")


def test_an_enterprise_is_found_by_a_part_of_its_name_or_by_its_number(client, region):
    works = employer(name="АО «Вымышленный механический завод»", inn="5001000000")
    for text in ("механический вымышл", "5001000000"):
        found = BeautifulSoup(client.get("/support/check/", {"q": text}).content, "html.parser")
        assert found.find("a", href=f"/support/check/?employer={works.pk}")
    assert "нет предприятия" in words(client.get("/support/check/", {"q": "Ничего такого"})).lower()


# --- papers and dates


def test_the_papers_hold_what_is_known_and_leave_gaps_for_the_rest(client, region):
    works = employer(name="ООО «Длинное имя & Ко» <вымышленное>")
    response = client.post(f"/support/papers/?topic=hire&employer={works.pk}", DISABLED)
    document = Word(io.BytesIO(response.content))
    text = "\n".join([p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells])
    assert works.name in text and "45 000 ₽" in " ".join(text.split()) and "ИНН" in text
    assert response["Cache-Control"] == "no-store"


def test_a_measure_whose_text_nobody_saw_gets_no_application(client, region):
    response = client.post("/support/papers/?topic=employer", {})
    text = "\n".join(p.text for p in Word(io.BytesIO(response.content)).paragraphs)
    assert "Агропрофи" not in text


def test_the_dates_go_into_a_calendar(client, region):
    found = Calendar.from_ical(client.post("/support/dates/?topic=hire", DISABLED).content).walk("VEVENT")
    days = {event.decoded("dtstart") for event in found}
    assert {date(2026, 7, 1), date(2026, 9, 1), date(2026, 12, 1)} <= days


# --- an employer


@pytest.fixture
def works(region):
    return employer(activity="25.62")


@pytest.fixture
def kept(enter, works):
    browser = enter(Role.EMPLOYER, organisation=works)
    browser.post("/support/plans/new/?topic=hire", DISABLED | {"employer.debt": "0", "title": "Сварщик, цех № 3"})
    return browser, Plan.objects.get()


def test_a_kept_plan_counts_its_measures_as_seen_and_remembers_the_enterprise(kept, works):
    _, plan = kept
    assert plan.employer == works and plan.facts["job.wage"] == 45000
    assert Profile.objects.get(employer=works).facts == {"employer.debt": 0}
    disabled = TakeUp.objects.get(plan=plan, measure="sfr-2714-disabled")
    assert (disabled.state, disabled.fits, disabled.expected) == (TakeUpState.SEEN, True, 162_558_00)


def test_the_plan_answers_by_the_law_of_the_day_it_is_opened(kept):
    browser, plan = kept
    told = words(browser.get(f"/support/plans/{plan.pk}/"))
    assert "162 558 ₽" in told and "Сварщик, цех № 3" in told


def test_a_changed_plan_takes_back_what_no_longer_fits_but_not_what_was_applied_for(kept):
    browser, plan = kept
    applied = plan.take_ups.get(measure="sfr-2714-disabled")
    browser.post(f"/support/applications/{applied.pk}/apply/", {"on": "2026-06-15", "ground": "заявление № 7"})
    browser.post(f"/support/plans/{plan.pk}/change/", NOBODY_SPECIAL)
    plan.refresh_from_db()
    assert plan.facts["job.wage"] == 20000
    assert plan.take_ups.get(measure="sfr-2714-disabled").expected == 162_558_00
    assert not plan.take_ups.filter(measure="sfr-2712-workplace").exists()


def test_a_dropped_plan_leaves_only_what_was_applied_for(kept):
    browser, plan = kept
    applied = plan.take_ups.get(measure="sfr-2714-disabled")
    browser.post(f"/support/applications/{applied.pk}/apply/", {"on": "2026-06-15", "ground": "заявление № 7"})
    browser.post(f"/support/plans/{plan.pk}/drop/")
    assert not Plan.objects.exists()
    assert list(TakeUp.objects.values_list("measure", "plan")) == [("sfr-2714-disabled", None)]


def test_what_an_employer_plans_is_nobody_elses_business(kept, client, someone):
    _, plan = kept
    client.force_login(someone(Role.EMPLOYER, email="other@example.invalid"))
    for address in (f"/support/plans/{plan.pk}/", f"/support/plans/{plan.pk}/change/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/support/plans/{plan.pk}/drop/").status_code == 404
    assert plan.title not in words(client.get("/support/plans/")) + words(client.get("/support/calendar/"))


def test_an_employer_cannot_keep_a_plan_for_another_enterprise(kept, works):
    browser, _ = kept
    other = employer()
    browser.post(f"/support/plans/new/?topic=hire&employer={other.pk}", DISABLED | {"title": "Чужой"})
    assert set(Plan.objects.values_list("employer", flat=True)) == {works.pk}


def test_the_calendar_and_the_comparison_speak_of_the_kept_plans(kept):
    browser, plan = kept
    browser.post("/support/plans/new/?topic=hire", {"job.wage": "100000", "title": "Токарь"})
    assert "1 июля 2026" in words(browser.get("/support/calendar/"))
    assert b"SUMMARY" in browser.get("/support/calendar/?_export=ics").content
    both = browser.get("/support/plans/side-by-side/", {"plan": list(Plan.objects.values_list("pk", flat=True))})
    assert "Токарь" in words(both) and plan.title in words(both) and "162 558 ₽" in words(both)
    assert "хотя бы два" in words(browser.get("/support/plans/side-by-side/?plan=x"))


def test_a_need_of_target_contracts_brings_its_topic_and_what_it_says(kept, works):
    browser, _ = kept
    target = need(employer=works, kind=NeedKind.TARGET)
    page = BeautifulSoup(browser.get(f"/support/check/?need={target.pk}").content, "html.parser")
    assert page.find("input", {"name": "contract.target", "type": "checkbox"}).has_attr("checked")


def test_a_need_of_somebody_else_is_as_if_there_were_none(kept, client):
    browser, _ = kept
    strange = need()
    assert strange.employer.name not in words(browser.get(f"/support/check/?topic=hire&need={strange.pk}"))


# --- beside a hire


def test_the_panel_goes_by_what_the_form_holds_so_far(kept, works):
    browser, _ = kept
    told = words(
        browser.post(reverse("support:beside"), DISABLED | {"topic": "hire", "job.wage": "не число", "hired_on": "2026-06-01"})
    )
    assert "Государственная поддержка" in told
    told = words(browser.post(reverse("support:beside"), DISABLED | {"kind": "hire"}))
    assert "162 558 ₽" in told


def test_the_panel_tells_the_age_of_a_student_only_to_whom_it_may(enter, region):
    minor = student(born=date(2009, 5, 1))
    asked = {"topic": "hire", "student": minor.pk, "hired_on": "2026-06-15"}
    operator = enter(Role.OPERATOR).post(reverse("support:beside"), asked).context["answers"]
    assert any(one.measure_id == "minors-hours" for one in operator.certain + operator.no)
    stranger = enter(Role.EMPLOYER).post(reverse("support:beside"), asked).context["answers"]
    assert any(one.measure_id == "minors-hours" for one in stranger.unsettled)
