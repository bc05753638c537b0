"""Which assignments are to be brought to mind before their deadline and after it, and whom they come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from kadry.board.enums import OPEN, Verdict
from kadry.board.models import Assignment
from kadry.board.policy import REMIND_BEFORE, TELL_CHAIR_AFTER, TELL_CONTROLLER_AFTER
from kadry.people.enums import Role
from kadry.people.models import Message
from kadry.people.queries import unwritten
from kadry.registry.enums import OrganisationKind
from kadry.registry.models import Organisation

# Offices and centres have no accounts of their own; the operator speaks to them.
ROLE_OF_KIND = {OrganisationKind.COLLEGE: Role.COORDINATOR, OrganisationKind.EMPLOYER: Role.EMPLOYER}
NOBODY_ELSE = (str(Role.OPERATOR), None)


def is_overdue(day: date) -> Q:
    """Still to be carried out, its deadline past. Derived each time, never stored."""
    return Q(state__in=OPEN, deadline__lt=day) & ~Q(verdict=Verdict.DONE)


def reminders(region: int, day: date) -> list[Message]:
    """What is to be said on the day and was not said before: one message an assignment, rung and reader."""
    ours = Assignment.objects.filter(region_id=region).select_related("organisation")
    return unwritten([*_before(ours, day), *_after(ours, day)])


def _before(ours: QuerySet[Assignment], day: date) -> Iterator[Message]:
    """To those who have to do it and to the operator; of the rungs already reached, the last one."""
    coming = ours.filter(state__in=OPEN, deadline__gte=day, deadline__lte=day + timedelta(days=max(REMIND_BEFORE)))
    waiting = coming.exclude(verdict=Verdict.DONE).select_related("executor")
    for assignment in waiting.prefetch_related("co_executors__organisation"):
        step = min(step for step in REMIND_BEFORE if (assignment.deadline - day).days <= step)
        due_on = assignment.deadline - timedelta(days=step)
        doing = _those_who_do(assignment)
        for (role, organisation), kind in doing.items():
            yield _message(kind, assignment, due_on, step, role, organisation)
        told = "board.deadline_reminder_told" if doing else "board.deadline_reminder"
        yield _message(told, assignment, due_on, step, *NOBODY_ELSE)


def _those_who_do(assignment: Assignment) -> dict[tuple[str, int | None], str]:
    """Reader (role, organisation) → kind of message; who answers for it is told so even where they also help."""
    found: dict[tuple[str, int | None], str] = {}
    for helper in assignment.co_executors.all():
        found |= dict.fromkeys(_people_of(helper.organisation), "board.assignment_due_together")
    found |= dict.fromkeys(_people_of(assignment.organisation), "board.assignment_due")
    seat = assignment.executor.seat if assignment.executor else None
    if seat and (seat.organisation_id or seat.role == Role.CHAIR):
        found[seat.role, seat.organisation_id] = "board.assignment_due"
    return found


def _people_of(organisation: Organisation | None) -> list[tuple[str, int]]:
    role = ROLE_OF_KIND.get(OrganisationKind(organisation.kind)) if organisation else None
    return [(str(role), organisation.pk)] if role and organisation else []


def _after(ours: QuerySet[Assignment], day: date) -> Iterator[Message]:
    """What is overdue rises: to the operator for the office that controls it, then to the chair."""
    for assignment in ours.filter(is_overdue(day)):
        late = (day - assignment.deadline).days
        for step, role in ((TELL_CONTROLLER_AFTER, Role.OPERATOR), (TELL_CHAIR_AFTER, Role.CHAIR)):
            if late >= step:
                risen_on = assignment.deadline + timedelta(days=step)
                yield _message("board.assignment_overdue", assignment, risen_on, step, str(role), None)


def _message(kind: str, assignment: Assignment, due_on: date, step: int, role: str, organisation: int | None) -> Message:
    return Message(
        kind=kind,
        role=role,
        organisation_id=organisation,
        subject="board.assignment",
        subject_id=assignment.pk,
        day=due_on,
        step=step,
        link=reverse("board:assignment", args=[assignment.pk]),
        data={
            "number": assignment.number,
            "held_on": assignment.held_on.isoformat(),
            "deadline": assignment.deadline.isoformat(),
        },
    )
