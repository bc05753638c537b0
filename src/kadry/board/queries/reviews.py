"""What became of what was achieved: the figure when it was verified, and some months later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kadry.board.enums import Held
from kadry.board.models import Review
from kadry.board.queries.decisions import target_words, value_words
from kadry.trail import figures
from kadry.trail.models import FrozenFigure
from kadry.trail.queries import kept_reading

TONES = {Held.HELD: "ok", Held.LOST: "late", Held.CANNOT_TELL: "unknown"}


@dataclass(frozen=True)
class ReviewLine:
    """One review as a page shows it."""

    review: Review
    after: str
    was: str
    now: str
    target: str
    says: Any
    tone: str


def reviews_of(region: int) -> QuerySet[Review]:
    """Those written last first, then the next to come."""
    of_region = Review.objects.filter(assignment__region=region).select_related("assignment", "before", "after")
    return of_region.order_by(F("reviewed_on").desc(nulls_last=True), "due_on", "assignment", "months")


def lines_of(reviews: Iterable[Review], user: Any) -> list[ReviewLine]:
    return [_line(review, user) for review in reviews]


def _line(review: Review, user: Any) -> ReviewLine:
    after = ngettext("after %(n)s month", "after %(n)s months", review.months) % {"n": review.months}
    says = review.get_held_display() if review.held else _("still to come")
    tone = TONES[Held(review.held)] if review.held else "info"
    kept = kept_words(review.before, user), kept_words(review.after, user)
    return ReviewLine(review, after, *kept, target_words(review.assignment), says, tone)


def kept_words(kept: FrozenFigure | None, user: Any) -> str:
    """A figure kept, as this user may read it; nothing where it was not told, or is not for this user."""
    if kept is None:
        return ""
    try:
        reading = kept_reading(user, kept)
    except figures.SENSELESS:
        return ""
    if reading.few:
        return _("fewer than 5")
    return "" if reading.value is None else value_words(reading.figure, reading.value)
