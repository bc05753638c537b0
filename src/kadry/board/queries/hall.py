"""Who sits on the board on the day of a meeting, and who takes part in it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kadry.board import rules
from kadry.board.enums import MeetingForm, MeetingState, MotionState, Presence
from kadry.board.models import AgendaItem, Attendance, Conflict, Meeting, Member, Motion, Turnout, Vote
from kadry.board.models.meetings import sitting_on

UNDER_WAY = (MotionState.ABSENTEE, MotionState.OPEN)


def members_on(region: int, day: date) -> QuerySet[Member]:
    """Who sits on the board on a day."""
    return Member.objects.filter(sitting_on(day), region_id=region)


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
    presences, proxies = _marked(meeting)
    voted = voters(motion) if motion else {pk for pk, presence in presences.items() if presence == Presence.ABSENTEE}
    return _hall(meeting, rules.taking_part(presences, proxies, voted))


def room_of(meeting: Meeting) -> Hall:
    """Only who is in the room, by video too, or represented there."""
    return _hall(meeting, rules.taking_part(*_marked(meeting)))


def attended(meeting: Meeting) -> Hall:
    """Who took part in the meeting at all: as it is marked at the end, and whoever voted and left before it."""
    votes = Vote.objects.filter(motion__in=motions_on(meeting))
    secret = Turnout.objects.filter(motion__in=motions_on(meeting), has_voted=True)
    voted = {member for rows in (votes, secret) for member in rows.values_list("member_id", flat=True)}
    return _hall(meeting, hall_of(meeting).taking_part | voted)


def _marked(meeting: Meeting) -> tuple[dict[int, str], dict[int, int]]:
    """How each member takes part, and who holds whose vote."""
    rows = presences_at(meeting)
    return {pk: row.presence for pk, row in rows.items()}, {pk: row.proxy_id for pk, row in rows.items() if row.proxy_id}


def _hall(meeting: Meeting, part: Set[int]) -> Hall:
    with_vote = set(members_on(meeting.region_id, meeting.held_on).filter(may_vote=True).values_list("pk", flat=True))
    return Hall(meeting, frozenset(with_vote), frozenset(part & with_vote))


def hands_for(motion: Motion, meeting: Meeting) -> set[int]:
    """Persons who can cast a vote on a motion that is to be opened, and who did in absence: a proxy has its holder's hand."""
    given, barred = _marked(meeting)[1], conflicted(motion.item)
    is_open = meeting.state == MeetingState.OPEN
    can = room_of(meeting).taking_part | voters(motion) if is_open else hall_of(meeting).with_vote
    return {given.get(member, member) for member in can - barred} - barred


def hands_left(motion: Motion, meeting: Meeting) -> set[int]:
    """Members in the room, or represented there, whose vote a show of hands may still give."""
    given, barred = _marked(meeting)[1], conflicted(motion.item)
    left = room_of(meeting).taking_part - voters(motion)
    return {member for member in left if not {member, given.get(member)} & barred}


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


def standing_of(member: Member, motion: Motion, meeting: Meeting, voter: Member | None) -> rules.Standing:
    """How a member stands at a motion, if ``voter`` votes for it: itself, its proxy, or nobody where hands are counted."""
    row = Attendance.objects.filter(meeting=meeting, member=member).first()
    presence = row.presence if row else ""
    if presence == Presence.PROXY and motion.state == MotionState.OPEN and not _is_in_the_room(meeting, row.proxy_id):
        presence = Presence.ABSENT
    barred = conflicted(motion.item)
    return rules.Standing(
        has_vote=members_on(meeting.region_id, meeting.held_on).filter(pk=member.pk, may_vote=True).exists(),
        presence=presence,
        conflicted=member.pk in barred,
        holder_conflicted=presence == Presence.PROXY and voter != member and row.proxy_id in barred,
        has_voted=has_voted(motion, member),
    )


def _is_in_the_room(meeting: Meeting, member: int | None) -> bool:
    return Attendance.objects.filter(meeting=meeting, member_id=member, presence__in=rules.IN_THE_ROOM).exists()


def holds_vote_of(holder: Member, giver: Member, meeting: Meeting) -> bool:
    """Whether a member in the room is the proxy of another."""
    given = Attendance.objects.filter(meeting=meeting, member=giver, presence=Presence.PROXY, proxy=holder)
    return given.exists() and _is_in_the_room(meeting, holder.pk)
