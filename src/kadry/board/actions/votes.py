"""Motions and votes. A secret vote leaves that somebody has voted, and a count; nothing ties the two together."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max

from kadry.board import links, rules
from kadry.board.access import may_cast, may_keep_meetings, may_lead, may_speak_for
from kadry.board.actions.agenda import BEFORE_THE_END
from kadry.board.actions.meetings import as_it_stands, in_state
from kadry.board.enums import MOTION_TRANSITIONS, Choice, Majority, MeetingForm, MeetingState, MotionState, Outcome, Presence
from kadry.board.models import AgendaItem, Attendance, Dissent, Meeting, Member, Motion, Tally, Turnout, Vote
from kadry.board.policy import SECRET_AT_LEAST
from kadry.board.queries.hall import (
    conflicted,
    hall_of,
    holds_vote_of,
    meeting_of,
    members_on,
    motions_on,
    standing_of,
    takes_absentee,
)
from kadry.board.refusals import Refused
from kadry.people.access import is_operator
from kadry.trail import figures
from kadry.trail.action import action, event
from kadry.trail.actions import figure_freeze


def _as_it_stands(motion: Motion) -> None:
    motion.refresh_from_db(from_queryset=Motion.objects.select_for_update().select_related("item"))


def _move(motion: Motion, to: MotionState) -> None:
    if to not in MOTION_TRANSITIONS[MotionState(motion.state)]:
        raise Refused("motion_moved_on")
    motion.state = to


@action(may=lambda by, _: may_keep_meetings(by))
def motion_put(
    *,
    item: AgendaItem,
    text_ru: str,
    text_en: str = "",
    is_secret: bool = False,
    majority: Majority = Majority.PRESENT,
    by: Any,
    at: datetime,
    ground: str,
) -> Motion:
    """A draft decision on a question."""
    in_state(meeting_of(item), *BEFORE_THE_END)
    number = (item.motions.aggregate(last=Max("number"))["last"] or 0) + 1
    motion = Motion(item=item, number=number, text_ru=text_ru, text_en=text_en, is_secret=is_secret, majority=Majority(majority))
    motion.full_clean()
    motion.save()
    event(motion, item=item.pk, number=number, is_secret=is_secret)
    return motion


@action(may=lambda by, _: may_keep_meetings(by))
def motion_change(*, motion: Motion, changes: dict[str, Any], by: Any, at: datetime, ground: str) -> Motion:
    """Until it is put to the vote."""
    _as_it_stands(motion)
    if motion.state != MotionState.DRAFT:
        raise Refused("motion_not_draft")
    for name, value in changes.items():
        setattr(motion, name, value)
    motion.full_clean()
    motion.save(update_fields=sorted(changes))
    event(motion, changed=sorted(changes))
    return motion


@action(may=lambda by, _: may_lead(by))
def motion_open(*, motion: Motion, by: Any, at: datetime, ground: str) -> Motion:
    """Votes are taken from now on; the figures of its question are frozen as they stand.

    Before the meeting it is opened for absentee votes, any number of motions together; at the meeting one at a time.
    """
    _as_it_stands(motion)
    meeting = meeting_of(motion.item)
    as_it_stands(meeting)
    was = motion.state
    _move(motion, _opened_as(motion, meeting, at))
    _check_secret(motion, meeting)
    if was == MotionState.DRAFT:
        motion.opened_at = at
        frozen = _freeze(motion.item, by=by, at=at, ground=f"motion {motion.pk}")
        _stand_ready(motion, meeting)
    else:
        frozen = 0
    motion.save(update_fields=["state", "opened_at"])
    event(motion, state=str(motion.state), frozen=frozen)
    return motion


def _opened_as(motion: Motion, meeting: Meeting, at: datetime) -> MotionState:
    if meeting.state == MeetingState.CONVENED:
        if not takes_absentee(meeting, at):
            raise Refused("absence_not_taken")
        return MotionState.ABSENTEE
    if meeting.state != MeetingState.OPEN:
        raise Refused("wrong_state")
    if motions_on(meeting).filter(state=MotionState.OPEN).exists():
        raise Refused("motion_open")
    return MotionState.OPEN


def _check_secret(motion: Motion, meeting: Meeting) -> None:
    """In the room only who takes part can vote, before it whoever sits on the board."""
    if not motion.is_secret:
        return
    hall = hall_of(meeting)
    may = hall.taking_part if meeting.state == MeetingState.OPEN else hall.with_vote
    if len(may - conflicted(motion.item)) < SECRET_AT_LEAST:
        raise Refused("secret_needs_three")


def _freeze(item: AgendaItem, **signed: Any) -> int:
    """What the figures of the question say at this moment stays with the vote."""
    live = item.figures.filter(frozen=None)
    for shown in live:
        try:
            reading = figures.read(shown.key, figures.Scope.parse(shown.scope))
        except figures.SENSELESS:
            raise Refused("figure_unknown", figure=shown.key) from None
        shown.frozen = figure_freeze(reading=reading, **signed)
        shown.save(update_fields=["frozen"])
    return len(live)


def _stand_ready(motion: Motion, meeting: Meeting) -> None:
    """The rows of a secret vote all stand beforehand, so that no row's order or number tells when somebody voted."""
    if not motion.is_secret:
        return
    members = members_on(meeting.region_id, meeting.held_on).filter(may_vote=True).order_by("pk")
    Turnout.objects.bulk_create([Turnout(motion=motion, member=member) for member in members])
    Tally.objects.bulk_create([Tally(motion=motion, choice=choice) for choice in Choice])


@action(may=lambda by, _: may_cast(by))
def vote_cast(*, member: Member, motion: Motion, choice: Choice, by: Any, at: datetime, ground: str) -> None:
    """A member's one vote: cast by the member, by the proxy, or in an open vote through the secretary."""
    _as_it_stands(motion)
    meeting = meeting_of(motion.item)
    if not _may_cast_for(getattr(by, "board_member", None), member, meeting):
        if not is_operator(by):
            raise Refused("not_yours")
        if motion.is_secret:
            raise Refused("secret_by_oneself")
    _cast(motion, member, Choice(choice), meeting, at)
    event(motion, member=member.pk)


@action(may=lambda by, token: True)  # whoever has the link is the member; the link is checked first of all
def vote_cast_by_link(*, token: str, motion: Motion, member: Member, choice: Choice, by: Any, at: datetime, ground: str) -> None:
    """The same by the link of an invitation: for the one it was sent to, and for whoever gave that one a proxy."""
    invitation = links.invitation_by(token, at)
    if invitation is None:
        raise Refused("link")
    _as_it_stands(motion)
    meeting = meeting_of(motion.item)
    if meeting != invitation.meeting or not _may_cast_for(invitation.member, member, meeting):
        raise Refused("link")
    _cast(motion, member, Choice(choice), meeting, at)
    event(motion, region=meeting.region_id, member=member.pk)


def _may_cast_for(voter: Member | None, member: Member, meeting: Meeting) -> bool:
    return voter is not None and (voter == member or holds_vote_of(voter, member, meeting))


def _cast(motion: Motion, member: Member, choice: Choice, meeting: Meeting, at: datetime) -> None:
    if meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        raise Refused("not_open")
    who = standing_of(member, motion, meeting)
    if code := rules.refusal(who, motion=motion.state, absence_counts=takes_absentee(meeting, at)):
        raise Refused(code)
    if who.presence in rules.IN_ABSENCE:
        Attendance.objects.update_or_create(
            meeting=meeting, member=member, defaults={"presence": Presence.ABSENTEE, "proxy": None, "proxy_paper": ""}
        )
    if motion.is_secret:
        _count_in_secret(motion, member, choice)
    else:
        Vote.objects.create(motion=motion, member=member, choice=choice, at=at)


def _count_in_secret(motion: Motion, member: Member, choice: Choice) -> None:
    if not Turnout.objects.filter(motion=motion, member=member, has_voted=False).update(has_voted=True):
        raise Refused("no_vote")  # joined the board after the vote was opened
    Tally.objects.filter(motion=motion, choice=choice).update(votes=F("votes") + 1)


@action(may=lambda by, _: may_lead(by))
def motion_close(*, motion: Motion, by: Any, at: datetime, ground: str) -> Motion:
    """The votes are counted and the result stands; of a secret vote the counts are read only here, and then only from here."""
    _as_it_stands(motion)
    meeting = meeting_of(motion.item)
    in_state(meeting, MeetingState.OPEN)
    if motion.state == MotionState.ABSENTEE and meeting.form != MeetingForm.ABSENTEE:
        raise Refused("motion_moved_on")
    _move(motion, MotionState.CLOSED)
    count = _count(motion, meeting)
    motion.closed_at, motion.members, motion.taking_part = at, count.members, count.taking_part
    motion.outcome = Outcome(rules.outcome(count, quorum=meeting.quorum, majority=motion.majority))
    if motion.is_secret and _votes(count) < SECRET_AT_LEAST:
        motion.outcome = Outcome.TOO_FEW
    else:
        motion.votes_for, motion.votes_against = count.votes_for, count.votes_against
        motion.votes_abstained = count.votes_abstained
    motion.save()
    _forget_tallies(motion)
    event(motion, outcome=str(motion.outcome), members=count.members, taking_part=count.taking_part)
    return motion


def _votes(count: rules.Count) -> int:
    return count.votes_for + count.votes_against + count.votes_abstained


def _count(motion: Motion, meeting: Meeting) -> rules.Count:
    hall = hall_of(meeting, motion)
    if motion.is_secret:
        votes = dict(motion.tallies.values_list("choice", "votes"))
    else:
        votes = Counter(motion.votes.values_list("choice", flat=True))
    return rules.Count(
        members=len(hall.with_vote),
        taking_part=len(hall.taking_part),
        conflicted=len(hall.taking_part & conflicted(motion.item)),
        votes_for=votes.get(Choice.FOR, 0),
        votes_against=votes.get(Choice.AGAINST, 0),
        votes_abstained=votes.get(Choice.ABSTAINED, 0),
    )


def _forget_tallies(motion: Motion) -> None:
    """The result is in the motion; what it was counted from goes, from SQLite's journal of changes too."""
    if motion.is_secret:
        motion.tallies.all().delete()
        transaction.on_commit(_empty_journal)


def _empty_journal() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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
