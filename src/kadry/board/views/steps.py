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
from django.urls import reverse
from django.utils.translation import gettext as _

from kadry.board import access, actions, journal
from kadry.board.enums import MotionState, Presence
from kadry.board.forms import meetings as asked
from kadry.board.models import Meeting
from kadry.board.queries.hall import motions_on
from kadry.board.views.meeting_pages import PAGES, get_meeting
from kadry.trail.clock import now
from kadry.web.page import page

Facts = dict[str, Any]


class Step(NamedTuple):
    """``page`` is where it is pressed, and where one comes back to; ``part`` of it where it is pressed many times."""

    who: Callable[[Any], bool]
    page: str
    form: type[forms.BaseForm]
    act: Callable[[Meeting, Facts, Facts], object]
    part: str = ""


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


def _minutes(meeting: Meeting, facts: Facts, signed: Facts) -> object:
    why = facts.pop("why", "")
    if changes := {name: value for name, value in facts.items() if getattr(meeting, name) != value}:
        actions.meeting_change(meeting=meeting, changes=changes, **signed)
    return actions.minutes_write(meeting=meeting, why=why, **signed)


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
    "no-figure": Step(_keep, "item", asked.ShownForm, _plain(actions.figure_hide)),
    "motion": Step(_keep, "item", asked.MotionForm, _plain(actions.motion_put)),
    "reword": Step(_keep, "item", asked.ChangedMotionForm, _changes(actions.motion_change, "motion")),
    "withdraw": Step(_keep, "item", asked.MotionPointForm, _plain(actions.motion_withdraw)),
    "open": Step(_lead, "run", asked.PressForm, _of_meeting(actions.meeting_open)),
    "close": Step(_lead, "run", asked.PressForm, _of_meeting(actions.meeting_close)),
    "screen": Step(_lead, "run", asked.PointForm, _of_meeting(actions.item_show)),
    "here": Step(_keep, "run", asked.AttendanceForm, _of_meeting(actions.attendance_mark), part="people"),
    "proxy": Step(_keep, "run", asked.ProxyForm, _proxy),
    "conflict": Step(_keep, "run", asked.ConflictForm, _plain(actions.conflict_declare)),
    "vote": Step(_lead, "run", asked.MotionPointForm, _plain(actions.motion_open)),
    "hand": Step(_keep, "run", asked.CastForm, _plain(actions.vote_cast)),
    "rest-for": Step(_keep, "run", asked.MotionPointForm, _plain(actions.vote_cast_for_rest)),
    "count": Step(_lead, "run", asked.MotionPointForm, _plain(actions.motion_close)),
    "speech": Step(_keep, "run", asked.SpeechForm, _plain(actions.speech_note)),
    "dissent": Step(_keep, "run", asked.DissentForm, _plain(actions.dissent_add)),
    "minutes": Step(_keep, "run", asked.VersionForm, _minutes),
    "sign": Step(_keep, "run", asked.PressForm, _of_meeting(actions.minutes_sign)),
}


@page(who=_lead, methods=("POST",))
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
        if step in ("count", "close"):
            _tell_of_the_journal(request, meeting)
    if taken.page == "item":
        return redirect("board:item", held_on, number)
    address = reverse(f"board:meeting_{taken.page}", args=[held_on])
    return redirect(f"{address}#{taken.part}" if taken.part else address)


def _tell_of_the_journal(request: HttpRequest, meeting: Meeting) -> None:
    """Whoever counts a secret vote must know where its single votes can still be read."""
    voted_in_secret = motions_on(meeting).filter(is_secret=True).exclude(state=MotionState.DRAFT)
    if voted_in_secret.exists() and not journal.empty(journal.AT_THE_END):
        words = _(
            "Somebody reads the database for long, a backup perhaps, so its journal still holds the last secret votes one by "
            "one. Let nobody copy the folder of the database. Closing the meeting tries to empty the journal again."
        )
        messages.warning(request, words)


def _question_of(facts: Facts) -> int | None:
    """Number of the question a step is about; read before the step, which may remove what points at it."""
    thing = next((facts[name] for name in ("item", "shown", "paper", "motion") if facts.get(name)), None)
    item = getattr(thing, "item", thing)
    return getattr(item, "number", None)
