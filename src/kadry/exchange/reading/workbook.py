"""A file's bytes become a `Workbook`: sheets of text with their true row numbers and their error cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

import fastexcel
import polars as pl

from .delimited import read_delimited
from .ole import scan_sheets, workbook_stream
from .package import inspect
from .refusals import MEBIBYTE, Limits, refuse
from .sheet_xml import SheetScan, column_letter, column_number
from .sniffing import kind_of

_MIDNIGHT = " 00:00:00"


@dataclass(frozen=True)
class RawSheet:
    """One sheet as text.

    `cells` has String columns named A, B, C … from the sheet's first column, empty cells as null; its row i
    is row `first_row + i` of the sheet (`first_row` is 1: blank rows above the table are kept). Numbers come
    without a ".0" tail, dates as ISO text, booleans as "true" and "false"; identifiers kept as text keep
    their zeros. `errors` maps (row, column letter) to "formula_unsaved" or to the error as Excel shows it,
    such as "#REF!"; the cells themselves are null.
    """

    name: str
    cells: pl.DataFrame
    first_row: int = 1
    hidden: bool = False
    errors: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def row_of(self, index: int) -> int:
        """The sheet's row number of row `index` (from zero) of `cells`."""
        return self.first_row + index


@dataclass(frozen=True)
class Workbook:
    """`kind` is "xlsx", "xls" or "csv"; `unpacked` the size in bytes after unpacking."""

    name: str
    sheets: tuple[RawSheet, ...]
    kind: str = "xlsx"
    unpacked: int = 0

    def sheet(self, name: str) -> RawSheet:
        """The sheet of that name. Raises `KeyError`."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)


def open_workbook(data: bytes, name: str, limits: Limits | None = None) -> Workbook:
    """Read XLSX, XLSM, XLS, CSV or TXT, told by content. Raises `Refused` with its reason and cure.

    Every sheet is read, hidden ones flagged, empty ones with a frame of no rows. Formulas give their saved
    values.
    """
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        refuse("too_large", name, detail=f"{len(data) / MEBIBYTE:.0f} MB > {limits.file_bytes / MEBIBYTE:.0f} MB")
    kind = kind_of(data, name)
    if kind == "zip":
        seen = inspect(data, name, limits)
        return Workbook(name, _read_sheets(data, name, seen.scans, seen.hidden), "xlsx", seen.unpacked)
    if kind == "ole":
        scans, hidden = scan_sheets(workbook_stream(data, name), name)
        return Workbook(name, _read_sheets(data, name, scans, hidden), "xls", len(data))
    frame = read_delimited(data, name, limits)
    sheet = RawSheet(PurePath(name).stem or name, _named(_trimmed(frame)))
    return Workbook(name, (sheet,), "csv", len(data))


def _read_sheets(data: bytes, name: str, scans: Mapping[str, SheetScan], hidden: frozenset[str]) -> tuple[RawSheet, ...]:
    try:
        reader = fastexcel.read_excel(data)
        return tuple(_read_sheet(reader, sheet, scans[sheet], sheet in hidden) for sheet in scans)
    except fastexcel.FastExcelError as error:
        refuse("damaged", name, detail=str(error).splitlines()[0])


def _read_sheet(reader: fastexcel.ExcelReader, name: str, scan: SheetScan, hidden: bool) -> RawSheet:
    if not scan.rows:
        return RawSheet(name, pl.DataFrame(), 1, hidden)
    # skip_rows=0 keeps the blank rows above the table, which None would drop and shift the numbering
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True)
    columns = sheet.available_columns() if sheet.width else []
    frame = sheet.to_polars() if columns else pl.DataFrame()
    if columns and columns[0].absolute_index:
        blanks = [pl.lit(None, pl.String).alias(f"_{i}") for i in range(columns[0].absolute_index)]
        frame = frame.select(*blanks, pl.all())
    return RawSheet(name, _reaching(_named(_trimmed(_plain(frame))), scan), 1, hidden, scan.errors)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """A date cell comes as a moment at midnight: the day alone is meant. A text of no characters is no
    value."""
    hollow = [column.name for column in frame if column.dtype == pl.String and (column == "").any()]
    frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in hollow)
    dated = [column.name for column in frame if column.dtype == pl.String and column.str.ends_with(_MIDNIGHT).any()]
    return frame.with_columns(pl.col(dated).str.strip_suffix(_MIDNIGHT)) if dated else frame


def _trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    """Without the rows at the end in which every cell is null."""
    last = 0
    for column in frame:
        filled = column.is_not_null().arg_true()
        last = max(last, int(filled[-1]) + 1 if len(filled) else 0)
    return frame.head(last)


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    frame.columns = [column_letter(index) for index in range(frame.width)]
    return frame


def _reaching(frame: pl.DataFrame, scan: SheetScan) -> pl.DataFrame:
    """Extended with nulls to the last error cell, so that a row made only of unsaved formulas is still a
    row."""
    if not scan.errors:
        return frame
    rows = max(row for row, _ in scan.errors)
    width = max(column_number(letter) for _, letter in scan.errors)
    blanks = [pl.lit(None, pl.String).alias(column_letter(index)) for index in range(frame.width, width)]
    if blanks:
        frame = frame.with_columns(blanks) if frame.width else frame.select(blanks).clear()
    if rows > frame.height:
        frame = pl.concat([frame, frame.clear(rows - frame.height)])
    return frame
