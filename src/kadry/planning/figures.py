"""The figures of planning: places, groups, workers expected of them, what changes, which people have a place."""

from __future__ import annotations

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.planning.access import visible_rows, visible_shares
from kadry.planning.models import PlanRow, PlanRowQuerySet, Share, ShareQuerySet
from kadry.trail.figures import Column, Measure, Source, Unit, figure

PLACES = Source(
    name=_("Rows of plans"),
    sheet=_("Programmes of the college"),
    rows=lambda: PlanRow.objects.current().with_list_data(),
    visible=visible_rows,
    dimensions={
        "region": "plan__region__code",
        "municipality": "taught__municipality__slug",
        "programme": "taught__programme__code",
        "industry": "taught__programme__industries__slug",
        "year": "plan__year",
        "until": "plan__year__lte",
        "college": "taught__college_id",
        "cluster": "taught__cluster_id",
        "row": "pk",
    },
    many=frozenset({"industry"}),
    columns=(
        Column("college", _("College"), "taught__college__short_name"),
        Column("municipality", _("Municipality"), "taught__municipality__name"),
        Column("programme", _("Programme"), "taught__programme__code"),
        Column("year", _("Year of admission"), "plan__year"),
        Column("groups", _("Groups"), "groups"),
        Column("groups_before", _("Groups a year earlier"), "groups_before"),
        Column("places", _("Places"), "places"),
        Column("workers", _("Workers expected"), "workers"),
    ),
    link=lambda row: reverse("planning:row", args=[row.pk]),
)

SHARES = Source(
    name=_("Needs served by places"),
    sheet=_("Needs"),
    rows=lambda: Share.objects.current().with_list_data(),
    visible=visible_shares,
    dimensions={
        "region": "plan_row__plan__region__code",
        "municipality": "plan_row__taught__municipality__slug",
        "workplace": "need__municipality__slug",
        "programme": "plan_row__taught__programme__code",
        "year": "plan_row__plan__year",
        "works": "need__year",
        "college": "plan_row__taught__college_id",
        "cluster": "plan_row__taught__cluster_id",
        "employer": "need__employer_id",
        "need": "need_id",
        "row": "plan_row_id",
    },
    columns=(
        Column("employer", _("Employer"), "need__employer__short_name"),
        Column("workplace", _("Municipality of the workplace"), "need__municipality__name"),
        Column("works", _("Works from"), "need__year"),
        Column("college", _("College"), "plan_row__taught__college__short_name"),
        Column("programme", _("Programme"), "plan_row__taught__programme__code"),
        Column("year", _("Year of admission"), "plan_row__plan__year"),
        Column("seats", _("People"), "seats"),
    ),
    link=lambda share: reverse("demand:need", args=[share.need_id]),
)


@figure(
    "planning.places",
    over=PLACES,
    unit=Unit.PLACES,
    title=_("Places"),
    formula=_("sum of groups × places in a group over rows of the current plans"),
)
def places(rows: PlanRowQuerySet) -> Measure:
    return Measure(rows, adds=F("places"))


@figure(
    "planning.groups",
    over=PLACES,
    unit=Unit.ITEMS,
    title=_("Groups"),
    formula=_("sum of groups over rows of the current plans"),
)
def groups(rows: PlanRowQuerySet) -> Measure:
    return Measure(rows, adds=F("groups"))


@figure(
    "planning.workers",
    over=PLACES,
    unit=Unit.PEOPLE,
    title=_("Workers expected"),
    formula=_("sum of places × shares who finish, work in their trade, stay in the region, are not called up; each rounded down"),
)
def workers(rows: PlanRowQuerySet) -> Measure:
    return Measure(rows, adds=F("workers"))


@figure(
    "planning.change",
    over=PLACES,
    unit=Unit.PLACES,
    title=_("Change of places in a year"),
    formula=_("sum of (groups − groups a year earlier) × places in a group, where the year earlier is known"),
)
def change(rows: PlanRowQuerySet) -> Measure:
    return Measure(rows.exclude(groups_before=None), adds=(F("groups") - F("groups_before")) * F("group_size"))


@figure(
    "planning.shared",
    over=SHARES,
    unit=Unit.PEOPLE,
    title=_("People asked for who have a place"),
    formula=_("sum of people of needs who have a place in rows of the current plans"),
)
def shared(shares: ShareQuerySet) -> Measure:
    return Measure(shares, adds=F("seats"))
