"""A figure cut down to one organisation's own business is told only to those whose business it is."""

from __future__ import annotations

import pytest

from kadry.people.enums import Role
from kadry.trail import figures
from tests.factories import employer, take_up


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
