"""A figure cut down to one organisation's own business is told only to those whose business it is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from kadry.people.enums import Role
from kadry.trail import figures
from kadry.trail.actions import figure_freeze
from kadry.trail.queries import kept_reading
from tests.factories import employer, graduate, group, signed, take_up, town


@pytest.mark.parametrize(
    ("role", "may"), [(None, False), (Role.CHAIR, False), (Role.COORDINATOR, False), (Role.OPERATOR, True), (Role.AUDITOR, True)]
)
def test_the_support_of_one_enterprise_opens_only_to_whom_it_concerns(enter, region, role, may):
    works = employer()
    take_up(employer=works, state="paid")
    client = enter(role)
    assert client.get(f"/figures/support.paid_money?employer={works.pk}&region=50").status_code == (200 if may else 404)
    assert client.get("/figures/support.paid_money?region=50").status_code == 200


def test_the_enterprise_reads_its_own_and_not_another_ones(enter, someone, region):
    works, other = employer(), employer()
    for one in (works, other):
        take_up(employer=one, state="paid")
    client = enter(Role.EMPLOYER, organisation=works)
    assert client.get(f"/figures/support.paid_money?employer={works.pk}").status_code == 200
    assert client.get(f"/figures/support.paid_money?employer={other.pk}").status_code == 404


def test_a_page_that_prints_it_says_why_there_is_no_number(someone, region):
    works = employer()
    take_up(employer=works, state="paid")
    reading = figures.read("support.paid_money", figures.Scope.of(employer=works.pk))
    assert reading.value == 67_320
    closed = figures.for_reader(someone(Role.CHAIR), reading)
    assert (closed.value, closed.count) == (None, 0)
    assert "кого это касается" in str(closed.missing)


@pytest.mark.parametrize(("enterprises", "told"), [(1, None), (2, None), (3, 3 * 67_320)])
def test_the_money_of_few_enterprises_is_told_to_no_stranger_however_it_is_cut(enter, someone, region, enterprises, told):
    for _ in range(enterprises):
        take_up(employer=employer(), state="paid")
    take_up(employer=employer(municipality=town("podolsk")), state="paid")
    reading = figures.read("support.paid_money", figures.Scope.of(region="50", municipality="balashikha"))
    by_town = figures.table("support.paid_money", figures.Scope.of(region="50"), by="municipality")["balashikha"]
    for one in (reading, by_town):
        assert figures.for_reader(AnonymousUser(), one).value == told
        assert figures.for_reader(someone(Role.OPERATOR), one).value == enterprises * 67_320
    answer = enter(None).get("/figures/support.paid_money?municipality=balashikha&region=50")
    assert answer.context["reading"].value == told
    assert (answer.context["hidden"] == 0) == (told is None)


def test_what_was_kept_of_ones_own_business_is_told_to_no_stranger_either(someone, region):
    works = employer()
    take_up(employer=works, state="paid")
    reading = figures.read("support.paid_money", figures.Scope.of(employer=works.pk))
    kept = figure_freeze(reading=reading, **signed())
    assert kept_reading(someone(Role.OPERATOR), kept).value == 67_320
    assert kept_reading(AnonymousUser(), kept).value is None


def test_the_share_of_a_few_persons_that_was_kept_stays_untold_when_they_are_many(someone, region):
    cohort = group()
    for outcome in ("in_trade", "in_trade", "other_trade"):
        graduate(outcome, cohort)
    scope = figures.Scope.of(region="50", college=cohort.college_id)
    kept = figure_freeze(reading=figures.read("outcomes.in_trade_rate", scope), **signed())
    for _ in range(3):
        graduate("in_trade", cohort)
    later = figure_freeze(reading=figures.read("outcomes.in_trade_rate", scope), **signed())
    assert kept_reading(someone(Role.OPERATOR), kept).few
    assert kept_reading(AnonymousUser(), later).value == pytest.approx(5 / 6)


def test_the_money_of_one_that_was_kept_stays_untold_when_it_is_the_money_of_many(region):
    take_up(employer=employer(), state="paid")
    scope = figures.Scope.of(region="50")
    kept = figure_freeze(reading=figures.read("support.paid_money", scope), **signed())
    for _ in range(2):
        take_up(employer=employer(), state="paid")
    later = figure_freeze(reading=figures.read("support.paid_money", scope), **signed())
    assert kept_reading(AnonymousUser(), kept).value is None
    assert kept_reading(AnonymousUser(), later).value == 3 * 67_320
