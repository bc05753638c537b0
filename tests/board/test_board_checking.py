"""What an acceptance test says of an assignment on a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from kadry.board import checking, queries
from kadry.board.enums import Comparison, Verdict
from kadry.board.models import Check
from kadry.trail.figures import Scope
from tests.factories import assignment, cluster, college, employer, need, programme, town

DEADLINE = date(2026, 6, 1)
BEFORE, AFTER = date(2026, 5, 31), date(2026, 6, 2)


@pytest.mark.parametrize(
    ("people", "day", "verdict"),
    [
        (40, BEFORE, Verdict.DONE),
        (40, DEADLINE, Verdict.DONE),
        (40, AFTER, Verdict.DONE),
        (39, BEFORE, Verdict.ON_TIME),
        (39, DEADLINE, Verdict.ON_TIME),
        (39, AFTER, Verdict.LATE),
    ],
)
def test_a_target_is_reached_or_not_before_on_and_after_the_deadline(region, people, day, verdict):
    need(people=people)
    assert checking.test_assignment(assignment(deadline=DEADLINE), day)[:3] == (people, verdict, "")


@pytest.mark.parametrize(
    ("filed", "day", "verdict"),
    [
        ("Приказ № 5", BEFORE, Verdict.DONE),
        ("Приказ № 5", DEADLINE, Verdict.DONE),
        ("Приказ № 5", AFTER, Verdict.DONE),
        ("", BEFORE, Verdict.ON_TIME),
        ("", DEADLINE, Verdict.ON_TIME),
        ("", AFTER, Verdict.CANNOT_TELL),
    ],
)
def test_evidence_is_filed_or_not_before_on_and_after_the_deadline(region, filed, day, verdict):
    made = assignment(deadline=DEADLINE, evidence="Утверждённый порядок", filed=filed)
    assert checking.test_assignment(made, day)[:3] == (None, verdict, "")


@pytest.mark.parametrize("day", [BEFORE, DEADLINE, AFTER])
@pytest.mark.parametrize(
    "fields",
    [
        {"figure": "demand.of_yesterday"},
        {"scope": "region=50&colour=red"},
        {"scope": "region=50&year=soon"},
        {"figure": "board.done", "scope": "region=50&meeting=soon"},
    ],
    ids=["unknown figure", "unknown dimension", "a year that is none", "a day that is none"],
)
def test_a_figure_that_cannot_be_read_is_never_late_and_says_why(region, fields, day):
    need(people=40)
    value, verdict, missing, *_of = checking.test_assignment(assignment(deadline=DEADLINE, **fields), day)
    assert (value, verdict) == (None, Verdict.CANNOT_TELL)
    assert missing


@pytest.mark.parametrize("day", [BEFORE, DEADLINE, AFTER])
@pytest.mark.parametrize("comparison", Comparison.values)
def test_a_figure_whose_sheet_has_not_come_is_never_late_and_names_the_sheet(region, comparison, day):
    value, verdict, missing, *_of = checking.test_assignment(assignment(deadline=DEADLINE, comparison=comparison), day)
    assert (value, verdict) == (None, Verdict.CANNOT_TELL)
    assert "Потребност" in missing


@pytest.mark.parametrize(
    ("value", "comparison", "target", "reached"),
    [
        (10, ">=", 10, True),
        (9, ">=", 10, False),
        (10, "<=", 10, True),
        (11, "<=", 10, False),
        (0, "<=", 0, True),
        (0.6, ">=", 0.6, True),
        (0.599, ">=", 0.6, False),
    ],
)
def test_the_target_itself_is_reached(value, comparison, target, reached):
    assert checking.is_reached(value, Comparison(comparison), target) is reached


# --- what the table itself refuses


@pytest.mark.parametrize(
    "fields",
    [
        {"target": None},
        {"comparison": ""},
        {"figure": ""},
        {"figure": "", "comparison": "", "target": None},
        {"evidence": ""},
        {"evidence": "Порядок", "target": 5},
        {"evidence": "Порядок", "state": "filed"},
    ],
    ids=["no target", "no comparison", "no figure", "nothing", "no evidence", "a target of nothing", "filed without a name"],
)
def test_an_assignment_that_cannot_be_judged_cannot_be_stored(region, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        assignment(**fields)


def test_one_number_a_meeting_and_one_check_a_day(region):
    made = assignment()
    with pytest.raises(IntegrityError), transaction.atomic():
        assignment(number=made.number)
    assert assignment(number=made.number, held_on=date(2025, 3, 21)).pk
    Check.objects.create(assignment=made, on=BEFORE, verdict=Verdict.ON_TIME)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.create(assignment=made, on=BEFORE, verdict=Verdict.DONE)


@pytest.mark.parametrize("fields", [{}, {"evidence": "Порядок"}], ids=["by a figure", "by evidence"])
def test_a_sound_assignment_passes_its_own_check_and_one_that_contradicts_itself_says_why(region, fields):
    made = assignment(**fields)
    made.full_clean()
    made.comparison, made.target = "", 5
    with override("en"), pytest.raises(ValidationError, match="An acceptance test names"):
        made.full_clean()


# --- whom a decision serves


@pytest.fixture
def asked(region):
    """A need of a member of a cluster: CNC operators in Balashikha from 2029, 12 people."""
    made = need()
    cluster(made.employer)
    return made


@pytest.mark.parametrize(
    ("key", "scope", "serves"),
    [
        ("demand.gap", {"programme": "15.01.32"}, True),
        ("demand.gap", {"programme": "15.01.32", "municipality": "balashikha"}, True),
        ("demand.gap", {"programme": "15.01.32", "municipality": "balashikha", "year": 2029}, True),
        ("demand.gap", {"municipality": "balashikha", "until": 2029}, True),
        ("demand.gap", {"employer": "own"}, True),
        ("demand.gap", {"cluster": "own"}, True),
        ("demand.gap", {"industry": "own"}, True),
        ("demand.gap", {"kind": "hire"}, True),
        ("recruiting.hired", {"programme": "15.01.32", "year": 2025}, True),  # a year of hires, not of the need
        ("planning.places", {"programme": "15.01.32", "year": 2026}, True),  # a year of admission
        ("demand.gap", {}, False),
        ("demand.gap", {"year": 2029}, False),
        ("outcomes.in_trade_rate", {"year": 2025}, False),
        ("demand.gap", {"programme": "15.02.16"}, False),
        ("demand.gap", {"programme": "15.01.32", "municipality": "khimki"}, False),
        ("demand.gap", {"programme": "15.01.32", "year": 2026}, False),
        ("demand.gap", {"municipality": "balashikha", "until": 2028}, False),
        ("demand.gap", {"employer": 0}, False),
        ("demand.gap", {"cluster": 0}, False),
        ("demand.gap", {"kind": "practice"}, False),
        ("demand.gap", {"municipality": "balashikha", "year": "soon"}, False),
        ("training.students", {"programme": "15.01.32", "college": "some"}, False),
    ],
)
def test_a_decision_serves_a_need_when_the_scope_of_its_figure_contains_it(asked, key, scope, serves):
    own = {
        "employer": asked.employer_id,
        "cluster": asked.employer.memberships.get().cluster_id,
        "industry": asked.programme.industries.first().slug,
        "college": college().pk,
    }
    scope = {name: own[name] if value in ("own", "some") else value for name, value in scope.items()}
    made = assignment(figure=key, scope=str(Scope.of(region="50", **scope)))
    assert queries.serving(asked, asked.municipality.region_id) == ([made] if serves else [])
    assert list(queries.served(made)) == ([asked] if serves else [])


def test_a_decision_that_asks_for_evidence_serves_no_need(asked):
    assignment(evidence="Порядок опроса")
    assert queries.serving(asked, asked.municipality.region_id) == []


def test_the_needs_a_decision_serves_are_shown_to_those_who_may_see_them(cast):
    works = cast["employer"].seat.organisation
    own, other = need(employer=works), need(employer=employer(), people=50)
    need(programme=programme("15.02.16"), municipality=town("khimki"))
    made = assignment(scope="programme=15.01.32&region=50")
    expected = {"operator": [other, own], "chair": [other, own], "employer": [own], "student": [], "stranger": []}
    assert {who: list(queries.needs_served(made, cast[who])) for who in expected} == expected
