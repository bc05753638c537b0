"""Meetings as they are listed, and one with all its pages need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kadry.board.access import visible_meetings
from kadry.board.enums import MeetingState, Outcome, Presence
from kadry.board.models import Attendance, Invitation, Meeting, Member, Motion
from kadry.board.queries.hall import Hall, members_on, presences_at

TONES = {
    MeetingState.DRAFT: "unknown",
    MeetingState.CONVENED: "info",
    MeetingState.OPEN: "warn",
    MeetingState.CLOSED: "ok",
    MeetingState.SIGNED: "ok",
    MeetingState.CANCELLED: "late",
}


@dataclass(frozen=True)
class Listed:
    """A meeting in the list."""

    meeting: Meeting
    adopted: int

    @property
    def tone(self) -> str:
        return TONES[MeetingState(self.meeting.state)]

    @property
    def decisions(self) -> str:
        if not self.adopted:
            return _("no decision by vote")
        return ngettext("%(n)s decision adopted", "%(n)s decisions adopted", self.adopted) % {"n": self.adopted}


def listed(region: int, user: Any) -> list[Listed]:
    """Meetings the user may know of, the newest first."""
    meetings = visible_meetings(user, Meeting.objects.filter(region_id=region))
    adopted = dict(
        Motion.objects.filter(item__region_id=region, outcome=Outcome.ADOPTED)
        .values_list("item__held_on")
        .annotate(n=Count("pk"))
    )
    return [Listed(meeting, adopted.get(meeting.held_on, 0)) for meeting in meetings]


def members(region: int) -> QuerySet[Member]:
    """Everybody who sits or sat on the board, those who sit first."""
    return Member.objects.filter(region_id=region).select_related("organisation").order_by("until", "name")


@dataclass(frozen=True)
class Seat:
    """A member on the secretary's list."""

    member: Member
    attendance: Attendance | None
    invitation: Invitation | None
    takes_part: bool

    @property
    def presence(self) -> str:
        """How the member takes part, in words."""
        if self.attendance is None:
            return _("not marked")
        if self.attendance.presence == Presence.PROXY:
            return _("by a proxy: %(holder)s") % {"holder": self.attendance.proxy.name}
        return str(self.attendance.get_presence_display())


def seats(meeting: Meeting, hall: Hall) -> list[Seat]:
    """The members of the day, each with how they answered and how they take part."""
    presences = presences_at(meeting)
    invited = {invitation.member_id: invitation for invitation in meeting.invitations.all()}
    sitting = members_on(meeting.region_id, meeting.held_on)
    return [Seat(member, presences.get(member.pk), invited.get(member.pk), member.pk in hall.taking_part) for member in sitting]


def answers(meeting: Meeting) -> list[tuple[str, int]]:
    """How the invited answered: words → how many."""
    counted = meeting.invitations.values_list("answer").annotate(n=Count("pk", filter=Q()))
    words = dict(Invitation._meta.get_field("answer").choices)
    return [(str(words[answer]), n) for answer, n in sorted(counted)]
