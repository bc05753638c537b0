"""The lists of places and of students without one: their columns and filters."""

from __future__ import annotations

from typing import Any, Protocol

import django_filters
import django_tables2 as tables
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kadry.placement.enums import Outcome, WorkClass
from kadry.placement.models import Place, Placement
from kadry.reference.models import Municipality


class PlaceTable(tables.Table):
    employer = tables.Column(accessor="employer__short_name", verbose_name=_("Employer"))
    name = tables.Column(verbose_name=_("Place of practice"))
    municipality = tables.Column(accessor="municipality", verbose_name=_("Municipality"))
    programme = tables.Column(accessor="programme", verbose_name=_("Programme"))
    seats = tables.Column(verbose_name=_("Seats"))
    taken = tables.Column(verbose_name=_("Given"))
    starts = tables.Column(verbose_name=_("Starts"))
    ends = tables.Column(verbose_name=_("Ends"))
    hours = tables.Column(verbose_name=_("Hours a week"))
    work_class = tables.Column(verbose_name=_("Working conditions"), default=_("not assessed"))
    mentor = tables.Column(accessor="mentor_id", verbose_name=_("Mentor"), default=_("none yet"), orderable=False)

    class Meta:
        model = Place
        fields = (
            "employer",
            "name",
            "municipality",
            "programme",
            "seats",
            "taken",
            "starts",
            "ends",
            "hours",
            "work_class",
            "mentor",
        )
        order_by = ()

    def render_mentor(self, value: int) -> Any:
        return _("appointed")

    def value_mentor(self, value: int) -> Any:
        return _("appointed")


class PlaceFilter(django_filters.FilterSet):
    employer = django_filters.CharFilter(field_name="employer__name", lookup_expr="icontains", label=_("Employer"))
    municipality = django_filters.ModelChoiceFilter(
        queryset=lambda request: Municipality.objects.filter(region__code=settings.REGION),
        to_field_name="slug",
        label=_("Municipality"),
    )
    programme = django_filters.CharFilter(field_name="programme__code", lookup_expr="startswith", label=_("Programme code"))
    work_class = django_filters.ChoiceFilter(choices=WorkClass, label=_("Working conditions"))
    free = django_filters.BooleanFilter(method="with_free_seats", label=_("With free seats"))

    class Meta:
        model = Place
        fields = ("employer", "municipality", "programme", "work_class", "free")

    def with_free_seats(self, places: QuerySet[Place], name: str, value: bool) -> QuerySet[Place]:
        return places.filter(seats__gt=F("taken")) if value else places.filter(seats__lte=F("taken"))


class Finder(Protocol):
    """Finds the cheapest fix of a student."""

    def of(self, student: int, language: str) -> Any: ...


class UnplacedTable(tables.Table):
    student = tables.Column(
        accessor="student__full_name",
        order_by=("student__surname", "student__given_name"),
        verbose_name=_("Full name"),
        linkify=("placement:student", {"pk": tables.A("student_id")}),
    )
    college = tables.Column(accessor="student__college__short_name", verbose_name=_("College"))
    programme = tables.Column(accessor="student__group__programme", verbose_name=_("Programme"))
    reason = tables.Column(accessor="outcome", verbose_name=_("Why there is no place"), orderable=False)
    fix = tables.Column(accessor="student_id", verbose_name=_("The cheapest fix"), orderable=False)

    class Meta:
        model = Placement
        fields = ("student", "college", "programme", "reason", "fix")
        order_by = ()

    def __init__(self, *args: Any, finder: Finder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._finder = finder

    def render_reason(self, value: Outcome) -> Any:
        return value.label

    def value_reason(self, value: Outcome) -> Any:
        return value.label

    def render_fix(self, value: int) -> str:
        return self._finder.of(value, (get_language() or "ru")[:2]).words

    def value_fix(self, value: int) -> str:
        return self.render_fix(value)


# The outcomes of those who have no place, as conditions on their rows.
_OUTCOMES = {
    Outcome.NO_WISHES: Q(wishes=0),
    Outcome.REFUSED: Q(wishes__gt=0, refused=F("wishes")),
    Outcome.OUTRANKED: Q(wishes__gt=F("refused")),
}


class UnplacedFilter(django_filters.FilterSet):
    surname = django_filters.CharFilter(field_name="student__surname", lookup_expr="istartswith", label=_("Surname"))
    college = django_filters.CharFilter(field_name="student__college__short_name", lookup_expr="icontains", label=_("College"))
    programme = django_filters.CharFilter(
        field_name="student__group__programme__code", lookup_expr="startswith", label=_("Programme code")
    )
    reason = django_filters.ChoiceFilter(
        choices=[(one.value, one.label) for one in _OUTCOMES], method="of_outcome", label=_("Why there is no place")
    )

    class Meta:
        model = Placement
        fields = ("surname", "college", "programme", "reason")

    def of_outcome(self, rows: QuerySet[Placement], name: str, value: str) -> QuerySet[Placement]:
        return rows.filter(_OUTCOMES[Outcome(value)])
