"""What can be pressed on the pages of a meeting: one address a step, each with who may, what it asks and what it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kadry.board import access, actions
from kadry.board.enums import Choice, Presence
from kadry.board.forms import meetings as asked
from kadry.board.models import Meeting
from kadry.board.queries.hall import hall_of, members_on
from kadry.board.views.meeting_pages import PAGES, get_meeting
from kadry.trail.clock import now
from kadry.web.page import page

Facts = dict[str, Any]


class Step(NamedTuple):
    """``page`` is where it is pressed, and where one comes back to."""

    who: Callable[[Any], bool]
    page: str
    form: type[forms.BaseForm]
    act: Callable[[Meeting, Facts, Facts], object]


def _changes(action: Callable[..., object], name: str) -> Callable[[Meeting, Facts, Facts], object]:
    """For an action that takes its subject and ``changes``."""

    def act(meeting: Meeting, facts: Facts, signed: Facts) -> object:
        subject = meeting if name == "meeting" else facts.pop(name)
        changes = {field: value for field, value in facts.items() if getattr(subject, field) != value}
        return action(**{name: subject}, changes=changes, **signed)

    return act


def _plain(action: Callable[..., object]) -> Callable[[Meeting, Facts, Facts], object]:
    """For an action that takes exactly what its form asks."""
    return lambda meeting, facts, signed: action(**facts, **signed)


def _of_meeting(action: Callable[..., object]) -> Callable[[Meeting, Facts, Facts], object]:
    return lambda meeting, facts, signed: action(meeting=meeting, **facts, **signed)


def _proxy(meeting: Meeting, facts: Facts, signed: Facts) -> object:
    return actions.attendance_mark(meeting=meeting, presence=Presence.PROXY, **facts, **signed)


def _rest_for(meeting: Meeting, facts: Facts, signed: Facts) -> None:
    """A show of hands: whoever takes part and was not entered before is for it."""
    motion = facts["motion"]
    for member in members_on(meeting.region_id, meeting.held_on).filter(pk__in=hall_of(meeting).taking_part):
        try:
            actions.vote_cast(member=member, motion=motion, choice=Choice.FOR, **signed)
        except actions.Refused as refusal:
            if refusal.code not in ("voted", "conflict"):
                raise


def _minutes(meeting: Meeting, facts: Facts, signed: Facts) -> object:
    if facts["number"] != meeting.number:
        actions.meeting_change(meeting=meeting, changes={"number": facts["number"]}, **signed)
    return actions.minutes_write(meeting=meeting, why=facts["why"], **signed)


_keep, _lead = access.may_keep_meetings, access.may_lead
STEPS: dict[str, Step] = {
    "change": Step(_keep, "prepare", asked.MeetingForm, _changes(actions.meeting_change, "meeting")),
    "add": Step(_keep, "prepare", asked.ItemForm, _of_meeting(actions.item_add)),
    "convene": Step(_keep, "prepare", asked.PressForm, _of_meeting(actions.meeting_convene)),
    "cancel": Step(_keep, "prepare", asked.PressForm, _of_meeting(actions.meeting_cancel)),
    "move": Step(_keep, "prepare", asked.MoveForm, _plain(actions.item_move)),
    "remove": Step(_keep, "prepare", asked.PointForm, _plain(actions.item_remove)),
    "question": Step(_keep, "item", asked.ChangedItemForm, _changes(actions.item_change, "item")),
    "paper": Step(_keep, "item", asked.PaperForm, _plain(actions.paper_add)),
    "no-paper": Step(_keep, "item", asked.PaperPointForm, _plain(actions.paper_remove)),
    "figure": Step(_keep, "item", asked.FigureForm, _plain(actions.figure_show)),
    "no-figure": Step(_keep, "item", asked.ShownForm, _plain(actions.figure_hide)),
    "motion": Step(_keep, "item", asked.MotionForm, _plain(actions.motion_put)),
    "open": Step(_lead, "run", asked.PressForm, _of_meeting(actions.meeting_open)),
    "close": Step(_lead, "run", asked.PressForm, _of_meeting(actions.meeting_close)),
    "screen": Step(_lead, "run", asked.PointForm, _of_meeting(actions.item_show)),
    "here": Step(_keep, "run", asked.AttendanceForm, _of_meeting(actions.attendance_mark)),
    "proxy": Step(_keep, "run", asked.ProxyForm, _proxy),
    "conflict": Step(_keep, "run", asked.ConflictForm, _plain(actions.conflict_declare)),
    "vote": Step(_lead, "run", asked.MotionPointForm, _plain(actions.motion_open)),
    "hand": Step(access.may_cast, "run", asked.CastForm, _plain(actions.vote_cast)),
    "rest-for": Step(access.may_cast, "run", asked.MotionPointForm, _rest_for),
    "count": Step(_lead, "run", asked.MotionPointForm, _plain(actions.motion_close)),
    "speech": Step(_keep, "run", asked.SpeechForm, _plain(actions.speech_note)),
    "dissent": Step(_keep, "run", asked.DissentForm, _plain(actions.dissent_add)),
    "minutes": Step(_keep, "run", asked.VersionForm, _minutes),
    "sign": Step(_keep, "run", asked.PressForm, _of_meeting(actions.minutes_sign)),
}


@page(who=_lead | access.may_cast, methods=("POST",))
def step(request: HttpRequest, held_on: date, step: str) -> HttpResponse:
    """Take one step of a meeting; what cannot be done is said in words, and what was entered stays in its form."""
    meeting = get_meeting(request.user, held_on)
    if step not in STEPS or not STEPS[step].who(request.user):
        raise Http404
    taken = STEPS[step]
    show = PAGES[taken.page]
    form = taken.form(request.POST, request.FILES, meeting=meeting, auto_id=f"{step}_%s")
    if not form.is_valid():
        return show(request, get_meeting(request.user, held_on), {step: form})
    number = _question_of(form.cleaned_data)
    signed = {"by": request.user, "at": now(), "ground": "entered here"}
    try:
        taken.act(get_meeting(request.user, held_on), dict(form.cleaned_data), signed)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return show(request, get_meeting(request.user, held_on), {step: form})
    else:
        messages.success(request, _("Done."))
    if taken.page == "item":
        return redirect("board:item", held_on, number)
    return redirect(f"board:meeting_{taken.page}", held_on)


def _question_of(facts: Facts) -> int | None:
    """Number of the question a step is about; read before the step, which may remove what points at it."""
    thing = next((facts[name] for name in ("item", "shown", "paper", "motion") if facts.get(name)), None)
    item = getattr(thing, "item", thing)
    return getattr(item, "number", None)
