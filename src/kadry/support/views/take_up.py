"""Take-up: the region measure by measure for everybody; the list and one application for those it concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kadry.exchange.listing import listing
from kadry.people.access import anyone
from kadry.reference.queries import served_region
from kadry.support import access, actions
from kadry.support import queries_take_up as queries
from kadry.support.bridge.titles import sum_of
from kadry.support.enums import TRANSITIONS, TakeUpState
from kadry.support.forms_take_up import ApplyForm, DayForm, PayForm, RefuseForm
from kadry.support.models import TakeUp
from kadry.support.tables import TakeUpFilter, TakeUpTable
from kadry.trail.clock import now
from kadry.trail.figures import Scope
from kadry.web.page import page


class Step(NamedTuple):
    """Something that may be written down: where it leads, what it is called, what is asked, what is done."""

    to: TakeUpState
    title: str | Promise
    form: type[DayForm]
    act: Callable[..., TakeUp]


STEPS = {
    "apply": Step(TakeUpState.APPLIED, gettext_lazy("The enterprise applied"), ApplyForm, actions.take_up_apply),
    "pay": Step(TakeUpState.PAID, gettext_lazy("Money came"), PayForm, actions.take_up_pay),
    "refuse": Step(TakeUpState.REFUSED, gettext_lazy("The application was refused"), RefuseForm, actions.take_up_refuse),
}


@page(who=anyone)
def region(request: HttpRequest) -> HttpResponse:
    """Where measures fail: each with how often it was shown, applied for, paid, refused and why."""
    scope = Scope.of(region=served_region().code)
    window = queries.window(scope, request.GET.get("year", ""))
    summary = queries.summary(scope.narrowed(year=window.year), request.user)
    lines = queries.by_measure(summary, request.user)
    return render(
        request,
        "support/take_up.html",
        {
            "window": window,
            "summary": summary,
            "untouched": [line for line in lines if line.is_untouched],
            "touched": [line for line in lines if not line.is_untouched],
            "may_list": access.may_list_plans(request.user),
        },
    )


@page(who=access.may_list_plans)
def listed(request: HttpRequest) -> HttpResponse:
    """The take-ups the user may see."""
    rows = queries.take_ups_for(request.user, served_region().code)
    return listing(request, "support/take_ups.html", rows=rows, table=TakeUpTable, filters=TakeUpFilter)


@page(who=access.may_list_plans)
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """One take-up: what, for whom, on which days, the money, what can be written down next."""
    return _page(request, _get(request, pk))


@page(who=access.may_plan, methods=("POST",))
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Write down what came of it."""
    take_up = _get(request, pk)
    if step not in STEPS or not access.may_change_take_up(request.user, take_up):
        raise Http404
    if step not in _open(request.user, take_up):
        messages.error(request, _("It has moved on meanwhile; nothing was changed. Look at where it stands now."))
        return redirect("support:application", pk=pk)
    form = STEPS[step].form(request.POST, take_up=take_up, auto_id=f"{step}_%s")
    if form.is_valid() and _act(request, STEPS[step], take_up, form):
        messages.success(request, _("Done."))
        return redirect("support:application", pk=pk)
    return _page(request, _get(request, pk), {step: form})


def _get(request: HttpRequest, pk: int) -> TakeUp:
    return queries.get_take_up_for(request.user, pk, served_region().code)


def _act(request: HttpRequest, step: Step, take_up: TakeUp, form: DayForm) -> bool:
    """Whether it was done; what stands in the way is told on the form."""
    facts = dict(form.cleaned_data)
    try:
        step.act(take_up=take_up, by=request.user, at=now(), ground=facts.pop("ground"), **facts)
    except actions.WrongState:
        form.add_error(None, _("It has moved on meanwhile; nothing was changed. Look at where it stands now."))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return form.is_valid()


def _open(user: Any, take_up: TakeUp) -> list[str]:
    """What this user may write down from where the take-up stands."""
    if not access.may_change_take_up(user, take_up):
        return []
    if take_up.state == TakeUpState.PAID:  # a next tranche; money told by a workbook comes with the next workbook
        return [] if queries.told_in_a_workbook(take_up) else ["pay"]
    return [name for name, step in STEPS.items() if step.to in TRANSITIONS[TakeUpState(take_up.state)]]


def _page(request: HttpRequest, take_up: TakeUp, sent: Mapping[str, DayForm] | None = None) -> HttpResponse:
    """The page of a take-up; a form that was sent keeps what was typed."""
    forms = {name: STEPS[name].form(take_up=take_up, auto_id=f"{name}_%s") for name in _open(request.user, take_up)}
    return render(
        request,
        "support/application.html",
        {
            "take_up": take_up,
            "measure_url": queries.address_of(take_up.measure),
            "paid": sum_of(take_up.paid),
            "expected": sum_of(take_up.expected) if take_up.expected else "",
            "tranches": queries.tranches(take_up),
            "told_in_a_workbook": queries.told_in_a_workbook(take_up),
            "columns": [("on", _("On which day")), ("sum", _("How much"), "end")],
            "history": queries.history_of(take_up),
            "steps": [(name, STEPS[name].title, form) for name, form in {**forms, **(sent or {})}.items()],
        },
        status=400 if sent else 200,
    )
