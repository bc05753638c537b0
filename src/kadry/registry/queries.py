"""Who takes part, found by what people type: a name or a part of it, an ИНН."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet
from django.urls import reverse

from kadry.reference.queries import served_region
from kadry.registry.enums import OrganisationKind
from kadry.registry.models import Cluster, Organisation, OrganisationQuerySet

OFFERED = 10
_PAGES = {OrganisationKind.COLLEGE: "desk:college", OrganisationKind.EMPLOYER: "desk:employer"}


def page_of(organisation: Organisation) -> str:
    """Address of the organisation's page; empty where its kind has none."""
    name = _PAGES.get(OrganisationKind(organisation.kind))
    return reverse(name, args=(organisation.pk,)) if name else ""


def organisations() -> OrganisationQuerySet:
    """Those of the region served."""
    return Organisation.objects.of_region(served_region().code).select_related("municipality", "industry")


def clusters() -> QuerySet[Cluster]:
    """Clusters of the region served: those whose base college is here."""
    of_region = Cluster.objects.filter(base_college__municipality__region=served_region())
    return of_region.select_related("industry", "base_college__municipality").order_by("name")


def named_like(text: str) -> Q:
    """Every word stands in the full or the short name, whatever its case, or the ИНН begins so."""
    words = Q()
    for word in text.split():
        # SQLite's LIKE knows the case of Latin letters only.
        words &= Q(name__iregex=re.escape(word)) | Q(short_name__iregex=re.escape(word))
    return words | Q(inn__startswith=text.strip()) if text.strip().isdigit() else words
