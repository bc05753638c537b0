"""The board of the demo: the same people and papers every time, the coming meeting convened with live figures."""

from __future__ import annotations

import pytest

from kadry.board.enums import MeetingState
from kadry.board.models import AgendaItem, Invitation, ItemFigure, Meeting, Member, Motion
from kadry.config.demo_meeting import BEFORE, COMING, FIGURES, hold_meetings
from kadry.trail import figures


@pytest.fixture
def agenda(region):
    for number in range(1, 8):
        AgendaItem.objects.create(region=region, held_on=COMING, number=number, text_ru=f"Вопрос {number}")


def test_seventeen_invented_members_are_called_to_the_coming_meeting(agenda):
    hold_meetings()
    assert Member.objects.filter(is_invented=True).count() == Member.objects.count() == 17
    states = dict(Meeting.objects.values_list("held_on", "state"))
    assert states == {COMING: MeetingState.CONVENED, BEFORE: MeetingState.CLOSED}
    assert Invitation.objects.count() == 17
    assert Motion.objects.filter(is_secret=True).count() == 1


def test_every_figure_of_the_agenda_exists_and_is_live(agenda):
    hold_meetings()
    shown = ItemFigure.objects.filter(frozen=None)
    assert shown.count() == sum(map(len, FIGURES.values()))
    for one in shown:
        assert figures.read(one.key, figures.Scope.parse(one.scope)).figure.key == one.key


def test_without_an_agenda_only_the_meeting_before_is_written_down(region):
    hold_meetings()
    assert list(Meeting.objects.values_list("held_on", flat=True)) == [BEFORE]
