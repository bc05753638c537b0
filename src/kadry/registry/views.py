"""Pages of the registry: who takes part. All of it is public: colleges and enterprises, never their people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kadry.exchange.listing import listing
from kadry.people.access import anyone
from kadry.registry import queries
from kadry.registry.enums import OrganisationKind
from kadry.registry.fields import typed
from kadry.registry.models import Organisation
from kadry.registry.tables import ClusterFilter, ClusterTable, OrganisationFilter, OrganisationTable
from kadry.web.page import page

SHORTEST = 2  # letters after which something is offered


@page(who=anyone)
def organisations(request: HttpRequest) -> HttpResponse:
    """Colleges and employers of the region, by name, place and trade."""
    rows = queries.organisations().colleges() | queries.organisations().employers()
    return listing(request, "registry/organisations.html", rows=rows, table=OrganisationTable, filters=OrganisationFilter)


@page(who=anyone)
def clusters(request: HttpRequest) -> HttpResponse:
    """Clusters of the region with their base colleges."""
    return listing(request, "registry/clusters.html", rows=queries.clusters(), table=ClusterTable, filters=ClusterFilter)


@page(who=anyone)
def offered(request: HttpRequest) -> HttpResponse:
    """What fits while somebody types the name of an organisation: the first few, as options of a line of text."""
    text = request.GET.get(request.GET.get("of", ""), "")
    found = queries.organisations().none()
    if len(text.strip()) >= SHORTEST:
        found = queries.organisations().filter(queries.named_like(text))
    if (kind := request.GET.get("kind")) in OrganisationKind:
        found = found.filter(kind=kind)
    options = [{"written": typed(one), "beside": _beside(one)} for one in found[: queries.OFFERED]]
    return render(request, "registry/offered.html", {"offered": options})


def _beside(organisation: Organisation) -> str:
    """What tells two of one name apart."""
    return ", ".join(str(part) for part in (organisation.municipality, organisation.industry) if part)
