"""What is read of needs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kadry.demand.access import visible_needs
from kadry.demand.models import Need
from kadry.trail.models import Event


def needs_for(user: Any, region: str) -> QuerySet[Need]:
    """The needs a user may list, the largest first."""
    return visible_needs(user, Need.objects.of_region(region).with_list_data()).order_by("-people", "id")


def history_of(need: Need) -> QuerySet[Event]:
    """What happened to a need."""
    return Event.objects.filter(subject="demand.need", subject_id=need.pk)
