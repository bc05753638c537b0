"""What can be done to an assignment until it is off control. It never comes off control without a fact."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from kadry.board.access import may_check, may_file, may_keep_assignments, may_put_back, may_verify, works_on
from kadry.board.checking import Result, missing_in_both, read_figure, test_assignment
from kadry.board.deadlines import deadlines_settle
from kadry.board.enums import TRANSITIONS, AssignmentState, Verdict
from kadry.board.models import Assignment, Check
from kadry.board.reminding import reminders
from kadry.board.reviewing import reviews_begin, reviews_end
from kadry.people.actions import messages_write
from kadry.trail.action import action, event
from kadry.trail.actions import figure_freeze


class WrongState(ValueError):
    """The assignment cannot move to that state from where it stands."""


class NoFact(ValueError):
    """An assignment comes off control only when its test says done, or its evidence was filed."""


class OwnEvidence(ValueError):
    """Whoever has to do it, or filed the evidence, does not verify it."""


def _move(assignment: Assignment, to: AssignmentState) -> None:
    if to not in TRANSITIONS[AssignmentState(assignment.state)]:
        raise WrongState(f"assignment {assignment.pk} is {assignment.state} and cannot become {to}.")
    assignment.state = to


def as_it_stands(assignment: Assignment) -> None:
    """The row as it is in the table, not as the caller saw it: somebody may have moved it meanwhile."""
    assignment.refresh_from_db(from_queryset=Assignment.objects.select_for_update())


def look(assignment: Assignment, day: date) -> Result:
    """Run the test and write down what it says: the verdict, and the check of the day, the last one of the day."""
    result = test_assignment(assignment, day)
    told = missing_in_both(lambda: test_assignment(assignment, day).missing if result.missing else "")
    kept = {"value": result.value, "count": result.count, "whose": result.whose, "verdict": result.verdict}
    Check.objects.update_or_create(assignment=assignment, on=day, defaults=kept | told)
    assignment.verdict = result.verdict
    return result


@action(may=lambda by, _: may_check(by))
def assignments_check(*, region: int, by: Any, at: datetime, ground: str) -> Counter[str]:
    """Run every acceptance test of the region; one check a day is kept, the last of the day. Returns verdicts counted."""
    day = at.date()
    deadlines_settle(region=region)
    verdicts: Counter[str] = Counter()
    for assignment in Assignment.objects.filter(region_id=region).exclude(state=AssignmentState.OFF_CONTROL):
        verdicts[look(assignment, day).verdict] += 1
        assignment.save(update_fields=["verdict"])
    event(None, region=region, **verdicts)
    return verdicts


@action(may=may_file)
def evidence_file(*, assignment: Assignment, evidence: str, by: Any, at: datetime, ground: str) -> Assignment:
    """What shows that it was done is filed; somebody else verifies it."""
    as_it_stands(assignment)
    _move(assignment, AssignmentState.FILED)
    assignment.filed, assignment.filed_by, assignment.filed_on = evidence, by, at.date()
    assignment.full_clean()
    look(assignment, at.date())
    assignment.save(update_fields=["state", "filed", "filed_by", "filed_on", "verdict"])
    event(assignment)
    return assignment


@action(may=lambda by, _: may_verify(by))
def assignment_verify(*, assignment: Assignment, by: Any, at: datetime, ground: str) -> Assignment:
    """A person looked at the fact. Raises NoFact where there is none, OwnEvidence where that person filed it or had to do it.

    The figure is frozen as it is now, for the reviews; deadlines counted from this assignment begin to run.
    """
    as_it_stands(assignment)
    if works_on(by, assignment):
        raise OwnEvidence(f"assignment {assignment.pk} is this account's own: it was done or its evidence filed by it.")
    if look(assignment, at.date()).verdict != Verdict.DONE:
        raise NoFact(f"assignment {assignment.pk} has no fact to verify yet.")
    _move(assignment, AssignmentState.VERIFIED)
    assignment.verified_on = at.date()
    assignment.save(update_fields=["state", "verdict", "verified_on"])
    if assignment.figure:
        reading = read_figure(assignment)
        reviews_begin(assignment, figure_freeze(reading=reading, by=by, at=at, ground=f"assignment {assignment.pk} verified"))
    deadlines_settle(region=assignment.region_id)
    event(assignment)
    return assignment


@action(may=lambda by, _: may_verify(by))
def assignment_send_back(*, assignment: Assignment, by: Any, at: datetime, ground: str) -> Assignment:
    """Not enough: what was filed is set aside and the work goes on; the ground says why."""
    as_it_stands(assignment)
    if assignment.state == AssignmentState.OFF_CONTROL:
        raise WrongState(f"assignment {assignment.pk} is off control; it is put back, not sent back.")
    assignment.sent_back += 1
    return _begin_again(assignment, at)


@action(may=lambda by, _: may_put_back(by))
def assignment_put_back(*, assignment: Assignment, by: Any, at: datetime, ground: str) -> Assignment:
    """It came off control too early: it is on control again, and what was filed is set aside."""
    as_it_stands(assignment)
    if assignment.state != AssignmentState.OFF_CONTROL:
        raise WrongState(f"assignment {assignment.pk} is {assignment.state}, not off control.")
    return _begin_again(assignment, at)


def _begin_again(assignment: Assignment, at: datetime) -> Assignment:
    """Assigned as on the first day, but for its deadline; the event says what it was before."""
    before = assignment.state
    _move(assignment, AssignmentState.ASSIGNED)
    assignment.filed, assignment.filed_by, assignment.filed_on = "", None, None
    assignment.verified_on = assignment.off_control_on = None
    reviews_end(assignment)
    look(assignment, at.date())
    assignment.save()
    event(assignment, before=before)
    return assignment


@action(may=lambda by, _: may_verify(by))
def assignment_off_control(*, assignment: Assignment, by: Any, at: datetime, ground: str) -> Assignment:
    """The board need not look at it again. Raises NoFact where the fact no longer holds."""
    as_it_stands(assignment)
    if look(assignment, at.date()).verdict != Verdict.DONE:
        raise NoFact(f"the fact of assignment {assignment.pk} no longer holds.")
    _move(assignment, AssignmentState.OFF_CONTROL)
    assignment.off_control_on = at.date()
    assignment.save(update_fields=["state", "verdict", "off_control_on"])
    event(assignment)
    return assignment


@action(may=lambda by, _: may_keep_assignments(by))
def assignments_remind(*, region: int, by: Any, at: datetime, ground: str) -> int:
    """Bring to mind what falls due or is overdue, once a rung. Returns how many messages were written."""
    due = reminders(region, at.date())
    written = messages_write(messages=due, region=region, by=by, at=at, ground=ground)
    event(None, region=region, messages=written)
    return written
