"""No sequence of actions changes a frozen figure, lets a vote count twice, or alters what was closed or signed."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadry.board import actions
from kadry.board.actions import Refused
from kadry.board.enums import Choice, MeetingForm, MeetingState, MotionState, Presence
from kadry.board.models import ItemFigure, Meeting, Minutes, Motion, Tally, Turnout, Vote
from kadry.trail.models import Event, FrozenFigure
from tests.board.builders import cast, link_of, meeting, member, motion, question
from tests.factories import need, signed

PEOPLE, MOTIONS = 5, 3
_who, _which = st.integers(0, PEOPLE - 1), st.integers(0, MOTIONS - 1)
ACTS = st.one_of(
    st.tuples(st.just("vote"), _who, _which, st.sampled_from(Choice.values)),
    st.tuples(st.just("vote"), _who, _which, st.sampled_from(Choice.values)),
    st.tuples(st.just("open motion"), _which),
    st.tuples(st.just("open motion"), _which),
    st.tuples(st.just("close motion"), _which),
    st.tuples(st.just("mark"), _who, st.sampled_from(["in_person", "remote", "absent", "absentee"])),
    st.tuples(st.just("mark"), _who, st.just("in_person")),
    st.tuples(st.just("proxy"), _who, _who),
    st.tuples(st.just("conflict"), _who),
    st.tuples(st.just("convene")),
    st.tuples(st.just("open")),
    st.tuples(st.just("close")),
    st.tuples(st.just("write")),
    st.tuples(st.just("sign")),
    st.tuples(st.just("hide figure")),
    st.tuples(st.just("reword"), _which),
    st.tuples(st.just("dissent"), _who, _which),
    st.tuples(st.just("another need")),
)


class _Undone(Exception):
    pass


class Walk:
    """A board of five with a question, a figure and three motions, the second in secret."""

    def __init__(self, form: str) -> None:
        self.people = [member() for _ in range(PEOPLE)]
        self.meeting = meeting(form=MeetingForm(form))
        self.item = question(self.meeting)
        need(people=7)
        self.shown = actions.figure_show(item=self.item, key="demand.asked", scope="region=50", **signed())
        self.motions = [motion(self.meeting, is_secret=number == 1) for number in range(MOTIONS)]
        self.frozen: dict[int, tuple] = {}
        self.closed: dict[int, tuple] = {}
        self.signed: dict[int, tuple] = {}
        self.accepted: set[tuple[int, int]] = set()

    def act(self, what: str, *facts) -> None:
        try:
            with transaction.atomic():
                getattr(self, what.replace(" ", "_"))(*facts)
        except Refused:
            return

    def vote(self, who: int, which: int, choice: str) -> None:
        key = (self.people[who].pk, self.motions[which].pk)
        invited = self.meeting.invitations.filter(member=self.people[who]).exists()
        token = link_of(self.people[who], self.meeting) if invited else "no link"
        cast(self.people[who], Motion.objects.get(pk=key[1]), Choice(choice), token)
        assert key not in self.accepted, "a second vote was taken"
        self.accepted.add(key)

    def open_motion(self, which: int) -> None:
        actions.motion_open(motion=self.motions[which], **signed())

    def close_motion(self, which: int) -> None:
        actions.motion_close(motion=self.motions[which], **signed())

    def mark(self, who: int, presence: str) -> None:
        actions.attendance_mark(meeting=self.meeting, member=self.people[who], presence=Presence(presence), **signed())

    def proxy(self, giver: int, holder: int) -> None:
        facts = {"presence": Presence.PROXY, "proxy": self.people[holder], "proxy_paper": "доверенность"}
        actions.attendance_mark(meeting=self.meeting, member=self.people[giver], **facts, **signed())

    def conflict(self, who: int) -> None:
        actions.conflict_declare(member=self.people[who], item=self.item, says="Доля", **signed())

    def convene(self) -> None:
        actions.meeting_convene(meeting=self.meeting, **signed())

    def open(self) -> None:
        actions.meeting_open(meeting=self.meeting, **signed())

    def close(self) -> None:
        actions.meeting_close(meeting=self.meeting, **signed())

    def write(self) -> None:
        actions.minutes_write(meeting=self.meeting, why="снова", **signed())

    def sign(self) -> None:
        actions.minutes_sign(meeting=self.meeting, **signed())

    def hide_figure(self) -> None:
        actions.figure_hide(shown=ItemFigure.objects.get(pk=self.shown.pk), **signed()) if self._shown() else None

    def _shown(self) -> bool:
        return ItemFigure.objects.filter(pk=self.shown.pk).exists()

    def reword(self, which: int) -> None:
        actions.motion_change(motion=self.motions[which], changes={"text_ru": "Иначе"}, **signed())

    def dissent(self, who: int, which: int) -> None:
        asked = Motion.objects.get(pk=self.motions[which].pk)
        actions.dissent_add(member=self.people[who], motion=asked, says="Против", **signed())

    def another_need(self) -> None:
        need(people=3)

    def holds(self) -> None:
        self._frozen_figures_stand()
        self._votes_are_those_that_were_taken()
        self._closed_motions_stand()
        self._signed_minutes_stand()

    def _frozen_figures_stand(self) -> None:
        for shown in ItemFigure.objects.exclude(frozen=None):
            now = FrozenFigure.objects.values_list("pk", "value", "scope", "as_of", "digest").get(pk=shown.frozen_id)
            assert self.frozen.setdefault(shown.pk, now) == now
        assert set(self.frozen) <= set(ItemFigure.objects.values_list("pk", flat=True)), "a frozen figure is gone"

    def _votes_are_those_that_were_taken(self) -> None:
        open_ones = set(Vote.objects.values_list("member_id", "motion_id"))
        secret = set(Turnout.objects.filter(has_voted=True).values_list("member_id", "motion_id"))
        assert open_ones | secret == self.accepted
        for asked in Motion.objects.exclude(state=MotionState.DRAFT):
            taken = sum(which == asked.pk for _, which in self.accepted)
            if asked.state == MotionState.CLOSED:
                told = (asked.votes_for, asked.votes_against, asked.votes_abstained)
                assert None in told or sum(told) == taken <= asked.taking_part <= asked.members
            elif asked.is_secret:
                assert sum(Tally.objects.filter(motion=asked).values_list("votes", flat=True)) == taken

    def _closed_motions_stand(self) -> None:
        for asked in Motion.objects.filter(state=MotionState.CLOSED).values_list():
            assert self.closed.setdefault(asked[0], asked) == asked
        assert set(self.closed) <= set(Motion.objects.filter(state=MotionState.CLOSED).values_list("pk", flat=True))

    def _signed_minutes_stand(self) -> None:
        for version in Minutes.objects.exclude(signed_on=None):
            told = (version.digest, version.content, version.signed_on, version.why)
            assert self.signed.setdefault(version.pk, told) == told
        assert set(self.signed) <= set(Minutes.objects.exclude(signed_on=None).values_list("pk", flat=True))


@pytest.mark.parametrize("form", MeetingForm.values)
@given(acts=st.lists(ACTS, max_size=60), skip=st.booleans())
@settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_walk_breaks_what_was_frozen_counted_closed_or_signed(region, form, acts, skip):
    try:
        with transaction.atomic():
            walk = Walk(form)
            if skip:  # straight into the room, where most can happen
                for opening in (("convene",), *(("mark", who, "in_person") for who in range(4)), ("open",)):
                    walk.act(*opening)
                assert form == MeetingForm.ABSENTEE or Meeting.objects.get().state == MeetingState.OPEN
            for act in acts:
                before = Event.objects.count()
                walk.act(*act)
                walk.holds()
                assert Event.objects.count() >= before
            raise _Undone
    except _Undone:
        return
