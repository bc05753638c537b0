"""Accounts: made, and given a role; messages written to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kadry.people.access import is_operator, is_system
from kadry.people.enums import Role
from kadry.people.models import Membership, Message, User
from kadry.people.queries import only_accounts, unwritten
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


@action(may=lambda by, messages: (is_operator | is_system)(by))
def messages_write(*, messages: Sequence[Message], region: int, by: User, at: datetime, ground: str) -> int:
    """Write those of the messages that were not written before. Returns how many they were."""
    new = unwritten(messages)
    accounts = {role: only_accounts(Role(role)) for role in {message.role for message in new}}
    for message in new:
        message.region_id, message.at = region, at
        message.to_id = accounts[message.role].get(message.organisation_id)
    Message.objects.bulk_create(new, batch_size=500)
    event(None, region=region, messages=len(new), kinds=dict(Counter(message.kind for message in new)))
    return len(new)
