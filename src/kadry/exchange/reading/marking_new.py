"""A marked workbook written anew from the values that were read: for CSV, XLS, large books and bad rows
alone."""

import io
import re
from collections.abc import Iterator

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .headings import numbering_row
from .marking_words import BAD_FILL, HEAD_FILL, LONGEST_CELL, Marks, SheetMarks, link
from .sheet_xml import column_letter, column_number

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDTHS = (24, 8, 10, 28, 28, 60, 60)
# Excel holds 65,530 links on a sheet; comments are drawings and slow it down much earlier
_LINKS, _COMMENTS = 60_000, 20_000


def write_new(marks: Marks, *, bad_rows_only: bool) -> bytes:
    """Return an XLSX in which every cell is text, with marks. `bad_rows_only` leaves out sheets without
    problems."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Writer(book, marks, bad_rows_only).write()
    return output.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, marks: Marks, bad_rows_only: bool) -> None:
        self.marks, self.bad_rows_only = marks, bad_rows_only
        self.book = book
        # quote_prefix keeps a text that looks like a formula a text when the cell is edited
        self.plain = book.add_format({"quote_prefix": True})
        self.wrapped = book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"})
        self.bad = book.add_format({"quote_prefix": True, "bg_color": f"#{BAD_FILL}"})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": f"#{HEAD_FILL}"})
        self.linked = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
        self.titles: dict[str, str] = {}
        self.places: dict[str, dict[int, int]] = {}

    def write(self) -> None:
        remarks = self.book.add_worksheet(self.marks.remarks_name())
        for name, one in self.marks.sheets.items():
            if self.bad_rows_only and not one.problems:
                continue
            self.titles[name] = self._title(name)
            sheet = self.book.add_worksheet(self.titles[name])
            if one.sheet.hidden:
                sheet.hide()
            self.places[name] = self._sheet(sheet, one)
        self._remarks(remarks)
        remarks.activate()

    def _title(self, name: str) -> str:
        """A name Excel accepts: a CSV file's name may be longer than 31 characters or hold forbidden ones."""
        base = _FORBIDDEN.sub(" ", name).strip(" '")[:31] or "1"
        taken = {title.lower() for title in (*self.titles.values(), self.marks.remarks_name())}
        title, number = base, 2
        while title.lower() in taken:
            tail = f" {number}"
            title, number = base[: 31 - len(tail)] + tail, number + 1
        return title

    def _sheet(self, sheet: Worksheet, one: SheetMarks) -> dict[int, int]:
        """Write the rows that stay; return the new number (from one) of each."""
        places: dict[int, int] = {}
        comments = 0
        width = one.sheet.cells.width
        sheet.set_column(0, max(width - 1, 0), 18)
        sheet.set_column(one.text_column, one.text_column, 60)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letter(max(width - 1, 0))}1048576"})
        for row, cells in self._kept(one):
            at = len(places) if self.bad_rows_only else row - 1
            places[row] = at + 1
            usual = self.head if row == one.heading_row else self.plain
            bad = {column_number(p.column_letter) - 1 for p in one.by_row.get(row, ()) if p.column_letter}
            for index, text in enumerate(cells):
                if text is not None and index != one.text_column and index not in bad:
                    _write(sheet, at, index, text, usual)
            for index in bad:
                _write(sheet, at, index, (cells[index] or "") if index < width else "", self.bad)
                if comments < _COMMENTS:
                    sheet.write_comment(at, index, self._comment(one, row, index), {"x_scale": 2})
                    comments += 1
            if row in one.by_row:
                _write(sheet, at, one.text_column, self.marks.text(one.by_row[row]), self.wrapped)
        if one.by_row and one.heading_row in places:
            _write(sheet, places[one.heading_row] - 1, one.text_column, self.marks.words.column, self.head)
        return places

    def _comment(self, one: SheetMarks, row: int, index: int) -> str:
        return self.marks.text(one.by_cell[row, column_letter(index)])

    def _kept(self, one: SheetMarks) -> Iterator[tuple[int, tuple[str | None, ...]]]:
        cells, first = one.sheet.cells, one.sheet.first_row
        below = [[cell or "" for cell in row] for row in cells.slice(one.heading_row - first + 1, 1).rows()]
        top = one.heading_row + numbering_row(below, 0)
        everything = not self.bad_rows_only or one.of_whole_sheet
        for at, row in enumerate(cells.iter_rows(), start=first):
            if everything or at <= top or at in one.by_row:
                yield at, row
        # a problem may stand below the last filled row
        for at in sorted(number for number in one.by_row if number >= first + cells.height):
            yield at, ()

    def _remarks(self, sheet: Worksheet) -> None:
        words = self.marks.words
        for column, (heading, width) in enumerate(zip(words.headings, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, self.head)
        sheet.freeze_panes(1, 0)
        if not self.marks.problems:
            sheet.write_string(1, 0, words.none)
        for row, problem in enumerate(self.marks.problems[:1_048_000], start=1):
            place = self.places.get(problem.sheet, {}).get(problem.row or 0)
            address = f"{problem.column_letter or ''}{place or problem.row or ''}"
            for column, text in enumerate(
                (
                    problem.sheet,
                    "",
                    "",
                    problem.heading,
                    problem.value,
                    words.what(problem),
                    words.cure(problem),
                )
            ):
                _write(sheet, row, column, text, self.wrapped)
            if place is None:
                _write(sheet, row, 2, address, self.wrapped)
                continue
            sheet.write_number(row, 1, place, self.wrapped)
            if row <= _LINKS:
                target = link(self.titles[problem.sheet], problem.column_letter, place)
                sheet.write_url(row, 2, f"internal:{target}", self.linked, address)
            else:
                _write(sheet, row, 2, address, self.wrapped)


def _write(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    if text:
        sheet.write_string(row, column, text[: LONGEST_CELL + 700], style)
    else:
        sheet.write_blank(row, column, None, style)
