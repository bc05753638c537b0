"""Pages of decisions: what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kadry.board import access, actions, queries
from kadry.board.changes import changes_of
from kadry.board.enums import OPEN, TRANSITIONS, AssignmentState, Fate, Verdict
from kadry.board.forms.decisions import AnswerForm, EvidenceForm, ForwardForm, GroundForm, PostponeForm
from kadry.board.models import Assignment, Forwarding
from kadry.board.queries.reviews import lines_of
from kadry.board.report import execution_report
from kadry.exchange.documents.response import download
from kadry.people.access import anyone, is_chair, signed_in
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.web.page import page
from kadry.web.templatetags.words import day


@page(who=anyone)
def latest(request: HttpRequest) -> HttpResponse:
    """The execution report of the newest decisions."""
    region = served_region()
    held_on = queries.latest_meeting(region.pk)
    if held_on is None:
        may_assign = access.may_keep_assignments(request.user)
        return render(request, "board/nothing.html", {"agenda": queries.newest_agenda(region.pk), "may_assign": may_assign})
    return _report(request, held_on)


@page(who=anyone)
def execution(request: HttpRequest, held_on: date) -> HttpResponse:
    """Execution of the decisions of one day."""
    if not Assignment.objects.filter(region=served_region(), held_on=held_on).exists():
        raise Http404
    return _report(request, held_on)


def _report(request: HttpRequest, held_on: date) -> HttpResponse:
    region = served_region()
    lines, counts = queries.report(region.pk, held_on, request.user), queries.counts(region.code, held_on)
    if kind := request.GET.get("as"):
        return download(
            execution_report(held_on, lines, counts), kind, _("Execution of the decisions of %(day)s") % {"day": day(held_on)}
        )
    return render(
        request,
        "board/execution.html",
        {
            "held_on": held_on,
            "others": [other for other in queries.days_decided(region.pk) if other != held_on],
            "lines": lines,
            "counts": counts,
            "is_example": any(line.assignment.is_example for line in lines),
            "agenda": queries.newest_agenda(region.pk),
            "may_check": access.may_check(request.user),
            "may_assign": access.may_keep_assignments(request.user),
            "is_chair": is_chair(request.user),
        },
    )


@page(who=anyone)
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assignment: its line with the target, its checks, what happened to it, and what can be done."""
    return _page(request, pk, {})


def _page(request: HttpRequest, pk: int, sent: dict[str, forms.Form]) -> HttpResponse:
    """The page of an assignment; ``sent`` are forms that were wrong and keep what was typed."""
    shown = get_object_or_404(_with_its_story(), pk=pk, region=served_region())
    line = queries.line_of(shown, request.user)
    return render(
        request,
        "board/assignment.html",
        {
            "line": line,
            "checks": shown.checks.all(),
            "points": queries.history(line),
            "changes": changes_of(shown),
            "needs": queries.needs_served(shown, request.user),
            "reviews": lines_of(shown.reviews.select_related("assignment", "before", "after"), request.user),
            "forwardings": _forwardings(request, shown, sent),
            "steps": _steps(request, shown, sent),
            "may_change": access.may_keep_assignments(request.user) and shown.state == AssignmentState.ASSIGNED,
            "says_done": shown.state in OPEN and line.verdict == Verdict.DONE,
            "is_own": access.works_on(request.user, shown),
        },
        status=400 if sent else 200,
    )


def _with_its_story() -> QuerySet[Assignment]:
    told = Assignment.objects.select_related("organisation", "raiser", "counted_after")
    return told.prefetch_related("co_executors", "postponements", "forwardings")


def _forwardings(
    request: HttpRequest, shown: Assignment, sent: dict[str, forms.Form]
) -> list[tuple[Forwarding, forms.Form | None]]:
    """Where it was passed on to and what came of it; who keeps the assignments writes the answer down."""
    may_answer = access.may_keep_assignments(request.user)
    return [
        (passed, _answer_form(passed, sent) if may_answer and passed.fate == Fate.WAITS else None)
        for passed in shown.forwardings.all()
    ]


def _answer_form(passed: Forwarding, sent: dict[str, forms.Form]) -> forms.Form:
    return sent.get(f"answer{passed.pk}") or AnswerForm(auto_id=f"answer{passed.pk}_%s")


class Step(NamedTuple):
    """One thing to do: who may, from where, on which form, by which action."""

    who: Callable[[Any, Assignment], bool]
    stands: Callable[[Assignment], bool]
    form: type[forms.Form]
    act: Callable[..., Any]


def _leads_to(state: AssignmentState) -> Callable[[Assignment], bool]:
    return lambda shown: state in TRANSITIONS[AssignmentState(shown.state)]


_STEPS = {
    "file": Step(access.may_file, _leads_to(AssignmentState.FILED), EvidenceForm, actions.evidence_file),
    "verify": Step(access.may_verify.test, _leads_to(AssignmentState.VERIFIED), GroundForm, actions.assignment_verify),
    "send-back": Step(
        access.may_verify.test,
        lambda shown: shown.state in (AssignmentState.FILED, AssignmentState.VERIFIED),
        GroundForm,
        actions.assignment_send_back,
    ),
    "off-control": Step(
        access.may_verify.test, _leads_to(AssignmentState.OFF_CONTROL), GroundForm, actions.assignment_off_control
    ),
    "put-back": Step(
        access.may_put_back.test,
        lambda shown: shown.state == AssignmentState.OFF_CONTROL,
        GroundForm,
        actions.assignment_put_back,
    ),
    "postpone": Step(
        access.may_postpone.test,
        lambda shown: shown.state in OPEN and shown.deadline is not None,
        PostponeForm,
        actions.assignment_postpone,
    ),
    "forward": Step(access.may_keep_assignments.test, lambda shown: shown.state in OPEN, ForwardForm, actions.assignment_forward),
}
_TITLES = {
    "file": gettext_lazy("File evidence"),
    "verify": gettext_lazy("Verify"),
    "send-back": gettext_lazy("Send back"),
    "off-control": gettext_lazy("Take off control"),
    "put-back": gettext_lazy("Put back on control"),
    "postpone": gettext_lazy("Move the deadline"),
    "forward": gettext_lazy("Pass on to another body"),
}


def _steps(request: HttpRequest, shown: Assignment, sent: dict[str, forms.Form]) -> list[tuple[str, Any, forms.Form]]:
    """The steps this user may take from where the assignment stands, each with its title and form."""
    is_own = access.works_on(request.user, shown)
    return [
        (name, _TITLES[name], sent.get(name) or step.form(auto_id=f"{name}_%s"))
        for name, step in _STEPS.items()
        if step.stands(shown) and step.who(request.user, shown) and not (name == "verify" and is_own)
    ]


@page(who=signed_in, methods=("POST",))
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of an assignment."""
    shown = get_object_or_404(Assignment, pk=pk, region=served_region())
    if step not in _STEPS or not _STEPS[step].who(request.user, shown):
        raise Http404
    form = _STEPS[step].form(request.POST, auto_id=f"{step}_%s")
    return _act(request, pk, {step: form}, lambda told: _STEPS[step].act(assignment=shown, **told))


@page(who=access.may_keep_assignments, methods=("POST",))
def forwarding_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what another body has answered."""
    passed = get_object_or_404(Forwarding, pk=pk, assignment__region=served_region())
    sent = {f"answer{pk}": AnswerForm(request.POST, auto_id=f"answer{pk}_%s")}
    return _act(request, passed.assignment_id, sent, lambda told: actions.forwarding_answer(forwarding=passed, **told))


def _act(request: HttpRequest, pk: int, sent: dict[str, forms.Form], act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Do one thing; what stands in the way is told on the assignment's page, and what was typed stays in its form."""
    [form] = sent.values()
    if not form.is_valid():
        return _page(request, pk, sent)
    try:
        act({"by": request.user, "at": now(), "ground": "entered here"} | form.cleaned_data)
    except actions.NoFact:
        messages.error(
            request, _("There is no fact yet: the target is not reached and no evidence is filed. Nothing was changed.")
        )
    except actions.OwnEvidence:
        messages.error(
            request,
            _("You have to do this or filed the evidence: ask somebody else to verify it, the chair or another operator."),
        )
    except actions.WrongState:
        messages.error(request, _("The assignment has moved on meanwhile; nothing was changed."))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, pk, sent)
    else:
        messages.success(request, _("Done."))
    return redirect("board:assignment", pk=pk)


@page(who=access.may_check, methods=("POST",))
def check(request: HttpRequest) -> HttpResponse:
    """Run every acceptance test now."""
    actions.assignments_check(region=served_region().pk, by=request.user, at=now(), ground="asked for on the page")
    messages.success(request, _("Every decision was checked against today’s figures."))
    return redirect("board:decisions")
