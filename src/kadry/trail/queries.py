"""How a row of a figure is shown: its cells, and where it came from; and a figure as it was kept."""

from __future__ import annotations

from typing import Any

from kadry.trail import figures
from kadry.trail.figures import Reading, Scope, Source
from kadry.trail.models import FrozenFigure


def cells(source: Source, row: Any) -> list[Any]:
    """The row's values in the order of the source's columns."""
    return [_cell(row, column.path) for column in source.columns]


def _cell(row: Any, path: str) -> Any:
    """Follow ``employer__short_name`` from a row; a choice shows its label."""
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step, None)
    label = getattr(row, f"get_{last}_display", None)
    return label() if label else getattr(row, last, None)


def origin_of(row: Any) -> str:
    """File, sheet and row number the row came from; empty where it did not come from a workbook."""
    if not getattr(row, "origin_id", None):
        return ""
    return f"{row.origin.of.filename} · {row.origin.name} · {row.origin_row}"


def kept_reading(user: Any, frozen: FrozenFigure) -> Reading:
    """A frozen figure as this user may see it. Raises one of ``figures.SENSELESS`` where it is not computed any more."""
    figure, scope = figures.find(frozen.key), Scope.parse(frozen.scope)
    kept = Reading(figure, scope, _whole(frozen.value), frozen.count, frozen.as_of, frozen.low, frozen.high, whose=frozen.whose)
    return figures.kept_for_reader(user, kept)


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value
