"""The seven stations of the thread: needs → places → students → practice → contracts → hires → decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.demand.access import may_list_needs
from kadry.desk.days import of_this_year
from kadry.people.access import anyone
from kadry.placement.access import may_list_places
from kadry.planning.access import may_see_plans
from kadry.recruiting.access import may_list_hires
from kadry.reference.queries import served_region
from kadry.trail import figures
from kadry.training.access import may_list_students


@dataclass(frozen=True)
class Station:
    """A stop of the thread: what it counts, the sheet that brings it while it counts nothing, its page and for whom."""

    label: str | Promise
    figure: str
    sheet: str | Promise
    page: str = ""
    who: Any = anyone


STATIONS = (
    Station(_("Needs"), "demand.asked", _("Needs"), "demand:needs", may_list_needs),
    Station(_("Places"), "planning.places", _("Programmes of the college"), "planning:places", may_see_plans),
    Station(_("Students"), "training.students", _("Students"), "training:students", may_list_students),
    Station(_("Practice"), "placement.placed", _("Places of practice"), "placement:places", may_list_places),
    Station(_("Contracts"), "contracts.signed", _("Target contracts")),
    Station(_("Hires"), "recruiting.hired", _("Hires"), "recruiting:hires", may_list_hires),
    Station(_("Decisions"), "board.assignments", _("Assignments"), "board:decisions"),
)


def stations_for(user: Any, path: str) -> list[dict[str, Any]]:
    """The stations as this user sees them. A stranger's click leads to the figure, a colleague's to the room."""
    scope = figures.Scope.of(region=served_region().code)
    return [_station(station, scope, user, path) for station in STATIONS]


def _station(station: Station, scope: figures.Scope, user: Any, path: str) -> dict[str, Any]:
    try:
        reading = figures.for_reader(user, figures.read(station.figure, of_this_year(station.figure, scope)))
    except figures.UnknownFigure:
        reading = None
    missing = _("the sheet “%(sheet)s” brings it") % {"sheet": station.sheet}
    url = reverse(station.page) if station.page and station.who(user) else (reading.address if reading else "")
    return {
        "label": station.label,
        "reading": reading,
        "url": url,
        "missing": "" if reading and not reading.missing else missing,
        "current": bool(station.page) and path.startswith(reverse(station.page)),
    }
