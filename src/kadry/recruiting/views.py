"""The page of hires."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kadry.exchange.listing import listing
from kadry.recruiting import access, queries
from kadry.recruiting.tables import HireFilter, HireTable
from kadry.reference.queries import served_region
from kadry.trail.middleware import mark_personal
from kadry.web.page import page


@page(who=access.may_list_hires)
def hires(request: HttpRequest) -> HttpResponse:
    """Hires the user may see by name, each with the need it fills or without one."""
    mark_personal(request)
    region = served_region().code
    return listing(
        request,
        "recruiting/hires.html",
        rows=queries.hires_for(request.user, region),
        table=HireTable,
        filters=HireFilter,
        context=queries.summary_for(request.user, region),
    )
