"""States of a student, kinds of clearance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StudentState(models.TextChoices):
    STUDYING = "studying", _("studying")
    LEAVE = "leave", _("on academic leave")
    GRADUATED = "graduated", _("graduated")
    LEFT = "left", _("left")


class ClearanceKind(models.TextChoices):
    MEDICAL = "medical", _("medical examination")
    SANITARY = "sanitary", _("sanitary book")
