"""How a row of a plan is called where a figure is cut by it."""

from __future__ import annotations

from django.urls import reverse

from kadry.planning.access import visible_rows
from kadry.planning.models import PlanRow
from kadry.trail import dimensions
from kadry.trail.dimensions import Rows


def _called(row: PlanRow) -> str:
    return f"{row.taught.college}, {row.taught.programme.code}, {row.plan.year}"


dimensions.register(
    "row",
    names=Rows(
        PlanRow.objects.with_list_data,
        called=_called,
        link=lambda row: reverse("planning:row", args=[row.pk]),
        visible=visible_rows,
    ),
)
