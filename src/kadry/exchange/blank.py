"""An empty workbook to fill in: the headings a sheet is recognised by, and what belongs under each."""

from __future__ import annotations

import io

import xlsxwriter

from kadry.exchange.sheets import Sheet

_WIDTH = 24


def blank_workbook(sheet: Sheet) -> bytes:
    """XLSX with the Russian headings; the required ones are bold."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet(sheet.names[0][:31])
    required = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF7", "valign": "top"})
    optional = book.add_format({"text_wrap": True, "bg_color": "#F4F4F2", "valign": "top"})
    text = book.add_format({"num_format": "@"})
    for index, column in enumerate(sheet.columns):
        # As text, so that the spreadsheet neither drops leading zeros nor takes a code for a date.
        page.set_column(index, index, _WIDTH, text)
        page.write_string(0, index, column.headings[0], required if column.required else optional)
    page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
