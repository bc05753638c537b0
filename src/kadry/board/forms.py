"""Forms of an assignment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EvidenceForm(forms.Form):
    evidence = forms.CharField(
        label=_("What shows that it was done"), max_length=300, help_text=_("A document with its number and date")
    )


class GroundForm(forms.Form):
    ground = forms.CharField(label=_("On which ground"), max_length=150)
