"""How a need is called where a figure is cut by it: in full to those who may see it."""

from __future__ import annotations

from django.urls import reverse

from kadry.demand.access import visible_needs
from kadry.demand.models import Need
from kadry.trail import dimensions
from kadry.trail.dimensions import Rows


def _called(need: Need) -> str:
    return f"{need.employer}, {need.programme.code}, {need.municipality}, {need.year}"


dimensions.register(
    "need",
    names=Rows(
        Need.objects.with_list_data,
        called=_called,
        link=lambda need: reverse("demand:need", args=[need.pk]),
        visible=visible_needs,
    ),
)
