"""Forms of an assignment."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from kadry.board.enums import Fate
from kadry.trail.clock import today

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EvidenceForm(forms.Form):
    evidence = forms.CharField(
        label=_("What shows that it was done"), max_length=300, help_text=_("A document with its number and date")
    )


class GroundForm(forms.Form):
    ground = forms.CharField(label=_("On which ground"), max_length=150)


class AnswerForm(forms.Form):
    """What another body has answered to an item passed on to it."""

    fate = forms.ChoiceField(label=_("Its fate"), choices=[choice for choice in Fate.choices if choice[0] != Fate.WAITS])
    answer = forms.CharField(label=_("The answer"), max_length=300, help_text=_("Its number and date, in short"))
    answered_on = forms.DateField(label=_("Answered on"), widget=DAY)

    def clean_answered_on(self) -> date:
        if self.cleaned_data["answered_on"] > today():
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["answered_on"]


class PostponeForm(forms.Form):
    """Another day. The ground is the word of the office that controls it."""

    becomes = forms.DateField(label=_("New deadline"), widget=DAY)
    why = forms.CharField(label=_("Why"), max_length=300)
    ground = forms.CharField(
        label=_("Who agreed to it"),
        max_length=150,
        help_text=_("The office that controls it; a document with its number and date"),
    )


class ForwardForm(forms.Form):
    to_ru = forms.CharField(label=_("To which body"), max_length=200)
    ground = forms.CharField(label=_("On which ground"), max_length=150)
