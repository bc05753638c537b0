"""Who may see and change what the registry holds. Organisations and clusters are public.

Of the ledger the sums are public, as public money is; its lines with their documents are not.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kadry.people.access import is_auditor, is_chair, is_coordinator, is_operator, is_system

may_keep_registry = is_operator | is_system
may_see_money = is_operator | is_auditor | is_chair | is_coordinator | is_system


def visible_contributions(user: Any, contributions: QuerySet) -> QuerySet:
    return contributions if may_see_money(user) else contributions.none()


def visible_organisations(user: Any, organisations: QuerySet) -> QuerySet:
    return organisations
