"""Assignments made and changed, postponed, passed on to another body, and reviewed some months later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from kadry.board.access import may_check, may_keep_assignments, may_postpone
from kadry.board.actions.decisions import WrongState, as_it_stands, look
from kadry.board.changes import seen_by_when
from kadry.board.checking import read_figure, test_assignment
from kadry.board.deadlines import deadline_settle
from kadry.board.enums import OPEN, AssignmentState, Fate
from kadry.board.models import Assignment, CoExecutor, Forwarding, Postponement
from kadry.board.reviewing import due_reviews, held_of
from kadry.registry.models import Organisation
from kadry.trail.action import action, event
from kadry.trail.actions import figure_freeze

OFFICES = ("responsible", "controller", "raised_by")


@action(may=lambda by, _: may_keep_assignments(by))
def assignment_make(
    *, region: int, held_on: date, co_executors: Sequence[str] = (), by: Any, at: datetime, ground: str, **fields: Any
) -> Assignment:
    """A new assignment of a meeting, under its next number. Raises ValidationError where it contradicts itself."""
    last = Assignment.objects.filter(region_id=region, held_on=held_on).aggregate(last=Max("number"))["last"] or 0
    made = Assignment(region_id=region, held_on=held_on, number=last + 1, made_by=by, **fields)
    deadline_settle(made)
    made.full_clean()
    made.save()
    _name_co_executors(made, co_executors)
    look(made, at.date())
    made.save(update_fields=["verdict"])
    event(made, number=made.number, held_on=held_on.isoformat())
    return made


@action(may=lambda by, _: may_keep_assignments(by))
def assignment_change(
    *, assignment: Assignment, co_executors: Sequence[str], by: Any, at: datetime, ground: str, **fields: Any
) -> Assignment:
    """Other words, people or test, while it is assigned; what is filed or verified is sent back first.

    A deadline that is set is moved by a postponement alone, which says by whom and why. The event keeps the test and the
    deadline as they were and as they became: nobody lowers a target unseen.
    """
    as_it_stands(assignment)
    if assignment.state != AssignmentState.ASSIGNED:
        raise WrongState(f"assignment {assignment.pk} is {assignment.state}; only what is assigned is changed.")
    fields = _without_stale_english(assignment, fields)
    changed = sorted(name for name, value in fields.items() if getattr(assignment, name) != value)
    was = seen_by_when(assignment)
    for name, value in fields.items():
        setattr(assignment, name, value)
    deadline_settle(assignment)
    assignment.full_clean()
    look(assignment, at.date())
    assignment.save()
    _name_co_executors(assignment, co_executors)
    event(assignment, changed=changed, was=was, became=seen_by_when(assignment))
    return assignment


def _without_stale_english(assignment: Assignment, fields: dict[str, Any]) -> dict[str, Any]:
    """The English name of another office than the one now named would mislead."""
    other = {name for name in OFFICES if fields.get(f"{name}_ru", "") not in ("", getattr(assignment, f"{name}_ru"))}
    return {f"{name}_en": "" for name in other} | fields


def _name_co_executors(assignment: Assignment, offices: Sequence[str]) -> None:
    """Exactly these offices; one that is the name of an organisation of the region is tied to it."""
    named = list(dict.fromkeys(offices))
    assignment.co_executors.exclude(office_ru__in=named).delete()
    standing = set(assignment.co_executors.values_list("office_ru", flat=True))
    for office in named:
        if office not in standing:
            known = Organisation.objects.filter(municipality__region=assignment.region_id)
            one = known.filter(Q(short_name=office) | Q(name=office)).first()
            CoExecutor.objects.create(assignment=assignment, office_ru=office, organisation=one)


@action(may=lambda by, _: may_postpone(by))
def assignment_postpone(*, assignment: Assignment, becomes: date, why: str, by: Any, at: datetime, ground: str) -> Postponement:
    """Another day, later or earlier. The ground is the word of the office that controls it; the first deadline stays known."""
    as_it_stands(assignment)
    if assignment.state not in OPEN or assignment.deadline is None:
        raise WrongState(f"assignment {assignment.pk} is {assignment.state} and has no deadline to move.")
    if becomes < assignment.held_on:
        raise ValidationError(_("The deadline is before the meeting that set it."))
    moved = Postponement(assignment=assignment, was=assignment.deadline, becomes=becomes, why=why, by=by, at=at)
    moved.full_clean()
    moved.save()
    assignment.deadline = becomes
    look(assignment, at.date())
    assignment.save(update_fields=["deadline", "verdict"])
    event(assignment, was=moved.was.isoformat(), becomes=becomes.isoformat())
    return moved


@action(may=lambda by, _: may_keep_assignments(by))
def assignment_forward(*, assignment: Assignment, to_ru: str, to_en: str = "", by: Any, at: datetime, ground: str) -> Forwarding:
    """The item is passed on to another body. It stays on control here until there is a fact."""
    as_it_stands(assignment)
    if assignment.state not in OPEN:
        raise WrongState(f"assignment {assignment.pk} is {assignment.state} and is not passed on any more.")
    passed = Forwarding(assignment=assignment, to_ru=to_ru, to_en=to_en, forwarded_on=at.date())
    passed.full_clean()
    passed.save()
    event(passed, assignment=assignment.pk)
    return passed


@action(may=lambda by, _: may_keep_assignments(by))
def forwarding_answer(
    *, forwarding: Forwarding, fate: Fate, answer: str, answered_on: date, by: Any, at: datetime, ground: str
) -> Forwarding:
    """What the other body has answered; a later answer takes the place of an earlier one."""
    forwarding.fate, forwarding.answer, forwarding.answered_on = fate, answer, answered_on
    forwarding.full_clean()
    forwarding.save()
    event(forwarding, assignment=forwarding.assignment_id, fate=fate)
    return forwarding


@action(may=lambda by, _: may_check(by))
def reviews_fill(*, region: int, by: Any, at: datetime, ground: str) -> Counter[str]:
    """Look again at what was achieved some months ago, by the assignment's own test. Returns what was found, counted."""
    day = at.date()
    found: Counter[str] = Counter()
    for review in due_reviews(region, day):
        result = test_assignment(review.assignment, day)
        review.held, review.reviewed_on = held_of(result.verdict), day
        if result.value is not None:
            reading, kept = read_figure(review.assignment), f"review of assignment {review.assignment_id}"
            review.after = figure_freeze(reading=reading, by=by, at=at, ground=kept)
        review.save(update_fields=["after", "held", "reviewed_on"])
        found[review.held] += 1
    event(None, region=region, **found)
    return found
