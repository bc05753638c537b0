"""The figures of placement: who takes part, who has a place and at which wish, seats left, minors, mentors."""

from __future__ import annotations

from django.db.models import Case, F, IntegerField, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.placement.access import visible_placements, visible_places
from kadry.placement.models import Place, Placement, PlacementQuerySet, PlaceQuerySet
from kadry.trail.figures import Column, Measure, Source, Unit, figure

PLACEMENTS = Source(
    name=_("Placements"),
    sheet=_("Wishes"),
    rows=lambda: Placement.objects.with_list_data().with_conditions(),
    visible=visible_placements,
    personal=True,
    dimensions={
        "region": "campaign__region__code",
        "campaign": "campaign_id",
        "college": "student__college_id",
        "municipality": "place__municipality__slug",
        "programme": "student__group__programme__code",
        "employer": "place__employer_id",
        "cluster": "student__group__cluster_id",
        "work_class": "conditions",
        "hours": "hours_band",
    },
    columns=(
        Column("name", _("Full name"), "student__full_name"),
        Column("college", _("College"), "student__college__short_name"),
        Column("programme", _("Programme"), "student__group__programme__code"),
        Column("employer", _("Employer"), "place__employer__short_name"),
        Column("place", _("Place of practice"), "place__name"),
        Column("rank", _("Wish"), "rank"),
        Column("campaign", _("Campaign"), "campaign__name"),
    ),
    link=lambda placement: reverse("placement:student", args=[placement.student_id]),
)

PLACES = Source(
    name=_("Places of practice"),
    sheet=_("Places of practice"),
    rows=lambda: Place.objects.with_list_data(),
    visible=visible_places,
    dimensions={
        "region": "municipality__region__code",
        "municipality": "municipality__slug",
        "programme": "programme__code",
        "employer": "employer_id",
        "cluster": "employer__memberships__cluster_id",
        "work_class": "conditions",
        "place": "pk",
    },
    many=frozenset({"cluster"}),
    columns=(
        Column("employer", _("Employer"), "employer__short_name"),
        Column("place", _("Place of practice"), "name"),
        Column("municipality", _("Municipality"), "municipality__name"),
        Column("programme", _("Programme"), "programme__code"),
        Column("seats", _("Seats"), "seats"),
        Column("taken", _("Given"), "taken"),
    ),
)


@figure(
    "placement.students",
    over=PLACEMENTS,
    unit=Unit.PEOPLE,
    title=_("Students of the campaign"),
    formula=_("number of students who took part in an allocation of practice places"),
)
def students(rows: PlacementQuerySet) -> Measure:
    return Measure(rows)


@figure(
    "placement.placed",
    over=PLACEMENTS,
    unit=Unit.PEOPLE,
    title=_("Have a place of practice"),
    formula=_("number of students of the campaign who have a place"),
)
def placed(rows: PlacementQuerySet) -> Measure:
    return Measure(rows.placed())


@figure(
    "placement.unplaced",
    over=PLACEMENTS,
    unit=Unit.PEOPLE,
    title=_("Without a place of practice"),
    formula=_("number of students of the campaign who have no place"),
)
def unplaced(rows: PlacementQuerySet) -> Measure:
    return Measure(rows.unplaced())


@figure(
    "placement.first_wish_rate",
    over=PLACEMENTS,
    unit=Unit.RATE,
    title=_("At the first wish"),
    formula=_("students who have the place they wished first ÷ students who handed in wishes"),
)
def first_wish_rate(rows: PlacementQuerySet) -> Measure:
    first = Case(When(rank=1, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Measure(rows.filter(wishes__gt=0), adds=first, out_of=1)


@figure(
    "placement.minors",
    over=PLACEMENTS,
    unit=Unit.PEOPLE,
    title=_("Minors at practice"),
    formula=_("number of students who have a place and are under 18 on the first day of practice"),
)
def minors(rows: PlacementQuerySet) -> Measure:
    return Measure(rows.minors())


@figure(
    "placement.mentored",
    over=PLACEMENTS,
    unit=Unit.PEOPLE,
    title=_("Have a mentor"),
    formula=_("number of students whose place has a mentor appointed"),
)
def mentored(rows: PlacementQuerySet) -> Measure:
    return Measure(rows.placed().exclude(place__mentor=None))


@figure(
    "placement.seats",
    over=PLACES,
    unit=Unit.PLACES,
    title=_("Seats offered"),
    formula=_("sum of seats over places of practice"),
)
def seats(places: PlaceQuerySet) -> Measure:
    return Measure(places, adds=F("seats"))


@figure(
    "placement.free_seats",
    over=PLACES,
    unit=Unit.PLACES,
    title=_("Free seats"),
    formula=_("sum of (seats − seats given to students for the same days) over places of practice"),
)
def free_seats(places: PlaceQuerySet) -> Measure:
    return Measure(places, adds=F("seats") - F("taken"))
