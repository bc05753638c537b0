"""By which decision a plan stands."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ApproveForm(forms.Form):
    """A plan is approved on the ground of a decision, never by itself."""

    ground = forms.CharField(
        label=_("Decision"), max_length=150, help_text=_("Number and date of the minutes or of the order that approves the plan")
    )
