"""Silence is a state with a deadline: reminders at 3, 9 and 21 days, the end at 45."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kadry.demand import actions
from kadry.demand.enums import CloseReason, NeedState
from kadry.demand.models import Need
from kadry.people.models import Message
from kadry.trail.models import Event
from tests.factories import employer, need, need_row, needs_book, programme, signed, take, town

CAME_IN = timezone.make_aware(datetime(2026, 2, 2, 10))


def on_day(days: int) -> dict[str, Any]:
    return signed() | {"at": CAME_IN + timedelta(days=days)}


def asked(works: Any = None, *, days: int = 0, **fields: Any) -> Need:
    """Declared so many days after the first."""
    fields = {"municipality": town(), "programme": programme(), "year": 2029, "people": 12} | fields
    return actions.need_declare(employer=works or employer(), **fields, **on_day(days))


def steps() -> list[int]:
    return sorted(Message.objects.values_list("step", flat=True))


# --- reminders


@pytest.mark.parametrize(("day", "reached"), [(0, []), (2, []), (3, [3]), (8, [3]), (9, [9]), (20, [9]), (21, [21]), (44, [21])])
def test_an_employer_is_reminded_on_the_third_ninth_and_twenty_first_day(region, day, reached):
    asked()
    assert actions.needs_remind(region=region.pk, **on_day(day)) == len(reached)
    assert steps() == reached


def test_day_by_day_each_rung_is_said_once(region):
    asked()
    written = [actions.needs_remind(region=region.pk, **on_day(day)) for day in range(45) for _twice in range(2)]
    assert sum(written) == 3
    assert steps() == [3, 9, 21]


def test_one_message_an_employer_however_many_needs(region):
    works, other = employer(), employer()
    for year in (2027, 2028, 2029):
        asked(works, year=year)
    asked(other)
    actions.needs_remind(region=region.pk, **on_day(3))
    said = {message.organisation_id: message.data["needs"] for message in Message.objects.all()}
    assert said == {works.pk: 3, other.pk: 1}
    reminded, wrote = Event.objects.all()[:2]
    assert (reminded.name, reminded.data) == ("demand.needs_remind", {"messages": 2, "needs": 4})
    assert (wrote.name, wrote.data) == ("people.messages_write", {"messages": 2, "kinds": {"demand.confirm_reminder": 2}})


def test_who_confirmed_is_left_alone(region):
    actions.need_confirm(need=asked(), **on_day(1))
    assert actions.needs_remind(region=region.pk, **on_day(3)) == 0


def test_a_changed_number_is_a_word_of_the_employer_s_and_the_silence_begins_anew(region):
    subject = asked()
    actions.need_change(need=subject, people=20, **on_day(40))
    assert actions.needs_expire(region=region.pk, **on_day(45)) == 0
    assert actions.needs_remind(region=region.pk, **on_day(42)) == 0
    assert actions.needs_remind(region=region.pk, **on_day(43)) == 1
    assert actions.needs_expire(region=region.pk, **on_day(85)) == 1


def test_a_workbook_s_needs_are_counted_from_the_day_it_came_in(region):
    works = employer()
    take(needs_book(need_row(works), need_row(works, year=2030)))
    came_in = signed()["at"]
    assert actions.needs_remind(region=region.pk, **signed() | {"at": came_in + timedelta(days=2)}) == 0
    assert actions.needs_remind(region=region.pk, **signed() | {"at": came_in + timedelta(days=3)}) == 1
    assert Message.objects.get().data["needs"] == 2


def test_a_need_of_which_nobody_knows_when_it_came_in_is_left_alone(region):
    need()
    assert actions.needs_remind(region=region.pk, **on_day(100)) == actions.needs_expire(region=region.pk, **on_day(100)) == 0


# --- the end


@pytest.mark.parametrize(("day", "closed"), [(44, 0), (45, 1), (400, 1)])
def test_on_the_forty_fifth_day_the_need_is_closed_for_want_of_an_answer(region, day, closed):
    subject = asked()
    assert actions.needs_expire(region=region.pk, **on_day(day)) == closed
    subject.refresh_from_db()
    assert (subject.state, subject.close_reason) == (
        (NeedState.CLOSED, CloseReason.SILENCE) if closed else (NeedState.DECLARED, "")
    )
    assert Message.objects.filter(kind="demand.closed_unanswered").count() == closed
    assert Event.objects.first().data == {"needs": closed, "people": 12 * closed}


@pytest.mark.parametrize(
    "given", [{"covered": 1}, {"filled": 1}, {"state": NeedState.CONFIRMED}], ids=["a place", "a hire", "confirmed"]
)
def test_a_need_somebody_counts_on_is_never_closed_by_the_calendar(region, given):
    Need.objects.filter(pk=asked().pk).update(**given)
    assert actions.needs_expire(region=region.pk, **on_day(100)) == 0
    assert Need.objects.get().state == given.get("state", NeedState.DECLARED)


def test_closing_twice_changes_nothing(region):
    asked()
    actions.needs_expire(region=region.pk, **on_day(45))
    assert actions.needs_expire(region=region.pk, **on_day(46)) == 0
    assert Message.objects.count() == 1


def test_a_need_closed_for_want_of_an_answer_can_be_opened_again_and_waits_anew(region, enter):
    subject = asked()
    actions.needs_expire(region=region.pk, **on_day(45))
    enter("operator").post(f"/needs/{subject.pk}/reopen/", {"ground": "call"})  # today, long after
    subject.refresh_from_db()
    assert (subject.state, subject.close_reason) == (NeedState.DECLARED, "")
    assert actions.needs_expire(region=region.pk, **signed()) == 0


def test_only_a_closed_need_is_opened_again(region):
    subject = asked()
    actions.need_confirm(need=subject, **on_day(1))
    with pytest.raises(actions.WrongState):
        actions.need_reopen(need=subject, **on_day(2))
    assert Need.objects.get().state == NeedState.CONFIRMED


def test_another_region_is_not_touched(region):
    asked()
    elsewhere = type(region).objects.create(code="99", name_ru="Другая", name_en="Another")
    assert actions.needs_remind(region=elsewhere.pk, **on_day(3)) == 0
    assert actions.needs_expire(region=elsewhere.pk, **on_day(45)) == 0
