"""What members with an account in an organisation read in the house when a meeting is convened, or called off."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from kadry.board.models import Meeting, Member
from kadry.people.enums import OF_ORGANISATION, Role
from kadry.people.models import Message

CONVENED, CANCELLED = "board.meeting_convened", "board.meeting_cancelled"


def messages_of(meeting: Meeting, members: Sequence[Member], kind: str = CONVENED) -> list[Message]:
    """One to each organisation and role in which a member works; the others have their letter."""
    seats = {(seat.role, seat.organisation_id) for member in members if (seat := _seat(member))}
    return [_message(kind, meeting, Role(role), organisation) for role, organisation in sorted(seats)]


def _seat(member: Member):
    seat = member.account.seat if member.account else None
    return seat if seat and seat.role in OF_ORGANISATION else None


def _message(kind: str, meeting: Meeting, role: Role, organisation: int) -> Message:
    return Message(
        kind=kind,
        role=role,
        organisation_id=organisation,
        subject="board.meeting",
        subject_id=meeting.pk,
        day=meeting.held_on,
        step=0,
        link=reverse("board:meeting", args=[meeting.held_on]),
        data={"held_on": meeting.held_on.isoformat()},
    )
