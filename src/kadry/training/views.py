"""Pages of students."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kadry.exchange.listing import listing
from kadry.reference.queries import served_region
from kadry.trail.clock import today
from kadry.trail.middleware import mark_personal
from kadry.training import access
from kadry.training.models import Student
from kadry.training.tables import StudentFilter, StudentTable
from kadry.web.page import page


@page(who=access.may_list_students)
def students(request: HttpRequest) -> HttpResponse:
    """Students the user may see by name."""
    mark_personal(request)
    rows = access.visible_students(request.user, Student.objects.of_region(served_region().code).with_list_data())
    return listing(request, "training/students.html", rows=rows, table=StudentTable, filters=StudentFilter)


@page(who=access.may_see_student_pages)
def student(request: HttpRequest, pk: int) -> HttpResponse:
    """One student: the group and what the student is cleared for."""
    shown = access.get_student_for(request.user, pk)
    mark_personal(request)
    return render(
        request,
        "training/student.html",
        {"student": shown, "age": shown.age_on(today()), "clearances": shown.clearances.all(), "today": today()},
    )
