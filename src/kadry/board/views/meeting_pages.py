"""The secretary's pages of a meeting: prepared, one question, running. Each is shown again when a form on it is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kadry.board import access, letters
from kadry.board.enums import MeetingForm, MeetingState, Presence
from kadry.board.forms import meetings as asked
from kadry.board.models import AgendaItem, Meeting
from kadry.board.queries import agenda, meetings
from kadry.board.queries.hall import hall_of, items_on, voters
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.trail.middleware import mark_personal
from kadry.web.page import page

Bound = dict[str, forms.BaseForm]


def get_meeting(user: Any, held_on: date) -> Meeting:
    """The meeting of the day, if the user may know of it."""
    known = access.visible_meetings(user, Meeting.objects.select_related("chair", "secretary", "on_screen", "region"))
    return get_object_or_404(known, region=served_region(), held_on=held_on)


def _fresh(bound: Bound, meeting: Meeting, **kinds: type[forms.BaseForm]) -> Bound:
    """The page's forms by name; a step with a dash in its name has an underscore here."""
    return {name: bound.get(name) or kind(meeting=meeting, auto_id=f"{name}_%s") for name, kind in kinds.items()}


@page(who=access.may_lead)
def prepare(request: HttpRequest, held_on: date) -> HttpResponse:
    """The meeting before it opens: its facts, its agenda, the letters."""
    return show_prepare(request, get_meeting(request.user, held_on), {})


def show_prepare(request: HttpRequest, meeting: Meeting, bound: Bound) -> HttpResponse:
    mark_personal(request)
    waiting = letters.kept(meeting)
    invited = [row for row in meeting.invitations.select_related("member") if row.member_id in waiting]
    context = {
        "meeting": meeting,
        "questions": agenda.questions(meeting, request.user),
        "forms": _fresh(bound, meeting, change=asked.MeetingForm, add=asked.ItemForm),
        "letters": invited,
        "answers": meetings.answers(meeting),
        "may_keep": access.may_keep_meetings(request.user),
        "is_early": meeting.state in (MeetingState.DRAFT, MeetingState.CONVENED),
    }
    return render(request, "board/meeting_prepare.html", context)


@page(who=access.may_keep_meetings)
def item(request: HttpRequest, held_on: date, number: int) -> HttpResponse:
    """One question: its words, papers, figures and draft decisions."""
    meeting = get_meeting(request.user, held_on)
    return _show_item(request, meeting, get_object_or_404(items_on(meeting), number=number), {})


def show_item(request: HttpRequest, meeting: Meeting, bound: Bound) -> HttpResponse:
    """Again, with the form that is wrong: it says itself which question it is of."""
    form = next(iter(bound.values()))
    return _show_item(request, meeting, get_object_or_404(items_on(meeting), pk=form.data.get("item") or 0), bound)


def _show_item(request: HttpRequest, meeting: Meeting, shown: AgendaItem, bound: Bound) -> HttpResponse:
    context = {
        "meeting": meeting,
        "question": agenda.question_of(shown, request.user, True),
        "forms": bound_or_new(bound, meeting, shown),
    }
    return render(request, "board/meeting_item.html", context)


def bound_or_new(bound: Bound, meeting: Meeting, shown: AgendaItem) -> Bound:
    said = {name: getattr(shown, name) for name in ("text_ru", "text_en", "speaker", "minutes")} | {"item": shown}
    kinds = {
        "question": asked.ChangedItemForm,
        "paper": asked.PaperForm,
        "figure": asked.FigureForm,
        "motion": asked.MotionForm,
    }
    return {
        name: bound.get(name)
        or kind(meeting=meeting, auto_id=f"{name}_%s", initial=said if name == "question" else {"item": shown})
        for name, kind in kinds.items()
    }


@page(who=access.may_lead)
def run(request: HttpRequest, held_on: date) -> HttpResponse:
    """The meeting as it goes on: who is here, what is voted on, what is said."""
    return show_run(request, get_meeting(request.user, held_on), {})


def show_run(request: HttpRequest, meeting: Meeting, bound: Bound) -> HttpResponse:
    mark_personal(request)
    hall = hall_of(meeting)
    questions = agenda.questions(meeting, request.user)
    under_way = [shown.motion for question in questions for shown in question.motions if shown.is_under_way]
    context = {
        "meeting": meeting,
        "hall": hall,
        "seats": meetings.seats(meeting, hall),
        "questions": questions,
        "voting": [(motion, len(voters(motion)), _left(motion, hall)) for motion in under_way if motion.state == "open"],
        "forms": _fresh(
            bound,
            meeting,
            proxy=asked.ProxyForm,
            conflict=asked.ConflictForm,
            speech=asked.SpeechForm,
            dissent=asked.DissentForm,
            minutes=asked.VersionForm,
        ),
        "presences": [(p.value, p.label) for p in (Presence.IN_PERSON, Presence.REMOTE, Presence.ABSENT)],
        "minutes": meeting.minutes.all(),
        "may_keep": access.may_keep_meetings(request.user),
        "takes_absentee": meeting.form != MeetingForm.IN_PERSON,
        "today": now().date(),
    }
    return render(request, "board/meeting_run.html", context)


def _left(motion, hall) -> list[int]:
    """Members in the room whose open vote the secretary may still enter."""
    return [] if motion.is_secret else sorted(hall.taking_part - voters(motion))


PAGES = {"prepare": show_prepare, "item": show_item, "run": show_run}
