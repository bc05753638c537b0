"""The list of take-ups: its columns and filters."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from kadry.exchange.listing import TextFilter
from kadry.support.bridge.titles import sum_of, titles
from kadry.support.enums import TakeUpState
from kadry.support.figures import KOPECKS
from kadry.support.models import TakeUp

_END = {"td": {"class": "k-end"}, "th": {"class": "k-end"}}


class TakeUpTable(tables.Table):
    employer = tables.Column(
        accessor="employer__short_name", verbose_name=_("Employer"), linkify=("support:application", {"pk": tables.A("pk")})
    )
    measure = tables.Column(accessor="title", verbose_name=_("Measure"))
    state = tables.Column(verbose_name=_("State"))
    seen_on = tables.Column(verbose_name=_("Seen on"))
    applied_on = tables.Column(verbose_name=_("Applied on"))
    decided_on = tables.Column(verbose_name=_("Decided on"))
    paid = tables.Column(verbose_name=_("Received, ₽"), attrs=_END)

    class Meta:
        model = TakeUp
        fields = ("employer", "measure", "state", "seen_on", "applied_on", "decided_on", "paid")
        order_by = ()
        empty_text = _("Nothing found. A plan that is kept brings what was seen, the region’s workbook what came of it")

    def render_state(self, value: str, record: TakeUp) -> str:
        return f"{value}: {record.get_refusal_display()}" if record.refusal else value

    def render_paid(self, value: int) -> str:
        return sum_of(value) if value else "—"

    def value_paid(self, value: int) -> float:
        """In a file: roubles as a number."""
        return value / KOPECKS


def _measures() -> list[tuple[str, str]]:
    return sorted(titles().items(), key=lambda one: one[1])


class TakeUpFilter(django_filters.FilterSet):
    employer = TextFilter(field_name="employer__name", label=_("Employer"))
    measure = django_filters.ChoiceFilter(choices=_measures, label=_("Measure"))
    state = django_filters.ChoiceFilter(choices=TakeUpState, label=_("State"))
    year = django_filters.NumberFilter(
        field_name="seen_on", lookup_expr="year", label=_("Year in which it was seen"), min_value=1900, max_value=2100
    )

    class Meta:
        model = TakeUp
        fields = ("employer", "measure", "state", "year")
