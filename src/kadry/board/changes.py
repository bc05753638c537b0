"""How an assignment is seen and by when: kept in the event of every change, and told from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from kadry.board.deadlines import deadline_words
from kadry.board.models import Assignment
from kadry.board.queries.decisions import target_words
from kadry.trail import dimensions, figures
from kadry.trail.models import Event

KEPT = ("figure", "scope", "comparison", "target", "evidence", "deadline", "counted_from", "counted_days", "counted_after_id")


@dataclass(frozen=True)
class Change:
    """What was changed on a day, a line each: «target: at least 40 → at least 1»."""

    on: date
    lines: list[str]


def seen_by_when(assignment: Assignment) -> dict[str, Any]:
    """The test and the deadline as an event keeps them; neither names a person."""
    kept = {name: getattr(assignment, name) for name in KEPT}
    return kept | {"deadline": assignment.deadline and assignment.deadline.isoformat()}


def changes_of(assignment: Assignment) -> list[Change]:
    """Every change of the test or of how the deadline is counted, the newest first."""
    events = Event.objects.filter(name="board.assignment_change", subject=Assignment._meta.label_lower, subject_id=assignment.pk)
    told = [Change(event.at.date(), _lines(assignment, event.data)) for event in events if "was" in event.data]
    return [change for change in told if change.lines]


def _lines(assignment: Assignment, data: dict[str, Any]) -> list[str]:
    was, became = (_told(_as_of(assignment, data[when])) for when in ("was", "became"))
    return [f"{what}: {was[what] or '—'} → {became[what] or '—'}" for what in was if was[what] != became[what]]


def _as_of(assignment: Assignment, kept: dict[str, Any]) -> Assignment:
    """The assignment with the test and the deadline it had then."""
    deadline = kept["deadline"] and date.fromisoformat(kept["deadline"])
    return Assignment(region_id=assignment.region_id, held_on=assignment.held_on, **kept | {"deadline": deadline})


def _told(stood: Assignment) -> dict[str, str]:
    return {
        _("figure"): _figure_words(stood),
        _("target"): target_words(stood),
        _("what is to be filed"): stood.evidence,
        _("deadline"): deadline_words(stood),
    }


def _figure_words(stood: Assignment) -> str:
    """«Asked for (municipality: Balashikha)»; the bare key where no room computes it any more."""
    try:
        found, scope = figures.find(stood.figure), figures.Scope.parse(stood.scope)
        return dimensions.titles([figures.Reading(found, scope, None, 0, stood.held_on)], AnonymousUser())[0]
    except figures.SENSELESS:
        return stood.figure
