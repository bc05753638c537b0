"""Pages of meetings as somebody uses them: the public, a member, the secretary, whoever has a link."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pypdf
import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from kadry.board import actions, letters, links
from kadry.board.enums import Choice, MeetingForm, MeetingState, Outcome, Presence
from kadry.board.models import AgendaItem, Attendance, Invitation, Meeting, Member, Motion, Paper, Turnout, Vote
from kadry.people.enums import Role
from kadry.trail.clock import now
from kadry.trail.models import PersonalView
from tests.board.builders import DAY, cast, convened, here, link_of, meeting, member, members, motion, open_meeting, question
from tests.exchange.paper_files import PDF, read, upload
from tests.factories import need, signed

HOME = f"/board/meetings/{DAY}/"
YES = Choice.FOR


def _text(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").replace("\xa0", " ").split())


def _do(client, step: str, **facts):
    return client.post(f"{HOME}do/{step}/", facts, follow=True)


@pytest.fixture
def held(region):
    """A meeting with one open vote counted: five members, four for and one against, a figure frozen."""
    need(people=40)
    people = members(5)
    made = open_meeting(*people)
    actions.figure_show(item=question(made), key="demand.asked", scope="region=50", **signed())
    asked = actions.motion_open(motion=motion(made), **signed())
    for one, choice in zip(people, ("for", "for", "for", "for", "against"), strict=True):
        cast(one, asked, Choice(choice))
    actions.motion_close(motion=asked, **signed())
    return made, people, asked


# --- what everybody sees


def test_a_draft_is_known_to_those_who_prepare_it(enter, region):
    meeting()
    assert enter(None).get(HOME).status_code == 404
    assert "О мерах поддержки" in _text(enter(Role.OPERATOR).get(HOME))
    assert "Совместное заседание" not in _text(Client().get("/board/meetings/"))


def test_the_public_sees_agenda_decisions_and_counts_and_no_names_nor_drafts(client, held):
    _made, people, asked = held
    actions.motion_put(item=asked.item, text_ru="Черновик, которого не видно", **signed())
    answer = client.get(HOME)
    text = _text(answer)
    assert "О мерах поддержки" in text and "Принять к сведению" in text
    assert {"4", "1", "0"} <= set(text.replace(",", " ").split())
    assert "Черновик" not in text
    assert not any(one.name in text for one in people)
    assert not PersonalView.objects.exists()


def test_members_and_those_who_work_for_the_board_see_who_voted_how(client, someone, held):
    _made, people, _asked = held
    account = someone(Role.UNION)
    Member.objects.filter(pk=people[0].pk).update(account=account)
    for user in (account, *(someone(role) for role in (Role.OPERATOR, Role.CHAIR, Role.AUDITOR))):
        client.force_login(user)
        assert people[4].name in _text(client.get(HOME)), user.role
    assert PersonalView.objects.count() == 4


def test_a_frozen_figure_is_shown_as_it_stood(client, held):
    need(people=2)
    assert "40" in _text(client.get(HOME))
    assert client.get(HOME).context["questions"][0].figures[0].reading.value == 40


def test_the_list_counts_adopted_decisions(client, held):
    [row] = client.get("/board/meetings/").context["listed"]
    assert (row.adopted, row.meeting.held_on) == (1, DAY)


def test_an_empty_list_and_an_unknown_day(client, region):
    assert client.get("/board/meetings/").status_code == 200
    assert client.get("/board/meetings/2020-01-01/").status_code == 404
    assert client.get("/board/meetings/2020-13-01/").status_code == 404


def test_the_calendar_has_the_day_the_place_and_the_agenda(client, region):
    members(3)
    convened()
    [event] = Calendar.from_ical(client.get(f"{HOME}?as=ics").content).walk("VEVENT")
    assert event["dtstart"].dt == DAY
    assert event["location"] == "Подольск"
    assert "О мерах поддержки" in event["description"]


def test_more_members_cost_no_more_questions(client, someone, held):
    client.force_login(someone(Role.CHAIR))

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = {address: asked(address) for address in (HOME, f"{HOME}run/", "/board/members/")}
    made, _people, motion_ = held
    more = members(195)
    Attendance.objects.bulk_create([Attendance(meeting=made, member=one, presence="in_person") for one in more])
    Vote.objects.bulk_create([Vote(motion=motion_, member=one, choice="for", at=motion_.opened_at) for one in more])
    assert {address: asked(address) for address in few} == few
    assert max(few.values()) < 60


# --- the secretary


def test_a_meeting_goes_from_the_draft_to_signed_minutes_on_the_pages(enter, region):
    people = members(4)
    client = enter(Role.OPERATOR)
    client.post("/board/meetings/new/", {"held_on": DAY, "title_ru": "Заседание"})
    _do(client, "add", text_ru="О мерах поддержки", speaker="И. Иванов, директор", minutes=10)
    item = AgendaItem.objects.get()
    _do(client, "motion", item=item.pk, text_ru="Одобрить", majority="present")
    shown = {"figure": "demand.asked", "cut_for": "demand.asked", "read": "demand.asked|region=50"}
    client.post(f"{HOME}items/1/figure/", shown)
    _do(client, "paper", item=item.pk, title="Доклад", upload=upload(PDF))
    _do(client, "convene")
    for one in people[:3]:
        _do(client, "here", member=one.pk, presence="in_person")
    _do(client, "proxy", member=people[3].pk, proxy=people[0].pk, proxy_paper="доверенность № 1")
    _do(client, "open")
    asked = Motion.objects.get()
    _do(client, "vote", motion=asked.pk)
    _do(client, "hand", motion=asked.pk, member=people[1].pk, choice="against")
    _do(client, "rest-for", motion=asked.pk)
    _do(client, "count", motion=asked.pk)
    _do(client, "speech", item=item.pk, speaker="И. Иванов, директор", says="доложил", is_report="on")
    _do(client, "dissent", member=people[1].pk, motion=asked.pk, says="Рано")
    _do(client, "close")
    _do(client, "minutes", number="7", chair=people[0].pk, secretary=people[1].pk)
    text = _text(_do(client, "sign"))
    asked.refresh_from_db()
    assert (asked.outcome, asked.votes_for, asked.votes_against) == (Outcome.ADOPTED, 3, 1)
    made = Meeting.objects.get()
    assert (made.state, made.number) == (MeetingState.SIGNED, "7")
    assert made.minutes.get().signed_on == DAY
    assert people[0].name not in text or "7" in text


def test_what_is_wrong_is_said_at_its_field_and_what_was_entered_stays(enter, region):
    made = meeting()
    client = enter(Role.OPERATOR)
    item = question(made)
    answer = _do(client, "motion", item=item.pk, text_ru="", text_en="Approve it", majority="present")
    form = answer.context["forms"]["motion"]
    assert "text_ru" in form.errors and form["text_en"].value() == "Approve it"
    assert not Motion.objects.exists()
    answer = client.post("/board/meetings/new/", {"held_on": DAY, "title_ru": "Ещё одно"})
    assert "held_on" in answer.context["form"].errors


def test_a_meeting_without_a_quorum_is_not_opened_and_says_how_many_are_missing(enter, region):
    people = members(9)
    made = convened()
    here(made, *people[:2])
    answer = _do(enter(Role.CHAIR), "open")
    [message] = answer.context["messages"]
    assert "3" in str(message)
    assert Meeting.objects.get().state == MeetingState.CONVENED


@pytest.mark.parametrize(
    ("role", "step", "status"),
    [
        (Role.CHAIR, "open", 302),
        (Role.CHAIR, "convene", 404),
        (Role.CHAIR, "here", 404),
        (Role.OPERATOR, "nothing", 404),
        (Role.AUDITOR, "open", 404),
        (Role.EMPLOYER, "open", 404),
        (Role.STUDENT, "vote", 404),
    ],
)
def test_who_may_press_what(enter, region, role, step, status):
    people = members(3)
    here(convened(), *people)
    assert enter(role).post(f"{HOME}do/{step}/").status_code == status


def test_members_are_entered_and_leave(enter, region):
    client = enter(Role.OPERATOR)
    facts = {"name": "Орлова В. С.", "office_ru": "Председатель", "since": "2024-01-01", "may_vote": "on"}
    client.post("/board/members/new/", facts)
    again = client.post("/board/members/new/", facts)
    assert again.context["form"].non_field_errors()
    one = Member.objects.get()
    client.post(f"/board/members/{one.pk}/leave/", {"until": "2026-06-30"})
    one.refresh_from_db()
    assert one.until == date(2026, 6, 30)


def test_letters_wait_for_the_secretary_alone(enter, region, django_capture_on_commit_callbacks):
    one = member()
    made = meeting()
    with django_capture_on_commit_callbacks(execute=True):
        actions.meeting_convene(meeting=made, **signed())
    address = f"{HOME}letters/{one.pk}/"
    assert enter(Role.CHAIR).get(address).status_code == 404
    answer = enter(Role.OPERATOR).get(address)
    assert answer["Content-Type"] == "message/rfc822" and b"meeting.ics" in answer.content
    assert address in enter(Role.OPERATOR).get(f"{HOME}prepare/").content.decode()
    letters.forget(made)


def test_papers_are_opened_by_members_and_by_link_only(client, enter, region):
    one = member()
    made = meeting(form=MeetingForm.MIXED)
    paper = actions.paper_add(item=question(made), title="Доклад", upload=upload(PDF), **signed())
    actions.meeting_convene(meeting=made, **signed())
    assert client.get(f"/board/papers/{paper.pk}/").status_code == 302
    assert client.get(f"/board/vote/{links.new_token()}/papers/{paper.pk}/").status_code == 404
    by_link = client.get(f"/board/vote/{link_of(one, made)}/papers/{paper.pk}/")
    assert read(by_link) == PDF
    assert by_link["X-Content-Type-Options"] == "nosniff" and "attachment" in by_link["Content-Disposition"]
    to_auditor = enter(Role.AUDITOR).get(f"/board/papers/{paper.pk}/")
    assert read(to_auditor) == PDF


def test_what_is_wrong_with_a_paper_is_told_beside_it_and_its_title_is_kept(enter, region):
    item = question(meeting())
    sent = {"item": item.pk, "title": "Доклад о мерах", "upload": upload(b"MZ\x90", "доклад.pdf")}
    answer = enter(Role.OPERATOR).post(f"{HOME}do/paper/", sent)
    page = BeautifulSoup(answer.content, "html.parser")
    assert "доклад.pdf" in page.select_one("#paper_upload_error").text
    assert page.select_one("#paper_title")["value"] == "Доклад о мерах"
    assert not item.papers.exists()


def test_a_paper_sent_twice_stands_once(enter, region):
    item = question(meeting())
    client = enter(Role.OPERATOR)
    for _ in range(2):
        _do(client, "paper", item=item.pk, title="Доклад", upload=upload(PDF))
    assert item.papers.count() == 1


def test_a_paper_gone_from_the_disk_is_not_found(enter, region):
    item = question(meeting())
    paper = Paper.objects.create(item=item, title="Доклад", kind="pdf", file="papers/none.pdf", digest="0", size=1, at=now())
    assert enter(Role.OPERATOR).get(f"/board/papers/{paper.pk}/").status_code == 404


def test_a_paper_kept_before_under_a_name_with_its_ending_opens(enter, region):
    name = default_storage.save("papers/before.pdf", upload(PDF))
    paper = Paper.objects.create(item=question(meeting()), title="Доклад", kind="pdf", file=name, digest="0", size=1, at=now())
    assert read(enter(Role.OPERATOR).get(f"/board/papers/{paper.pk}/")) == PDF
    default_storage.delete(name)


# --- voting


def test_a_member_with_an_account_votes_one_motion_at_a_time_and_is_told_that_it_counts(client, someone, region):
    own, others = member(account=someone(Role.UNION)), members(3)
    made = open_meeting(own, *others)
    asked = actions.motion_open(motion=motion(made, is_secret=True), **signed())
    client.force_login(own.account)
    page = client.get(f"{HOME}vote/")
    assert page.context["ballot"].motion == asked
    vote = {"motion": asked.pk, "member": own.pk, "choice": "for"}
    answer = client.post(f"{HOME}vote/", vote, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert [one.motion for one in answer.context["counted"]] == [asked]
    again = client.post(f"{HOME}vote/", vote, follow=True)
    assert [message.level_tag for message in again.context["messages"]] == ["error"]
    other = client.post(f"{HOME}vote/", vote | {"member": others[0].pk}, follow=True)
    assert [message.level_tag for message in other.context["messages"]] == ["error"]
    assert Turnout.objects.filter(has_voted=True).count() == 1


def test_a_member_answers_the_invitation(client, someone, region):
    own = member(account=someone(Role.UNION))
    convened()
    client.force_login(own.account)
    client.post(f"{HOME}answer/", {"answer": "comes"})
    assert Invitation.objects.get().answer == "comes"
    assert client.post(f"{HOME}answer/", {"answer": "dances"}).status_code == 404


def test_one_votes_by_link_without_an_account(client, region):
    people = members(3)
    made = meeting(form=MeetingForm.MIXED)
    asked = motion(made)
    actions.meeting_convene(meeting=made, **signed())
    actions.motion_open(motion=asked, **signed())
    address = f"/board/vote/{link_of(people[0], made)}/"
    page = client.get(address)
    assert page["Referrer-Policy"] == "no-referrer" and page["Cache-Control"] == "no-store"
    assert "Принять к сведению" in _text(page)
    browser = Client(enforce_csrf_checks=True)  # a page without a referrer sends «Origin: null»
    vote = {"motion": asked.pk, "member": people[0].pk, "choice": "against"}
    answer = browser.post(address, vote, headers={"origin": "null"})
    assert answer.status_code == 302
    assert Vote.objects.get().choice == "against"
    assert Attendance.objects.get().presence == Presence.ABSENTEE


def _page_of_link(client, address: str) -> tuple[int, str, str]:
    answer = client.get(address)
    return answer.status_code, _text(answer), answer["Referrer-Policy"]


def test_a_wrong_and_a_late_link_look_exactly_alike_and_a_used_one_says_what_was_counted(client, region):
    people = members(3)
    made = meeting(form=MeetingForm.MIXED)
    asked = motion(made)
    actions.meeting_convene(meeting=made, **signed())
    actions.motion_open(motion=asked, **signed())
    used, late = link_of(people[0], made), link_of(people[1], made)
    cast(people[0], asked, YES, used)
    Invitation.objects.filter(member=people[1]).update(token_until=asked.opened_at - timedelta(days=1))
    pages = [_page_of_link(client, f"/board/vote/{token}/") for token in (links.new_token(), late, used)]
    assert pages[0] == pages[1]
    assert [status for status, _text, _policy in pages] == [404, 404, 200]
    assert "голос учтён" in pages[2][1] and "Откройте" not in pages[2][1]
    for token in (links.new_token(), late, used):
        vote = {"motion": asked.pk, "member": people[1].pk, "choice": "for"}
        client.post(f"/board/vote/{token}/", vote)
    assert Vote.objects.count() == 1


def test_running_counts_of_a_secret_vote_are_on_no_page(enter, someone, region):
    people = members(7)
    made = open_meeting(*people)
    asked = actions.motion_open(motion=motion(made, is_secret=True), **signed())
    pages = (HOME, f"{HOME}run/", f"{HOME}screen/", f"{HOME}pack/?as=docx", f"{HOME}items/1/", f"{HOME}prepare/")
    client = enter(Role.OPERATOR)
    tallied = {}
    for swap in (Choice.FOR, Choice.AGAINST):
        asked.tallies.update(votes=0)
        asked.tallies.filter(choice=swap).update(votes=3)
        tallied[swap] = [_shown(client.get(address)) for address in pages]
    assert tallied[Choice.FOR] == tallied[Choice.AGAINST]


def _shown(answer) -> str:
    assert answer.status_code == 200
    if "wordprocessing" in answer["Content-Type"]:
        return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs)
    return _text(answer)


def test_the_wall_shows_the_question_its_figures_the_motion_and_the_quorum_without_a_menu(enter, held):
    made, _people, asked = held
    actions.item_show(meeting=made, item=asked.item, **signed())
    answer = enter(Role.CHAIR).get(f"{HOME}screen/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.find("header") is None and page.find("nav") is None
    assert "мерах поддержки" in page.h1.get_text()
    assert page.select_one(".k-screen")["hx-get"] == f"{HOME}screen/"
    assert "40" in _text(answer) and "Принять к сведению" in _text(answer)


# --- papers that are made


def test_minutes_say_who_came_what_was_decided_and_how_in_both_forms(enter, held):
    made, people, asked = held
    actions.speech_note(item=asked.item, speaker="Докладов Д. Д., директор", says="доложил", is_report=True, **signed())
    actions.speech_note(item=asked.item, speaker=people[1].name, says="поддержал", **signed())
    actions.dissent_add(member=people[4], motion=asked, says="Слишком рано", **signed())
    actions.meeting_close(meeting=made, **signed())
    actions.minutes_write(meeting=made, **signed())
    client = enter(Role.OPERATOR)
    client.cookies["django_language"] = "ru"
    word = docx.Document(io.BytesIO(client.get(f"{HOME}minutes/1/?as=docx").content))
    told = "\n".join(paragraph.text for paragraph in word.paragraphs).replace("\xa0", " ")
    pages = pypdf.PdfReader(io.BytesIO(client.get(f"{HOME}minutes/1/?as=pdf").content)).pages
    printed = " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\xa0", " ")
    words = ("ПРОТОКОЛ", "ПРИСУТСТВОВАЛИ", "КВОРУМ", "ПОВЕСТКА ДНЯ", "СЛУШАЛИ", "ВЫСТУПИЛИ", "РЕШИЛИ", "ГОЛОСОВАЛИ")
    facts = ("«за» — 4, «против» — 1, «воздержались» — 0", "1.1. Принять к сведению", "40 человек на 15 июня 2026 г.")
    for said in (*words, *facts, "ОСОБОЕ МНЕНИЕ", "Слишком рано", "Докладов", *(one.name for one in people)):
        assert said in told, said
        assert said.replace("- ", "") in printed.replace("- ", ""), said
    assert client.get(f"{HOME}minutes/2/?as=docx").status_code == 404
    assert client.get(f"{HOME}minutes/1/?as=exe").status_code == 404


def test_minutes_are_written_in_english_too(enter, held):
    made, _people, _asked = held
    actions.meeting_close(meeting=made, **signed())
    actions.minutes_write(meeting=made, **signed())
    client = enter(Role.OPERATOR)
    client.cookies["django_language"] = "en"
    word = docx.Document(io.BytesIO(client.get(f"{HOME}minutes/1/?as=docx").content))
    told = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "MINUTES" in told and "DECIDED" in told and "“for” — 4" in told


def test_signed_minutes_stay_as_they_were_whatever_happens_to_the_meeting(enter, held):
    made, people, _asked = held
    actions.meeting_close(meeting=made, **signed())
    actions.minutes_write(meeting=made, **signed())
    actions.minutes_sign(meeting=made, **signed())
    client = enter(Role.OPERATOR)
    before = client.get(f"{HOME}minutes/1/?as=pdf").content
    Member.objects.filter(pk=people[0].pk).update(name="Иначе И. И.")
    AgendaItem.objects.update(text_ru="О другом")
    assert client.get(f"{HOME}minutes/1/?as=pdf").content == before


def test_the_pack_has_agenda_figures_drafts_and_who_comes(enter, region):
    need(people=40)
    people = members(3)
    made = meeting()
    actions.figure_show(item=question(made), key="demand.asked", scope="region=50", **signed())
    motion(made)
    actions.meeting_convene(meeting=made, **signed())
    answer = enter(Role.CHAIR).get(f"{HOME}pack/")
    assert answer["Content-Type"] == "application/pdf"
    told = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    for said in ("О мерах поддержки", "Принять к сведению", "40", *(one.name for one in people)):
        assert " ".join(said.split()) in " ".join(told.split()).replace("\xa0", " "), said


def test_who_does_not_see_names_gets_neither_minutes_nor_pack_nor_wall(client, held):
    for address in ("minutes/1/", "pack/", "screen/"):
        assert client.get(f"{HOME}{address}").status_code == 302  # to the sign-in page
