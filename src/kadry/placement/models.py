"""Places of practice, wishes, and who was placed where and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from kadry.demand.models import Need
from kadry.exchange.models import Imported
from kadry.placement.enums import CampaignState, HoursBand, Obstacle, Outcome, WorkClass
from kadry.reference.models import Municipality, Programme, Region
from kadry.registry.models import Organisation
from kadry.training.models import Mentor, Student

PERSONAL: dict[str, tuple[str, ...]] = {
    "Place": (),
    "Wish": (),
    "Campaign": (),
    "Placement": ("place", "age", "points", "reason_ru", "reason_en"),
    "Refusal": ("obstacle",),
}


ADULT_FROM = 18  # years; the law says so too, and a test holds the two together
NOT_ASSESSED = "none"  # as a value of the dimension: an empty one would mean every class


def _conditions(field: str) -> Case:
    """The class of working conditions, or NOT_ASSESSED."""
    return Case(When(**{field: ""}, then=Value(NOT_ASSESSED)), default=F(field), output_field=models.CharField())


class PlaceQuerySet(models.QuerySet):
    def of_region(self, code: str) -> PlaceQuerySet:
        return self.filter(municipality__region__code=code)

    def with_taken(self) -> PlaceQuerySet:
        """``taken``: seats given for dates that touch the place's own (a place may be offered again next year)."""
        given = Placement.objects.filter(place=OuterRef("pk"), starts__lte=OuterRef("ends"), ends__gte=OuterRef("starts"))
        counted = given.order_by().values("place").annotate(n=Count("pk")).values("n")
        return self.annotate(taken=Coalesce(Subquery(counted, output_field=IntegerField()), 0))

    def with_list_data(self) -> PlaceQuerySet:
        return (
            self.with_taken()
            .annotate(conditions=_conditions("work_class"))
            .select_related("employer", "municipality__region", "programme", "mentor", "origin__of")
        )


class Place(Imported):
    """Seats for practice at an enterprise: programme, dates, conditions of work, mentor."""

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="practice_places")
    name = models.CharField(max_length=150)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="practice_places")
    seats = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    work_class = models.CharField(max_length=3, choices=WorkClass, blank=True, help_text="empty: not assessed")
    hours = models.PositiveSmallIntegerField(help_text="hours a week")
    needs_medical = models.BooleanField(default=False)
    needs_sanitary = models.BooleanField(default=False)
    mentor = models.ForeignKey(Mentor, null=True, on_delete=models.SET_NULL, related_name="places")
    need = models.ForeignKey(Need, null=True, on_delete=models.SET_NULL, related_name="practice_places")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["employer", "name"]
        constraints = [
            models.UniqueConstraint(fields=["employer", "name"], name="one_place_a_name"),
            models.CheckConstraint(
                name="practice_starts_before_it_ends",
                condition=Q(starts__lt=F("ends")),
                violation_error_message="Practice must start before it ends.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer}, {self.name}"


class Wish(Imported):
    """A student's wish: rank 1 is the first."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="wishes")
    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["student", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["student", "place"], name="one_wish_a_place"),
        ]

    def __str__(self) -> str:
        return f"wish {self.rank} of {self.student_id}"


class Campaign(models.Model):
    """One allocation of practice places: which period, by which run."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=100)
    admitted = models.PositiveSmallIntegerField(help_text="year of admission of those who go")
    state = models.CharField(max_length=10, choices=CampaignState, default=CampaignState.OPEN)
    seed = models.BigIntegerField(help_text="published beforehand; the lottery of ties follows from it")
    run_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="one_campaign_a_name"),
            models.CheckConstraint(
                name="allocated_by_a_run",
                condition=Q(state=CampaignState.ALLOCATED, run_id__isnull=False) | Q(state=CampaignState.OPEN),
                violation_error_message="An allocated campaign names its run.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


_BANDS = Case(
    When(place__hours__lte=24, then=Value(HoursBand.UP_TO_24.value)),
    When(place__hours__lte=35, then=Value(HoursBand.UP_TO_35.value)),
    When(place__hours__gt=35, then=Value(HoursBand.OVER_35.value)),
    output_field=models.CharField(),
)


class PlacementQuerySet(models.QuerySet):
    def of_region(self, code: str) -> PlacementQuerySet:
        return self.filter(campaign__region__code=code)

    def placed(self) -> PlacementQuerySet:
        return self.filter(place__isnull=False)

    def unplaced(self) -> PlacementQuerySet:
        return self.filter(place__isnull=True)

    def minors(self) -> PlacementQuerySet:
        """Who goes to a place and is under 18 on its first day."""
        return self.filter(age__lt=ADULT_FROM)

    def with_conditions(self) -> PlacementQuerySet:
        """The class of working conditions and the band of hours of the place, as figures are cut by them."""
        return self.annotate(conditions=_conditions("place__work_class"), hours_band=_BANDS)

    def with_list_data(self) -> PlacementQuerySet:
        return self.select_related(
            "campaign", "student__college", "student__group__programme", "student__home", "place__employer", "place__municipality"
        )


class Placement(models.Model):
    """What the campaign gave a student: a place and the rank of the wish, or none; and why, in words.

    The dates, the age and the points are those it was given for: a place that changes later does not change them.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="placements")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="placements")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="placements")
    rank = models.PositiveSmallIntegerField(null=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    age = models.PositiveSmallIntegerField(null=True, help_text="full years on the first day")
    points = models.IntegerField(null=True, help_text="the student's right at the place")
    wishes = models.PositiveSmallIntegerField(default=0, help_text="wishes handed in")
    refused = models.PositiveSmallIntegerField(default=0, help_text="of them, not considered: something stands against them")
    reason_ru = models.TextField()
    reason_en = models.TextField()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["student"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "student"], name="one_placement_a_student"),
            models.CheckConstraint(
                name="a_place_has_its_rank",
                condition=Q(place__isnull=True, rank__isnull=True, starts__isnull=True, ends__isnull=True, age__isnull=True)
                | Q(place__isnull=False, rank__isnull=False, starts__isnull=False, ends__isnull=False, age__isnull=False),
                violation_error_message="A placement with a place tells which wish it was and for which days.",
            ),
        ]

    def __str__(self) -> str:
        return f"placement of {self.student_id}"

    @property
    def outcome(self) -> Outcome:
        """How it ended, in one word."""
        if self.place_id is not None:
            return Outcome.PLACED
        if not self.wishes:
            return Outcome.NO_WISHES
        return Outcome.REFUSED if self.refused == self.wishes else Outcome.OUTRANKED

    @property
    def reasons(self) -> list[str]:
        """Why, in the reader's language: how it ended, a line for each wish, what else there is to know."""
        return (self.reason_ru if (get_language() or "ru").startswith("ru") else self.reason_en).split("\n")


class Refusal(models.Model):
    """A wish that could not be considered: the student may not go to that place, and why."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="refusals")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="refusals")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="refusals")
    obstacle = models.CharField(max_length=20, choices=Obstacle)

    class Meta:
        ordering = ["student", "place", "obstacle"]
        constraints = [models.UniqueConstraint(fields=["campaign", "student", "place", "obstacle"], name="one_refusal_a_reason")]

    def __str__(self) -> str:
        return f"{self.obstacle} ({self.student_id})"
