"""What the trail itself does: freezing a figure as it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kadry.trail import figures
from kadry.trail.action import action, event
from kadry.trail.models import FrozenFigure


@action(may=lambda by, reading: True)  # whoever may act on the ground (a vote, a vintage) has been asked by that action
def figure_freeze(*, reading: figures.Reading, by: Any, at: datetime, ground: str) -> FrozenFigure:
    """Keep a figure as it stands now; its series is its freezes."""
    frozen = FrozenFigure.objects.create(
        key=reading.figure.key,
        scope=str(reading.scope),
        value=reading.value,
        count=reading.count,
        whose=reading.whose,
        low=reading.low,
        high=reading.high,
        as_of=reading.as_of,
        digest=figures.digest(reading),
        ground=ground,
        at=at,
    )
    event(frozen, key=frozen.key, scope=frozen.scope)
    return frozen
