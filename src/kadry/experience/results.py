"""Results of cases as figures of the thread: what they are now, what they were, and what a case may be measured by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kadry.experience.models import Case, Result
from kadry.registry.enums import OrganisationKind
from kadry.trail import figures
from kadry.trail.figures import Reading, Scope, Unit
from kadry.trail.models import FrozenFigure
from kadry.web.templatetags import words

# The dimension by which the results of many cases differ: one query reads a figure for all of its values.
_OF_WHOM = ("employer", "college", "cluster", "programme", "municipality")
_OF_A_KIND = {OrganisationKind.EMPLOYER: "employer", OrganisationKind.COLLEGE: "college"}


@dataclass(frozen=True)
class Told:
    """A result as the page of a case tells it: what it was and when, what it is now, and how it went between."""

    result: Result
    reading: Reading | None
    before: str
    since: date | None
    as_told: bool
    points: list[tuple[str, float]]


def read_all(results: Iterable[Result], user: Any) -> dict[int, Reading]:
    """Result → its live reading as this user may see it, in one query a figure rather than one a result.

    A result whose figure or scope makes no sense (any more) is left out.
    """
    found: dict[int, Reading] = {}
    for (key, rest, by), group in _grouped(results).items():
        try:
            table = figures.table(key, Scope.parse(rest), by=by) if by and len(group) > 1 else {}
            for result in group:
                scope = Scope.parse(result.scope)
                found[result.pk] = figures.for_reader(user, table.get(scope.get(by) or "") or figures.read(key, scope))
        except figures.SENSELESS:
            continue
    return found


def _grouped(results: Iterable[Result]) -> dict[tuple[str, str, str], list[Result]]:
    """Results of one figure that differ in one dimension alone."""
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        scope = Scope.parse(result.scope)
        by = next((name for name in _OF_WHOM if scope.get(name)), "")
        groups.setdefault((result.figure, str(scope.narrowed(**{by: None}) if by else scope), by), []).append(result)
    return groups


def told(case: Case, user: Any) -> list[Told]:
    """The results of a case with their history."""
    results = list(case.results.all())
    readings = read_all(results, user)
    return [_told(result, readings.get(result.pk)) for result in results]


def _told(result: Result, reading: Reading | None) -> Told:
    kept = _kept(result, reading)
    first = kept[0] if kept else None
    return Told(
        result,
        reading,
        before=_in_words(result, first[1]) if first else "",
        since=first[0] if first else None,
        as_told=bool(first) and result.told_on == first[0],
        points=_points(kept, reading),
    )


def _kept(result: Result, reading: Reading | None) -> list[tuple[date, float]]:
    """What it was at the beginning and at each freeze; nothing where the live value itself is not told."""
    if reading is None or reading.value is None:
        return []
    source, unit = reading.figure.source, reading.figure.unit
    small = figures.FEW if source.personal else 0
    kept = [(one.as_of, one.value) for one in freezes(result).exclude(value=None).filter(count__gte=small)]
    if result.told is not None and result.told_on is not None and (unit is Unit.RATE or result.told >= small):
        kept.append((result.told_on, result.told))
    return sorted(kept)


def _points(kept: list[tuple[date, float]], reading: Reading | None) -> list[tuple[str, Any]]:
    """The line of a result from two kept values on; its last point is today's."""
    if len(kept) < 2 or reading is None:
        return []
    line: list[tuple[str, Any]] = [(f"{day:%d.%m.%y}", value) for day, value in kept if day != reading.as_of]
    return [*line, (f"{reading.as_of:%d.%m.%y}", reading)]


def _in_words(result: Result, value: float) -> str:
    return words.amount(value, figures.find(result.figure).unit.value)


def freezes(result: Result) -> QuerySet[FrozenFigure]:
    """How the figure stood whenever it was kept, the oldest first."""
    return FrozenFigure.objects.filter(key=result.figure, scope=result.scope).order_by("as_of", "id")


def subjects(case: Case) -> list[tuple[str, str]]:
    """Of whom a result may be: the region, each partner, each programme. Canonical dimension → words."""
    partners = [partner.organisation for partner in case.partners.all()]
    named = [(_OF_A_KIND.get(OrganisationKind(one.kind), ""), str(one.pk), one.short_name) for one in partners]
    taught = [("programme", one.code, str(one)) for one in case.programmes.all()]
    found = [(f"{by}={value}", shown) for by, value, shown in (*named, *taught) if by]
    return [*found, (f"municipality={case.municipality.slug}", str(case.municipality)), ("", _("the whole region"))]
