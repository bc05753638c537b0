"""The figures of the registry: who takes part, and the money put in."""

from __future__ import annotations

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.utils.translation import gettext_lazy as _

from kadry.registry.access import visible_contributions, visible_organisations
from kadry.registry.enums import ClusterRole
from kadry.registry.models import Cluster, ClusterMember, Contribution, Organisation, OrganisationQuerySet
from kadry.trail.figures import Column, Measure, Source, Unit, figure

_DIMENSIONS = {
    "region": "municipality__region__code",
    "municipality": "municipality__slug",
    "cluster": "memberships__cluster_id",
}
_COLUMNS = (
    Column("name", _("Name"), "short_name"),
    Column("municipality", _("Municipality"), "municipality__name"),
)

COLLEGES = Source(
    name=_("Colleges"),
    sheet=_("Colleges"),
    rows=lambda: Organisation.objects.colleges().select_related("municipality", "origin__of"),
    visible=visible_organisations,
    dimensions={**_DIMENSIONS, "college": "pk"},
    many=frozenset({"cluster"}),
    columns=_COLUMNS,
)

EMPLOYERS = Source(
    name=_("Employers"),
    sheet=_("Employers"),
    rows=lambda: Organisation.objects.employers().select_related("municipality", "industry", "origin__of"),
    visible=visible_organisations,
    dimensions={**_DIMENSIONS, "industry": "industry__slug", "employer": "pk"},
    many=frozenset({"cluster"}),
    columns=(*_COLUMNS, Column("industry", _("Industry"), "industry__name")),
)

CLUSTERS = Source(
    name=_("Clusters"),
    sheet=_("Clusters"),
    rows=lambda: Cluster.objects.select_related("base_college__municipality", "industry", "origin__of"),
    visible=visible_organisations,  # as public as the organisations they consist of
    dimensions={
        "region": "base_college__municipality__region__code",
        "municipality": "base_college__municipality__slug",
        "industry": "industry__slug",
        "opened": "year_opened",
        "cluster": "pk",
    },
    columns=(
        Column("name", _("Cluster"), "name"),
        Column("industry", _("Industry"), "industry__name"),
        Column("base_college", _("Base college"), "base_college__short_name"),
        Column("opened", _("Year opened"), "year_opened"),
    ),
)

CONTRIBUTIONS = Source(
    name=_("Co-financing"),
    sheet=_("Co-financing"),
    rows=lambda: Contribution.objects.select_related("cluster", "origin__of"),
    visible=visible_contributions,
    dimensions={
        "region": "cluster__base_college__municipality__region__code",
        "cluster": "cluster_id",
        "year": "year",
        "source": "source",
    },
    columns=(
        Column("cluster", _("Cluster"), "cluster__name"),
        Column("year", _("Year"), "year"),
        Column("source", _("Source"), "source"),
        Column("promised", _("Promised"), "promised"),
        Column("confirmed", _("Confirmed"), "confirmed"),
        Column("status", _("Evidence"), "status"),
    ),
)


@figure(
    "registry.colleges",
    over=COLLEGES,
    unit=Unit.ITEMS,
    title=_("Colleges"),
    formula=_("number of colleges"),
)
def colleges(rows: OrganisationQuerySet) -> Measure:
    return Measure(rows)


@figure(
    "registry.employers",
    over=EMPLOYERS,
    unit=Unit.ITEMS,
    title=_("Employers"),
    formula=_("number of employers"),
)
def employers(rows: OrganisationQuerySet) -> Measure:
    return Measure(rows)


@figure(
    "registry.cluster_enterprises",
    over=EMPLOYERS,
    unit=Unit.ITEMS,
    title=_("Enterprises in clusters"),
    formula=_("number of employers that take part in a cluster, each counted once"),
)
def cluster_enterprises(rows: OrganisationQuerySet) -> Measure:
    return Measure(rows.filter(Exists(ClusterMember.objects.filter(organisation=OuterRef("pk")))))


@figure(
    "registry.clusters",
    over=CLUSTERS,
    unit=Unit.ITEMS,
    title=_("Clusters"),
    formula=_("number of clusters, by the region of their base college"),
)
def clusters(rows: QuerySet[Cluster]) -> Measure:
    return Measure(rows)


@figure(
    "registry.clusters_with_anchor",
    over=CLUSTERS,
    unit=Unit.RATE,
    title=_("Clusters with an anchor employer"),
    formula=_("clusters that have at least one anchor employer ÷ all clusters"),
)
def clusters_with_anchor(rows: QuerySet[Cluster]) -> Measure:
    anchors = ClusterMember.objects.filter(cluster=OuterRef("pk"), role=ClusterRole.ANCHOR)
    return Measure(rows, adds=Case(When(Exists(anchors), then=1), default=0), out_of=1)


@figure(
    "registry.clusters_with_agreement",
    over=CLUSTERS,
    unit=Unit.RATE,
    title=_("Clusters with a signed agreement"),
    formula=_("clusters whose agreement (profile) is signed ÷ all clusters"),
    cannot_tell=lambda scope: _("no sheet brings the agreements of clusters yet, nor the day each was signed"),
)
def clusters_with_agreement(rows: QuerySet[Cluster]) -> Measure:
    return Measure(rows.none(), out_of=1)


@figure(
    "registry.cofinancing_promised",
    over=CONTRIBUTIONS,
    unit=Unit.ROUBLES,
    title=_("Co-financing promised"),
    formula=_("sum of promised money, property by its value, over the lines of the ledger"),
)
def cofinancing_promised(lines: QuerySet[Contribution]) -> Measure:
    return Measure(lines, adds=F("promised"))


@figure(
    "registry.cofinancing_confirmed",
    over=CONTRIBUTIONS,
    unit=Unit.ROUBLES,
    title=_("Co-financing confirmed"),
    formula=_("sum of money whose evidence was accepted over the lines of the ledger"),
)
def cofinancing_confirmed(lines: QuerySet[Contribution]) -> Measure:
    return Measure(lines, adds=F("confirmed"))
