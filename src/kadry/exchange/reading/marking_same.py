"""Marks in the very workbook that came, with its look kept. For books small enough to be held as objects."""

import io
import re
from datetime import date, datetime

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from .headings import is_own_sheet
from .marking_words import BAD_FILL, HEAD_FILL, Marks, SheetMarks, link
from .workbook import RawSheet

_AUTHOR = "Kadry"
_BAD = PatternFill("solid", start_color=BAD_FILL)
_HEAD = PatternFill("solid", start_color=HEAD_FILL)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_WIDTHS = (24, 8, 10, 28, 28, 60, 60)
_TOP = Alignment(wrap_text=True, vertical="top")


def mark_same(data: bytes, marks: Marks) -> bytes:
    """Return the XLSX in `data` with its marks. Links to other workbooks and macros are dropped."""
    book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    for raw in marks.book.sheets:
        if raw.name not in marks.sheets and is_own_sheet(raw):
            del book[raw.name]
    for name, one in marks.sheets.items():
        _unmark(book[name], one)
        _settle_formulas(book[name], one.sheet)
        _mark_sheet(book[name], one, marks)
    _remarks(book.create_sheet(marks.remarks_name(), 0), marks)
    book.active = 0
    for sheet in book.worksheets[1:]:
        # several selected sheets would be edited together
        sheet.sheet_view.tabSelected = False
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _unmark(sheet: Worksheet, one: SheetMarks) -> None:
    """Take away what an earlier marking left, so that a corrected cell is not red any more."""
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell) and cell.comment and cell.comment.author == _AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
    if one.text_column < one.sheet.cells.width:
        for row_number in range(one.heading_row, sheet.max_row + 1):
            sheet.cell(row_number, one.text_column + 1).value = None


def _settle_formulas(sheet: Worksheet, raw: RawSheet) -> None:
    """A formula written by openpyxl loses its saved value and could not be read again: the value takes its
    place."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type != "f":
                continue
            at, column = cell.row - raw.first_row, cell.column - 1
            inside = at < raw.cells.height and column < raw.cells.width
            text = raw.cells.item(at, column) if inside else None
            if text is not None:
                _put(cell, _typed(text, cell.is_date))


def _typed(text: str, dated: bool) -> str | int | float | bool | date:
    if text in ("true", "false"):
        return text == "true"
    if dated:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _put(cell: Cell, value: str | int | float | bool | date) -> None:
    """Set a value; a text that looks like a formula stays a text, also when the cell is edited later."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True


def _mark_sheet(sheet: Worksheet, one: SheetMarks, marks: Marks) -> None:
    for (row, letter), problems in one.by_cell.items():
        cell = _top_left(sheet, f"{letter}{row}")
        cell.fill = _BAD
        before = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(before + marks.text(problems), _AUTHOR, height=120, width=320)
    if not one.by_row:
        return
    column = one.text_column + 1
    heading = _top_left(sheet, sheet.cell(one.heading_row, column).coordinate)
    _put(heading, marks.words.column)
    heading.font, heading.fill, heading.alignment = Font(bold=True), _HEAD, _TOP
    sheet.column_dimensions[heading.column_letter].width = 60
    for row, problems in one.by_row.items():
        cell = _top_left(sheet, sheet.cell(row, column).coordinate)
        _put(cell, marks.text(problems))
        cell.alignment = _TOP


def _top_left(sheet: Worksheet, coordinate: str) -> Cell:
    """The cell itself, or the one that stands for the merged cells it belongs to."""
    cell = sheet[coordinate]
    if isinstance(cell, MergedCell):
        merged = next(area for area in list(sheet.merged_cells) if coordinate in area)
        cell = sheet.cell(merged.min_row, merged.min_col)
    return cell


def _remarks(sheet: Worksheet, marks: Marks) -> None:
    for column, (heading, width) in enumerate(zip(marks.words.headings, _WIDTHS, strict=True), start=1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    if not marks.problems:
        sheet.cell(2, 1, marks.words.none)
    for row, problem in enumerate(marks.problems, start=2):
        said = (marks.words.what(problem), marks.words.cure(problem))
        place = f"{problem.column_letter or ''}{problem.row or ''}"
        for column, text in enumerate((problem.sheet, problem.row, place, problem.heading, problem.value, *said), start=1):
            cell = sheet.cell(row, column)
            _put(cell, text if text is not None else "")
            cell.alignment = _TOP
        if problem.row and problem.sheet in marks.sheets:
            cell = sheet.cell(row, 3)
            target = link(problem.sheet, problem.column_letter, problem.row)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)
            cell.font = Font(color="0563C1", underline="single")
