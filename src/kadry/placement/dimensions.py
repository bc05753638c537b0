"""How campaigns, places of practice and conditions of work are called where a figure is cut by them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.placement.access import visible_places
from kadry.placement.enums import HoursBand, WorkClass
from kadry.placement.models import NOT_ASSESSED, Campaign, Place
from kadry.trail import dimensions
from kadry.trail.dimensions import Rows, labelled

dimensions.register(
    "campaign",
    names=Rows(Campaign.objects.all, link=lambda campaign: reverse("placement:campaign", args=[campaign.pk])),
)
dimensions.register("place", names=Rows(lambda: Place.objects.select_related("employer"), visible=visible_places))
dimensions.register("work_class", names=labelled([*WorkClass.choices, (NOT_ASSESSED, _("not assessed"))]))
dimensions.register("hours", names=labelled(HoursBand.choices))
