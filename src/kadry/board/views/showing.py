"""A live figure is put at a question of the agenda: chosen, cut, read back, shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kadry.board import access, actions
from kadry.board.forms.figures import FigureForm
from kadry.board.models import AgendaItem
from kadry.board.queries.hall import items_on
from kadry.board.views.meeting_pages import get_meeting
from kadry.trail.clock import now
from kadry.web.page import page


@page(who=access.may_keep_meetings, methods=("GET", "POST"))
def item_figure(request: HttpRequest, held_on: date, number: int) -> HttpResponse:
    """Which figure the question is to be seen by. Nothing is kept between the steps but what the form itself carries."""
    meeting = get_meeting(request.user, held_on)
    item = get_object_or_404(items_on(meeting), number=number)
    region = meeting.region.code
    if request.method != "POST":
        return _asked(request, item, FigureForm(region=region))
    form = FigureForm(request.POST, region=region)
    if not form.is_cut:
        return _asked(request, item, form.asking_for_cuts())
    if not form.is_valid():
        return _asked(request, item, form)
    if not form.is_read_back:
        return _asked(request, item, form.reading_back(), form.sentence(request.user))
    return _show(request, item, form)


def _show(request: HttpRequest, item: AgendaItem, form: FigureForm) -> HttpResponse:
    signed = {"by": request.user, "at": now(), "ground": "entered here"}
    try:
        actions.figure_show(item=item, key=form.chosen.key, scope=str(form.scope), **signed)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _asked(request, item, form)
    messages.success(request, _("The figure is shown at the question."))
    return redirect("board:item", item.held_on, item.number)


def _asked(request: HttpRequest, item: AgendaItem, form: FigureForm, sentence: dict[str, Any] | None = None) -> HttpResponse:
    wrong = form.is_bound and bool(form.errors)
    shown = {"item": item, "form": form, "sentence": sentence}
    return render(request, "board/item_figure.html", shown, status=400 if wrong else 200)
