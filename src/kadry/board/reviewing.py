"""Did it work: what was achieved is looked at again some months after it was verified."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db.models import QuerySet

from kadry.board.enums import AssignmentState, Held, Verdict
from kadry.board.models import Assignment, Review
from kadry.board.policy import REVIEW_AFTER
from kadry.trail.models import FrozenFigure


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last of the month where it has no such day.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def reviews_begin(assignment: Assignment, frozen: FrozenFigure) -> None:
    """The reviews to come, beside the figure as it is now. Of an assignment verified anew they begin anew."""
    for months in REVIEW_AFTER:
        anew = {"due_on": months_later(assignment.verified_on, months), "before": frozen}
        blank = {"after": None, "held": "", "reviewed_on": None}
        Review.objects.update_or_create(assignment=assignment, months=months, defaults=anew | blank)


def reviews_end(assignment: Assignment) -> None:
    """What is no longer verified is not reviewed; what a review has found stays."""
    assignment.reviews.filter(reviewed_on=None).delete()


def due_reviews(region: int, day: date) -> QuerySet[Review]:
    """Reviews whose day has come, of what still stands verified."""
    standing = Review.objects.filter(assignment__state__in=(AssignmentState.VERIFIED, AssignmentState.OFF_CONTROL))
    return standing.filter(assignment__region=region, due_on__lte=day, reviewed_on=None).select_related("assignment")


def held_of(verdict: Verdict) -> Held:
    """What the assignment's own test says now."""
    if verdict == Verdict.CANNOT_TELL:
        return Held.CANNOT_TELL
    return Held.HELD if verdict == Verdict.DONE else Held.LOST
