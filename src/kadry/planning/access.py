"""Who may see, compute and approve plans. Sums of places are public; their rows are for those who work here."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from kadry.demand.access import sees_all_needs, visible_needs
from kadry.demand.models import Need
from kadry.people.access import is_auditor, is_chair, is_coordinator, is_employer, is_operator, is_system, is_union
from kadry.planning.models import PlanRow

may_see_plans = is_operator | is_auditor | is_chair | is_union | is_coordinator | is_employer | is_system
may_record_coefficients = is_operator | is_system
may_approve_plans = is_operator


@rules.predicate
def may_compute_plans(user: Any, region: Any = None) -> bool:
    """The operator, and what runs on a schedule or from the terminal."""
    return (is_operator | is_system)(user)


@rules.predicate
def may_approve_plan(user: Any, plan: Any) -> bool:
    """The operator, on the ground of a decision of the board."""
    return is_operator(user)


def visible_rows(user: Any, rows: QuerySet) -> QuerySet:
    """Rows of plans hold colleges and numbers, no persons: all of them, or none."""
    return rows if may_see_plans(user) else rows.none()


def visible_shares(user: Any, shares: QuerySet) -> QuerySet:
    """A share tells who asked for whom: it is seen by those who see the need."""
    if sees_all_needs(user):
        return shares
    return shares.filter(need__in=visible_needs(user, Need.objects.all()))


def get_row_for(user: Any, pk: int) -> PlanRow:
    """The row of a plan, or 404 where the user may not see plans."""
    return get_object_or_404(visible_rows(user, PlanRow.objects.with_list_data()), pk=pk)
