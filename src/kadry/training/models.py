"""Programmes a college teaches, its groups and students; who may be let to which work; mentors of the enterprises."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models

from kadry.exchange.models import Imported
from kadry.reference.models import Municipality, Programme
from kadry.registry.models import Cluster, Organisation
from kadry.training.enums import ClearanceKind, StudentState

PERSONAL: dict[str, tuple[str, ...]] = {
    "TaughtProgramme": (),
    "Group": (),
    "Student": ("surname", "given_name", "patronymic", "born", "snils", "home", "mark"),
    "Clearance": ("until",),
    "Mentor": ("surname", "given_name", "patronymic"),
}


class TaughtProgramme(Imported):
    """A college is licensed for a programme at a site, and can take so many groups a year."""

    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="taught")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField(help_text="duration of study")
    group_size = models.PositiveSmallIntegerField(default=25)
    groups_last_year = models.PositiveSmallIntegerField(default=0)
    groups_max = models.PositiveSmallIntegerField(help_text="workshops × shifts and teachers allow no more")
    cluster = models.ForeignKey(Cluster, null=True, on_delete=models.PROTECT, related_name="programmes")

    class Meta:
        ordering = ["college", "programme"]
        constraints = [models.UniqueConstraint(fields=["college", "programme"], name="one_programme_a_college")]

    def __str__(self) -> str:
        return f"{self.programme_id} at {self.college_id}"

    @property
    def years(self) -> int:
        """Years from admission to work, rounded up."""
        return -(-self.months // 12)


class Group(Imported):
    """Students of one programme admitted together. ``cluster`` is set where the programme is the cluster's own."""

    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=40)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="groups")
    admitted = models.PositiveSmallIntegerField(help_text="year of admission")
    graduates_on = models.DateField()
    cluster = models.ForeignKey(Cluster, null=True, on_delete=models.PROTECT, related_name="groups")

    class Meta:
        ordering = ["college", "admitted", "name"]
        constraints = [models.UniqueConstraint(fields=["college", "name"], name="one_group_a_name")]

    def __str__(self) -> str:
        return self.name


class StudentQuerySet(models.QuerySet):
    def of_region(self, code: str) -> StudentQuerySet:
        return self.filter(college__municipality__region__code=code)

    def studying(self) -> StudentQuerySet:
        return self.filter(state=StudentState.STUDYING)

    def with_list_data(self) -> StudentQuerySet:
        return self.select_related("college", "group__programme", "home", "origin__of")


class Student(Imported):
    """A student. Most are minors: every field that tells who it is is declared personal."""

    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="students")
    number = models.CharField(max_length=20, help_text="number in the college's own register")
    surname = models.CharField(max_length=60)
    given_name = models.CharField(max_length=60)
    patronymic = models.CharField(max_length=60, blank=True)
    born = models.DateField()
    snils = models.CharField(max_length=14, blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="students")
    home = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", help_text="where the student lives")
    mark = models.PositiveSmallIntegerField(default=0, help_text="average mark × 100, 0 where not known")
    state = models.CharField(max_length=10, choices=StudentState, default=StudentState.STUDYING)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="student")

    objects = StudentQuerySet.as_manager()

    class Meta:
        ordering = ["college", "number"]
        constraints = [models.UniqueConstraint(fields=["college", "number"], name="one_student_a_number")]
        indexes = [models.Index(fields=["state", "college"], name="student_state")]

    def __str__(self) -> str:
        return f"student {self.pk}"  # not the name: this text reaches logs

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.surname, self.given_name, self.patronymic)))

    def age_on(self, day: date) -> int:
        """Full years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


class Clearance(Imported):
    """A student may be let to work of some kind until a day."""

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="clearances")
    college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ClearanceKind)
    issued = models.DateField()
    until = models.DateField()

    class Meta:
        ordering = ["student", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["student", "kind"], name="one_clearance_a_kind"),
            models.CheckConstraint(
                name="issued_before_it_ends",
                condition=models.Q(issued__lte=models.F("until")),
                violation_error_message="A clearance cannot end before it was issued.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.student_id}"


class Mentor(Imported):
    """A worker of an enterprise appointed to guide students at practice."""

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mentors")
    number = models.CharField(max_length=20, help_text="personnel number")
    surname = models.CharField(max_length=60)
    given_name = models.CharField(max_length=60)
    patronymic = models.CharField(max_length=60, blank=True)
    capacity = models.PositiveSmallIntegerField(default=5, help_text="students at once")
    order = models.CharField(max_length=60, blank=True, help_text="number of the order of appointment")

    class Meta:
        ordering = ["employer", "number"]
        constraints = [models.UniqueConstraint(fields=["employer", "number"], name="one_mentor_a_number")]

    def __str__(self) -> str:
        return f"mentor {self.pk}"
