"""How meetings and assignments are called where a figure is cut by them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from kadry.board.models import Assignment
from kadry.trail import dimensions
from kadry.trail.dimensions import Name, Rows, Words
from kadry.web.templatetags.words import day


def _assignment(assignment: Assignment) -> str:
    return _("No. %(number)s of %(day)s") % {"number": assignment.number, "day": day(assignment.held_on)}


dimensions.register("meeting", names=Words(lambda held_on: Name(day(parse_date(held_on)))))
dimensions.register(
    "assignment",
    names=Rows(
        Assignment.objects.all,
        called=_assignment,
        link=lambda assignment: reverse("board:assignment", args=[assignment.pk]),
    ),
)
