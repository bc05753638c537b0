"""Which need a hire fills: by hand-made tables, and what holds for any rows."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadry.recruiting.matching import HireRow, Job, NeedRow, match, newest

JOB = Job(employer=1, municipality=1, programme=1, year=2026)


def a_hire(pk: int, job: Job = JOB, *, code: int = 1, on: date = date(2026, 7, 1), need: int | None = None) -> HireRow:
    return HireRow(pk, job, code, on, need)


def a_need(pk: int, people: int, job: Job = JOB, *, code: int = 1, is_closed: bool = False, is_target: bool = False) -> NeedRow:
    return NeedRow(pk, job, code, people, is_closed, is_target)


TABLE = {
    "one hire, one need": ([a_hire(1)], [a_need(7, 1)], {1: 7}),
    "no need": ([a_hire(1)], [], {}),
    "another employer": ([a_hire(1, JOB._replace(employer=2))], [a_need(7, 1)], {}),
    "another municipality": ([a_hire(1, JOB._replace(municipality=2))], [a_need(7, 1)], {}),
    "another programme": ([a_hire(1, JOB._replace(programme=2))], [a_need(7, 1)], {}),
    "another year": ([a_hire(1, JOB._replace(year=2025))], [a_need(7, 1)], {}),
    "the oldest hire first": (
        [a_hire(1, on=date(2026, 8, 1)), a_hire(2, on=date(2026, 7, 1))],
        [a_need(7, 1)],
        {2: 7},
    ),
    "of one day the first written down": ([a_hire(2), a_hire(1)], [a_need(7, 1)], {1: 7}),
    "never more than are asked for": ([a_hire(1), a_hire(2), a_hire(3)], [a_need(7, 2)], {1: 7, 2: 7}),
    "a hire before a target contract": ([a_hire(1)], [a_need(7, 1, is_target=True), a_need(8, 1)], {1: 8}),
    "the very code before its successor": ([a_hire(1, code=5)], [a_need(7, 1, code=6), a_need(8, 1, code=5)], {1: 8}),
    "the successor where the code is full": (
        [a_hire(1, code=5), a_hire(2, code=5)],
        [a_need(7, 1, code=6), a_need(8, 1, code=5)],
        {1: 8, 2: 7},
    ),
    "a closed need takes nobody new": ([a_hire(1)], [a_need(7, 1, is_closed=True)], {}),
    "a closed need keeps whom it has": ([a_hire(1, need=7), a_hire(2)], [a_need(7, 5, is_closed=True)], {1: 7}),
    "a closed need lets go who has another job now": (
        [a_hire(1, JOB._replace(employer=2), need=7)],
        [a_need(7, 1, is_closed=True)],
        {},
    ),
}


@pytest.mark.parametrize(("hires", "needs", "expected"), TABLE.values(), ids=TABLE)
def test_a_hire_fills_its_need(hires, needs, expected):
    assert match(hires, needs) == expected


def test_an_old_code_leads_to_the_newest_one_and_a_circle_ends():
    assert newest({1: 2, 2: 3, 3: None, 4: 5, 5: 4}) == {1: 3, 2: 3, 3: 3, 4: 5, 5: 4}


jobs = st.builds(Job, st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.integers(2026, 2027))
days = st.dates(date(2026, 1, 1), date(2026, 1, 4))


@st.composite
def markets(draw):
    needs = [
        NeedRow(pk, draw(jobs), draw(st.integers(1, 3)), draw(st.integers(0, 3)), draw(st.booleans()), draw(st.booleans()))
        for pk in range(1, draw(st.integers(0, 6)) + 1)
    ]
    standing = st.one_of(st.none(), st.integers(1, 6))
    hires = [
        HireRow(pk, draw(jobs), draw(st.integers(1, 3)), draw(days), draw(standing))
        for pk in range(1, draw(st.integers(0, 12)) + 1)
    ]
    return hires, needs


@given(markets())
def test_no_need_gets_more_than_it_asks_for_and_only_those_of_its_job(market):
    hires, needs = market
    found = match(hires, needs)
    by_pk = {need.pk: need for need in needs}
    jobs_of = {hire.pk: hire.job for hire in hires}
    assert all(count <= by_pk[pk].people for pk, count in Counter(found.values()).items())
    assert all(by_pk[need].job == jobs_of[hire] for hire, need in found.items())


@given(markets())
def test_nobody_stays_without_a_need_that_has_room(market):
    hires, needs = market
    found = match(hires, needs)
    taken = Counter(found.values())
    room = {need.job for need in needs if not need.is_closed and taken[need.pk] < need.people}
    assert not [hire for hire in hires if hire.pk not in found and hire.job in room]


@given(markets(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(market, random):
    hires, needs = market
    assert match(random.sample(hires, len(hires)), random.sample(needs, len(needs))) == match(hires, needs)


@given(markets())
def test_matching_what_was_matched_gives_the_same(market):
    hires, needs = market
    found = match(hires, needs)
    again = [HireRow(hire.pk, hire.job, hire.code, hire.on, found.get(hire.pk)) for hire in hires]
    assert match(again, needs) == found
