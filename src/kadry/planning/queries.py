"""What is read of plans."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Abs, Coalesce

from kadry.planning.access import visible_rows, visible_shares
from kadry.planning.enums import PlanState
from kadry.planning.models import OpenNeed, Plan, PlanRow, Share
from kadry.trail import figures, runs
from kadry.trail.models import Run

LARGEST = 12  # programmes shown beside last year


def rows_for(user: Any, region: str, year: int) -> QuerySet[PlanRow]:
    """Rows of the current plans the user may list, those of the year first, the largest first."""
    rows = visible_rows(user, PlanRow.objects.of_region(region).current().with_list_data())
    rows = rows.annotate(served=Coalesce(Sum("shares__seats"), 0))
    return rows.order_by(Abs(F("plan__year") - year), "-places", "pk")


def plans(region: str) -> QuerySet[Plan]:
    """The current plans, by year of admission."""
    return Plan.objects.filter(region__code=region, is_current=True).order_by("year")


def current_twin(row: PlanRow) -> PlanRow | None:
    """The same programme, college and year in the plan that counts now."""
    return PlanRow.objects.current().filter(taught=row.taught, plan__year=row.plan.year).first()


def by_year(row: PlanRow) -> QuerySet[PlanRow]:
    """The same programme at the same college, year after year."""
    return PlanRow.objects.current().filter(taught=row.taught).select_related("plan").order_by("plan__year")


def shares_of(user: Any, row: PlanRow) -> QuerySet[Share]:
    """The needs a row serves, those the user may see, the largest first."""
    return visible_shares(user, Share.objects.filter(plan_row=row).with_list_data()).order_by("-seats", "pk")


def shares_of_need(need: int) -> QuerySet[Share]:
    """Where the people of a need have their places: for whoever follows the need."""
    return Share.objects.current().filter(need=need).with_list_data().order_by("plan_row__plan__year", "pk")


def open_need(need: int) -> OpenNeed | None:
    """How many people of a need have no place by the newest run, and why."""
    return OpenNeed.objects.filter(need=need).first()


def plan_of_run(run: Run) -> Plan | None:
    return Plan.objects.filter(run_id=run.pk).first()


def run_of(plan: Plan) -> Run | None:
    return Run.objects.filter(pk=plan.run_id).first()


def runs_of(region: int) -> QuerySet[Run]:
    """Finished runs of planning, the newest first."""
    return runs.done("planning", region)


def latest_run(region: int) -> Run | None:
    """The run of the first plan to come: the one a reader means by "the plan"."""
    newest = Plan.objects.filter(region=region, is_current=True)
    chosen = newest.exclude(state=PlanState.CARRIED_OUT).order_by("year").first() or newest.order_by("-year").first()
    return run_of(chosen) if chosen else None


def beside_last_year(region: str, year: int) -> list[dict[str, Any]]:
    """Places of a year beside those of the year before, by programme, the largest changes first."""
    scope = figures.Scope.of(region=region)
    now = figures.table("planning.places", scope.narrowed(year=year), by="programme")
    then = figures.table("planning.places", scope.narrowed(year=year - 1), by="programme")
    change = figures.table("planning.change", scope.narrowed(year=year), by="programme")
    ranked = sorted(change, key=lambda code: (-abs(change[code].value or 0), code))
    return [
        {"programme": code, "then": then.get(code), "now": now[code], "change": change[code]}
        for code in ranked[:LARGEST]
        if change[code].value
    ]
