"""The take-ups of the demo: a plausible shape, nobody with a real name, and the two of 2024 that are published."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from demo import employers, sources, support
from demo.build import SIZES
from demo.model import World
from demo.region_book import _take_ups
from kadry.exchange.models import Problem
from kadry.support.enums import RefusalReason
from kadry.support.models import TakeUp
from kadry.support.sheets import REASON_WORDS, STATE_WORDS
from kadry.trail import figures
from kadry.trail.figures import Scope
from tests.factories import employer, take, workbook
from tests.support.test_take_up_sheet import HEADINGS


def world(size: str, seed: int = 1) -> World:
    """Employers and what they took up; the rest of a demo is not needed for it."""
    towns = sources.towns()
    made = World(SIZES[size], towns, sources.programmes())
    employers.employers_of(made, Random(f"{seed}/{size}/employers"))
    support.take_up(made, Random(f"{seed}/{size}/support"))
    return made


@pytest.fixture(params=["region", "village"])
def made(request) -> World:
    return world(request.param)


def test_the_same_seed_gives_the_same_and_another_one_others(made):
    def told(seed: int) -> list[tuple]:
        return list(_take_ups(world(made.size.name, seed)))

    assert told(1) == list(_take_ups(made))
    assert told(2) != told(1)


def test_how_many(made):
    assert len(made.take_ups) == {"region": 160, "village": 13}[made.size.name]


def test_nobody_with_a_real_name_is_told_of(made):
    assert all(one.employer.invented for one in made.take_ups)


def test_days_money_and_reasons_tell_one_story(made):
    for one in made.take_ups:
        days = [day for day in (one.seen_on, one.applied_on, one.decided_on) if day]
        assert days == sorted(days) and days[-1] <= date(2026, 6, 15)
        assert len(days) == {"показана": 1, "подано": 2, "выплачено": 3, "отказано": 3}[one.state]
        assert all(day.weekday() < 5 for day in days)
        assert bool(one.kopecks) == (one.state == "выплачено")
        assert bool(one.refusal) == (one.state == "отказано")
        assert one.state in STATE_WORDS and (one.refusal in REASON_WORDS or not one.refusal)
    keys = Counter((one.employer.name, one.measure, one.seen_on) for one in made.take_ups)
    assert max(keys.values()) == 1


def test_the_deduction_for_a_gift_was_used_by_two_companies_in_2024():
    gifts = [one for one in world("region").take_ups if "вычет за имущество колледжу" in one.measure]
    applied = [one for one in gifts if one.applied_on]
    assert [one.applied_on.year for one in applied] == [2024, 2024]
    assert len(gifts) == 30


def test_the_region_can_read_where_its_measures_fail():
    made = world("region").take_ups
    applied, seen = (Counter(one.measure for one in made if one.applied_on or not only) for only in (True, False))
    assert [measure for measure in seen if not applied[measure]], "measures nobody applied for"
    assert {REASON_WORDS[one.refusal] for one in made if one.refusal} >= set(RefusalReason.values) - {"other"}
    most = max(seen, key=seen.get)
    assert "обрабатывающих" in most and applied[most] > seen[most] / 2


def test_its_sheet_comes_in_without_a_fault_and_counts_as_it_was_made(region, made):
    for name in {one.employer.name for one in made.take_ups}:
        employer(name=name)
    take(workbook({"Меры поддержки": [HEADINGS, *[_as_text(row) for row in _take_ups(made)]]}))
    assert not Problem.objects.exists()
    assert TakeUp.objects.count() == len(made.take_ups)
    money = figures.read("support.paid_money", Scope.of(region="50")).value
    assert round(money * 100) == sum(one.kopecks for one in made.take_ups)


def _as_text(row: tuple) -> list:
    return [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
