"""Who may do what: every declared action against everybody who may try, in one table."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings

from kadry.trail.action import ACTIONS, Forbidden
from kadry.trail.models import Event
from tests.factories import need, needs_book, signed, take

for room in settings.ROOMS:
    if find_spec(f"kadry.{room}.actions"):
        import_module(f"kadry.{room}.actions")

EVERYBODY = frozenset(
    {
        "operator",
        "coordinator",
        "employer",
        "another employer",
        "student",
        "chair",
        "union",
        "auditor",
        "system",
        "stranger",
    }
)
OPERATION = frozenset({"operator", "system"})

# Action → who may, where the subject belongs to “employer”. A new action gets its line here.
ALLOWED: dict[str, frozenset[str]] = {
    "trail.figure_freeze": EVERYBODY,  # asked for by another action, which has asked who
    "people.membership_grant": OPERATION,
    "people.messages_write": OPERATION,
    "reference.classifiers_load": OPERATION,
    "exchange.workbook_take": OPERATION | {"coordinator", "employer", "another employer"},
    "exchange.workbook_store": OPERATION | {"employer"},
    "exchange.workbook_take_back": OPERATION | {"employer"},
    "demand.need_declare": OPERATION | {"employer"},
    "demand.need_change": OPERATION | {"employer"},
    "demand.need_confirm": OPERATION | {"employer"},
    "demand.need_close": OPERATION | {"employer"},
    "demand.need_reopen": OPERATION | {"employer"},
    "demand.need_fill": OPERATION,
    "demand.needs_cover": OPERATION,
    "demand.needs_fill": OPERATION,
    "demand.needs_remind": OPERATION,
    "demand.needs_expire": OPERATION,
    "training.account_link": OPERATION,
    "planning.coefficient_record": OPERATION,
    "planning.coefficients_assume": OPERATION,
    "planning.plans_keep": OPERATION,
    "planning.plan_approve": {"operator"},
    "placement.campaign_open": OPERATION,
    "placement.campaign_fill": OPERATION,
    "recruiting.hires_match": OPERATION,
    "board.assignments_check": OPERATION | {"chair"},
    "board.assignments_remind": OPERATION,
    "board.evidence_file": OPERATION,
    "board.assignment_verify": {"operator", "chair"},
    "board.assignment_send_back": {"operator", "chair"},
    "board.assignment_off_control": {"operator", "chair"},
}


def test_every_action_stands_in_the_table():
    assert set(ACTIONS) - set(ALLOWED) == set(), "Say in ALLOWED of tests/consistency/test_actions.py who may do these."
    assert set(ALLOWED) - set(ACTIONS) == set(), "The table names actions that no longer exist."


def test_every_action_asks_who_may():
    assert not [name for name, act in ACTIONS.items() if not callable(getattr(act, "may", None))]


def test_the_name_of_an_action_says_what_is_done_to_what():
    """``need_confirm``: noun, then verb; one grep finds view, test, event and caller."""
    assert not [name for name in ACTIONS if name.count(".") != 1 or "_" not in name.split(".")[1]]


@pytest.fixture
def subjects(cast) -> dict[str, dict[str, Any]]:
    """The first argument of each action: things of the employer's own."""
    works = cast["employer"].seat.organisation
    own_need = {"need": need(employer=works)}
    own_import = {"taken": take(needs_book(), by=cast["employer"], dry=True)}
    return {
        "trail.figure_freeze": {"reading": None},
        "people.membership_grant": {"email": "new@example.invalid"},
        "people.messages_write": {"messages": []},
        "reference.classifiers_load": {},
        "exchange.workbook_take": {"data": b""},
        "exchange.workbook_store": own_import,
        "exchange.workbook_take_back": own_import,
        "demand.need_declare": {"employer": works},
        "demand.need_change": own_need,
        "demand.need_confirm": own_need,
        "demand.need_close": own_need,
        "demand.need_reopen": own_need,
        "demand.need_fill": own_need,
        "demand.needs_cover": {"covered": {}},
        "demand.needs_fill": {"filled": {}},
        "demand.needs_remind": {"region": None},
        "demand.needs_expire": {"region": None},
        "training.account_link": {"student": None},
        "planning.coefficient_record": {"region": None},
        "planning.coefficients_assume": {"region": None},
        "planning.plans_keep": {"region": None},
        "planning.plan_approve": {"plan": None},
        "placement.campaign_open": {"region": None},
        "placement.campaign_fill": {"campaign": None},
        "recruiting.hires_match": {"region": None},
        "board.assignments_check": {"region": None},
        "board.assignments_remind": {"region": None},
        "board.evidence_file": {"assignment": None},
        "board.assignment_verify": {"assignment": None},
        "board.assignment_send_back": {"assignment": None},
        "board.assignment_off_control": {"assignment": None},
    }


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_an_action_lets_in_whom_the_table_says_and_nobody_else(cast, subjects, name):
    act, subject = ACTIONS[name], subjects[name]
    allowed = {who for who, user in cast.items() if act.may(user, *(subject.values() or [None]))}
    assert allowed == ALLOWED[name]


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_whom_the_table_keeps_out_is_stopped_before_anything_happens(cast, subjects, name):
    before = Event.objects.count()
    for who in sorted(set(cast) - ALLOWED[name]):
        with pytest.raises(Forbidden):
            ACTIONS[name](**subjects[name], **signed(cast[who]))
    assert Event.objects.count() == before
