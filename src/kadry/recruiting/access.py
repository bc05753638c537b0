"""Who may see and bring in hires."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kadry.people.access import is_auditor, is_coordinator, is_employer, is_operator, is_student, is_system

sees_all_hires = is_operator | is_auditor | is_system
may_keep_hires = is_operator | is_coordinator | is_system
may_match_hires = is_operator | is_system
may_list_hires = sees_all_hires | is_coordinator | is_employer


def visible_hires(user: Any, hires: QuerySet) -> QuerySet:
    """The college of the hired, the employer, the hired person."""
    if sees_all_hires(user):
        return hires
    if is_coordinator(user):
        return hires.filter(college_id=user.organisation_id)
    if is_employer(user):
        return hires.filter(employer_id=user.organisation_id)
    if is_student(user):
        return hires.filter(student__account_id=user.pk)
    return hires.none()
