"""Deadlines counted from an event: empty until it has come, then set once and moved only by a postponement."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kadry.board.enums import Counted
from kadry.board.models import Assignment, Minutes, Postponement
from kadry.web.templatetags.words import day


def deadlines_settle(*, region: int) -> int:
    """Set every deadline of the region whose event has come; for the action that makes one come. Returns how many.

    It reads the events themselves, so it may be called at any time and as often as one likes.
    """
    waiting = Assignment.objects.filter(region_id=region, deadline=None).select_related("counted_after")
    due = [assignment for assignment in waiting if deadline_settle(assignment)]
    Assignment.objects.bulk_update(due, ["deadline"])
    return len(due)


def deadline_settle(assignment: Assignment) -> bool:
    """Set the deadline of one assignment (unsaved) where its event has come."""
    came_on = None if assignment.deadline else event_day(assignment)
    if came_on is not None:
        assignment.deadline = came_on + timedelta(days=assignment.counted_days or 0)
    return came_on is not None


def event_day(assignment: Assignment) -> date | None:
    """The day of the event a deadline is counted from; None while it has not come."""
    match assignment.counted_from:
        case Counted.MEETING:
            return assignment.held_on
        case Counted.MINUTES:
            of_meeting = Minutes.objects.filter(meeting__region=assignment.region_id, meeting__held_on=assignment.held_on)
            signed = of_meeting.exclude(signed_on=None).order_by("signed_on")
            return signed.values_list("signed_on", flat=True).first()
        case Counted.ASSIGNMENT:
            return assignment.counted_after.verified_on if assignment.counted_after else None
    return None


def deadline_words(assignment: Assignment) -> str:
    """The deadline as it was set: a day, or «30 days after the minutes are signed»."""
    if assignment.deadline:
        return day(assignment.deadline)
    days = assignment.counted_days or 0
    count = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    after = {
        Counted.MEETING: _("%(days)s after the meeting"),
        Counted.MINUTES: _("%(days)s after the minutes are signed"),
        Counted.ASSIGNMENT: _("%(days)s after assignment %(number)s is verified"),
    }[Counted(assignment.counted_from)]
    return after % {"days": count, "number": assignment.counted_after.number if assignment.counted_after else ""}


def first_deadline(assignment: Assignment) -> date | None:
    """The deadline as it stood before anybody moved it; reads ``postponements`` as they were prefetched."""
    moved: list[Postponement] = list(assignment.postponements.all())
    return moved[0].was if moved else assignment.deadline
