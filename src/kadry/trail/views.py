"""A figure opened: value, formula, rows and the line of code that computes it."""

from __future__ import annotations

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from kadry.trail import dimensions, figures
from kadry.trail.middleware import mark_personal
from kadry.trail.models import FrozenFigure
from kadry.trail.queries import cells, kept_reading, origin_of
from kadry.web.page import anyone, page
from kadry.web.spreadsheets import defused

ROWS_A_PAGE = 50
NOT_DIMENSIONS = {"page", "format"}


def _reading(request: HttpRequest, key: str) -> figures.Reading:
    scope = figures.Scope.of(**{name: value for name, value in request.GET.items() if name not in NOT_DIMENSIONS})
    try:
        return figures.read(key, scope)
    except figures.SENSELESS:
        raise Http404 from None


@page(who=anyone)
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure of one scope, with the rows the reader may see."""
    reading = _reading(request, key)
    if figures.is_closed_to(request.user, reading):
        raise Http404
    source = reading.figure.source
    listed = figures.rows(key, reading.scope)
    visible = source.visible(request.user, listed)
    if source.personal:
        if not figures.rows_open_to(request.user, reading):
            visible = visible.none()
        elif visible.exists():
            mark_personal(request)
    if request.GET.get("format") == "csv":
        return _as_csv(reading, visible)
    part = Paginator(visible, ROWS_A_PAGE).get_page(request.GET.get("page"))
    file, line = reading.figure.code
    shown = figures.for_reader(request.user, reading)
    [cuts] = dimensions.cuts([reading], request.user)
    headings = [column.heading for column in source.columns]
    return render(
        request,
        "trail/figure.html",
        {
            "reading": shown,
            "title": dimensions.titled(reading, cuts),
            "cuts": cuts,
            "source": source,
            "columns": source.columns,
            "part": part,
            "lines": [
                {
                    "cells": list(zip(headings, cells(source, row), strict=True)),
                    "url": source.link(row) if source.link else "",
                    "origin": origin_of(row),
                    "adds": row.adds_,
                    "out_of": getattr(row, "out_of_", None),
                }
                for row in part
            ],
            "is_rate": reading.low is not None,
            # Where the value is not told, the number of rows does not give it away.
            "hidden": 0 if shown.value is None else listed.count() - part.paginator.count,
            "file": file,
            "line": line,
            "series": _series(request.user, reading),
        },
    )


def _series(user: Any, reading: figures.Reading) -> list[tuple[FrozenFigure, figures.Reading]]:
    """How the figure stood before: each freeze this user may be told of."""
    frozen = FrozenFigure.objects.filter(key=reading.figure.key, scope=str(reading.scope))
    series = [(one, kept_reading(user, one)) for one in frozen]
    return [(one, kept) for one, kept in series if kept.value is not None or one.value is None]


def _as_csv(reading: figures.Reading, visible: Any) -> StreamingHttpResponse:
    source = reading.figure.source

    class Echo:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Echo(), delimiter=";")

    def lines():
        yield "\ufeff" + writer.writerow([*(str(column.heading) for column in source.columns), "adds", "out of", "origin"])
        for row in visible.iterator(chunk_size=2000):
            shown = [_safe(cell) for cell in cells(source, row)]
            yield writer.writerow([*shown, row.adds_, getattr(row, "out_of_", ""), _safe(origin_of(row))])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{reading.figure.key}.csv"'
    return response


def _safe(cell: Any) -> Any:
    return defused(cell) if isinstance(cell, str) else cell


@page(who=anyone)
def figure_list(request: HttpRequest) -> HttpResponse:
    """Every figure the platform computes, with its formula and the line that computes it."""
    return render(request, "trail/figures.html", {"figures": figures.all_figures()})
