"""Pages of hires: the list, one hire, and how one is written down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kadry.exchange.listing import listing
from kadry.people.access import is_coordinator, is_employer
from kadry.recruiting import access, actions, queries
from kadry.recruiting.forms import FindForm, HireForm, SupportForm, WithdrawForm
from kadry.recruiting.models import Hire
from kadry.recruiting.tables import HireFilter, HireTable
from kadry.reference.queries import served_region
from kadry.registry.models import Organisation, OrganisationQuerySet
from kadry.trail.clock import now
from kadry.trail.middleware import mark_personal
from kadry.training.access import may_see_student
from kadry.training.models import Student
from kadry.web.page import page


@page(who=access.may_list_hires)
def hires(request: HttpRequest) -> HttpResponse:
    """Hires the user may see by name, each with the need it fills or without one."""
    mark_personal(request)
    region = served_region().code
    return listing(
        request,
        "recruiting/hires.html",
        rows=queries.hires_for(request.user, region),
        table=HireTable,
        filters=HireFilter,
        context={"may_record": access.may_record_hires(request.user), **queries.summary_for(request.user, region)},
    )


@page(who=access.may_list_hires)
def hire(request: HttpRequest, pk: int) -> HttpResponse:
    """One hire: who, where, when, the need it fills or none, where the row came from."""
    shown = access.get_hire_for(request.user, pk)
    mark_personal(request)
    return render(
        request,
        "recruiting/hire.html",
        {
            "hire": shown,
            "history": queries.history_of(shown),
            "may_see_student": may_see_student(request.user, shown.student),
            "may_withdraw": access.may_withdraw_hire(request.user, shown),
            "withdraw_form": WithdrawForm(),
        },
    )


@page(who=access.may_record_hires)
def record(request: HttpRequest) -> HttpResponse:
    """Write down a hire, first step: whose it is."""
    form = FindForm(request.GET if "name" in request.GET else None)
    found = queries.found_students(request.user, served_region().code, form.cleaned_data["name"]) if form.is_valid() else []
    if found:
        mark_personal(request)
    return render(
        request,
        "recruiting/record.html",
        {
            "form": form,
            "searched": form.is_valid(),
            "columns": [("name", _("Full name")), ("group", _("Group")), ("college", _("College"))],
            "found": [_line(student) for student in found[: queries.SHOWN]],
            "more": len(found) > queries.SHOWN,
            "cure": _cure(request.user),
        },
    )


def _line(student: Student) -> dict[str, Any]:
    return {
        "name": student.full_name,
        "group": f"{student.group.name}, {student.group.programme}",
        "college": student.college.short_name,
        "url": reverse("recruiting:record_of", args=[student.pk]),
    }


def _cure(user: Any) -> str:
    """What to do where nobody was found."""
    if is_employer(user):
        return _(
            "You find those who were placed with you for practice. "
            "Any other hire is written down by the student’s college or the region operator."
        )
    if is_coordinator(user):
        return _("You find the students of your college. Whoever is missing comes in with the sheet “Students” of its workbook.")
    return _("Look at the spelling. Whoever is missing comes in with the sheet “Students” of a college’s workbook.")


@page(who=access.may_record_hires, methods=("GET", "POST"))
def record_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a hire, second step: where and when this student was hired."""
    student = access.get_hireable_for(request.user, pk)
    region = served_region().code
    form = HireForm(request.POST or None, student=student, employers=_employers(request.user, region), region=region)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.hire_record(student=student, by=request.user, at=now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The hire is written down."))
            return redirect("recruiting:hire", pk=made.pk)
    mark_personal(request)
    context = {"student": student, "form": form, "support_form": SupportForm(request.POST or None)}
    return render(request, "recruiting/record_of.html", context, status=400 if form.errors else 200)


def _employers(user: Any, region: str) -> OrganisationQuerySet:
    employers = Organisation.objects.employers().of_region(region)
    return employers.filter(pk=user.organisation_id) if is_employer(user) else employers


@page(who=access.may_record_hires, methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a hire that was written down by mistake."""
    subject: Hire = access.get_hire_for(request.user, pk)
    if not access.may_withdraw_hire(request.user, subject):
        raise Http404
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words why the hire is withdrawn. Nothing was changed."))
        return redirect("recruiting:hire", pk=pk)
    try:
        actions.hire_withdraw(hire=subject, by=request.user, at=now(), **form.cleaned_data)
    except actions.FromWorkbook:
        messages.error(request, _("This hire came in by a workbook. Mend it there and send the workbook in again."))
        return redirect("recruiting:hire", pk=pk)
    messages.success(request, _("The hire is withdrawn, and the needs are told."))
    return redirect("recruiting:hires")
