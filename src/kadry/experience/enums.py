"""Forms of cooperation, parts of partners, and the states of a case and of a request for its contact."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kadry.registry.enums import OrganisationKind


class CooperationForm(models.TextChoices):
    """What enterprise and college do together."""

    PRACTICE = "practice", _("practice on site")
    CLASSROOM = "classroom", _("joint classroom or workshop")
    EQUIPMENT = "equipment", _("equipment gift")
    MENTORS = "mentors", _("mentors")
    TARGET = "target", _("target contracts")
    PROGRAMME = "programme", _("joint programme")


class PartnerPart(models.TextChoices):
    """What a partner is in a case."""

    COLLEGE = "college", _("college")
    ENTERPRISE = "enterprise", _("enterprise")
    OTHER = "other", _("other partner")

    @classmethod
    def of(cls, kind: str) -> PartnerPart:
        """The part an organisation of this kind takes."""
        parts = {OrganisationKind.COLLEGE: cls.COLLEGE, OrganisationKind.EMPLOYER: cls.ENTERPRISE}
        return parts.get(OrganisationKind(kind), cls.OTHER)


class CaseState(models.TextChoices):
    """draft → published → withdrawn; what was withdrawn may be published again."""

    DRAFT = "draft", _("not published")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.DRAFT: frozenset({CaseState.PUBLISHED, CaseState.WITHDRAWN}),
    CaseState.PUBLISHED: frozenset({CaseState.WITHDRAWN}),
    CaseState.WITHDRAWN: frozenset({CaseState.PUBLISHED}),
}


class RequestState(models.TextChoices):
    """asked → answered with the contact, or refused."""

    ASKED = "asked", _("waits for an answer")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("declined")


REQUEST_TRANSITIONS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.ASKED: frozenset({RequestState.ANSWERED, RequestState.REFUSED}),
    RequestState.ANSWERED: frozenset(),
    RequestState.REFUSED: frozenset(),
}
