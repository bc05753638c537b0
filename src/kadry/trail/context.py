"""What every page knows: the day, the demo's mark, the languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kadry.trail.clock import today


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the base page."""
    return {"today": today(), "demo": settings.DEMO}
