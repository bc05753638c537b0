"""What falls due is brought to mind ten and five days before, and on the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from kadry.board import actions
from kadry.board.enums import AssignmentState, Verdict
from kadry.board.models import CoExecutor
from kadry.people.access import visible_messages
from kadry.people.enums import Role
from kadry.people.messages import words_of
from kadry.people.models import Message
from kadry.registry.enums import OrganisationKind
from kadry.trail.models import Event
from tests.factories import assignment, college, employer, organisation, signed

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
    written = [actions.assignments_remind(region=region.pk, **before(days)) for days in range(20, -3, -1) for _twice in range(2)]
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


# --- those who have to do it


def told() -> set[tuple[str, str, int | None]]:
    return set(Message.objects.values_list("kind", "role", "organisation_id"))


def test_who_has_to_do_it_and_the_operator_are_told_each_once(region, someone):
    works, school, centre = employer(), college(), organisation(OrganisationKind.CENTRE, name="ЦОПП")
    made = assignment(deadline=DEADLINE, organisation=works, executor=someone("employer", organisation=works))
    for number, helper in enumerate((school, works, centre, None)):
        CoExecutor.objects.create(assignment=made, office_ru=f"Отдел {number}", organisation=helper)
    assert actions.assignments_remind(region=region.pk, **before(10)) == 3
    assert told() == {
        ("board.assignment_due", "employer", works.pk),
        ("board.assignment_due_together", "coordinator", school.pk),
        ("board.deadline_reminder_told", "operator", None),
    }


def test_an_executor_of_another_organisation_is_told_in_its_own_place(region, someone):
    works = employer()
    assignment(deadline=DEADLINE, executor=someone("employer", organisation=works))
    actions.assignments_remind(region=region.pk, **before(0))
    assert ("board.assignment_due", "employer", works.pk) in told()


def test_each_reads_only_what_is_for_them(region, someone):
    works, other = employer(), employer()
    assignment(deadline=DEADLINE, organisation=works)
    actions.assignments_remind(region=region.pk, **before(5))
    mine, stranger = someone("employer", organisation=works), someone("employer", organisation=other, email="b@example.invalid")
    assert [message.kind for message in visible_messages(mine, Message.objects.all())] == ["board.assignment_due"]
    assert not visible_messages(stranger, Message.objects.all()).exists()


# --- overdue


@pytest.mark.parametrize(
    ("days", "rungs"),
    [(0, []), (2, []), (3, [(3, "operator")]), (9, [(3, "operator")]), (10, [(3, "operator"), (10, "chair")]), (400, None)],
    ids=lambda value: str(value),
)
def test_what_is_overdue_rises_to_the_operator_and_then_to_the_chair(region, days, rungs):
    assignment(deadline=DEADLINE)
    actions.assignments_remind(region=region.pk, **before(-days))
    risen = sorted(Message.objects.filter(kind="board.assignment_overdue").values_list("step", "role"))
    assert risen == ([(3, "operator"), (10, "chair")] if rungs is None else rungs)
    assert actions.assignments_remind(region=region.pk, **before(-days)) == 0


@pytest.mark.parametrize(
    "fields",
    [{"verdict": Verdict.DONE}, {"state": AssignmentState.VERIFIED}, {"state": AssignmentState.OFF_CONTROL}],
    ids=["done", "verified", "off control"],
)
def test_what_is_carried_out_does_not_rise(region, fields):
    assignment(deadline=DEADLINE, **fields)
    assert actions.assignments_remind(region=region.pk, **before(-30)) == 0


def test_the_chair_reads_what_has_risen_to_the_chair_and_nothing_else(enter, region):
    assignment(deadline=DEADLINE, number=7)
    actions.assignments_remind(region=region.pk, **before(-10))
    client = enter("chair")
    (row,) = client.get(reverse("people:outbox")).context["rows"]
    assert "7" in str(row["subject"]["value"])


def test_every_kind_of_message_is_said_in_words(region):
    assignment(deadline=DEADLINE, organisation=employer())
    for days in (10, -10):
        actions.assignments_remind(region=region.pk, **before(days))
    for message in Message.objects.all():
        subject, body = words_of(message)
        assert subject != message.kind and body and "%(" not in subject + body
