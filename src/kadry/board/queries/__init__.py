"""What is read of the board."""

from kadry.board.queries.decisions import (
    counts,
    days_decided,
    history,
    latest_meeting,
    line_of,
    needs_served,
    newest_agenda,
    report,
    served,
    serving,
    target_words,
    unchecked,
)

__all__ = [
    "counts",
    "days_decided",
    "history",
    "latest_meeting",
    "line_of",
    "needs_served",
    "newest_agenda",
    "report",
    "served",
    "serving",
    "target_words",
    "unchecked",
]
