"""The figures of training: who studies, in which cluster; how many are minors."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.trail.figures import Column, Measure, Source, Unit, figure
from kadry.training.access import visible_students
from kadry.training.models import Student, StudentQuerySet

STUDENTS = Source(
    name=_("Students"),
    sheet=_("Students"),
    rows=lambda: Student.objects.with_list_data(),
    visible=visible_students,
    personal=True,
    dimensions={
        "region": "college__municipality__region__code",
        "college": "college_id",
        "municipality": "college__municipality__slug",
        "programme": "group__programme__code",
        "admitted": "group__admitted",
        "cluster": "group__cluster_id",
    },
    columns=(
        Column("number", _("Student number"), "number"),
        Column("name", _("Full name"), "full_name"),
        Column("college", _("College"), "college__short_name"),
        Column("group", _("Group"), "group__name"),
        Column("programme", _("Programme"), "group__programme__code"),
        Column("state", _("State"), "state"),
    ),
    link=lambda student: reverse("training:student", args=[student.pk]),
)


@figure(
    "training.students",
    over=STUDENTS,
    unit=Unit.PEOPLE,
    title=_("Students"),
    formula=_("number of students who are studying"),
)
def students(rows: StudentQuerySet) -> Measure:
    return Measure(rows.studying())


@figure(
    "training.cluster_students",
    over=STUDENTS,
    unit=Unit.PEOPLE,
    title=_("Students of clusters"),
    formula=_("number of students who are studying in a group of a cluster’s programme"),
)
def cluster_students(rows: StudentQuerySet) -> Measure:
    return Measure(rows.studying().exclude(group__cluster=None))
