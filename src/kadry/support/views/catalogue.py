"""The measures themselves, for everybody: the list, one measure with its history, several side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kadry.people.access import anyone
from kadry.support.bridge import catalogue, comparison
from kadry.support.bridge import measure as one_measure
from kadry.trail.clock import today
from kadry.web.page import page


class DayForm(forms.Form):
    """The day the law is asked about; what is no day is told, and today is taken."""

    on = forms.DateField(
        label=_("On what day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("This is no day, so today is taken. Write it as 2026-06-15.")},
    )

    def __init__(self, request: HttpRequest) -> None:
        given = request.GET.copy()
        given.setdefault("on", today().isoformat())
        super().__init__(given)
        if "on" not in self.errors:
            given["on"] = self.day.isoformat()  # the only way a date control takes it, however it was typed

    @property
    def day(self) -> date:
        return self.cleaned_data.get("on") or today()

    @property
    def kept(self) -> str:
        """The part of an address that keeps the day, where it is not today."""
        return "" if self.day == today() else f"?on={self.day.isoformat()}"


class MeasuresForm(DayForm):
    """What narrows the list."""

    kind = forms.ChoiceField(label=_("Kind of measure"), required=False, choices=[("", _("all")), *catalogue.KINDS.items()])
    word = forms.CharField(label=_("A word in it"), required=False, max_length=60)

    @property
    def chosen(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("kind", "word")}


@page(who=anyone)
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure known on a day, by what an employer wants to do."""
    form = MeasuresForm(request)
    context = {"groups": catalogue.groups(on=form.day, **form.chosen), "narrowed": any(form.chosen.values())}
    return _shown(request, "support/measures.html", form, context, catalogue.newest_seen())


@page(who=anyone)
def measure(request: HttpRequest, key: str) -> HttpResponse:
    """One measure on a day, and how it came to be so."""
    form = DayForm(request)
    try:
        shown = one_measure.page(key, on=form.day)
    except LookupError:
        raise Http404 from None
    return _shown(request, "support/measure.html", form, {"measure": shown}, shown.seen)


@page(who=anyone)
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four measures side by side."""
    form = DayForm(request)
    compared = comparison.compare(request.GET.getlist("measure"), on=form.day)
    return _shown(request, "support/compare.html", form, {"compared": compared}, catalogue.newest_seen())


def _shown(request: HttpRequest, template: str, form: DayForm, context: dict[str, Any], seen: date) -> HttpResponse:
    """The page, with how old what is known of the law is: the day asked for may be later than that."""
    return render(request, template, {**context, "form": form, "seen": seen, "is_later": form.day > seen})
