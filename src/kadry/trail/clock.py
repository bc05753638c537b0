"""The one place that asks what day it is."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day Kadry works on: ``KADRY_TODAY`` where set (a demo, a rehearsal), else the machine's day."""
    return date.fromisoformat(settings.TODAY) if settings.TODAY else timezone.localdate()


def now() -> datetime:
    """The moment to write into an event: the day Kadry works on, with the machine's time of day."""
    moment = timezone.localtime()
    day = today()
    return moment.replace(year=day.year, month=day.month, day=day.day)
