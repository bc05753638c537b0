"""The form of a case, and the fields that take organisations and programmes as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import (
    BoundField,
    CharField,
    CheckboxSelectMultiple,
    DateField,
    DateInput,
    Field,
    Form,
    IntegerField,
    ModelChoiceField,
    MultipleChoiceField,
    Textarea,
)
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kadry.demand.forms import Ground
from kadry.exchange.kinds import Lookup
from kadry.experience.checking import joined, without_contacts
from kadry.experience.enums import CooperationForm
from kadry.experience.models import Case
from kadry.reference.models import Industry, Municipality, Programme
from kadry.registry.enums import MoneySource
from kadry.registry.fields import organisation_field
from kadry.registry.models import Organisation, OrganisationQuerySet

MOST_ROUBLES = 10**12
_BETWEEN_CODES = re.compile(r"[,;\s]+")
BESIDES = ("title_en", "summary_en", "source")
CostKey = tuple[str, bool]  # (source, whether in kind)


def day_field(**options: Any) -> DateField:
    return DateField(required=False, widget=DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class OrganisationsField(CharField):
    """Organisations of the region, one a line: ИНН or name. Cleans to a list; a near miss is proposed, never taken."""

    widget = Textarea(attrs={"rows": 3})
    region = ""

    def clean(self, value: Any) -> list[Organisation]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        known = Organisation.objects.of_region(self.region)
        lookup = Lookup((pk, names) for pk, *names in known.values_list("pk", "inn", "ogrn", "name", "short_name"))
        found = {line: lookup.find(line) for line in lines}
        if strangers := [_unknown(line, lookup) for line, pk in found.items() if pk is None]:
            raise ValidationError(strangers)
        return list(known.filter(pk__in=found.values()))


def _unknown(line: str, lookup: Lookup) -> str:
    near = "; ".join(one.name for one in lookup.propose(line))
    if near:
        return gettext("“%(name)s” is not known here. Near to it: %(near)s.") % {"name": line, "near": near}
    return gettext("“%(name)s” is not known here. Write its ИНН or its name as in the register.") % {"name": line}


class ProgrammesField(CharField):
    """Programmes by their codes, a comma or a space between. Cleans to a list."""

    def clean(self, value: Any) -> list[Programme]:
        codes = [code for code in _BETWEEN_CODES.split(super().clean(value)) if code]
        found = {one.code: one for one in Programme.objects.filter(code__in=codes)}
        if strangers := [code for code in codes if code not in found]:
            raise ValidationError(_("There is no programme of this code: %(codes)s."), params={"codes": ", ".join(strangers)})
        return [found[code] for code in dict.fromkeys(codes)]


class CaseForm(Form):
    """A case as its partners tell it. A college and an enterprise tell their own; the operator chooses whose it is."""

    owner = Field()  # made with the organisations this account may tell for
    title_ru = CharField(
        label=_("Title in Russian"),
        max_length=200,
        validators=[without_contacts],
        help_text=_("Who with whom and what: this is read first"),
    )
    summary_ru = CharField(
        label=_("What was done and what came of it, in Russian"),
        max_length=4000,
        validators=[without_contacts],
        widget=Textarea(attrs={"rows": 5}),
        help_text=_("A few sentences. Name offices, not persons; no telephone and no e-mail"),
    )
    forms = MultipleChoiceField(label=_("What you do together"), choices=CooperationForm.choices, widget=CheckboxSelectMultiple)
    partners = OrganisationsField(
        label=_("With whom"), max_length=2000, help_text=_("One organisation a line: its ИНН, or its name as in the register")
    )
    industry = ModelChoiceField(Industry.objects.all(), label=_("Industry"))
    municipality = ModelChoiceField(Municipality.objects.none(), label=_("Municipality"))
    programmes = ProgrammesField(
        label=_("Codes of the programmes"), required=False, max_length=400, help_text=_("For example 15.01.32, 15.02.16")
    )
    begins = day_field(label=_("Since when"))
    ends = day_field(label=_("Until when"), help_text=_("Empty: it goes on"))
    title_en = CharField(label=_("Title in English"), required=False, max_length=200, validators=[without_contacts])
    summary_en = CharField(
        label=_("The same in English"),
        required=False,
        max_length=4000,
        validators=[without_contacts],
        widget=Textarea(attrs={"rows": 5}),
    )
    source = CharField(
        label=_("Where it was published"),
        required=False,
        max_length=300,
        validators=[without_contacts],
        help_text=_("Address or newspaper with the day, if anybody wrote of it"),
    )
    ground = Ground.base_fields["ground"]

    def __init__(self, *args: Any, owners: OrganisationQuerySet, region: str, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = organisation_field(
            owners, label=_("Who tells it"), help_text=_("Answers for the text and for requests")
        )
        self.fields["partners"].region = region
        self.fields["municipality"].queryset = Municipality.objects.filter(region__code=region).current()
        for key in _cost_keys():
            self.fields[_cost_name(key)] = IntegerField(
                label=_cost_label(key), min_value=0, max_value=MOST_ROUBLES, required=False
            )
        self.initial = (_of_case(case) if case else _of_owner(owners)) | self.initial

    @property
    def main(self) -> list[BoundField]:
        """What is asked of everybody; the rest may stay folded up."""
        return [field for field in self if field.name not in BESIDES and not field.name.startswith(_COST)]

    @property
    def cost(self) -> list[BoundField]:
        return [field for field in self if field.name.startswith(_COST)]

    @property
    def besides(self) -> list[BoundField]:
        return [self[name] for name in BESIDES]

    def clean_forms(self) -> str:
        return joined(self.cleaned_data["forms"])

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith(_COST)}
        return given | {"costs": {key: self.cleaned_data[_cost_name(key)] or 0 for key in _cost_keys()}}


_COST = "cost_"


def _cost_keys() -> Iterator[CostKey]:
    for source in MoneySource.values:
        for in_kind in (False, True):
            yield source, in_kind


def _cost_name(key: CostKey) -> str:
    source, in_kind = key
    return f"{_COST}{source}_{'kind' if in_kind else 'money'}"


def _cost_label(key: CostKey) -> str:
    source, in_kind = MoneySource(key[0]).label, key[1]
    words = _("%(source)s: property by its value, ₽") if in_kind else _("%(source)s: money, ₽")
    return words % {"source": capfirst(str(source))}


def _of_owner(owners: OrganisationQuerySet) -> dict[str, Any]:
    """Where only one organisation can tell it, that is the one, and its town the first guess."""
    few = list(owners[:2])
    return {"owner": few[0].pk, "municipality": few[0].municipality_id} if len(few) == 1 else {}


def _of_case(case: Case) -> dict[str, Any]:
    """What stands already."""
    plain = ("title_ru", "summary_ru", "begins", "ends", "title_en", "summary_en", "source")
    others = [one.organisation for one in case.partners.all() if one.organisation_id != case.owner_id]
    return {name: getattr(case, name) for name in plain} | {
        "owner": case.owner_id,
        "industry": case.industry_id,
        "municipality": case.municipality_id,
        "forms": case.forms.split(","),
        "partners": "\n".join(one.short_name for one in others),
        "programmes": ", ".join(one.code for one in case.programmes.all()),
        **{_cost_name((cost.source, cost.in_kind)): cost.roubles for cost in case.costs.all()},
    }
