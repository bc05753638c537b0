"""The list of assignments: its columns and filters."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kadry.board.deadlines import deadline_words
from kadry.board.enums import AssignmentState, Verdict
from kadry.board.models import Assignment
from kadry.board.reminding import is_overdue
from kadry.exchange.listing import TextFilter
from kadry.trail.clock import today
from kadry.web.templatetags.words import day, glue


class AssignmentTable(tables.Table):
    number = tables.Column(verbose_name=_("No."))
    held_on = tables.Column(verbose_name=_("Meeting of"))
    text = tables.Column(verbose_name=_("Assignment"), order_by="text_ru", linkify=("board:assignment", {"pk": tables.A("pk")}))
    responsible = tables.Column(verbose_name=_("Who answers for it"), order_by="responsible_ru")
    co_executors = tables.Column(verbose_name=_("Co-executors"), orderable=False, empty_values=())
    deadline = tables.Column(verbose_name=_("Deadline"), empty_values=())
    state = tables.Column(verbose_name=_("State"))
    verdict = tables.Column(verbose_name=_("What the check says"))

    class Meta:
        model = Assignment
        fields = ("number", "held_on", "text", "responsible", "co_executors", "deadline", "state", "verdict")
        order_by = ()

    def render_text(self, value: str) -> str:
        return glue(value)

    def render_responsible(self, value: str) -> str:
        return glue(value)

    def render_held_on(self, value: date) -> str:
        return day(value)

    def render_co_executors(self, record: Assignment) -> str:
        return glue(record.helpers or "—")

    def value_co_executors(self, record: Assignment) -> str:
        return record.helpers

    def render_deadline(self, record: Assignment) -> str:
        return deadline_words(record)

    def value_held_on(self, value: date) -> str:
        return f"{value:%d.%m.%Y}"

    def value_deadline(self, record: Assignment) -> str:
        return f"{record.deadline:%d.%m.%Y}" if record.deadline else deadline_words(record)


def _meetings() -> list[tuple[str, str]]:
    days = Assignment.objects.order_by("-held_on").values_list("held_on", flat=True).distinct()
    return [(f"{held_on:%Y-%m-%d}", day(held_on)) for held_on in days]


class AssignmentFilter(django_filters.FilterSet):
    """``view`` chooses the list itself and is only carried along."""

    view = django_filters.CharFilter(method="carry", widget=forms.HiddenInput)
    responsible = TextFilter(field_name="responsible_ru", label=_("Who answers for it"))
    meeting = django_filters.ChoiceFilter(field_name="held_on", choices=_meetings, label=_("Meeting of"))
    state = django_filters.ChoiceFilter(choices=AssignmentState, label=_("State"))
    verdict = django_filters.ChoiceFilter(choices=Verdict, label=_("What the check says"))
    overdue = django_filters.ChoiceFilter(choices=[("yes", _("only overdue"))], method="only_overdue", label=_("Overdue"))

    class Meta:
        model = Assignment
        fields = ("view", "responsible", "meeting", "state", "verdict", "overdue")

    def carry(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows

    def only_overdue(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_overdue(today()))
