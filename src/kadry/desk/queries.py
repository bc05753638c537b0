"""What the first screen and the pages of the whole thread show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from django.db.models import Exists, OuterRef, Q

from kadry.board import queries as board
from kadry.demand.models import Need, latest_year
from kadry.placement.models import Campaign, Place
from kadry.reference.models import Municipality
from kadry.reference.queries import served_region
from kadry.trail import figures, runs
from kadry.trail.clock import today
from kadry.trail.models import Run

LEVELS = 5  # shades of the tile map


@dataclass(frozen=True)
class Sentence:
    """The region in one sentence."""

    asked: figures.Reading
    covered: figures.Reading
    filled: figures.Reading
    gap: figures.Reading
    until: int
    most: Municipality | None


def sentence() -> Sentence:
    """Of N workers asked for by the year, so many have a place, so many are hired; so many are open, most in …"""
    until = latest_year(today())
    scope = figures.Scope.of(region=served_region().code, until=until)
    return Sentence(
        asked=figures.read("demand.asked", scope),
        covered=figures.read("demand.covered", scope),
        filled=figures.read("demand.filled", scope),
        gap=figures.read("demand.gap", scope),
        until=until,
        most=_widest_gap(figures.table("demand.gap", scope, by="municipality")),
    )


def _widest_gap(gaps: dict[str, figures.Reading]) -> Municipality | None:
    if not gaps:
        return None
    slug = min(gaps, key=lambda slug: (-(gaps[slug].value or 0), slug))
    return Municipality.objects.filter(region=served_region(), slug=slug).first()


def gap_tiles() -> list[dict[str, Any]]:
    """One tile a municipality: its open needs, its shade, and where a click leads."""
    scope = figures.Scope.of(region=served_region().code, until=latest_year(today()))
    gaps = figures.table("demand.gap", scope, by="municipality")
    widest = max((reading.value or 0 for reading in gaps.values()), default=0)
    nothing = figures.read("demand.gap", scope.narrowed(municipality=""))
    towns = Municipality.objects.filter(region=served_region(), tile_row__isnull=False)
    return [_tile(town, gaps.get(town.slug) or _none_here(nothing, scope, town), widest) for town in towns]


def _none_here(nothing: figures.Reading, scope: figures.Scope, town: Municipality) -> figures.Reading:
    """No needs in a town are a zero, where the region has needs at all."""
    value = None if nothing.missing else 0
    return figures.Reading(
        nothing.figure, scope.narrowed(municipality=town.slug), value, 0, nothing.as_of, missing=nothing.missing
    )


def _tile(town: Municipality, reading: figures.Reading, widest: float) -> dict[str, Any]:
    value = reading.value or 0
    # By the square root, so that one large town does not leave all others in one shade.
    level = 0 if not value or not widest else 1 + min(LEVELS - 1, int(LEVELS * sqrt(value / widest)))
    return {
        "col": town.tile_column,
        "row": town.tile_row,
        "label": town.name,
        "reading": reading,
        "url": reading.address,
        "level": level,
    }


def followed_need() -> Need | None:
    """One need to follow to the end: of those that came furthest, the largest."""
    needs = Need.objects.of_region(served_region().code).of_work().with_list_data()
    practice = Place.objects.filter(employer=OuterRef("employer"), programme=OuterRef("programme"), placements__isnull=False)
    stations = needs.annotate(has_place=Q(covered__gt=0), has_hire=Q(filled__gt=0), has_practice=Exists(practice))
    return stations.order_by("-has_hire", "-has_place", "-has_practice", "-people", "id").first()


def decisions(user: Any) -> tuple[date | None, list[board.Line], list[figures.Reading]]:
    """The newest decisions: their day, a line each, and how many are done, in time, late, cannot be told."""
    region = served_region()
    held_on = board.latest_meeting(region.pk)
    if held_on is None:
        return None, [], []
    return held_on, board.report(region.pk, held_on, user), board.counts(region.code, held_on)


def latest_allocation() -> tuple[Run, Campaign] | None:
    """The allocation the foot of the first screen speaks of, with its campaign."""
    run = runs.done("allocation", served_region().pk).first()
    campaign = Campaign.objects.filter(run_id=run.pk).first() if run else None
    return (run, campaign) if run and campaign else None


def taking_part() -> list[figures.Reading]:
    """How many colleges, employers and clusters the region has, and how many of its enterprises are in clusters."""
    scope = figures.Scope.of(region=served_region().code)
    keys = ("registry.colleges", "registry.employers", "registry.clusters", "registry.cluster_enterprises")
    return [figures.read(key, scope) for key in keys]


def practised(campaign: Campaign) -> figures.Reading:
    """How many students the campaign was for."""
    return figures.read("placement.students", figures.Scope.of(region=served_region().code, campaign=campaign.pk))
