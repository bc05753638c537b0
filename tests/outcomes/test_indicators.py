"""The eight indicators of a cluster: their wording by type and year, what is counted and what cannot be told."""

from __future__ import annotations

from datetime import date

import pytest

from kadry.outcomes.indicators import changed_since, definitions
from kadry.placement.models import Campaign, Place, Placement
from kadry.registry.enums import ClusterType
from kadry.trail import figures
from kadry.trail.figures import Scope
from kadry.training.models import Mentor
from tests.factories import cluster, employer, group, programme, student, taught, town

REGION = Scope.of(region="50")


def indicator(number: int, **scope: object) -> figures.Reading:
    return figures.read(f"outcomes.indicator_{number}", REGION.narrowed(**scope))


# --- wording


@pytest.mark.parametrize("kind", ["", *ClusterType.values])
@pytest.mark.parametrize("year", [2023, 2024, 2026])
def test_each_type_and_year_has_eight_indicators_each_a_figure(kind, year):
    found = definitions(kind, year)
    assert [one.number for one in found] == list(range(1, 9))
    for one in found:
        assert figures.find(one.key)
        assert "{" not in one.ru + one.en


def test_the_third_and_fourth_are_worded_otherwise_from_2024():
    assert [(then.number, now.number) for then, now in changed_since(ClusterType.OPC, 2024)] == [(3, 3), (4, 4)]
    then, now = definitions(ClusterType.OPC, 2023), definitions(ClusterType.OPC, 2024)
    assert "владеющие" in then[2].ru
    assert "прошедшие обучение" in now[2].ru
    assert "чемпионатов" not in then[3].ru
    assert "чемпионатов" in now[3].ru
    assert definitions(ClusterType.OPC, 2026) == now
    assert changed_since(ClusterType.OPC, 2023) == []


@pytest.mark.parametrize(
    ("kind", "word", "optional"),
    [
        (ClusterType.OPC, "базе центра", False),
        (ClusterType.OK_LOT1, "базе образовательного кластера", True),
        (ClusterType.OK_LOT2, "базе образовательного кластера", True),
        ("", "базе кластера", False),
    ],
)
def test_a_type_has_its_own_word_and_only_educational_clusters_may_leave_out_the_eighth(kind, word, optional):
    found = definitions(kind, 2025)
    assert word in found[4].ru
    assert [one.number for one in found if one.optional] == ([8] if optional else [])
    assert ("при наличии" in found[7].ru) is optional


def test_before_2023_nothing_is_worded():
    with pytest.raises(LookupError, match="2022"):
        definitions(ClusterType.OPC, 2022)


# --- what is counted


@pytest.fixture
def counted(region):
    """A cluster with two groups' students, two programmes, and an allocation of practice."""
    one = cluster()
    ours, theirs = group(cluster=one), group()
    students = [student(ours) for _ in range(3)]
    student(ours, state="left")
    outside = student(theirs)
    taught(cluster=one)
    taught(cluster=one)
    taught()
    works = employer()
    mentor = Mentor.objects.create(employer=works, number="1", surname="Н", given_name="А")
    with_mentor, without = (_place(works, name, whose) for name, whose in (("а", mentor), ("б", None)))
    first, second = (Campaign.objects.create(region=region, name=name, admitted=2024, seed=1) for name in ("1", "2"))
    for campaign, whom, place in (
        (first, students[0], with_mentor),
        (second, students[0], with_mentor),
        (first, students[1], without),
        (first, students[2], None),
        (first, outside, with_mentor),
    ):
        _placed(campaign, whom, place)
    return one


def _place(works, name, mentor) -> Place:
    return Place.objects.create(
        employer=works,
        name=name,
        municipality=town(),
        programme=programme(),
        seats=9,
        starts=date(2026, 9, 1),
        ends=date(2026, 12, 20),
        hours=35,
        mentor=mentor,
    )


def _placed(campaign, whom, place) -> Placement:
    when = {"starts": place.starts, "ends": place.ends, "age": 18, "rank": 1} if place else {}
    return Placement.objects.create(campaign=campaign, student=whom, place=place, reason_ru="-", reason_en="-", **when)


def test_one_two_and_five_are_counted_for_the_cluster(counted):
    assert [indicator(number, cluster=counted.pk).value for number in (1, 2, 5)] == [3, 2, 1]


def test_in_the_region_only_what_is_of_a_cluster_counts(counted):
    assert [indicator(number).value for number in (1, 2, 5)] == [3, 2, 1]


def test_the_fifth_belongs_to_the_year_in_which_practice_ends(counted):
    assert (indicator(5, year=2026).value, indicator(5, year=2025).value) == (1, 0)


def test_another_cluster_has_none_of_it(counted):
    other = cluster()
    assert [indicator(number, cluster=other.pk).value for number in (1, 2, 5)] == [0, 0, 0]


@pytest.mark.parametrize("number", [1, 2, 5])
def test_an_indicator_is_the_sum_of_its_rows(counted, number):
    scope = REGION.narrowed(cluster=counted.pk)
    key = f"outcomes.indicator_{number}"
    assert figures.read(key, scope).value == sum(row.adds_ for row in figures.rows(key, scope))


@pytest.mark.parametrize("number", [1, 2, 5])
def test_nothing_has_come_yet_is_not_a_zero(region, number):
    reading = indicator(number)
    assert reading.value is None
    assert reading.missing


def test_before_an_allocation_the_fifth_does_not_ask_for_a_sheet(region):
    from django.utils.translation import override

    with override("en"):
        assert str(indicator(5).missing) == "no campaign of practice has been allocated yet"


SHEETS = {
    3: "Teachers",
    4: "Workers of enterprises who teach",
    6: "Target contracts",
    7: "Financing by the founder",
    8: "Money from outside the budget",
}


@pytest.mark.parametrize(("number", "sheet"), SHEETS.items())
def test_the_others_cannot_be_told_and_name_the_missing_sheet(counted, number, sheet):
    from django.utils.translation import gettext, override

    with override("en"):
        reading = indicator(number, cluster=counted.pk)
        assert reading.value is None
        assert gettext(sheet) in str(reading.missing)
        assert not figures.rows(reading.figure.key, reading.scope)
