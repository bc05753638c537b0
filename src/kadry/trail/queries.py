"""How a row of a figure is shown: its cells, and where it came from."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.trail.figures import Scope, Source

# How the dimensions of a scope are called on the screen.
DIMENSIONS: dict[str, Promise] = {
    "region": _("Region"),
    "municipality": _("Municipality"),
    "workplace": _("Municipality of the workplace"),
    "industry": _("Industry"),
    "cluster": _("Cluster"),
    "college": _("College"),
    "employer": _("Employer"),
    "programme": _("Programme"),
    "year": _("Year"),
    "until": _("Until the year"),
    "works": _("Works from"),
    "admitted": _("Year of admission"),
    "opened": _("Year opened"),
    "kind": _("Kind of need"),
    "need": _("Need"),
    "row": _("Row of the plan"),
    "campaign": _("Campaign"),
    "place": _("Place of practice"),
    "work_class": _("Working conditions"),
    "hours": _("Hours a week"),
    "source": _("Source"),
    "meeting": _("Meeting"),
    "assignment": _("Assignment"),
    "responsible": _("Responsible office"),
    "organisation": _("Organisation that answers"),
    "raiser": _("Organisation that raised it"),
    "case": _("Case"),
    "partner": _("Partner"),
    "measure": _("Support measure"),
    "state": _("State"),
    "reason": _("Reason"),
    "applied_year": _("Year of application"),
}


def scope_words(scope: Scope) -> list[tuple[str, str]]:
    """The scope as it is shown: what each dimension is called, and its value."""
    return [(str(DIMENSIONS.get(name, name)), value) for name, value in scope.items]


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
