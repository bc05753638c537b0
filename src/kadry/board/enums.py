"""States of an assignment and what its acceptance test may say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentState(models.TextChoices):
    """assigned → evidence filed → verified → off control."""

    ASSIGNED = "assigned", _("assigned")
    FILED = "filed", _("evidence filed")
    VERIFIED = "verified", _("verified")
    OFF_CONTROL = "off_control", _("off control")


TRANSITIONS: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.ASSIGNED: frozenset({AssignmentState.FILED, AssignmentState.VERIFIED}),
    AssignmentState.FILED: frozenset({AssignmentState.VERIFIED, AssignmentState.ASSIGNED}),
    AssignmentState.VERIFIED: frozenset({AssignmentState.OFF_CONTROL, AssignmentState.ASSIGNED}),
    AssignmentState.OFF_CONTROL: frozenset(),
}


class Comparison(models.TextChoices):
    AT_LEAST = ">=", _("at least")
    AT_MOST = "<=", _("at most")


class Verdict(models.TextChoices):
    """Whether an assignment is carried out, as of a day. Missing data is never taken as failure."""

    DONE = "done", _("carried out")
    ON_TIME = "on_time", _("in time so far")
    LATE = "late", _("late")
    CANNOT_TELL = "cannot_tell", _("cannot tell")
