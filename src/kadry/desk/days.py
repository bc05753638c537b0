"""What waits for each role today: a sentence, its count as a figure, and where to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kadry.exchange.access import visible_imports
from kadry.exchange.enums import ImportState
from kadry.people.enums import Role
from kadry.reference.queries import served_region
from kadry.trail import figures
from kadry.trail.clock import today
from kadry.trail.models import Run, RunState


@dataclass(frozen=True)
class Task:
    """One thing that waits: what, where to do it, how urgent, and how many where a figure counts it."""

    text: str
    url: str
    tone: str
    urgency: str
    reading: figures.Reading | None = None


def home_of(user: Any) -> str | None:
    """Where a role's day begins when it is one page of another room."""
    match user.role:
        case Role.CHAIR:
            return reverse("board:decisions")
        case Role.COORDINATOR:
            return reverse("placement:unplaced")
        case Role.UNION:
            return reverse("placement:minors")
        case Role.STUDENT:
            student = getattr(user, "student", None)
            return reverse("placement:student", args=[student.pk]) if student else None
    return None


def tasks_for(user: Any) -> list[Task]:
    """The things that wait, the most urgent first; those that count nothing are left out."""
    tasks = {Role.OPERATOR: _of_operator, Role.EMPLOYER: _of_employer, Role.AUDITOR: _of_auditor}.get(user.role)
    return [task for task in tasks(user) if task.reading is None or task.reading.value] if tasks else []


def _late(text: str, url: str, reading: figures.Reading | None = None) -> Task:
    return Task(text, url, "late", _("overdue"), reading)


def _waits(text: str, url: str, reading: figures.Reading | None = None) -> Task:
    return Task(text, url, "info", _("waits"), reading)


def _of_operator(user: Any) -> Iterator[Task]:
    scope = figures.Scope.of(region=served_region().code)
    yield _late(_("Decisions are late:"), reverse("board:decisions"), figures.read("board.late", scope))
    if Run.objects.filter(region_id=served_region().pk, state=RunState.FAILED).exists():
        yield _late(_("A computation failed"), reverse("desk:runs"))
    if visible_imports(user).filter(state=ImportState.CHECKED).exists():
        yield _waits(_("Workbooks are checked and wait to be stored"), reverse("exchange:imports"))
    yield _waits(
        _("Students without a place of practice:"), reverse("placement:unplaced"), figures.read("placement.unplaced", scope)
    )
    yield _unconfirmed(scope)


def _of_employer(user: Any) -> Iterator[Task]:
    scope = figures.Scope.of(region=served_region().code)
    yield _waits(
        _("Assignments of the board to carry out:"),
        f"{reverse('board:mine')}?view=mine",
        figures.read("board.on_control", scope.narrowed(organisation=user.organisation_id)),
    )
    yield _unconfirmed(scope.narrowed(employer=user.organisation_id))
    yield _waits(
        _("Questions you raised, on control of the board:"),
        f"{reverse('board:mine')}?view=raised",
        figures.read("board.on_control", scope.narrowed(raiser=user.organisation_id)),
    )


def _of_auditor(user: Any) -> Iterator[Task]:
    scope = figures.Scope.of(region=served_region().code)
    yield _late(_("Decisions are late:"), reverse("board:decisions"), figures.read("board.late", scope))
    yield _waits(_("Decisions nobody can judge yet:"), reverse("board:decisions"), figures.read("board.cannot_tell", scope))


def _unconfirmed(scope: figures.Scope) -> Task:
    url = f"{reverse('demand:needs')}?state=declared"
    return _waits(_("Needs declared and not confirmed:"), url, figures.read("demand.unconfirmed", scope))


FIGURES = {
    Role.OPERATOR: ("demand.gap", "planning.places", "placement.placed", "recruiting.hired"),
    Role.EMPLOYER: ("demand.asked", "demand.covered", "demand.filled", "placement.placed", "recruiting.hired"),
    Role.AUDITOR: ("demand.gap", "planning.places", "placement.placed", "recruiting.hired", "outcomes.employed_rate"),
}


def figures_for(user: Any) -> list[figures.Reading]:
    """The role's own figures: an employer's are of the employer, the others' of the region."""
    own = {"employer": user.organisation_id} if user.role == Role.EMPLOYER else {}
    scope = figures.Scope.of(region=served_region().code, **own)
    return [figures.for_reader(user, figures.read(key, of_this_year(key, scope))) for key in FIGURES.get(user.role, ())]


def of_this_year(key: str, scope: figures.Scope) -> figures.Scope:
    """Plans stand side by side, one a year of admission: the coming one is meant."""
    return scope.narrowed(year=today().year) if key.startswith("planning.") else scope
