"""How a room declares the sheets it takes in.

    SHEET = sheet(
        "needs", title=_("Needs"), names=("Потребность", "Needs"), model=Need,
        identity=("employer", "municipality", "programme", "year", "kind"), owner="employer",
        columns=(
            Column("employer", organisation("employer"), ("ИНН или название работодателя", "Employer"), required=True),
            …
        ),
    )

A column's key is the model's field; identity is what makes a row the same row when a workbook comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from kadry.exchange.kinds import Finding, Kind


@dataclass(frozen=True)
class Column:
    """One column: the model's field, how its cells are read, and the headings it is recognised by (Russian first)."""

    key: str
    kind: Kind
    headings: tuple[str, ...]
    required: bool = False
    default: Any = None
    example: str = ""


def no_objection(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    return None


def no_contradiction(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    return None


def in_order(earlier: str, later: str, *, days: int = 0) -> Callable[[Mapping[str, Any]], tuple[str, Finding] | None]:
    """The rule that one day comes at least so many days after another."""

    def agree(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
        if (row[later] - row[earlier]).days >= days:
            return None
        return later, Finding("too_early", {"start": row[earlier].strftime("%d.%m.%Y")})

    return agree


@dataclass(frozen=True)
class Sheet:
    """A sheet a room takes in.

    ``owner`` names the column that holds the organisation a row belongs to: those who work for an organisation may
    bring in only its rows. An identity that names ``region`` gets the region the
    workbook came in for. ``fixed`` are values every row gets. ``guard(before, after)`` may object to a change of a row that
    stands, and its objection is shown at the column ``guarded``, or where the finding says. ``agree(row)`` may name the
    column and the finding of a row whose cells, each good by itself, do not fit together. ``unique`` names columns beside
    the identity whose value only one row may have. ``may(user)`` says who may bring the sheet in at all.
    """

    key: str
    title: str | Promise
    names: tuple[str, ...]
    model: type[Model]
    identity: tuple[str, ...]
    columns: tuple[Column, ...]
    may: Callable[[Any], bool]
    owner: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    guard: Callable[[Mapping[str, Any], Mapping[str, Any]], Finding | None] = no_objection
    guarded: str = ""
    agree: Callable[[Mapping[str, Any]], tuple[str, Finding] | None] = no_contradiction
    unique: tuple[str, ...] = ()

    @property
    def headings(self) -> dict[str, tuple[str, ...]]:
        return {column.key: column.headings for column in self.columns}

    @property
    def required(self) -> frozenset[str]:
        return frozenset(column.key for column in self.columns if column.required)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


# In the order of the rooms (and, within a room, of declaration): what is referred to comes in first.
_SHEETS: dict[str, Sheet] = {}


def declare(sheet: Sheet) -> Sheet:
    """Make a sheet known to the exchange."""
    if sheet.key in _SHEETS:
        raise ValueError(f"Two sheets are called {sheet.key}.")
    _SHEETS[sheet.key] = sheet
    return sheet


def all_sheets() -> list[Sheet]:
    """Every declared sheet, those referred to before those that refer."""
    return list(_SHEETS.values())


def find_sheet(key: str) -> Sheet:
    return _SHEETS[key]
