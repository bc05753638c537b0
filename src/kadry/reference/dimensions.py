"""How regions, municipalities, industries and programmes are called where a figure is cut by them."""

from __future__ import annotations

from kadry.reference.models import Industry, Municipality, Programme, Region
from kadry.trail import dimensions
from kadry.trail.dimensions import Rows

dimensions.register("region", names=Rows(Region.objects.all, key="code"))
dimensions.register("municipality", "workplace", names=Rows(Municipality.objects.all, key="slug"))
dimensions.register("industry", names=Rows(Industry.objects.all, key="slug"))
dimensions.register("programme", names=Rows(Programme.objects.all, key="code"))
