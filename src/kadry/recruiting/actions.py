"""What recruiting writes: which need each hire fills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kadry.demand.actions import needs_fill
from kadry.recruiting import queries
from kadry.recruiting.access import may_match_hires
from kadry.recruiting.matching import match
from kadry.recruiting.models import Hire
from kadry.reference.models import Region
from kadry.trail.action import action, event


@dataclass(frozen=True)
class Matched:
    """What matching came to: hires that fill a need, hires without one, and rows that are not as they were before."""

    on_needs: int
    without_need: int
    hires_changed: int
    needs_changed: int


@action(may=lambda by, _: may_match_hires(by))
def hires_match(*, region: Region, by: Any, at: datetime, ground: str) -> Matched:
    """Give every hire of the region its need, and tell demand how many are hired on each. Run again, it changes nothing."""
    hires = queries.hire_rows(region.pk)
    found = match(hires, queries.need_rows(region.pk))
    changed = _write({hire.pk: hire.need for hire in hires}, found)
    needs = needs_fill(filled=Counter(found.values()), region=region.pk, by=by, at=at, ground=ground)
    matched = Matched(len(found), len(hires) - len(found), changed, needs)
    event(None, region=region.pk, matched=matched.on_needs, without_need=matched.without_need, changed=changed)
    return matched


def _write(before: Mapping[int, int | None], found: Mapping[int, int]) -> int:
    """Write the needs that differ from those that stand; returns how many."""
    moved = [Hire(pk=pk, need_id=found.get(pk)) for pk, need in before.items() if found.get(pk) != need]
    Hire.objects.bulk_update(moved, ["need"], batch_size=500)
    return len(moved)
