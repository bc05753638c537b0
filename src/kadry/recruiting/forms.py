"""Forms of a hire: whose, where and when; and what only the support measures ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kadry.demand.forms import Ground
from kadry.reference.models import Municipality, Programme
from kadry.registry.enums import OrganisationKind
from kadry.registry.fields import organisation_field
from kadry.registry.models import OrganisationQuerySet
from kadry.training.models import Student

YES_NO = [("yes", _("yes")), ("no", _("no"))]
NOT_KNOWN = ("", _("not known"))


class FindForm(forms.Form):
    """Whose hire: a search by name, as nobody can choose among all students."""

    name = forms.CharField(
        label=_("Name of the student"),
        min_length=2,
        max_length=120,
        help_text=_("Surname, or surname and given name; the first letters are enough"),
    )


class HireForm(forms.Form):
    """Where and when one student was hired. An employer writes down hires at itself only."""

    employer = forms.Field()  # made with the employers this account may name
    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("Municipality of the workplace"))
    programme = forms.ModelChoiceField(
        Programme.objects.all(), label=_("Programme"), to_field_name="code", help_text=_("The one the job asks for")
    )
    hired_on = forms.DateField(label=_("Hired on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    in_trade = forms.TypedChoiceField(
        label=_("In the trade that was taught"), choices=YES_NO, coerce="yes".__eq__, widget=forms.RadioSelect
    )
    ground = Ground.base_fields["ground"]

    def __init__(self, *args: Any, student: Student, employers: OrganisationQuerySet, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employer"] = organisation_field(employers, kind=OrganisationKind.EMPLOYER, label=_("Employer"))
        self.fields["municipality"].queryset = Municipality.objects.filter(region__code=region).current()
        self.fields["programme"].initial = student.group.programme
        if employers.count() == 1:
            only = employers.get()
            self.fields["employer"].initial = only
            self.fields["municipality"].initial = only.municipality_id


class SupportForm(forms.Form):
    """What the support measures ask of a hire besides. Nothing of it is kept: no action ever sees this form."""

    wage = forms.CharField(  # what is no sum is told by the panel of the measures, which knows how to read one
        label=_("Monthly wage before tax, roubles"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    indefinite = forms.ChoiceField(label=_("Indefinite contract"), choices=[NOT_KNOWN, *YES_NO], required=False)
    full_time = forms.ChoiceField(label=_("Full time"), choices=[NOT_KNOWN, *YES_NO], required=False)
    disability_group = forms.ChoiceField(
        label=_("Disability group"),
        choices=[NOT_KNOWN, ("none", _("none")), ("first", _("group I")), ("second", _("group II")), ("third", _("group III"))],
        required=False,
    )

    def add_prefix(self, field_name: str) -> str:
        """The name by which the law knows the fact."""
        return f"person.{field_name}" if field_name == "disability_group" else f"job.{field_name}"


class WithdrawForm(forms.Form):
    """The hire was written down by mistake."""

    ground = forms.CharField(
        label=_("Why it is withdrawn"), max_length=150, help_text=_("Written down twice, another student, another day")
    )
