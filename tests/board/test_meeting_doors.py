"""Which doors of the board open to whom: who left, who comes back, the auditor, strangers."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from kadry.board import actions
from kadry.board.enums import MeetingForm, MeetingState, Presence
from kadry.board.models import Member
from kadry.people.enums import Role
from tests.board.builders import DAY, cast, convened, here, meeting, member, members, motion, open_meeting, question, refused
from tests.factories import signed

HOME = f"/board/meetings/{DAY}/"
SPEAKER = "Петров П. П., директор завода"


def _text(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").replace("\xa0", " ").split())


# --- who left


@pytest.fixture
def past(client, someone):
    """Signed in is somebody who sat on the board until last year."""
    account = someone(Role.EMPLOYER)
    client.force_login(account)
    return member(account=account, until=date(2025, 1, 1))


def test_who_left_the_board_reads_neither_its_names_nor_its_papers(client, past):
    made = open_meeting(*members(3))
    actions.meeting_close(meeting=made, **signed())
    actions.minutes_write(meeting=made, **signed())
    for address in ("/board/members/", f"{HOME}minutes/1/?as=docx", f"{HOME}pack/", f"{HOME}vote/"):
        assert client.get(address).status_code == 404, address


def test_one_votes_in_the_meetings_of_days_on_which_one_sits(client, someone):
    account = someone(Role.UNION)
    client.force_login(account)
    own = member(account=account, until=DAY - timedelta(days=1))
    members(1)
    made = convened(form=MeetingForm.MIXED)
    assert client.get(f"{HOME}vote/").status_code == 404
    Member.objects.filter(pk=own.pk).update(until=DAY)
    asked = actions.motion_open(motion=motion(made), **signed())
    assert client.get(f"{HOME}vote/").context["ballot"].member == own
    actions.vote_cast(member=own, motion=asked, choice="for", **signed(account))


def test_who_joins_later_is_let_in_to_the_meeting_of_that_later_day(client, someone):
    account, later = someone(Role.UNION), DAY + timedelta(days=7)
    client.force_login(account)
    own = member(account=account, since=later)
    members(1)
    made = meeting(held_on=later, form=MeetingForm.MIXED)
    actions.meeting_convene(meeting=made, **signed())
    actions.motion_open(motion=motion(made), **signed())
    assert client.get(f"/board/meetings/{later}/vote/").context["ballot"].member == own
    convened()
    assert client.get(f"{HOME}vote/").status_code == 404


# --- who comes back


@contextmanager
def _not_entered(code: str):
    with pytest.raises(ValidationError) as wrong:
        yield
    assert [error.code for errors in wrong.value.error_dict.values() for error in errors] == [code]


def test_who_left_joins_again_for_the_same_office_and_with_the_same_account(someone, past):
    facts = {"region": past.region, "name": past.name, "office_ru": past.office_ru, "account": past.account}
    with _not_entered("seat_taken"):
        actions.member_add(**facts, since=past.until, **signed())
    again = actions.member_add(**facts, since=past.until + timedelta(days=1), **signed())
    with _not_entered("seat_taken"):
        actions.member_add(**facts | {"account": None}, since=DAY, **signed())
    other = facts | {"office_ru": "Другая должность"}
    for dates in ({"since": DAY}, {"since": date(2024, 6, 1), "until": date(2024, 7, 1)}):
        with _not_entered("account_taken"):
            actions.member_add(**other, **dates, **signed())
    assert set(Member.objects.filter(account=past.account)) == {past, again}


def test_one_who_came_back_votes_as_the_member_of_that_day(client, past):
    again = member(name=past.name, office_ru=past.office_ru, account=past.account, since=date(2026, 1, 1))
    made = open_meeting(again, *members(2))
    actions.motion_open(motion=motion(made), **signed())
    assert client.get(f"{HOME}vote/").context["voter"] == again


# --- the auditor and strangers


def test_the_auditor_reads_the_draft_of_a_meeting_and_prepares_nothing(enter, region):
    meeting()
    client = enter(Role.AUDITOR)
    assert "О мерах поддержки" in _text(client.get(HOME))
    assert "Совместное заседание" in _text(client.get("/board/meetings/"))
    assert client.get(f"{HOME}prepare/").status_code == 404


def test_who_speaks_is_named_to_those_who_may_read_names(client, enter, region):
    members(1)
    made = convened()
    actions.item_change(item=question(made), changes={"speaker": SPEAKER, "minutes": 10}, **signed())
    told = _text(client.get(HOME))
    assert "Петров" not in told and "10 мин" in told
    assert SPEAKER in _text(enter(Role.CHAIR).get(HOME))


# --- minutes


def test_who_voted_and_went_home_stands_among_those_who_came(region):
    people = members(5)
    made = open_meeting(*people)
    asked = actions.motion_open(motion=motion(made), **signed())
    for one in people[:4]:
        cast(one, asked, "for")
    actions.motion_close(motion=asked, **signed())
    here(made, *people[:4], presence=Presence.ABSENT)
    actions.meeting_close(meeting=made, **signed())
    told = str(actions.minutes_write(meeting=made, **signed()).content["en"])
    assert "5 of 5 members with a vote took part" in told
    assert told.count("left before the end") == 4


@pytest.mark.parametrize("change", ["number", "dissent", "speech"])
def test_minutes_that_are_signed_say_what_the_meeting_was(region, change):
    people = members(3)
    made = open_meeting(*people)
    asked = actions.motion_open(motion=motion(made), **signed())
    actions.motion_close(motion=asked, **signed())
    actions.meeting_close(meeting=made, **signed())
    actions.minutes_write(meeting=made, **signed())
    if change == "number":
        actions.meeting_change(meeting=made, changes={"number": "77"}, **signed())
    elif change == "dissent":
        actions.dissent_add(member=people[0], motion=asked, says="Рано", **signed())
    else:
        actions.speech_note(item=asked.item, speaker=SPEAKER, says="поддержал", **signed())
    with refused("minutes_outdated"):
        actions.minutes_sign(meeting=made, **signed())
    actions.minutes_write(meeting=made, **signed())
    written = actions.minutes_sign(meeting=made, **signed())
    made.refresh_from_db()
    assert made.state == MeetingState.SIGNED
    assert {written.content[language]["number"] for language in ("ru", "en")} == {made.number}
