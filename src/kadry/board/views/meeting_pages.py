"""The secretary's pages of a meeting: prepared, one question, running. Each is shown again when a form on it is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kadry.board import access, letters
from kadry.board.enums import MeetingForm, MeetingState
from kadry.board.forms import meetings as asked
from kadry.board.models import AgendaItem, Meeting, Motion
from kadry.board.queries import agenda, meetings
from kadry.board.queries.hall import hall_of, hands_left, items_on, motions_on, voters
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.trail.middleware import mark_personal
from kadry.web.page import page

Bound = dict[str, forms.BaseForm]


def get_meeting(user: Any, held_on: date) -> Meeting:
    """The meeting of the day, if the user may know of it."""
    known = access.visible_meetings(user, Meeting.objects.select_related("chair", "secretary", "on_screen", "region"))
    return get_object_or_404(known, region=served_region(), held_on=held_on)


def private(response: HttpResponse) -> HttpResponse:
    """The link to vote is a secret: it is neither kept nor told to the next page."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


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
    context = {
        "meeting": meeting,
        "questions": agenda.questions(meeting, request.user),
        "forms": _fresh(bound, meeting, change=asked.MeetingForm, add=asked.ItemForm),
        "invited": [(row, row.member_id in waiting) for row in meeting.invitations.select_related("member")],
        "unsent": len(waiting),
        "hands_links": meeting.state in (MeetingState.CONVENED, MeetingState.OPEN),
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
    named = form.data.get("item", ""), form.data.get("motion", "")
    item, motion = (int(pk) if pk.isdecimal() else 0 for pk in named)
    of_motion = motions_on(meeting).filter(pk=motion).values("item")
    shown = items_on(meeting).filter(Q(pk=item) | Q(pk__in=of_motion)).first()
    if shown is None:
        raise Http404
    return _show_item(request, meeting, shown, bound)


def _show_item(request: HttpRequest, meeting: Meeting, shown: AgendaItem, bound: Bound) -> HttpResponse:
    question = agenda.question_of(shown, request.user, True)
    drafts = [one.motion for one in question.motions if one.is_draft]
    context = {
        "meeting": meeting,
        "question": question,
        "forms": bound_or_new(bound, meeting, shown),
        "drafts": [(motion, _rewording(bound, meeting, motion)) for motion in drafts],
    }
    return render(request, "board/meeting_item.html", context)


def _rewording(bound: Bound, meeting: Meeting, motion: Motion) -> forms.BaseForm:
    """The form of a draft, as it was sent where that was wrong."""
    sent = bound.get("reword")
    if sent is not None and sent.data.get("motion") == str(motion.pk):
        return sent
    said = {name: getattr(motion, name) for name in ("text_ru", "text_en", "majority", "is_secret")} | {"motion": motion}
    return asked.ChangedMotionForm(meeting=meeting, auto_id=f"reword{motion.pk}_%s", initial=said)


def bound_or_new(bound: Bound, meeting: Meeting, shown: AgendaItem) -> Bound:
    said = {name: getattr(shown, name) for name in ("text_ru", "text_en", "speaker", "minutes")} | {"item": shown}
    kinds = {
        "question": asked.ChangedItemForm,
        "paper": asked.PaperForm,
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
        "voting": [(motion, len(voters(motion)), _left(motion, meeting)) for motion in under_way if motion.state == "open"],
        "forms": _fresh(
            bound,
            meeting,
            proxy=asked.ProxyForm,
            conflict=asked.ConflictForm,
            speech=asked.SpeechForm,
            dissent=asked.DissentForm,
            minutes=asked.VersionForm,
        ),
        "presences": asked.MARKED,
        "minutes": (written := list(meeting.minutes.all())),
        "waits_for_signing": bool(written) and written[-1].signed_on is None,
        "may_keep": access.may_keep_meetings(request.user),
        "takes_absentee": meeting.form != MeetingForm.IN_PERSON,
        "today": now().date(),
    }
    return render(request, "board/meeting_run.html", context)


def _left(motion: Motion, meeting: Meeting) -> list[int]:
    """Members whose open vote the secretary may still enter."""
    return [] if motion.is_secret else sorted(hands_left(motion, meeting))


PAGES = {"prepare": show_prepare, "item": show_item, "run": show_run}
