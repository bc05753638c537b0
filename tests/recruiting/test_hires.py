"""Hires are matched to needs, counted, and shown to those who may see them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse

from kadry.demand.actions import need_close, needs_fill
from kadry.demand.enums import CloseReason, NeedKind, NeedState
from kadry.demand.models import Need
from kadry.people.enums import Role
from kadry.recruiting.access import may_list_hires, visible_hires
from kadry.recruiting.actions import Matched, hires_match
from kadry.recruiting.models import Hire
from kadry.registry.models import ClusterMember
from kadry.trail import figures
from kadry.trail.action import Forbidden
from kadry.trail.figures import Scope, wilson
from kadry.trail.models import Event, PersonalView
from tests.factories import cluster, college, employer, group, hire, need, programme, signed, student, town

REGION = Scope.of(region="50")


def rematch(region, by=None) -> Matched:
    return hires_match(region=region, **signed(by))


# --- the action


def test_each_hire_gets_its_need_and_the_need_its_people(region):
    works = employer()
    asked = need(employer=works, people=2)
    taken = [hire(employer=works, on=date(2029, 7, day)) for day in (3, 1, 2)]
    assert rematch(region) == Matched(on_needs=2, without_need=1, hires_changed=2, needs_changed=1)
    asked.refresh_from_db()
    assert (asked.filled, asked.state) == (2, NeedState.FILLED)
    assert [Hire.objects.get(pk=one.pk).need_id for one in taken] == [None, asked.pk, asked.pk]


def test_matching_again_changes_nothing(region):
    works = employer()
    need(employer=works, people=2)
    for day in (1, 2, 3):
        hire(employer=works, on=date(2029, 7, day))
    rematch(region)
    before = list(Hire.objects.values()), list(Need.objects.values())
    again = rematch(region)
    assert (again.hires_changed, again.needs_changed) == (0, 0)
    assert (list(Hire.objects.values()), list(Need.objects.values())) == before


def test_an_old_code_fills_a_need_of_its_successor(region):
    old = programme("08.01.07")
    works = employer()
    asked = need(employer=works, programme=old.successor)
    hire(employer=works, programme=old)
    rematch(region)
    asked.refresh_from_db()
    assert asked.filled == 1


def test_a_need_of_practice_is_not_filled_by_a_hire(region):
    works = employer()
    need(employer=works, kind=NeedKind.PRACTICE)
    hire(employer=works)
    assert rematch(region).without_need == 1


def test_a_need_that_is_no_longer_full_is_confirmed_again(region):
    works = employer()
    asked = need(employer=works, people=1)
    only = hire(employer=works)
    rematch(region)
    only.hired_on = date(2028, 7, 1)
    only.save()
    rematch(region)
    asked.refresh_from_db()
    assert (asked.filled, asked.state) == (0, NeedState.CONFIRMED)


def test_a_closed_need_stays_closed_and_keeps_whom_it_has(region):
    works = employer()
    asked = need(employer=works, people=5)
    hire(employer=works)
    rematch(region)
    asked.refresh_from_db()
    need_close(need=asked, reason=CloseReason.PAY, **signed())
    hire(employer=works, on=date(2029, 8, 1))
    assert rematch(region).on_needs == 1
    asked.refresh_from_db()
    assert (asked.filled, asked.state) == (1, NeedState.CLOSED)


def test_matching_writes_one_event_with_its_counts(region):
    works = employer()
    need(employer=works, people=1)
    hire(employer=works)
    hire(employer=works, on=date(2029, 8, 1))
    rematch(region)
    (written,) = Event.objects.filter(name="recruiting.hires_match")
    assert (written.data, written.region_id) == ({"matched": 1, "without_need": 1, "changed": 1}, region.pk)
    (told,) = Event.objects.filter(name="demand.needs_fill")
    assert told.data == {"needs": 1, "people": 1}


def test_only_the_operator_and_the_system_match(region, cast):
    refused = set()
    for name, user in cast.items():
        try:
            rematch(region, user)
        except Forbidden:
            refused.add(name)
    assert set(cast) - refused == {"operator", "system"}


def test_nobody_can_fill_a_need_with_more_than_it_asks_for(region):
    asked = need(people=1)
    with pytest.raises(IntegrityError, match="filled_within_people"):
        needs_fill(filled={asked.pk: 2}, region=region.pk, **signed())


# --- the figures


@pytest.fixture
def hired(region):
    """Two hires in the trade at a member of two clusters, one outside it elsewhere; one of them on a need."""
    works, other = employer(), employer(municipality=town("mytishchi"))
    one = cluster(works)
    ClusterMember.objects.create(cluster=cluster(), organisation=works, role="anchor")
    need(employer=works, people=1)
    for day in (1, 2):
        hire(employer=works, on=date(2029, 7, day))
    hire(employer=other, municipality=town("mytishchi"), in_trade=False, on=date(2028, 7, 1))
    rematch(region)
    return one


def test_hires_are_counted_and_cut(hired):
    assert figures.read("recruiting.hired", REGION).value == 3
    assert figures.read("recruiting.on_needs", REGION).value == 1
    assert {key: one.value for key, one in figures.table("recruiting.hired", REGION, by="year").items()} == {"2028": 1, "2029": 2}
    assert figures.read("recruiting.hired", REGION.narrowed(cluster=hired.pk)).value == 2
    assert figures.read("recruiting.hired", REGION.narrowed(municipality="mytishchi")).value == 1


def test_the_share_in_the_trade_is_plain_division_with_its_interval(hired):
    reading = figures.read("recruiting.in_trade_rate", REGION)
    assert (reading.value, reading.count, (reading.low, reading.high)) == (2 / 3, 3, wilson(2, 3))


@pytest.mark.parametrize("key", ["recruiting.hired", "recruiting.on_needs", "recruiting.in_trade_rate"])
def test_a_figure_is_the_sum_of_its_rows(hired, key):
    listed = list(figures.rows(key, REGION))
    reading = figures.read(key, REGION)
    total = sum(row.adds_ for row in listed)
    assert reading.value == (total / sum(row.out_of_ for row in listed) if reading.low is not None else total)


def test_without_the_sheet_hires_cannot_be_told(region):
    reading = figures.read("recruiting.hired", REGION)
    assert reading.value is None
    assert reading.missing


# --- who sees whom

SEES = {
    "operator": {"ours", "theirs"},
    "auditor": {"ours", "theirs"},
    "system": {"ours", "theirs"},
    "coordinator": {"ours"},
    "employer": {"ours"},
    "another employer": set(),
    "student": {"ours"},
    "chair": set(),
    "union": set(),
    "stranger": set(),
}
LISTS = {"operator", "auditor", "system", "coordinator", "employer", "another employer"}


def test_who_sees_a_hire_by_name(cast):
    own = student(group(college=cast["coordinator"].seat.organisation), account=cast["student"])
    named = {
        "ours": hire(own, employer=cast["employer"].seat.organisation),
        "theirs": hire(student(group(college=college()))),
    }
    seen = {
        who: {name for name, one in named.items() if visible_hires(user, Hire.objects.filter(pk=one.pk))}
        for who, user in cast.items()
    }
    assert seen == SEES
    assert {who for who, user in cast.items() if may_list_hires(user)} == LISTS


# --- the page


def test_the_list_shows_which_hire_has_a_need_and_which_has_none(enter, region):
    works = employer()
    asked = need(employer=works, people=1)
    hire(employer=works)
    hire(employer=works, on=date(2029, 8, 1))
    rematch(region)
    answer = enter(Role.OPERATOR).get(reverse("recruiting:hires"), headers={"accept-language": "en"})
    page = answer.content.decode()
    assert reverse("demand:need", args=[asked.pk]) in page
    assert "without a need" in page
    assert PersonalView.objects.filter(path=reverse("recruiting:hires")).count() == 1


@pytest.mark.parametrize(("chosen", "rows"), [("on", 1), ("without", 2), ("", 3)])
def test_hires_without_a_need_can_be_asked_for(enter, hired, chosen, rows):
    answer = enter(Role.OPERATOR).get(reverse("recruiting:hires"), {"need": chosen})
    assert len(answer.context["table"].rows) == rows


def test_the_file_of_the_list_names_needs_by_number(enter, hired):
    answer = enter(Role.OPERATOR).get(reverse("recruiting:hires"), {"_export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert {line.rsplit(";", 1)[1] for line in lines[1:]} == {"", str(Need.objects.get().pk)}


def test_an_employer_sees_its_own_hires_and_their_number(client, someone):
    works = employer()
    hire(employer=works)
    hire()
    client.force_login(someone(Role.EMPLOYER, organisation=works))
    answer = client.get(reverse("recruiting:hires"))
    assert len(answer.context["table"].rows) == 1
    assert answer.context["hired"].value == 1


OPENS = {Role.OPERATOR: 200, Role.AUDITOR: 200, Role.COORDINATOR: 200, Role.EMPLOYER: 200} | {
    Role.STUDENT: 404,
    Role.CHAIR: 404,
    Role.UNION: 404,
    None: 302,
}


@pytest.mark.parametrize(("role", "status"), OPENS.items())
def test_who_may_open_the_list_even_with_nothing_in_it(enter, role, status):
    assert enter(role).get(reverse("recruiting:hires")).status_code == status
