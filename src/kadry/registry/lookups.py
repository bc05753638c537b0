"""Kinds of columns that name an organisation, a municipality, a programme or a cluster."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from kadry.exchange.kinds import Context, Finding, Kind, Read, reference
from kadry.exchange.reading import codes
from kadry.exchange.reading.cleaning import clean
from kadry.reference.models import Industry, Municipality, Programme
from kadry.registry.enums import OrganisationKind
from kadry.registry.models import Cluster, Organisation

Entries = Iterable[tuple[int, Iterable[str]]]
_BAD_INN = Finding("bad_identifier", {"kind": "inn"})


def _municipalities(context: Context) -> Entries:
    """A merged municipality's name leads to its successor."""
    for town in Municipality.objects.filter(region_id=context.region_id):
        yield town.successor_id or town.pk, (town.name_ru, town.name_en, town.oktmo, town.centre)


def _programmes(context: Context) -> Entries:
    """By code only: the same name stands under several codes."""
    for pk, code in Programme.objects.values_list("pk", "code"):
        yield pk, (code,)


def _industries(context: Context) -> Entries:
    for pk, *names in Industry.objects.values_list("pk", "name_ru", "name_en", "slug"):
        yield pk, names


def _clusters(context: Context) -> Entries:
    yield from ((pk, (name,)) for pk, name in Cluster.objects.values_list("pk", "name"))


def organisation(kind: OrganisationKind) -> Kind:
    """An organisation of the region by ИНН, ОГРН, full or short name."""

    def entries(context: Context) -> Entries:
        known = Organisation.objects.filter(kind=kind, municipality__region_id=context.region_id)
        for pk, *names in known.values_list("pk", "inn", "ogrn", "name", "short_name"):
            yield pk, names

    named = reference(Organisation, kind, entries)

    def read(cells: pl.Series, context: Context) -> Read:
        """What looks like an ИНН and has a wrong check digit is told as such, not as an unknown name."""
        found = named(cells, context)
        if not found.findings:
            return found
        numbers = clean(cells).str.contains(r"^(\d{10}|\d{12})$").fill_null(False) & codes.inn(cells).bad
        wrong = set(numbers.arg_true().to_list())
        return Read(found.values, {at: _BAD_INN if at in wrong else finding for at, finding in found.findings.items()})

    return read


municipality = reference(Municipality, "", _municipalities)
programme = reference(Programme, "", _programmes, parse=codes.programme_codes, unknown="unknown_code")
industry = reference(Industry, "", _industries)
cluster = reference(Cluster, "", _clusters)
