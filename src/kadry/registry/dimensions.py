"""How organisations and clusters are called where a figure is cut by them, and where their pages are."""

from __future__ import annotations

from django.urls import reverse

from kadry.registry.models import Cluster, Organisation
from kadry.registry.queries import page_of
from kadry.trail import dimensions
from kadry.trail.dimensions import Rows

dimensions.register(
    "college", "employer", "organisation", "raiser", "partner", names=Rows(Organisation.objects.all, link=page_of)
)
dimensions.register("cluster", names=Rows(Cluster.objects.all, link=lambda cluster: reverse("desk:cluster", args=[cluster.pk])))
