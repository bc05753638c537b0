"""Votes that must not be counted, invented or taken back, and what is fixed once the first is cast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kadry.board import actions
from kadry.board.enums import Choice, Majority, MeetingForm, MeetingState, Outcome, Presence, Quorum
from kadry.board.models import Attendance, Meeting, Vote
from kadry.board.queries.votes import ballots
from kadry.people.enums import Role
from kadry.trail.clock import now
from kadry.trail.models import Event
from tests.board.builders import (
    DAY,
    cast,
    convened,
    here,
    link_of,
    meeting,
    member,
    members,
    motion,
    open_meeting,
    proxy,
    question,
    refused,
)
from tests.factories import signed

YES, NO = Choice.FOR, Choice.AGAINST


@pytest.fixture
def five(region):
    return members(5)


def _opened(made: Meeting) -> Meeting:
    return actions.meeting_open(meeting=made, **signed())


def _rest(asked) -> set[int]:
    """Who was entered by a show of hands."""
    before = set(Vote.objects.filter(motion=asked).values_list("member", flat=True))
    actions.vote_cast_for_rest(motion=asked, **signed())
    return set(Vote.objects.filter(motion=asked).values_list("member", flat=True)) - before


# --- a show of hands


@pytest.mark.parametrize("absence_goes_on", [True, False])
def test_hands_are_those_in_the_room_and_not_of_who_voted_on_another_motion_in_absence(five, absence_goes_on):
    *sitting, away = five
    made = convened(form=MeetingForm.MIXED)
    early = actions.motion_open(motion=motion(made), **signed())
    cast(away, early, NO)
    second = motion(made)
    here(made, *sitting)
    if not absence_goes_on:
        Meeting.objects.update(absentee_until=now() - timedelta(hours=1))
    _opened(made)
    asked = actions.motion_open(motion=second, **signed())
    assert _rest(asked) == {one.pk for one in sitting}
    assert Attendance.objects.get(member=away).presence == Presence.ABSENTEE


def test_a_show_of_hands_is_one_event_and_leaves_out_who_has_a_conflict_and_its_givers(five):
    voted, conflicted, giver, raises, represented = five
    made = convened()
    here(made, voted, conflicted, raises)
    proxy(giver, conflicted, made)
    proxy(represented, raises, made)
    actions.conflict_declare(member=conflicted, item=question(made), says="Доля", **signed())
    _opened(made)
    asked = actions.motion_open(motion=motion(made), **signed())
    cast(voted, asked, NO)
    assert _rest(asked) == {raises.pk, represented.pk}
    with refused("not_open"):
        actions.vote_cast_for_rest(motion=motion(made), **signed())
    event = Event.objects.get(name="board.vote_cast_for_rest")
    assert set(event.data["members"]) == {raises.pk, represented.pk}


def test_hands_are_counted_wholly_or_not_at_all(five, monkeypatch):
    asked = actions.motion_open(motion=motion(open_meeting(*five)), **signed())
    make, made = Vote.objects.create, []

    def fail_at_the_third(**facts):
        made.append(facts)
        if len(made) == 3:
            raise RuntimeError("the disk is full")
        return make(**facts)

    monkeypatch.setattr(Vote.objects, "create", fail_at_the_third)
    with pytest.raises(RuntimeError):
        actions.vote_cast_for_rest(motion=asked, **signed())
    assert len(made) == 3 and not Vote.objects.exists()


def test_in_a_secret_vote_no_hands_are_counted(someone, five):
    sitting = member(account=someone(Role.OPERATOR))  # the secretary has a vote of its own
    asked = actions.motion_open(motion=motion(open_meeting(sitting, *five), is_secret=True), **signed())
    with refused("secret_no_hands"):
        actions.vote_cast_for_rest(motion=asked, **signed(sitting.account))
    assert not asked.turnout.filter(has_voted=True).exists()


def test_who_is_away_is_not_entered_by_hand(someone, five):
    made = open_meeting(*five[:4], form=MeetingForm.MIXED)
    asked = actions.motion_open(motion=motion(made), **signed())
    with refused("not_here"):
        actions.vote_cast(member=five[4], motion=asked, choice=YES, **signed(someone(Role.OPERATOR)))
    cast(five[4], asked, YES)  # by its own link it votes in absence
    assert Vote.objects.get().member == five[4]


# --- proxies


def test_a_vote_entered_while_the_holder_is_out_takes_no_proxy_away(someone, five):
    giver, holder, *others = five
    made = convened(form=MeetingForm.MIXED)
    here(made, holder, *others)
    proxy(giver, holder, made)
    _opened(made)
    here(made, holder, presence=Presence.ABSENT)
    asked = actions.motion_open(motion=motion(made), **signed())
    with refused("not_here"):
        actions.vote_cast(member=giver, motion=asked, choice=YES, **signed(someone(Role.OPERATOR)))
    assert Attendance.objects.get(member=giver).proxy == holder
    cast(giver, asked, NO)  # the giver in person
    row = Attendance.objects.get(member=giver)
    assert (row.presence, row.proxy, row.proxy_paper) == (Presence.ABSENTEE, None, "")


def test_who_has_a_conflict_casts_no_vote_by_proxy_and_the_giver_may_vote_itself(someone, five):
    holder, *others, giver = five
    made = open_meeting(holder, *others, form=MeetingForm.MIXED)
    proxy(giver, holder, made)
    actions.conflict_declare(member=holder, item=question(made), says="Доля", **signed())
    asked = actions.motion_open(motion=motion(made), **signed())
    told = {one.member: one.refusal for one in ballots(made, holder, now())}
    assert told == {holder: "conflict", giver: "holder_conflict"}
    with refused("holder_conflict"):
        cast_for_giver = {"motion": asked, "member": giver, "choice": YES}
        actions.vote_cast_by_link(token=link_of(holder, made), **cast_for_giver, **signed())
    with refused("holder_conflict"):
        actions.vote_cast(member=giver, motion=asked, choice=YES, **signed(someone(Role.OPERATOR)))
    cast(giver, asked, NO)
    assert Vote.objects.get().choice == NO


def test_nobody_is_marked_as_voting_in_absence_who_has_not_voted(five):
    made = convened(form=MeetingForm.MIXED)
    with refused("absentee_by_voting"):
        here(made, five[0], presence=Presence.ABSENTEE)
    assert not Attendance.objects.exists()


# --- how many hands a secret vote needs


def test_a_secret_vote_needs_three_persons_and_not_three_votes_in_two_hands(five):
    holder, first, second, alone, _away = five
    made = convened()
    here(made, holder, alone)
    for giver in (first, second):
        proxy(giver, holder, made)
    _opened(made)
    asked = motion(made, is_secret=True)
    with refused("secret_needs_three"):
        actions.motion_open(motion=asked, **signed())


def test_of_a_secret_vote_cast_by_two_hands_no_count_is_told(five):
    holder, first, second, alone, third = five
    made = convened()
    here(made, holder, alone, third)
    for giver in (first, second):
        proxy(giver, holder, made)
    _opened(made)
    asked = actions.motion_open(motion=motion(made, is_secret=True), **signed())
    token = link_of(holder, made)
    for one in (holder, first, second):
        cast(one, asked, YES, token)
    cast(alone, asked, NO)
    here(made, first, second)  # that they are here now does not make the holder's hand theirs
    closed = actions.motion_close(motion=asked, **signed())
    assert (closed.outcome, closed.votes_for) == (Outcome.TOO_FEW, None)


# --- who turns out not to sit on the board


def test_votes_of_who_did_not_sit_on_the_day_are_void_and_named_in_the_event(someone, five):
    asked = actions.motion_open(motion=motion(open_meeting(*five)), **signed())
    for one, choice in zip(five, (YES, YES, YES, NO, NO), strict=True):
        cast(one, asked, choice)
    for one in five[:2]:
        actions.member_leave(member=one, until=DAY - timedelta(days=1), **signed())
    closed = actions.motion_close(motion=asked, **signed())
    assert (closed.votes_for, closed.votes_against, closed.members, closed.taking_part) == (1, 2, 3, 3)
    assert closed.outcome == Outcome.REJECTED
    assert Event.objects.get(name="board.motion_close").data["void"] == [one.pk for one in five[:2]]
    assert asked.votes.count() == 3


def test_who_has_voted_in_secret_is_not_taken_off_the_board_of_that_day(five):
    asked = actions.motion_open(motion=motion(open_meeting(*five), is_secret=True), **signed())
    for one in five:
        cast(one, asked, YES)
    with refused("voted_in_secret"):
        actions.member_leave(member=five[0], until=DAY - timedelta(days=1), **signed())
    actions.member_leave(member=five[1], until=DAY, **signed())  # of the day itself the vote holds
    actions.motion_close(motion=asked, **signed())
    actions.member_leave(member=five[0], until=DAY - timedelta(days=1), **signed())


# --- what stands once votes are taken


@pytest.mark.parametrize(("name", "value"), [("quorum", Quorum.HALF), ("form", MeetingForm.IN_PERSON)])
def test_form_and_quorum_stand_once_votes_are_taken(five, name, value):
    made = convened(form=MeetingForm.MIXED, quorum=Quorum.TWO_THIRDS)
    asked = actions.motion_open(motion=motion(made), **signed())
    with refused("rules_stand"):
        actions.meeting_change(meeting=made, changes={name: value}, **signed())
    with refused("motion_not_draft"):
        actions.motion_change(motion=asked, changes={"majority": Majority.ALL}, **signed())
    actions.meeting_change(meeting=made, changes={"place": "Химки"}, **signed())


def test_absentee_votes_end_later_than_was_said_and_never_earlier(five):
    made = convened(form=MeetingForm.MIXED)
    actions.motion_open(motion=motion(made), **signed())
    for earlier in (made.absentee_until - timedelta(hours=1), None):
        with refused("rules_stand"):
            actions.meeting_change(meeting=made, changes={"absentee_until": earlier}, **signed())
    later = made.absentee_until + timedelta(days=1)
    actions.meeting_change(meeting=made, changes={"absentee_until": later}, **signed())
    assert Meeting.objects.get().absentee_until == later


def test_an_absentee_vote_is_closed_in_its_time_or_when_all_have_voted(five):
    made = convened(form=MeetingForm.ABSENTEE)
    asked = actions.motion_open(motion=motion(made), **signed())
    for one in five[:4]:
        cast(one, asked, YES)
    _opened(made)
    with refused("absentee_goes_on"):
        actions.motion_close(motion=asked, **signed())
    cast(five[4], asked, NO)
    assert actions.motion_close(motion=asked, **signed()).votes_for == 4


def test_a_meeting_opens_on_its_day(five):
    made = meeting(held_on=date(2026, 6, 16))
    actions.meeting_convene(meeting=made, **signed())
    here(made, *five)
    with refused("not_yet_its_day"):
        _opened(made)
    on_the_day = signed() | {"at": now() + timedelta(days=1)}
    assert actions.meeting_open(meeting=made, **on_the_day).state == MeetingState.OPEN


def test_the_page_offers_hands_only_of_those_who_can_still_raise_one(enter, five):
    conflicted, giver, raises, away, voted = five
    made = convened(form=MeetingForm.MIXED)
    here(made, conflicted, raises, voted)
    proxy(giver, conflicted, made)
    actions.conflict_declare(member=conflicted, item=question(made), says="Доля", **signed())
    _opened(made)
    asked = actions.motion_open(motion=motion(made), **signed())
    cast(voted, asked, NO)
    run = f"/board/meetings/{DAY}/run/"
    [(_motion, voters, left)] = enter(Role.OPERATOR).get(run).context["voting"]
    assert (voters, left) == (1, [raises.pk]) and away.pk not in left
    actions.vote_cast_for_rest(motion=asked, **signed())
    page = enter(Role.OPERATOR).get(run)
    assert page.context["voting"][0][2] == [] and "rest-for" not in page.content.decode()
