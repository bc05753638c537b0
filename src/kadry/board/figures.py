"""Figures of the board: assignments by what became of them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.board.access import visible_assignments
from kadry.board.enums import Verdict
from kadry.board.models import Assignment
from kadry.trail.figures import Column, Measure, Source, Unit, figure

ASSIGNMENTS = Source(
    name=_("Assignments"),
    sheet=_("Assignments"),
    rows=lambda: Assignment.objects.select_related("origin__of"),
    visible=visible_assignments,
    dimensions={"region": "region__code", "meeting": "held_on", "assignment": "pk"},
    columns=(
        Column("number", _("Number"), "number"),
        Column("text", _("Assignment"), "text"),
        Column("deadline", _("Deadline"), "deadline"),
        Column("verdict", _("What became of it"), "verdict"),
    ),
    link=lambda assignment: reverse("board:assignment", args=[assignment.pk]),
)


@figure(
    "board.assignments",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Assignments"),
    formula=_("number of assignments of the board"),
)
def assignments(rows: QuerySet) -> Measure:
    return Measure(rows)


@figure(
    "board.done",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Carried out"),
    formula=_("number of assignments whose last check says that the target is reached or the evidence filed"),
)
def done(rows: QuerySet) -> Measure:
    return Measure(rows.filter(verdict=Verdict.DONE))


@figure(
    "board.on_time",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("In time so far"),
    formula=_("number of assignments whose target is not reached and whose deadline has not passed"),
)
def on_time(rows: QuerySet) -> Measure:
    return Measure(rows.filter(verdict=Verdict.ON_TIME))


@figure(
    "board.late",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Late"),
    formula=_("number of assignments whose target was not reached by the deadline"),
)
def late(rows: QuerySet) -> Measure:
    return Measure(rows.filter(verdict=Verdict.LATE))


@figure(
    "board.cannot_tell",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Cannot tell"),
    formula=_("number of assignments whose figure has no value, or whose evidence was not filed by the deadline"),
)
def cannot_tell(rows: QuerySet) -> Measure:
    return Measure(rows.filter(verdict=Verdict.CANNOT_TELL))
