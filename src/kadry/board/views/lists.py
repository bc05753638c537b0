"""Pages over many assignments: lists, the matrix, the debt of decisions, the reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kadry.board import access
from kadry.board.matrix_book import matrix_book
from kadry.board.models import Assignment
from kadry.board.queries import debt as owed
from kadry.board.queries import lists
from kadry.board.queries.matrix import Matrix
from kadry.board.queries.matrix import matrix as matrix_of
from kadry.board.queries.reviews import ReviewLine, lines_of, reviews_of
from kadry.board.tables import AssignmentFilter, AssignmentTable
from kadry.exchange.documents.response import attachment
from kadry.exchange.listing import listing
from kadry.people.access import anyone, may_see_messages
from kadry.reference.queries import served_region
from kadry.trail import figures
from kadry.web.page import page
from kadry.web.templatetags.words import day


@page(who=anyone)
def assignments(request: HttpRequest) -> HttpResponse:
    """The reader's own lists, all that is on control, and the archive."""
    choices = lists.views_for(request.user)
    view = request.GET.get("view", "")
    if view not in choices:
        view = lists.own_view(request.user, served_region().pk) or next(iter(choices))
    return listing(
        request,
        "board/assignments.html",
        rows=lists.assignments_of(view, request.user, served_region().pk),
        table=AssignmentTable,
        filters=AssignmentFilter,
        context={"view": view, "choices": choices, "may_assign": access.may_keep_assignments(request.user)}
        | {"has_outbox": may_see_messages(request.user)},
    )


@page(who=anyone)
def matrix(request: HttpRequest, held_on: date) -> HttpResponse:
    """Clusters down, assignments of the meeting across; the same as a workbook."""
    region = served_region()
    if not Assignment.objects.filter(region=region, held_on=held_on).exists():
        raise Http404
    shown = matrix_of(region.pk, held_on, request.user)
    if request.GET.get("_export") == "xlsx":
        name = _("Matrix of the assignments of %(day)s") % {"day": day(held_on)}
        return attachment(matrix_book(shown, region), "xlsx", name)
    columns = [("industry", _("Industry")), ("grantee", _("Grantee organisation"))]
    context = {
        "matrix": shown,
        "columns": columns + [(str(one.pk), f"№ {one.number}", "end") for one in shown.assignments],
        "rows": [*_matrix_rows(shown), _sum_row(shown)] if shown.clusters else [],
        "untold": ", ".join(str(one.number) for one in shown.untold),
    }
    return render(request, "board/matrix.html", context)


def _matrix_rows(shown: Matrix) -> list[dict[str, Any]]:
    """A cluster a row; each sign leads to the figure that gave it."""
    return [
        {"industry": str(cluster.industry), "grantee": str(cluster.grantee)}
        | {
            str(one.pk): {"value": cell.text, "url": cell.address}
            for one, cell in zip(shown.assignments, cells, strict=True)
            if cell.text
        }
        for cluster, cells in shown.rows
    ]


def _sum_row(shown: Matrix) -> dict[str, Any]:
    sums = zip(shown.assignments, shown.sums, strict=True)
    return {"industry": _("Sum")} | {str(one.pk): total for one, total in sums}


@page(who=anyone)
def debt(request: HttpRequest) -> HttpResponse:
    """What is overdue, sent back, postponed; by meeting and by office; and how late what was late came."""
    region = served_region()
    totals, late = owed.totals(region.code), owed.delays(region.pk)
    counted = [(reading.figure.key, reading.figure.title, "end") for reading in totals]
    return render(
        request,
        "board/debt.html",
        {
            "totals": totals,
            "columns_by_meeting": [("of", _("Meeting of")), *counted],
            "meetings": [
                {"of": day(share.of), "url": reverse("board:execution", args=[share.of]), **share.readings}
                for share in owed.by_meeting(region.code)
            ],
            "columns_by_office": [("of", _("Who answers for it")), *counted],
            "offices": [{"of": share.of, **share.readings} for share in owed.by_office(region.code)],
            "delay": _delay_words(late),
            "columns_of_delays": [
                ("text", _("Assignment")),
                ("due_on", _("First deadline")),
                ("verified_on", _("Verified on")),
                ("days", _("Days late"), "end"),
            ],
            "delays": [_delay_row(one) for one in late],
        },
    )


def _delay_words(late: Sequence[owed.Delay]) -> str:
    """«The median delay is 12 days, of 7 assignments.»"""
    middle = owed.median_delay(late)
    if middle is None:
        return _("Nothing was verified after its deadline.")
    days = ngettext("%(n)s day", "%(n)s days", round(middle)) % {"n": round(middle)}
    count = ngettext("%(n)s assignment", "%(n)s assignments", len(late)) % {"n": len(late)}
    return _("Median delay: %(days)s. It is the middle of %(count)s verified after the deadline.") % {
        "days": days,
        "count": count,
    }


def _delay_row(one: owed.Delay) -> dict[str, Any]:
    shown = one.assignment
    row = {"text": f"{shown.number}. {shown.text}", "url": reverse("board:assignment", args=[shown.pk])}
    return row | {"due_on": one.due_on, "verified_on": shown.verified_on, "days": one.days}


@page(who=anyone)
def reviews(request: HttpRequest) -> HttpResponse:
    """What became of what was achieved, six and twelve months later."""
    region = served_region()
    scope = figures.Scope.of(region=region.code)
    columns = [
        ("text", _("Assignment")),
        ("after", _("When")),
        ("was", _("Was"), "end"),
        ("now", _("Became"), "end"),
        ("target", _("Target"), "end"),
        ("says", _("What was found")),
    ]
    context = {
        "held": figures.read("board.held", scope),
        "lost": figures.read("board.lost", scope),
        "columns": columns,
        "reviews": [_review_row(line) for line in lines_of(reviews_of(region.pk), request.user)],
    }
    return render(request, "board/reviews.html", context)


def _review_row(line: ReviewLine) -> dict[str, Any]:
    shown = line.review.assignment
    row = {"text": f"{shown.number}. {shown.text}", "url": reverse("board:assignment", args=[shown.pk])}
    when = f"{line.after}, {day(line.review.reviewed_on or line.review.due_on)}"
    told = {"after": when, "was": line.was, "now": line.now, "target": line.target}
    return row | told | {"says": {"value": line.says, "tone": line.tone}}
