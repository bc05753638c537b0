"""What became of each graduate, as of a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef

from kadry.exchange.models import Imported
from kadry.outcomes.enums import WORKING, Outcome
from kadry.registry.models import Organisation
from kadry.training.models import Student

PERSONAL: dict[str, tuple[str, ...]] = {"GraduateState": ("outcome", "as_of")}


class GraduateStateQuerySet(models.QuerySet):
    def of_region(self, code: str) -> GraduateStateQuerySet:
        return self.filter(college__municipality__region__code=code)

    def newest(self) -> GraduateStateQuerySet:
        """One state a graduate: the one of the latest day."""
        later = GraduateState.objects.filter(student=OuterRef("student"), as_of__gt=OuterRef("as_of"))
        return self.filter(~Exists(later))

    def known(self) -> GraduateStateQuerySet:
        return self.exclude(outcome=Outcome.UNKNOWN)

    def working(self) -> GraduateStateQuerySet:
        """In the trade or in another."""
        return self.filter(outcome__in=sorted(WORKING))

    def with_list_data(self) -> GraduateStateQuerySet:
        """What a list of graduates shows, in one query."""
        return self.select_related("student__group__programme", "college", "origin__of")


class GraduateState(Imported):
    """A graduate's state as of a day; the newest is the one that counts."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="outcomes")
    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    as_of = models.DateField()

    objects = GraduateStateQuerySet.as_manager()

    class Meta:
        ordering = ["student", "-as_of"]
        constraints = [models.UniqueConstraint(fields=["student", "as_of"], name="one_state_a_day")]

    def __str__(self) -> str:
        return f"graduate {self.student_id} as of {self.as_of}"
