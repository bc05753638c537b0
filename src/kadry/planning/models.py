"""Plans of places: one a region and year of admission; their rows, which needs each row serves, which stay open."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kadry.demand.models import Need
from kadry.exchange.models import Imported
from kadry.planning.enums import CoefficientKind, Held, OpenReason, PlanState
from kadry.reference.models import Programme, Region
from kadry.training.models import TaughtProgramme

PERSONAL: dict[str, tuple[str, ...]] = {"Coefficient": (), "Plan": (), "PlanRow": (), "Share": (), "OpenNeed": ()}


class Coefficient(Imported):
    """A dated and sourced share of those admitted who go on to the next link of the chain, in per mille."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="coefficients")
    kind = models.CharField(max_length=12, choices=CoefficientKind)
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, help_text="empty: every programme")
    per_mille = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind", "-as_of", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "programme", "as_of"], nulls_distinct=False, name="one_coefficient_a_day"
            ),
            models.CheckConstraint(
                name="a_share_of_people",
                condition=Q(per_mille__gte=1, per_mille__lte=1000),
                violation_error_message="A coefficient is a share of people: 1 to 1000 per mille.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.per_mille} ‰"


class Plan(models.Model):
    """Places of one year of admission. A new run makes a new plan; the current one is the newest of its year."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(help_text="year of admission")
    state = models.CharField(max_length=12, choices=PlanState, default=PlanState.PROPOSED)
    run_id = models.BigIntegerField(help_text="the computation it came from")
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year"], condition=models.Q(is_current=True), name="one_current_plan_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"plan {self.pk} for {self.year}"


class PlanRowQuerySet(models.QuerySet):
    def of_region(self, code: str) -> PlanRowQuerySet:
        return self.filter(plan__region__code=code)

    def current(self) -> PlanRowQuerySet:
        """Rows of the plans that count: the newest of each year."""
        return self.filter(plan__is_current=True)

    def with_list_data(self) -> PlanRowQuerySet:
        """What a list of places shows, in one query."""
        return self.select_related("plan", "taught__college", "taught__programme", "taught__municipality")


class PlanRow(models.Model):
    """So many groups of a programme at a college, with the arithmetic of the number and what binds it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rows")
    taught = models.ForeignKey(TaughtProgramme, on_delete=models.PROTECT, related_name="plan_rows")
    groups = models.PositiveSmallIntegerField()
    groups_before = models.PositiveSmallIntegerField(null=True, help_text="a year earlier; empty where nobody knows")
    group_size = models.PositiveSmallIntegerField(help_text="places in a group when the plan was made")
    places = models.PositiveIntegerField()
    workers = models.PositiveIntegerField(help_text="graduates expected to work in the trade and the region")
    held = models.CharField(max_length=10, choices=Held, blank=True, help_text="why the groups were not the plan's to choose")
    arithmetic = models.JSONField(default=list, help_text="steps [code, op, value, unit, source, subject] to the places")
    one_more = models.IntegerField(help_text="people of unmet need one more group would serve")
    worth = models.JSONField(default=dict, help_text="what one group more or fewer would change, as the engine found it")
    bindings = models.JSONField(default=list, help_text="limits that cost something here")

    objects = PlanRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "taught"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "taught"], name="one_row_a_programme"),
            models.CheckConstraint(
                name="places_in_whole_groups",
                condition=Q(places=F("groups") * F("group_size")),
                violation_error_message="Places are groups × places in a group.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.places} places ({self.pk})"

    @property
    def works_from(self) -> int:
        """The year its graduates start to work."""
        return self.plan.year + self.taught.years


class ShareQuerySet(models.QuerySet):
    def current(self) -> ShareQuerySet:
        """Shares of the plans that count."""
        return self.filter(plan_row__plan__is_current=True)

    def with_list_data(self) -> ShareQuerySet:
        """What a list of shares shows, in one query."""
        return self.select_related(
            "need__employer",
            "need__municipality",
            "plan_row__plan",
            "plan_row__taught__college",
            "plan_row__taught__programme",
        )


class Share(models.Model):
    """People of a need who have a place in a row of a plan."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="shares")
    plan_row = models.ForeignKey(PlanRow, on_delete=models.CASCADE, related_name="shares")
    seats = models.PositiveIntegerField()

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["plan_row", "need"]
        constraints = [models.UniqueConstraint(fields=["need", "plan_row"], name="one_share_a_need")]

    def __str__(self) -> str:
        return f"{self.seats} of need {self.need_id}"


class OpenNeed(models.Model):
    """People of a need who have no place by the newest run, and why."""

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="left_open")
    people = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=OpenReason)

    class Meta:
        ordering = ["need"]

    def __str__(self) -> str:
        return f"{self.people} of need {self.need_id} open: {self.reason}"
