"""Pages of outcomes: the region's graduates by college, and the indicators of a cluster. Counts and shares only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kadry.outcomes import access, queries
from kadry.outcomes.indicators import FIRST_YEAR
from kadry.people.access import anyone
from kadry.reference.queries import served_region
from kadry.trail.clock import today
from kadry.trail.figures import Scope
from kadry.web.page import page


@page(who=anyone)
def region(request: HttpRequest) -> HttpResponse:
    """What became of the graduates of one year, by college, as bands with intervals."""
    code = served_region().code
    scope = Scope.of(region=code)
    window = queries.window(scope, request.GET.get("year", ""))
    scope = scope.narrowed(year=window.year)
    rates = queries.rates(request.user, scope)
    lines = queries.lines(request.user, scope, rates["employed"]) if window.year else []
    return render(
        request,
        "outcomes/region.html",
        {
            "window": window,
            "rates": rates,
            "lines": lines,
            "untold": queries.untold(code, lines) if window.year else [],
            "cluster_columns": [
                ("cluster", _("Cluster")),
                ("indicator_1", _("Students"), "end"),
                ("indicator_2", _("Programmes"), "end"),
                ("indicator_5", _("At practice with a mentor"), "end"),
            ],
            "cluster_rows": queries.cluster_rows(
                request.user, code, today().year, lambda pk: reverse("outcomes:cluster", args=[pk])
            ),
        },
    )


@page(who=anyone)
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """The eight indicators of a cluster, and what became of its graduates."""
    code, year = served_region().code, today().year
    shown = access.get_cluster(pk, code)
    scope = Scope.of(region=code, cluster=shown.pk)
    window = queries.window(scope, request.GET.get("year", ""))
    return render(
        request,
        "outcomes/cluster.html",
        {
            "cluster": shown,
            "year": year,
            "columns": [("number", "№"), ("what", _("Indicator")), ("unit", _("Counted in")), ("fact", _("Fact"), "end")],
            "rows": queries.indicator_rows(request.user, shown, code, year),
            "changed_columns": [
                ("number", "№"),
                ("then", _("In %(year)s") % {"year": FIRST_YEAR}),
                ("now", _("In %(year)s") % {"year": year}),
            ],
            "changed": queries.changed_rows(shown, year),
            "window": window,
            "rates": queries.rates(request.user, scope.narrowed(year=window.year)) if window.year else {},
        },
    )
