"""Who sits on the board on the day of a meeting, and who takes part in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kadry.board import rules
from kadry.board.enums import MeetingForm, MotionState, Presence
from kadry.board.models import AgendaItem, Attendance, Conflict, Meeting, Member, Motion, Turnout, Vote

UNDER_WAY = (MotionState.ABSENTEE, MotionState.OPEN)


def members_on(region: int, day: date) -> QuerySet[Member]:
    """Who sits on the board on a day."""
    return Member.objects.filter(Q(until=None) | Q(until__gte=day), region_id=region, since__lte=day)


def meeting_of(item: AgendaItem) -> Meeting:
    return Meeting.objects.get(region_id=item.region_id, held_on=item.held_on)


def items_on(meeting: Meeting) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(region_id=meeting.region_id, held_on=meeting.held_on)


def motions_on(meeting: Meeting) -> QuerySet[Motion]:
    return Motion.objects.filter(item__region_id=meeting.region_id, item__held_on=meeting.held_on).order_by(
        "item__number", "number"
    )


def presences_at(meeting: Meeting) -> dict[int, Attendance]:
    """Member → how they take part, where it was marked."""
    return {row.member_id: row for row in meeting.attendance.select_related("proxy")}


def takes_absentee(meeting: Meeting, at: datetime) -> bool:
    """Whether absentee votes are taken at this moment."""
    return meeting.form != MeetingForm.IN_PERSON and meeting.absentee_until is not None and at <= meeting.absentee_until


@dataclass(frozen=True)
class Hall:
    """The members of the day with a vote, and those of them who take part."""

    meeting: Meeting
    with_vote: frozenset[int]
    taking_part: frozenset[int]

    @property
    def needed(self) -> int:
        return rules.quorum_needed(self.meeting.quorum, len(self.with_vote))

    @property
    def missing(self) -> int:
        return max(0, self.needed - len(self.taking_part))

    @property
    def sentence(self) -> str:
        """Whether there is a quorum, as one says it."""
        facts = {"here": len(self.taking_part), "members": len(self.with_vote), "needed": self.needed, "missing": self.missing}
        if self.missing:
            return _("No quorum: %(here)s of %(members)s take part, %(needed)s must. Missing: %(missing)s.") % facts
        return _("There is a quorum: %(here)s of %(members)s take part, %(needed)s must.") % facts


def hall_of(meeting: Meeting, motion: Motion | None = None) -> Hall:
    """Who takes part in the meeting: in the room, by video, by proxy, in absence; of a motion, who does in its vote."""
    with_vote = set(members_on(meeting.region_id, meeting.held_on).filter(may_vote=True).values_list("pk", flat=True))
    rows = presences_at(meeting)
    presences = {pk: row.presence for pk, row in rows.items()}
    proxies = {pk: row.proxy_id for pk, row in rows.items() if row.proxy_id}
    voted = voters(motion) if motion else {pk for pk, presence in presences.items() if presence == Presence.ABSENTEE}
    part = rules.taking_part(presences, proxies, voted)
    return Hall(meeting, frozenset(with_vote), frozenset(part & with_vote))


def voters(motion: Motion) -> set[int]:
    """Members who have voted on a motion."""
    if motion.is_secret and motion.state != MotionState.DRAFT:
        return set(Turnout.objects.filter(motion=motion, has_voted=True).values_list("member_id", flat=True))
    return set(Vote.objects.filter(motion=motion).values_list("member_id", flat=True))


def has_voted(motion: Motion, member: Member) -> bool:
    if motion.is_secret:
        return Turnout.objects.filter(motion=motion, member=member, has_voted=True).exists()
    return Vote.objects.filter(motion=motion, member=member).exists()


def conflicted(item: AgendaItem) -> set[int]:
    return set(Conflict.objects.filter(item=item).values_list("member_id", flat=True))


def standing_of(member: Member, motion: Motion, meeting: Meeting) -> rules.Standing:
    """How a member stands at a motion: five small questions, however many members there are."""
    row = Attendance.objects.filter(meeting=meeting, member=member).first()
    presence = row.presence if row else ""
    if presence == Presence.PROXY and motion.state == MotionState.OPEN and not _is_in_the_room(meeting, row.proxy_id):
        presence = Presence.ABSENT
    return rules.Standing(
        has_vote=members_on(meeting.region_id, meeting.held_on).filter(pk=member.pk, may_vote=True).exists(),
        presence=presence,
        conflicted=Conflict.objects.filter(item_id=motion.item_id, member=member).exists(),
        has_voted=has_voted(motion, member),
    )


def _is_in_the_room(meeting: Meeting, member: int | None) -> bool:
    return Attendance.objects.filter(meeting=meeting, member_id=member, presence__in=rules.IN_THE_ROOM).exists()


def holds_vote_of(holder: Member, giver: Member, meeting: Meeting) -> bool:
    """Whether a member in the room is the proxy of another."""
    given = Attendance.objects.filter(meeting=meeting, member=giver, presence=Presence.PROXY, proxy=holder)
    return given.exists() and _is_in_the_room(meeting, holder.pk)
