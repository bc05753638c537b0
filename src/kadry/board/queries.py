"""What is read of decisions: the execution report of a meeting, the agenda of the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kadry.board.enums import Comparison, Verdict
from kadry.board.models import AgendaItem, Assignment
from kadry.trail import figures

TONES = {
    Verdict.DONE: "ok",
    Verdict.ON_TIME: "info",
    Verdict.LATE: "late",
    Verdict.CANNOT_TELL: "unknown",
}


@dataclass(frozen=True)
class Line:
    """One assignment as the report shows it: its verdict with the reason, and the live figure beside its target."""

    assignment: Assignment
    verdict: Verdict
    tone: str
    reading: figures.Reading | None
    why: str


def latest_meeting(region: int) -> date | None:
    """The meeting whose decisions were made last."""
    return Assignment.objects.filter(region_id=region).order_by("-held_on").values_list("held_on", flat=True).first()


def report(region: int, held_on: date) -> list[Line]:
    """Execution of the decisions of a meeting."""
    made = Assignment.objects.filter(region_id=region, held_on=held_on)
    return [line_of(assignment) for assignment in made]


def line_of(assignment: Assignment) -> Line:
    verdict = Verdict(assignment.verdict)
    reading = _live(assignment)
    return Line(assignment, verdict, TONES[verdict], reading, _why(assignment, verdict, reading))


def _live(assignment: Assignment) -> figures.Reading | None:
    if not assignment.figure:
        return None
    try:
        return figures.read(assignment.figure, figures.Scope.parse(assignment.scope))
    except figures.UnknownFigure:
        return None


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
    comparison = Comparison(assignment.comparison).label
    share = figures.find(assignment.figure).unit is figures.Unit.RATE if _is_known(assignment.figure) else False
    shown = f"{assignment.target * 100:g} %" if share else f"{assignment.target:,.0f}".replace(",", "\u00a0")
    return f"{comparison} {shown}"


def _is_known(key: str) -> bool:
    return any(figure.key == key for figure in figures.all_figures())


def counts(region_code: str, held_on: date) -> list[figures.Reading]:
    """Done, in time, late, cannot tell: each a figure that opens."""
    scope = figures.Scope.of(region=region_code, meeting=held_on)
    return [figures.read(f"board.{name}", scope) for name in ("done", "on_time", "late", "cannot_tell")]


def agenda(region: int) -> QuerySet[AgendaItem]:
    """The agenda of the newest meeting."""
    newest = AgendaItem.objects.filter(region_id=region).order_by("-held_on").values("held_on")[:1]
    return AgendaItem.objects.filter(region_id=region, held_on__in=newest)


def serving(need: Any, region: int) -> list[Assignment]:
    """Decisions that serve a need: those whose figure's scope contains it."""
    made = Assignment.objects.filter(region_id=region).exclude(figure="")
    return [assignment for assignment in made if _contains(figures.Scope.parse(assignment.scope), need)]


def _contains(scope: figures.Scope, need: Any) -> bool:
    """A scope contains a need when every dimension it names is the need's own; one it cannot have excludes it."""
    own = {
        "region": need.municipality.region.code,
        "municipality": need.municipality.slug,
        "programme": need.programme.code,
        "employer": str(need.employer_id),
        "kind": need.kind,
    }
    named = dict(scope.items)
    if set(named) == {"region"}:
        return False  # of the whole region: it serves everybody and so says nothing of this need
    return all(own.get(name) == value for name, value in named.items() if name not in ("year", "until", "admitted"))
