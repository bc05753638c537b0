"""What is read of accounts and messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from kadry.people.access import visible_messages
from kadry.people.enums import Role
from kadry.people.messages import words_of
from kadry.people.models import Membership, Message


def unwritten(messages: Sequence[Message]) -> list[Message]:
    """Those of the messages that were not written before; each once."""
    days = {message.day for message in messages}
    written = {message.key for message in Message.objects.filter(day__in=days)} if days else set()
    new = {message.key: message for message in messages if message.key not in written}
    return list(new.values())


def only_accounts(role: Role) -> dict[int, int]:
    """Organisation → account, where exactly one account works there in the role."""
    found: dict[int, list[int]] = {}
    working = Membership.objects.filter(role=role, until=None, user__is_active=True, organisation__isnull=False)
    for organisation, user in working.values_list("organisation_id", "user_id").distinct():
        found.setdefault(organisation, []).append(user)
    return {organisation: users[0] for organisation, users in found.items() if len(users) == 1}


def messages_for(user: Any) -> QuerySet[Message]:
    """The messages a user may read, the newest first."""
    return visible_messages(user, Message.objects.all())


def as_row(message: Message) -> dict[str, Any]:
    """A line of the outbox."""
    words = words_of(message)
    return {
        "day": message.at.date(),
        "to": " · ".join(filter(None, [message.get_role_display(), message.data.get("organisation", "")])),
        "subject": {"value": words.subject, "url": message.link},
        "body": words.body,
    }
