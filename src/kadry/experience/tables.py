"""The list of cases: what it is narrowed by, and the columns of its file."""

from __future__ import annotations

import django_filters
import django_tables2 as tables
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kadry.experience import search
from kadry.experience.enums import CooperationForm
from kadry.experience.models import Case
from kadry.reference.models import Industry, Municipality


class CaseTable(tables.Table):
    """The page shows cards; this is what the file holds, and how many there are."""

    title = tables.Column(accessor="title", verbose_name=_("Title"), orderable=False)
    partners = tables.Column(accessor="partners", verbose_name=_("Partners"), orderable=False)
    forms = tables.Column(accessor="form_list", verbose_name=_("Forms of cooperation"), orderable=False)
    industry = tables.Column(verbose_name=_("Industry"))
    municipality = tables.Column(verbose_name=_("Municipality"))
    programmes = tables.Column(accessor="programmes", verbose_name=_("Programmes"), orderable=False)
    begins = tables.Column(verbose_name=_("Since"))
    ends = tables.Column(verbose_name=_("Until"))
    state = tables.Column(verbose_name=_("State"))

    class Meta:
        model = Case
        fields = ("title", "partners", "forms", "industry", "municipality", "programmes", "begins", "ends", "state")
        order_by = ()

    def render_partners(self, record: Case) -> str:
        return "; ".join(str(partner.organisation) for partner in record.partners.all())

    def render_forms(self, record: Case) -> str:
        return "; ".join(str(form.label) for form in record.form_list)

    def render_programmes(self, record: Case) -> str:
        return "; ".join(programme.code for programme in record.programmes.all())


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Words"), help_text=_("In any form, also abbreviated"))
    form = django_filters.ChoiceFilter(method="of_form", choices=CooperationForm, label=_("Form of cooperation"))
    industry = django_filters.ModelChoiceFilter(queryset=Industry.objects.all(), to_field_name="slug", label=_("Industry"))
    municipality = django_filters.ModelChoiceFilter(
        queryset=lambda request: Municipality.objects.filter(region__code=settings.REGION),
        to_field_name="slug",
        label=_("Municipality"),
    )
    programme = django_filters.CharFilter(method="of_programme", label=_("Programme code"))
    year = django_filters.NumberFilter(method="in_year", label=_("Year in which it went on"), min_value=1900, max_value=2200)

    class Meta:
        model = Case
        fields = ("q", "form", "industry", "municipality", "programme", "year")

    def search(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return search.found(cases, value)

    def of_form(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(forms__contains=value)

    def of_programme(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(pk__in=Case.objects.filter(programmes__code__startswith=value).values("pk"))

    def in_year(self, cases: QuerySet, name: str, value: int) -> QuerySet:
        """Begun by its end and not ended before its beginning; a case of unknown beginning is in no year."""
        year = int(value)
        return cases.filter(Q(ends=None) | Q(ends__year__gte=year), begins__year__lte=year)
