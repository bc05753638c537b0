"""The form of a check is made of the facts the measures ask for. Whatever is left empty is not known, which is not a no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django import forms
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kadry.support.bridge.asking import FIRST_DAY, LAST_DAY, Asked
from kadry.support.models import Plan

YES, NO = "yes", "no"
TOO_LARGE_DIGITS = 12  # a thousand milliards and more is a slip of zeros
_CODE = re.compile(r"^\d{2}(\.\d{1,2}){0,2}$")  # every fact of text is a class of ОКВЭД 2
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_ROUBLES = re.compile(r"(₽|руб\.?|р\.)$")

SUBJECT_NAMES: dict[str, str | Promise] = {
    "job": _("The job"),
    "person": _("The person to be hired"),
    "gift": _("What is given"),
    "contract": _("Students"),
    "course": _("The training"),
    "employer": _("The enterprise"),
}


class Checkbox(forms.CheckboxInput):
    """Ticked is yes. A no that is known stands beside the box as a hidden answer, so that it is not lost by sending the form."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=lambda value: value in (True, YES))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        known_no = (
            format_html("<input{}>", flatatt({"type": "hidden", "name": name, "value": NO})) if value in (False, NO) else ""
        )
        box = format_html("<input{}>", flatatt(self._box(name, value, attrs)))
        return format_html("{}{}", known_no, box)

    def _box(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {"type": "checkbox", "name": name, "value": YES, "checked": value in (True, YES), **self.attrs, **(attrs or {})}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name)  # of several the last one: the box stands after the hidden no


class YesNo(forms.Field):
    """yes, no, or nothing known."""

    widget = Checkbox

    def to_python(self, value: Any) -> bool | None:
        return {YES: True, NO: False}.get(value)


class Amount(forms.Field):
    """A sum or a number as people write it: «40 639,50»; kept as exact text."""

    def __init__(self, *, low: float, high: float | None, decimals: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 30}), **kwargs)
        self.low, self.high, self.decimals = low, high, decimals

    def to_python(self, value: Any) -> Any:
        text = _ROUBLES.sub("", _SPACES.sub("", str(value or ""))).replace(",", ".")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            raise forms.ValidationError(_("This is not a number: write it as 40 639,50."))
        self._check(number, digits=len(text.partition(".")[2]))
        return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")

    def _check(self, number: Decimal, *, digits: int) -> None:
        """``digits`` are those after the point, as typed: “45,000” is a slip, not forty-five."""
        if number.adjusted() >= TOO_LARGE_DIGITS and number > 0:
            raise forms.ValidationError(_("The number is too large: check the zeros."))
        if number < Decimal(str(self.low)) or (self.high is not None and number > Decimal(str(self.high))):
            limit = {"low": f"{self.low:g}", "high": "" if self.high is None else f"{self.high:g}"}
            says = _("Give a number from %(low)s to %(high)s.") if limit["high"] else _("Give a number not below %(low)s.")
            raise forms.ValidationError(says, params=limit)
        if max(digits, -int(number.normalize().as_tuple().exponent)) > self.decimals:
            raise forms.ValidationError(_("Too many digits after the point: %(most)s at most."), params={"most": self.decimals})


class Day(forms.DateField):
    """A day of which the law can speak, as a date control sends it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Give a day of the years 1900 to 2100: check the year."))
        return day


class Group(NamedTuple):
    """The questions of one subject: those typed, those typed only for single measures, those ticked, and the box that
    says no to all that is not ticked."""

    subject: str
    name: str | Promise
    typed: list[forms.BoundField]
    rare: list[forms.BoundField]
    ticked: list[forms.BoundField]
    rest: forms.BoundField | None
    answered: int


class FactsForm(forms.Form):
    """Any of the facts of a topic. ``facts`` gives those that were answered, as a file would."""

    def __init__(self, data: Any = None, *, asked: Sequence[Asked], known: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(known or {}))
        self.asked = list(asked)
        for one in self.asked:
            self.fields[one.name] = _field(one)
        for subject in {one.subject for one in self.asked if one.kind == "yes_no"}:
            self.fields[f"{subject}.rest"] = forms.BooleanField(required=False, label=_("Of the rest of this list nothing is so"))

    @property
    def facts(self) -> dict[str, Any]:
        """What is known: fact → value. Of a valid form only."""
        found = {one.name: self._value(one) for one in self.asked}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def _value(self, one: Asked) -> Any:
        value = self.cleaned_data.get(one.name)
        if one.kind == "yes_no" and value is None and self.cleaned_data.get(f"{one.subject}.rest"):
            return False
        return value.isoformat() if one.kind == "date" and value else value

    def groups(self) -> Iterator[Group]:
        for subject in dict.fromkeys(one.subject for one in self.asked):
            own = [one for one in self.asked if one.subject == subject]
            typed = [one for one in own if one.kind != "yes_no"]
            often = [one for one in typed if one.weight > 1] or typed
            rest = f"{subject}.rest"
            yield Group(
                subject=subject,
                name=SUBJECT_NAMES[subject],
                typed=[self[one.name] for one in often],
                rare=[self[one.name] for one in typed if one not in often],
                ticked=[self[one.name] for one in own if one.kind == "yes_no"],
                rest=self[rest] if rest in self.fields else None,
                answered=sum(self[one.name].value() not in (None, "") for one in own),
            )


def _field(one: Asked) -> forms.Field:
    common: dict[str, Any] = {"required": False, "label": one.question}
    match one.kind:
        case "yes_no":
            return YesNo(required=False, label=one.title)
        case "money" | "number":
            return Amount(low=one.low, high=one.high, decimals=2 if one.kind == "money" else 6, **common)
        case "count":
            high = None if one.high is None else int(one.high)
            return forms.IntegerField(min_value=int(one.low), max_value=high, **common)
        case "date":
            return Day(**common)
        case "choice":
            return forms.ChoiceField(choices=[("", _("not known")), *one.choices], **common)
    return forms.RegexField(_CODE, error_messages={"invalid": _("Write the code in digits and points: 25.62.")}, **common)


def as_hidden(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Known facts as a form sends them, for the fields that carry them on."""
    return [
        (name, {True: YES, False: NO}.get(value, str(value)) if isinstance(value, bool) else str(value))
        for name, value in facts.items()
    ]


class QuestionForm(forms.Form):
    """One question alone; here a no is as easy to say as a yes."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(auto_id="next_%s")
        self.fields[asked.name] = _choose(asked) if asked.kind == "yes_no" else _field(asked)


def _choose(asked: Asked) -> forms.Field:
    choices = [(YES, _("yes")), (NO, _("no"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, required=False, label=asked.question)


class PlanForm(forms.ModelForm):
    """What to call a plan that is kept."""

    class Meta:
        model = Plan
        fields = ("title",)
        labels = {"title": _("What to call it")}
        help_texts = {"title": _("Without anybody’s name: “welder, workshop 3”")}
