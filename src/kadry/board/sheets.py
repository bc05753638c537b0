"""Assignments and agenda as a secretary keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy as _

from kadry.board.access import may_keep_assignments
from kadry.board.enums import Comparison
from kadry.board.models import AgendaItem, Assignment
from kadry.exchange import kinds
from kadry.exchange.kinds import Context, Finding, Read
from kadry.exchange.reading import near
from kadry.exchange.reading.cleaning import clean
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.reference.models import Industry, Municipality, Programme, Region
from kadry.registry.models import Cluster, Organisation
from kadry.trail import figures


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


def number(cells: pl.Series, context: Context) -> Read:
    """A target: a whole number, or a share such as 0,6; empty where evidence is asked for instead."""
    read = kinds.hundredths()(cells, context)
    return Read([None if value is None else value / 100 for value in read.values], read.findings)


def _seen_somehow(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    """An acceptance test names its figure, comparison and target together; where there is none, evidence is asked for."""
    test = {key: row.get(key) not in (None, "") for key in ("figure", "comparison", "target")}
    if any(test.values()) or row.get("scope"):
        missing = next((key for key, given in test.items() if not given), None)
    else:
        missing = None if row.get("evidence") else "evidence"
    return (missing, Finding("missing_required")) if missing else None


_NUMBER = Column("number", kinds.whole(1, 999), ("№", "Номер", "Number"), required=True)
_HELD_ON = Column("held_on", kinds.day(), ("Дата заседания", "Date of the meeting"), required=True)

AGENDA = declare(
    Sheet(
        key="agenda",
        title=_("Agenda"),
        names=("Повестка", "Agenda"),
        model=AgendaItem,
        identity=("region", "held_on", "number"),
        may=may_keep_assignments,
        columns=(
            _NUMBER,
            Column("text_ru", kinds.text(1000), ("Вопрос", "Question in Russian"), required=True),
            Column("text_en", kinds.text(1000), ("Вопрос (англ.)", "Question")),
            _HELD_ON,
        ),
    )
)

ASSIGNMENTS = declare(
    Sheet(
        key="assignments",
        title=_("Assignments"),
        names=("Поручения", "Assignments"),
        model=Assignment,
        identity=("region", "held_on", "number"),
        may=may_keep_assignments,
        agree=_seen_somehow,
        columns=(
            _NUMBER,
            Column("text_ru", kinds.text(1000), ("Поручение", "Assignment in Russian"), required=True),
            Column("text_en", kinds.text(1000), ("Поручение (англ.)", "Assignment")),
            Column("responsible_ru", kinds.text(150), ("Ответственный", "Responsible in Russian"), required=True),
            Column("responsible_en", kinds.text(150), ("Ответственный (англ.)", "Responsible")),
            Column("deadline", kinds.day(), ("Срок", "Deadline"), required=True),
            Column("figure", figure_key, ("Показатель", "Figure"), default=""),
            Column("scope", scope, ("Область", "Scope")),
            Column(
                "comparison", kinds.choice({value: value for value in Comparison.values}), ("Сравнение", "Comparison"), default=""
            ),
            Column("target", number, ("Цель", "Target")),
            Column("evidence", kinds.text(300), ("Доказательство", "Evidence")),
            Column("is_example", kinds.yes_no(), ("Пример", "Example"), default=False),
            _HELD_ON,
        ),
    )
)
