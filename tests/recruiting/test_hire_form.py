"""The pages on which a hire is written down, looked at and withdrawn."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kadry.people.enums import Role
from kadry.recruiting.actions import FromWorkbook, hire_withdraw
from kadry.recruiting.models import Hire
from kadry.registry import fields
from kadry.trail.models import Event, PersonalView
from kadry.training.models import Student
from tests.factories import college, employer, group, hire, need, signed, student, take, town, workbook
from tests.recruiting.builders import BORN, DAY, REFUSED, placed, write_down

FIND = reverse("recruiting:record")


def of_record(of: Student) -> str:
    return reverse("recruiting:record_of", args=[of.pk])


def filled_in(works, **fields) -> dict[str, object]:
    """The second step as the browser sends it."""
    form = {"employer": works.pk, "municipality": town().pk, "programme": "15.01.32", "hired_on": "2026-06-01"}
    return form | {"in_trade": "yes", "ground": "приказ № 7"} | fields


# --- the first step: whose hire


def names(answer) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [row.find("td").get_text(" ", strip=True) for row in page.select("tbody tr")]


PEOPLE = [("Семёнова", "Алёна", "Игоревна"), ("Семенов", "Пётр", ""), ("Петров", "Семён", "Ильич"), ("Аль Хасан", "Омар", "")]
SEARCHES = {
    "семен": ["Семенов Пётр", "Семёнова Алёна Игоревна"],
    "СЕМЁН": ["Семенов Пётр", "Семёнова Алёна Игоревна"],
    "семен петр": ["Семенов Пётр"],
    "  Петров   семен  ил ": ["Петров Семён Ильич"],
    "аль хасан о": ["Аль Хасан Омар"],
    "ильич": [],
    ".*": [],
    "(((": [],
}


@pytest.mark.parametrize(("typed", "expected"), SEARCHES.items())
def test_a_student_is_found_by_the_beginnings_of_the_name(enter, region, typed, expected):
    for surname, given_name, patronymic in PEOPLE:
        student(surname=surname, given_name=given_name, patronymic=patronymic)
    assert names(enter(Role.OPERATOR).get(FIND, {"name": typed})) == expected


def test_nobody_is_listed_before_a_name_is_typed(enter, region):
    student()
    client = enter(Role.OPERATOR)
    for query in ({}, {"name": ""}, {"name": "И"}):
        answer = client.get(FIND, query)
        assert names(answer) == []
        assert "Иванов" not in answer.content.decode()
    assert not PersonalView.objects.exists()


def test_a_search_shows_group_and_college_and_is_logged(enter, region):
    one = student()
    answer = enter(Role.OPERATOR).get(FIND, {"name": "Иванов"})
    page = answer.content.decode().replace("\u00a0", " ")
    assert one.group.name in page
    assert one.college.short_name in page
    assert of_record(one) in page
    assert PersonalView.objects.get().path.startswith(FIND)


def test_a_search_lists_twenty_and_says_that_there_are_more(enter, region):
    same = group()
    for _ in range(21):
        student(same)
    answer = enter(Role.OPERATOR).get(FIND, {"name": "Иванов"}, headers={"accept-language": "en"})
    assert len(names(answer)) == 20
    assert "The first 20 are shown" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COORDINATOR, Role.EMPLOYER])
def test_whom_the_search_shows_is_whom_one_may_write_down(enter, role, region):
    own_college, own_works = college(), employer()
    client = enter(role, organisation={Role.COORDINATOR: own_college, Role.EMPLOYER: own_works}.get(role))
    student(group(college=own_college), surname="Иванов")
    placed(student(surname="Иванова"), own_works)
    placed(student(surname="Ивановский"), employer())
    expected = {Role.COORDINATOR: ["Иванов Пётр"], Role.EMPLOYER: ["Иванова Пётр"]}
    assert names(client.get(FIND, {"name": "Иван"})) == expected.get(role, ["Иванов Пётр", "Иванова Пётр", "Ивановский Пётр"])


CURES = {
    Role.OPERATOR: "a college’s workbook",
    Role.COORDINATOR: "students of your college",
    Role.EMPLOYER: "placed with you for practice",
}


@pytest.mark.parametrize(("role", "words"), CURES.items())
def test_a_search_that_finds_nobody_says_what_to_do(enter, role, words):
    answer = enter(role).get(FIND, {"name": "Яковлев"}, headers={"accept-language": "en"})
    assert words in answer.content.decode()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.EMPLOYER])
def test_more_students_do_not_cost_more_queries(enter, role, region):
    works = employer()
    client = enter(role, organisation=works if role == Role.EMPLOYER else None)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(FIND, {"name": "Иванов"})
        return len(seen)

    placed(student(), works)
    few = asked()
    for _ in range(15):
        placed(student(), works)
    assert asked() <= few


# --- the second step: where and when


def test_the_form_of_an_employer_is_filled_in_as_far_as_it_is_known(client, someone):
    account = someone(Role.EMPLOYER)
    works = account.seat.organisation
    pupil = placed(student(), works)
    client.force_login(account)
    page = BeautifulSoup(client.get(of_record(pupil)).content, "html.parser")
    chosen = {field["name"]: field.find("option", selected=True) for field in page.select("main select[name]")}
    assert [option["value"] for option in page.select("select[name=employer] option")] == ["", str(works.pk)]
    assert chosen["employer"]["value"] == str(works.pk)
    assert chosen["municipality"]["value"] == str(works.municipality_id)
    assert chosen["programme"]["value"] == pupil.group.programme.code
    assert pupil.full_name in page.find("h1").get_text()
    assert PersonalView.objects.get().path == of_record(pupil)


def test_a_hire_is_written_down_and_its_page_shows_it(client, cast):
    works = cast["employer"].seat.organisation
    asked = need(employer=works, year=2026)
    pupil = placed(student(), works)
    client.force_login(cast["employer"])
    answer = client.post(of_record(pupil), filled_in(works, in_trade="no"), follow=True, headers={"accept-language": "en"})
    made = Hire.objects.get()
    assert answer.redirect_chain == [(reverse("recruiting:hire", args=[made.pk]), 302)]
    assert (made.student, made.employer, made.hired_on, made.in_trade, made.need) == (pupil, works, DAY, False, asked)
    page = answer.content.decode()
    assert pupil.full_name in page
    assert reverse("demand:need", args=[asked.pk]) in page
    assert "written down here" in page
    assert "приказ № 7" in page
    assert PersonalView.objects.filter(path=reverse("recruiting:hire", args=[made.pk])).count() == 1


BAD = {
    "no day": ({"hired_on": ""}, "hired_on"),
    "a word for a day": ({"hired_on": "вчера"}, "hired_on"),
    "far ahead": ({"hired_on": "2062-06-01"}, "hired_on"),
    "a child": ({"hired_on": "2016-06-01"}, "hired_on"),
    "no answer about the trade": ({"in_trade": ""}, "in_trade"),
    "no such programme": ({"programme": "99.99.99"}, "programme"),
    "no such municipality": ({"municipality": "0"}, "municipality"),
    "no ground": ({"ground": ""}, "ground"),
}


@pytest.mark.parametrize(("typed", "field"), BAD.values(), ids=BAD)
def test_refused_input_is_told_at_its_field_and_kept(enter, region, typed, field):
    works = employer()
    asked = {"job.wage": "42000", "job.indefinite": "yes", "job.full_time": "no", "person.disability_group": "third"}
    form = filled_in(works, **typed) | asked
    answer = enter(Role.OPERATOR).post(of_record(student()), form)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {field}
    assert not Hire.objects.exists()
    bound = {name: answer.context["form"][name].value() for name in filled_in(works)}
    assert {name: str(value) for name, value in bound.items()} == {name: str(form[name]) for name in bound}
    kept = answer.context["support_form"]
    assert {one.html_name: one.value() for one in kept} == asked
    assert BeautifulSoup(answer.content, "html.parser").find("details", open=True).find("input", {"name": "job.wage"})


@pytest.mark.parametrize(("day", "words"), REFUSED.values(), ids=REFUSED)
def test_what_the_action_refuses_is_told_in_words(enter, region, day, words):
    works, pupil = employer(), student(born=BORN)
    write_down(pupil, works)
    form = filled_in(works, hired_on=day.isoformat())
    answer = enter(Role.OPERATOR).post(of_record(pupil), form, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_what_only_the_measures_ask_is_not_kept(enter, region):
    works = employer()
    answers = {"job.wage": "424242", "person.disability_group": "second"}
    answer = enter(Role.OPERATOR).post(of_record(student()), filled_in(works) | answers)
    assert answer.status_code == 302
    kept = f"{list(Hire.objects.values())} {list(Event.objects.values('data', 'ground'))}"
    assert "424242" not in kept
    assert "second" not in kept


def test_a_wage_that_is_none_does_not_stand_in_the_way_of_a_hire(enter, region):
    answer = enter(Role.OPERATOR).post(of_record(student()), filled_in(employer()) | {"job.wage": "45 000,50 или больше"})
    assert answer.status_code == 302
    assert Hire.objects.exists()


def test_an_employer_is_typed_where_there_are_many(enter, region, monkeypatch):
    monkeypatch.setattr(fields, "LISTED", 1)
    works, pupil = employer(short_name="АК «Рубин»"), student()
    employer(short_name="ООО «Вектор»")
    client = enter(Role.OPERATOR)
    wrong = client.post(of_record(pupil), filled_in(works, employer="Зебра"))
    assert wrong.status_code == 400
    assert BeautifulSoup(wrong.content, "html.parser").select_one("input[name=employer]")["value"] == "Зебра"
    client.post(of_record(pupil), filled_in(works, employer="рубин"))
    assert Hire.objects.get().employer == works


def test_an_employer_cannot_name_another_one(client, cast):
    pupil = placed(student(), cast["employer"].seat.organisation)
    client.force_login(cast["employer"])
    answer = client.post(of_record(pupil), filled_in(employer()))
    assert (answer.status_code, Hire.objects.count()) == (400, 0)


@pytest.mark.parametrize("who", ["employer", "coordinator", "another employer", "student", "chair", "union", "auditor"])
def test_a_student_one_may_not_see_is_as_if_there_were_none(client, cast, who):
    pupil = placed(student(), employer())
    client.force_login(cast[who])
    for address in (of_record(pupil), reverse("recruiting:record_of", args=[0])):
        assert client.get(address).status_code == 404
        assert client.post(address, filled_in(employer())).status_code == 404
    assert not Hire.objects.exists()
    assert not PersonalView.objects.exists()


# --- one hire


def test_the_page_of_a_hire_opens_to_whom_it_concerns(client, cast):
    own = hire(student(group(college=cast["coordinator"].seat.organisation)), employer=cast["employer"].seat.organisation)
    address = reverse("recruiting:hire", args=[own.pk])
    statuses = {}
    for who in set(cast) - {"stranger", "system"}:
        client.force_login(cast[who])
        statuses[who] = client.get(address).status_code
    assert {who for who, status in statuses.items() if status == 200} == {"operator", "auditor", "coordinator", "employer"}
    assert set(statuses.values()) == {200, 404}


def test_a_hire_without_a_need_says_so(enter, region):
    answer = enter(Role.OPERATOR).get(reverse("recruiting:hire", args=[hire().pk]), headers={"accept-language": "en"})
    assert "without a need" in answer.content.decode()


def test_a_hire_is_withdrawn_on_its_page_with_a_reason(client, cast):
    works = cast["employer"].seat.organisation
    made = hire(placed(student(), works), employer=works)
    address = reverse("recruiting:withdraw", args=[made.pk])
    client.force_login(cast["auditor"])
    assert client.post(address, {"ground": "ошибка"}).status_code == 404
    client.force_login(cast["employer"])
    client.post(address, {"ground": ""})
    assert Hire.objects.exists()
    assert client.post(address, {"ground": "записан дважды"})["Location"] == reverse("recruiting:hires")
    assert not Hire.objects.exists()


def test_who_only_sees_a_hire_cannot_withdraw_it(client, cast):
    """The college wrote it down; the employer never had the student at practice."""
    works = cast["employer"].seat.organisation
    made = hire(employer=works)
    client.force_login(cast["employer"])
    page = client.get(reverse("recruiting:hire", args=[made.pk])).content.decode()
    address = reverse("recruiting:withdraw", args=[made.pk])
    assert address not in page
    assert client.post(address, {"ground": "ошибка"}).status_code == 404
    assert Hire.objects.exists()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COORDINATOR, Role.EMPLOYER, Role.AUDITOR])
def test_the_list_leads_to_each_hire_and_to_writing_one_down(enter, role, region):
    own_college, works = college(), employer()
    one = hire(student(group(college=own_college)), employer=works)
    client = enter(role, organisation={Role.COORDINATOR: own_college, Role.EMPLOYER: works}.get(role))
    page = client.get(reverse("recruiting:hires")).content.decode()
    assert reverse("recruiting:hire", args=[one.pk]) in page
    assert (f'href="{FIND}"' in page) == (role != Role.AUDITOR)


# --- a hire that came in by a workbook


def imported(works) -> Hire:
    """A hire that a workbook has brought in."""
    pupil = student()
    headings = ("Колледж", "Номер студента", "Работодатель", "Муниципалитет", "Код программы", "Дата приёма", "По профессии")
    row = (pupil.college.name, pupil.number, works.name, "Балашиха", "15.01.32", "01.06.2026", "да")
    take(workbook({"Приём на работу": [headings, row]}), filename="Приём.xlsx")
    return Hire.objects.get(student=pupil)


def test_a_hire_of_a_workbook_is_mended_there(region, client, someone):
    one = imported(employer())
    with pytest.raises(FromWorkbook):
        hire_withdraw(hire=one, **signed())
    client.force_login(someone(Role.OPERATOR))
    page = client.get(reverse("recruiting:hire", args=[one.pk]), headers={"accept-language": "en"}).content.decode()
    assert "Приём.xlsx · Приём на работу" in page
    assert "Mend it there" in page
    assert reverse("recruiting:withdraw", args=[one.pk]) not in page
    client.post(reverse("recruiting:withdraw", args=[one.pk]), {"ground": "ошибка"})
    assert Hire.objects.filter(pk=one.pk).exists()


# --- the panel of support measures


def test_the_form_shows_the_measures_beside_it(enter, region):
    pupil = student()
    page = BeautifulSoup(enter(Role.OPERATOR).get(of_record(pupil)).content, "html.parser")
    panel = page.find(attrs={"hx-post": reverse("support:beside")})
    sent = {field["name"] for field in panel.find_parent("form").select("[name]")}
    assert {"employer", "student", "hired_on", "job.wage", "job.indefinite", "job.full_time", "person.disability_group"} <= sent
    assert panel.find("a")["href"] == reverse("support:check")


def test_the_page_of_a_hire_asks_for_the_measures_of_its_employer_and_day_alone(enter, region):
    one = hire()
    page = BeautifulSoup(enter(Role.OPERATOR).get(reverse("recruiting:hire", args=[one.pk])).content, "html.parser")
    panel = page.find(attrs={"hx-post": reverse("support:beside")})
    sent = {field["name"]: field["value"] for field in panel.find_all("input")}
    assert sent == {"employer": str(one.employer_id), "hired_on": one.hired_on.isoformat()}
