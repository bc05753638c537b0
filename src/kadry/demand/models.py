"""A need: one employer, at one place, for one programme, from one year, of one kind.

A changed number of people is an event, not a new row. The need is the object the whole thread carries; what later
links of the chain know of it (places, hires) they write into it through its actions.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from kadry.demand.enums import STANDING, CloseReason, Confidence, NeedKind, NeedReason, NeedState
from kadry.exchange.models import Imported
from kadry.reference.models import Municipality, Programme
from kadry.registry.models import Organisation, Site

PERSONAL: dict[str, tuple[str, ...]] = {"Need": ()}


class NeedQuerySet(models.QuerySet):
    def of_region(self, code: str) -> NeedQuerySet:
        return self.filter(municipality__region__code=code)

    def standing(self) -> NeedQuerySet:
        """Needs that count: everything not closed unmet."""
        return self.filter(state__in=STANDING)

    def of_work(self) -> NeedQuerySet:
        """Needs of workers: hires and target contracts. Practice is a need of places, not of workers."""
        return self.exclude(kind=NeedKind.PRACTICE)

    def with_list_data(self) -> NeedQuerySet:
        """What a list of needs shows, in one query."""
        return self.select_related("employer", "municipality__region", "programme", "origin__of")


class Need(Imported):
    """``people`` are asked for from ``year`` on; ``covered`` of them have a place at a college, ``filled`` are hired."""

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="needs")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="needs")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="needs")
    year = models.PositiveSmallIntegerField(help_text="year in which work starts")
    kind = models.CharField(max_length=8, choices=NeedKind, default=NeedKind.HIRE)
    people = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=NeedReason, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence, default=Confidence.LIKELY)
    letter = models.CharField(max_length=150, blank=True, help_text="number and date of the employer's letter")
    state = models.CharField(max_length=9, choices=NeedState, default=NeedState.DECLARED)
    close_reason = models.CharField(max_length=12, choices=CloseReason, blank=True)
    covered = models.PositiveIntegerField(default=0, help_text="people who have a place; written by planning")
    filled = models.PositiveIntegerField(default=0, help_text="people hired; written by recruiting")

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "municipality", "programme", "year", "kind"],
                name="one_need_a_thread",
                violation_error_message="This employer has already asked for this; change the number instead.",
            ),
            models.CheckConstraint(
                name="covered_within_people",
                condition=Q(covered__lte=F("people")),
                violation_error_message="More people have a place than are asked for.",
            ),
            models.CheckConstraint(
                name="filled_within_people",
                condition=Q(filled__lte=F("people")),
                violation_error_message="More people are hired than are asked for.",
            ),
            models.CheckConstraint(
                name="closed_with_a_reason",
                condition=Q(state=NeedState.CLOSED) ^ Q(close_reason=""),
                violation_error_message="A need closed unmet says why, and only such a need.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.people} × {self.programme_id} from {self.year} ({self.pk})"

    @property
    def open(self) -> int:
        """People without a place."""
        return self.people - self.covered


def latest_year(day: date) -> int:
    """The last year the employers' survey speaks of: three years ahead of the day, as employers can still say who."""
    return day.year + 3
