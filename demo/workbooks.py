"""Writes workbooks row by row, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter

from demo.sheets import DAY, NUMBER, SheetPlan

_CREATED = datetime(2026, 6, 15, 9, 0)  # the demo's day: a workbook must not tell when it was made
_EPOCH = date(1899, 12, 30).toordinal()
Row = Sequence[Any]


class Writer:
    """One workbook; sheets are written once, in order, and rows are not kept in memory."""

    def __init__(self, path: Path, about: Sequence[str]) -> None:
        self._book = xlsxwriter.Workbook(
            path,
            {"strings_to_formulas": False, "strings_to_urls": False},
        )
        self._book.set_properties({"title": about[0], "author": "Kadry", "created": _CREATED})
        add = self._book.add_format
        self._title = add({"bold": True, "text_wrap": True, "valign": "vcenter", "font_color": "#7A3E00"})
        self._heading = add({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEF1F4"})
        self._day = add({"num_format": "dd.mm.yyyy"})
        self._plain = add({"text_wrap": True, "valign": "top"})
        self._tell(about)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._book.close()

    def _tell(self, about: Sequence[str]) -> None:
        sheet = self._book.add_worksheet("О файле")
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, about[0], self._title)
        for row, line in enumerate(about[1:], 1):
            sheet.write_string(row, 0, line, self._plain)

    def begin(self, plan: SheetPlan) -> Any:
        """A new sheet with its merged title and heading; the first free row is the third."""
        sheet = self._book.add_worksheet(plan.name)
        for at, column in enumerate(plan.columns):
            sheet.set_column(at, at, column.width, self._day if column.kind == DAY else None)
        sheet.freeze_panes(2, 0)
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, len(plan.columns) - 1, plan.title, self._title)
        sheet.set_row(1, 30)
        for at, column in enumerate(plan.columns):
            sheet.write_string(1, at, column.heading, self._heading)
        return sheet

    def sheet(self, plan: SheetPlan, rows: Iterable[Row]) -> int:
        """Write a sheet; returns how many rows it holds. None and "" leave a cell empty."""
        sheet = self.begin(plan)
        put_text, put_number, day = sheet.write_string, sheet.write_number, self._day
        kinds = [column.kind for column in plan.columns]
        at = 1
        for at, row in enumerate(rows, 2):
            for column, (kind, value) in enumerate(zip(kinds, row, strict=True)):
                if value is None or value == "":
                    continue
                if kind == DAY:
                    put_number(at, column, value.toordinal() - _EPOCH, day)
                elif kind == NUMBER:
                    put_number(at, column, value)
                else:
                    put_text(at, column, value)
        return at - 1

    def put(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """Write one value as it comes, whatever its column is meant for."""
        if value is None or value == "":
            return
        if isinstance(value, date):
            sheet.write_number(row, column, value.toordinal() - _EPOCH, self._day)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, value)

    def put_formula(self, sheet: Any, row: int, column: int, formula: str, saved: str) -> None:
        """A formula with the value last saved with it: "" where none was, or an error."""
        sheet.write_formula(row, column, formula, None, saved)
