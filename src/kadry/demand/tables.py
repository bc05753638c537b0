"""The list of needs: its columns and filters."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kadry.demand.enums import NeedKind, NeedState
from kadry.demand.models import Need
from kadry.exchange.listing import TextFilter
from kadry.reference.models import Municipality


class NeedTable(tables.Table):
    employer = tables.Column(
        accessor="employer__short_name", verbose_name=_("Employer"), linkify=("demand:need", {"pk": tables.A("pk")})
    )
    municipality = tables.Column(accessor="municipality", verbose_name=_("Municipality"))
    programme = tables.Column(accessor="programme", verbose_name=_("Programme"))
    year = tables.Column(verbose_name=_("Works from"))
    people = tables.Column(verbose_name=_("People"))
    covered = tables.Column(verbose_name=_("With a place"))
    filled = tables.Column(verbose_name=_("Hired"))
    state = tables.Column(verbose_name=_("State"))

    class Meta:
        model = Need
        fields = ("employer", "municipality", "programme", "year", "people", "covered", "filled", "state")
        order_by = ()


class NeedFilter(django_filters.FilterSet):
    employer = TextFilter(field_name="employer__name", label=_("Employer"))
    municipality = django_filters.ModelChoiceFilter(
        queryset=lambda request: Municipality.objects.filter(region__code=settings.REGION),
        to_field_name="slug",
        label=_("Municipality"),
    )
    programme = django_filters.CharFilter(field_name="programme__code", lookup_expr="startswith", label=_("Programme code"))
    year = django_filters.NumberFilter(label=_("Works from"))
    kind = django_filters.ChoiceFilter(choices=NeedKind, label=_("Kind of need"))
    state = django_filters.ChoiceFilter(choices=NeedState, label=_("State"))

    class Meta:
        model = Need
        fields = ("employer", "municipality", "programme", "year", "kind", "state")
