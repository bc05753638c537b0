"""Faults put into words at their cells."""

from __future__ import annotations

from typing import Any

from kadry.exchange.checking import Fault, SheetCheck
from kadry.exchange.reading import problems as reading
from kadry.exchange.reading.headings import Recognised
from kadry.exchange.reading.identifiers import bad_identifier
from kadry.exchange.sheets import Sheet


def cell_problem(fault: Fault, check: SheetCheck, name: str, sheet: Sheet, found: Recognised) -> reading.Problem:
    """The problem of one fault, with the value that stands in the cell."""
    value = check.cells[fault.key][fault.position] if fault.key in check.cells else None
    facts = dict(fault.finding.facts)
    place: dict[str, Any] = {
        "sheet": name,
        "row": check.rows[fault.position],
        "column_letter": found.letter(fault.key) if fault.key in found.columns else None,
        "heading": found.headings.get(fault.key) or sheet.column(fault.key).headings[0],
    }
    match fault.finding.code:
        case "cell_error":
            return reading.cell_error(facts["error"], **place)
        case "bad_identifier":
            return bad_identifier(facts["kind"], value or "", **place)
        case "unknown_reference":
            return reading.unknown_reference(value or "", facts["near"], **place)
        case "too_long":
            facts["count"] = len(value or "")
    return reading.problem(fault.finding.code, value=value, **place, **facts)


def missing_headings(name: str, sheet: Sheet, found: Recognised) -> list[reading.Problem]:
    """Columns without which the sheet cannot be taken at all."""
    return [
        reading.problem("heading_missing", sheet=name, row=found.heading_row, heading=sheet.column(key).headings[0])
        for key in sorted(found.missing)
    ]


def unknown_sheet(name: str, near: tuple[str, ...]) -> reading.Problem:
    return reading.problem("sheet_unknown", sheet=name, proposals="; ".join(near) or "—")
