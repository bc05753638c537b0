"""What can be done to a need, by whom and from which state."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kadry.demand import actions
from kadry.demand.access import get_need_for, get_own_need_for, visible_needs
from kadry.demand.enums import CloseReason, NeedState
from kadry.demand.models import Need
from kadry.trail.models import Event
from tests.factories import employer, need, programme, signed, town

CLOSED = {"state": NeedState.CLOSED, "close_reason": CloseReason.PAY}
FILLED = {"state": NeedState.FILLED, "people": 12, "filled": 12}


# --- what the table itself refuses


@pytest.mark.parametrize(
    "fields",
    [
        {"people": 5, "covered": 6},
        {"people": 5, "filled": 6},
        {"state": NeedState.CLOSED},
        {"close_reason": CloseReason.PAY},
    ],
    ids=["more places than people", "more hired than people", "closed without a reason", "a reason without being closed"],
)
def test_a_need_that_contradicts_itself_cannot_be_stored(region, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        need(**fields)


def test_one_employer_asks_once_for_one_programme_in_one_place_and_year(region):
    first = need()
    with pytest.raises(IntegrityError), transaction.atomic():
        need(employer=first.employer)
    for other in ({"year": 2030}, {"kind": "practice"}, {"programme": programme("15.02.16")}, {"municipality": town("khimki")}):
        assert need(employer=first.employer, **other).pk


# --- declaring


def _asked(**fields):
    return {"municipality": town(), "programme": programme(), "year": 2029, "people": 12} | fields


def test_a_declared_need_stands_and_its_event_holds_no_words(region):
    made = actions.need_declare(employer=employer(), **_asked(), **signed(ground="letter 5"))
    written = Event.objects.first()
    assert (made.state, made.open) == (NeedState.DECLARED, 12)
    assert (written.name, written.subject_id, written.ground) == ("demand.need_declare", made.pk, "letter 5")
    assert written.data == {"people": 12, "programme": made.programme_id, "year": 2029}


def test_a_second_need_of_the_same_thread_says_to_change_the_number(region):
    works = employer()
    actions.need_declare(employer=works, **_asked(), **signed())
    with pytest.raises(ValidationError, match="change the number"):
        actions.need_declare(employer=works, **_asked(people=7), **signed())
    assert Need.objects.get().people == 12


@pytest.mark.parametrize("wrong", [{"people": -1}, {"kind": "loan"}, {"confidence": "sure"}, {"year": None}])
def test_a_need_that_makes_no_sense_is_not_declared(region, wrong):
    with pytest.raises(ValidationError):
        actions.need_declare(employer=employer(), **_asked(**wrong), **signed())
    assert not Need.objects.exists()


# --- moving between states

STATES = {
    NeedState.DECLARED: {},
    NeedState.CONFIRMED: {"state": NeedState.CONFIRMED},
    NeedState.FILLED: FILLED,
    NeedState.CLOSED: CLOSED,
}


@pytest.mark.parametrize(
    ("state", "possible"),
    [(NeedState.DECLARED, True), (NeedState.CONFIRMED, False), (NeedState.FILLED, True), (NeedState.CLOSED, False)],
)
def test_a_need_is_confirmed_only_from_where_it_may_be(region, state, possible):
    subject = need(**STATES[state])
    if possible:
        assert actions.need_confirm(need=subject, **signed()).state == NeedState.CONFIRMED
        return
    with pytest.raises(actions.WrongState, match="cannot become"):
        actions.need_confirm(need=subject, **signed())
    assert Need.objects.get().state == state


@pytest.mark.parametrize(
    ("state", "possible"),
    [(NeedState.DECLARED, True), (NeedState.CONFIRMED, True), (NeedState.FILLED, False), (NeedState.CLOSED, False)],
)
def test_a_need_is_closed_only_while_somebody_is_missing(region, state, possible):
    subject = need(**STATES[state])
    if possible:
        actions.need_close(need=subject, reason=CloseReason.FAR, **signed())
        assert (Need.objects.get().state, Need.objects.get().close_reason) == (NeedState.CLOSED, CloseReason.FAR)
        return
    with pytest.raises(actions.WrongState):
        actions.need_close(need=subject, reason=CloseReason.FAR, **signed())
    assert Need.objects.get().state == state


def test_closing_tells_how_many_were_not_found(region):
    actions.need_close(need=need(people=12, filled=5), reason=CloseReason.SKILL, **signed())
    assert Event.objects.first().data == {"reason": "skill", "unmet": 7}


@pytest.mark.parametrize(
    ("before", "people", "after"),
    [
        ({}, 20, NeedState.DECLARED),
        ({"state": NeedState.CONFIRMED}, 20, NeedState.DECLARED),
        ({"state": NeedState.CONFIRMED}, 12, NeedState.CONFIRMED),
        (FILLED, 20, NeedState.CONFIRMED),
    ],
    ids=["declared stays so", "confirmed is to be confirmed anew", "the same number stays confirmed", "filled opens again"],
)
def test_a_changed_number_moves_the_need(region, before, people, after):
    subject = need(**({"people": 12} | before))
    actions.need_change(need=subject, people=people, **signed())
    assert (Need.objects.get().state, Need.objects.get().people) == (after, people)


def test_the_event_of_a_change_keeps_what_stood_before(region):
    actions.need_change(need=need(people=12), people=20, **signed())
    assert Event.objects.first().data == {"before": {"people": "12"}, "people": 20}


def test_a_closed_need_is_not_changed(region):
    with pytest.raises(actions.WrongState):
        actions.need_change(need=need(**CLOSED), people=20, **signed())
    assert Need.objects.get().people == 12


@pytest.mark.parametrize("given", [{"covered": 9}, {"filled": 9}])
def test_a_number_cannot_fall_below_what_is_already_given(region, given):
    with pytest.raises(ValidationError):
        actions.need_change(need=need(people=12, **given), people=8, **signed())
    assert Need.objects.get().people == 12


@pytest.mark.parametrize(
    ("before", "hired", "after"),
    [
        ({}, 5, NeedState.DECLARED),
        ({}, 12, NeedState.FILLED),
        (FILLED, 12, NeedState.FILLED),
        (FILLED, 11, NeedState.CONFIRMED),
    ],
    ids=["some are hired", "all are hired", "told twice", "one has left"],
)
def test_hires_fill_a_need_and_a_hire_undone_opens_it(region, before, hired, after):
    subject = need(**({"people": 12} | before))
    actions.need_fill(need=subject, people=hired, **signed())
    assert (Need.objects.get().filled, Need.objects.get().state) == (hired, after)


def test_more_than_were_asked_for_cannot_be_hired_on_a_need(region):
    with pytest.raises(ValidationError):
        actions.need_fill(need=need(people=12), people=13, **signed())
    assert (Need.objects.get().filled, Need.objects.get().state) == (0, NeedState.DECLARED)


def test_nobody_is_hired_on_a_closed_need_in_full(region):
    with pytest.raises(actions.WrongState):
        actions.need_fill(need=need(**CLOSED), people=12, **signed())


# --- places


def test_places_are_written_for_every_need_at_once_and_a_need_not_named_loses_its_own(region):
    kept, lost, same = need(people=12), need(people=12, covered=3), need(people=12, covered=4)
    changed = actions.needs_cover(covered={kept.pk: 7, same.pk: 4}, region=region.pk, **signed())
    assert changed == 2
    assert [Need.objects.get(pk=one.pk).covered for one in (kept, lost, same)] == [7, 0, 4]
    assert Event.objects.first().data == {"needs": 2, "people": 11}


def test_no_more_people_are_covered_than_were_asked_for(region):
    subject = need(people=5)
    actions.needs_cover(covered={subject.pk: 9}, region=region.pk, **signed())
    assert Need.objects.get().covered == 5


# --- who

SEES = {
    "operator": "both",
    "coordinator": "both",
    "employer": "own",
    "another employer": "none",
    "student": "none",
    "chair": "both",
    "union": "both",
    "auditor": "both",
    "system": "both",
    "stranger": "none",
}


@pytest.mark.parametrize(("who", "seen"), SEES.items())
def test_everybody_sees_the_needs_of_the_table(cast, who, seen):
    own = need(employer=cast["employer"].seat.organisation)
    other = need()
    expected = {"both": {own.pk, other.pk}, "own": {own.pk}, "none": set()}[seen]
    assert set(visible_needs(cast[who], Need.objects.all()).values_list("pk", flat=True)) == expected


def test_a_need_one_may_not_see_does_not_exist_and_one_may_not_change_neither(cast):
    from django.http import Http404

    own = need(employer=cast["employer"].seat.organisation)
    assert get_need_for(cast["employer"], own.pk) == get_own_need_for(cast["employer"], own.pk) == own
    with pytest.raises(Http404):
        get_need_for(cast["another employer"], own.pk)
    assert get_need_for(cast["auditor"], own.pk) == own
    with pytest.raises(Http404):
        get_own_need_for(cast["auditor"], own.pk)
