from __future__ import annotations

import hashlib
import random
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Market, draw_lottery, solve, verify
from kadry.engine.allocation.reference import textbook_allocation

from .markets import changed, markets, satisfaction, stable_outcomes

FEW = settings(max_examples=150, deadline=None, derandomize=True)


@FEW
@given(markets())
def test_equals_the_textbook_and_holds_every_guarantee(market):
    result = solve(market)
    assert dict(result.assignment) == textbook_allocation(market)
    certificate = verify(market, result)
    assert certificate.holds, certificate


@FEW
@given(markets(students=5, places=3))
def test_is_the_best_stable_outcome_for_every_student(market):
    result = solve(market)
    outcomes = list(stable_outcomes(market))
    assert dict(result.assignment) in outcomes
    for outcome in outcomes:
        for student, place in outcome.items():
            given_here = satisfaction(market, student, result.assignment[student])
            assert given_here >= satisfaction(market, student, place)


@FEW
@given(markets(students=5, places=3))
def test_same_students_placed_and_same_seats_filled_in_every_stable_outcome(market):
    result = solve(market)
    filled = sorted(place for place in result.assignment.values() if place)
    for outcome in stable_outcomes(market):
        assert {s for s, p in outcome.items() if p} == {s for s, p in result.assignment.items() if p}
        assert sorted(place for place in outcome.values() if place) == filled


@FEW
@given(markets(students=5, places=3), st.data())
def test_nobody_gains_by_misreporting(market, data):
    if not market.students:
        return
    student = data.draw(st.sampled_from(market.students))
    true_wishes = market.wishes[student]
    honest = satisfaction(market, student, solve(market).assignment[student])
    for length in range(len(true_wishes) + 1):
        for report in permutations(true_wishes, length):
            given_place = solve(changed(market, wishes={**market.wishes, student: report})).assignment[student]
            assert satisfaction(market, student, given_place) <= honest


@FEW
@given(markets(), st.randoms(use_true_random=False))
def test_order_of_input_changes_no_byte(market, shuffler):
    def shuffled(mapping):
        items = list(mapping.items())
        shuffler.shuffle(items)
        return dict(items)

    mixed = changed(
        market,
        seats=shuffled(market.seats),
        wishes=shuffled(market.wishes),
        priorities=shuffled({place: shuffled(listed) for place, listed in market.priorities.items()}),
    )
    assert mixed.to_json() == market.to_json()
    assert solve(mixed).to_json() == solve(market).to_json()


@FEW
@given(markets(), st.data())
def test_one_more_seat_hurts_no_student(market, data):
    if not market.places:
        return
    place = data.draw(st.sampled_from(market.places))
    more = solve(changed(market, seats={**market.seats, place: market.seats[place] + 1}))
    before = solve(market)
    for student in market.students:
        now = satisfaction(market, student, more.assignment[student])
        assert now >= satisfaction(market, student, before.assignment[student])


@FEW
@given(markets(), st.data())
def test_more_points_hurt_not_their_owner(market, data):
    listed = [(place, student) for place in market.places for student in market.priorities[place]]
    if not listed:
        return
    place, student = data.draw(st.sampled_from(listed))
    raised = {**market.priorities[place], student: market.priorities[place][student] + 1}
    after = solve(changed(market, priorities={**market.priorities, place: raised}))
    now = satisfaction(market, student, after.assignment[student])
    assert now >= satisfaction(market, student, solve(market).assignment[student])


@pytest.mark.parametrize("lottery", ["single", "per_place"])
def test_lottery_is_sha256_of_the_published_text(lottery):
    market = Market(
        seats={"цех": 1},
        wishes={"Аня": ("цех",)},
        priorities={"цех": {"Аня": 1}},
        seed="2026",
        lottery=lottery,
    )
    scope, text = ("", "2026:Аня") if lottery == "single" else ("цех", "2026:цех:Аня")
    assert draw_lottery(market) == {scope: {"Аня": hashlib.sha256(text.encode()).hexdigest()[:16]}}


def test_lottery_numbers_stay_as_published():
    # As `printf '%s' '2026-07-01:S1' | sha256sum` gives them, on every machine.
    market = Market(seats={}, wishes={"S1": (), "S2": ()}, priorities={}, seed="2026-07-01")
    assert draw_lottery(market) == {"": {"S1": "d72116d403a4e0b1", "S2": "f0a69c943aa8a189"}}


def test_lotteries_of_places_differ():
    students = {f"s{i}": ("a", "b") for i in range(20)}
    listed = dict.fromkeys(students, 1)
    market = Market(
        seats={"a": 1, "b": 1},
        wishes=students,
        priorities={"a": listed, "b": listed},
        seed="1",
        lottery="per_place",
    )
    result = solve(market)
    assert sorted(result.lottery["a"], key=result.lottery["a"].get) != sorted(result.lottery["b"], key=result.lottery["b"].get)


@pytest.mark.parametrize(
    ("seats", "wishes", "assignment"),
    [
        ({}, {}, {}),
        ({"a": 3}, {}, {}),
        ({}, {"s": ()}, {"s": None}),
        ({"a": 0}, {"s": ("a",)}, {"s": None}),
        ({"a": 1, "unwanted": 5}, {"s": ("a",)}, {"s": "a"}),
    ],
)
def test_empty_corners_are_answers(seats, wishes, assignment):
    market = Market(seats=seats, wishes=wishes, priorities={place: dict.fromkeys(wishes, 1) for place in seats}, seed="1")
    result = solve(market)
    assert dict(result.assignment) == assignment
    assert verify(market, result).holds


def test_twenty_thousand_students_are_placed_and_certified():
    random_ = random.Random(7)
    places = [f"p{i}" for i in range(1000)]
    wishes = {f"s{i}": tuple(random_.sample(places, 5)) for i in range(20_000)}
    priorities = {place: {} for place in places}
    for student, wished in wishes.items():
        for place in wished:
            priorities[place][student] = random_.randrange(100)
    market = Market(seats=dict.fromkeys(places, 20), wishes=wishes, priorities=priorities, seed="7")
    result = solve(market)
    assert len(result.assignment) == 20_000
    assert verify(market, result).holds
