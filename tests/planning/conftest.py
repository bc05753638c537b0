"""A region small enough to plan by hand. Of 25 places come ⌊25 · 0.9 · 0.64 · 0.93 · 0.95⌋ = 12 workers, of 50 come 25."""

from __future__ import annotations

import pytest

from kadry.planning.actions import coefficients_assume, plan_compute
from kadry.planning.models import PlanRow
from tests.factories import signed


@pytest.fixture
def assumed(region):
    """The region with an assumption for each of the four shares."""
    coefficients_assume(region=region, **signed())
    return region


@pytest.fixture
def compute(assumed):
    """``compute()`` plans every year and gives (year, taught programme) → row."""

    def planned(**kwargs):
        plan_compute(region=assumed, **signed() | kwargs)
        rows = PlanRow.objects.current().select_related("plan")
        return {(row.plan.year, row.taught_id): row for row in rows}

    return planned
