"""A meeting as an entry of a calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from kadry.board.enums import MeetingState
from kadry.board.models import Meeting
from kadry.board.queries.hall import items_on
from kadry.exchange.calendars import MOSCOW, Entry, calendar_of
from kadry.trail.models import Event

USUALLY = timedelta(hours=2)


def calendar(meeting: Meeting, at: datetime) -> bytes:
    """iCalendar of the meeting; changed under the same id as often as the meeting was."""
    return calendar_of([_entry(meeting)], name=meeting.title, made_at=at, remind_before=1)


def _entry(meeting: Meeting) -> Entry:
    if meeting.starts_at:
        starts = datetime.combine(meeting.held_on, meeting.starts_at, tzinfo=MOSCOW)
        ends = starts + USUALLY
    else:
        starts = ends = meeting.held_on
    return Entry(
        uid=f"board-{meeting.region_id}-{meeting.held_on}@kadry",
        title=meeting.title,
        starts=starts,
        ends=ends,
        text="\n".join(f"{item.number}. {item.text}" for item in items_on(meeting)),
        place=meeting.place,
        url=settings.SITE + reverse("board:meeting", args=[meeting.held_on]),
        cancelled=meeting.state == MeetingState.CANCELLED,
        sequence=_changes(meeting),
    )


def _changes(meeting: Meeting) -> int:
    names = ("board.meeting_change", "board.meeting_cancel")
    return Event.objects.filter(subject="board.meeting", subject_id=meeting.pk, name__in=names).count()
