"""Who may see and change what an employer plans. The measures themselves are for everybody; plans are nobody else's business."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from kadry.people.access import is_auditor, is_employer, is_operator, is_system, owns
from kadry.registry.models import Organisation
from kadry.support.models import Plan

sees_all_plans = is_operator | is_auditor
may_list_plans = sees_all_plans | is_employer
may_plan = is_operator | is_employer


@rules.predicate
def may_plan_for(user: Any, employer: Organisation | None) -> bool:
    """The operator for anybody, an employer for itself."""
    return is_operator(user) or (employer is not None and is_employer(user) and owns(user, employer.pk))


def may_see_plans_of(user: Any, employer: Organisation) -> bool:
    """Whether what the employer told of itself is this user's business."""
    return sees_all_plans(user) or may_plan_for(user, employer)


@rules.predicate
def may_change_plan(user: Any, plan: Plan | None) -> bool:
    return may_plan_for(user, plan.employer if plan else None)


@rules.predicate
def may_change_take_up(user: Any, take_up: Any) -> bool:
    return may_plan_for(user, take_up.employer if take_up else None)


may_keep_take_ups = is_operator | is_system


def visible_plans(user: Any, plans: QuerySet) -> QuerySet:
    """An employer's own; all of them for those who must be able to look."""
    if sees_all_plans(user):
        return plans
    return plans.filter(employer_id=user.organisation_id) if is_employer(user) else plans.none()


visible_take_ups = visible_plans  # both belong to an employer


def get_plan_for(user: Any, pk: int) -> Plan:
    """The plan, or 404 where the user may not know it exists."""
    return get_object_or_404(visible_plans(user, Plan.objects.select_related("employer__municipality", "need")), pk=pk)


def get_own_plan_for(user: Any, pk: int) -> Plan:
    """The plan if the user may change it, or 404."""
    plan = get_plan_for(user, pk)
    if not may_change_plan(user, plan):
        raise Http404
    return plan
