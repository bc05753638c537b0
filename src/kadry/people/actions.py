"""Accounts: made, and given a role."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kadry.people.access import is_operator, is_system
from kadry.people.enums import Role
from kadry.people.models import Membership, User
from kadry.trail.action import action, event


def system_user() -> User:
    """The account of the system itself: what is done on a schedule or from the terminal is done by it."""
    user, created = User.objects.get_or_create(email="system@kadry.invalid", defaults={"name": "Kadry"})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        Membership.objects.create(user=user, role=Role.SYSTEM)
    return user


@action(may=lambda by, email: (is_operator | is_system)(by))
def membership_grant(
    *, email: str, name: str, role: Role, region: Any, organisation: Any = None, by: User, at: datetime, ground: str
) -> User:
    """Give an account a role, making the account if there is none; a role once given is not given twice."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email=email, name=name)
    membership, _ = Membership.objects.get_or_create(user=user, role=role, region=region, organisation=organisation)
    event(membership, region=region.pk, role=role, organisation=getattr(organisation, "pk", None))
    return user
