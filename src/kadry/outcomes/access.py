"""Who may see what became of a graduate by name: who may see the student. Rates and indicators are public."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from kadry.people.access import is_auditor, is_coordinator, is_operator, is_student, is_system
from kadry.registry.models import Cluster

sees_all_outcomes = is_operator | is_auditor | is_system
may_keep_outcomes = is_operator | is_coordinator | is_system


def visible_outcomes(user: Any, states: QuerySet) -> QuerySet:
    if sees_all_outcomes(user):
        return states
    if is_coordinator(user):
        return states.filter(college_id=user.organisation_id)
    if is_student(user):
        return states.filter(student__account_id=user.pk)
    return states.none()


def visible_programmes(user: Any, programmes: QuerySet) -> QuerySet:
    """What a college teaches is public."""
    return programmes


def get_cluster(pk: int, region: str) -> Cluster:
    """The cluster of the region, or 404."""
    known = Cluster.objects.select_related("base_college", "industry")
    return get_object_or_404(known, pk=pk, base_college__municipality__region__code=region)
