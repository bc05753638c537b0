"""Who looked at personal data: written after the answer was made, the one write a reading request leaves."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kadry.trail.clock import now
from kadry.trail.models import PersonalView


def mark_personal(request: HttpRequest) -> None:
    """Called by whatever shows personal data, so that the viewing is logged."""
    request.shows_personal = True  # type: ignore[attr-defined]


def log_personal_views(get_response: Callable[[HttpRequest], HttpResponse]):
    """Write one row for each answer that showed personal data to a signed-in person.

    The path alone: what was looked for may be a name, and these rows are never erased.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "shows_personal", False) and request.user.is_authenticated:
            PersonalView.objects.create(actor_id=request.user.pk, path=request.path[:300], at=now())
        return response

    return middleware
