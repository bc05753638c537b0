"""States of a plan, kinds of coefficient, why groups are held, why a need stays open."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class PlanState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    CARRIED_OUT = "carried_out", _("as admitted")


TRANSITIONS: dict[PlanState, frozenset[PlanState]] = {
    PlanState.PROPOSED: frozenset({PlanState.APPROVED}),
    PlanState.APPROVED: frozenset({PlanState.CARRIED_OUT}),
    PlanState.CARRIED_OUT: frozenset(),
}


class CoefficientKind(models.TextChoices):
    """What stands between a place and a worker."""

    GRADUATES = "graduates", _("finish their study")
    IN_TRADE = "in_trade", _("work in their trade")
    IN_REGION = "in_region", _("stay in the region")
    NOT_ARMY = "not_army", _("are not called up at once")


# The source of a share nobody has measured: a screen says so in the reader's language.
ASSUMPTION = gettext_noop("assumption, no source")
# Per mille, used until outcomes tell better.
ASSUMED: dict[CoefficientKind, int] = {
    CoefficientKind.GRADUATES: 900,
    CoefficientKind.IN_TRADE: 640,
    CoefficientKind.IN_REGION: 930,
    CoefficientKind.NOT_ARMY: 950,
}


class Held(models.TextChoices):
    """Why the number of groups was not the plan's to choose."""

    ADMITTED = "admitted", _("these groups were admitted already")
    APPROVED = "approved", _("this number was approved")
    NOT_ASKED = "not_asked", _("employers have not been asked about that year yet: no group is closed for want of an answer")


class OpenReason(models.TextChoices):
    """Why people of a need have no place. The first four are the engine's own codes."""

    NO_LICENCE = "no_licence", _("no college of the region teaches the programme")
    OUT_OF_REACH = "out_of_reach", _("no college within reach teaches the programme")
    LIMITS = "limits", _("the colleges within reach cannot open another group")
    NOT_WORTH = "not_worth", _("another group would cost more than the need it would meet")
    LATE = "late", _("its year of admission has passed")
    EARLY = "early", _("its year of admission is not planned yet")
