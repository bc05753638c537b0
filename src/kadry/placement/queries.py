"""What is read of places, campaigns and placements."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kadry.placement.access import visible_placements, visible_places
from kadry.placement.enums import CampaignState, HoursBand, WorkClass
from kadry.placement.models import NOT_ASSESSED, Campaign, Place, Placement, Wish
from kadry.registry.models import Organisation
from kadry.trail import figures
from kadry.trail.models import Run
from kadry.training.models import Student

SHOWN = 30  # rows of a short list beside a long one


def places_for(user: Any, region: str) -> QuerySet[Place]:
    """The places a user may list, the largest first."""
    return visible_places(user, Place.objects.of_region(region).with_list_data()).order_by("-seats", "id")


def campaigns(region: str) -> QuerySet[Campaign]:
    """Campaigns of a region, the newest first."""
    return Campaign.objects.filter(region__code=region)


def get_campaign(region: str, pk: int) -> Campaign:
    """The campaign of the region, or 404. It holds no personal data: what is shown of it are counts."""
    return get_object_or_404(campaigns(region), pk=pk)


def latest_campaign(region: str) -> Campaign | None:
    """The campaign allocated last."""
    return campaigns(region).filter(state=CampaignState.ALLOCATED).order_by("-run_id").first()


def run_of(campaign: Campaign) -> Run | None:
    """The run that gave the campaign's places."""
    return Run.objects.filter(pk=campaign.run_id).first()


def unplaced_for(user: Any, campaign: Campaign) -> QuerySet[Placement]:
    """Students of a campaign without a place whom the user may see by name."""
    rows = Placement.objects.filter(campaign=campaign).unplaced().with_list_data()
    return visible_placements(user, rows).order_by("student__group__programme__code", "student__surname", "pk")


def free_places_for(unplaced: QuerySet[Placement], region: str) -> QuerySet[Place]:
    """Places with free seats of the programmes of those who have none, the most seats first."""
    programmes = unplaced.order_by().values("student__group__programme")
    free = Place.objects.of_region(region).with_list_data().filter(programme__in=programmes, seats__gt=F("taken"))
    return free.order_by(F("taken") - F("seats"), "id")


def answer_for(student: Student, campaign: Campaign | None) -> Placement | None:
    """What the campaign gave a student."""
    return Placement.objects.filter(student=student, campaign=campaign).with_list_data().first()


def wishes_of(student: Student) -> QuerySet[Wish]:
    """A student's wishes in their order."""
    return Wish.objects.filter(student=student).select_related("place__employer", "place__municipality").order_by("rank", "pk")


# --- minors, as the trade union sees them: counts, never names


def minors_by_class(user: Any, scope: figures.Scope) -> list[dict[str, Any]]:
    """One row a class of working conditions, one cell a band of hours; a small number is told as "fewer than 5"."""
    rows = []
    for code, label in (*WorkClass.choices, (NOT_ASSESSED, _("not assessed"))):
        found = figures.table("placement.minors", scope.narrowed(work_class=code), by="hours")
        if found:
            cells = {band: figures.for_reader(user, reading) for band, reading in found.items()}
            rows.append({"class": label} | {band: cells.get(band, "—") for band in HoursBand.values})
    return rows


def minors_by_employer(user: Any, scope: figures.Scope) -> list[dict[str, Any]]:
    """The employers with the most minors. Those with few are not put in order among themselves: that would tell."""
    found = figures.table("placement.minors", scope, by="employer")
    largest = sorted(found.items(), key=lambda one: (-max(one[1].value or 0, figures.FEW - 1), int(one[0])))[:SHOWN]
    names = dict(Organisation.objects.filter(pk__in=[int(pk) for pk, _ in largest]).values_list("pk", "short_name"))
    return [{"employer": names[int(pk)], "minors": figures.for_reader(user, reading)} for pk, reading in largest]
