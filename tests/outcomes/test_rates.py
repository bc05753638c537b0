"""What became of graduates: plain formulas, recomputed from the rows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadry.outcomes.access import visible_outcomes
from kadry.outcomes.enums import TONES, Band, Outcome
from kadry.outcomes.models import GraduateState
from kadry.outcomes.queries import RATES, band, lines, window
from kadry.trail import figures
from kadry.trail.figures import Reading, Scope, wilson
from tests.factories import cluster, college, graduate, group, student

REGION = Scope.of(region="50")
STATES = ("in_trade", "in_trade", "in_trade", "other_trade", "study", "army", "care", "other_region", "looking", "unknown")


@pytest.fixture
def told(region):
    """One group of 2025 with every state, and one of its students nobody has told of."""
    one = group(cluster=cluster())
    for outcome in STATES:
        graduate(outcome, one)
    student(one, state="graduated")
    return one


def read(name: str, **scope: object) -> Reading:
    return figures.read(RATES[name], REGION.narrowed(**scope))


# --- the formulas

EXPECTED = {"employed": (4, 9), "in_trade": (3, 4), "busy": (7, 9), "known": (9, 11)}


@pytest.mark.parametrize(("name", "parts"), EXPECTED.items())
def test_a_rate_is_plain_division_with_its_interval_and_n(told, name, parts):
    adds, out_of = parts
    reading = read(name)
    assert (reading.value, reading.count) == (adds / out_of, out_of)
    assert (reading.low, reading.high) == wilson(adds, out_of)


@pytest.mark.parametrize("name", RATES)
def test_a_rate_is_the_sum_of_its_rows(told, name):
    listed = list(figures.rows(RATES[name], REGION))
    assert read(name).value == sum(row.adds_ for row in listed) / sum(row.out_of_ for row in listed)


@pytest.mark.parametrize("name", RATES)
def test_a_rate_prints_its_formula(name):
    assert "÷" in str(figures.find(RATES[name]).formula)


def test_one_more_unknown_lowers_no_rate_but_the_one_of_the_known(told):
    before = {name: read(name).value for name in RATES}
    graduate("unknown", told)
    after = {name: read(name).value for name in RATES}
    assert {name for name in RATES if after[name] != before[name]} == {"known"}
    assert after["known"] < before["known"]


def test_only_the_newest_state_counts(region):
    one = graduate("looking", as_of=date(2025, 12, 1))
    GraduateState.objects.create(student=one.student, college=one.college, outcome="in_trade", as_of=date(2026, 6, 1))
    GraduateState.objects.create(student=one.student, college=one.college, outcome="unknown", as_of=date(2025, 9, 1))
    assert [state.outcome for state in GraduateState.objects.newest()] == ["in_trade"]
    assert (read("employed").value, read("employed").count) == (1.0, 1)


def test_rates_are_cut_by_college_cluster_programme_and_year(told):
    later = group(graduates_on=date(2026, 6, 30))
    graduate("looking", later)
    assert read("employed").count == 10
    for scope in (
        {"college": told.college_id},
        {"cluster": told.cluster_id},
        {"year": 2025},
        {"college": told.college_id, "programme": told.programme.code, "municipality": "balashikha"},
    ):
        assert {name: read(name, **scope).count for name in RATES} == {name: out for name, (_, out) in EXPECTED.items()}
    assert read("employed", year=2026).value == 0


def test_nobody_in_the_scope_is_not_a_zero(told):
    reading = read("employed", year=1999)
    assert reading.value is None
    assert reading.missing


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(Outcome.values), min_size=1, max_size=6))
def test_the_rates_are_those_of_counting_by_hand(region, outcomes):
    of = group()
    for outcome in outcomes:
        graduate(outcome, of)
    known = [one for one in outcomes if one != "unknown"]
    working = [one for one in known if one in ("in_trade", "other_trade")]
    busy = [one for one in known if one in ("in_trade", "other_trade", "study", "army", "care")]
    by_hand = {
        "employed": (len(working), len(known)),
        "in_trade": (working.count("in_trade"), len(working)),
        "busy": (len(busy), len(known)),
        "known": (len(known), len(outcomes)),
    }
    for name, (adds, out_of) in by_hand.items():
        reading = read(name, college=of.college_id)
        assert reading.value == (adds / out_of if out_of else None)


# --- bands and windows


def a_reading(value: float, out_of: int) -> Reading:
    found = figures.find(RATES["employed"])
    low, high = wilson(round(value * out_of), out_of)
    return Reading(found, REGION, value, out_of, date(2026, 6, 15), low, high)


@pytest.mark.parametrize(
    ("value", "out_of", "expected"),
    [(0.95, 200, Band.ABOVE), (0.95, 10, Band.LEVEL), (0.6, 200, Band.BELOW), (0.6, 5, Band.LEVEL), (0.8, 200, Band.LEVEL)],
)
def test_a_band_is_above_or_below_only_with_its_whole_interval(value, out_of, expected):
    assert band(a_reading(value, out_of), a_reading(0.8, 8000)) == expected


def test_what_cannot_be_told_has_no_band(region):
    missing = read("employed")
    assert band(missing, a_reading(0.8, 8000)) == Band.UNTOLD
    assert band(a_reading(0.8, 100), missing) == Band.UNTOLD


def test_every_band_has_its_tone():
    assert set(TONES) == set(Band)


def test_colleges_stand_by_band_and_within_a_band_by_name(region, someone):
    shares = {"Б": 30, "А": 30, "Ж": 60, "В": 0}
    for name, working in shares.items():
        own = group(college=college(name=name, short_name=name))
        for at in range(60):
            graduate("in_trade" if at < working else "looking", own)
    told = lines(someone("operator"), REGION.narrowed(year=2025), read("employed"))
    assert [(line.college.short_name, line.band) for line in told] == [
        ("Ж", Band.ABOVE),
        ("А", Band.LEVEL),
        ("Б", Band.LEVEL),
        ("В", Band.BELOW),
    ]


def test_the_window_is_the_year_asked_for_or_the_newest_told_of(told):
    graduate("study", group(graduates_on=date(2024, 6, 30)))
    graduate("unknown", group(graduates_on=date(2026, 6, 30)))
    assert window(REGION, "2024").year == 2024
    assert {window(REGION, asked).year for asked in ("", "1999", "x")} == {2025}
    assert window(REGION, "").years == (2025, 2024)


def test_without_any_state_there_is_no_window(region):
    assert window(REGION, "2025").year is None


# --- who sees whom

SEES = {
    "operator": {"ours", "theirs"},
    "auditor": {"ours", "theirs"},
    "system": {"ours", "theirs"},
    "coordinator": {"ours"},
    "student": {"ours"},
    "employer": set(),
    "another employer": set(),
    "chair": set(),
    "union": set(),
    "stranger": set(),
}


def test_who_sees_a_graduate_by_name(cast):
    ours = graduate("study", group(college=cast["coordinator"].seat.organisation))
    ours.student.account = cast["student"]
    ours.student.save()
    named = {"ours": ours, "theirs": graduate("study")}
    seen = {
        who: {name for name, one in named.items() if visible_outcomes(user, GraduateState.objects.filter(pk=one.pk))}
        for who, user in cast.items()
    }
    assert seen == SEES


def test_a_share_of_few_is_not_told_to_who_may_not_see_them(region, cast):
    for _ in range(3):
        graduate("in_trade")
    reading = read("employed")
    told = {who for who, user in cast.items() if not figures.for_reader(user, reading).few}
    assert told == {"operator", "auditor", "system"}


# --- small groups


@pytest.mark.parametrize(("graduates", "is_few"), [(3, True), (5, False)])
def test_that_nobody_of_a_few_works_is_not_told_to_strangers(cast, graduates, is_few):
    one = group()
    for _ in range(graduates):
        graduate("looking", one)
    for name in ("employed", "in_trade"):
        reading = read(name, college=one.college_id)
        assert figures.for_reader(cast["stranger"], reading).few is is_few
        assert not figures.for_reader(cast["auditor"], reading).few


def test_a_rate_of_few_among_many_unknown_is_few_too(cast):
    one = group()
    for outcome in ("in_trade", "looking", *["unknown"] * 10):
        graduate(outcome, one)
    assert figures.for_reader(cast["stranger"], read("employed", college=one.college_id)).few
