"""The list of hires: its columns and filters."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kadry.demand.models import Need
from kadry.exchange.listing import TextFilter
from kadry.recruiting.models import Hire


class HireTable(tables.Table):
    name = tables.Column(
        accessor="student__full_name",
        order_by=("student__surname", "student__given_name"),
        verbose_name=_("Full name"),
        linkify=("recruiting:hire", {"pk": tables.A("pk")}),
    )
    college = tables.Column(accessor="college__short_name", verbose_name=_("College"))
    employer = tables.Column(accessor="employer__short_name", verbose_name=_("Employer"))
    municipality = tables.Column(accessor="municipality", verbose_name=_("Municipality"))
    programme = tables.Column(accessor="programme__code", verbose_name=_("Programme code"))
    hired_on = tables.Column(verbose_name=_("Hired on"))
    in_trade = tables.Column(verbose_name=_("In the trade"))
    need = tables.Column(
        verbose_name=_("Need"), linkify=("demand:need", {"pk": tables.A("need_id")}), default=_("without a need")
    )

    class Meta:
        model = Hire
        fields = ("name", "college", "employer", "municipality", "programme", "hired_on", "in_trade", "need")
        order_by = ()
        empty_text = _("No hires yet: they are written down here, or come with the sheet “Hires” of a college’s workbook")

    def render_in_trade(self, value: bool) -> str:
        return gettext("yes") if value else gettext("no")

    def render_need(self, value: Need) -> str:
        return gettext("need of %(year)s") % {"year": value.year}

    def value_need(self, value: Any) -> Any:
        """In a file: the number of the need, or nothing."""
        return value.pk if isinstance(value, Need) else None


class HireFilter(django_filters.FilterSet):
    employer = TextFilter(field_name="employer__name", label=_("Employer"))
    college = TextFilter(field_name="college__name", label=_("College"))
    programme = django_filters.CharFilter(field_name="programme__code", lookup_expr="startswith", label=_("Programme code"))
    year = django_filters.NumberFilter(
        field_name="hired_on", lookup_expr="year", label=_("Year of hire"), min_value=1900, max_value=2100
    )
    need = django_filters.ChoiceFilter(
        choices=[("on", _("on a need")), ("without", _("without a need"))], method="on_a_need", label=_("Need")
    )

    class Meta:
        model = Hire
        fields = ("employer", "college", "programme", "year", "need")

    def on_a_need(self, hires: QuerySet, name: str, value: str) -> QuerySet:
        return hires.filter(need__isnull=value == "without")
