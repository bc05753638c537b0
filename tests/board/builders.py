"""Meetings for tests, made through the actions, in as few words as the test needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from kadry.board import actions, links
from kadry.board.enums import Choice, MeetingForm, Presence
from kadry.board.models import AgendaItem, Invitation, Meeting, Member, Motion
from kadry.reference.models import Region
from kadry.trail.clock import now
from tests.factories import signed

DAY = date(2026, 6, 15)  # the day the tests work on
_numbers = count(1)


def member(**fields: Any) -> Member:
    number = next(_numbers)
    words = {"name": f"Членов {number:03d} А. А.", "office_ru": f"Директор завода № {number} (вымышлен)"}
    words |= {"since": date(2024, 1, 1), "email": f"m{number}@example.invalid", "is_invented": True}
    return Member.objects.create(region=Region.objects.get(code="50"), **words | fields)


def members(how_many: int) -> list[Member]:
    return [member() for _ in range(how_many)]


def meeting(*, form: MeetingForm = MeetingForm.IN_PERSON, **fields: Any) -> Meeting:
    """A draft for today with one question; absentee votes are taken until tomorrow where the form knows them."""
    words = {"held_on": DAY, "title_ru": "Совместное заседание", "number": "5", "place": "Подольск"}
    if form != MeetingForm.IN_PERSON:
        words["absentee_until"] = now() + timedelta(days=1)
    made = actions.meeting_make(region=Region.objects.get(code="50"), form=form, **words | fields, **signed())
    actions.item_add(meeting=made, text_ru="О мерах поддержки", **signed())
    return made


def question(of: Meeting) -> AgendaItem:
    return AgendaItem.objects.filter(held_on=of.held_on, region=of.region).first()


def motion(of: Meeting, **fields: Any) -> Motion:
    return actions.motion_put(item=question(of), text_ru="Принять к сведению", **fields, **signed())


def here(of: Meeting, *who: Member, presence: Presence = Presence.IN_PERSON) -> None:
    for one in who:
        actions.attendance_mark(meeting=of, member=one, presence=presence, **signed())


def convened(**fields: Any) -> Meeting:
    made = meeting(**fields)
    actions.meeting_convene(meeting=made, **signed())
    return made


def open_meeting(*who: Member, **fields: Any) -> Meeting:
    """Convened and opened, with these members in the room."""
    made = convened(**fields)
    here(made, *who)
    return actions.meeting_open(meeting=made, **signed())


def link_of(one: Member, of: Meeting) -> str:
    """A token of this member's, as the letter has it."""
    token = links.new_token()
    Invitation.objects.filter(meeting=of, member=one).update(token=links.hash_of(token))
    return token


def proxy(giver: Member, holder: Member, of: Meeting) -> None:
    facts = {"presence": Presence.PROXY, "proxy": holder, "proxy_paper": "доверенность № 1"}
    actions.attendance_mark(meeting=of, member=giver, **facts, **signed())


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[actions.Refused]]:
    """The action is refused for this very reason, in words that fill."""
    with pytest.raises(actions.Refused) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert "%" not in str(refusal.value)


def cast(one: Member, on: Motion, choice: Choice, token: str = "") -> None:
    """The member votes by the link."""
    token = token or link_of(one, Meeting.objects.get(held_on=on.item.held_on))
    actions.vote_cast_by_link(token=token, motion=on, member=one, choice=choice, **signed())
