"""Decisions are public; who may work on them is not everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.db.models import Q, QuerySet

from kadry.board.enums import MeetingState
from kadry.board.models import Member
from kadry.board.models.meetings import sitting_on
from kadry.people.access import is_auditor, is_chair, is_coordinator, is_employer, is_operator, is_system, owns
from kadry.trail.clock import today

may_keep_assignments = is_operator | is_system
may_postpone = is_operator  # on the controller's word, which is the ground; never who has to do it
may_verify = is_operator | is_chair
may_put_back = is_chair
may_check = is_operator | is_chair | is_system


@rules.predicate
def may_file(user: Any, assignment: Any) -> bool:
    """Who keeps the assignments, and who has to do this one: its executor, and the people of the organisation that answers."""
    if may_keep_assignments(user):
        return True
    if assignment is None or getattr(user, "pk", None) is None:
        return False
    works_there = (is_coordinator | is_employer)(user) and owns(user, assignment.organisation_id)
    return works_there or assignment.executor_id == user.pk


def works_on(user: Any, assignment: Any) -> bool:
    """Whether the account has to do it, or filed what shows that it was done: then somebody else verifies."""
    pk = getattr(user, "pk", None)
    return pk is not None and pk in (assignment.filed_by_id, assignment.executor_id)


def assigned_to(user: Any) -> Q:
    """What the user has to do: as the executor, or for the organisation that answers."""
    own = Q(executor=user.pk)
    return own | Q(organisation=user.organisation_id) if user.organisation_id else own


def of_organisation(organisation: int) -> Q:
    """What an organisation has part in: it answers, works with another, or raised the question."""
    return Q(organisation=organisation) | Q(co_executors__organisation=organisation) | Q(raiser=organisation)


def visible_assignments(user: Any, assignments: QuerySet) -> QuerySet:
    """Anybody may read what the board decided and what became of it."""
    return assignments


# --- meetings

may_keep_meetings = is_operator | is_system  # the secretary
may_lead = may_keep_meetings | is_chair


@rules.predicate
def sits(user: Any) -> bool:
    """Whether the account is a member's who has not left. Who joins later is invited, and may vote in absence, before."""
    return getattr(user, "pk", None) is not None and user.board_seats.filter(Q(until=None) | Q(until__gte=today())).exists()


def seat_on(user: Any, day: date) -> Member | None:
    """As which member the account takes part in the meeting of a day."""
    return user.board_seats.filter(sitting_on(day)).first() if getattr(user, "pk", None) is not None else None


may_cast = is_operator | sits
sees_names = may_lead | is_auditor | sits


@rules.predicate
def may_speak_for(user: Any, member: Any) -> bool:
    """The secretary writes down what a member says; a member with an account says it itself."""
    return may_keep_meetings(user) or (member is not None and member.account_id is not None and member.account_id == user.pk)


@rules.predicate
def may_answer(user: Any, invitation: Any) -> bool:
    return may_speak_for(user, invitation.member if invitation is not None else None)


def visible_meetings(user: Any, meetings: QuerySet) -> QuerySet:
    """That the board meets is public, from the convening on; a draft is seen by those who prepare it and by the auditor."""
    return meetings if (may_lead | is_auditor)(user) else meetings.exclude(state=MeetingState.DRAFT)
