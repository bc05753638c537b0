"""Pages of decisions: what became of them."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kadry.board import access, actions, queries
from kadry.board.enums import AssignmentState
from kadry.board.forms import EvidenceForm, GroundForm
from kadry.board.models import Assignment
from kadry.people.access import anyone
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.web.page import page


@page(who=anyone)
def latest(request: HttpRequest) -> HttpResponse:
    """The execution report of the newest decisions."""
    region = served_region()
    held_on = queries.latest_meeting(region.pk)
    if held_on is None:
        return render(request, "board/nothing.html", {"agenda": queries.agenda(region.pk)})
    return _report(request, held_on)


@page(who=anyone)
def execution(request: HttpRequest, held_on: date) -> HttpResponse:
    """Execution of the decisions of one day."""
    if not Assignment.objects.filter(region=served_region(), held_on=held_on).exists():
        raise Http404
    return _report(request, held_on)


def _report(request: HttpRequest, held_on: date) -> HttpResponse:
    region = served_region()
    lines = queries.report(region.pk, held_on, request.user)
    return render(
        request,
        "board/execution.html",
        {
            "held_on": held_on,
            "lines": lines,
            "counts": queries.counts(region.code, held_on),
            "is_example": any(line.assignment.is_example for line in lines),
            "agenda": queries.agenda(region.pk),
            "may_check": access.may_check(request.user),
        },
    )


@page(who=anyone)
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assignment: its line with the target, its checks, and what can be done."""
    shown = get_object_or_404(Assignment, pk=pk, region=served_region())
    line = queries.line_of(shown, request.user)
    return render(
        request,
        "board/assignment.html",
        {
            "line": line,
            "checks": shown.checks.all(),
            "points": queries.history(line),
            "needs": queries.needs_served(shown, request.user),
            "steps": _steps(request, shown),
        },
    )


_STEPS = {
    "file": (AssignmentState.FILED, access.may_keep_assignments, EvidenceForm, actions.evidence_file),
    "verify": (AssignmentState.VERIFIED, access.may_verify, GroundForm, actions.assignment_verify),
    "send-back": (AssignmentState.ASSIGNED, access.may_verify, GroundForm, actions.assignment_send_back),
    "off-control": (AssignmentState.OFF_CONTROL, access.may_verify, GroundForm, actions.assignment_off_control),
}


def _steps(request: HttpRequest, shown: Assignment) -> list[tuple[str, object]]:
    """The steps this user may take from where the assignment stands, each with its form."""
    open_to = actions.TRANSITIONS[AssignmentState(shown.state)]
    return [
        (name, form(auto_id=f"{name}_%s"))
        for name, (state, who, form, _act) in _STEPS.items()
        if state in open_to and who(request.user)
    ]


@page(who=access.may_keep_assignments | access.may_verify, methods=("POST",))
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of an assignment."""
    shown = get_object_or_404(Assignment, pk=pk, region=served_region())
    if step not in _STEPS or not _STEPS[step][1](request.user):
        raise Http404
    _state, _who, form_class, act = _STEPS[step]
    form = form_class(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words what it rests on."))
        return redirect("board:assignment", pk=pk)
    facts = dict(form.cleaned_data)
    try:
        act(assignment=shown, by=request.user, at=now(), ground=facts.pop("ground", "entered here"), **facts)
    except actions.NoFact:
        messages.error(
            request, _("There is no fact yet: the target is not reached and no evidence is filed. Nothing was changed.")
        )
    except (actions.WrongState, ValidationError):
        messages.error(request, _("The assignment has moved on meanwhile; nothing was changed."))
    else:
        messages.success(request, _("Done."))
    return redirect("board:assignment", pk=pk)


@page(who=access.may_check, methods=("POST",))
def check(request: HttpRequest) -> HttpResponse:
    """Run every acceptance test now."""
    actions.assignments_check(region=served_region().pk, by=request.user, at=now(), ground="asked for on the page")
    messages.success(request, _("Every decision was checked against today’s figures."))
    return redirect("board:decisions")
