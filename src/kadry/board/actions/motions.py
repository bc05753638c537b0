"""Motions from the draft to the result. Of a secret vote the counts are read only when it is closed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from kadry.board import journal, rules
from kadry.board.access import may_keep_meetings, may_lead
from kadry.board.actions.agenda import BEFORE_THE_END
from kadry.board.actions.meetings import as_it_stands, in_state
from kadry.board.checking import missing_in_both
from kadry.board.enums import MOTION_TRANSITIONS, Choice, Majority, MeetingForm, MeetingState, MotionState, Outcome
from kadry.board.models import AgendaItem, ItemFigure, Meeting, Motion, Tally, Turnout
from kadry.board.policy import SECRET_AT_LEAST
from kadry.board.queries.hall import (
    Hall,
    conflicted,
    hall_of,
    hands_for,
    meeting_of,
    members_on,
    motions_on,
    takes_absentee,
    voters,
)
from kadry.board.refusals import Refused
from kadry.trail import figures
from kadry.trail.action import action, event
from kadry.trail.actions import figure_freeze
from kadry.web.templatetags.words import day


def motion_as_it_stands(motion: Motion) -> None:
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
    motion_as_it_stands(motion)
    if motion.state != MotionState.DRAFT:
        raise Refused("motion_not_draft")
    for name, value in changes.items():
        setattr(motion, name, value)
    motion.full_clean()
    motion.save(update_fields=sorted(changes))
    event(motion, changed=sorted(changes))
    return motion


@action(may=lambda by, _: may_keep_meetings(by))
def motion_withdraw(*, motion: Motion, by: Any, at: datetime, ground: str) -> None:
    """A draft goes; what was put to the vote stays. The numbers of the others stand as they were spoken of."""
    motion_as_it_stands(motion)
    in_state(meeting_of(motion.item), *BEFORE_THE_END)
    if motion.state != MotionState.DRAFT:
        raise Refused("motion_not_draft")
    event(motion, item=motion.item_id, number=motion.number)
    motion.delete()


@action(may=lambda by, _: may_lead(by))
def motion_open(*, motion: Motion, by: Any, at: datetime, ground: str) -> Motion:
    """Votes are taken from now on; the figures of its question are frozen as they stand.

    Before the meeting it is opened for absentee votes, any number of motions together; at the meeting one at a time.
    """
    motion_as_it_stands(motion)
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
    if motion.is_secret and len(hands_for(motion, meeting)) < SECRET_AT_LEAST:
        raise Refused("secret_needs_three")


def _freeze(item: AgendaItem, **signed: Any) -> int:
    """What the figures of the question say at this moment stays with the vote."""
    live = item.figures.filter(frozen=None)
    for shown in live:
        reading = _read(shown)
        shown.frozen = figure_freeze(reading=reading, **signed)
        if reading.value is None:
            told = missing_in_both(lambda shown=shown: _read(shown).missing)
            shown.missing_ru, shown.missing_en = told["missing_ru"], told["missing_en"]
        shown.save(update_fields=["frozen", "missing_ru", "missing_en"])
    return len(live)


def _read(shown: ItemFigure) -> figures.Reading:
    try:
        return figures.read(shown.key, figures.Scope.parse(shown.scope))
    except figures.SENSELESS:
        raise Refused("figure_unknown", figure=shown.key) from None


def _stand_ready(motion: Motion, meeting: Meeting) -> None:
    """The rows of a secret vote all stand beforehand, so that no row's order or number tells when somebody voted."""
    if not motion.is_secret:
        return
    members = members_on(meeting.region_id, meeting.held_on).filter(may_vote=True).order_by("pk")
    Turnout.objects.bulk_create([Turnout(motion=motion, member=member) for member in members])
    Tally.objects.bulk_create([Tally(motion=motion, choice=choice) for choice in Choice])


@action(may=lambda by, _: may_lead(by))
def motion_close(*, motion: Motion, by: Any, at: datetime, ground: str) -> Motion:
    """The votes are counted and the result stands; of a secret vote the counts are read only here, and then only from here."""
    motion_as_it_stands(motion)
    meeting = meeting_of(motion.item)
    in_state(meeting, MeetingState.OPEN)
    hall = hall_of(meeting, motion)
    if motion.state == MotionState.ABSENTEE:
        _check_absentee_over(motion, meeting, hall, at)
    _move(motion, MotionState.CLOSED)
    void = _void_votes(motion, hall)
    count = _count(motion, hall)
    motion.closed_at, motion.members, motion.taking_part = at, count.members, count.taking_part
    motion.outcome = Outcome(rules.outcome(count, quorum=meeting.quorum, majority=motion.majority))
    if motion.is_secret and _hands(motion) < SECRET_AT_LEAST:
        motion.outcome = Outcome.TOO_FEW
    else:
        motion.votes_for, motion.votes_against = count.votes_for, count.votes_against
        motion.votes_abstained = count.votes_abstained
    motion.save()
    _forget_tallies(motion)
    event(motion, outcome=str(motion.outcome), members=count.members, taking_part=count.taking_part, void=void)
    return motion


def _check_absentee_over(motion: Motion, meeting: Meeting, hall: Hall, at: datetime) -> None:
    """Where the whole meeting is in absence everybody has the time that was set; else those in the room are still asked."""
    if meeting.form != MeetingForm.ABSENTEE:
        raise Refused("motion_moved_on")
    if takes_absentee(meeting, at) and hall.with_vote - conflicted(motion.item) - voters(motion):
        until = timezone.localtime(meeting.absentee_until)
        raise Refused("absentee_goes_on", day=day(until.date()), hour=f"{until:%H:%M}")


def _void_votes(motion: Motion, hall: Hall) -> list[int]:
    """Votes of those who, as it turned out, had none on the day go; the event names whose they were."""
    void = motion.votes.exclude(member__in=hall.with_vote)
    whose = sorted(void.values_list("member", flat=True))
    void.delete()
    return whose


def _hands(motion: Motion) -> int:
    """How many persons cast the secret votes."""
    return motion.turnout.filter(has_voted=True).aggregate(n=Count("hand", distinct=True))["n"]


def _count(motion: Motion, hall: Hall) -> rules.Count:
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
        journal.empty_after_commit(journal.AT_THE_END)
