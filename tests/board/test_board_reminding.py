"""What falls due is brought to mind ten and five days before, and on the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kadry.board import actions
from kadry.board.enums import AssignmentState, Verdict
from kadry.people.enums import Role
from kadry.people.models import Message
from kadry.trail.models import Event
from tests.factories import assignment, signed

DEADLINE = date(2026, 9, 1)


def before(days: int) -> dict[str, Any]:
    day = DEADLINE - timedelta(days=days)
    return signed() | {"at": timezone.make_aware(datetime(day.year, day.month, day.day, 9))}


@pytest.mark.parametrize(
    ("days", "step"), [(11, None), (10, 10), (7, 10), (5, 5), (1, 5), (0, 0), (-1, None)], ids=lambda value: str(value)
)
def test_the_operator_is_told_ten_and_five_days_before_and_on_the_day(region, days, step):
    subject = assignment(deadline=DEADLINE)
    assert actions.assignments_remind(region=region.pk, **before(days)) == int(step is not None)
    assert Event.objects.first().data == {"messages": int(step is not None)}
    if step is not None:
        said = Message.objects.get()
        assert (said.role, said.to, said.organisation_id, said.step) == (Role.OPERATOR, None, None, step)
        assert (said.subject, said.subject_id, said.link) == ("board.assignment", subject.pk, f"/board/assignments/{subject.pk}/")


def test_day_by_day_each_rung_is_said_once(region):
    assignment(deadline=DEADLINE)
    written = [actions.assignments_remind(region=region.pk, **before(days)) for days in range(20, -5, -1) for _twice in range(2)]
    assert sum(written) == 3
    assert sorted(Message.objects.values_list("step", flat=True)) == [0, 5, 10]


@pytest.mark.parametrize(
    "fields", [{"verdict": Verdict.DONE}, {"state": AssignmentState.OFF_CONTROL}], ids=["done", "off control"]
)
def test_what_is_carried_out_is_not_brought_to_mind(region, fields):
    assignment(deadline=DEADLINE, **fields)
    assert actions.assignments_remind(region=region.pk, **before(5)) == 0


def test_a_new_deadline_has_reminders_of_its_own(region):
    subject = assignment(deadline=DEADLINE)
    actions.assignments_remind(region=region.pk, **before(10))
    subject.deadline = DEADLINE + timedelta(days=30)
    subject.save()
    assert actions.assignments_remind(region=region.pk, **before(-20)) == 1
