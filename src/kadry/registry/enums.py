"""Kinds of organisations, clusters and roles in them; sources of co-financing; how exact a published number is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    COLLEGE = "college", _("college")
    EMPLOYER = "employer", _("employer")
    CENTRE = "centre", _("training centre")
    OFFICE = "office", _("public office")


class ClusterType(models.TextChoices):
    """Types of cluster as the federal operator's documents code them."""

    OPC = "OPC", _("educational and production centre")
    OK_LOT1 = "OK_LOT1", _("educational cluster, lot 1")
    OK_LOT2 = "OK_LOT2", _("educational cluster, lot 2")


class ClusterRole(models.TextChoices):
    BASE = "base", _("base college")
    NETWORK = "network", _("network college")
    ANCHOR = "anchor", _("anchor employer")
    PARTNER = "partner", _("partner employer")


class MoneySource(models.TextChoices):
    """The four sources of co-financing that every form of the project counts."""

    FEDERAL = "federal", _("federal budget")
    REGION = "region", _("regional budget")
    EMPLOYERS = "employers", _("employers")
    COLLEGE = "college", _("college's own income")


class EvidenceStatus(models.TextChoices):
    NONE = "none", _("no evidence yet")
    FILED = "filed", _("being checked")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")


class Qualifier(models.TextChoices):
    """How exact a source is about its number."""

    EXACT = "exact", _("exactly")
    AT_LEAST = "at_least", _("at least")
    ABOUT = "about", _("about")


class PublishedUnit(models.TextChoices):
    """What a published number counts."""

    ITEMS = "items", _("items")
    PEOPLE = "people", _("people")
    PERCENT = "percent", _("percent")
    ROUBLES = "roubles", _("roubles")


class Agreement(models.TextChoices):
    """Whether a published number and the one counted here agree."""

    AGREES = "agrees", _("agrees")
    DIFFERS = "differs", _("differs")
    CANNOT_TELL = "cannot_tell", _("cannot be told")
