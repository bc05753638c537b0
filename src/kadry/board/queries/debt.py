"""What the board's decisions owe: overdue, rework, postponements, load by office, delay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from kadry.board.deadlines import first_deadline
from kadry.board.models import Assignment
from kadry.trail import figures
from kadry.trail.clock import today

TOTALS = ("board.on_control", "board.overdue", "board.to_verify", "board.reworked", "board.postponed")


@dataclass(frozen=True)
class Delay:
    """An assignment verified after the deadline it was first given."""

    assignment: Assignment
    due_on: date
    days: int


@dataclass(frozen=True)
class Share:
    """What one meeting, or one office, has of each total."""

    of: Any
    readings: Mapping[str, figures.Reading]


def totals(region: str) -> list[figures.Reading]:
    return [figures.read(key, figures.Scope.of(region=region)) for key in TOTALS]


def by_meeting(region: str) -> list[Share]:
    """The newest meeting first."""
    shares = _shares(region, "meeting")
    return [Share(date.fromisoformat(day), shares[day]) for day in sorted(shares, reverse=True)]


def by_office(region: str) -> list[Share]:
    """Whoever has most on control comes first. An office is told, never a person."""
    offices = {office.responsible_ru: office.responsible for office in Assignment.objects.filter(region__code=region)}
    shares = _shares(region, "responsible")
    loaded = sorted(shares, key=lambda office: (-_load(shares[office]), office))
    return [Share(offices.get(office, office), shares[office]) for office in loaded]


def _load(readings: Mapping[str, figures.Reading]) -> float:
    return readings["board.on_control"].value or 0


def _shares(region: str, by: str) -> dict[str, dict[str, figures.Reading]]:
    """Value of the dimension → key → reading; each total is one query, and who is not in it has none of it."""
    scope = figures.Scope.of(region=region)
    tables = {key: figures.table(key, scope, by=by) for key in TOTALS}
    seen = sorted({value for table in tables.values() for value in table})
    none = {key: figures.find(key) for key in TOTALS}
    return {
        value: {
            key: table.get(value) or figures.Reading(none[key], scope.narrowed(**{by: value}), 0, 0, today())
            for key, table in tables.items()
        }
        for value in seen
    }


def delays(region: int) -> list[Delay]:
    """Assignments verified after their first deadline, the longest delay first."""
    verified = Assignment.objects.filter(region_id=region).exclude(verified_on=None).prefetch_related("postponements")
    dated = [(assignment, first_deadline(assignment)) for assignment in verified]
    late = [
        Delay(assignment, due_on, (assignment.verified_on - due_on).days)
        for assignment, due_on in dated
        if due_on is not None and assignment.verified_on > due_on
    ]
    return sorted(late, key=lambda delay: (-delay.days, delay.assignment.pk))


def median_delay(late: list[Delay]) -> float | None:
    """Days; None where nobody was late."""
    return median(delay.days for delay in late) if late else None
