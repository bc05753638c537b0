"""Pages of meetings that anybody, or any member, may read; papers, minutes and the chair's pack."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kadry.board import access, actions, letters
from kadry.board.enums import MeetingState, MotionState
from kadry.board.forms.meetings import LeaveForm, MemberForm, NewMeetingForm
from kadry.board.keeping import document_of
from kadry.board.models import Assignment, Member, Paper
from kadry.board.pack import pack_of
from kadry.board.queries import agenda, inviting, meetings
from kadry.board.queries.hall import hall_of, items_on
from kadry.board.views.meeting_pages import get_meeting, private
from kadry.exchange import papers
from kadry.exchange.documents.response import attachment, download
from kadry.people.access import anyone
from kadry.reference.queries import served_region
from kadry.trail.clock import now, today
from kadry.trail.middleware import mark_personal
from kadry.web.page import page
from kadry.web.templatetags.words import day


@page(who=anyone)
def listing(request: HttpRequest) -> HttpResponse:
    """Every meeting, the newest first."""
    return _listing(request, NewMeetingForm())


def _listing(request: HttpRequest, form: NewMeetingForm) -> HttpResponse:
    context = {
        "listed": meetings.listed(served_region().pk, request.user),
        "form": form if access.may_keep_meetings(request.user) else None,
        "sees_names": access.sees_names(request.user),
    }
    return render(request, "board/meetings.html", context)


@page(who=access.may_keep_meetings, methods=("POST",))
def make(request: HttpRequest) -> HttpResponse:
    """A draft of a meeting."""
    form = NewMeetingForm(request.POST)
    if not form.is_valid():
        return _listing(request, form)
    signed = {"by": request.user, "at": now(), "ground": "entered here"}
    try:
        made = actions.meeting_make(region=served_region(), **form.cleaned_data, **signed)
    except actions.Refused as refusal:
        form.add_error("held_on", str(refusal))
        return _listing(request, form)
    return redirect("board:meeting_prepare", made.held_on)


@page(who=anyone)
def meeting(request: HttpRequest, held_on: date) -> HttpResponse:
    """The agenda with what stands at its questions, and what was decided. ``?as=ics`` is its entry for a calendar."""
    shown = get_meeting(request.user, held_on)
    if request.GET.get("as") == "ics":
        return attachment(inviting.calendar(shown, now()), "ics", f"{shown.title} {held_on}")
    names = access.sees_names(request.user)
    if names:
        mark_personal(request)
    questions = agenda.questions(shown, request.user)
    context = {
        "meeting": shown,
        "tone": meetings.TONES[MeetingState(shown.state)],
        "questions": questions,
        "quorum": hall_of(shown).sentence if shown.state == MeetingState.OPEN else "",
        "sees_names": names,
        "has_decisions": Assignment.objects.filter(region=shown.region_id, held_on=shown.held_on).exists(),
        "may_lead": access.may_lead(request.user),
        "is_member": access.seat_on(request.user, held_on) is not None,
        "own": _own_invitation(request, shown),
        "minutes": shown.minutes.all() if names else [],
        "may_assign": access.may_keep_assignments(request.user) and shown.state in (MeetingState.CLOSED, MeetingState.SIGNED),
    }
    return render(request, "board/meeting.html", context)


def _own_invitation(request: HttpRequest, shown):
    """The reader's own, while it can be answered."""
    member = access.seat_on(request.user, shown.held_on)
    if shown.state != MeetingState.CONVENED or member is None:
        return None
    return shown.invitations.filter(member=member).first()


@page(who=access.sits, methods=("POST",))
def answer(request: HttpRequest, held_on: date) -> HttpResponse:
    """A member answers its own invitation."""
    invitation = _own_invitation(request, get_meeting(request.user, held_on))
    said = request.POST.get("answer", "")
    if invitation is None or said not in dict(invitation._meta.get_field("answer").choices):
        raise Http404
    actions.invitation_answer(invitation=invitation, answer=said, by=request.user, at=now(), ground="entered here")
    messages.success(request, _("Your answer is written down."))
    return redirect("board:meeting", held_on)


@page(who=access.sees_names)
def members(request: HttpRequest) -> HttpResponse:
    """Who sits on the board."""
    return _members(request, MemberForm())


def _members(request: HttpRequest, form: MemberForm) -> HttpResponse:
    mark_personal(request)
    context = {
        "members": meetings.members(served_region().pk),
        "form": form if access.may_keep_meetings(request.user) else None,
        "today": today(),
    }
    return render(request, "board/members.html", context)


@page(who=access.may_keep_meetings, methods=("POST",))
def member_add(request: HttpRequest) -> HttpResponse:
    """Somebody joins the board."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _members(request, form)
    try:
        actions.member_add(region=served_region(), **form.cleaned_data, by=request.user, at=now(), ground="entered here")
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return _members(request, form)
    messages.success(request, _("Done."))
    return redirect("board:members")


@page(who=access.may_keep_meetings, methods=("POST",))
def member_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a member."""
    member = get_object_or_404(Member, pk=pk, region=served_region())
    form = LeaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say which day is the member’s last."))
        return redirect("board:members")
    try:
        actions.member_leave(member=member, **form.cleaned_data, by=request.user, at=now(), ground="entered here")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    else:
        messages.success(request, _("Done."))
    return redirect("board:members")


@page(who=access.sees_names)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper to a question, for members and those who work for the board."""
    shown = get_object_or_404(Paper, pk=pk, item__region=served_region())
    return papers.response(shown.file, shown.kind, shown.title)


@page(who=access.may_keep_meetings)
def letter(request: HttpRequest, held_on: date, member: int) -> HttpResponse:
    """A letter that waits to be sent by hand."""
    written = letters.read(get_meeting(request.user, held_on), member)
    if written is None:
        raise Http404
    mark_personal(request)
    response = HttpResponse(written, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="invitation-{held_on}-{member}.eml"'
    response["Cache-Control"] = "no-store"
    return response


@page(who=access.may_keep_meetings, methods=("POST",))
def link(request: HttpRequest, held_on: date, member: int) -> HttpResponse:
    """A new link for one member, shown this once."""
    shown = get_meeting(request.user, held_on)
    invitation = get_object_or_404(shown.invitations.select_related("meeting", "member"), member=member)
    try:
        token = actions.link_hand(invitation=invitation, by=request.user, at=now(), ground="entered here")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("board:meeting_prepare", held_on)
    mark_personal(request)
    told = {"meeting": shown, "invitation": invitation, "address": letters.address_of(token)}
    return private(render(request, "board/link_made.html", told))


@page(who=access.sees_names)
def minutes(request: HttpRequest, held_on: date, version: int) -> HttpResponse:
    """A version of the minutes as a file, in the reader's language."""
    shown = get_meeting(request.user, held_on)
    written = get_object_or_404(shown.minutes, version=version)
    mark_personal(request)
    language = "en" if request.LANGUAGE_CODE == "en" else "ru"
    return download(document_of(written.content[language]), request.GET.get("as", "pdf"), _minutes_name(shown))


def _minutes_name(shown) -> str:
    return _("Minutes No. %(number)s of %(day)s") % {"number": shown.number, "day": day(shown.held_on)}


@page(who=access.sees_names)
def pack(request: HttpRequest, held_on: date) -> HttpResponse:
    """All the chair needs, as one PDF."""
    shown = get_meeting(request.user, held_on)
    mark_personal(request)
    return download(pack_of(shown, request.user), request.GET.get("as", "pdf"), _("Pack for %(day)s") % {"day": day(held_on)})


@page(who=access.sees_names)
def projector(request: HttpRequest, held_on: date) -> HttpResponse:
    """One question at a time, large, for the wall; it reloads itself."""
    shown = get_meeting(request.user, held_on)
    item = shown.on_screen or items_on(shown).filter(motions__state=MotionState.OPEN).first()
    # Whoever is in the room reads the wall, guests too: it shows what a stranger may see, not what the secretary may.
    question = agenda.question_of(item, AnonymousUser(), False) if item else None
    context = {
        "meeting": shown,
        "question": question,
        "questions": items_on(shown),
        "quorum": hall_of(shown).sentence,
        "on_wall": [motion for motion in (question.motions if question else []) if not motion.is_draft],
    }
    return render(request, "board/projector.html", context)
