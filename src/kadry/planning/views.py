"""Pages of places: the list, the arithmetic of one number, the certificate of a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kadry.demand.access import may_list_needs
from kadry.exchange.listing import listing
from kadry.planning import access, actions, bridge, queries
from kadry.planning.enums import PlanState
from kadry.planning.forms import ApproveForm
from kadry.planning.models import Plan, PlanRow, Share
from kadry.planning.tables import PlaceFilter, PlaceTable
from kadry.reference.models import Programme
from kadry.reference.queries import served_region
from kadry.trail import figures
from kadry.trail.clock import now, today
from kadry.trail.models import Run
from kadry.web.page import page

SHARES_SHOWN = 50
_TONES = {PlanState.PROPOSED: "warn", PlanState.APPROVED: "ok", PlanState.CARRIED_OUT: "info"}

_BESIDE = (
    ("programme", gettext_lazy("Programme")),
    ("then", gettext_lazy("A year earlier"), "end"),
    ("now", gettext_lazy("Planned"), "end"),
    ("change", gettext_lazy("Difference"), "end"),
)
_PLANS = (
    ("year", gettext_lazy("Year of admission")),
    ("state", gettext_lazy("State")),
    ("places", gettext_lazy("Places"), "end"),
    ("workers", gettext_lazy("Workers expected"), "end"),
    ("shared", gettext_lazy("Of them asked for"), "end"),
)
_FACTORS = (
    ("label", gettext_lazy("Share")),
    ("value", gettext_lazy("Value"), "end"),
    ("source", gettext_lazy("Source and date")),
)
_SHARES = (
    ("employer", gettext_lazy("Employer")),
    ("workplace", gettext_lazy("Municipality of the workplace")),
    ("works", gettext_lazy("Works from")),
    ("asked", gettext_lazy("Asked for"), "end"),
    ("seats", gettext_lazy("With a place here"), "end"),
)
_YEARS = (
    ("year", gettext_lazy("Year of admission")),
    ("state", gettext_lazy("State")),
    ("groups", gettext_lazy("Groups"), "end"),
    ("places", gettext_lazy("Places"), "end"),
)
_GUARANTEES = (
    ("name", gettext_lazy("Guarantee")),
    ("words", gettext_lazy("What was checked")),
    ("state", gettext_lazy("Holds")),
    ("counted", gettext_lazy("Cases checked"), "end"),
)


@page(who=access.may_see_plans)
def places(request: HttpRequest) -> HttpResponse:
    """Places of every year, the plan of this one beside the last."""
    region, year = served_region(), today().year
    scope = figures.Scope.of(region=region.code)
    return listing(
        request,
        "planning/places.html",
        rows=queries.rows_for(request.user, region.code, year),
        table=PlaceTable,
        filters=PlaceFilter,
        context={
            "year": year,
            "before": year - 1,
            "planned": figures.read("planning.places", scope.narrowed(year=year)),
            "earlier": figures.read("planning.places", scope.narrowed(year=year - 1)),
            "change": figures.read("planning.change", scope.narrowed(year=year)),
            "beside_columns": _BESIDE,
            "beside": _beside(region.code, year),
            "plan_columns": _PLANS,
            "plans": _plan_lines(region.code),
        },
    )


def _beside(region: str, year: int) -> list[dict[str, Any]]:
    lines = queries.beside_last_year(region, year)
    names = {one.code: str(one) for one in Programme.objects.filter(code__in=[line["programme"] for line in lines])}
    return [{**line, "programme": names[line["programme"]]} for line in lines]


def _plan_lines(region: str) -> list[dict[str, Any]]:
    scope = figures.Scope.of(region=region)
    sums = {name: figures.table(f"planning.{name}", scope, by="year") for name in ("places", "workers", "shared")}
    return [
        {
            "url": reverse("planning:run", args=[plan.run_id]),
            "year": plan.year,
            "state": _state(plan),
            **{name: readings.get(str(plan.year)) for name, readings in sums.items()},
        }
        for plan in queries.plans(region)
    ]


def _state(plan: Plan) -> dict[str, str]:
    return {"label": plan.get_state_display(), "tone": _TONES[PlanState(plan.state)]}


@page(who=access.may_see_plans)
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One number of places: how it came about, what binds it, whom it serves. A replaced plan leads to the current one."""
    shown = access.get_row_for(request.user, pk)
    if not shown.plan.is_current:
        twin = queries.current_twin(shown)
        if twin is None:
            raise Http404
        return redirect("planning:row", pk=twin.pk)
    scope = figures.Scope.of(region=served_region().code, row=shown.pk)
    shares = queries.shares_of(request.user, shown)[:SHARES_SHOWN]
    computed = queries.run_of(shown.plan)
    return render(
        request,
        "planning/row.html",
        {
            "row": shown,
            "state": _state(shown.plan),
            "places": figures.read("planning.places", scope),
            "groups": figures.read("planning.groups", scope),
            "workers": figures.read("planning.workers", scope),
            "shared": figures.read("planning.shared", scope),
            "explained": bridge.explain(shown),
            "sentences": bridge.sentences_of(shown),
            "factor_columns": _FACTORS,
            "share_columns": _SHARES,
            "shares": _share_lines(request.user, shares),
            "year_columns": _YEARS,
            "years": _year_lines(shown),
            "run": computed,
        }
        | _run_words(computed),
    )


def _share_lines(user: Any, shares: Iterable[Share]) -> list[dict[str, Any]]:
    may_open = may_list_needs(user)
    return [
        {
            "url": reverse("desk:trace", args=[share.need_id]) if may_open else "",
            "employer": share.need.employer,
            "workplace": share.need.municipality,
            "works": share.need.year,
            "asked": share.need.people,
            "seats": share.seats,
        }
        for share in shares
    ]


def _year_lines(shown: PlanRow) -> list[dict[str, Any]]:
    scope = figures.Scope.of(region=served_region().code, college=shown.taught.college_id, programme=shown.taught.programme.code)
    groups, numbers = (figures.table(f"planning.{name}", scope, by="row") for name in ("groups", "places"))
    return [
        {
            "url": reverse("planning:row", args=[one.pk]),
            "year": one.plan.year,
            "state": _state(one.plan),
            "groups": groups[str(one.pk)],
            "places": numbers[str(one.pk)],
        }
        for one in queries.by_year(shown)
    ]


def _run_words(run: Run | None) -> dict[str, Any]:
    """How good the plan is proven to be, and how many guarantees hold."""
    if run is None:
        return {"status": "", "holding": 0, "checked": 0}
    checked = [each for each in run.certificate if each["counted"]]
    return {
        "status": bridge.status_of(run.summary),
        "holding": sum(each["holds"] for each in checked),
        "checked": len(checked),
    }


@page(who=access.may_see_plans)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate of one run of planning."""
    shown = get_object_or_404(queries.runs_of(served_region().pk), pk=pk)
    plan = queries.plan_of_run(shown)
    lang = bridge.language()
    return render(
        request,
        "planning/run.html",
        {
            "run": shown,
            "plan": plan,
            "state": _state(plan) if plan else None,
            "guarantee_columns": _GUARANTEES,
            "guarantees": [_guarantee_line(each, lang) for each in shown.certificate],
            "may_approve": plan is not None and _is_proposed(plan) and access.may_approve_plans(request.user),
            "form": ApproveForm(),
        }
        | _run_words(shown),
    )


def _is_proposed(plan: Plan) -> bool:
    return plan.is_current and plan.state == PlanState.PROPOSED


def _guarantee_line(each: dict[str, Any], lang: str) -> dict[str, Any]:
    holds = {"label": _("holds"), "tone": "ok"} if each["holds"] else {"label": _("broken"), "tone": "late"}
    nothing = {"label": _("nothing to check"), "tone": "unknown"}
    return {
        "name": each["name"],
        "words": each["words"][lang],
        "state": holds if each["counted"] else nothing,
        "counted": each["counted"],
    }


@page(who=access.may_approve_plans, methods=("POST",))
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan stands by a decision from now on."""
    plan = get_object_or_404(queries.plans(served_region().code), pk=pk)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name the decision that approves the plan."))
        return redirect("planning:run", pk=plan.run_id)
    try:
        actions.plan_approve(plan=plan, by=request.user, at=now(), ground=form.cleaned_data["ground"])
    except actions.WrongState:
        messages.error(request, _("The plan has changed meanwhile; nothing was done. Look at its state and try again."))
    else:
        messages.success(request, _("The plan stands by this decision."))
    return redirect("planning:run", pk=plan.run_id)
