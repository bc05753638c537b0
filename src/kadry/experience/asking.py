"""What people read in the house when somebody asks for the contact of a case, and when the answer is there."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kadry.experience.models import ContactRequest
from kadry.people.access import may_see_messages
from kadry.people.enums import Role
from kadry.people.models import Membership, Message
from kadry.registry.enums import OrganisationKind
from kadry.registry.models import Organisation

# Offices and centres have no accounts of their own; the operator speaks to them.
ROLE_OF_KIND = {OrganisationKind.COLLEGE: Role.COORDINATOR, OrganisationKind.EMPLOYER: Role.EMPLOYER}


def asked(request: ContactRequest) -> Message:
    """To who tells the case; where nobody of theirs has an account, to the operator, who asks by telephone."""
    owner, link = request.case.owner, reverse("experience:contacts")
    role = _role_at(owner)
    if role is None:
        absent = {"owner": owner.short_name}
        return _message("experience.contact_asked_by_telephone", request, Role.OPERATOR, None, link, absent)
    told = {"organisation": owner.short_name}
    return _message("experience.contact_asked", request, role, owner.pk, link, told)


def answered(request: ContactRequest) -> list[Message]:
    """To who asked, where that one has an outbox; on the page of the case the answer stands for all who asked."""
    by = request.by
    if not may_see_messages(by):
        return []
    link = reverse("experience:case", args=[request.case_id])
    return [_message("experience.contact_answered", request, Role(by.role), by.organisation_id, link, {})]


def _role_at(organisation: Organisation) -> Role | None:
    role = ROLE_OF_KIND.get(OrganisationKind(organisation.kind))
    works = Membership.objects.filter(role=role, organisation=organisation, until=None, user__is_active=True)
    return role if role and works.exists() else None


def _message(
    kind: str, request: ContactRequest, role: Role, organisation: int | None, link: str, data: dict[str, Any]
) -> Message:
    moment = request.answered_at or request.asked_at
    return Message(
        kind=kind,
        role=role,
        organisation_id=organisation,
        subject="experience.contactrequest",
        subject_id=request.pk,
        day=moment.date(),
        step=0,
        link=link,
        data=data,
    )
