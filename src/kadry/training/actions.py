"""What can be done to a student's record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kadry.people.access import is_operator, is_system
from kadry.trail.action import action, event
from kadry.training.models import Student


@action(may=lambda by, _: (is_operator | is_system)(by))
def account_link(*, student: Student, account: Any, by: Any, at: datetime, ground: str) -> Student:
    """The account is this student's: from now on it sees its own record and nothing else."""
    student.account = account
    student.save(update_fields=["account"])
    event(student, account=account.pk)
    return student
