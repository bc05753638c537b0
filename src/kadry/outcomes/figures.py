"""The figures of outcomes: what became of graduates, and the eight indicators of a cluster.

Rates follow the federal form: E_work is its column 08, E_prof 09 ÷ 08, E_busy 08 + 11…16. What nobody knows is never
counted as failure: an unknown graduate stands in none of them, and how many are known is a rate of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.outcomes.access import visible_outcomes, visible_programmes
from kadry.outcomes.enums import BUSY, WORKING, Outcome
from kadry.outcomes.models import GraduateState, GraduateStateQuerySet
from kadry.placement.access import visible_placements
from kadry.placement.models import Placement
from kadry.registry.figures import CLUSTERS
from kadry.trail.figures import Column, Measure, Scope, Source, Unit, figure
from kadry.training.access import visible_students
from kadry.training.enums import StudentState
from kadry.training.figures import STUDENTS
from kadry.training.models import Student, StudentQuerySet, TaughtProgramme

STATES = Source(
    name=_("States of graduates"),
    sheet=_("Graduates"),
    rows=lambda: GraduateState.objects.newest().with_list_data(),
    visible=visible_outcomes,
    personal=True,
    dimensions={
        "region": "college__municipality__region__code",
        "college": "college_id",
        "municipality": "college__municipality__slug",
        "programme": "student__group__programme__code",
        "cluster": "student__group__cluster_id",
        "year": "student__group__graduates_on__year",
    },
    columns=(
        Column("name", _("Full name"), "student__full_name"),
        Column("college", _("College"), "college__short_name"),
        Column("programme", _("Programme"), "student__group__programme__code"),
        Column("outcome", _("State"), "outcome"),
        Column("as_of", _("As of"), "as_of"),
    ),
)


def _all_graduates() -> StudentQuerySet:
    """Those the register calls graduates, and those somebody has told the state of."""
    told = GraduateState.objects.filter(student=OuterRef("pk"))
    return Student.objects.with_list_data().filter(Q(state=StudentState.GRADUATED) | Q(Exists(told)))


GRADUATES = Source(
    name=_("Graduates"),
    sheet=_("Graduates"),
    rows=_all_graduates,
    visible=visible_students,
    personal=True,
    dimensions={
        "region": "college__municipality__region__code",
        "college": "college_id",
        "municipality": "college__municipality__slug",
        "programme": "group__programme__code",
        "cluster": "group__cluster_id",
        "year": "group__graduates_on__year",
    },
    columns=(
        Column("name", _("Full name"), "full_name"),
        Column("college", _("College"), "college__short_name"),
        Column("group", _("Group"), "group__name"),
        Column("programme", _("Programme"), "group__programme__code"),
    ),
)

TAUGHT = Source(
    name=_("Programmes of the college"),
    sheet=_("Programmes of the college"),
    rows=lambda: TaughtProgramme.objects.select_related("college", "programme", "municipality", "cluster", "origin__of"),
    visible=visible_programmes,
    dimensions={
        "region": "college__municipality__region__code",
        "college": "college_id",
        "municipality": "municipality__slug",
        "programme": "programme__code",
        "cluster": "cluster_id",
    },
    columns=(
        Column("college", _("College"), "college__short_name"),
        Column("programme", _("Programme"), "programme"),
        Column("cluster", _("Cluster"), "cluster__name"),
    ),
)

PLACEMENTS = Source(
    name=_("Placements"),
    sheet=_("Places of practice"),
    rows=lambda: Placement.objects.select_related("student__college", "student__group__programme", "place__employer"),
    visible=visible_placements,
    personal=True,
    dimensions={
        "region": "campaign__region__code",
        "college": "student__college_id",
        "employer": "place__employer_id",
        "programme": "student__group__programme__code",
        "cluster": "student__group__cluster_id",
        "year": "ends__year",
    },
    columns=(
        Column("name", _("Full name"), "student__full_name"),
        Column("college", _("College"), "student__college__short_name"),
        Column("employer", _("Employer"), "place__employer__short_name"),
        Column("place", _("Place of practice"), "place__name"),
        Column("ends", _("Ends"), "ends"),
    ),
)


def _share(of: frozenset[Outcome]) -> Case:
    return Case(When(outcome__in=sorted(of), then=1), default=0)


@figure(
    "outcomes.employed_rate",
    over=STATES,
    unit=Unit.RATE,
    title=_("Graduates who work"),
    formula=_(
        "E_work = graduates who work, in the trade or in another ÷ graduates whose state is known; "
        "unknown stands on neither side, another region on the lower one"
    ),
)
def employed_rate(states: GraduateStateQuerySet) -> Measure:
    return Measure(states.known(), adds=_share(WORKING), out_of=1)


@figure(
    "outcomes.in_trade_rate",
    over=STATES,
    unit=Unit.RATE,
    title=_("Graduates who work in their trade"),
    formula=_("E_prof = graduates who work in the trade ÷ graduates who work, in the trade or in another"),
)
def in_trade_rate(states: GraduateStateQuerySet) -> Measure:
    return Measure(states.working(), adds=_share(frozenset({Outcome.IN_TRADE})), out_of=1)


@figure(
    "outcomes.busy_rate",
    over=STATES,
    unit=Unit.RATE,
    title=_("Graduates who work, study, serve or care for a child"),
    formula=_(
        "E_busy = graduates who work, study on, serve in the army or care for a child ÷ graduates whose state is known; "
        "unknown stands on neither side, another region on the lower one"
    ),
)
def busy_rate(states: GraduateStateQuerySet) -> Measure:
    return Measure(states.known(), adds=_share(BUSY), out_of=1)


@figure(
    "outcomes.known_rate",
    over=GRADUATES,
    unit=Unit.RATE,
    title=_("Graduates whose state is known"),
    formula=_("graduates whose newest state is known ÷ all graduates; one nobody has told of is not known"),
)
def known_rate(graduates: StudentQuerySet) -> Measure:
    known = GraduateState.objects.newest().known().filter(student=OuterRef("pk"))
    return Measure(graduates, adds=Case(When(Exists(known), then=1), default=0), out_of=1)


@figure(
    "outcomes.indicator_1",
    over=STUDENTS,
    unit=Unit.PEOPLE,
    title=_("Indicator 1: students of the cluster"),
    formula=_("number of students who are studying in a group of the cluster’s programme"),
)
def students_of_cluster(students: StudentQuerySet) -> Measure:
    return Measure(students.studying().exclude(group__cluster=None))


@figure(
    "outcomes.indicator_2",
    over=TAUGHT,
    unit=Unit.ITEMS,
    title=_("Indicator 2: programmes of the cluster"),
    formula=_("number of programmes that colleges teach for the cluster; one taught at two colleges counts twice"),
)
def programmes_of_cluster(taught: QuerySet[TaughtProgramme]) -> Measure:
    return Measure(taught.exclude(cluster=None))


def _not_allocated(scope: Scope) -> str | Promise | None:
    """Placements come from an allocation, not from a sheet."""
    if Placement.objects.filter(campaign__region__code=scope.get("region")).exists():
        return None
    return _("no campaign of practice has been allocated yet")


@figure(
    "outcomes.indicator_5",
    over=PLACEMENTS,
    unit=Unit.PEOPLE,
    title=_("Indicator 5: students at practice with a mentor"),
    formula=_(
        "number of students of the cluster’s groups placed for practice, in the year it ends, at a place that has a mentor; "
        "each counts once a year, from the allocation on"
    ),
    cannot_tell=_not_allocated,
)
def mentored_students(placements: QuerySet[Placement]) -> Measure:
    mentored = placements.exclude(student__group__cluster=None).exclude(place__mentor=None)
    earlier = Placement.objects.filter(
        student=OuterRef("student"), ends__year=OuterRef("ends__year"), pk__lt=OuterRef("pk")
    ).exclude(place__mentor=None)
    return Measure(mentored.filter(~Exists(earlier)))


def _no_sheet(sheet: str | Promise) -> Callable[[Scope], str | Promise]:
    return lambda scope: _("no rows of the sheet “%(sheet)s” yet") % {"sheet": sheet}


def nothing_to_count(rows: QuerySet) -> Measure:
    """No sheet brings the rows of this indicator, so it cannot be told; it is not zero."""
    return Measure(rows.none())


# number, unit, title, how it would be computed, the sheet that would bring its rows
_UNTOLD = (
    (3, Unit.PEOPLE, _("Indicator 3: teachers trained"), _("number of teachers with the training asked for"), _("Teachers")),
    (
        4,
        Unit.PEOPLE,
        _("Indicator 4: workers of enterprises who teach"),
        _("number of workers of enterprises who teach and have the training asked for"),
        _("Workers of enterprises who teach"),
    ),
    (
        6,
        Unit.ITEMS,
        _("Indicator 6: target contracts"),
        _("number of target contracts with a guarantee of employment"),
        _("Target contracts"),
    ),
    (
        7,
        Unit.ROUBLES,
        _("Indicator 7: financing by founders"),
        _("sum of the founders’ financing of the cluster’s colleges"),
        _("Financing by the founder"),
    ),
    (
        8,
        Unit.ROUBLES,
        _("Indicator 8: money from outside the budget"),
        _("sum of the enterprises’ money and property put in"),
        _("Money from outside the budget"),
    ),
)
for _number, _unit, _title, _formula, _sheet in _UNTOLD:
    figure(
        f"outcomes.indicator_{_number}",
        over=CLUSTERS,
        unit=_unit,
        title=_title,
        formula=_formula,
        cannot_tell=_no_sheet(_sheet),
    )(nothing_to_count)
