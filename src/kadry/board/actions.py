"""What can be done to an assignment. It never comes off control without a fact."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from kadry.board.access import may_check, may_keep_assignments, may_verify
from kadry.board.checking import Result, test_assignment
from kadry.board.enums import TRANSITIONS, AssignmentState, Verdict
from kadry.board.models import Assignment, Check
from kadry.board.reminding import reminders
from kadry.people.actions import messages_write
from kadry.trail.action import action, event


class WrongState(ValueError):
    """The assignment cannot move to that state from where it stands."""


class NoFact(ValueError):
    """An assignment comes off control only when its test says done, or its evidence was filed."""


def _move(assignment: Assignment, to: AssignmentState) -> None:
    if to not in TRANSITIONS[AssignmentState(assignment.state)]:
        raise WrongState(f"assignment {assignment.pk} is {assignment.state} and cannot become {to}.")
    assignment.state = to


def _as_it_stands(assignment: Assignment) -> None:
    """The row as it is in the table, not as the caller saw it: somebody may have moved it meanwhile."""
    assignment.refresh_from_db(from_queryset=Assignment.objects.select_for_update())


def _look(assignment: Assignment, day: date) -> Result:
    """Run the test and write down what it says: the verdict, and the check of the day, the last one of the day."""
    result = test_assignment(assignment, day)
    Check.objects.update_or_create(
        assignment=assignment,
        on=day,
        defaults={"value": result.value, "verdict": result.verdict, "missing": result.missing[:200]},
    )
    assignment.verdict = result.verdict
    return result


@action(may=lambda by, _: may_check(by))
def assignments_check(*, region: int, by: Any, at: datetime, ground: str) -> Counter[str]:
    """Run every acceptance test of the region; one check a day is kept, the last of the day. Returns verdicts counted."""
    day = at.date()
    verdicts: Counter[str] = Counter()
    for assignment in Assignment.objects.filter(region_id=region).exclude(state=AssignmentState.OFF_CONTROL):
        verdicts[_look(assignment, day).verdict] += 1
        assignment.save(update_fields=["verdict"])
    event(None, region=region, **verdicts)
    return verdicts


@action(may=lambda by, _: may_keep_assignments(by))
def evidence_file(*, assignment: Assignment, evidence: str, by: Any, at: datetime, ground: str) -> Assignment:
    """What shows that it was done is filed; somebody else verifies it."""
    _as_it_stands(assignment)
    _move(assignment, AssignmentState.FILED)
    assignment.filed = evidence
    assignment.full_clean()
    _look(assignment, at.date())
    assignment.save(update_fields=["state", "filed", "verdict"])
    event(assignment)
    return assignment


@action(may=lambda by, _: may_verify(by))
def assignment_verify(*, assignment: Assignment, by: Any, at: datetime, ground: str) -> Assignment:
    """A person looked at the fact. Raises NoFact where there is none."""
    _as_it_stands(assignment)
    if _look(assignment, at.date()).verdict != Verdict.DONE:
        raise NoFact(f"assignment {assignment.pk} has no fact to verify yet.")
    _move(assignment, AssignmentState.VERIFIED)
    assignment.save(update_fields=["state", "verdict"])
    event(assignment)
    return assignment


@action(may=lambda by, _: may_verify(by))
def assignment_send_back(*, assignment: Assignment, by: Any, at: datetime, ground: str) -> Assignment:
    """Not enough: what was filed is set aside and the work goes on; the ground says why."""
    _as_it_stands(assignment)
    _move(assignment, AssignmentState.ASSIGNED)
    assignment.filed = ""
    _look(assignment, at.date())
    assignment.save(update_fields=["state", "filed", "verdict"])
    event(assignment)
    return assignment


@action(may=lambda by, _: may_verify(by))
def assignment_off_control(*, assignment: Assignment, by: Any, at: datetime, ground: str) -> Assignment:
    """The board need not look at it again. Raises NoFact where the fact no longer holds."""
    _as_it_stands(assignment)
    if _look(assignment, at.date()).verdict != Verdict.DONE:
        raise NoFact(f"the fact of assignment {assignment.pk} no longer holds.")
    _move(assignment, AssignmentState.OFF_CONTROL)
    assignment.save(update_fields=["state", "verdict"])
    event(assignment)
    return assignment


@action(may=lambda by, _: may_keep_assignments(by))
def assignments_remind(*, region: int, by: Any, at: datetime, ground: str) -> int:
    """Bring to mind what falls due and is not carried out, once a rung. Returns how many messages were written."""
    due = reminders(region, at.date())
    written = messages_write(messages=due, region=region, by=by, at=at, ground=ground)
    event(None, region=region, messages=written)
    return written
