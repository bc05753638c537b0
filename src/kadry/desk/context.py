"""The thread as the navigation: seven stations on every page, each with its count."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kadry.board.queries.lists import own_view
from kadry.desk.stations import stations_for
from kadry.reference.models import Region


def thread(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a page that does not show the navigation does not pay for it."""
    return {"stations": SimpleLazyObject(lambda: _stations(request)), "assigned": SimpleLazyObject(lambda: _assigned(request))}


def _assigned(request: HttpRequest) -> str:
    """Where whoever has assignments of the board finds them, from every page; nothing for the others."""
    user = request.user
    has_own = bool(getattr(user, "role", "")) and own_view(user, user.region_id)
    return reverse("board:mine") if has_own else ""


def _stations(request: HttpRequest) -> list[dict[str, Any]]:
    """None before the classifiers are loaded: the error page of an empty installation must not fail itself."""
    try:
        return stations_for(request.user, request.path)
    except Region.DoesNotExist:
        return []
