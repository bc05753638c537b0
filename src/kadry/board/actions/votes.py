"""Votes. A secret one leaves that somebody has voted, and a count; no row ties the two together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from kadry.board import journal, links, rules
from kadry.board.access import may_cast, may_keep_meetings, may_speak_for, seat_on
from kadry.board.actions.meetings import in_state
from kadry.board.actions.motions import motion_as_it_stands
from kadry.board.enums import Choice, MeetingState, MotionState, Presence
from kadry.board.models import Attendance, Dissent, Meeting, Member, Motion, Tally, Turnout, Vote
from kadry.board.queries.hall import hands_left, holds_vote_of, meeting_of, members_on, standing_of, takes_absentee
from kadry.board.refusals import Refused
from kadry.people.access import is_operator
from kadry.trail.action import action, event


@action(may=lambda by, _: may_cast(by))
def vote_cast(*, member: Member, motion: Motion, choice: Choice, by: Any, at: datetime, ground: str) -> None:
    """A member's one vote: cast by the member, by the proxy, or in an open vote through the secretary, who counts hands."""
    motion_as_it_stands(motion)
    meeting = meeting_of(motion.item)
    voter = seat_on(by, meeting.held_on)
    if not _may_cast_for(voter, member, meeting):
        if not is_operator(by):
            raise Refused("not_yours")
        if motion.is_secret:
            raise Refused("secret_by_oneself")
        voter = None
    _cast(motion, member, Choice(choice), meeting, voter, at)
    event(motion, member=member.pk)


@action(may=lambda by, _: may_keep_meetings(by))
def vote_cast_for_rest(*, motion: Motion, by: Any, at: datetime, ground: str) -> None:
    """A show of hands: whoever is in the room or represented there, may vote and was not entered before is for it."""
    motion_as_it_stands(motion)
    if motion.is_secret:
        raise Refused("secret_no_hands")
    if motion.state != MotionState.OPEN:
        raise Refused("not_open")
    meeting = meeting_of(motion.item)
    members = Member.objects.filter(pk__in=hands_left(motion, meeting)).order_by("pk")
    for member in members:
        _cast(motion, member, Choice.FOR, meeting, None, at)
    event(motion, members=[member.pk for member in members])


@action(may=lambda by, token: True)  # whoever has the link is the member; the link is checked first of all
def vote_cast_by_link(*, token: str, motion: Motion, member: Member, choice: Choice, by: Any, at: datetime, ground: str) -> None:
    """The same by the link of an invitation: for the one it was sent to, and for whoever gave that one a proxy."""
    invitation = links.invitation_by(token, at)
    if invitation is None:
        raise Refused("link")
    motion_as_it_stands(motion)
    meeting = meeting_of(motion.item)
    if meeting != invitation.meeting or not _may_cast_for(invitation.member, member, meeting):
        raise Refused("link")
    _cast(motion, member, Choice(choice), meeting, invitation.member, at)
    event(motion, region=meeting.region_id, member=member.pk)


def _may_cast_for(voter: Member | None, member: Member, meeting: Meeting) -> bool:
    return voter is not None and (voter == member or holds_vote_of(voter, member, meeting))


def _cast(motion: Motion, member: Member, choice: Choice, meeting: Meeting, voter: Member | None, at: datetime) -> None:
    """``voter`` is the member or its proxy; nobody where the secretary counts hands, and those are in the room."""
    if meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        raise Refused("not_open")
    who = standing_of(member, motion, meeting, voter)
    absence_counts = voter is not None and takes_absentee(meeting, at)
    if code := rules.refusal(who, motion=motion.state, absence_counts=absence_counts):
        raise Refused(code)
    if who.presence in rules.IN_ABSENCE:
        Attendance.objects.update_or_create(
            meeting=meeting, member=member, defaults={"presence": Presence.ABSENTEE, "proxy": None, "proxy_paper": ""}
        )
    if motion.is_secret:
        _count_in_secret(motion, member, choice, voter)
    else:
        Vote.objects.create(motion=motion, member=member, choice=choice, at=at)


def _count_in_secret(motion: Motion, member: Member, choice: Choice, voter: Member | None) -> None:
    if not Turnout.objects.filter(motion=motion, member=member, has_voted=False).update(has_voted=True, hand=voter):
        raise Refused("no_vote")  # joined the board after the vote was opened
    Tally.objects.filter(motion=motion, choice=choice).update(votes=F("votes") + 1)
    journal.empty_after_commit(journal.AFTER_A_VOTE)


@action(may=lambda by, member: may_speak_for(by, member))
def dissent_add(*, member: Member, motion: Motion, says: str, by: Any, at: datetime, ground: str) -> Dissent:
    """A member's own opinion, to stand in the minutes beside the result, until they are signed."""
    meeting = meeting_of(motion.item)
    in_state(meeting, MeetingState.OPEN, MeetingState.CLOSED)
    if motion.state != MotionState.CLOSED:
        raise Refused("dissent_after_close")
    if not members_on(meeting.region_id, meeting.held_on).filter(pk=member.pk).exists():
        raise Refused("not_a_member")
    dissent, _made = Dissent.objects.update_or_create(motion=motion, member=member, defaults={"says": says, "at": at})
    event(motion, member=member.pk)
    return dissent
