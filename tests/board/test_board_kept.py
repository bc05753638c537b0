"""What was kept of a figure is told to nobody who may not read the figure itself, on no page and in no paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from kadry.board import actions, queries
from kadry.board.models import Check, Meeting
from kadry.board.queries.reviews import kept_words
from kadry.people.actions import system_user
from kadry.people.enums import Role
from kadry.trail.models import FrozenFigure
from tests.board.builders import DAY, convened, here, members, motion, question
from tests.factories import assignment, college, employer, graduate, group, need, signed, take_up

PAID = "67 320"  # roubles one enterprise was paid


def told(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


@pytest.fixture
def paid(region):
    """A figure of one enterprise's money: its key and its scope."""
    works = employer()
    take_up(employer=works, state="paid", paid=6_732_000)
    return {"figure": "support.paid_money", "scope": f"employer={works.pk}&region=50"}


def checked(of, *values: tuple[float, int | None]) -> None:
    for week, (value, count) in enumerate(values, start=1):
        Check.objects.create(assignment=of, on=DAY - timedelta(days=7 * week), value=value, count=count, verdict="on_time")


# --- checks of an assignment


@pytest.mark.parametrize(("who", "is_told"), [(None, False), (Role.CHAIR, False), (Role.OPERATOR, True)])
def test_checks_tell_what_an_enterprise_was_paid_to_those_who_may_read_it(paid, enter, who, is_told):
    one = assignment(target=100_000, **paid)
    checked(one, (67_320, 1), (67_320, 1))
    assert (PAID in told(enter(who).get(reverse("board:assignment", args=[one.pk])))) == is_told


def test_money_that_was_of_one_enterprise_stays_untold_when_it_is_of_many(region, someone):
    take_up(employer=employer(), state="paid")
    one = assignment(figure="support.paid_money", scope="region=50", target=10_000_000)
    actions.assignments_check(region=one.region_id, **signed(by=system_user()))
    assert one.checks.get().whose == 1
    for _ in range(2):
        take_up(employer=employer(), state="paid")
    assert queries.history(queries.line_of(one, AnonymousUser())) == []


def test_a_rate_of_three_stays_untold_when_there_are_more_of_them(region, client):
    """Of six graduates it is told, and of five; not of three or four, nor of nobody knows how many."""
    school = college()
    cohort = group(college=school)
    for outcome in ("in_trade",) * 5 + ("other_trade",):
        graduate(outcome, cohort)
    one = assignment(figure="outcomes.in_trade_rate", scope=f"college={school.pk}&region=50", target=0.95)
    checked(one, (2 / 3, 3), (0.75, 4), (0.5, None), (0.8, 5))
    assert [value for _day, value in queries.history(queries.line_of(one, None))] == [0.8]
    assert "66,7" not in told(client.get(reverse("board:assignment", args=[one.pk])))


def test_a_check_keeps_how_many_rows_it_was_read_from(region):
    need(people=12), need(people=30)
    one = assignment()
    actions.assignments_check(region=region.pk, **signed())
    assert Check.objects.values_list("value", "count").get(assignment=one) == (42, 2)


def test_a_check_that_could_not_be_read_counts_no_rows(region):
    assignment(figure="demand.of_yesterday")
    actions.assignments_check(region=region.pk, **signed())
    assert Check.objects.get().count is None


# --- reviews


@pytest.mark.parametrize(("who", "is_told"), [(None, False), (Role.CHAIR, False), (Role.OPERATOR, True)])
def test_reviews_tell_what_an_enterprise_was_paid_to_those_who_may_read_it(paid, enter, someone, who, is_told):
    one = assignment(target=1, **paid)
    actions.assignment_verify(assignment=one, **signed(someone(Role.CHAIR)))
    client = enter(who)
    for address in (reverse("board:reviews"), reverse("board:assignment", args=[one.pk])):
        assert (PAID in told(client.get(address))) == is_told


def test_a_kept_figure_that_nobody_computes_any_more_has_no_words(region):
    days = {"as_of": DAY, "at": signed()["at"], "digest": "", "value": 7.0, "count": 7}
    known, gone = (FrozenFigure.objects.create(key=key, scope="region=50", **days) for key in ("demand.asked", "demand.gone"))
    assert [kept_words(kept, None) for kept in (known, gone, None)] == ["7", "", ""]


# --- the agenda, the wall and the minutes


@pytest.fixture
def voted(paid):
    """A vote froze the figure at the question."""
    people = members(3)
    made = convened()
    actions.figure_show(item=question(made), key=paid["figure"], scope=paid["scope"], **signed())
    here(made, *people)
    made = actions.meeting_open(meeting=Meeting.objects.get(pk=made.pk), **signed())
    actions.motion_open(motion=motion(made), **signed())
    assert FrozenFigure.objects.get().value == 67_320
    return made


@pytest.mark.parametrize(("who", "is_told"), [(None, False), (Role.CHAIR, False), (Role.OPERATOR, True)])
def test_the_agenda_tells_a_frozen_figure_to_those_who_may_read_it(voted, enter, who, is_told):
    page = told(enter(who).get(reverse("board:meeting", args=[DAY])))
    assert (PAID in page) == is_told


def test_the_wall_shows_what_a_guest_in_the_room_may_read(voted, enter):
    actions.item_show(meeting=voted, item=question(voted), **signed())
    page = told(enter(Role.OPERATOR).get(reverse("board:projector", args=[DAY])))
    assert "О мерах поддержки" in page and PAID not in page


def test_minutes_print_what_a_stranger_may_read(voted):
    actions.motion_close(motion=question(voted).motions.get(), **signed())
    actions.meeting_close(meeting=voted, **signed())
    written = actions.minutes_write(meeting=voted, **signed())
    text = str(written.content["ru"]).replace("\\xa0", " ").replace("\xa0", " ")
    assert "Показатели" in text and PAID not in text
