"""Pages of practice: places, a campaign, those without a place, one student's answer, minors."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kadry.exchange.listing import listing
from kadry.people.access import anyone
from kadry.placement import access, bridge, queries, words
from kadry.placement.enums import HoursBand
from kadry.placement.models import Campaign, Placement
from kadry.placement.tables import PlaceFilter, PlaceTable, UnplacedFilter, UnplacedTable
from kadry.reference.queries import served_region
from kadry.trail import figures
from kadry.trail.clock import today
from kadry.trail.middleware import mark_personal
from kadry.trail.models import Run
from kadry.training.access import get_student_for
from kadry.training.models import Student
from kadry.web.page import page
from kadry.web.templatetags.words import number


def _language() -> str:
    return "ru" if (get_language() or "ru").startswith("ru") else "en"


def _read(request: HttpRequest, key: str, scope: figures.Scope) -> figures.Reading:
    return figures.for_reader(request.user, figures.read(key, scope))


@page(who=access.may_list_places)
def places(request: HttpRequest) -> HttpResponse:
    """Places of practice the user may see, and the campaigns that gave them."""
    region = served_region().code
    return listing(
        request,
        "placement/places.html",
        rows=queries.places_for(request.user, region),
        table=PlaceTable,
        filters=PlaceFilter,
        context={"campaigns": queries.campaigns(region), "may_mend": access.may_mend_placements(request.user)},
    )


@page(who=anyone)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: what came of it, by which rule, and what independent code found. Counts only."""
    shown = queries.get_campaign(served_region().code, pk)
    run = queries.run_of(shown)
    scope = figures.Scope.of(region=served_region().code)
    of_it = scope.narrowed(campaign=shown.pk)
    return render(
        request,
        "placement/campaign.html",
        {
            "campaign": shown,
            "run": run,
            "students": _read(request, "placement.students", of_it),
            "placed": _read(request, "placement.placed", of_it),
            "unplaced": _read(request, "placement.unplaced", of_it),
            "first": _read(request, "placement.first_wish_rate", of_it),
            "mentored": _read(request, "placement.mentored", of_it),
            "seats": figures.read("placement.seats", scope),
            "free": figures.read("placement.free_seats", scope),
            "rule": bridge.rule(_language()),
            "certificate": _certificate(run),
            "columns": [
                ("name", "№"),
                ("words", _("What is guaranteed")),
                ("holds", _("Checked")),
                ("counted", _("In how many cases"), "end"),
            ],
            "may_mend": access.may_mend_placements(request.user),
        },
    )


def _certificate(run: Run | None) -> list[dict[str, Any]]:
    return [
        {
            "name": found["name"],
            "words": found[f"words_{_language()}"],
            "holds": {"value": _("holds"), "tone": "ok"} if found["holds"] else {"value": _("broken"), "tone": "late"},
            "counted": number(found["counted"]),
        }
        for found in (run.certificate if run else [])
    ]


@page(who=access.may_mend_placements)
def unplaced(request: HttpRequest) -> HttpResponse:
    """Students without a place beside places without a student, each student with the reason and the cheapest fix."""
    region = served_region().code
    latest = queries.latest_campaign(region)
    if latest is None:
        return render(request, "placement/no_campaign.html")
    mark_personal(request)
    rows = queries.unplaced_for(request.user, latest)
    fixes = bridge.Fixes(latest, Student.objects.filter(pk__in=rows.order_by().values("student")))
    return listing(
        request,
        "placement/unplaced.html",
        rows=rows,
        table=partial(UnplacedTable, finder=fixes),
        filters=UnplacedFilter,
        context={"campaign": latest, **_beside(request, latest, rows, region)},
    )


def _beside(request: HttpRequest, latest: Campaign, rows: Any, region: str) -> dict[str, Any]:
    """The other side: how many are without a place, and where seats of their programmes are free."""
    scope = figures.Scope.of(region=region)
    narrower = scope.narrowed(campaign=latest.pk, college=request.user.organisation_id)
    free = list(queries.free_places_for(rows, region)[: queries.SHOWN])
    readings = [figures.read("placement.free_seats", scope.narrowed(place=place.pk)) for place in free]
    return {
        "unplaced": _read(request, "placement.unplaced", narrower),
        "free_seats": figures.read("placement.free_seats", scope),
        "free": [
            {"place": str(place), "where": str(place.municipality), "programme": str(place.programme), "seats": reading}
            for place, reading in zip(free, readings, strict=True)
        ],
        "free_columns": [
            ("place", _("Place of practice")),
            ("where", _("Municipality")),
            ("programme", _("Programme")),
            ("seats", _("Free seats"), "end"),
        ],
    }


@page(who=access.may_see_answers)
def student(request: HttpRequest, pk: int) -> HttpResponse:
    """A student's own answer: the place or none, why, every wish, and what else there was."""
    shown = get_student_for(request.user, pk)
    mark_personal(request)
    latest = queries.latest_campaign(served_region().code)
    answer = queries.answer_for(shown, latest)
    return render(
        request,
        "placement/student.html",
        {
            "student": shown,
            "campaign": latest,
            "answer": answer,
            "reasons": answer.reasons if answer else [],
            "wishes": queries.wishes_of(shown) if answer is None else [],
            "openings": _openings(answer) if answer else [],
            "fix": _fix(answer) if answer and answer.place is None else "",
            "rule": bridge.rule(_language()),
        },
    )


def _fix(answer: Placement) -> str:
    fixes = bridge.Fixes(answer.campaign, Student.objects.filter(pk=answer.student_id))
    return capfirst(fixes.of(answer.student_id, _language()).words)


def _openings(answer: Placement) -> list[dict[str, Any]]:
    """What was open besides, the nearest first."""
    return [
        {"title": opening.offer.title, "far": words.km(_language(), opening.km), "free": opening.free}
        for opening in bridge.open_to(answer)[: queries.SHOWN]
    ]


@page(who=access.may_see_minors)
def minors(request: HttpRequest) -> HttpResponse:
    """Minors at practice by hours and class of working conditions, and by employer: counts, never names."""
    latest = queries.latest_campaign(served_region().code)
    if latest is None:
        return render(request, "placement/no_campaign.html")
    scope = figures.Scope.of(region=served_region().code, campaign=latest.pk)
    return render(
        request,
        "placement/minors.html",
        {
            "campaign": latest,
            "minors": _read(request, "placement.minors", scope),
            "by_class": queries.minors_by_class(request.user, scope),
            "class_columns": [("class", _("Working conditions")), *((band.value, band.label, "end") for band in HoursBand)],
            "by_employer": queries.minors_by_employer(request.user, scope),
            "employer_columns": [("employer", _("Employer")), ("minors", _("Minors"), "end")],
            "medical_verified": bridge.medical_rule(today()).verified,
            "drafts": bridge.draft_rules(),
        },
    )
