"""The year computed: places, practice, hires, decisions; each link writes into the one before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kadry.board.actions import assignments_check
from kadry.placement.actions import campaign_allocate, campaign_open
from kadry.placement.models import Campaign
from kadry.planning.actions import coefficients_assume, plan_compute
from kadry.planning.models import Coefficient
from kadry.recruiting.actions import hires_match
from kadry.reference.models import Region
from kadry.trail.clock import now, today

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Step:
    """One link of the year: its name, and the function that computes it."""

    name: str
    compute: Callable[[Region, Any, Progress], object]


def _plan(region: Region, by: Any, progress: Progress) -> object:
    if not Coefficient.objects.filter(region=region).exists():
        coefficients_assume(region=region, by=by, at=now(), ground="assumptions, until outcomes are known")
    return plan_compute(region=region, by=by, at=now(), ground="yearly run", progress=progress)


def _allocate(region: Region, by: Any, progress: Progress) -> object:
    """The campaign of this autumn: those who were admitted two years before its study year ends."""
    name, admitted = f"{today().year}/{today().year + 1}", today().year - 2
    campaign = Campaign.objects.filter(region=region, name=name).first() or campaign_open(
        region=region, name=name, admitted=admitted, seed=today().year, by=by, at=now(), ground="yearly run"
    )
    return campaign_allocate(campaign=campaign, by=by, at=now(), ground="yearly run", progress=progress)


STEPS = (
    Step("places", _plan),
    Step("practice", _allocate),
    Step("hires", lambda region, by, progress: hires_match(region=region, by=by, at=now(), ground="yearly run")),
    Step("decisions", lambda region, by, progress: assignments_check(region=region.pk, by=by, at=now(), ground="yearly run")),
)
