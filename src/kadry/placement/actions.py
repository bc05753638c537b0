"""What can be done to a campaign: opened, and its places given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kadry.exchange.storing import insert_rows
from kadry.placement import bridge
from kadry.placement.access import may_run_campaigns
from kadry.placement.enums import TRANSITIONS, CampaignState
from kadry.placement.models import Campaign, Placement, Refusal
from kadry.reference.models import Region
from kadry.trail import runs
from kadry.trail.action import Forbidden, action, event


@action(may=lambda by, _: may_run_campaigns(by))
def campaign_open(*, region: Region, name: str, admitted: int, seed: int, by: Any, at: datetime, ground: str) -> Campaign:
    """Wishes are taken from those admitted in a year; the seed of the lottery is published with it."""
    campaign = Campaign(region=region, name=name, admitted=admitted, seed=seed)
    campaign.full_clean()
    campaign.save()
    event(campaign, region=region.pk, admitted=admitted, seed=str(seed))
    return campaign


def campaign_allocate(
    *, campaign: Campaign, by: Any, at: datetime, ground: str, progress: Callable[[int], None] = lambda per_cent: None
) -> Campaign:
    """Give the places of a campaign; allocated once more, the new run replaces what the one before it gave.

    The computation holds no lock on the database and a failed one stays on record; what it gives is written, whole and with
    one event, by ``campaign_fill``. Raises runs.NotCertified where independent code finds a guarantee broken.
    """
    if not may_run_campaigns(by):
        raise Forbidden(f"placement.campaign_allocate: {by} may not do this.")
    with runs.running("allocation", region=campaign.region_id, by=by, seed=campaign.seed) as run:

        def told(per_cent: int) -> None:
            run.progress(per_cent)
            progress(per_cent)

        allocation = bridge.allocate(campaign, told)
        run.keep(record=allocation.record, certificate=allocation.certificate, summary=allocation.summary)
        told(90)
        campaign_fill(campaign=campaign, allocation=allocation, run=run.pk, by=by, at=at, ground=ground)
        progress(100)
    return campaign


@action(may=lambda by, _: may_run_campaigns(by))
def campaign_fill(*, campaign: Campaign, allocation: bridge.Allocation, run: int, by: Any, at: datetime, ground: str) -> Campaign:
    """Write what a certified run gave: a placement with its reason for every student, a refusal for every obstacle."""
    Placement.objects.filter(campaign=campaign).delete()
    Refusal.objects.filter(campaign=campaign).delete()
    insert_rows(Placement, ("campaign_id", *bridge.PLACEMENT_FIELDS), ((campaign.pk, *row) for row in allocation.placements))
    insert_rows(Refusal, ("campaign_id", *bridge.REFUSAL_FIELDS), ((campaign.pk, *row) for row in allocation.refusals))
    if CampaignState.ALLOCATED in TRANSITIONS[CampaignState(campaign.state)]:
        campaign.state = CampaignState.ALLOCATED
    campaign.run_id = run
    campaign.save(update_fields=["state", "run_id"])
    event(campaign, region=campaign.region_id, run=run, **allocation.summary)
    return campaign
