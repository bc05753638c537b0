"""Who may see, write down and bring in hires."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from kadry.people.access import is_auditor, is_coordinator, is_employer, is_operator, is_student, is_system, owns
from kadry.placement.access import visible_placements
from kadry.placement.models import Placement
from kadry.recruiting.models import Hire
from kadry.registry.models import Organisation
from kadry.training.access import visible_students
from kadry.training.models import Student

sees_all_hires = is_operator | is_auditor | is_system
may_keep_hires = is_operator | is_coordinator | is_system
may_record_hires = may_keep_hires | is_employer
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


def get_hire_for(user: Any, pk: int) -> Hire:
    """The hire, or 404 where the user may not know it exists."""
    return get_object_or_404(visible_hires(user, Hire.objects.with_page_data()), pk=pk)


def hireable_students(user: Any, students: QuerySet) -> QuerySet:
    """Those whose hire the user may write down; of an employer, those placed with it for practice and nobody else."""
    if is_employer(user):
        placed = visible_placements(user, Placement.objects.placed())
        return students.filter(pk__in=placed.values("student"))
    return visible_students(user, students) if may_keep_hires(user) else students.none()


def get_hireable_for(user: Any, pk: int) -> Student:
    """The student, or 404 where the user may not write down a hire of such a one."""
    return get_object_or_404(hireable_students(user, Student.objects.with_list_data()), pk=pk)


@rules.predicate
def may_record_hire(user: Any, student: Student | None) -> bool:
    """The operator; the student's own college; an employer that has had the student at practice."""
    return student is not None and hireable_students(user, Student.objects.filter(pk=student.pk)).exists()


def may_hire_at(user: Any, employer: Organisation) -> bool:
    """An employer writes down hires at itself only."""
    return not is_employer(user) or owns(user, employer.pk)


@rules.predicate
def may_withdraw_hire(user: Any, hire: Hire | None) -> bool:
    """Whoever may write it down."""
    return hire is not None and may_hire_at(user, hire.employer) and may_record_hire(user, hire.student)
