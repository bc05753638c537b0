"""A recognised sheet is checked: every cell read, every problem named, the good rows set apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kadry.exchange.kinds import Context, Finding, Read
from kadry.exchange.reading.headings import Recognised, data_rows
from kadry.exchange.reading.workbook import RawSheet
from kadry.exchange.sheets import Column, Sheet, no_contradiction
from kadry.exchange.storing import Checked, attname
from kadry.people.enums import OF_ORGANISATION


@dataclass(frozen=True)
class Fault:
    """A finding at its place: position of the row, the column's key (empty for the row as a whole)."""

    position: int
    key: str
    finding: Finding


@dataclass
class SheetCheck:
    """What checking a sheet gave. Positions count the non-empty rows below the heading."""

    rows: list[int]
    cells: dict[str, pl.Series]
    faults: list[Fault] = field(default_factory=list)
    good: Checked = field(default_factory=lambda: Checked({}, []))

    @property
    def faulty_positions(self) -> set[int]:
        return {fault.position for fault in self.faults}


def check_sheet(sheet: Sheet, raw: RawSheet, recognised: Recognised, context: Context) -> SheetCheck:
    """Read every column of the sheet, find what is wrong, and keep the good rows as columns of values."""
    body = data_rows(raw, recognised)
    rows = body["_row"].to_list()
    columns = [column for column in sheet.columns if column.key in recognised.columns]
    cells = {column.key: body[column.key] for column in columns}
    check = SheetCheck(rows, cells)
    context.columns = {}
    read: dict[str, list[Any]] = {}
    for column in columns:
        read[column.key] = _read_column(column, cells[column.key], raw, recognised, rows, context, check)
        context.columns[column.key] = read[column.key]
    _find_strangers(sheet, read, context, check)
    _find_contradictions(sheet, read, check)
    _find_duplicates(sheet, read, check)
    check.good = _good_rows(sheet, read, rows, check.faulty_positions, context)
    return check


def _read_column(
    column: Column,
    cells: pl.Series,
    raw: RawSheet,
    recognised: Recognised,
    rows: list[int],
    context: Context,
    check: SheetCheck,
) -> list[Any]:
    """Values of one column; what is wrong goes to the check."""
    read: Read = column.kind(cells, context)
    findings = dict(read.findings) | _error_cells(raw, recognised.letter(column.key), rows)
    values = list(read.values)
    empty = [position for position, value in enumerate(values) if value is None or value == ""]
    for position in empty:
        if position in findings:
            continue
        if column.required:
            findings[position] = Finding("missing_required")
        elif column.default is not None:
            values[position] = column.default
    check.faults += [Fault(position, column.key, finding) for position, finding in findings.items()]
    return values


def _error_cells(raw: RawSheet, letter: str, rows: list[int]) -> dict[int, Finding]:
    """Formulas without a saved value, and saved errors: named cells, never taken as empty."""
    if not raw.errors:
        return {}
    found = {}
    for position, row in enumerate(rows):
        code = raw.errors.get((row, letter))
        if code:
            found[position] = Finding("cell_error", {"error": code})
    return found


def _find_strangers(sheet: Sheet, read: Mapping[str, list[Any]], context: Context, check: SheetCheck) -> None:
    """Who works for an organisation brings in only that organisation's rows."""
    if not sheet.owner or getattr(context.by, "role", "") not in OF_ORGANISATION:
        return
    own = context.by.organisation_id
    check.faults += [
        Fault(position, sheet.owner, Finding("not_yours"))
        for position, owner in enumerate(read[sheet.owner])
        if owner is not None and owner != own
    ]


def _find_contradictions(sheet: Sheet, read: Mapping[str, list[Any]], check: SheetCheck) -> None:
    """A row whose cells are good one by one and cannot be together."""
    if sheet.agree is no_contradiction:
        return
    faulty = check.faulty_positions
    for position in range(len(check.rows)):
        if position in faulty:
            continue
        if found := sheet.agree({key: column[position] for key, column in read.items()}):
            check.faults.append(Fault(position, *found))


def _find_duplicates(sheet: Sheet, read: Mapping[str, list[Any]], check: SheetCheck) -> None:
    """A row whose identity stands higher up in the same sheet."""
    first: dict[tuple[Any, ...], int] = {}
    faulty = check.faulty_positions
    keys = zip(*(read[key] for key in sheet.identity if key in read), strict=True)
    for position, key in enumerate(keys):
        if position in faulty:
            continue
        if key in first:
            check.faults.append(Fault(position, sheet.identity[-1], Finding("duplicate_row", {"other": check.rows[first[key]]})))
        else:
            first[key] = position


def _good_rows(sheet: Sheet, read: Mapping[str, list[Any]], rows: list[int], faulty: set[int], context: Context) -> Checked:
    """The rows without a fault, by the model's own attribute names."""
    keep = [position for position in range(len(rows)) if position not in faulty] if faulty else range(len(rows))
    values = {attname(sheet.model, key): [column[at] for at in keep] for key, column in read.items()}
    if "region" in sheet.identity:
        values["region_id"] = [context.region_id] * len(keep)
    for key in sheet.identity:
        if key not in read and key not in sheet.fixed and key != "region":
            values[attname(sheet.model, key)] = [sheet.column(key).default] * len(keep)
    values |= {key: [value] * len(keep) for key, value in sheet.fixed.items()}
    return Checked(values, [rows[at] for at in keep])
