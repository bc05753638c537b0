"""What is read of hires."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kadry.demand.enums import NeedKind, NeedState
from kadry.demand.models import Need
from kadry.people.access import is_coordinator, is_employer
from kadry.recruiting.access import visible_hires
from kadry.recruiting.matching import HireRow, Job, NeedRow, newest
from kadry.recruiting.models import Hire
from kadry.reference.models import Programme
from kadry.trail import figures


def hires_for(user: Any, region: str) -> QuerySet[Hire]:
    """The hires a user may list, the newest first."""
    return visible_hires(user, Hire.objects.of_region(region).with_list_data()).order_by("-hired_on", "-id")


def scope_for(user: Any, region: str) -> figures.Scope:
    """What the list speaks of: the region, or the user's own college or enterprise in it."""
    scope = figures.Scope.of(region=region)
    if is_coordinator(user):
        return scope.narrowed(college=user.organisation_id)
    return scope.narrowed(employer=user.organisation_id) if is_employer(user) else scope


def summary_for(user: Any, region: str) -> dict[str, figures.Reading]:
    """Hires, those of them on needs, and the share in the trade, all of one scope."""
    scope = scope_for(user, region)
    keys = {"hired": "recruiting.hired", "on_needs": "recruiting.on_needs", "in_trade": "recruiting.in_trade_rate"}
    return {name: figures.for_reader(user, figures.read(key, scope)) for name, key in keys.items()}


def hire_rows(region: int) -> list[HireRow]:
    """Hires of the region as matching takes them."""
    leads_to = _newest_codes()
    hires = Hire.objects.filter(municipality__region_id=region)
    return [
        HireRow(pk, Job(employer, municipality, leads_to[code], on.year), code, on, need)
        for pk, employer, municipality, code, on, need in hires.values_list(
            "pk", "employer_id", "municipality_id", "programme_id", "hired_on", "need_id"
        )
    ]


def need_rows(region: int) -> list[NeedRow]:
    """Needs of workers of the region as matching takes them; practice asks for places, not for workers."""
    leads_to = _newest_codes()
    needs = Need.objects.filter(municipality__region_id=region).of_work()
    return [
        NeedRow(
            pk,
            Job(employer, municipality, leads_to[code], year),
            code,
            people,
            is_closed=state == NeedState.CLOSED,
            is_target=kind == NeedKind.TARGET,
        )
        for pk, employer, municipality, code, year, people, state, kind in needs.values_list(
            "pk", "employer_id", "municipality_id", "programme_id", "year", "people", "state", "kind"
        )
    ]


def _newest_codes() -> dict[int, int]:
    return newest(dict(Programme.objects.values_list("pk", "successor_id")))
