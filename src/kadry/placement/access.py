"""Who may see a place, a wish, a placement."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kadry.people.access import (
    is_auditor,
    is_chair,
    is_coordinator,
    is_employer,
    is_operator,
    is_student,
    is_system,
    is_union,
)

sees_all_placements = is_operator | is_auditor | is_system
may_run_campaigns = is_operator | is_system
may_keep_places = is_operator | is_employer | is_system
may_keep_wishes = is_operator | is_coordinator | is_system
may_list_places = sees_all_placements | is_coordinator | is_employer | is_chair | is_union
may_mend_placements = sees_all_placements | is_coordinator
may_see_answers = sees_all_placements | is_coordinator | is_student
may_see_minors = sees_all_placements | is_union | is_chair


def visible_placements(user: Any, placements: QuerySet) -> QuerySet:
    """A host sees those who come to it and nobody else."""
    if sees_all_placements(user):
        return placements
    if is_coordinator(user):
        return placements.filter(student__college_id=user.organisation_id)
    if is_employer(user):
        return placements.filter(place__employer_id=user.organisation_id)
    if is_student(user):
        return placements.filter(student__account_id=user.pk)
    return placements.none()


def visible_places(user: Any, places: QuerySet) -> QuerySet:
    """Places are offers: those who work with practice see them all, an employer its own."""
    if is_employer(user):
        return places.filter(employer_id=user.organisation_id)
    return places if may_list_places(user) else places.none()
