"""The figures of demand: what was asked for, what has a place, what is hired, what is open."""

from __future__ import annotations

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.demand.access import visible_needs
from kadry.demand.enums import NeedState
from kadry.demand.models import Need, NeedQuerySet
from kadry.trail.figures import Column, Measure, Source, Unit, figure

NEEDS = Source(
    name=_("Needs"),
    sheet=_("Needs"),
    rows=lambda: Need.objects.with_list_data(),
    visible=visible_needs,
    dimensions={
        "region": "municipality__region__code",
        "municipality": "municipality__slug",
        "programme": "programme__code",
        "industry": "programme__industries__slug",
        "year": "year",
        "until": "year__lte",
        "employer": "employer_id",
        "cluster": "employer__memberships__cluster_id",
        "kind": "kind",
        "need": "pk",
    },
    many=frozenset({"industry", "cluster"}),
    columns=(
        Column("employer", _("Employer"), "employer__short_name"),
        Column("municipality", _("Municipality"), "municipality__name_ru"),
        Column("programme", _("Programme"), "programme__code"),
        Column("year", _("Works from"), "year"),
        Column("people", _("People"), "people"),
        Column("covered", _("With a place"), "covered"),
        Column("filled", _("Hired"), "filled"),
    ),
    link=lambda need: reverse("demand:need", args=[need.pk]),
)


@figure(
    "demand.asked",
    over=NEEDS,
    unit=Unit.PEOPLE,
    title=_("Asked for"),
    formula=_("sum of people over needs of workers that are not closed"),
)
def asked(needs: NeedQuerySet) -> Measure:
    return Measure(needs.standing().of_work(), adds=F("people"))


@figure(
    "demand.covered",
    over=NEEDS,
    unit=Unit.PEOPLE,
    title=_("With a place"),
    formula=_("sum of people with a place over needs of workers that are not closed"),
)
def covered(needs: NeedQuerySet) -> Measure:
    return Measure(needs.standing().of_work(), adds=F("covered"))


@figure(
    "demand.filled",
    over=NEEDS,
    unit=Unit.PEOPLE,
    title=_("Hired on needs"),
    formula=_("sum of people hired over needs of workers that are not closed"),
)
def filled(needs: NeedQuerySet) -> Measure:
    return Measure(needs.standing().of_work(), adds=F("filled"))


@figure(
    "demand.gap",
    over=NEEDS,
    unit=Unit.PEOPLE,
    title=_("Open"),
    formula=_("sum of (people − people with a place) over needs of workers that are not closed"),
)
def gap(needs: NeedQuerySet) -> Measure:
    return Measure(needs.standing().of_work(), adds=F("people") - F("covered"))


@figure(
    "demand.unconfirmed",
    over=NEEDS,
    unit=Unit.ITEMS,
    title=_("Needs to confirm"),
    formula=_("number of needs that are declared and not confirmed"),
)
def unconfirmed(needs: NeedQuerySet) -> Measure:
    return Measure(needs.filter(state=NeedState.DECLARED))


@figure(
    "demand.needs",
    over=NEEDS,
    unit=Unit.ITEMS,
    title=_("Needs"),
    formula=_("number of needs that are not closed"),
)
def number_of_needs(needs: NeedQuerySet) -> Measure:
    return Measure(needs.standing())
