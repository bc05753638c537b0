"""What may become of a graduate."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """States of a graduate. Unknown is never failure."""

    IN_TRADE = "in_trade", _("works in the trade")
    OTHER_TRADE = "other_trade", _("works in another trade")
    STUDY = "study", _("studies on")
    ARMY = "army", _("army")
    CARE = "care", _("care of a child")
    OTHER_REGION = "other_region", _("another region")
    LOOKING = "looking", _("looks for work")
    UNKNOWN = "unknown", _("unknown")


WORKING = frozenset({Outcome.IN_TRADE, Outcome.OTHER_TRADE})
BUSY = WORKING | {Outcome.STUDY, Outcome.ARMY, Outcome.CARE}


class Band(models.TextChoices):
    """Where a share stands beside the region's: its whole interval above, below, or neither. Not a rank."""

    ABOVE = "above", _("above the region")
    LEVEL = "level", _("level with the region")
    BELOW = "below", _("below the region")
    UNTOLD = "untold", _("cannot tell")


TONES = {Band.ABOVE: "ok", Band.LEVEL: "info", Band.BELOW: "warn", Band.UNTOLD: "unknown"}
