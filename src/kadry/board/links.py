"""Links by which a member without an account votes: a token that only its letter holds, kept as its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, time, timedelta

from django.utils import timezone

from kadry.board.enums import MeetingState
from kadry.board.models import Attendance, Invitation, Meeting
from kadry.board.queries.hall import takes_absentee
from kadry.board.rules import IN_THE_ROOM


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def valid_until(meeting: Meeting) -> datetime:
    """The end of the meeting's day, for whoever votes by the link in the room; later where absentee votes are taken later."""
    day_ends = timezone.make_aware(datetime.combine(meeting.held_on + timedelta(days=1), time()))
    return max(day_ends, meeting.absentee_until) if meeting.absentee_until else day_ends


def invitation_by(token: str, at: datetime) -> Invitation | None:
    """Whose link it is, if it is valid at this moment."""
    found = Invitation.objects.select_related("meeting", "member").filter(token=hash_of(token), token_until__gte=at).first()
    return found if found and _still_votes(found, at) else None


def _still_votes(invitation: Invitation, at: datetime) -> bool:
    """In absence until the day that was set; in the room as long as the meeting goes on."""
    meeting = invitation.meeting
    if meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        return False
    return takes_absentee(meeting, at) or (meeting.state == MeetingState.OPEN and _is_here(invitation))


def _is_here(invitation: Invitation) -> bool:
    here = Attendance.objects.filter(meeting=invitation.meeting, member=invitation.member)
    return here.filter(presence__in=IN_THE_ROOM).exists()
