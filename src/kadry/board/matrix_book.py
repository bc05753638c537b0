"""The assignment matrix as a workbook, in the layout the ministry asks for."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from kadry.board.deadlines import deadline_words
from kadry.board.models import Assignment
from kadry.board.queries.matrix import Matrix
from kadry.reference.models import Region
from kadry.trail.clock import today
from kadry.web.templatetags import words

# Rows, from nought: four heads of each assignment, the sums, the numbers, then a row a cluster. Four columns name the cluster.
SUMS, NUMBERS, FIRST, PLACES = 4, 5, 6, 4
_LOOK = {"text_wrap": True, "valign": "top", "border": 1, "font_name": "Times New Roman", "font_size": 10}


class _Looks(NamedTuple):
    head: Any
    text: Any
    number: Any


def matrix_book(shown: Matrix, region: Region) -> bytes:
    """Minutes, section, text, deadline and sum over each column; a cluster a row; 1, 0 or nothing."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    looks = _Looks(*(book.add_format(_LOOK | more) for more in ({"bold": True, "align": "center"}, {}, {"align": "center"})))
    page = book.add_worksheet(_("Assignments")[:31])
    _set_up(page, len(shown.assignments))
    for at, (label, values) in enumerate(_heads(shown)):
        page.merge_range(at, 0, at, PLACES - 1, label, looks.head)
        page.write_row(at, PLACES, values, looks.text)
    _write_sums(page, shown, looks)
    _write_clusters(page, shown, region, looks)
    book.close()
    return buffer.getvalue()


def _set_up(page: Any, assignments: int) -> None:
    page.set_column(0, 0, 5)
    page.set_column(1, PLACES - 1, 26)
    page.set_column(PLACES, PLACES - 1 + assignments, 22)
    page.freeze_panes(FIRST, PLACES)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, NUMBERS)


def _heads(shown: Matrix) -> list[tuple[str, list[str]]]:
    minutes = _("No. %(number)s of %(day)s") if shown.minutes else _("of %(day)s")
    of_minutes = minutes % {"number": shown.minutes, "day": words.day(shown.held_on)}
    return [
        (_("Minutes, number and day"), [of_minutes] * len(shown.assignments)),
        (_("Section of the minutes"), [_section(one) for one in shown.assignments]),
        (_("Text of the assignment"), [one.text for one in shown.assignments]),
        (_("Deadline"), [deadline_words(one) for one in shown.assignments]),
    ]


def _section(assignment: Assignment) -> str:
    return f"{assignment.item.number}. {assignment.item.text}" if assignment.item else ""


def _write_sums(page: Any, shown: Matrix, looks: _Looks) -> None:
    """As formulas, so that who corrects a cell by hand sees the sum follow; of what nothing is told there is no sum."""
    label = _("Sum of execution on %(day)s") % {"day": words.day(today())}
    page.merge_range(SUMS, 0, SUMS, PLACES - 1, label, looks.head)
    for at, total in enumerate(shown.sums, PLACES):
        if total is None:
            page.write_blank(SUMS, at, None, looks.number)
        else:
            letter = xl_col_to_name(at)
            page.write_formula(SUMS, at, f"=SUM({letter}{FIRST + 1}:{letter}{FIRST + len(shown.clusters)})", looks.number, total)


def _write_clusters(page: Any, shown: Matrix, region: Region, looks: _Looks) -> None:
    places = (_("No."), _("Industry"), _("Region"), _("Grantee organisation"))
    page.write_row(NUMBERS, 0, [*places, *(one.number for one in shown.assignments)], looks.head)
    for at, (cluster, cells) in enumerate(shown.rows):
        page.write_row(FIRST + at, 0, [at + 1, str(cluster.industry), str(region), cluster.grantee.name], looks.text)
        done = [None if cell.done is None else int(cell.done) for cell in cells]
        page.write_row(FIRST + at, PLACES, done, looks.number)
