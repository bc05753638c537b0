"""``@page(who=…)``: the one way a view is made, and the only declaration of who may enter it.

A reading request (GET, HEAD) runs where only SELECT is possible; whoever may not enter is told the page
does not exist, because that it exists may itself be a secret. Strangers are sent to the sign-in page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps
from typing import Any

import rules
from django.contrib.auth.views import redirect_to_login
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

Predicate = Callable[[Any], bool]
View = Callable[..., HttpResponse]

anyone = rules.predicate(lambda user: True, name="anyone")

READING = frozenset({"GET", "HEAD"})
# Savepoints appear when a test wraps the request in a transaction; they change nothing by themselves.
_READS = re.compile(r"\s*\(*\s*(SELECT|WITH|EXPLAIN|SAVEPOINT|RELEASE SAVEPOINT|PRAGMA (?!.*=))", re.IGNORECASE)


class WriteWhileReading(RuntimeError):
    """A reading request tried to change the database."""


def _select_only(execute, sql, params, many, context):
    if not _READS.match(sql):
        raise WriteWhileReading(f"A reading request must not write. Move this into an action behind POST: {sql[:200]}")
    return execute(sql, params, many, context)


@contextmanager
def read_only():
    """Within this block every database connection of the thread refuses anything but SELECT."""
    with connections["default"].execute_wrapper(_select_only):
        yield


def page(*, who: Predicate, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Turn a function into a page.

    ``who`` takes the user and answers whether they may enter; ``methods`` lists the verbs accepted besides HEAD.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            if not who(request.user):
                if request.user.is_anonymous:
                    return redirect_to_login(request.get_full_path())
                raise Http404
            if request.method not in READING:
                return view(request, *args, **kwargs)
            with read_only():
                return _rendered(view(request, *args, **kwargs))

        guarded.who = who  # type: ignore[attr-defined]
        guarded.methods = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


def _rendered(response: HttpResponse) -> HttpResponse:
    """A template response renders late; it must do so while writing is still refused."""
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        response.render()
    return response
