"""An assignment is made and changed on two short pages: what, who and by when; then how it will be seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kadry.board import access, actions, queries
from kadry.board.deadlines import deadline_settle, deadline_words
from kadry.board.enums import AssignmentState
from kadry.board.forms.assigning import SeenForm, WhatForm, initial_of, test_of
from kadry.board.models import AgendaItem, Assignment
from kadry.reference.models import Region
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.web.page import page


@page(who=access.may_keep_assignments, methods=("GET", "POST"))
def assign(request: HttpRequest) -> HttpResponse:
    """A new assignment of a meeting; ``?meeting=2026-06-15&item=3`` fills in which."""
    return _two_pages(request, served_region(), None)


@page(who=access.may_keep_assignments, methods=("GET", "POST"))
def assignment_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words, people or test of an assignment that is not filed yet."""
    standing = get_object_or_404(Assignment, pk=pk, region=served_region())
    if standing.state != AssignmentState.ASSIGNED:
        raise Http404
    return _two_pages(request, served_region(), standing)


def _two_pages(request: HttpRequest, region: Region, standing: Assignment | None) -> HttpResponse:
    """Nothing is kept between the pages but what the form itself carries."""
    if request.method != "POST":
        initial = initial_of(standing) if standing else _asked_for(request, region)
        return _page_one(request, WhatForm(initial=initial, region=region.pk, standing=standing), standing)
    what = WhatForm(request.POST, region=region.pk, standing=standing)
    if not what.is_valid() or "back" in request.POST:
        return _page_one(request, what, standing)
    if "evidence" not in request.POST:
        seen = SeenForm(initial=test_of(standing) if standing else {}, region=region.code)
        return _page_two(request, what, seen, standing)
    return _seen(request, region, what, standing)


def _asked_for(request: HttpRequest, region: Region) -> dict[str, Any]:
    """The meeting and the question of its agenda that the address names; else the meeting that decided last."""
    number = request.GET.get("item", "")
    item = AgendaItem.objects.filter(region=region, pk=number).first() if number.isdecimal() else None
    if item:
        return {"held_on": item.held_on, "item": item.pk, "text_ru": item.text_ru, "text_en": item.text_en}
    return {"held_on": _day(request.GET.get("meeting", "")) or queries.latest_meeting(region.pk)}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _seen(request: HttpRequest, region: Region, what: WhatForm, standing: Assignment | None) -> HttpResponse:
    """Page two came back: its dimensions are asked for, then its sentence is read back, then it is written down."""
    seen = SeenForm(request.POST, region=region.code)
    if not seen.is_cut:
        return _page_two(request, what, seen.asking_for_cuts(), standing)
    if not seen.is_valid():
        return _page_two(request, what, seen, standing)
    if not seen.is_read_back:
        sentence = seen.judged(request.user, _by_when(what, region, standing))
        return _page_two(request, what, seen.reading_back(), standing, sentence)
    return _write_down(request, region, what, seen, standing)


def _by_when(what: WhatForm, region: Region, standing: Assignment | None) -> str:
    if "deadline" not in what.cleaned_data:
        return deadline_words(standing)
    names = ("held_on", "deadline", "counted_from", "counted_days", "counted_after")
    told = {name: what.cleaned_data[name] for name in names if name in what.cleaned_data}
    meant = Assignment(region=region, **{"held_on": standing and standing.held_on} | told)
    deadline_settle(meant)
    return deadline_words(meant)


def _write_down(
    request: HttpRequest, region: Region, what: WhatForm, seen: SeenForm, standing: Assignment | None
) -> HttpResponse:
    fields = what.cleaned_data | seen.test
    signed = {"by": request.user, "at": now(), "ground": "entered here"}
    try:
        if standing:
            made = actions.assignment_change(assignment=standing, **fields, **signed)
        else:
            made = actions.assignment_make(region=region.pk, **fields, **signed)
    except ValidationError as error:
        what.add_error(None, error.messages)
        return _page_one(request, what, standing)
    except actions.WrongState:
        messages.error(request, _("The assignment has moved on meanwhile; nothing was changed."))
        return redirect("board:assignment", pk=standing.pk)
    messages.success(request, _("The assignment is written down."))
    return redirect("board:assignment", pk=made.pk)


def _page_one(request: HttpRequest, what: WhatForm, standing: Assignment | None) -> HttpResponse:
    shown = {"form": what, "standing": standing}
    return render(request, "board/assign.html", shown, status=400 if what.errors else 200)


def _page_two(
    request: HttpRequest, what: WhatForm, seen: SeenForm, standing: Assignment | None, sentence: dict[str, Any] | None = None
) -> HttpResponse:
    wrong = seen.is_bound and bool(seen.errors)
    shown = {"what": what, "form": seen, "standing": standing, "sentence": sentence}
    return render(request, "board/assign_seen.html", shown, status=400 if wrong else 200)
