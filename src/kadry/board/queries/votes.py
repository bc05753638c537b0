"""What a member may vote on now: one ballot a motion and a person, its own first, then those whose proxy it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kadry.board import rules
from kadry.board.enums import Presence
from kadry.board.models import Meeting, Member, Motion
from kadry.board.queries.hall import UNDER_WAY, holds_vote_of, motions_on, standing_of, takes_absentee


@dataclass(frozen=True)
class Ballot:
    """One vote of one member; ``refusal`` says why it cannot be cast, "voted" that it was."""

    motion: Motion
    member: Member
    refusal: str

    @property
    def is_counted(self) -> bool:
        return self.refusal == "voted"


def ballots(meeting: Meeting, voter: Member, at: datetime) -> list[Ballot]:
    """Every motion under way, for the member and for whoever gave it a proxy."""
    absence = takes_absentee(meeting, at)
    under_way = motions_on(meeting).filter(state__in=UNDER_WAY).select_related("item")
    people = _represented(meeting, voter)
    return [_ballot(motion, member, meeting, voter, absence) for motion in under_way for member in people]


def _represented(meeting: Meeting, voter: Member) -> list[Member]:
    given = meeting.attendance.filter(presence=Presence.PROXY, proxy=voter).select_related("member")
    return [voter, *(row.member for row in given if holds_vote_of(voter, row.member, meeting))]


def _ballot(motion: Motion, member: Member, meeting: Meeting, voter: Member, absence: bool) -> Ballot:
    standing = standing_of(member, motion, meeting, voter)
    return Ballot(motion, member, rules.refusal(standing, motion=motion.state, absence_counts=absence))


def next_ballot(listed: list[Ballot]) -> Ballot | None:
    """The first that can be cast."""
    return next((ballot for ballot in listed if not ballot.refusal), None)
