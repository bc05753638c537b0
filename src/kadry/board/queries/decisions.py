"""What is read of decisions: the execution report of a meeting, the agenda of the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kadry.board.checking import read_figure
from kadry.board.deadlines import deadline_words
from kadry.board.enums import OPEN, AssignmentState, Comparison, Verdict
from kadry.board.models import AgendaItem, Assignment
from kadry.demand.access import visible_needs
from kadry.demand.figures import NEEDS
from kadry.demand.models import Need
from kadry.trail import figures
from kadry.trail.clock import today
from kadry.web.templatetags import words

TONES = {
    Verdict.DONE: "ok",
    Verdict.ON_TIME: "info",
    Verdict.LATE: "late",
    Verdict.CANNOT_TELL: "unknown",
}
NEEDS_SHOWN = 20
WITH_SIGN = (figures.Unit.RATE, figures.Unit.ROUBLES)  # these units are signs: they stand beside a number in any case
TIMES = ("year", "until", "admitted")  # dimensions of time


@dataclass(frozen=True)
class Line:
    """One assignment as the report shows it: its verdict with the reason, and the live figure beside its target."""

    assignment: Assignment
    verdict: Verdict
    tone: str
    reading: figures.Reading | None
    why: str

    @property
    def target(self) -> str:
        """The target line in words."""
        return target_words(self.assignment)

    @property
    def when(self) -> str:
        """The deadline in words, also where its day is not known yet."""
        return deadline_words(self.assignment)

    @property
    def days_over(self) -> int:
        """By how many days it is overdue; nothing is overdue that was carried out."""
        is_open = self.assignment.state in OPEN and self.verdict != Verdict.DONE
        return max((today() - self.assignment.deadline).days, 0) if is_open and self.assignment.deadline else 0


def latest_meeting(region: int) -> date | None:
    """The meeting whose decisions were made last."""
    return Assignment.objects.filter(region_id=region).order_by("-held_on").values_list("held_on", flat=True).first()


def days_decided(region: int) -> list[date]:
    """The days of the meetings that gave assignments, the newest first."""
    made = Assignment.objects.filter(region_id=region).order_by("-held_on")
    return list(made.values_list("held_on", flat=True).distinct())


def report(region: int, held_on: date, user: Any) -> list[Line]:
    """Execution of the decisions of a meeting, as this user may see it."""
    made = Assignment.objects.filter(region_id=region, held_on=held_on).select_related("counted_after")
    made = made.prefetch_related("co_executors", "postponements")
    return [line_of(assignment, user) for assignment in made]


def line_of(assignment: Assignment, user: Any) -> Line:
    verdict = Verdict(assignment.verdict)
    reading = _live(assignment, user)
    return Line(assignment, verdict, TONES[verdict], reading, _why(assignment, verdict, reading))


def _live(assignment: Assignment, user: Any) -> figures.Reading | None:
    if not assignment.figure:
        return None
    try:
        return figures.for_reader(user, read_figure(assignment))
    except figures.SENSELESS:
        return None


def history(line: Line) -> list[tuple[str, float]]:
    """How the figure went, check by check; nothing where this reader is not told what it is now.

    What was few then stays untold: of persons a check counts where it is known to have been read from five or more; of
    money where three organisations or more were in it, unless the reader is told even the money of fewer today.
    """
    if line.reading is None or line.reading.value is None:
        return []
    checks = line.assignment.checks.exclude(value=None)
    if line.reading.figure.source.personal:
        checks = checks.filter(count__gte=figures.FEW)
    if line.reading.figure.tells_whose_money and (line.reading.whose or 0) >= figures.ENTERPRISES:
        checks = checks.filter(whose__gte=figures.ENTERPRISES)
    return [(check.on.strftime("%d.%m.%y"), check.value) for check in checks]


def unchecked(region: int, day: date) -> QuerySet[Assignment]:
    """Assignments on control whose test has not been run on the day."""
    return Assignment.objects.filter(region_id=region).exclude(state=AssignmentState.OFF_CONTROL).exclude(checks__on=day)


def _why(assignment: Assignment, verdict: Verdict, reading: figures.Reading | None) -> str:
    """The verdict's reason in a sentence."""
    if not assignment.figure:
        if assignment.filed:
            return _("Filed: %(what)s.") % {"what": assignment.filed}
        return _("To be filed: %(what)s.") % {"what": assignment.evidence}
    if reading is None:
        return _("The figure it names is not computed here.")
    if reading.missing:
        return _("Cannot be told: %(missing)s.") % {"missing": reading.missing}
    return {
        Verdict.DONE: _("The target is reached."),
        Verdict.ON_TIME: _("The target is not reached yet; there is time."),
        Verdict.LATE: _("The target was not reached by the deadline."),
        Verdict.CANNOT_TELL: _("It was not checked yet."),
    }[verdict]


def target_words(assignment: Assignment) -> str:
    """«at least 50»."""
    if not assignment.figure or assignment.target is None:
        return ""
    figure = figures.find(assignment.figure) if _is_known(assignment.figure) else None
    return f"{Comparison(assignment.comparison).label} {value_words(figure, assignment.target)}"


def value_words(figure: figures.Figure | None, value: float | None) -> str:
    """A target or a value kept of a figure: «50», «82,5 %», «40 000 000 ₽»; a unit that is a word is left to the figure."""
    return words.amount(value, figure.unit.value) if figure and figure.unit in WITH_SIGN else words.number(value)


def _is_known(key: str) -> bool:
    return any(figure.key == key for figure in figures.all_figures())


def counts(region_code: str, held_on: date) -> list[figures.Reading]:
    """Done, in time, late, cannot tell: each a figure that opens."""
    scope = figures.Scope.of(region=region_code, meeting=held_on)
    return [figures.read(f"board.{name}", scope) for name in ("done", "on_time", "late", "cannot_tell")]


def newest_agenda(region: int) -> QuerySet[AgendaItem]:
    """The agenda of the newest meeting."""
    newest = AgendaItem.objects.filter(region_id=region).order_by("-held_on").values("held_on")[:1]
    return AgendaItem.objects.filter(region_id=region, held_on__in=newest)


def serving(need: Need, region: int) -> list[Assignment]:
    """Decisions that serve a need: those whose figure's scope contains it."""
    made = Assignment.objects.filter(region_id=region).exclude(figure="")
    return [assignment for assignment in made if served(assignment).filter(pk=need.pk).exists()]


def served(assignment: Assignment) -> QuerySet[Need]:
    """The needs a decision serves: those inside its figure's scope.

    A decision of the whole region serves everybody and so nobody in particular; a scope with a dimension a need cannot
    have (a college, a group) contains none. The year of a figure that is not of needs is one of admission or of
    graduation, and says nothing of the year in which work starts.
    """
    scope = figures.Scope.parse(assignment.scope)
    if not _is_of_needs(assignment.figure):
        scope = scope.narrowed(**dict.fromkeys(TIMES))
    named = {name for name, _value in scope.items}
    if named <= {"region", *TIMES} or not named <= set(NEEDS.dimensions):
        return Need.objects.none()
    try:
        return NEEDS.within(scope)
    except figures.SENSELESS:
        return Need.objects.none()


def needs_served(assignment: Assignment, user: Any) -> QuerySet[Need]:
    """The largest needs a decision serves, of those the user may see."""
    return visible_needs(user, served(assignment)).order_by("-people", "pk")[:NEEDS_SHOWN]


def _is_of_needs(key: str) -> bool:
    return _is_known(key) and figures.find(key).source is NEEDS
