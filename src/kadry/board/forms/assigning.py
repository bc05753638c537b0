"""The two short pages of an assignment: what, who and by when; then how it will be seen."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kadry.board.checking import is_reached
from kadry.board.enums import Comparison, Counted
from kadry.board.forms.decisions import DAY
from kadry.board.forms.figures import OF, FigureForm
from kadry.board.models import AgendaItem, Assignment
from kadry.board.queries.decisions import value_words
from kadry.people.enums import Role
from kadry.people.models import User
from kadry.registry.fields import organisation_field
from kadry.registry.models import Organisation
from kadry.trail import figures

DEADLINE = ("deadline", "counted_from", "counted_days", "counted_after")


class _Person(forms.ModelChoiceField):
    """An account is shown with its role; its name stands in no log."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.name} ({Role(user.role).label})" if user.role else user.name


class WhatForm(forms.Form):
    """What is asked of whom, by when."""

    held_on = forms.DateField(label=_("Meeting of"), widget=DAY)
    item = forms.ModelChoiceField(AgendaItem.objects.none(), label=_("Question of the agenda"), required=False)
    text_ru = forms.CharField(label=_("What is to be done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    text_en = forms.CharField(
        label=_("The same in English"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    responsible_ru = forms.CharField(
        label=_("Who answers for it"), max_length=150, help_text=_("An office or an organisation, never a person’s name")
    )
    organisation = forms.Field()  # these two are made with the organisations of the region
    executor = _Person(User.objects.none(), label=_("Executor’s account"), required=False)
    co_executors = forms.CharField(
        label=_("Co-executors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line; an organisation by its name as it stands here is reminded too"),
    )
    controller_ru = forms.CharField(label=_("Who controls it"), max_length=150, required=False)
    raised_by_ru = forms.CharField(label=_("Who raised the question"), max_length=150, required=False)
    raiser = forms.Field()
    deadline = forms.DateField(label=_("By what day"), required=False, widget=DAY)
    counted_days = forms.IntegerField(label=_("Or so many days after an event"), min_value=0, max_value=1000, required=False)
    counted_from = forms.ChoiceField(label=_("After which event"), choices=[("", "—"), *Counted.choices], required=False)
    counted_after = forms.ModelChoiceField(Assignment.objects.none(), label=_("After which assignment"), required=False)

    def __init__(self, *args: Any, region: int, standing: Assignment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        self._offer(region, standing)
        if standing:
            for name in ("held_on", *(DEADLINE if standing.deadline else ())):
                del self.fields[name]

    def _offer(self, region: int, standing: Assignment | None) -> None:
        """What can be chosen in this region; no assignment runs from itself."""
        here = Organisation.objects.filter(municipality__region=region)
        self.fields["organisation"] = organisation_field(
            here, label=_("Organisation"), required=False, help_text=_("It is reminded and files what was done")
        )
        self.fields["raiser"] = organisation_field(
            here, label=_("Organisation that raised it"), required=False, help_text=_("It sees what becomes of it")
        )
        accounts = User.objects.filter(memberships__region=region, memberships__until=None, is_active=True)
        self.fields["executor"].queryset = accounts.exclude(memberships__role=Role.STUDENT).distinct().order_by("name", "id")
        self.fields["item"].queryset = AgendaItem.objects.filter(region=region).order_by("-held_on", "number")
        others = Assignment.objects.filter(region=region).exclude(pk=standing and standing.pk)
        self.fields["counted_after"].queryset = others.order_by("-held_on", "number")
        for name in ("item", "counted_after"):
            self.fields[name].label_from_instance = _as_papers_name_it

    def clean_co_executors(self) -> list[str]:
        offices = [line.strip() for line in self.cleaned_data["co_executors"].splitlines() if line.strip()]
        if any(len(office) > 150 for office in offices):
            raise forms.ValidationError(_("Each co-executor takes one line of at most 150 letters."))
        return offices

    def clean(self) -> dict[str, Any]:
        """A day, or a number of days after an event; never both, never neither."""
        told = super().clean()
        if "deadline" in self.fields and not self.errors:
            self._clean_deadline(told)
        held_on = told.get("held_on") or (self.standing.held_on if self.standing else None)
        if told.get("deadline") and held_on and told["deadline"] < held_on:
            self.add_error("deadline", _("The deadline is before the meeting that set it."))
        item = told.get("item")
        if item and told.get("held_on") and item.held_on != told["held_on"]:
            self.add_error("item", _("This question stands on the agenda of another meeting."))
        return told

    def _clean_deadline(self, told: dict[str, Any]) -> None:
        event, days = told["counted_from"], told["counted_days"]
        if told["deadline"] and (event or days is not None):
            self.add_error("deadline", _("Give a day, or days after an event; not both."))
        elif not told["deadline"] and not event:
            self.add_error("deadline" if days is None else "counted_from", _("Say by what day, or after which event."))
        elif event and days is None:
            self.add_error("counted_days", _("Say how many days after the event."))
        if (event == Counted.ASSIGNMENT) != bool(told["counted_after"]):
            self.add_error("counted_after", _("Name the assignment the deadline is counted from, and only then."))


def _as_papers_name_it(one: AgendaItem | Assignment) -> str:
    return f"№ {one.number}, {one.held_on:%d.%m.%Y}: {one.text[:80]}"


class SeenForm(FigureForm):
    """How it will be seen that it was done: a figure with its target, or a document."""

    figure = forms.ChoiceField(label=_("The figure that will tell"), required=False)
    evidence = forms.CharField(
        label=_("Or the document to be filed"),
        max_length=300,
        required=False,
        help_text=_("Where no figure of the house can tell"),
    )

    def _ask_for_cuts(self, figure: figures.Figure) -> None:
        """And for the target, once the figure tells its unit."""
        super()._ask_for_cuts(figure)
        is_rate = figure.unit is figures.Unit.RATE
        self.fields["comparison"] = forms.ChoiceField(label=_("It is to be"), choices=Comparison.choices)
        self.fields["target"] = forms.CharField(
            label=_("Target"),
            max_length=20,
            help_text=_("In per cent") if is_rate else "",
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )
        self.fields["evidence"] = self.fields.pop("evidence")  # it stays the last

    def clean_target(self) -> float:
        """«20 000» and «0,5» are numbers; a share is asked for in per cent."""
        written = "".join(self.cleaned_data["target"].split()).replace(",", ".").removesuffix("%")
        try:
            target = float(written)
        except ValueError:
            raise forms.ValidationError(_("This is not a number.")) from None
        is_rate = self.chosen is not None and self.chosen.unit is figures.Unit.RATE
        if not math.isfinite(target) or (is_rate and not 0 <= target <= 100):
            raise forms.ValidationError(_("A share is between 0 and 100 per cent.") if is_rate else _("This is not a number."))
        return target / 100 if is_rate else target

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if self.chosen and told.get("evidence"):
            self.add_error("evidence", _("Choose a figure or name a document; not both."))
        if not self.chosen and not told.get("evidence") and "figure" not in self.errors:
            self.add_error("figure", _("Choose the figure that will tell, or name the document to be filed."))
        return told

    @property
    def test(self) -> dict[str, Any]:
        """The fields of the assignment this makes."""
        if not self.chosen:
            return {"figure": "", "scope": "", "comparison": "", "target": None, "evidence": self.cleaned_data["evidence"]}
        told = self.cleaned_data
        test = {"figure": self.chosen.key, "scope": str(self.scope), "comparison": told["comparison"], "target": told["target"]}
        return test | {"evidence": ""}

    @property
    def digest(self) -> str:
        """The test in one line."""
        return "|".join(str(value) for value in self.test.values())

    @property
    def is_read_back(self) -> bool:
        """A document needs no reading back."""
        return not self.chosen or super().is_read_back

    def judged(self, user: Any, by_when: str) -> dict[str, Any]:
        """The sentence of the figure with its target and deadline, and whether it is reached today."""
        said, comparison, target = self.sentence(user), Comparison(self.test["comparison"]), self.test["target"]
        value = self.reading.value
        return said | {
            "target": f"{comparison.label} {value_words(self.chosen, target)}",
            "by_when": by_when,
            "reached": value is not None and is_reached(value, comparison, target),
        }


def initial_of(standing: Assignment) -> dict[str, Any]:
    """Page one as it stands."""
    names = [name for name in WhatForm.base_fields if name != "co_executors"]
    offices = "\n".join(helper.office_ru for helper in standing.co_executors.all())
    return {name: getattr(standing, name) for name in names} | {"co_executors": offices}


def test_of(standing: Assignment) -> dict[str, Any]:
    """Page two as it stands; a share in per cent."""
    target: float | date | None = standing.target
    if standing.figure and target is not None:
        is_rate = figures.find(standing.figure).unit is figures.Unit.RATE
        target = f"{100 * target if is_rate else target:.10g}"
    of = {OF + name: value for name, value in figures.Scope.parse(standing.scope).items}
    test = {"figure": standing.figure, "cut_for": standing.figure, "comparison": standing.comparison, "target": target}
    return of | test | {"evidence": standing.evidence}
