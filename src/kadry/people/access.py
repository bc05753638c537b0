"""Who somebody is: the predicates every room builds its own on. They combine with ``|`` and ``&``."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from kadry.people.enums import Role
from kadry.web.page import anyone as anyone  # the one predicate that knows no role


def _in_role(role: Role) -> rules.predicates.Predicate:
    return rules.predicate(lambda user: getattr(user, "role", "") == role, name=role.value)


is_operator = _in_role(Role.OPERATOR)
is_coordinator = _in_role(Role.COORDINATOR)
is_employer = _in_role(Role.EMPLOYER)
is_student = _in_role(Role.STUDENT)
is_chair = _in_role(Role.CHAIR)
is_union = _in_role(Role.UNION)
is_auditor = _in_role(Role.AUDITOR)
is_system = _in_role(Role.SYSTEM)
signed_in = rules.predicate(lambda user: bool(getattr(user, "role", "")), name="signed in")


def owns(user: Any, organisation_id: int | None) -> bool:
    """Whether the user works for this very organisation."""
    return organisation_id is not None and getattr(user, "organisation_id", None) == organisation_id


sees_all_messages = is_operator | is_auditor
may_see_messages = sees_all_messages | is_coordinator | is_employer | is_chair


def visible_messages(user: Any, messages: QuerySet) -> QuerySet:
    """All of the region's for operator and auditor, the organisation's own for those who work in one, the chair's own."""
    messages = messages.filter(region_id=user.region_id)
    if sees_all_messages(user):
        return messages
    if (is_coordinator | is_employer | is_chair)(user):
        return messages.filter(role=user.role, organisation_id=user.organisation_id)
    return messages.none()
