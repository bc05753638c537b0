"""Voting: by a member's account, and by the link of an invitation, which asks for no account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kadry.board import access, actions, links
from kadry.board.forms.meetings import CastForm
from kadry.board.models import Meeting, Member, Paper
from kadry.board.queries import agenda
from kadry.board.queries.hall import items_on
from kadry.board.queries.votes import ballots, next_ballot
from kadry.board.refusals import WORDS
from kadry.board.views.meeting_pages import get_meeting, private
from kadry.exchange import papers
from kadry.people.access import anyone
from kadry.trail.clock import now
from kadry.web.page import page


@page(who=access.sits, methods=("GET", "POST"))
def ballot(request: HttpRequest, held_on: date) -> HttpResponse:
    """A member with an account votes: one motion at a time, three buttons."""
    meeting = get_meeting(request.user, held_on)
    voter = access.seat_on(request.user, held_on)
    if voter is None:
        raise Http404
    if request.method == "POST":
        _cast(request, meeting, actions.vote_cast)
        return redirect("board:ballot", held_on)
    return render(request, "board/ballot.html", _ballots(request, meeting, voter))


# The token is the right to vote and no cookie is: nothing can be forged here, and a page without a referrer has no origin.
@csrf_exempt
@page(who=anyone, methods=("GET", "POST"))
def absentee(request: HttpRequest, token: str) -> HttpResponse:
    """Voting by the link of a letter. A link that does not hold says so in one sentence, whatever is wrong with it."""
    invitation = links.invitation_by(token, now())
    if invitation is None:
        return private(render(request, "board/link.html", {"sentence": WORDS["link"]}, status=404))
    if request.method == "POST":
        _cast(request, invitation.meeting, actions.vote_cast_by_link, token=token)
        return private(redirect("board:absentee", token))
    shown = _ballots(request, invitation.meeting, invitation.member)
    return private(render(request, "board/link.html", shown | {"token": token}))


@page(who=anyone)
def absentee_paper(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A paper for whoever votes by a link."""
    invitation = links.invitation_by(token, now())
    if invitation is None:
        raise Http404
    shown = get_object_or_404(Paper, pk=pk, item__in=items_on(invitation.meeting))
    return private(papers.response(shown.file, shown.kind, shown.title))


def _ballots(request: HttpRequest, meeting: Meeting, voter: Member) -> dict[str, Any]:
    listed = ballots(meeting, voter, now())
    first = next_ballot(listed)
    return {
        "meeting": meeting,
        "voter": voter,
        "ballot": first,
        "question": agenda.question_of(first.motion.item, request.user, False) if first else None,
        "counted": [one for one in listed if one.is_counted],
        "refused": [(one, WORDS[one.refusal]) for one in listed if one.refusal and not one.is_counted],
        "waits": meeting.state == "open",
    }


def _cast(request: HttpRequest, meeting: Meeting, act: Any, **by_link: str) -> None:
    form = CastForm(request.POST, meeting=meeting)
    if not form.is_valid():
        messages.error(request, _("Choose for, against or abstained. Nothing was counted."))
        return
    try:
        act(**form.cleaned_data, **by_link, by=request.user, at=now(), ground="vote")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The vote is counted."))
