"""Telling a case, naming its figures, asking for the contact: the forms as somebody fills them in."""

from __future__ import annotations

import pytest

from kadry.experience import actions
from kadry.experience.models import Case, ContactRequest, Cost, Result
from kadry.people.enums import Role
from kadry.reference.models import Industry
from kadry.registry import fields
from kadry.trail.models import Event, FrozenFigure, PersonalView
from tests.experience.reading import soup, text
from tests.factories import case, college, employer, need, programme, signed, town


def _told(owner, **fields) -> dict:
    return {
        "owner": owner.pk,
        "title_ru": "Общая мастерская",
        "summary_ru": "Открыли мастерскую.",
        "forms": ["classroom", "practice"],
        "partners": "",
        "industry": Industry.objects.first().pk,
        "municipality": town().pk,
        "programmes": "15.01.32, 15.02.16",
        "begins": "2025-09-01",
        "cost_employers_money": "1500000",
        "cost_college_kind": "20000",
        "ground": "звонок",
    } | fields


def test_a_college_tells_its_case_on_one_page(region, client, someone):
    school, works = college(), employer(inn="0010000000")
    client.force_login(someone(Role.COORDINATOR, organisation=school))
    form = soup(client.get("/experience/new/"))
    assert [option["value"] for option in form.select("#id_owner option") if option["value"]] == [str(school.pk)]
    answer = client.post("/experience/new/", _told(school, partners=f"{works.inn}\n"))
    made = Case.objects.get()
    assert answer["Location"] == f"/experience/{made.pk}/"
    assert (made.state, made.forms, made.owner) == ("draft", "practice,classroom", school)
    assert {one.organisation for one in made.partners.all()} == {school, works}
    assert [one.code for one in made.programmes.all()] == ["15.01.32", "15.02.16"]
    assert {(one.source, one.in_kind): one.roubles for one in made.costs.all()} == {
        ("employers", False): 1_500_000,
        ("college", True): 20_000,
    }
    assert Event.objects.get(name="experience.case_propose").ground == "звонок"


def test_the_operator_types_who_tells_it_where_there_are_many(region, enter, monkeypatch):
    monkeypatch.setattr(fields, "LISTED", 1)
    school, works = college(short_name="Колледж «Энергия»"), employer(inn="0010000000")
    client = enter(Role.OPERATOR)
    wrong = soup(client.post("/experience/new/", _told(school, partners=works.inn) | {"owner": "Зебра"}))
    assert text(wrong.select_one("#id_owner_error")) and wrong.select_one("#id_owner")["value"] == "Зебра"
    client.post("/experience/new/", _told(school, partners=works.inn) | {"owner": "энергия"})
    made = Case.objects.get()
    assert made.owner == school
    form = soup(client.get(f"/experience/{made.pk}/change/"))
    assert "Колледж «Энергия»" in form.select_one("#id_owner")["value"]
    asked_first = [field["name"] for field in form.select("main form.k-form [name]:not([type=hidden])")]
    assert asked_first[0] == "owner", "whose case it is is asked first"


FAULTS = {
    "nobody’s partner": ({"partners": "Завод Зебра"}, "partners", "Завод Зебра"),
    "a near miss": ({"partners": "Заввод турбин"}, "partners", "Завод турбин"),
    "no such code": ({"programmes": "15.01.32 99.99.99"}, "programmes", "99.99.99"),
    "a telephone": ({"summary_ru": "Звоните 8 (495) 123-45-67"}, "summary_ru", ""),
    "an e-mail in the source": ({"source": "ivanov@zavod.example"}, "source", ""),
    "no form": ({"forms": []}, "forms", ""),
    "no date": ({"begins": "весной"}, "begins", ""),
    "below zero": ({"cost_employers_money": "-5"}, "cost_employers_money", ""),
    "no partner": ({"partners": " \n "}, "partners", ""),
    "another’s owner": ({"owner": 999_999}, "owner", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_is_kept(region, enter, fault):
    employer(name="Завод турбин", short_name="Завод турбин")
    fields, name, words = FAULTS[fault]
    answer = enter(Role.OPERATOR).post("/experience/new/", _told(college(), partners="Завод турбин") | fields)
    page = soup(answer)
    assert answer.status_code == 400
    assert words in text(page.select_one(f"#id_{name}_error"))
    assert page.select_one("#id_title_ru")["value"] == "Общая мастерская"
    assert not Case.objects.exists()


@pytest.mark.parametrize(("fields", "number"), [({"ends": "2025-01-01"}, 0), ({}, 1)])
def test_what_only_the_whole_shows_is_told_on_top(region, enter, fields, number):
    works = employer()
    case(title_ru="Общая мастерская") if number else None
    answer = enter(Role.OPERATOR).post("/experience/new/", _told(college(), partners=works.name) | fields)
    assert answer.status_code == 400
    assert soup(answer).select_one(".k-wrong__list li")
    assert Case.objects.count() == number


def test_a_partner_corrects_what_is_not_published_and_the_form_knows_what_stands(region, client, someone):
    works, school = employer(short_name="Полёт"), college()
    one = case(works, owner=school, state="draft", programmes=[programme()], forms="mentors")
    Cost.objects.create(case=one, source="region", roubles=7)
    client.force_login(someone(Role.EMPLOYER, organisation=works))
    form = soup(client.get(f"/experience/{one.pk}/change/"))
    assert form.select_one("#id_partners").get_text().strip() == "Полёт"
    assert form.select_one("#id_programmes")["value"] == "15.01.32"
    assert form.select_one("#id_cost_region_money")["value"] == "7"
    assert [box["value"] for box in form.select('[name="forms"][checked]')] == ["mentors"]
    answer = client.post(f"/experience/{one.pk}/change/", _told(school, partners="Полёт"))
    assert answer.status_code == 302
    assert Case.objects.get().title_ru == "Общая мастерская"


@pytest.mark.parametrize("who", ["employer", "auditor", "coordinator", "student"])
def test_nobody_else_changes_a_case(cast, client, who):
    one = case(state="draft")
    client.force_login(cast[who])
    assert client.get(f"/experience/{one.pk}/change/").status_code == 404
    assert client.post(f"/experience/{one.pk}/withdraw/").status_code == 404
    assert Case.objects.get().state == "draft"


def test_the_operator_publishes_and_the_owner_withdraws(client, cast):
    one = case(owner=cast["employer"].seat.organisation, state="draft")
    client.force_login(cast["employer"])
    assert client.post(f"/experience/{one.pk}/publish/").status_code == 404
    client.force_login(cast["operator"])
    client.post(f"/experience/{one.pk}/publish/")
    assert Case.objects.get().state == "published"
    client.force_login(cast["employer"])
    client.post(f"/experience/{one.pk}/withdraw/")
    assert Case.objects.get().state == "withdrawn"


def test_a_step_from_a_page_left_open_changes_nothing_and_says_so(region, enter):
    one = case(state="published")
    answer = enter(Role.OPERATOR).post(f"/experience/{one.pk}/publish/", follow=True)
    assert soup(answer).select_one(".k-notice--late")


# --- results


def test_a_figure_is_named_on_the_page_and_kept(region, enter):
    works = employer()
    one = case(works, state="draft")
    need(employer=works, people=12)
    sent = {"figure": "demand.asked", "of": f"employer={works.pk}", "what_ru": "Спрос", "told": "4", "told_on": "2025-09-01"}
    client = enter(Role.OPERATOR)
    assert client.post(f"/experience/{one.pk}/results/", sent).status_code == 302
    made = Result.objects.get()
    assert (made.figure, made.scope, made.told) == ("demand.asked", f"employer={works.pk}&region=50", 4)
    assert FrozenFigure.objects.get().value == 12
    client.post(f"/experience/{one.pk}/results/{made.pk}/keep/")
    assert FrozenFigure.objects.count() == 2
    client.post(f"/experience/{one.pk}/results/{made.pk}/remove/")
    assert not Result.objects.exists()


RESULTS = {
    "no figure": {"figure": ""},
    "an unknown figure": {"figure": "demand.gone"},
    "of somebody else": {"of": "employer=999999"},
    "not of that": {"figure": "training.students", "of": "employer"},
    "told on no day": {"told_on": ""},
    "told tomorrow": {"told_on": "2026-06-16"},
    "told below zero": {"told": "-1"},
    "no words": {"what_ru": ""},
    "a telephone": {"what_ru": "8 (495) 123-45-67"},
}


@pytest.mark.parametrize("why", RESULTS)
def test_a_result_that_makes_no_sense_is_told_and_what_was_typed_is_kept(region, enter, why):
    works = employer()
    one = case(works, state="draft")
    sent = {"figure": "demand.asked", "of": "employer", "what_ru": "Спрос", "told": "4", "told_on": "2025-09-01"} | RESULTS[why]
    if sent["of"] == "employer":
        sent["of"] = f"employer={works.pk}"
    answer = enter(Role.OPERATOR).post(f"/experience/{one.pk}/results/", sent)
    assert answer.status_code == 400
    assert soup(answer).select_one(".k-wrong__list li")
    assert not Result.objects.exists() and not FrozenFigure.objects.exists()


# --- the contact


def test_a_question_goes_its_way_from_the_page_to_the_answer(cast, client):
    one = case(owner=cast["employer"].seat.organisation, title_ru="Мастерская")
    client.force_login(cast["coordinator"])
    client.post(f"/experience/{one.pk}/contact/", {"why": "Сколько стоил станок?"})
    client.force_login(cast["employer"])
    page = soup(client.get("/experience/contacts/"))
    assert "Сколько стоил станок?" in text(page) and "Synthetic coordinator" in text(page)
    asked = ContactRequest.objects.get()
    client.post(f"/experience/contacts/{asked.pk}/answer/", {"agreed": "yes", "reply": "Отдел кадров, 8 (495) 123-45-67"})
    client.force_login(cast["coordinator"])
    assert "8 (495) 123-45-67" in text(soup(client.get(f"/experience/{one.pk}/")))
    assert "8 (495) 123-45-67" in text(soup(client.get("/experience/contacts/")))
    assert PersonalView.objects.filter(actor_id=cast["coordinator"].pk).count() == 2
    client.force_login(cast["chair"])
    assert "123-45-67" not in text(soup(client.get(f"/experience/{one.pk}/")))
    assert "123-45-67" not in text(soup(client.get("/experience/contacts/")))


def test_a_stranger_is_led_to_the_sign_in_page_and_back(region, client):
    one = case()
    link = soup(client.get(f"/experience/{one.pk}/")).select_one('section[aria-labelledby="contact"] a')
    assert link["href"] == f"/sign-in/?next=/experience/{one.pk}/"
    assert client.post(f"/experience/{one.pk}/contact/", {"why": "Как?"}).status_code == 302
    assert not ContactRequest.objects.exists()


@pytest.mark.parametrize("who", ["another employer", "auditor", "student", "coordinator"])
def test_nobody_answers_for_another(cast, client, who):
    one = case(owner=cast["employer"].seat.organisation)
    asked = actions.contact_ask(case=one, why="Как?", **signed(cast["student"]))
    client.force_login(cast[who])
    assert client.post(f"/experience/contacts/{asked.pk}/answer/", {"agreed": "yes", "reply": "я"}).status_code == 404
    assert ContactRequest.objects.get().state == "asked"


@pytest.mark.parametrize("sent", [{}, {"agreed": "yes"}, {"agreed": "maybe", "reply": "да"}, {"reply": "нет"}])
def test_half_an_answer_is_kept_in_the_form(cast, client, sent):
    one = case(owner=cast["employer"].seat.organisation)
    asked = actions.contact_ask(case=one, why="Как?", **signed(cast["student"]))
    client.force_login(cast["employer"])
    answer = client.post(f"/experience/contacts/{asked.pk}/answer/", sent)
    assert answer.status_code == 400
    assert soup(answer).select_one(f"#answer{asked.pk}_reply").get_text().strip() == sent.get("reply", "")
    assert ContactRequest.objects.get().state == "asked"


def test_an_empty_or_second_question_is_told(cast, client):
    one = case()
    client.force_login(cast["student"])
    assert client.post(f"/experience/{one.pk}/contact/", {"why": " "}).status_code == 400
    assert client.post(f"/experience/{one.pk}/contact/", {"why": "Как?"}).status_code == 302
    again = client.post(f"/experience/{one.pk}/contact/", {"why": "А когда?"})
    assert again.status_code == 400
    assert "А когда?" in soup(again).select_one("#contact_why").get_text()
    assert ContactRequest.objects.count() == 1
