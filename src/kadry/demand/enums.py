"""States of a need, why it came to be and why it closed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedKind(models.TextChoices):
    HIRE = "hire", _("hire")
    PRACTICE = "practice", _("practice")
    TARGET = "target", _("target contract")


class NeedReason(models.TextChoices):
    EXPANSION = "expansion", _("expansion")
    RETIREMENT = "retirement", _("retirement")
    TURNOVER = "turnover", _("turnover")


class Confidence(models.TextChoices):
    """How sure the employer is."""

    FIRM = "firm", _("firm")
    LIKELY = "likely", _("likely")
    POSSIBLE = "possible", _("possible")


class NeedState(models.TextChoices):
    DECLARED = "declared", _("declared")
    CONFIRMED = "confirmed", _("confirmed")
    FILLED = "filled", _("filled")
    CLOSED = "closed", _("closed unmet")


TRANSITIONS: dict[NeedState, frozenset[NeedState]] = {
    NeedState.DECLARED: frozenset({NeedState.CONFIRMED, NeedState.FILLED, NeedState.CLOSED}),
    NeedState.CONFIRMED: frozenset({NeedState.DECLARED, NeedState.FILLED, NeedState.CLOSED}),
    NeedState.FILLED: frozenset({NeedState.CONFIRMED}),
    NeedState.CLOSED: frozenset({NeedState.DECLARED}),
}
STANDING = frozenset({NeedState.DECLARED, NeedState.CONFIRMED, NeedState.FILLED})


class CloseReason(models.TextChoices):
    """Why a need closed without the people; re-enters planning."""

    NO_APPLICANT = "no_applicant", _("nobody applied")
    FAR = "far", _("too far to travel")
    SKILL = "skill", _("skill was missing")
    PAST = "past", _("past experience")
    PAY = "pay", _("pay")
    TIMING = "timing", _("wrong time")
    SILENCE = "silence", _("the employer did not answer")
    OTHER = "other", _("another reason")
