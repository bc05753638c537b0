"""What may be written down of a take-up: by whom, from where, and what no sequence of it can bring about."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadry.support import actions
from kadry.support import queries_take_up as queries
from kadry.support.enums import APPLIED_STATES, RefusalReason, TakeUpState
from kadry.support.models import Payment, TakeUp
from kadry.support.views.take_up import STEPS
from kadry.trail.action import Forbidden
from kadry.trail.models import Event
from tests.factories import signed, take_up, workbook

DAY = date(2026, 5, 4)
ACTS = {
    "take_up_apply": lambda one, how: actions.take_up_apply(take_up=one, on=DAY, **how),
    "take_up_pay": lambda one, how: actions.take_up_pay(take_up=one, on=DAY, amount=40_639_50, **how),
    "take_up_refuse": lambda one, how: actions.take_up_refuse(take_up=one, on=DAY, reason=RefusalReason.DEBT, **how),
}
# Action → the states it is possible from, and where it leads.
LEADS = {
    "take_up_apply": ({"seen", "refused"}, "applied"),
    "take_up_pay": ({"applied", "paid"}, "paid"),
    "take_up_refuse": ({"applied"}, "refused"),
}


# --- what the table itself refuses


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "applied", "applied_on": None},
        {"applied_on": DAY},
        {"state": "applied", "applied_on": date(2026, 3, 1)},
        {"state": "refused", "decided_on": date(2026, 3, 9)},
        {"state": "refused", "refusal": ""},
        {"state": "applied", "refusal": "debt"},
        {"state": "paid", "paid": 0},
        {"state": "applied", "paid": 5},
    ],
)
def test_a_take_up_that_contradicts_itself_cannot_be_stored(region, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        take_up(**fields)


# --- one act after the other


@pytest.mark.parametrize("state", TakeUpState.values)
@pytest.mark.parametrize("name", ACTS)
def test_a_take_up_moves_only_along_the_table(region, someone, name, state):
    one, (possible, to) = take_up(state=state), LEADS[name]
    if state in possible:
        assert ACTS[name](one, signed(someone("operator"))).state == to
        assert Event.objects.first().name == f"support.{name}"
        return
    with pytest.raises(actions.WrongState, match="cannot become"):
        ACTS[name](one, signed(someone("operator")))
    assert TakeUp.objects.get().state == state


@pytest.mark.parametrize("name", ACTS)
def test_an_employer_acts_for_itself_and_nobody_for_another(cast, name):
    own = cast["employer"].seat.organisation
    for who in ("another employer", "auditor", "coordinator", "chair", "student", "system"):
        with pytest.raises(Forbidden):
            ACTS[name](take_up(employer=own, state="applied"), signed(cast[who]))
    state = "seen" if name == "take_up_apply" else "applied"
    assert ACTS[name](take_up(employer=own, state=state), signed(cast["employer"])).state == LEADS[name][1]


def test_applying_again_forgets_the_refusal(region, someone):
    again = ACTS["take_up_apply"](take_up(state="refused"), signed(someone("operator")))
    assert (again.applied_on, again.decided_on, again.refusal) == (DAY, None, "")


def test_tranches_add_up_and_the_first_is_the_decision(region, someone):
    one, how = take_up(state="applied"), signed(someone("operator"))
    actions.take_up_pay(take_up=one, on=DAY, amount=22_440_00, **how)
    actions.take_up_pay(take_up=one, on=date(2026, 6, 8), amount=22_440_50, **how)
    kept = TakeUp.objects.get()
    assert (kept.paid, kept.decided_on, kept.payments.count()) == (44_880_50, DAY, 2)
    assert Event.objects.first().data == {"measure": "sfr-2714-hire", "kopecks": 22_440_50}


def test_a_second_tranche_of_one_day_is_refused_and_nothing_is_kept(region, someone):
    one, how = take_up(state="applied"), signed(someone("operator"))
    actions.take_up_pay(take_up=one, on=DAY, amount=100, **how)
    with pytest.raises(ValidationError):
        actions.take_up_pay(take_up=one, on=DAY, amount=100, **how)
    assert (TakeUp.objects.get().paid, Payment.objects.count()) == (100, 1)


# --- no sequence of what people write down contradicts itself

DAYS = st.dates(date(2026, 2, 20), date(2026, 6, 20)).map(date.isoformat)
SUMS = st.sampled_from(["40 639,50", "22440", "0,01", "0", "-5", "12,345", "сто", "", "1" * 30])
REASONS = st.sampled_from([*RefusalReason.values, "", "dislike"])
SENT = st.fixed_dictionaries(
    {"step": st.sampled_from([*STEPS, "drop"]), "on": DAYS | st.just("soon"), "amount": SUMS, "reason": REASONS},
)
BROUGHT = st.fixed_dictionaries(
    {
        "step": st.just("workbook"),
        "state": st.sampled_from(["показана", "подано", "выплачено", "отказано"]),
        "days": st.lists(st.dates(date(2026, 2, 20), date(2026, 6, 20)), min_size=3, max_size=3),
        "sorted": st.booleans(),
        "amount": SUMS,
        "reason": st.sampled_from(["", "долги"]),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(SENT | BROUGHT, max_size=8))
def test_no_sequence_of_steps_and_workbooks_leaves_a_take_up_that_contradicts_itself(region, enter, steps):
    with transaction.atomic():
        _walk(enter("operator"), steps)
        transaction.set_rollback(True)


def test_the_walk_can_reach_every_state(enter):
    """The sequences above are not all refused."""
    sent = {"amount": "40 639,50", "reason": "debt"}
    steps = [
        {"step": "apply", "on": "2026-03-10", **sent},
        {"step": "refuse", "on": "2026-03-20", **sent},
        {"step": "apply", "on": "2026-03-20", **sent},
        {"step": "pay", "on": "2026-04-06", **sent},
        {"step": "pay", "on": "2026-05-06", **sent},
    ]
    assert _walk(enter("operator"), steps) == ["applied", "refused", "applied", "paid", "paid"]
    assert TakeUp.objects.get().paid == 81_279_00


def _walk(client, steps: list[dict]) -> list[str]:
    """Send the steps one by one; after each, what must hold does. Returns the states."""
    one, states = take_up(seen_on=date(2026, 3, 2)), []
    for step in steps:
        if step["step"] == "workbook":
            _bring(one, step)
        else:
            client.post(f"/support/applications/{one.pk}/{step['step']}/", {**step, "ground": "звонок"})
        kept = TakeUp.objects.get(pk=one.pk)
        _holds(kept)
        states.append(kept.state)
    return states


def _bring(one: TakeUp, told: dict) -> None:
    """A workbook tells of the same take-up; its days may be in any order."""
    from tests.factories import take
    from tests.support.test_take_up_sheet import HEADINGS

    applied, decided, _ = sorted(told["days"]) if told["sorted"] else told["days"]
    seen = date(2026, 3, 2)
    if told["state"] == "показана":
        cells = (None, None, None, None)
    elif told["state"] == "подано":
        cells = (applied, None, None, None)
    else:
        cells = (applied, decided, told["amount"], told["reason"])
    days = [cell.isoformat() if isinstance(cell, date) else cell for cell in cells]
    row = [one.employer.name, one.measure, told["state"], "", seen.isoformat(), *days]
    take(workbook({"Меры поддержки": [HEADINGS, row]}))


def _holds(kept: TakeUp) -> None:
    payments = list(kept.payments.order_by("on"))
    written = sum(payment.amount for payment in payments)
    assert (kept.state in APPLIED_STATES) == (kept.applied_on is not None)
    assert (kept.state == TakeUpState.PAID) == (kept.paid > 0)
    assert (kept.state == TakeUpState.REFUSED) == bool(kept.refusal)
    assert (kept.state in (TakeUpState.PAID, TakeUpState.REFUSED)) == (kept.decided_on is not None)
    assert kept.paid in (written, queries.told_in_a_workbook(kept)), "money is told in tranches or in one sum, never both"
    days = [kept.seen_on, kept.applied_on, kept.decided_on, *[payment.on for payment in payments]]
    told = [day for day in days if day]
    assert told == sorted(told)
    assert max(told) <= date(2026, 6, 15)
    assert len({payment.on for payment in payments}) == len(payments)
    if payments:
        assert kept.decided_on == payments[0].on


# --- what the form says

CASES = {
    "before it was seen": ("seen", "apply", {"on": "2026-03-01"}, "The measure was seen only on 2 March 2026"),
    "in the future": ("seen", "apply", {"on": "2026-06-16"}, "This day has not come yet"),
    "before the refusal": ("refused", "apply", {"on": "2026-04-05"}, "refused on 6 April 2026; a new one came then or later"),
    "paid before applied": ("applied", "pay", {"on": "2026-03-09", "amount": "5"}, "applied for only on 10 March 2026"),
    "refused before applied": ("applied", "refuse", {"on": "2026-03-09", "reason": "debt"}, "applied for only on 10 March 2026"),
    "no day": ("seen", "apply", {"on": "soon"}, "Enter a valid date"),
    "no sum": ("applied", "pay", {"on": "2026-04-06", "amount": "сорок"}, "This is not a sum in roubles"),
    "nothing": ("applied", "pay", {"on": "2026-04-06", "amount": "0"}, "nothing or too large"),
    "too many zeros": ("applied", "pay", {"on": "2026-04-06", "amount": "9" * 12}, "nothing or too large"),
    "no money": ("applied", "pay", {"on": "2026-04-06", "amount": ""}, "This field is required"),
    "no such reason": ("applied", "refuse", {"on": "2026-04-06", "reason": "lazy"}, "lazy is not one of the available choices"),
    "no ground": ("seen", "apply", {"on": "2026-03-10", "ground": ""}, "This field is required"),
}


@pytest.fixture
def operator(enter):
    """A client of the operator, who reads English."""
    client = enter("operator")
    client.cookies["django_language"] = "en"
    return client


def _send(client, one: TakeUp, step: str, **sent):
    return client.post(f"/support/applications/{one.pk}/{step}/", {"on": "2026-04-06", "ground": "звонок 7"} | sent)


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(operator, case):
    state, step, sent, words = CASES[case]
    answer = _send(operator, take_up(state=state), step, **sent)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 400
    assert words in page.select_one(".k-field__error").get_text().replace("\u00a0", " ")
    for name, value in sent.items():
        field = page.select_one(f"#{step}_{name}")
        assert field.name == "select" or field.get("value", "") == value
    assert TakeUp.objects.get().state == state


SUMS_TYPED = {"40 639,50": 40_639_50, "40\u00a0639.5": 40_639_50, "100": 100_00, "0,01": 1, "40 639,50 ₽": 40_639_50}


@pytest.mark.parametrize("typed", SUMS_TYPED)
def test_a_sum_is_read_as_people_write_it(operator, typed):
    _send(operator, take_up(state="applied"), "pay", amount=typed)
    assert TakeUp.objects.get().paid == SUMS_TYPED[typed]


def test_the_next_tranche_comes_after_the_one_before(operator):
    one = take_up(state="applied")
    for on, status in (("2026-04-06", 302), ("2026-04-06", 400), ("2026-04-01", 400), ("2026-04-07", 302)):
        assert _send(operator, one, "pay", on=on, amount="100").status_code == status
    assert TakeUp.objects.get().paid == 200_00
    assert [payment.on for payment in Payment.objects.order_by("on")] == [date(2026, 4, 6), date(2026, 4, 7)]


@pytest.mark.parametrize(
    ("state", "step"), [("paid", "pay"), ("paid", "refuse"), ("refused", "pay"), ("seen", "refuse"), ("applied", "apply")]
)
def test_what_is_not_possible_from_here_is_told_and_changes_nothing(operator, state, step):
    """Of what is paid: a workbook told the money in one sum, so that no tranche can be added by hand."""
    one = take_up(state=state)
    answer = _send(operator, one, step, amount="100", reason="debt")
    assert answer["Location"] == f"/support/applications/{one.pk}/"
    assert "nothing was changed" in operator.get(answer["Location"]).content.decode()
    assert (TakeUp.objects.get().state, TakeUp.objects.get().paid) == (state, one.paid)


def test_who_comes_second_is_told(operator, monkeypatch):
    """The page was open while somebody else wrote down the refusal."""
    one = take_up(state="applied")
    look = actions._as_it_stands

    def overtaken(take_up):
        TakeUp.objects.filter(pk=take_up.pk).update(state="refused", refusal="debt", decided_on=date(2026, 4, 1))
        look(take_up)

    monkeypatch.setattr(actions, "_as_it_stands", overtaken)
    answer = _send(operator, one, "pay", amount="100")
    assert answer.status_code == 400
    assert "nothing was changed" in BeautifulSoup(answer.content, "html.parser").select_one(".k-wrong").get_text()
    assert not Payment.objects.exists()
