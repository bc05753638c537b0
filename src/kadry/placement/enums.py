"""Classes of working conditions, states of a campaign, reasons against a placement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkClass(models.TextChoices):
    """Class of working conditions by the special assessment (СОУТ)."""

    OPTIMAL = "1", _("1, optimal")
    ADMISSIBLE = "2", _("2, admissible")
    HARMFUL_1 = "3.1", _("3.1, harmful")
    HARMFUL_2 = "3.2", _("3.2, harmful")
    HARMFUL_3 = "3.3", _("3.3, harmful")
    HARMFUL_4 = "3.4", _("3.4, harmful")
    DANGEROUS = "4", _("4, dangerous")


class HoursBand(models.TextChoices):
    """Hours a week at the place, cut where the law cuts them for minors."""

    UP_TO_24 = "24", _("up to 24 hours a week")
    UP_TO_35 = "35", _("25 to 35 hours a week")
    OVER_35 = "40", _("over 35 hours a week")


class CampaignState(models.TextChoices):
    OPEN = "open", _("wishes are taken")
    ALLOCATED = "allocated", _("allocated")


# An allocated campaign may be allocated anew: that is another run of the same state, not a move.
TRANSITIONS: dict[CampaignState, frozenset[CampaignState]] = {
    CampaignState.OPEN: frozenset({CampaignState.ALLOCATED}),
    CampaignState.ALLOCATED: frozenset(),
}


class Outcome(models.TextChoices):
    """How a campaign ended for a student."""

    PLACED = "placed", _("has a place")
    NO_WISHES = "no_wishes", _("handed in no wishes")
    REFUSED = "refused", _("something stands against every wish")
    OUTRANKED = "outranked", _("the places wished for went to others with a higher right")


class Obstacle(models.TextChoices):
    """Why a student cannot go to a place, or why it cannot be told whether the student can."""

    NOT_STUDYING = "not_studying", _("the student is not studying now")
    OTHER_PROGRAMME = "other_programme", _("the place is for another programme")
    COMPETING = "competing", _("the student has another place at the same time")
    HARMFUL_FOR_MINOR = "harmful_for_minor", _("a minor cannot work in harmful conditions")
    CONDITIONS_UNKNOWN = "conditions_unknown", _("working conditions were not assessed, a minor cannot be let in")
    HOURS_OF_MINOR = "hours_of_minor", _("more hours a week than a minor may work")
    NO_MEDICAL = "no_medical", _("no medical examination on record")
    MEDICAL_ENDS = "medical_ends", _("the medical examination ends before the practice does")
    NO_SANITARY = "no_sanitary", _("no sanitary book on record")
    SANITARY_ENDS = "sanitary_ends", _("the sanitary book ends before the practice does")
    TOO_FAR = "too_far", _("too far from home")
    DISTANCE_UNKNOWN = "distance_unknown", _("how far it is from home cannot be told")
