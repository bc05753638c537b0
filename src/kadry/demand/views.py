"""Pages of needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kadry.demand import access, actions, queries
from kadry.demand.enums import CloseReason
from kadry.demand.forms import Ground, NeedChangeForm, NeedCloseForm, NeedForm
from kadry.demand.models import Need
from kadry.demand.tables import NeedFilter, NeedTable
from kadry.exchange.listing import listing
from kadry.people.access import is_employer
from kadry.reference.queries import served_region
from kadry.registry.queries import organisations
from kadry.trail import figures
from kadry.trail.clock import now
from kadry.web.page import page


@page(who=access.may_list_needs)
def need_list(request: HttpRequest) -> HttpResponse:
    """Needs the user may see."""
    return listing(
        request,
        "demand/needs.html",
        rows=queries.needs_for(request.user, served_region().code),
        table=NeedTable,
        filters=NeedFilter,
        context={"may_declare": access.may_enter_needs(request.user)},
    )


@page(who=access.may_list_needs)
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: what was asked, what came of it, what happened to it."""
    shown = access.get_need_for(request.user, pk)
    scope = figures.Scope.of(region=served_region().code, need=shown.pk)
    return render(
        request,
        "demand/need.html",
        {
            "need": shown,
            "asked": figures.read("demand.asked", scope),
            "covered": figures.read("demand.covered", scope),
            "filled": figures.read("demand.filled", scope),
            "gap": figures.read("demand.gap", scope),
            "history": queries.history_of(shown),
            "may_change": access.may_change_need(request.user, shown),
            "change_form": NeedChangeForm(initial={"people": shown.people}, auto_id="change_%s"),
            "close_form": NeedCloseForm(auto_id="close_%s"),
            "ground_form": Ground(auto_id="confirm_%s"),
        },
    )


@page(who=access.may_enter_needs, methods=("GET", "POST"))
def declare(request: HttpRequest) -> HttpResponse:
    """The two-minute form."""
    form = NeedForm(request.POST or None, employers=_employers(request.user), region=served_region().code)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        ground = fields.pop("ground")
        try:
            made = actions.need_declare(by=request.user, at=now(), ground=ground, **fields)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The need is written down."))
            return redirect("demand:need", pk=made.pk)
    return render(request, "demand/declare.html", {"form": form}, status=400 if form.errors else 200)


def _employers(user: Any) -> Any:
    employers = organisations().employers()
    return employers.filter(pk=user.organisation_id) if is_employer(user) else employers


@page(who=access.may_enter_needs, methods=("POST",))
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, Ground(request.POST), lambda need, form: actions.need_confirm(need=need, **_signed(request, form)))


@page(who=access.may_enter_needs, methods=("POST",))
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        NeedChangeForm(request.POST),
        lambda need, form: actions.need_change(need=need, people=form.cleaned_data["people"], **_signed(request, form)),
    )


@page(who=access.may_enter_needs, methods=("POST",))
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        NeedCloseForm(request.POST),
        lambda need, form: actions.need_close(
            need=need, reason=CloseReason(form.cleaned_data["reason"]), **_signed(request, form)
        ),
    )


@page(who=access.may_enter_needs, methods=("POST",))
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, Ground(request.POST), lambda need, form: actions.need_reopen(need=need, **_signed(request, form)))


def _signed(request: HttpRequest, form: Ground) -> dict[str, Any]:
    return {"by": request.user, "at": now(), "ground": form.cleaned_data["ground"]}


def _act(request: HttpRequest, pk: int, form: Ground, act: Any) -> HttpResponse:
    """Do one thing to a need the user may change; what stands in the way is told on the need's page."""
    subject: Need = access.get_own_need_for(request.user, pk)
    if not form.is_valid():
        for field, errors in form.errors.items():
            messages.error(
                request, f"{form.fields[field].label}: {' '.join(errors)}" if field in form.fields else " ".join(errors)
            )
        return redirect("demand:need", pk=pk)
    try:
        act(subject, form)
    except actions.WrongState:
        messages.error(request, _("The need has changed meanwhile; nothing was done. Look at its state and try again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Done."))
    return redirect("demand:need", pk=pk)
