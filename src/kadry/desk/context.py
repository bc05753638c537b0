"""The thread as the navigation: seven stations on every page, each with its count."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kadry.desk.stations import stations_for
from kadry.reference.models import Region


def thread(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a page that does not show the navigation does not pay for it."""
    return {"stations": SimpleLazyObject(lambda: _stations(request))}


def _stations(request: HttpRequest) -> list[dict[str, Any]]:
    """None before the classifiers are loaded: the error page of an empty installation must not fail itself."""
    try:
        return stations_for(request.user, request.path)
    except Region.DoesNotExist:
        return []
