"""The figures of recruiting: who was hired, on which needs, in the trade or not."""

from __future__ import annotations

from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from kadry.recruiting.access import visible_hires
from kadry.recruiting.models import Hire, HireQuerySet
from kadry.trail.figures import Column, Measure, Source, Unit, figure

HIRES = Source(
    name=_("Hires"),
    sheet=_("Hires"),
    rows=lambda: Hire.objects.with_list_data(),
    visible=visible_hires,
    personal=True,
    dimensions={
        "region": "municipality__region__code",
        "municipality": "municipality__slug",
        "programme": "programme__code",
        "employer": "employer_id",
        "college": "college_id",
        "cluster": "employer__memberships__cluster_id",
        "year": "hired_on__year",
        "need": "need_id",
    },
    many=frozenset({"cluster"}),
    columns=(
        Column("name", _("Full name"), "student__full_name"),
        Column("college", _("College"), "college__short_name"),
        Column("employer", _("Employer"), "employer__short_name"),
        Column("municipality", _("Municipality"), "municipality__name"),
        Column("programme", _("Programme"), "programme__code"),
        Column("hired_on", _("Hired on"), "hired_on"),
        Column("need", _("Need"), "need_id"),
    ),
)


@figure(
    "recruiting.hired",
    over=HIRES,
    unit=Unit.PEOPLE,
    title=_("Hired"),
    formula=_("number of hires of students and graduates; who was hired twice counts twice"),
)
def hired(hires: HireQuerySet) -> Measure:
    return Measure(hires)


@figure(
    "recruiting.on_needs",
    over=HIRES,
    unit=Unit.PEOPLE,
    title=_("Hired on needs"),
    formula=_("number of hires that fill a need: same employer, municipality, programme or its successor, and year"),
)
def on_needs(hires: HireQuerySet) -> Measure:
    return Measure(hires.on_needs())


@figure(
    "recruiting.in_trade_rate",
    over=HIRES,
    unit=Unit.RATE,
    title=_("Hired in their trade"),
    formula=_("hires in the trade that was taught ÷ all hires"),
)
def in_trade_rate(hires: HireQuerySet) -> Measure:
    return Measure(hires, adds=Case(When(in_trade=True, then=1), default=0), out_of=1)
