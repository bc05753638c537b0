"""``kadry tick`` does what is due; doing it twice changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from kadry.demand import actions
from kadry.demand.enums import CloseReason, NeedState
from kadry.demand.models import Need
from kadry.people.models import Message
from kadry.trail.clock import today
from kadry.trail.models import Event
from tests.factories import assignment, employer, need_row, needs_book, programme, signed, take, town


def _asked(days_ago: int) -> Need:
    day = today() - timedelta(days=days_ago)
    at = timezone.make_aware(datetime(day.year, day.month, day.day, 10))
    fields = {"municipality": town(), "programme": programme(), "year": 2029, "people": 12}
    return actions.need_declare(employer=employer(), **fields, **signed() | {"at": at})


def test_a_tick_reminds_closes_and_checks_and_the_next_one_has_nothing_to_do(region, kadry):
    waits, silent = _asked(9), _asked(45)
    assignment(deadline=today() + timedelta(days=5), target=1000)
    said = kadry("tick")
    assert said.code == 0
    for words in ("decisions checked: 1", "reminders of decisions: 1", "needs closed unanswered: 1", "reminders to employers: 1"):
        assert words in said.out
    assert Need.objects.get(pk=waits.pk).state == NeedState.DECLARED
    assert Need.objects.get(pk=silent.pk).close_reason == CloseReason.SILENCE
    events, messages = Event.objects.count(), Message.objects.count()
    assert kadry("tick").out == ""
    assert (Event.objects.count(), Message.objects.count()) == (events, messages) and messages == 3


def test_what_is_carried_out_by_the_day_s_check_is_not_brought_to_mind(region, kadry):
    take(needs_book(need_row(employer(), people=50)))
    assignment(deadline=today(), target=40)
    assert "reminders" not in kadry("tick").out


def test_what_came_in_today_neither_reminds_nor_ends(region, kadry):
    take(needs_book(need_row(employer())))
    assert kadry("tick").out == ""
    assert Need.objects.get().state == NeedState.DECLARED
    assert today() == date(2026, 6, 15)
