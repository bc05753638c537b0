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
from kadry.exchange.reading.cleaning import clean
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.reference.models import Industry, Municipality, Region
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

    A dimension the row's figure does not know is named, with those it knows.
    """
    region = Region.objects.get(pk=context.region_id)
    names = _scope_names(region)
    found: list[str] = []
    findings: dict[int, Finding] = {}
    for at, (key, cell) in enumerate(zip(context.columns["figure"], clean(cells).to_list(), strict=True)):
        dimensions: dict[str, Any] = {"region": region.code}
        for part in filter(None, (cell or "").split(";")):
            dimension, _equals, value = (piece.strip() for piece in part.partition("="))
            known = _dimensions(key)
            meant = names.get(dimension, {}).get(value) if dimension in names else value
            if dimension not in known:
                findings[at] = Finding("not_a_choice", {"choices": ", ".join(sorted(known))})
            elif meant in (None, ""):
                findings[at] = Finding("unknown_reference", {"near": ()})
            else:
                dimensions[dimension] = meant
        found.append(str(figures.Scope.of(**dimensions)))
    return Read(found, findings)


def _dimensions(key: str) -> set[str]:
    """What the figure can be cut by; an unknown figure is named at its own cell."""
    try:
        return set(figures.find(key).source.dimensions)
    except figures.UnknownFigure:
        return set()


def _scope_names(region: Region) -> Mapping[str, Mapping[str, Any]]:
    """Names people write → the keys figures are cut by."""
    organisations = dict(Organisation.objects.of_region(region.code).values_list("short_name", "pk"))
    return {
        "region": {region.name_ru: region.code, region.code: region.code},
        "municipality": dict(Municipality.objects.filter(region=region).values_list("name_ru", "slug")),
        "industry": dict(Industry.objects.values_list("name_ru", "slug")),
        "cluster": dict(Cluster.objects.values_list("name", "pk")),
        "college": organisations,
        "employer": organisations,
    }


def number(cells: pl.Series, context: Context) -> Read:
    """A target: a whole number, or a share such as 0,6; empty where evidence is asked for instead."""
    read = kinds.hundredths()(cells, context)
    return Read([None if value is None else value / 100 for value in read.values], read.findings)


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
