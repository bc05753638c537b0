"""A deadline counted from an event is empty until the event has come, and then set once."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from kadry.board import actions, checking, queries
from kadry.board.deadlines import deadline_words
from kadry.board.enums import Counted, Verdict
from kadry.board.models import Assignment, Meeting, Minutes, Postponement
from kadry.board.reminding import reminders
from kadry.trail import figures
from tests.factories import assignment, need, signed

MARCH = date(2024, 3, 21)


def relative(event: Counted, days: int = 30, **fields) -> Assignment:
    return assignment(counted_from=event, counted_days=days, deadline=None, **fields)


def minutes(region, version: int, signed_on: date | None) -> Minutes:
    meeting, _new = Meeting.objects.get_or_create(region=region, held_on=MARCH, defaults={"title_ru": "Заседание"})
    of_day = {"content": {}, "digest": "", "made_at": timezone.make_aware(datetime(2024, 3, 22))}
    return Minutes.objects.create(meeting=meeting, version=version, signed_on=signed_on, **of_day)


def test_counted_from_the_meeting_it_is_set_at_once_and_from_minutes_when_they_are_signed(region):
    from_meeting, from_minutes = relative(Counted.MEETING), relative(Counted.MINUTES, days=10)
    minutes(region, 1, None)
    assert actions.deadlines_settle(region=region.pk) == 1
    assert Assignment.objects.get(pk=from_meeting.pk).deadline == date(2024, 4, 20)
    assert Assignment.objects.get(pk=from_minutes.pk).deadline is None
    Minutes.objects.update(signed_on=date(2024, 3, 25))
    assert actions.deadlines_settle(region=region.pk) == 1
    assert Assignment.objects.get(pk=from_minutes.pk).deadline == date(2024, 4, 4)


def test_a_second_version_of_the_minutes_moves_no_deadline(region):
    made = relative(Counted.MINUTES, days=10)
    minutes(region, 1, date(2024, 3, 25))
    actions.deadlines_settle(region=region.pk)
    minutes(region, 2, date(2024, 5, 1))
    assert actions.deadlines_settle(region=region.pk) == 0
    assert Assignment.objects.get(pk=made.pk).deadline == date(2024, 4, 4)


def test_verifying_one_starts_the_deadline_of_the_other(region, someone):
    first = assignment(evidence="Порядок", filed="Приказ № 5", state="filed")
    second = relative(Counted.ASSIGNMENT, days=14, counted_after=first)
    actions.assignment_verify(assignment=first, **signed(someone("chair")))
    first.refresh_from_db()
    assert Assignment.objects.get(pk=second.pk).deadline == date(2026, 6, 29)
    assert first.verified_on == date(2026, 6, 15)


def test_the_night_sets_what_came_in_by_workbook(region):
    made = relative(Counted.MEETING)
    actions.assignments_check(region=region.pk, **signed())
    assert Assignment.objects.get(pk=made.pk).deadline == date(2024, 4, 20)


@pytest.mark.parametrize("people", [39, 40])
def test_without_a_deadline_nothing_is_late_reminded_or_broken(client, region, people):
    need(people=people)
    by_figure, by_paper = relative(Counted.MINUTES), relative(Counted.MINUTES, evidence="Порядок")
    assert checking.test_assignment(by_figure, date(2030, 1, 1)).verdict == (Verdict.DONE if people == 40 else Verdict.ON_TIME)
    assert checking.test_assignment(by_paper, date(2030, 1, 1)).verdict == Verdict.ON_TIME
    assert reminders(region.pk, date(2030, 1, 1)) == []
    assert figures.read("board.overdue", figures.Scope.of(region="50")).value == 0
    for address in ("/board/", f"/board/assignments/{by_figure.pk}/", "/board/assignments/", "/board/debt/"):
        assert client.get(address, follow=True).status_code == 200
    assert client.get("/board/assignments/?_export=csv").status_code == 200
    assert queries.line_of(by_figure, None).days_over == 0


@pytest.mark.parametrize(
    ("event", "days", "words"),
    [
        (Counted.MEETING, 1, "1 day after the meeting"),
        (Counted.MINUTES, 30, "30 days after the minutes are signed"),
        (Counted.ASSIGNMENT, 2, "2 days after assignment 4 is verified"),
    ],
)
def test_a_deadline_to_come_is_told_in_words(region, event, days, words):
    after = assignment(number=4) if event == Counted.ASSIGNMENT else None
    with translation.override("en"):
        assert deadline_words(relative(event, days, counted_after=after)) == words


# --- postponements


def test_a_postponement_keeps_the_first_deadline_who_moved_it_and_why(region, someone):
    made, operator = assignment(deadline=date(2026, 6, 10)), someone("operator")
    need(people=1)
    for becomes in (date(2026, 9, 1), date(2026, 8, 1)):
        actions.assignment_postpone(
            assignment=made, becomes=becomes, why="Станки задержаны", **signed(operator, ground="письмо № 7")
        )
    moved = list(Postponement.objects.values_list("was", "becomes", "why", "by"))
    assert moved == [
        (date(2026, 6, 10), date(2026, 9, 1), "Станки задержаны", operator.pk),
        (date(2026, 9, 1), date(2026, 8, 1), "Станки задержаны", operator.pk),
    ]
    after = Assignment.objects.get()
    assert (after.deadline, after.verdict) == (date(2026, 8, 1), Verdict.ON_TIME)


@pytest.mark.parametrize(
    ("becomes", "why"), [(date(2026, 6, 10), "Так"), (date(2026, 9, 1), "")], ids=["the same day", "no reason"]
)
def test_a_postponement_to_the_same_day_or_without_a_reason_is_refused(region, someone, becomes, why):
    made = assignment(deadline=date(2026, 6, 10))
    with pytest.raises(ValidationError):
        actions.assignment_postpone(assignment=made, becomes=becomes, why=why, **signed(someone("operator")))
    assert (Assignment.objects.get().deadline, Postponement.objects.count()) == (date(2026, 6, 10), 0)


def test_a_deadline_that_has_not_come_cannot_be_moved(region, someone):
    made = relative(Counted.MINUTES)
    with pytest.raises(actions.WrongState):
        actions.assignment_postpone(assignment=made, becomes=date(2026, 9, 1), why="Так", **signed(someone("operator")))
