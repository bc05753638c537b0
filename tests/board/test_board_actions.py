"""What can be done to an assignment, by whom; it never comes off control without a fact."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadry.board import actions, checking, queries
from kadry.board.enums import TRANSITIONS, AssignmentState, Verdict
from kadry.board.models import Assignment, Check
from kadry.demand.models import Need
from kadry.trail.action import Forbidden
from kadry.trail.models import Event
from tests.factories import assignment, need, signed

ACTS = {
    "evidence_file": lambda one, how: actions.evidence_file(assignment=one, evidence="Приказ № 5", **how),
    "assignment_verify": lambda one, how: actions.assignment_verify(assignment=one, **how),
    "assignment_send_back": lambda one, how: actions.assignment_send_back(assignment=one, **how),
    "assignment_off_control": lambda one, how: actions.assignment_off_control(assignment=one, **how),
    "assignment_put_back": lambda one, how: actions.assignment_put_back(assignment=one, **how),
    "assignment_postpone": lambda one, how: actions.assignment_postpone(
        assignment=one, becomes=one.deadline + timedelta(days=30), why="Оборудование задержано", **how
    ),
    "assignment_forward": lambda one, how: actions.assignment_forward(assignment=one, to_ru="Минпромторг", **how),
    "assignment_change": lambda one, how: actions.assignment_change(
        assignment=one, co_executors=[], text_ru="Собрать потребность заново", **how
    ),
}
GOALS = {
    "evidence_file": AssignmentState.FILED,
    "assignment_verify": AssignmentState.VERIFIED,
    "assignment_send_back": AssignmentState.ASSIGNED,
    "assignment_put_back": AssignmentState.ASSIGNED,
    "assignment_off_control": AssignmentState.OFF_CONTROL,
}
# From where each of these may start; TRANSITIONS alone does not tell sending back from putting back.
STARTS = {
    "evidence_file": {AssignmentState.ASSIGNED},
    "assignment_verify": {AssignmentState.ASSIGNED, AssignmentState.FILED},
    "assignment_send_back": {AssignmentState.FILED, AssignmentState.VERIFIED},
    "assignment_put_back": {AssignmentState.OFF_CONTROL},
    "assignment_off_control": {AssignmentState.VERIFIED},
    "assignment_postpone": {AssignmentState.ASSIGNED, AssignmentState.FILED},
    "assignment_forward": {AssignmentState.ASSIGNED, AssignmentState.FILED},
    "assignment_change": {AssignmentState.ASSIGNED},
}


# --- who

MAY = {
    "evidence_file": {"operator", "system"},
    "assignment_verify": {"operator", "chair"},
    "assignment_send_back": {"operator", "chair"},
    "assignment_off_control": {"operator", "chair"},
    "assignments_check": {"operator", "chair", "system"},
    "assignment_put_back": {"chair"},
    "assignment_postpone": {"operator"},
    "assignment_forward": {"operator", "system"},
    "assignment_change": {"operator", "system"},
}
FROM = {
    "evidence_file": AssignmentState.ASSIGNED,
    "assignment_verify": AssignmentState.FILED,
    "assignment_send_back": AssignmentState.FILED,
    "assignment_off_control": AssignmentState.VERIFIED,
    "assignment_put_back": AssignmentState.OFF_CONTROL,
}


@pytest.mark.parametrize("name", MAY)
def test_everybody_may_do_what_the_table_says(cast, region, name):
    for who, by in cast.items():
        filed = "" if FROM.get(name) == AssignmentState.ASSIGNED else "Приказ № 5"
        made = assignment(evidence="Порядок", state=FROM.get(name, AssignmentState.ASSIGNED), filed=filed)
        before, how = Event.objects.count(), signed(by)
        act = ACTS.get(name, lambda one, how: actions.assignments_check(region=region.pk, **how))
        if who in MAY[name]:
            act(made, how)
            assert Event.objects.first().name == f"board.{name}"
        else:
            with pytest.raises(Forbidden):
                act(made, how)
        assert Event.objects.count() - before == int(who in MAY[name]), who


# --- one step after the other


@pytest.mark.parametrize("state", AssignmentState.values)
@pytest.mark.parametrize("name", ACTS)
def test_an_assignment_moves_only_along_the_table(region, someone, name, state):
    made = assignment(evidence="Порядок", state=state, filed="Приказ № 5")
    by = signed(someone("chair" if name == "assignment_put_back" else "operator"))
    if state in STARTS[name]:
        ACTS[name](made, by)
        after = Assignment.objects.get().state
        assert after == GOALS.get(name, state)
        assert after == state or after in TRANSITIONS[AssignmentState(state)]
    else:
        with pytest.raises(actions.WrongState):
            ACTS[name](made, by)
        assert Assignment.objects.get().state == state
        assert not Check.objects.exists()


def test_every_transition_of_the_table_has_an_action():
    offered = {(start, GOALS[name]) for name, starts in STARTS.items() if name in GOALS for start in starts}
    assert offered == {(start, goal) for start, goals in TRANSITIONS.items() for goal in goals}


def test_evidence_filed_is_judged_at_once_and_what_is_sent_back_is_open_again(region, someone):
    made = assignment(evidence="Порядок", deadline=date(2025, 1, 1))
    actions.evidence_file(assignment=made, evidence="Приказ № 5", **signed())
    assert (made.state, made.filed, made.verdict) == (AssignmentState.FILED, "Приказ № 5", Verdict.DONE)
    actions.assignment_send_back(assignment=made, **signed(someone("chair")))
    stored = Assignment.objects.get()
    assert (stored.state, stored.filed, stored.verdict) == (AssignmentState.ASSIGNED, "", Verdict.CANNOT_TELL)
    assert Check.objects.get().verdict == Verdict.CANNOT_TELL


@pytest.mark.parametrize("evidence", ["", "п" * 301], ids=["nothing", "too long"])
def test_evidence_is_named_in_a_few_words(region, evidence):
    made = assignment(evidence="Порядок")
    with pytest.raises(ValidationError):
        actions.evidence_file(assignment=made, evidence=evidence, **signed())
    assert (Assignment.objects.get().state, Assignment.objects.get().filed) == (AssignmentState.ASSIGNED, "")


def test_paper_does_not_stand_in_for_a_figure(region, someone):
    need(people=39)
    made = assignment(target=40)
    actions.evidence_file(assignment=made, evidence="Отчёт: всё собрано", **signed())
    with pytest.raises(actions.NoFact):
        actions.assignment_verify(assignment=made, **signed(someone("chair")))
    assert Assignment.objects.get().state == AssignmentState.FILED


def test_a_fact_that_no_longer_holds_keeps_the_assignment_on_control(region, someone):
    asked, chair = need(people=40), someone("chair")
    made = assignment(target=40)
    actions.assignment_verify(assignment=made, **signed(chair))
    Need.objects.filter(pk=asked.pk).update(people=10)
    with pytest.raises(actions.NoFact):
        actions.assignment_off_control(assignment=made, **signed(chair))
    assert Assignment.objects.get().state == AssignmentState.VERIFIED


def test_who_saw_the_assignment_before_it_was_sent_back_cannot_take_it_off(region, someone):
    chair = someone("chair")
    made = assignment(evidence="Порядок", state=AssignmentState.VERIFIED, filed="Приказ № 5")
    seen_before = Assignment.objects.get(pk=made.pk)
    actions.assignment_send_back(assignment=made, **signed(chair))
    with pytest.raises((actions.NoFact, actions.WrongState)):
        actions.assignment_off_control(assignment=seen_before, **signed(chair))
    assert Assignment.objects.get().state == AssignmentState.ASSIGNED


# --- the nightly check


def test_checking_twice_a_day_keeps_one_check_and_writes_one_event_each(region):
    need(people=39)
    made = assignment(target=40)
    first = actions.assignments_check(region=region.pk, **signed())
    kept = list(Check.objects.values())
    assert actions.assignments_check(region=region.pk, **signed()) == first == {Verdict.ON_TIME: 1}
    assert list(Check.objects.values()) == kept
    written = Event.objects.filter(name="board.assignments_check")
    assert [event.data for event in written] == [{"on_time": 1}, {"on_time": 1}]
    assert Assignment.objects.get(pk=made.pk).verdict == Verdict.ON_TIME


def test_the_last_check_of_the_day_is_kept_and_those_of_other_days_stay(region):
    asked, made = need(people=39), assignment(target=40, deadline=date(2026, 6, 14))
    for day, people in ((14, 39), (15, 39), (15, 41)):
        Need.objects.filter(pk=asked.pk).update(people=people)
        actions.assignments_check(region=region.pk, **signed() | {"at": _at(date(2026, 6, day))})
    history = list(Check.objects.filter(assignment=made).values_list("on", "value", "verdict"))
    assert history == [(date(2026, 6, 14), 39, Verdict.ON_TIME), (date(2026, 6, 15), 41, Verdict.DONE)]


def test_one_assignment_that_cannot_be_read_does_not_keep_the_others_from_being_checked(region):
    need(people=40)
    for fields in ({"scope": "region=50&year=soon"}, {"figure": "demand.nothing"}, {}):
        assignment(**fields)
    assert actions.assignments_check(region=region.pk, **signed()) == {Verdict.CANNOT_TELL: 2, Verdict.DONE: 1}


def test_what_is_off_control_is_not_checked_any_more(region):
    need(people=1)
    assignment(state=AssignmentState.OFF_CONTROL, verdict=Verdict.DONE)
    assert not queries.unchecked(region.pk, date(2026, 6, 15)).exists()
    assert not actions.assignments_check(region=region.pk, **signed())
    assert (Assignment.objects.get().verdict, Check.objects.count()) == (Verdict.DONE, 0)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 3))


# --- any sequence whatever

STEPS = st.one_of(
    st.tuples(
        st.sampled_from(sorted(ACTS)),
        st.sampled_from(["chair", "operator", "auditor", "employer", "student", "system", "stranger"]),
        st.booleans(),
    ),
    st.sampled_from([("check",), ("next day",), ("more people",), ("fewer people",)]),
)


@pytest.mark.parametrize("by_figure", [True, False], ids=["by a figure", "by evidence"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_no_sequence_of_actions_takes_an_assignment_off_control_without_a_fact(cast, region, by_figure, steps):
    with transaction.atomic():
        _walk(cast, region.pk, by_figure, steps)
        transaction.set_rollback(True)


def test_the_walk_can_reach_the_end(cast, region):
    """The sequences above are not all refused: this one comes off control."""
    steps = [
        ("evidence_file", "operator", False),
        ("assignment_verify", "chair", False),
        ("assignment_off_control", "chair", True),
    ]
    assert _walk(cast, region.pk, by_figure=False, steps=steps) == AssignmentState.OFF_CONTROL
    assert _walk(cast, region.pk, by_figure=False, steps=[*steps, ("assignment_put_back", "chair", False)]) == "assigned"
    by_the_filer = [steps[0], ("assignment_verify", "operator", False)]
    assert _walk(cast, region.pk, by_figure=False, steps=by_the_filer) == AssignmentState.FILED
    steps = [("more people",), *steps[1:]]
    assert _walk(cast, region.pk, by_figure=True, steps=steps) == AssignmentState.OFF_CONTROL


def _walk(cast, region: int, by_figure: bool, steps: list[tuple]) -> str:
    """Take the steps one by one; after each, what must hold does."""
    asked = need(people=39)
    made = assignment(target=40) if by_figure else assignment(evidence="Порядок", deadline=date(2026, 6, 16))
    seen_long_ago = Assignment.objects.get(pk=made.pk)
    day = date(2026, 6, 15)
    for step in steps:
        before, history = Assignment.objects.get(pk=made.pk), _history(made, until=day)
        if len(step) == 1:
            day = _of_the_world(step[0], asked, region, day)
        else:
            _try(step, made, seen_long_ago, cast, day)
        after = Assignment.objects.get(pk=made.pk)
        _holds(before, after, day)
        assert history == _history(made, until=day)[: len(history)], "a check of an earlier day was changed"
        days = [check.on for check in made.checks.all()]
        assert len(days) == len(set(days))
    return Assignment.objects.get(pk=made.pk).state


def _of_the_world(what: str, asked: Need, region: int, day: date) -> date:
    """What happens beside the actions: figures change, nights pass."""
    if what == "check":
        actions.assignments_check(region=region, **signed() | {"at": _at(day)})
    elif what != "next day":
        Need.objects.filter(pk=asked.pk).update(people=41 if what == "more people" else 39)
    return day + timedelta(days=what == "next day")


def _try(step: tuple[str, str, bool], made: Assignment, seen_long_ago: Assignment, cast, day: date) -> None:
    """Somebody tries an action, perhaps with the assignment as it was seen long ago."""
    name, who, late = step
    events = Event.objects.count()
    subject = seen_long_ago if late else Assignment.objects.get(pk=made.pk)
    try:
        ACTS[name](subject, signed(cast[who]) | {"at": _at(day)})
    except (Forbidden, actions.NoFact, actions.WrongState, actions.OwnEvidence, ValidationError):
        assert Event.objects.count() == events
    else:
        assert who in MAY[name]
        frozen = name == "assignment_verify" and bool(made.figure)  # with an event of its own
        assert Event.objects.count() == events + 1 + frozen
        if name == "assignment_verify":
            assert Assignment.objects.get(pk=made.pk).filed_by_id != cast[who].pk, "who filed it has verified it"


VERIFIED = (AssignmentState.VERIFIED, AssignmentState.OFF_CONTROL)


def _holds(before: Assignment, after: Assignment, day: date) -> None:
    assert (after.state in VERIFIED) == (after.verified_on is not None)
    assert (after.state == AssignmentState.OFF_CONTROL) == (after.off_control_on is not None)
    assert bool(after.filed) == (after.filed_by_id is not None)
    if before.state == after.state:
        return
    assert after.state in TRANSITIONS[AssignmentState(before.state)]
    if after.state in (AssignmentState.VERIFIED, AssignmentState.OFF_CONTROL):
        assert checking.test_assignment(after, day).verdict == Verdict.DONE
        assert after.checks.get(on=day).verdict == Verdict.DONE, "the fact itself is not kept"


def _history(made: Assignment, until: date) -> list[tuple]:
    return list(made.checks.filter(on__lt=until).values_list("on", "value", "verdict", "missing_ru"))
