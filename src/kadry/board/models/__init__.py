"""The board: its members and meetings, what is put to the vote, and decisions that check themselves."""

from kadry.board.models.decisions import Assignment, Check, CoExecutor, Forwarding, Postponement, Review
from kadry.board.models.meetings import (
    AgendaItem,
    Attendance,
    Conflict,
    Invitation,
    ItemFigure,
    Meeting,
    Member,
    Minutes,
    Paper,
    Speech,
)
from kadry.board.models.votes import Dissent, Motion, Tally, Turnout, Vote

__all__ = [
    "AgendaItem",
    "Assignment",
    "Attendance",
    "Check",
    "CoExecutor",
    "Conflict",
    "Dissent",
    "Forwarding",
    "Invitation",
    "ItemFigure",
    "Meeting",
    "Member",
    "Minutes",
    "Motion",
    "Paper",
    "Postponement",
    "Review",
    "Speech",
    "Tally",
    "Turnout",
    "Vote",
]
