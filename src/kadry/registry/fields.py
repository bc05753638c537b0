"""One organisation of many in a form: a few are listed, more are typed by name or ИНН, with those that fit offered."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kadry.registry.enums import OrganisationKind
from kadry.registry.models import Organisation, OrganisationQuerySet
from kadry.registry.queries import OFFERED, named_like

LISTED = 40  # more than these nobody chooses from a list, on a telephone least of all
HINT = gettext_lazy("A part of the name, or the ИНН")
_INN = re.compile(r"(?<!\d)(\d{12}|\d{10})(?!\d)")


def organisation_field(among: OrganisationQuerySet, *, kind: OrganisationKind | None = None, **told: Any) -> forms.Field:
    """A field whose clean value is one of these organisations; ``kind`` narrows what is offered while somebody types."""
    if among.count() <= LISTED:
        return forms.ModelChoiceField(among, **told)
    return TypedOrganisation(among, kind=kind, **told)


class OfferingInput(forms.TextInput):
    """A line of text under which the browser offers what fits; without JavaScript it is a line of text."""

    def __init__(self, kind: OrganisationKind | None) -> None:
        super().__init__()
        self.kind = kind

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}_offered"
        line = super().render(name, value, (attrs or {}) | self._offering(name, list_id), renderer)
        return format_html('{}<datalist id="{}"></datalist>', line, list_id)

    def _offering(self, name: str, list_id: str) -> dict[str, str]:
        asked = urlencode({"of": name, "kind": self.kind or ""})
        return {
            "list": list_id,
            "autocomplete": "off",
            "hx-get": f"{reverse('registry:offered')}?{asked}",
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{list_id}",
            "hx-sync": "this:replace",
        }


class TypedOrganisation(forms.CharField):
    """An organisation typed; what was typed stays in the line where it names none or several."""

    def __init__(self, among: OrganisationQuerySet, *, kind: OrganisationKind | None = None, **told: Any) -> None:
        hint = format_lazy("{}. {}", told["help_text"], HINT) if told.get("help_text") else HINT
        super().__init__(**{"max_length": 300, "widget": OfferingInput(kind)} | told | {"help_text": hint})
        self.among = among

    def prepare_value(self, value: Any) -> Any:
        """What a link or a kept row gives is written as somebody would type it."""
        if isinstance(value, int):
            value = self.among.select_related("municipality").filter(pk=value).first()
        return typed(value) if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        return named(text, self.among) if text else None


def typed(organisation: Organisation) -> str:
    """How an organisation is written so that it is found again, whatever others are called."""
    return f"{organisation.short_name}, {organisation.inn or organisation.municipality}"


def named(text: str, among: OrganisationQuerySet) -> Organisation:
    """The one that is meant. Raises ValidationError, which says what fits."""
    fitting = _fitting(text, among.select_related("municipality"))
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise ValidationError(_("Nobody here is called “%(text)s”. Write a part of the name, or the ИНН.") % {"text": text})
    some = "; ".join(typed(one) for one in fitting[:OFFERED])
    raise ValidationError(_("Several are called “%(text)s”: %(some)s. Write which one.") % {"text": text, "some": some})


def _fitting(text: str, among: OrganisationQuerySet) -> list[Organisation]:
    """What names one beyond doubt goes before what is only like it."""
    if inn := _INN.search(text):
        return list(among.filter(inn=inn[1]))
    whole = rf"^{re.escape(text)}$"
    exactly = list(among.filter(Q(short_name__iregex=whole) | Q(name__iregex=whole))[: OFFERED + 1])
    if exactly:
        return exactly
    before_town = [one for one in among.filter(named_like(text.rpartition(",")[0])) if typed(one) == text] if "," in text else []
    return before_town or list(among.filter(named_like(text))[: OFFERED + 1])
