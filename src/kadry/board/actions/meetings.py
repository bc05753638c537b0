"""A meeting from the first draft to its end: convened, opened with a quorum, closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kadry.board import letters, links
from kadry.board.access import may_answer, may_keep_meetings, may_lead, may_speak_for
from kadry.board.enums import MEETING_TRANSITIONS, Answer, MeetingState, MotionState, Presence
from kadry.board.inviting import CANCELLED, messages_of
from kadry.board.models import AgendaItem, Attendance, Conflict, Invitation, Meeting, Member
from kadry.board.policy import PROXIES_AT_MOST
from kadry.board.queries.hall import UNDER_WAY, hall_of, has_voted, items_on, meeting_of, members_on, motions_on
from kadry.board.refusals import Refused
from kadry.board.rules import proxy_refusal
from kadry.people.actions import messages_write
from kadry.trail.action import action, event
from kadry.web.templatetags.words import day

UNDER_THE_MINUTES = {"number", "chair", "secretary"}


def as_it_stands(meeting: Meeting) -> None:
    """The row as it is in the table, not as the caller saw it: somebody may have moved it meanwhile."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())


def _move(meeting: Meeting, to: MeetingState) -> None:
    if to not in MEETING_TRANSITIONS[MeetingState(meeting.state)]:
        raise Refused("wrong_state")
    meeting.state = to


def in_state(meeting: Meeting, *states: MeetingState) -> None:
    """Refuse what does not belong to where the meeting stands."""
    as_it_stands(meeting)
    if meeting.state not in states:
        raise Refused("wrong_state")


@action(may=lambda by, _: may_keep_meetings(by))
def meeting_make(*, region: Any, held_on: date, title_ru: str, by: Any, at: datetime, ground: str, **more: Any) -> Meeting:
    """A draft of a meeting; questions that came in by the sheet for that day are its agenda."""
    if Meeting.objects.filter(region=region, held_on=held_on).exists():
        raise Refused("already_convened")
    meeting = Meeting(region=region, held_on=held_on, title_ru=title_ru, **more)
    meeting.full_clean()
    meeting.save()
    event(meeting, held_on=held_on.isoformat())
    return meeting


@action(may=lambda by, _: may_keep_meetings(by))
def meeting_record(*, region: Any, held_on: date, title_ru: str, by: Any, at: datetime, ground: str, **more: Any) -> Meeting:
    """A meeting that was held before the house kept any: it stands as closed, its votes are on paper."""
    meeting = Meeting(region=region, held_on=held_on, title_ru=title_ru, state=MeetingState.CLOSED, **more)
    meeting.full_clean()
    meeting.save()
    event(meeting, held_on=held_on.isoformat())
    return meeting


@action(may=lambda by, _: may_keep_meetings(by))
def meeting_change(*, meeting: Meeting, changes: dict[str, Any], by: Any, at: datetime, ground: str) -> Meeting:
    """Title, place, hour, form and quorum until the meeting is opened; what stands under the minutes until they are signed."""
    early = (MeetingState.DRAFT, MeetingState.CONVENED)
    late = (*early, MeetingState.OPEN, MeetingState.CLOSED)
    in_state(meeting, *(late if set(changes) <= UNDER_THE_MINUTES else early))
    _check_rules_stand(meeting, changes)
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.full_clean()
    meeting.save(update_fields=sorted(changes))
    if "absentee_until" in changes:  # the links of the letters last as long as votes are taken by them
        meeting.invitations.exclude(token="").update(token_until=links.valid_until(meeting))
    event(meeting, changed=sorted(changes))
    return meeting


def _check_rules_stand(meeting: Meeting, changes: dict[str, Any]) -> None:
    """Whoever voted knew how votes are counted, and until when."""
    until = changes.get("absentee_until", meeting.absentee_until)
    ends_earlier = meeting.absentee_until is not None and (until is None or until < meeting.absentee_until)
    if (ends_earlier or {"form", "quorum"} & set(changes)) and motions_on(meeting).exclude(state=MotionState.DRAFT).exists():
        raise Refused("rules_stand")


@action(may=lambda by, _: may_keep_meetings(by))
def meeting_convene(*, meeting: Meeting, by: Any, at: datetime, ground: str) -> list[Invitation]:
    """Every member of the day is invited, each by a letter with a link of its own; the house keeps only the link's hash."""
    in_state(meeting, MeetingState.DRAFT)
    members = list(members_on(meeting.region_id, meeting.held_on))
    if not items_on(meeting).exists():
        raise Refused("empty_agenda")
    if not members:
        raise Refused("nobody_to_invite")
    _move(meeting, MeetingState.CONVENED)
    meeting.save(update_fields=["state"])
    invitations = _invite(meeting, members, at)
    messages_write(messages=messages_of(meeting, members), region=meeting.region_id, by=by, at=at, ground=ground)
    event(meeting, invited=len(invitations))
    return invitations


def _invite(meeting: Meeting, members: list[Member], at: datetime) -> list[Invitation]:
    tokens = {member.pk: links.new_token() for member in members}
    until = links.valid_until(meeting)
    invitations = [
        Invitation(meeting=meeting, member=member, sent_at=at, token=links.hash_of(tokens[member.pk]), token_until=until)
        for member in members
    ]
    Invitation.objects.bulk_create(invitations)
    written = [letters.Letter(meeting, member, tokens[member.pk], at) for member in members]
    transaction.on_commit(lambda: letters.post(meeting, written))
    return invitations


@action(may=lambda by, _: may_keep_meetings(by))
def link_hand(*, invitation: Invitation, by: Any, at: datetime, ground: str) -> str:
    """A new link for a member whose letter did not go or was lost; returns its token, which is kept nowhere.

    The link made before holds no longer, so that a member notices when somebody else had one made.
    """
    in_state(invitation.meeting, MeetingState.CONVENED, MeetingState.OPEN)
    if not invitation.member.may_vote:
        raise Refused("no_vote")
    token = links.new_token()
    invitation.token, invitation.token_until = links.hash_of(token), links.valid_until(invitation.meeting)
    invitation.handed_at = at
    invitation.save(update_fields=["token", "token_until", "handed_at"])
    event(invitation, member=invitation.member_id)
    return token


@action(may=lambda by, _: may_keep_meetings(by))
def meeting_cancel(*, meeting: Meeting, by: Any, at: datetime, ground: str) -> Meeting:
    """It does not take place; those invited who have an account read it, and no link to it is valid any more."""
    as_it_stands(meeting)
    _move(meeting, MeetingState.CANCELLED)
    meeting.save(update_fields=["state"])
    invited = [row.member for row in meeting.invitations.select_related("member__account")]
    told = messages_of(meeting, invited, CANCELLED)
    messages_write(messages=told, region=meeting.region_id, by=by, at=at, ground=ground)
    _end_links(meeting)
    event(meeting, invited=len(invited))
    return meeting


def _end_links(meeting: Meeting) -> None:
    meeting.invitations.update(token="", token_until=None)
    transaction.on_commit(lambda: letters.forget(meeting))


@action(may=lambda by, invitation: may_answer(by, invitation))
def invitation_answer(*, invitation: Invitation, answer: Answer, by: Any, at: datetime, ground: str) -> Invitation:
    """Comes, votes in absence, sends a proxy, cannot come: said before the meeting, and may change."""
    in_state(invitation.meeting, MeetingState.CONVENED)
    invitation.answer = Answer(answer)
    invitation.save(update_fields=["answer"])
    event(invitation, answer=invitation.answer)
    return invitation


@action(may=lambda by, _: may_lead(by))
def meeting_open(*, meeting: Meeting, by: Any, at: datetime, ground: str) -> Meeting:
    """It begins on its day, if there is a quorum; refused in words where there is none."""
    in_state(meeting, MeetingState.CONVENED)
    if timezone.localdate(at) < meeting.held_on:
        raise Refused("not_yet_its_day", day=day(meeting.held_on))
    hall = hall_of(meeting)
    if hall.missing:
        facts = {"here": len(hall.taking_part), "members": len(hall.with_vote)}
        raise Refused("no_quorum", **facts, needed=hall.needed, missing=hall.missing)
    _move(meeting, MeetingState.OPEN)
    meeting.save(update_fields=["state"])
    event(meeting, taking_part=len(hall.taking_part), members=len(hall.with_vote))
    return meeting


@action(may=lambda by, _: may_lead(by))
def item_show(*, meeting: Meeting, item: AgendaItem, by: Any, at: datetime, ground: str) -> Meeting:
    """Which question the projector shows."""
    in_state(meeting, MeetingState.CONVENED, MeetingState.OPEN)
    meeting.on_screen = items_on(meeting).get(pk=item.pk)
    meeting.save(update_fields=["on_screen"])
    event(meeting, item=item.pk)
    return meeting


@action(may=lambda by, _: may_keep_meetings(by))
def attendance_mark(
    *,
    meeting: Meeting,
    member: Member,
    presence: Presence,
    proxy: Member | None = None,
    proxy_paper: str = "",
    by: Any,
    at: datetime,
    ground: str,
) -> Attendance:
    """How a member takes part; of a proxy, who holds it and on which paper."""
    in_state(meeting, MeetingState.CONVENED, MeetingState.OPEN)
    if presence == Presence.ABSENTEE:
        raise Refused("absentee_by_voting")
    sitting = members_on(meeting.region_id, meeting.held_on)
    if not sitting.filter(pk=member.pk).exists():
        raise Refused("not_a_member")
    if presence == Presence.PROXY:
        _check_proxy(meeting, member, proxy, proxy_paper)
    else:
        proxy, proxy_paper = None, ""
    facts = {"presence": Presence(presence), "proxy": proxy, "proxy_paper": proxy_paper}
    row, _made = Attendance.objects.update_or_create(meeting=meeting, member=member, defaults=facts)
    event(meeting, member=member.pk, presence=str(row.presence), proxy=row.proxy_id)
    return row


def _check_proxy(meeting: Meeting, giver: Member, holder: Member | None, paper: str) -> None:
    if holder is None or not paper:
        raise Refused("proxy_unnamed")
    if not members_on(meeting.region_id, meeting.held_on).filter(pk=holder.pk, may_vote=True).exists():
        raise Refused("proxy_without_vote")
    given = dict(meeting.attendance.filter(presence=Presence.PROXY).values_list("member_id", "proxy_id"))
    if code := proxy_refusal(giver.pk, holder.pk, given, at_most=PROXIES_AT_MOST):
        raise Refused(code, **({"most": PROXIES_AT_MOST} if code == "proxies_enough" else {}))


@action(may=lambda by, member: may_speak_for(by, member))
def conflict_declare(*, member: Member, item: AgendaItem, says: str, by: Any, at: datetime, ground: str) -> Conflict:
    """The member has an interest in the question: it stays in the quorum and does not vote."""
    in_state(meeting_of(item), MeetingState.CONVENED, MeetingState.OPEN)
    if item.motions.filter(state=MotionState.CLOSED).exists():
        raise Refused("item_voted")
    if any(has_voted(motion, member) for motion in item.motions.filter(state__in=UNDER_WAY)):
        raise Refused("conflict_after_vote")
    declared, _made = Conflict.objects.update_or_create(item=item, member=member, defaults={"says": says, "at": at})
    event(item, member=member.pk)
    return declared


@action(may=lambda by, _: may_lead(by))
def meeting_close(*, meeting: Meeting, by: Any, at: datetime, ground: str) -> Meeting:
    """It is over; every vote must be."""
    in_state(meeting, MeetingState.OPEN)
    if motions_on(meeting).filter(state__in=UNDER_WAY).exists():
        raise Refused("motions_open")
    _move(meeting, MeetingState.CLOSED)
    meeting.on_screen = None
    meeting.save(update_fields=["state", "on_screen"])
    _end_links(meeting)
    event(meeting, motions=motions_on(meeting).count())
    return meeting
