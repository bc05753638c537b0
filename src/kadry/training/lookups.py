"""Kinds of columns that name a group or a student of a college, or a mentor of an employer."""

from __future__ import annotations

from collections.abc import Iterable

from kadry.exchange.kinds import Context, owned_reference
from kadry.training.models import Group, Mentor, Student

Entries = Iterable[tuple[int, int, str]]


def _groups(context: Context, colleges: set[int]) -> Entries:
    return Group.objects.filter(college__in=colleges).values_list("college_id", "pk", "name")


def _students(context: Context, colleges: set[int]) -> Entries:
    return Student.objects.filter(college__in=colleges).values_list("college_id", "pk", "number")


def _mentors(context: Context, employers: set[int]) -> Entries:
    # A region's file names more employers than a query takes parameters.
    known = Mentor.objects.filter(employer__municipality__region_id=context.region_id)
    return known.values_list("employer_id", "pk", "number")


group = owned_reference(Group, _groups, owner="college")
student = owned_reference(Student, _students, owner="college")
mentor = owned_reference(Mentor, _mentors, owner="employer")
