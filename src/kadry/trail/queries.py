"""How a row of a figure is shown: its cells, and where it came from."""

from __future__ import annotations

from typing import Any

from kadry.trail.figures import Source


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
