"""The two-minute form of a need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kadry.demand.enums import CloseReason
from kadry.demand.models import Need
from kadry.reference.models import Municipality, Programme
from kadry.registry.enums import OrganisationKind
from kadry.registry.fields import organisation_field
from kadry.trail.clock import today


class Ground(forms.Form):
    """How we know: paper and telephone count, and are marked as such."""

    ground = forms.CharField(
        label=_("How we know"),
        max_length=150,
        initial=_("entered here"),
        help_text=_("A letter with its number and date, a telephone call, a meeting"),
    )


class NeedForm(forms.ModelForm):
    """A new need. An employer declares its own; the operator chooses for whom."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("Municipality of the workplace"))
    programme = forms.ModelChoiceField(
        Programme.objects.all(), label=_("Programme"), to_field_name="code", help_text=_("Whom you need, by training")
    )
    people = forms.IntegerField(label=_("People"), min_value=1, max_value=10_000)
    ground = Ground.base_fields["ground"]

    class Meta:
        model = Need
        fields = ("employer", "municipality", "programme", "year", "kind", "people", "reason", "confidence")
        labels = {
            "kind": _("Kind of need"),
            "reason": _("Why"),
            "confidence": _("How sure"),
        }

    def __init__(self, *args: Any, employers: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"] = organisation_field(employers, kind=OrganisationKind.EMPLOYER, label=_("Employer"))
        self.fields["municipality"].queryset = Municipality.objects.filter(region__code=region).current()
        if employers.count() == 1:
            only = employers.get()
            self.fields["employer"].initial = only
            self.fields["municipality"].initial = only.municipality_id
        self.fields["year"] = forms.IntegerField(label=_("Works from"), min_value=today().year, initial=today().year + 1)


class NeedChangeForm(Ground):
    """Another number of people."""

    people = forms.IntegerField(label=_("People"), min_value=1, max_value=10_000)
    field_order = ("people", "ground")


# Silence is found out by the calendar, never chosen by somebody who speaks.
SPOKEN = [choice for choice in CloseReason.choices if choice[0] != CloseReason.SILENCE]


class NeedCloseForm(Ground):
    """The need ends unmet; the reason re-enters planning."""

    reason = forms.ChoiceField(label=_("Why the need was not met"), choices=SPOKEN)
    field_order = ("reason", "ground")
