"""How a case is called where a figure is cut by it: by its title to those who may read it."""

from __future__ import annotations

from django.urls import reverse

from kadry.experience.access import visible_cases
from kadry.experience.models import Case
from kadry.trail import dimensions
from kadry.trail.dimensions import Rows

dimensions.register(
    "case",
    names=Rows(
        Case.objects.all,
        called=lambda case: case.title,
        link=lambda case: reverse("experience:case", args=[case.pk]),
        visible=visible_cases,
    ),
)
