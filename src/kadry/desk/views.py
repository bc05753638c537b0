"""The first screen, each role's day, and one page each for a need, an enterprise, a college and a cluster."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kadry.demand.access import get_need_for, may_list_needs, may_see_need, visible_needs
from kadry.demand.models import Need
from kadry.desk import days, organisations, queries, thread
from kadry.desk import published as beside
from kadry.people.access import anyone, is_auditor, is_operator, signed_in
from kadry.people.enums import Role
from kadry.people.models import Membership
from kadry.reference.queries import served_region
from kadry.registry.models import Cluster, Organisation
from kadry.trail.models import Event, Run
from kadry.web.page import page

LINES_A_PAGE = 50


@page(who=anyone)
def first(request: HttpRequest) -> HttpResponse:
    """The region on one screen."""
    need = queries.followed_need()
    held_on, lines, counts = queries.decisions(request.user)
    allocation = queries.latest_allocation()
    return render(
        request,
        "desk/first.html",
        {
            "sentence": queries.sentence(),
            "tiles": queries.gap_tiles(),
            "need": need,
            "way": thread.way_of(need, request.user) if need else [],
            "may_trace": need is not None and may_see_need(request.user, need),
            "held_on": held_on,
            "lines": lines,
            "counts": counts,
            "allocation": allocation,
            "practised": queries.practised(allocation[1]) if allocation else None,
            "taking_part": queries.taking_part(),
            "doors": _doors() if settings.DEMO else [],
        },
    )


def _doors() -> list[Role]:
    """The roles somebody in the demo has, in the order of the board's scene."""
    held = set(Membership.objects.values_list("role", flat=True))
    order = (Role.CHAIR, Role.OPERATOR, Role.COORDINATOR, Role.EMPLOYER, Role.STUDENT, Role.UNION, Role.AUDITOR)
    return [role for role in order if role in held]


@page(who=signed_in)
def day(request: HttpRequest) -> HttpResponse:
    """What waits for me, and my figures."""
    if home := days.home_of(request.user):
        return redirect(home)
    return render(
        request,
        "desk/day.html",
        {
            "role": Role(request.user.role),
            "tasks": days.tasks_for(request.user),
            "figures": days.figures_for(request.user),
            "organisation": request.user.seat.organisation,
            "needs": visible_needs(request.user, Need.objects.with_list_data()).order_by("year", "-people")[:10]
            if request.user.role == Role.EMPLOYER
            else [],
        },
    )


@page(who=may_list_needs)
def trace(request: HttpRequest, pk: int) -> HttpResponse:
    """One need through the whole thread, as a picture and as a list."""
    need = get_need_for(request.user, pk)
    return render(request, "desk/trace.html", {"need": need, "way": thread.way_of(need, request.user)})


@page(who=anyone)
def employer(request: HttpRequest, pk: int) -> HttpResponse:
    """An enterprise: what it asked, gave, took, hired."""
    shown = get_object_or_404(Organisation.objects.employers().of_region(served_region().code), pk=pk)
    return render(request, "desk/organisation.html", organisations.employer_page(shown, request.user))


@page(who=anyone)
def college(request: HttpRequest, pk: int) -> HttpResponse:
    """A college: whom it teaches, for whom, and what became of them."""
    shown = get_object_or_404(Organisation.objects.colleges().of_region(served_region().code), pk=pk)
    return render(request, "desk/organisation.html", organisations.college_page(shown, request.user))


@page(who=anyone)
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """A cluster: who takes part and what came of it."""
    shown = get_object_or_404(Cluster, pk=pk)
    if shown.base_college.municipality.region_id != served_region().pk:
        raise Http404
    return render(request, "desk/organisation.html", organisations.cluster_page(shown, request.user))


@page(who=anyone)
def published(request: HttpRequest) -> HttpResponse:
    """What is published of the region beside what is counted."""
    return render(
        request,
        "desk/published.html",
        {"columns": beside.columns(), "rows": beside.rows(request.user), "scale": beside.scale()},
    )


@page(who=is_operator | is_auditor)
def runs(request: HttpRequest) -> HttpResponse:
    """Every computation with its certificate and replay hash."""
    part = Paginator(Run.objects.filter(region_id=served_region().pk), LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/runs.html", {"part": part})


@page(who=is_operator | is_auditor)
def events(request: HttpRequest) -> HttpResponse:
    """Everything that happened, the newest first."""
    part = Paginator(Event.objects.all(), LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/events.html", {"part": part})
