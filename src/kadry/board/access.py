"""Decisions are public; who may work on them is not everybody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kadry.people.access import is_chair, is_operator, is_system

may_keep_assignments = is_operator | is_system
may_verify = is_operator | is_chair
may_check = is_operator | is_chair | is_system


def visible_assignments(user: Any, assignments: QuerySet) -> QuerySet:
    """Anybody may read what the board decided and what became of it."""
    return assignments
