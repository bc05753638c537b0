"""The workbook goes back to whoever sent it, with a mark on each bad cell and the cure in words beside it."""

from collections.abc import Mapping, Sequence

from .headings import OWN_HEADINGS, is_own_sheet, normal
from .marking_new import write_new
from .marking_same import mark_same
from .marking_words import Marks, SheetMarks, words
from .problems import Problem
from .refusals import MEBIBYTE, Limits
from .workbook import RawSheet, Workbook, open_workbook

# openpyxl holds the whole book as objects: 50 to 100 bytes of memory for each byte of XML
_SAME_ROWS, _SAME_BYTES = 20_000, 48 * MEBIBYTE
_HEADING_ROWS = 30


def mark(
    data: bytes,
    name: str,
    problems: Sequence[Problem],
    language: str = "ru",
    *,
    bad_rows_only: bool = False,
    heading_rows: Mapping[str, int] | None = None,
    limits: Limits | None = None,
) -> bytes:
    """Return the workbook as XLSX bytes with its problems marked; XLS and CSV become XLSX.

    Each bad cell is tinted red and carries a comment; a last column «Что исправить» gives the texts of the
    row; a first sheet «Замечания» lists every problem with a link to its cell. `language` is "ru" or "en".
    `bad_rows_only` keeps the headings and the rows with problems, so that they can be corrected and sent
    again. `heading_rows`: sheet name → number of its heading row; where it is not given, it is looked for by
    the headings that the problems name.

    An XLSX of up to 20,000 rows keeps its look, and its formulas become the values that were read (a formula
    without a saved value stays a formula); a larger one, XLS, CSV and `bad_rows_only` are written anew as
    text. Values that begin with = + - @ are written as text, never as formulas. Raises `Refused` as
    `open_workbook` does.
    """
    book = open_workbook(data, name, limits)
    marks = Marks(book, _by_sheet(book, problems, heading_rows or {}), tuple(problems), words(language))
    rows = sum(sheet.cells.height for sheet in book.sheets)
    light = book.kind == "xlsx" and rows <= _SAME_ROWS and book.unpacked <= _SAME_BYTES
    if light and not bad_rows_only:
        try:
            return mark_same(data, marks)
        except Exception:
            # openpyxl is stricter than the reader and fails in many ways: such a book is written anew
            return write_new(marks, bad_rows_only=False)
    return write_new(marks, bad_rows_only=bad_rows_only)


def _by_sheet(book: Workbook, problems: Sequence[Problem], heading_rows: Mapping[str, int]) -> dict[str, SheetMarks]:
    found: dict[str, SheetMarks] = {}
    for sheet in book.sheets:
        if is_own_sheet(sheet) and not any(problem.sheet == sheet.name for problem in problems):
            continue
        mine = [problem for problem in problems if problem.sheet == sheet.name]
        heading = heading_rows.get(sheet.name) or _heading_row(sheet, mine)
        found[sheet.name] = SheetMarks(sheet, tuple(mine), heading, _last_column(sheet, heading))
    return found


def _heading_row(sheet: RawSheet, problems: Sequence[Problem]) -> int:
    """The row that holds most of the headings the problems name; the first filled row when they name none."""
    wanted = {normal(problem.heading) for problem in problems if problem.heading}
    best, at, first = 0, 0, 0
    for index, row in enumerate(sheet.cells.head(_HEADING_ROWS).rows()):
        texts = {normal(cell) for cell in row if cell}
        first = first or (sheet.row_of(index) if texts else 0)
        if len(texts & wanted) > best:
            best, at = len(texts & wanted), sheet.row_of(index)
    return at or first or 1


def _last_column(sheet: RawSheet, heading: int) -> int:
    """Index of the column for the texts: the one an earlier marking made, or the first free one."""
    at = heading - sheet.first_row
    if at < sheet.cells.height:
        for index, cell in enumerate(sheet.cells.row(at) if sheet.cells.width else ()):
            if cell and normal(cell) in map(normal, OWN_HEADINGS):
                return index
    return sheet.cells.width
