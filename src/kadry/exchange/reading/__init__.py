"""A file becomes rows that can be trusted, or sentences that say what to correct. No database.

book = open_workbook(data, "needs.xlsx")                 # or Refused
choice = best_sheet(book.sheets[0], declared)            # which sheet, which columns
rows = data_rows(book.sheets[0], choice.recognised)      # text by key, with the sheet's row numbers
inns = codes.inn(rows["inn"])                            # Parsed(values, bad)
marked = mark(data, "needs.xlsx", problems)              # the workbook with its remarks
"""

from . import codes, values
from .cleaning import Parsed, clean, is_explicitly_empty
from .headings import (
    OWN_HEADINGS,
    OWN_SHEETS,
    Choice,
    Declared,
    Recognised,
    best_sheet,
    data_rows,
    is_own_sheet,
    recognise,
)
from .identifiers import bad_identifier, expected_check
from .marking import mark
from .near import Names, Near, propose
from .problems import MESSAGES, Problem, cell_error, problem, unknown_reference
from .refusals import Limits, Refused
from .sheet_xml import column_letter, column_number
from .workbook import RawSheet, Workbook, open_workbook

__all__ = [
    "MESSAGES",
    "OWN_HEADINGS",
    "OWN_SHEETS",
    "Choice",
    "Declared",
    "Limits",
    "Names",
    "Near",
    "Parsed",
    "Problem",
    "RawSheet",
    "Recognised",
    "Refused",
    "Workbook",
    "bad_identifier",
    "best_sheet",
    "cell_error",
    "clean",
    "codes",
    "column_letter",
    "column_number",
    "data_rows",
    "expected_check",
    "is_explicitly_empty",
    "is_own_sheet",
    "mark",
    "open_workbook",
    "problem",
    "propose",
    "recognise",
    "unknown_reference",
    "values",
]
