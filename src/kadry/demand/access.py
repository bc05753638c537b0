"""Who may see and change a need. Default is no."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from kadry.demand.models import Need
from kadry.people.access import (
    is_auditor,
    is_chair,
    is_coordinator,
    is_employer,
    is_operator,
    is_system,
    is_union,
    owns,
)

# Colleges and the board plan from the region's needs; an employer sees only its own.
sees_all_needs = is_operator | is_auditor | is_chair | is_union | is_coordinator | is_system
may_list_needs = sees_all_needs | is_employer
may_enter_needs = is_operator | is_employer


@rules.predicate
def may_change_need(user: Any, need: Need | None) -> bool:
    """The region's operator, and the employer whose need it is."""
    if (is_operator | is_system)(user):
        return True
    return need is not None and is_employer(user) and owns(user, need.employer_id)


@rules.predicate
def may_declare_need(user: Any, employer: Any) -> bool:
    """The operator for anybody, an employer for itself."""
    return (is_operator | is_system)(user) or (is_employer(user) and owns(user, employer.pk))


@rules.predicate
def may_see_need(user: Any, need: Need) -> bool:
    """Whoever sees every need, and the employer whose need it is."""
    return sees_all_needs(user) or (is_employer(user) and owns(user, need.employer_id))


def visible_needs(user: Any, needs: QuerySet) -> QuerySet:
    """Those of the needs the user may see."""
    if sees_all_needs(user):
        return needs
    if is_employer(user):
        return needs.filter(employer_id=user.organisation_id)
    return needs.none()


def get_need_for(user: Any, pk: int) -> Need:
    """The need, or 404 where the user may not know it exists."""
    return get_object_or_404(visible_needs(user, Need.objects.with_list_data()), pk=pk)


def get_own_need_for(user: Any, pk: int) -> Need:
    """The need if the user may change it, or 404."""
    need = get_need_for(user, pk)
    if not may_change_need(user, need):
        raise Http404
    return need
