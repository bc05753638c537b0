"""The list of places: its columns and filters."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kadry.planning.enums import PlanState
from kadry.planning.models import PlanRow
from kadry.reference.models import Municipality
from kadry.registry.models import Organisation


class PlaceTable(tables.Table):
    college = tables.Column(
        accessor="taught__college__short_name", verbose_name=_("College"), linkify=("planning:row", {"pk": tables.A("pk")})
    )
    programme = tables.Column(accessor="taught__programme", order_by="taught__programme__code", verbose_name=_("Programme"))
    municipality = tables.Column(
        accessor="taught__municipality", order_by="taught__municipality__name_ru", verbose_name=_("Municipality")
    )
    year = tables.Column(accessor="plan__year", verbose_name=_("Year of admission"))
    groups_before = tables.Column(verbose_name=_("Groups a year earlier"))
    groups = tables.Column(verbose_name=_("Groups"))
    places = tables.Column(verbose_name=_("Places"))
    workers = tables.Column(verbose_name=_("Workers expected"))
    served = tables.Column(verbose_name=_("Of them asked for"))
    one_more = tables.Column(verbose_name=_("One more group would serve"))

    class Meta:
        model = PlanRow
        fields = (
            "college",
            "programme",
            "municipality",
            "year",
            "groups_before",
            "groups",
            "places",
            "workers",
            "served",
            "one_more",
        )
        order_by = ()


class PlaceFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(field_name="plan__year", label=_("Year of admission"))
    college = django_filters.ModelChoiceFilter(
        field_name="taught__college",
        queryset=lambda request: Organisation.objects.colleges().of_region(settings.REGION),
        label=_("College"),
    )
    programme = django_filters.CharFilter(
        field_name="taught__programme__code", lookup_expr="startswith", label=_("Programme code")
    )
    municipality = django_filters.ModelChoiceFilter(
        field_name="taught__municipality",
        queryset=lambda request: Municipality.objects.filter(region__code=settings.REGION),
        to_field_name="slug",
        label=_("Municipality"),
    )
    state = django_filters.ChoiceFilter(field_name="plan__state", choices=PlanState, label=_("State of the plan"))

    class Meta:
        model = PlanRow
        fields = ("year", "college", "programme", "municipality", "state")
