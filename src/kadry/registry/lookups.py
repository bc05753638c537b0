"""Kinds of columns that name an organisation, a municipality, a programme, a cluster, a figure or its scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from kadry.exchange.kinds import Context, Finding, Kind, Read, reference
from kadry.exchange.reading import codes, near
from kadry.exchange.reading.cleaning import clean
from kadry.reference.models import Industry, Municipality, Programme, Region
from kadry.registry.enums import OrganisationKind
from kadry.registry.models import Cluster, Organisation
from kadry.trail import figures

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


def figure_key(cells: pl.Series, context: Context) -> Read:
    """The key of a declared figure; an unknown one is named, with all that exist."""
    known = {figure.key for figure in figures.all_figures()}
    listed = ["" if cell is None else cell for cell in clean(cells).to_list()]
    choices = ", ".join(sorted(known))
    return Read(
        listed,
        {at: Finding("not_a_choice", {"choices": choices}) for at, cell in enumerate(listed) if cell and cell not in known},
    )


def scope(cells: pl.Series, context: Context) -> Read:
    """«programme=15.01.32; municipality=Балашиха» → canonical scope; names of places and organisations become keys.

    A dimension the row's figure does not know is named, with those it knows. Where no figure is named, or an unknown
    one, that is said at its own cell.
    """
    region = Region.objects.get(pk=context.region_id)
    names = _scope_names(region)
    known = {figure.key: figure for figure in figures.all_figures()}
    found: list[str] = []
    findings: dict[int, Finding] = {}
    listed = clean(cells).to_list()
    for at, (key, cell) in enumerate(zip(context.columns.get("figure", [""] * len(listed)), listed, strict=True)):
        if key not in known:
            found.append(cell or "")
            continue
        dimensions: dict[str, Any] = {"region": region.code}
        for part in filter(None, (part.strip() for part in (cell or "").split(";"))):
            dimension, _equals, value = (piece.strip() for piece in part.partition("="))
            meant = _meant(known[key], dimension, value, names)
            if isinstance(meant, Finding):
                findings[at] = meant
            else:
                dimensions[dimension] = meant
        found.append(str(figures.Scope.of(**dimensions)))
    return Read(found, findings)


def _meant(figure: figures.Figure, dimension: str, value: str, names: Mapping[str, Mapping[str, Any]]) -> Any:
    """The key a value of a dimension stands for, or what is wrong with it."""
    if dimension not in figure.source.dimensions:
        return Finding("not_a_choice", {"choices": ", ".join(sorted(figure.source.dimensions))})
    if dimension in names:
        return names[dimension].get(value) or _as_written(value, names[dimension])
    return value if value and _is_of(figure, dimension, value) else Finding("unknown_reference", {"near": ()})


def _as_written(value: str, keys: Mapping[str, Any]) -> Any:
    """The key of a name written in another case or with other quotes; a near miss is proposed, never taken."""
    known = near.Names(keys)
    one = known.match(value)
    return keys[one] if one is not None else Finding("unknown_reference", {"near": known.propose(value)})


def _is_of(figure: figures.Figure, dimension: str, value: str) -> bool:
    """Whether the dimension can hold such a value at all: «year=soon» it cannot."""
    try:
        figure.source.within(figures.Scope.of(**{dimension: value})).exists()
    except figures.SENSELESS:
        return False
    return True


def _scope_names(region: Region) -> Mapping[str, Mapping[str, Any]]:
    """Names people write → the keys figures are cut by."""
    organisations = Organisation.objects.of_region(region.code)
    return {
        "region": {region.name_ru: region.code, region.code: region.code},
        "municipality": dict(Municipality.objects.filter(region=region).values_list("name_ru", "slug")),
        "programme": {code: code for code in Programme.objects.values_list("code", flat=True)},
        "industry": dict(Industry.objects.values_list("name_ru", "slug")),
        "cluster": dict(Cluster.objects.values_list("name", "pk")),
        "college": dict(organisations.colleges().values_list("short_name", "pk")),
        "employer": dict(organisations.employers().values_list("short_name", "pk")),
    }
