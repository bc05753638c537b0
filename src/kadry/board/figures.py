"""Figures of the board: assignments by what became of them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.board.access import visible_assignments
from kadry.board.enums import OPEN, AssignmentState, Held, Verdict
from kadry.board.models import Assignment, Postponement, Review
from kadry.board.reminding import is_overdue
from kadry.trail.clock import today
from kadry.trail.figures import Column, Measure, Source, Unit, figure

ASSIGNMENTS = Source(
    name=_("Assignments"),
    sheet=_("Assignments"),
    rows=lambda: Assignment.objects.select_related("origin__of"),
    visible=visible_assignments,
    dimensions={
        "region": "region__code",
        "meeting": "held_on",
        "assignment": "pk",
        "responsible": "responsible_ru",
        "organisation": "organisation_id",
        "raiser": "raiser_id",
    },
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


@figure(
    "board.on_control",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("On control"),
    formula=_("number of assignments not yet off control"),
)
def on_control(rows: QuerySet) -> Measure:
    return Measure(rows.exclude(state=AssignmentState.OFF_CONTROL))


@figure(
    "board.overdue",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Overdue"),
    formula=_("number of assignments not verified, past their deadline, whose last check does not say that they are carried out"),
)
def overdue(rows: QuerySet) -> Measure:
    return Measure(rows.filter(is_overdue(today())))


@figure(
    "board.to_verify",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Wait to be verified"),
    formula=_("number of assignments not verified whose last check says that they are carried out"),
)
def to_verify(rows: QuerySet) -> Measure:
    return Measure(rows.filter(state__in=OPEN, verdict=Verdict.DONE))


@figure(
    "board.reworked",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Sent back more than once"),
    formula=_("number of assignments that were sent back twice or more"),
)
def reworked(rows: QuerySet) -> Measure:
    return Measure(rows.filter(sent_back__gt=1))


@figure(
    "board.postponed",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Postponed"),
    formula=_("number of assignments whose deadline was moved at least once"),
)
def postponed(rows: QuerySet) -> Measure:
    return Measure(rows.filter(Exists(Postponement.objects.filter(assignment=OuterRef("pk")))))


@figure(
    "board.held",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Still holds"),
    formula=_("number of assignments whose last review found that what was achieved still holds"),
)
def held(rows: QuerySet) -> Measure:
    return Measure(rows.filter(pk__in=_last_found(Held.HELD)))


@figure(
    "board.lost",
    over=ASSIGNMENTS,
    unit=Unit.ITEMS,
    title=_("Lost again"),
    formula=_("number of assignments whose last review found that what was achieved was lost again"),
)
def lost(rows: QuerySet) -> Measure:
    return Measure(rows.filter(pk__in=_last_found(Held.LOST)))


def _last_found(held: Held) -> QuerySet:
    """Assignments whose newest written review says so."""
    newer = Review.objects.filter(assignment=OuterRef("assignment"), months__gt=OuterRef("months")).exclude(held="")
    return Review.objects.filter(~Exists(newer), held=held).values("assignment")
