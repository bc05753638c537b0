"""What stood in somebody's way when the board was used from end to end: each cure is kept here."""

from __future__ import annotations

import csv
import email
from datetime import date
from email.policy import default
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demo import sheets as demo
from kadry.board import actions, letters
from kadry.board.enums import Choice, MeetingForm, MeetingState, Outcome
from kadry.board.models import CoExecutor, Invitation, Meeting, Member, Motion, Vote
from kadry.board.pack import pack_of
from kadry.board.queries.decisions import target_words
from kadry.board.sheets import CO_EXECUTORS
from kadry.board.writing import minutes_in
from kadry.exchange.documents import Paragraph
from kadry.people.enums import Role
from kadry.people.messages import words_of
from kadry.people.models import Message
from tests.board.builders import DAY, cast, convened, here, link_of, meeting, member, members, motion, open_meeting, question
from tests.factories import assignment, employer, signed

HOME = f"/board/meetings/{DAY}/"


def _text(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").replace("\xa0", " ").split())


def _do(client, step: str, **facts):
    return client.post(f"{HOME}do/{step}/", facts, follow=True)


# --- links are handed over


def test_a_link_is_shown_once_to_the_secretary_and_that_it_was_made_to_those_who_prepare(enter, region):
    one = member()
    convened(form=MeetingForm.MIXED)
    address = f"{HOME}letters/{one.pk}/link/"
    for role in (Role.CHAIR, Role.AUDITOR, Role.EMPLOYER):
        assert enter(role).post(address).status_code == 404
    assert not Invitation.objects.exclude(handed_at=None).exists()
    answer = enter(Role.OPERATOR).post(address)
    link = BeautifulSoup(answer.content, "html.parser").code.get_text()
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "no-referrer"
    assert Client().get(link[link.index("/board/") :]).status_code == 200  # it holds, and nothing is put to the vote yet
    assert enter(Role.OPERATOR).get(address).status_code == 405
    page = enter(Role.CHAIR).get(f"{HOME}prepare/")
    assert "/board/vote/" not in page.content.decode()
    assert "ссылка выдана" in _text(page) or "a link was handed over" in _text(page)


def test_where_no_mail_is_set_up_nothing_that_lies_in_the_house_has_a_link(enter, region, django_capture_on_commit_callbacks):
    one = member()
    made = meeting(form=MeetingForm.MIXED)
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_convene(meeting=made, **signed())
    client = enter(Role.OPERATOR)
    assert not mail.outbox
    assert b"/board/vote/" not in client.get(f"{HOME}letters/{one.pk}/").content
    assert b"/board/vote/" not in client.get(f"{HOME}prepare/").content
    letters.forget(made)


# --- what is entered


@pytest.mark.parametrize(
    ("until", "status"),
    [("", 200), ("2026-06-14T10:00", 200), ("2026-06-16T10:00", 302)],
    ids=["never", "in the past", "to come"],
)
def test_absentee_votes_are_taken_until_a_moment_that_is_to_come(enter, region, until, status):
    made = meeting()
    facts = {"title_ru": made.title_ru, "form": "mixed", "quorum": "half", "absentee_until": until}
    answer = enter(Role.OPERATOR).post(f"{HOME}do/change/", facts)
    assert answer.status_code == status
    assert (Meeting.objects.get().form == MeetingForm.MIXED) == (status == 302)
    if status == 200:
        assert answer.context["forms"]["change"].errors["absentee_until"]


def test_a_meeting_is_made_for_today_or_later(enter, region):
    client = enter(Role.OPERATOR)
    answer = client.post("/board/meetings/new/", {"held_on": "2026-06-14", "title_ru": "Вчера"})
    assert answer.context["form"].errors["held_on"]
    assert not Meeting.objects.exists()
    assert client.post("/board/meetings/new/", {"held_on": "2026-06-15", "title_ru": "Сегодня"}).status_code == 302


def test_a_draft_is_changed_and_taken_back_on_the_page_of_its_question(enter, region):
    made = meeting()
    first, second = motion(made), motion(made)
    client = enter(Role.OPERATOR)
    facts = {"motion": first.pk, "text_ru": "Одобрить опыт", "majority": "all"}
    assert "Одобрить опыт" in _text(_do(client, "reword", **facts))
    first.refresh_from_db()
    assert (first.text_ru, first.majority) == ("Одобрить опыт", "all")
    wrong = client.post(f"{HOME}do/reword/", facts | {"text_ru": ""})
    [(_motion, form)] = [draft for draft in wrong.context["drafts"] if draft[1].is_bound]
    assert wrong.context["question"].item == question(made) and form.errors["text_ru"]
    _do(client, "withdraw", motion=second.pk)
    assert list(Motion.objects.all()) == [first]


@pytest.mark.parametrize("number", ["abc", "²", "0", "-1", "9" * 40])
def test_a_step_about_no_question_is_not_found(enter, region, number):
    meeting()
    client = enter(Role.OPERATOR)
    for step in ("question", "motion", "reword", "withdraw"):
        assert client.post(f"{HOME}do/{step}/", {"item": number, "motion": number}).status_code == 404
    assert client.get("/board/assignments/new/", {"item": number}).status_code == 200


def test_a_member_votes_on_its_own_page_and_enters_no_show_of_hands(client, someone, region):
    people = members(3)
    Member.objects.filter(pk=people[0].pk).update(account=someone(Role.UNION))
    made = open_meeting(*people)
    asked = actions.motion_open(motion=motion(made), **signed())
    client.force_login(someone(Role.UNION))
    for step in ("hand", "rest-for"):
        facts = {"motion": asked.pk, "member": people[0].pk, "choice": "for"}
        assert client.post(f"{HOME}do/{step}/", facts).status_code == 404
    assert not Vote.objects.exists()
    page = _text(client.get(f"{HOME}vote/"))
    assert people[0].name in page and made.title in page


def test_whoever_marks_who_is_here_comes_back_to_the_list(enter, region):
    one = member()
    convened()
    answer = enter(Role.OPERATOR).post(f"{HOME}do/here/", {"member": one.pk, "presence": "in_person"})
    assert answer["Location"] == f"{HOME}run/#people"


def test_after_the_last_vote_a_link_says_that_it_is_counted_as_often_as_it_is_opened(client, region):
    people = members(3)
    made = convened(form=MeetingForm.MIXED)
    asked = actions.motion_open(motion=motion(made), **signed())
    token = link_of(people[0], made)
    facts = {"motion": asked.pk, "member": people[0].pk, "choice": "for"}
    after = _text(client.post(f"/board/vote/{token}/", facts, follow=True))
    again = _text(client.get(f"/board/vote/{token}/"))
    assert "Голос учтён" in after and "голос учтён" in again
    assert "нельзя" not in after + again


def test_a_meeting_called_off_is_told_to_those_invited_who_have_an_account(enter, someone, region):
    works = someone(Role.EMPLOYER)
    member(account=works), member()
    convened()
    _do(enter(Role.OPERATOR), "cancel")
    told = Message.objects.get(kind="board.meeting_cancelled")
    assert told.to == works and told.link == HOME
    assert "%" not in str(words_of(told).subject) and words_of(told).subject != told.kind


# --- what was typed stays


def _form(answer, step: str):
    return {name: form for name, _title, form in answer.context["steps"]}[step]


@pytest.mark.parametrize(
    "becomes", ["2026-09-01", "2024-03-20", "nonsense"], ids=["the same day", "before the meeting", "no day"]
)
def test_a_deadline_that_cannot_be_moved_so_leaves_the_reason_in_its_form(enter, region, becomes):
    one = assignment(held_on=date(2024, 3, 21), deadline=date(2026, 9, 1), evidence="Отчёт")
    facts = {"becomes": becomes, "why": "Станки задержаны", "ground": "письмо № 4"}
    answer = enter(Role.OPERATOR).post(f"/board/assignments/{one.pk}/postpone/", facts)
    form = _form(answer, "postpone")
    assert answer.status_code == 400 and form.errors
    assert form["why"].value() == "Станки задержаны"
    assert not one.postponements.exists()


def test_an_answer_that_is_still_to_come_is_not_written_down(enter, region):
    one = assignment(evidence="Отчёт")
    passed = actions.assignment_forward(assignment=one, to_ru="Правительство области", **signed())
    facts = {"fate": "taken", "answer": "№ 7 от 1 июля", "answered_on": "2026-07-01"}
    answer = enter(Role.OPERATOR).post(f"/board/forwardings/{passed.pk}/answer/", facts)
    [(_passed, form)] = answer.context["forwardings"]
    assert form.errors["answered_on"] and form["answer"].value() == "№ 7 от 1 июля"
    passed.refresh_from_db()
    assert passed.fate == "waits"


def test_a_new_assignment_is_not_due_before_its_meeting(enter, region):
    facts = {"held_on": "2026-06-15", "text_ru": "Собрать", "responsible_ru": "Правление", "deadline": "2026-06-14"}
    answer = enter(Role.OPERATOR).post("/board/assignments/new/", facts)
    assert answer.context["form"].errors["deadline"]


def test_enter_goes_on_and_not_back_where_it_is_asked_how_it_will_be_seen(enter, region):
    facts = {"held_on": "2026-06-15", "text_ru": "Собрать", "responsible_ru": "Правление", "deadline": "2026-09-01"}
    answer = enter(Role.OPERATOR).post("/board/assignments/new/", facts)
    buttons = BeautifulSoup(answer.content, "html.parser").select("main form button[type=submit]")
    assert [button.get("name") for button in buttons] == [None, "back"]  # Enter presses the first


# --- the minutes


def _lines(made: Meeting, language: str = "ru") -> list[str]:
    told = [block.text for block in minutes_in(made, language).blocks if isinstance(block, Paragraph)]
    return ["".join(getattr(run, "text", run) for run in (text if isinstance(text, tuple) else (text,))) for text in told]


def test_minutes_say_each_thing_once(region):
    people = members(4)
    made = open_meeting(*people)
    adopted, rejected = motion(made), motion(made)
    actions.conflict_declare(member=people[3], item=question(made), says="Сам кандидат", **signed())
    for asked, choice in ((adopted, Choice.FOR), (rejected, Choice.AGAINST)):
        actions.motion_open(motion=asked, **signed())
        for one in people[:3]:
            cast(one, asked, choice)
        actions.motion_close(motion=asked, **signed())
    rejected.refresh_from_db()
    assert rejected.outcome == Outcome.REJECTED
    lines = [line.replace("\xa0", " ") for line in _lines(made)]
    assert sum("ворум" in line.lower() for line in lines) == 1
    assert not any(".." in line for line in lines)
    assert any(people[3].name in line for line in lines)
    assert any(line.startswith("РЕШИЛИ: 1.1.") for line in lines)
    assert not any("(не принято)" in line for line in lines)


def test_the_minutes_are_written_with_who_signs_them_and_again_only_with_a_reason(enter, region):
    people = members(3)
    made = open_meeting(*people)
    actions.meeting_close(meeting=made, **signed())
    client = enter(Role.OPERATOR)
    assert "chair" in client.post(f"{HOME}do/minutes/", {"number": "7"}).context["forms"]["minutes"].errors
    _do(client, "minutes", number="7", chair=people[0].pk, secretary=people[1].pk)
    made.refresh_from_db()
    assert (made.number, made.chair, made.secretary) == ("7", people[0], people[1])
    page = _do(client, "sign")
    made.refresh_from_db()
    assert made.state == MeetingState.SIGNED
    assert "/do/sign/" not in page.content.decode()
    assert client.post(f"{HOME}do/minutes/", {}).context["forms"]["minutes"].errors.keys() == {"why"}
    _do(client, "minutes", why="Опечатка в фамилии")
    assert [one.why for one in made.minutes.all()] == ["", "Опечатка в фамилии"]


# --- co-executors, and whose assignments they are


@pytest.fixture
def helped(region, someone):
    works = employer(short_name="АК «Рубин»")
    need_no_more = assignment(evidence="Отчёт", text_ru="Собрать потребность", held_on=date(2024, 3, 21), number=1)
    CoExecutor.objects.create(assignment=need_no_more, office_ru="Отдел кадров", organisation=works)
    return someone(Role.EMPLOYER, organisation=works)


@pytest.mark.parametrize("address", ["/board/assignments/", "/board/meeting/2024-03-21/", "/board/meeting/2024-03-21/matrix/"])
def test_lists_the_report_and_the_matrix_name_the_co_executors(client, helped, address):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert "Отдел кадров" in _text(client.get(address))
        return len(queries)

    before = count()
    for number in (2, 3, 4):
        more = assignment(evidence="Отчёт", held_on=date(2024, 3, 21), number=number)
        CoExecutor.objects.create(assignment=more, office_ru="Отдел кадров")
    assert count() == before


def test_whoever_has_assignments_reaches_them_from_every_page(client, helped, someone):
    client.force_login(helped)
    page = BeautifulSoup(client.get("/gallery/").content, "html.parser")
    [link] = [one for one in page.header.find_all("a") if "поручения" in one.get_text() or "assignments" in one.get_text()]
    answer = client.get(link["href"])
    assert answer.context["view"] == "organisation" and "Собрать потребность" in _text(answer)
    for other in (someone(Role.COORDINATOR), None):
        client.logout()
        if other:
            client.force_login(other)
        header = BeautifulSoup(client.get("/gallery/").content, "html.parser").header
        assert link["href"] not in [one["href"] for one in header.find_all("a")]


def test_the_demo_names_co_executors_of_its_decisions_by_headings_the_sheet_knows():
    folder = Path(demo.__file__).parent / "facts"
    rows, decisions = (list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines())) for name in _DEMO)
    assert {row["number"] for row in rows} <= {row["number"] for row in decisions}
    known = {name for column in CO_EXECUTORS.columns for name in column.headings}
    assert {head.heading for head in demo.CO_EXECUTORS.columns} <= known
    assert demo.CO_EXECUTORS.name in CO_EXECUTORS.names


_DEMO = ("co_executors.csv", "decisions_2024.csv")


def test_what_became_of_the_decisions_of_a_day_is_reached_from_its_meeting_and_from_other_days(client, region):
    for held_on in (date(2024, 3, 21), date(2026, 6, 15)):
        assignment(evidence="Отчёт", held_on=held_on)
        Meeting.objects.create(region=region, held_on=held_on, title_ru="Заседание", state=MeetingState.CLOSED)
    march = "/board/meeting/2024-03-21/"
    assert f'href="{march}"' in client.get("/board/").content.decode()
    assert f'href="{march}"' in client.get("/board/meetings/2024-03-21/").content.decode()
    Meeting.objects.create(region=region, held_on=date(2025, 1, 1), title_ru="Заседание", state=MeetingState.CLOSED)
    assert "/board/meeting/2025-01-01/" not in client.get("/board/meetings/2025-01-01/").content.decode()


# --- words


def test_a_target_in_roubles_says_so(region):
    money = assignment(figure="registry.cofinancing_confirmed", target=40_000_000)
    people = assignment(figure="demand.asked", target=40, number=2)
    assert target_words(money).replace("\xa0", " ") == "не менее 40 000 000 ₽"
    assert target_words(people) == "не менее 40"


def test_a_day_brings_a_full_stop_of_its_own(enter, region, django_capture_on_commit_callbacks):
    people = members(3)
    Member.objects.filter(pk=people[0].pk).update(account=(client := enter(Role.OPERATOR)).get("/day/").wsgi_request.user)
    made = meeting(place="", form=MeetingForm.MIXED)
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_convene(meeting=made, **signed())
    actions.motion_open(motion=motion(made), **signed())
    pages = [_text(client.get(address)) for address in (HOME, f"{HOME}vote/", f"{HOME}prepare/")]
    letter = email.message_from_bytes(letters.read(made, people[1].pk), policy=default).get_body().get_content()
    assert not any("г.." in told for told in (*pages, letter))
    letters.forget(made)


def test_before_the_meeting_the_pack_tells_who_said_they_come(enter, region):
    people = members(3)
    made = convened()
    for one, answer in zip(people, ("comes", "proxy", "cannot"), strict=True):
        actions.invitation_answer(invitation=made.invitations.get(member=one), answer=answer, **signed())
    told = dict(pack_of(made, None).blocks[0].pairs)
    assert "2" in told["Кворум"] and "Кворума нет" not in told["Кворум"]
    here(made, *people)
    actions.meeting_open(meeting=made, **signed())
    assert "Кворум есть" in dict(pack_of(made, None).blocks[0].pairs)["Кворум"]
