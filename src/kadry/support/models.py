"""What an employer told of itself, what it plans, and how far each measure was taken up.

Only who signs in and keeps a plan leaves anything here; a check without an account is kept nowhere.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kadry.demand.models import Need
from kadry.exchange.models import Imported
from kadry.registry.models import Organisation
from kadry.support.enums import APPLIED_STATES, RefusalReason, TakeUpState, Topic

# The facts of a plan may tell of somebody’s health or family; those of a sole trader are facts about a person.
PERSONAL: dict[str, tuple[str, ...]] = {"Profile": ("facts",), "Plan": ("facts", "title"), "TakeUp": (), "Payment": ()}


class Profile(models.Model):
    """What an employer told of itself for the measures, beyond what the registry knows: fact → value as a file gives it."""

    employer = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="support_profile")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["employer"]

    def __str__(self) -> str:
        return f"profile of {self.employer_id}"


class Plan(models.Model):
    """A hire, a gift, a contract or a course an employer plans, with what is known of it: fact → value as a file gives it."""

    employer = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="support_plans")
    topic = models.CharField(max_length=8, choices=Topic)
    title = models.CharField(max_length=120)
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="support_plans")
    facts = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"plan {self.pk} ({self.topic})"


class TakeUp(Imported):
    """How far one employer took up one measure: for a plan, or as a workbook tells it. Money is in kopecks."""

    employer = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="take_ups")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.SET_NULL, related_name="take_ups")
    measure = models.SlugField(max_length=60, help_text="id of the measure in the law's files")
    state = models.CharField(max_length=8, choices=TakeUpState, default=TakeUpState.SEEN)
    fits = models.BooleanField(
        null=True, blank=True, help_text="what the measure answered when it was seen; empty: it could not tell"
    )
    seen_on = models.DateField()
    applied_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    expected = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="kopecks that could be counted on when it was seen"
    )
    paid = models.PositiveBigIntegerField(default=0, help_text="kopecks received in all")
    refusal = models.CharField(max_length=10, choices=RefusalReason, blank=True)

    class Meta:
        ordering = ["-seen_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "measure"], name="one_take_up_a_plan"),
            models.UniqueConstraint(
                fields=["employer", "measure", "seen_on"], condition=Q(origin__isnull=False), name="one_imported_take_up_a_day"
            ),
            models.CheckConstraint(
                name="applied_on_a_day",
                condition=(Q(state__in=APPLIED_STATES) & Q(applied_on__isnull=False))
                | Q(state=TakeUpState.SEEN, applied_on=None),
                violation_error_message="What was applied for says on which day, and only that.",
            ),
            models.CheckConstraint(
                name="in_the_order_of_days",
                condition=(Q(applied_on=None) | Q(applied_on__gte=F("seen_on")))
                & (Q(decided_on=None) | Q(decided_on__gte=F("applied_on"))),
                violation_error_message="It is seen first, then applied for, then decided.",
            ),
            models.CheckConstraint(
                name="refusal_with_a_reason",
                condition=Q(state=TakeUpState.REFUSED) ^ Q(refusal=""),
                violation_error_message="A refusal says why, and only a refusal.",
            ),
            models.CheckConstraint(
                name="paid_money_only_when_paid",
                condition=(Q(state=TakeUpState.PAID) & Q(paid__gt=0)) | (~Q(state=TakeUpState.PAID) & Q(paid=0)),
                violation_error_message="What was paid names its money, and only that.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.state} ({self.pk})"


class Payment(models.Model):
    """Money that came under a measure: one tranche."""

    take_up = models.ForeignKey(TakeUp, on_delete=models.CASCADE, related_name="payments")
    on = models.DateField()
    amount = models.PositiveBigIntegerField(help_text="kopecks")

    class Meta:
        ordering = ["take_up", "on"]
        constraints = [models.UniqueConstraint(fields=["take_up", "on"], name="one_payment_a_day")]

    def __str__(self) -> str:
        return f"payment {self.pk}"
