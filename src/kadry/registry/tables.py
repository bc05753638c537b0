"""The lists of organisations and of clusters: their columns and filters."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kadry.reference.models import Industry, Municipality
from kadry.registry.enums import ClusterType, OrganisationKind
from kadry.registry.models import Cluster, Organisation
from kadry.registry.queries import named_like, page_of


def _towns(request: Any) -> QuerySet[Municipality]:
    return Municipality.objects.filter(region__code=settings.REGION).current()


class OrganisationTable(tables.Table):
    name = tables.Column(accessor="short_name", verbose_name=_("Name"), linkify=lambda record: page_of(record))
    kind = tables.Column(verbose_name=_("College or employer"))
    municipality = tables.Column(verbose_name=_("Municipality"), order_by=("municipality__name_ru",))
    industry = tables.Column(verbose_name=_("Industry"), order_by=("industry__name_ru",))
    inn = tables.Column(verbose_name=_("ИНН"))

    class Meta:
        model = Organisation
        fields = ("name", "kind", "municipality", "industry", "inn")
        order_by = ()


class OrganisationFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(method="called", label=_("Name or ИНН"))
    kind = django_filters.ChoiceFilter(
        choices=[choice for choice in OrganisationKind.choices if choice[0] in ("college", "employer")],
        label=_("College or employer"),
    )
    municipality = django_filters.ModelChoiceFilter(queryset=_towns, to_field_name="slug", label=_("Municipality"))
    industry = django_filters.ModelChoiceFilter(queryset=Industry.objects.all(), to_field_name="slug", label=_("Industry"))

    class Meta:
        model = Organisation
        fields = ("name", "kind", "municipality", "industry")

    def called(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(named_like(value))


class ClusterTable(tables.Table):
    name = tables.Column(verbose_name=_("Cluster"), linkify=("desk:cluster", {"pk": tables.A("pk")}))
    industry = tables.Column(verbose_name=_("Industry"), order_by=("industry__name_ru",))
    type = tables.Column(verbose_name=_("Type of cluster"))
    base_college = tables.Column(verbose_name=_("Base college"), linkify=("desk:college", {"pk": tables.A("base_college_id")}))
    year_opened = tables.Column(verbose_name=_("Year opened"))

    class Meta:
        model = Cluster
        fields = ("name", "industry", "type", "base_college", "year_opened")
        order_by = ()


class ClusterFilter(django_filters.FilterSet):
    industry = django_filters.ModelChoiceFilter(queryset=Industry.objects.all(), to_field_name="slug", label=_("Industry"))
    type = django_filters.ChoiceFilter(choices=ClusterType, label=_("Type of cluster"))

    class Meta:
        model = Cluster
        fields = ("industry", "type")
