"""Who may see a student. Default is no."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from kadry.people.access import is_auditor, is_coordinator, is_employer, is_operator, is_student, is_system
from kadry.training.models import Student

sees_all_students = is_operator | is_auditor | is_system
may_list_students = sees_all_students | is_coordinator
may_keep_students = is_operator | is_coordinator | is_system
may_keep_mentors = is_operator | is_employer | is_system
may_see_student_pages = may_list_students | is_student


@rules.predicate
def may_see_student(user: Any, student: Student | None) -> bool:
    """Operator and auditor; the student's own college; the student."""
    if student is None:
        return False
    own = is_coordinator(user) and student.college_id == user.organisation_id
    return sees_all_students(user) or own or (is_student(user) and student.account_id == user.pk)


def visible_students(user: Any, students: QuerySet) -> QuerySet:
    """Those of the students the user may see by name."""
    if sees_all_students(user):
        return students
    if is_coordinator(user):
        return students.filter(college_id=user.organisation_id)
    if is_student(user):
        return students.filter(account_id=user.pk)
    return students.none()


def get_student_for(user: Any, pk: int) -> Student:
    """The student, or 404 where the user may not know there is one."""
    return get_object_or_404(visible_students(user, Student.objects.with_list_data()), pk=pk)
