"""``kadry run``, ``tick``, ``allocate``, ``prepare``, ``demo``: the year computed, computed again, kept going."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kadry.board.models import Assignment, Check
from kadry.reference.models import Programme
from kadry.trail import clock
from kadry.trail.models import Event, Run, RunState
from tests.factories import assignment, need

pytestmark = pytest.mark.django_db


# --- run


def test_a_step_that_is_none_is_told_beside_those_that_are(kadry, region):
    said = kadry("run", "places", "dance")
    assert said.code == 2
    assert "dance" in said.out and "decisions" in said.out
    assert not Run.objects.exists()


def test_one_step_is_computed_alone(kadry, region):
    need(people=40)
    assignment(target=40)
    said = kadry("run", "decisions")
    assert said.code == 0
    assert Assignment.objects.get().verdict == "done"
    assert not Run.objects.exists()


# --- tick


def test_ticking_twice_does_nothing_the_second_time(kadry, region):
    need(people=40)
    assignment(target=40)
    assert kadry("tick").out == "decisions checked: 1\n"
    kept = list(Check.objects.values()), Event.objects.count()
    again = kadry("tick")
    assert (again.code, again.out) == (0, "")
    assert (list(Check.objects.values()), Event.objects.count()) == kept


@pytest.mark.parametrize("fields", [None, {"state": "off_control", "verdict": "done"}], ids=["none", "all off control"])
def test_where_nothing_is_on_control_ticking_leaves_no_trace(kadry, region, fields):
    if fields:
        need(people=40)
        assignment(**fields)
    before = Event.objects.count()
    assert kadry("tick").out == ""
    assert (Event.objects.count(), Check.objects.count()) == (before, 0)


def test_an_assignment_that_came_in_after_the_night_is_checked_by_the_next_tick(kadry, region):
    need(people=40)
    assignment()
    kadry("tick")
    newer = assignment()
    assert kadry("tick").out == "decisions checked: 2\n"
    assert newer.checks.count() == 1


def test_a_computation_without_a_sign_of_life_is_freed_once(kadry, region):
    old = clock.now() - timedelta(hours=1)
    dead = Run.objects.create(kind="planning", engine="1", started_at=old, heartbeat_at=old)
    alive = Run.objects.create(kind="planning", engine="1", started_at=old, heartbeat_at=clock.now())
    assert "freed: 1" in kadry("tick").out
    assert kadry("tick").out == ""
    assert [Run.objects.get(pk=one.pk).state for one in (dead, alive)] == [RunState.FAILED, RunState.RUNNING]


# --- allocate

WISHES = "student,place,rank,points\nS1,lathe,1,87\nS1,mill,2,80\nS2,lathe,1,90\nS3,,,\n"
PLACES = "place,seats\nlathe,1\nmill,2\n"


@pytest.mark.parametrize(
    ("wishes", "code", "result"),
    [
        (WISHES, 0, "student,place,rank\nS1,mill,2\nS2,lathe,1\nS3,,\n"),
        (WISHES.replace("87", "many"), 2, None),
    ],
)
def test_two_tables_become_a_third_or_the_fault_is_named(kadry, tmp_path, wishes, code, result):
    (tmp_path / "wishes.csv").write_text(wishes)
    (tmp_path / "places.csv").write_text(PLACES)
    audit = tmp_path / "audit.json"
    said = kadry("allocate", tmp_path / "wishes.csv", tmp_path / "places.csv", "-o", tmp_path / "result.csv", "--json", audit)
    assert said.code == code
    if result is None:
        assert "row 2" in said.err
        assert not (tmp_path / "result.csv").exists()
    else:
        assert (tmp_path / "result.csv").read_text() == result
        assert kadry("replay", audit).code == 0


# --- prepare and demo


def test_preparing_twice_changes_nothing(kadry, region):
    before = Programme.objects.count()
    assert kadry("prepare").code == kadry("prepare", "--quiet").code == 0
    assert Programme.objects.count() == before
    assert kadry("prepare", "--quiet").out == ""


def test_the_workbooks_of_the_demo_are_built_where_they_are_said_to_be(kadry):
    said = kadry("demo", "build", "--size", "village", "--seed", "3")
    assert said.code == 0
    assert all(Path(line).is_file() for line in said.out.splitlines()[1:])
