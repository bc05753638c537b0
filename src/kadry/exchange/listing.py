"""A list page: filtered, sorted and paged from the address, and exported exactly as it is seen."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import django_filters
import django_tables2 as tables
import xlsxwriter
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import strip_tags

from kadry.web.spreadsheets import defused

ROWS_A_PAGE = 50


class TextFilter(django_filters.CharFilter):
    """Contains the text, whatever the case of its letters: SQLite's LIKE knows only the case of Latin ones."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__iregex": re.escape(value)}) if value else qs


def listing(
    request: HttpRequest,
    template: str,
    *,
    rows: QuerySet,
    table: type[tables.Table],
    filters: type[django_filters.FilterSet],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page, or with ``?_export=xlsx|csv`` the file with every filtered row."""
    filtered = filters(request.GET, queryset=rows, request=request)
    made = table(filtered.qs, request=request)
    tables.RequestConfig(request, paginate=False).configure(made)
    if request.GET.get("_export") in _WRITERS:
        return _export(made, request.GET["_export"], template)
    _paginate(made, request)
    return TemplateResponse(request, template, {"table": made, "filter": filtered, **(context or {})})


def _paginate(made: tables.Table, request: HttpRequest) -> None:
    try:
        made.paginate(page=request.GET.get("page", 1), per_page=ROWS_A_PAGE)
    except (EmptyPage, PageNotAnInteger):
        made.paginate(page=1, per_page=ROWS_A_PAGE)


def _export(made: tables.Table, kind: str, template: str) -> HttpResponse:
    name = template.split("/")[0]
    content, content_type = _WRITERS[kind](made)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _values(made: tables.Table) -> Any:
    for row in made.as_values():
        yield [_plain(cell) for cell in row]


def _plain(cell: Any) -> Any:
    """Numbers stay numbers."""
    return cell if cell is None or isinstance(cell, int | float) else defused(strip_tags(str(cell)))


def _xlsx(made: tables.Table) -> tuple[bytes, str]:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    for number, row in enumerate(_values(made)):
        page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _csv(made: tables.Table) -> tuple[bytes, str]:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows(_values(made))
    return ("\ufeff" + buffer.getvalue()).encode(), "text/csv; charset=utf-8"


_WRITERS = {"xlsx": _xlsx, "csv": _csv}
