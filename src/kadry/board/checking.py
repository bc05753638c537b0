"""An acceptance test: a figure compared with its target, and what follows on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from kadry.board.enums import Comparison, Verdict
from kadry.board.models import Assignment
from kadry.trail import figures


class Result(NamedTuple):
    """What a test gave: the value (None: cannot be told), the verdict, what is missing; rows and, of money, organisations."""

    value: float | None
    verdict: Verdict
    missing: str = ""
    count: int | None = None
    whose: int | None = None


def test_assignment(assignment: Assignment, day: date) -> Result:
    """Read the assignment's figure and judge it. An assignment by evidence is judged by its filing."""
    if not assignment.figure:
        return Result(None, *judge_evidence(assignment.filed, assignment.deadline, day))
    try:
        reading = read_figure(assignment)
    except figures.SENSELESS:
        return Result(None, Verdict.CANNOT_TELL, _("The figure it names is not computed here."))
    if reading.value is None:
        return Result(None, Verdict.CANNOT_TELL, str(reading.missing))
    reached = is_reached(reading.value, Comparison(assignment.comparison), assignment.target or 0)
    return Result(reading.value, judge(reached, assignment.deadline, day), count=reading.count, whose=reading.whose)


def read_figure(assignment: Assignment) -> figures.Reading:
    """The figure the assignment names, as it stands now. Raises one of ``figures.SENSELESS`` where it cannot be read."""
    return figures.read(assignment.figure, figures.Scope.parse(assignment.scope))


def missing_in_both(tell: Callable[[], object]) -> dict[str, str]:
    """What is missing, kept as a reader of either language will see it, whoever was there when it was asked."""
    told = {}
    for language in ("ru", "en"):
        with translation.override(language):
            told[f"missing_{language}"] = str(tell())[:200]
    return told


def is_reached(value: float, comparison: Comparison, target: float) -> bool:
    return value >= target if comparison == Comparison.AT_LEAST else value <= target


def has_passed(deadline: date | None, day: date) -> bool:
    """A deadline passes with its day; one whose event has not come has not passed."""
    return deadline is not None and day > deadline


def judge(reached: bool, deadline: date | None, day: date) -> Verdict:
    """Carried out when the target is reached; late only after the deadline's day has passed."""
    if reached:
        return Verdict.DONE
    return Verdict.LATE if has_passed(deadline, day) else Verdict.ON_TIME


def judge_evidence(filed: str, deadline: date | None, day: date) -> tuple[Verdict, str]:
    """Evidence not filed after the deadline leaves the question open: it may lie in a drawer."""
    if filed:
        return Verdict.DONE, ""
    return (Verdict.CANNOT_TELL if has_passed(deadline, day) else Verdict.ON_TIME), ""
