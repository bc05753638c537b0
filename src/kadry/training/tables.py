"""The list of students: its columns and filters."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from kadry.training.enums import StudentState
from kadry.training.models import Student


class StudentTable(tables.Table):
    name = tables.Column(
        accessor="full_name",
        order_by=("surname", "given_name"),
        verbose_name=_("Full name"),
        linkify=("training:student", {"pk": tables.A("pk")}),
    )
    number = tables.Column(verbose_name=_("Student number"))
    college = tables.Column(accessor="college__short_name", verbose_name=_("College"))
    group = tables.Column(accessor="group__name", verbose_name=_("Group"))
    programme = tables.Column(accessor="group__programme", verbose_name=_("Programme"))
    state = tables.Column(verbose_name=_("State"))

    class Meta:
        model = Student
        fields = ("name", "number", "college", "group", "programme", "state")
        order_by = ()


class StudentFilter(django_filters.FilterSet):
    surname = django_filters.CharFilter(lookup_expr="istartswith", label=_("Surname"))
    group = django_filters.CharFilter(field_name="group__name", lookup_expr="icontains", label=_("Group"))
    programme = django_filters.CharFilter(
        field_name="group__programme__code", lookup_expr="startswith", label=_("Programme code")
    )
    admitted = django_filters.NumberFilter(field_name="group__admitted", label=_("Year of admission"))
    state = django_filters.ChoiceFilter(choices=StudentState, label=_("State"))

    class Meta:
        model = Student
        fields = ("surname", "group", "programme", "admitted", "state")
