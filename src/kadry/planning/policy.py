"""What a region decides before it plans: reach, the yearly step, prices. Each can be set in Django's settings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

YEARS_BACK = 3  # admissions still studying
YEARS_AHEAD = 2  # admissions to come that today's needs can ask for


@dataclass(frozen=True)
class Policy:
    """How places are planned.

    ``reach_km``: the farthest a graduate is counted on to work from the college, as the crow flies. ``step``: groups a
    programme may gain or lose at a college in one year. Prices are in workers of unmet need: ``change`` for each group
    opened or closed, ``idle`` for each expected worker no declared need asks for. That price is low on purpose: not
    every employer declares, so a group without a declared need is kept, and one is opened for four workers or more.
    ``gap``: how far from the best a plan may be proven to be; the search stops by it and never by the clock.
    """

    reach_km: int = 40
    step: int = 1
    change: Decimal = Decimal(3)
    idle: Decimal = Decimal("0.05")
    gap: Decimal = Decimal("0.005")
    seed: int = 0


def policy() -> Policy:
    """The policy of this installation: ``REACH_KM`` and ``PLANNING_STEP`` of the settings, the rest as above."""
    return Policy(
        reach_km=getattr(settings, "REACH_KM", Policy.reach_km),
        step=getattr(settings, "PLANNING_STEP", Policy.step),
    )
