"""The cases of the demo: what sources say is told as said, the rest is marked, and all of it comes in without a fault."""

from __future__ import annotations

import re
from datetime import date

import pytest

from demo import experience
from demo.build import make
from demo.model import World
from demo.sources import facts
from kadry.exchange.models import Problem
from kadry.experience.checking import holds_contact
from kadry.experience.models import Case
from kadry.experience.sheets import FORM_WORDS, PART_WORDS, SOURCE_WORDS
from kadry.people.actions import system_user
from tests.village import village


@pytest.fixture(scope="module")
def region_world() -> World:
    return make("region", 7)


@pytest.fixture(scope="module")
def village_world() -> World:
    return make("village", 7)


@pytest.fixture(params=["village_world", "region_world"])
def world(request) -> World:
    return request.getfixturevalue(request.param)


def test_how_many(region_world, village_world):
    assert (len(region_world.cases), len(village_world.cases)) == (16, 2)
    assert len({case.industry for case in region_world.cases}) >= 12, "spread over the industries of the clusters"


def test_the_same_seed_gives_the_same_cases_and_another_one_others():
    told = [make("village", seed).cases for seed in (7, 7, 8)]
    assert told[0] == told[1] != told[2]


def test_the_two_the_board_speaks_of_are_there(region_world):
    partners = [{name for name, _part in case.partners} for case in region_world.cases]
    assert {"АК «Рубин»", "Подмосковный колледж «Энергия»"} in partners
    assert {"Егорьевский техникум"} in partners


def test_of_a_case_with_a_source_nothing_is_invented_but_programmes_and_figures(region_world):
    rows = {row["title_ru"]: row for row in facts("cases")}
    sourced = [case for case in region_world.cases if case.source]
    assert {case.title[0] for case in sourced} == set(rows)
    for case in sourced:
        row = rows[case.title[0]]
        assert (case.summary, case.source) == ((row["summary_ru"], row["summary_en"]), row["source"])
        assert not case.costs
        assert all(told is None and on is None for *_figure, told, on in case.results), "nobody said what it was before"


def test_every_fact_has_its_source_and_its_day():
    for row in facts("cases"):
        assert row["source"] and date.fromisoformat(row["as_of"]) and row["confidence"] in "SM"
        assert re.search(r"\d{2}\.\d{2}\.\d{4}|/20\d\d/", row["source"])


def test_an_enterprise_of_an_invented_case_is_invented(world):
    invented = {employer.name for employer in world.employers if employer.invented}
    for case in world.cases:
        if not case.source:
            assert {name for name, part in case.partners if part == "предприятие"} <= invented


def test_what_is_told_fits_together(world):
    towns, colleges = set(world.towns), {college.name: college for college in world.colleges}
    for case in world.cases:
        assert case.town in towns
        assert case.owner in colleges and (case.owner, "колледж") in case.partners
        assert set(case.programmes) <= set(world.programmes)
        assert case.begins is None or case.begins <= date(2026, 9, 1)
        assert {form.strip() for form in case.forms.split(";")} <= set(FORM_WORDS)
        assert {part for _name, part in case.partners} <= set(PART_WORDS)
        assert {source for source, _kind, _roubles in case.costs} <= set(SOURCE_WORDS)
        assert not any(holds_contact(text) for text in (*case.title, *case.summary))
        assert not re.search(r"[{}]", " ".join((*case.title, *case.summary)))
    titles = [case.title[0] for case in world.cases]
    assert len(set(titles)) == len(titles)


def test_every_story_is_told_somewhere_in_the_region(region_world):
    assert len([case for case in region_world.cases if not case.source]) == len(experience.STORIES)


@pytest.mark.django_db
def test_the_village_brings_its_cases_without_a_fault_and_they_are_found(region, tmp_path):
    with village(tmp_path):
        assert not Problem.objects.exists()
        assert Case.objects.published().count() == 2
        assert all(case.lemmas and case.is_example and case.partners.exists() for case in Case.objects.all())
        assert system_user().pk
