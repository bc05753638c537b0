"""Clusters: those published by name, and the invented ones that make their published number."""

from __future__ import annotations

from random import Random

from demo.geography import Map
from demo.model import Cluster, College, Employer, World
from demo.numbers import spread
from demo.profiles import INVENTED_CLUSTERS, KINDS, NETWORKS
from demo.sources import cluster_types, facts, industry_names

_MONEY = (
    ("федеральный бюджет", "federal_grant_rub"),
    ("бюджет региона", "region_money_rub"),
    ("работодатели", "employer_money_rub"),
)
_BASE_PROGRAMMES, _NETWORK_PROGRAMMES = 5, 1
_ANCHOR, _PARTNER = "опорный работодатель", "партнёр"


def clusters_of(world: World) -> None:
    """Found the clusters and their colleges."""
    by_name = {college.name: college for college in world.colleges}
    for row in facts("clusters"):
        if row["base_college"] in by_name:
            world.clusters.append(_published(row, by_name))
    for number, one in enumerate(INVENTED_CLUSTERS, 1):
        base = by_name.get(f"Колледж № {one.base} (вымышленный)")
        if base is not None and not (world.size.name == "village" and number > 1):
            world.clusters.append(_invented(one.industry, one.year, base, number, by_name))


def _published(row: dict[str, str], by_name: dict[str, College]) -> Cluster:
    """Money of a named cluster is what was published, and its evidence counts as accepted."""
    money = tuple((source, int(row[column]), int(row[column]), "принят") for source, column in _MONEY if row[column])
    base = by_name[row["base_college"]]
    cluster = Cluster(
        name=row["name_ru"],
        industry=row["industry_slug"],
        type=row["type"],
        year=int(row["year_opened"]),
        base=base,
        grantee=by_name.get(row["grantee"], base),
        invented=False,
        money=money,
    )
    members = [one["college"] for one in facts("cluster_colleges") if one["cluster_slug"] == row["slug"]]
    _join(cluster, [*members, *NETWORKS.get(row["slug"], ())], by_name)
    return cluster


def _invented(industry: str, year: int, base: College, number: int, by_name: dict[str, College]) -> Cluster:
    cluster = Cluster(
        name=f"{industry_names()[industry]} — кластер № {number} (вымышленный)",
        industry=industry,
        type=cluster_types()[industry],
        year=year,
        base=base,
        grantee=base,
        invented=True,
        money=_invented_money(number),
    )
    _join(cluster, NETWORKS.get(industry, ()), by_name)
    return cluster


def _invented_money(number: int) -> tuple[tuple[str, int, int, str], ...]:
    """Every state of evidence occurs, only among invented clusters."""
    employers = 6_000_000 + 1_100_000 * number
    status = ("принят", "на проверке", "нет документа", "отклонён")[number % 4]
    return (
        ("бюджет региона", 18_000_000, 18_000_000, "принят"),
        ("работодатели", employers, employers if status == "принят" else 0, status),
        ("средства колледжа", 1_500_000, 0, "на проверке"),
    )


def _join(cluster: Cluster, names: list[str] | tuple[str, ...], by_name: dict[str, College]) -> None:
    for name in names:
        college = by_name.get(name)
        if college is not None and college is not cluster.base and college not in cluster.networks:
            cluster.networks.append(college)


def mark_programmes(world: World) -> None:
    """A cluster takes in its base college's first programmes of the industry and one of each network
    college's; its groups are those admitted since it opened. The numbers come near the published count of
    cluster students."""
    for cluster in world.clusters:
        for college in (cluster.base, *cluster.networks):
            fitting = [
                one for one in college.programmes if one.cluster is None and one.code.startswith(KINDS[cluster.industry].codes)
            ]
            most = _BASE_PROGRAMMES if college is cluster.base else _NETWORK_PROGRAMMES
            for taught in fitting[:most]:
                taught.cluster = cluster
    for college in world.colleges:
        clusters = {one.code: one.cluster for one in college.programmes}
        for group in college.groups:
            cluster = clusters[group.code]
            group.cluster = cluster if cluster is not None and cluster.year <= group.year else None


def join_employers(world: World, rng: Random) -> None:
    """Anchor employers that were published; then invented enterprises of the industry, near the base
    first."""
    geography = Map(world.towns)
    _join_published(world)
    joined = {employer for cluster in world.clusters for employer, _ in cluster.employers}
    rest = world.size.in_clusters - len(joined)
    weights = [2.0 if cluster.year < 2024 else 1.0 for cluster in world.clusters]
    for cluster, share in zip(world.clusters, spread(rest, weights, least=2), strict=True):
        _join_invented(cluster, share, world.employers, joined, geography, rng)


def _join_published(world: World) -> None:
    slugs = {row["name_ru"]: row["slug"] for row in facts("clusters")}
    roles = {"anchor": _ANCHOR, "partner": _PARTNER}
    partners = {row["short_name"]: (row["partner_of"], roles[row["role"]]) for row in facts("employers")}
    for employer in world.employers:
        if employer.invented:
            continue
        of, role = partners[employer.name]
        for cluster in world.clusters:
            base_partner = cluster.base.name == of and employer.industry == cluster.industry
            if slugs.get(cluster.name) == of or base_partner:
                cluster.employers.append((employer, role))


def _join_invented(
    cluster: Cluster,
    count: int,
    employers: list[Employer],
    joined: set[Employer],
    geography: Map,
    rng: Random,
) -> None:
    free = [one for one in employers if one.invented and one not in joined]

    def order(employer: Employer) -> tuple[bool, float]:
        far = geography.km(employer.town, cluster.base.town)
        return employer.industry != cluster.industry, far + rng.uniform(0, 25)

    for employer in sorted(free, key=order)[:count]:
        has_anchor = any(role == _ANCHOR for _, role in cluster.employers)
        cluster.employers.append((employer, _PARTNER if has_anchor else _ANCHOR))
        joined.add(employer)
