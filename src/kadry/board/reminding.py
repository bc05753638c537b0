"""Which assignments are to be brought to mind before their deadline."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from kadry.board.enums import AssignmentState, Verdict
from kadry.board.models import Assignment
from kadry.board.policy import REMIND_BEFORE
from kadry.people.enums import Role
from kadry.people.models import Message
from kadry.people.queries import unwritten


def reminders(region: int, day: date) -> list[Message]:
    """What is to be said on the day and was not said before: one message an assignment and rung.

    It goes to the operator: the responsible is an office without an account.
    """
    coming = Assignment.objects.filter(
        region_id=region, deadline__gte=day, deadline__lte=day + timedelta(days=max(REMIND_BEFORE))
    )
    waiting = coming.exclude(state=AssignmentState.OFF_CONTROL).exclude(verdict=Verdict.DONE)
    return unwritten([_message(assignment, day) for assignment in waiting])


def _message(assignment: Assignment, day: date) -> Message:
    """Of the rungs already reached, the last one."""
    step = min(step for step in REMIND_BEFORE if (assignment.deadline - day).days <= step)
    return Message(
        kind="board.deadline_reminder",
        role=Role.OPERATOR,
        subject="board.assignment",
        subject_id=assignment.pk,
        day=assignment.deadline - timedelta(days=step),
        step=step,
        link=reverse("board:assignment", args=[assignment.pk]),
        data={
            "number": assignment.number,
            "held_on": assignment.held_on.isoformat(),
            "deadline": assignment.deadline.isoformat(),
        },
    )
