"""One need followed through the thread, forwards to the decision and back to what it came from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kadry.board import queries as board
from kadry.demand.access import may_see_need
from kadry.demand.models import Need
from kadry.placement.access import may_list_places
from kadry.placement.models import Place
from kadry.planning.access import may_see_plans
from kadry.planning.models import Share
from kadry.planning.queries import shares_of_need
from kadry.recruiting.access import may_list_hires
from kadry.recruiting.models import Hire
from kadry.reference.queries import served_region
from kadry.trail import figures


def way_of(need: Need, user: Any) -> list[dict[str, Any]]:
    """The stations of one need as the thread picture takes them: title, sentence, tone, count, page if the user may open it."""
    scope = figures.Scope.of(region=need.municipality.region.code, need=need.pk)
    shares = list(shares_of_need(need.pk))
    return [
        _asked(need, scope, user),
        _places(need, scope, shares, user),
        _students(need, shares, user),
        _practice(need, user),
        _contracts(),
        _hires(need, scope, user),
        _decisions(need, user),
    ]


def _asked(need: Need, scope: figures.Scope, user: Any) -> dict[str, Any]:
    return {
        "title": _("Need"),
        "text": _("%(employer)s asks for %(people)s from %(year)s.")
        % {"employer": need.employer, "people": need.people, "year": need.year},
        "tone": "ok" if need.state != "closed" else "late",
        "state": need.get_state_display(),
        "url": reverse("demand:need", args=[need.pk]) if may_see_need(user, need) else "",
        "count": figures.read("demand.asked", scope),
    }


def _places(need: Need, scope: figures.Scope, shares: list[Share], user: Any) -> dict[str, Any]:
    where = "; ".join(
        _("%(college)s, admission %(year)s: %(seats)s")
        % {"college": share.plan_row.taught.college, "year": share.plan_row.plan.year, "seats": share.seats}
        for share in shares
    )
    return {
        "title": _("Places"),
        "text": where or _("No college has a place for it yet."),
        "tone": "ok" if need.covered >= need.people else ("info" if need.covered else "late"),
        "state": _("covered") if need.covered >= need.people else (_("in part") if need.covered else _("open")),
        "url": reverse("planning:row", args=[shares[0].plan_row_id]) if shares and may_see_plans(user) else "",
        "count": figures.read("demand.covered", scope),
    }


def _students(need: Need, shares: list[Share], user: Any) -> dict[str, Any]:
    """Those who study now on the places that serve the need."""
    served = {(share.plan_row.taught.college_id, share.plan_row.plan.year) for share in shares}
    if not served:
        return {"title": _("Students"), "text": _("Nobody studies for it yet."), "tone": "unknown", "state": _("not yet")}
    college, year = min(served, key=lambda one: (one[1], one[0]))
    scope = figures.Scope.of(region=need.municipality.region.code, college=college, programme=need.programme.code, admitted=year)
    reading = figures.for_reader(user, figures.read("training.students", scope))
    study = reading.few or bool(reading.value)
    return {
        "title": _("Students"),
        "text": _("Study this programme at the first of these colleges, admitted in %(year)s.") % {"year": year},
        "tone": "ok" if study else "info",
        "state": _("study") if study else _("to be admitted"),
        "count": reading if study else None,
    }


def _practice(need: Need, user: Any) -> dict[str, Any]:
    """Places of practice of the same employer and programme."""
    places = Place.objects.filter(employer=need.employer, programme=need.programme)
    if not places.exists():
        return {
            "title": _("Practice"),
            "text": _("The employer gives no place of practice."),
            "tone": "unknown",
            "state": _("none"),
        }
    scope = figures.Scope.of(region=need.municipality.region.code, employer=need.employer_id, programme=need.programme.code)
    reading = figures.for_reader(user, figures.read("placement.placed", scope))
    placed = reading.few or bool(reading.value)
    return {
        "title": _("Practice"),
        "text": _("Students placed at the employer for practice in this programme."),
        "tone": "ok" if placed else "info",
        "state": _("agreed") if placed else _("not yet"),
        "url": _list_of("placement:places", need) if may_list_places(user) else "",
        "count": reading,
    }


def _list_of(page: str, need: Need) -> str:
    """A list cut to the employer and the programme of the need."""
    return f"{reverse(page)}?{urlencode({'employer': need.employer.name, 'programme': need.programme.code})}"


def _contracts() -> dict[str, Any]:
    return {
        "title": _("Contracts"),
        "text": _("the sheet “%(sheet)s” brings it") % {"sheet": _("Target contracts")},
        "tone": "unknown",
        "state": _("not yet"),
    }


def _hires(need: Need, scope: figures.Scope, user: Any) -> dict[str, Any]:
    hired = Hire.objects.filter(need=need).exists()
    return {
        "title": _("Hires"),
        "text": _("Graduates hired on this need.") if hired else _("Nobody is hired on it yet."),
        "tone": "ok" if need.filled >= need.people else ("info" if need.filled else "unknown"),
        "state": _("all hired") if need.filled >= need.people else (_("in part") if need.filled else _("not yet")),
        "url": _list_of("recruiting:hires", need) if hired and may_list_hires(user) else "",
        "count": figures.read("demand.filled", scope),
    }


def _decisions(need: Need, user: Any) -> dict[str, Any]:
    serving = board.serving(need, served_region().pk)
    if not serving:
        return {
            "title": _("Decisions"),
            "text": _("No decision of the board speaks of it."),
            "tone": "unknown",
            "state": _("none"),
        }
    first = board.line_of(serving[0], user)
    return {
        "title": _("Decisions"),
        "text": first.assignment.text,
        "tone": first.tone,
        "state": first.verdict.label,
        "url": reverse("board:assignment", args=[first.assignment.pk]),
    }
