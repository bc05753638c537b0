"""Who may do what: every declared action against everybody who may try, in one table."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings

from kadry.board.models import Invitation
from kadry.experience.models import ContactRequest, Paper, Result
from kadry.support.models import Plan
from kadry.trail.action import ACTIONS, Forbidden
from kadry.trail.models import Event
from tests.board.builders import member
from tests.factories import assignment, case, group, hire, need, needs_book, signed, student, take, take_up

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
    "recruiting.hire_record": OPERATION | {"coordinator"},  # an employer, once it has had the student at practice
    "recruiting.hire_withdraw": OPERATION | {"coordinator"},
    "recruiting.hires_match": OPERATION,
    "support.profile_tell": {"operator", "employer"},
    "support.plan_keep": {"operator", "employer"},
    "support.plan_change": {"operator", "employer"},
    "support.plan_drop": {"operator", "employer"},
    "support.take_up_apply": {"operator", "employer"},
    "support.take_up_pay": {"operator", "employer"},
    "support.take_up_refuse": {"operator", "employer"},
    "experience.case_propose": OPERATION | {"employer"},
    "experience.case_change": OPERATION | {"employer"},
    "experience.case_publish": OPERATION,
    "experience.case_withdraw": OPERATION | {"employer"},
    "experience.paper_add": OPERATION | {"employer"},
    "experience.paper_remove": OPERATION | {"employer"},
    "experience.result_add": OPERATION | {"employer"},
    "experience.result_freeze": OPERATION | {"employer"},
    "experience.result_remove": OPERATION | {"employer"},
    "experience.contact_ask": EVERYBODY - {"stranger"},
    "experience.contact_answer": OPERATION | {"employer"},
    "board.assignments_check": OPERATION | {"chair"},
    "board.assignments_remind": OPERATION,
    "board.evidence_file": OPERATION | {"employer"},  # who has to do it files what was done
    "board.assignment_verify": {"operator", "chair"},
    "board.assignment_send_back": {"operator", "chair"},
    "board.assignment_off_control": {"operator", "chair"},
    "board.assignment_put_back": {"chair"},
    "board.assignment_make": OPERATION,
    "board.assignment_change": OPERATION,
    "board.assignment_postpone": {"operator"},
    "board.assignment_forward": OPERATION,
    "board.forwarding_answer": OPERATION,
    "board.reviews_fill": OPERATION | {"chair"},
    "board.member_add": OPERATION,
    "board.member_leave": OPERATION,
    "board.meeting_make": OPERATION,
    "board.meeting_record": OPERATION,
    "board.meeting_change": OPERATION,
    "board.meeting_convene": OPERATION,
    "board.meeting_cancel": OPERATION,
    "board.meeting_open": OPERATION | {"chair"},
    "board.meeting_close": OPERATION | {"chair"},
    "board.invitation_answer": OPERATION | {"employer"},
    "board.link_hand": OPERATION,
    "board.attendance_mark": OPERATION,
    "board.conflict_declare": OPERATION | {"employer"},
    "board.item_add": OPERATION,
    "board.item_change": OPERATION,
    "board.item_remove": OPERATION,
    "board.item_move": OPERATION,
    "board.item_show": OPERATION | {"chair"},
    "board.paper_add": OPERATION,
    "board.paper_remove": OPERATION,
    "board.figure_show": OPERATION,
    "board.figure_hide": OPERATION,
    "board.speech_note": OPERATION,
    "board.motion_put": OPERATION,
    "board.motion_change": OPERATION,
    "board.motion_withdraw": OPERATION,
    "board.motion_open": OPERATION | {"chair"},
    "board.motion_close": OPERATION | {"chair"},
    "board.vote_cast": {"operator", "employer"},  # a member with an account; whose vote it is, the action asks
    "board.vote_cast_by_link": EVERYBODY,  # the link says who
    "board.vote_cast_for_rest": OPERATION,
    "board.dissent_add": OPERATION | {"employer"},
    "board.minutes_write": OPERATION,
    "board.minutes_sign": OPERATION,
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
    own_plan, own_take_up = {"plan": Plan(employer=works)}, {"take_up": take_up(employer=works)}
    own_case, published = case(owner=works, state="draft"), case(owner=works)
    own_hire = hire(student(group(college=cast["coordinator"].seat.organisation)), employer=works)
    seat = member(account=cast["employer"])
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
        "recruiting.hire_record": {"student": own_hire.student},
        "recruiting.hire_withdraw": {"hire": own_hire},
        "recruiting.hires_match": {"region": None},
        "support.profile_tell": {"employer": works},
        "support.plan_keep": {"employer": works},
        "support.plan_change": own_plan,
        "support.plan_drop": own_plan,
        "support.take_up_apply": own_take_up,
        "support.take_up_pay": own_take_up,
        "support.take_up_refuse": own_take_up,
        "experience.case_propose": {"owner": works},
        "experience.case_change": {"case": own_case},
        "experience.case_publish": {"case": own_case},
        "experience.case_withdraw": {"case": own_case},
        "experience.paper_add": {"case": own_case},
        "experience.paper_remove": {"paper": Paper(case=own_case)},
        "experience.result_add": {"case": own_case},
        "experience.result_freeze": {"result": Result(case=own_case)},
        "experience.result_remove": {"result": Result(case=own_case)},
        "experience.contact_ask": {"case": published},
        "experience.contact_answer": {"request": ContactRequest(case=published)},
        "board.assignments_check": {"region": None},
        "board.assignments_remind": {"region": None},
        "board.evidence_file": {"assignment": assignment(evidence="Порядок", organisation=works)},
        "board.assignment_verify": {"assignment": None},
        "board.assignment_send_back": {"assignment": None},
        "board.assignment_off_control": {"assignment": None},
        "board.assignment_put_back": {"assignment": None},
        "board.assignment_make": {"region": None},
        "board.assignment_change": {"assignment": None},
        "board.assignment_postpone": {"assignment": None},
        "board.assignment_forward": {"assignment": None},
        "board.forwarding_answer": {"forwarding": None},
        "board.reviews_fill": {"region": None},
        "board.member_add": {"region": None},
        "board.member_leave": {"member": None},
        "board.meeting_make": {"region": None},
        "board.meeting_record": {"region": None},
        "board.meeting_change": {"meeting": None},
        "board.meeting_convene": {"meeting": None},
        "board.meeting_cancel": {"meeting": None},
        "board.meeting_open": {"meeting": None},
        "board.meeting_close": {"meeting": None},
        "board.invitation_answer": {"invitation": Invitation(member=seat)},
        "board.link_hand": {"invitation": None},
        "board.attendance_mark": {"meeting": None},
        "board.conflict_declare": {"member": seat},
        "board.item_add": {"meeting": None},
        "board.item_change": {"item": None},
        "board.item_remove": {"item": None},
        "board.item_move": {"item": None},
        "board.item_show": {"meeting": None},
        "board.paper_add": {"item": None},
        "board.paper_remove": {"paper": None},
        "board.figure_show": {"item": None},
        "board.figure_hide": {"shown": None},
        "board.speech_note": {"item": None},
        "board.motion_put": {"item": None},
        "board.motion_change": {"motion": None},
        "board.motion_withdraw": {"motion": None},
        "board.motion_open": {"motion": None},
        "board.motion_close": {"motion": None},
        "board.vote_cast": {"member": seat},
        "board.vote_cast_by_link": {"token": ""},
        "board.vote_cast_for_rest": {"motion": None},
        "board.dissent_add": {"member": seat},
        "board.minutes_write": {"meeting": None},
        "board.minutes_sign": {"meeting": None},
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
