"""Hires of those who were taught, and the need each fills."""

from __future__ import annotations

from django.db import models

from kadry.demand.models import Need
from kadry.exchange.models import Imported
from kadry.reference.models import Municipality, Programme
from kadry.registry.models import Organisation
from kadry.training.models import Student

PERSONAL: dict[str, tuple[str, ...]] = {"Hire": ("hired_on", "in_trade")}


class HireQuerySet(models.QuerySet):
    def of_region(self, code: str) -> HireQuerySet:
        return self.filter(municipality__region__code=code)

    def on_needs(self) -> HireQuerySet:
        """Hires that fill a need."""
        return self.exclude(need=None)

    def with_list_data(self) -> HireQuerySet:
        """What a list of hires shows, in one query."""
        return self.select_related("student", "college", "employer", "municipality", "programme", "need", "origin__of")

    def with_page_data(self) -> HireQuerySet:
        """What the page of a hire shows, in one query."""
        return self.with_list_data().select_related("student__group__programme")


class Hire(Imported):
    """A student or graduate was hired. A hire without a need is shown as such.

    ``programme`` is the one the job asks for, which is not always the one the student was taught (``in_trade``).
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="hires")
    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hires")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    hired_on = models.DateField()
    in_trade = models.BooleanField(help_text="in the trade the student was taught")
    need = models.ForeignKey(Need, null=True, on_delete=models.SET_NULL, related_name="hires")

    objects = HireQuerySet.as_manager()

    class Meta:
        ordering = ["hired_on", "id"]
        constraints = [models.UniqueConstraint(fields=["student", "employer", "hired_on"], name="one_hire_a_day")]

    def __str__(self) -> str:
        return f"hire {self.pk}"
