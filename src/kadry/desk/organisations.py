"""One page each for an enterprise, a college and a cluster: asked, gave, took, hired, what was decided about it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kadry.board import queries as board
from kadry.board.models import Assignment
from kadry.demand.access import visible_needs
from kadry.demand.models import Need
from kadry.desk.days import of_this_year
from kadry.reference.queries import served_region
from kadry.registry.models import Cluster, ClusterMember, Organisation
from kadry.registry.queries import page_of
from kadry.trail import figures

Context = dict[str, Any]
NEEDS_SHOWN = 20


def employer_page(shown: Organisation, user: Any) -> Context:
    scope = _scope(employer=shown.pk)
    page = _page(
        shown,
        user,
        dimension="employer",
        scope=scope,
        sections=[
            (_("Asked"), ("demand.asked", "demand.covered", "demand.gap")),
            (_("Practice"), ("placement.seats", "placement.placed", "placement.mentored")),
            (_("Hired"), ("recruiting.hired", "recruiting.on_needs")),
        ],
        members=ClusterMember.objects.filter(organisation=shown).select_related("cluster", "organisation"),
    )
    needs = visible_needs(user, Need.objects.filter(employer=shown).with_list_data())
    return page | {"needs": needs.order_by("year", "-people")[:NEEDS_SHOWN]}


def college_page(shown: Organisation, user: Any) -> Context:
    scope = _scope(college=shown.pk)
    return _page(
        shown,
        user,
        dimension="college",
        scope=scope,
        sections=[
            (_("Teaches"), ("training.students", "training.cluster_students", "planning.places")),
            (_("Practice"), ("placement.students", "placement.placed", "placement.first_wish_rate")),
            (_("Graduates"), ("outcomes.employed_rate", "outcomes.in_trade_rate", "recruiting.hired")),
        ],
        members=ClusterMember.objects.filter(organisation=shown).select_related("cluster", "organisation"),
    )


def cluster_page(shown: Cluster, user: Any) -> Context:
    scope = _scope(cluster=shown.pk)
    page = _page(
        shown,
        user,
        dimension="cluster",
        scope=scope,
        sections=[
            (_("Asked by its employers"), ("demand.asked", "demand.covered", "demand.gap")),
            (_("Students"), ("training.cluster_students", "planning.places", "placement.placed")),
            (_("What came of it"), ("recruiting.hired", "outcomes.employed_rate", "outcomes.in_trade_rate")),
        ],
        members=shown.members.select_related("organisation", "cluster"),
    )
    return page | {"indicators_url": reverse("outcomes:cluster", args=[shown.pk])}


def _scope(**own: Any) -> figures.Scope:
    return figures.Scope.of(region=served_region().code, **own)


def _page(shown: Any, user: Any, *, dimension: str, scope: figures.Scope, sections: list[Any], members: Any) -> Context:
    return {
        "shown": shown,
        "dimension": dimension,
        "sections": [(title, [_read(key, scope, user) for key in keys]) for title, keys in sections],
        "members": [(member, page_of(member.organisation)) for member in members],
        "decisions": [board.line_of(assignment, user) for assignment in _decided(dimension, str(shown.pk))],
    }


def _read(key: str, scope: figures.Scope, user: Any) -> figures.Reading:
    return figures.for_reader(user, figures.read(key, of_this_year(key, scope)))


def _decided(dimension: str, value: str) -> list[Assignment]:
    """Decisions whose figure is of this very organisation or cluster."""
    made = Assignment.objects.filter(region=served_region()).exclude(figure="")
    return [one for one in made if figures.Scope.parse(one.scope).get(dimension) == value]
