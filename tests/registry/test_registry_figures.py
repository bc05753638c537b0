"""Who takes part and the money put in, as figures."""

from __future__ import annotations

import pytest

from kadry.people.enums import Role
from kadry.registry.enums import EvidenceStatus, MoneySource
from kadry.registry.models import ClusterMember, Contribution
from kadry.trail import figures
from kadry.trail.figures import Scope
from tests.factories import cluster, college, employer, town

REGION = Scope.of(region="50")
KEYS = (
    "registry.colleges",
    "registry.employers",
    "registry.cluster_enterprises",
    "registry.clusters",
    "registry.cofinancing_promised",
    "registry.cofinancing_confirmed",
)


@pytest.fixture
def taking_part(region):
    """Two clusters: one member of both, one of the second in two roles, an employer and a college outside."""
    both, twice = employer(municipality=town("mytishchi")), employer()
    employer()
    college()
    first, second = cluster(both), cluster(both, twice)
    ClusterMember.objects.create(cluster=second, organisation=twice, role="anchor")
    for one, source, year, promised, confirmed in (
        (first, MoneySource.EMPLOYERS, 2024, 5_000_000, 5_000_000),
        (first, MoneySource.REGION, 2024, 9_000_000, 0),
        (second, MoneySource.EMPLOYERS, 2025, 4_000_000, 1_500_000),
    ):
        status = EvidenceStatus.ACCEPTED if confirmed else EvidenceStatus.FILED
        Contribution.objects.create(cluster=one, source=source, year=year, promised=promised, confirmed=confirmed, status=status)
    return first, second


def value(key: str, **scope: object) -> float | int | None:
    return figures.read(f"registry.{key}", REGION.narrowed(**scope)).value


def test_organisations_are_counted_once_however_many_clusters_they_are_in(taking_part):
    first, second = taking_part
    assert (value("colleges"), value("employers"), value("clusters")) == (3, 3, 2)
    assert value("cluster_enterprises") == 2
    assert (value("cluster_enterprises", cluster=first.pk), value("cluster_enterprises", cluster=second.pk)) == (1, 2)
    assert value("cluster_enterprises", municipality="mytishchi") == 1
    by_cluster = figures.table("registry.cluster_enterprises", REGION, by="cluster")
    assert {key: one.value for key, one in by_cluster.items()} == {str(first.pk): 1, str(second.pk): 2}


def test_promised_and_confirmed_money_is_summed_by_cluster_year_and_source(taking_part):
    first, second = taking_part
    assert (value("cofinancing_promised"), value("cofinancing_confirmed")) == (18_000_000, 6_500_000)
    assert value("cofinancing_confirmed", cluster=second.pk) == 1_500_000
    assert value("cofinancing_promised", year=2024) == 14_000_000
    assert value("cofinancing_confirmed", source="employers", cluster=first.pk) == 5_000_000


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_is_the_sum_of_its_rows(taking_part, key):
    assert figures.read(key, REGION).value == sum(row.adds_ for row in figures.rows(key, REGION))


@pytest.mark.parametrize("key", KEYS)
def test_before_its_sheet_has_come_it_cannot_be_told(region, key):
    reading = figures.read(key, REGION)
    assert reading.value is None
    assert reading.missing


OPENS_THE_LEDGER = {"operator", "auditor", "chair", "coordinator", "system"}


def test_lines_of_the_ledger_open_to_those_who_may_see_money(taking_part, cast):
    reading = figures.read("registry.cofinancing_promised", REGION)
    assert {who for who, user in cast.items() if figures.rows_open_to(user, reading)} == OPENS_THE_LEDGER


def test_organisations_are_public(taking_part, cast):
    for key in KEYS[:4]:
        assert all(figures.rows_open_to(user, figures.read(key, REGION)) for user in cast.values())


@pytest.mark.parametrize("key", KEYS)
def test_the_page_of_a_figure_opens(taking_part, enter, key):
    assert enter(Role.OPERATOR).get(f"/figures/{key}", {"region": "50"}).status_code == 200
