"""What is read of imports."""

from __future__ import annotations

from django.db.models import QuerySet

from kadry.exchange.models import Import, Problem
from kadry.exchange.reading import problems as reading


def problems_of(taken: Import) -> QuerySet[Problem]:
    return Problem.objects.filter(of__of=taken).select_related("of").order_by("of", "row", "id")


def reading_problems(taken: Import) -> list[reading.Problem]:
    """The problems of an import as the marking of its workbook takes them."""
    return [
        reading.Problem(
            sheet=problem.of.name,
            row=problem.row,
            column_letter=problem.column,
            heading=problem.heading,
            value=problem.value,
            code=problem.code,
            en=problem.what_en,
            ru=problem.what_ru,
            cure_en=problem.cure_en,
            cure_ru=problem.cure_ru,
        )
        for problem in problems_of(taken)
    ]
