"""What deferred acceptance promises whatever the rules of a market, as tests for any strategy of small markets."""

from __future__ import annotations

from itertools import permutations

from hypothesis import strategies as st

from kadry.engine.allocation import Market, Result, audit, replay, solve, verify
from kadry.engine.allocation.reference import textbook_allocation

from .markets import changed, satisfaction, stable_outcomes


def holds_and_equals_the_textbook(market: Market) -> None:
    """The certificate holds, and trying every set at every place gives the same."""
    result = solve(market)
    assert dict(result.assignment) == textbook_allocation(market)
    certificate = verify(market, result)
    assert certificate.holds, certificate


def is_the_best_stable_outcome(market: Market) -> None:
    """Of all outcomes the result is stable, no stable one is better for anybody, all fill as many seats."""
    given = solve(market).assignment
    outcomes = list(stable_outcomes(market))
    assert dict(given) in outcomes
    for outcome in outcomes:
        assert sum(map(bool, outcome.values())) == sum(map(bool, given.values()))
        for student, place in outcome.items():
            assert satisfaction(market, student, given[student]) >= satisfaction(market, student, place)


def no_misreport_pays(market: Market, data: st.DataObject) -> None:
    """A student tries every order and every shortening of the true wishes."""
    if not market.students:
        return
    student = data.draw(st.sampled_from(market.students))
    true_wishes = market.wishes[student]
    honest = satisfaction(market, student, solve(market).assignment[student])
    for length in range(len(true_wishes) + 1):
        for report in permutations(true_wishes, length):
            told = solve(changed(market, wishes={**market.wishes, student: report}))
            assert satisfaction(market, student, told.assignment[student]) <= honest


def more_points_do_not_hurt(market: Market, data: st.DataObject) -> None:
    """A student gets a point more at one place."""
    listed = [(place, student) for place in market.places for student in market.priorities[place]]
    if not listed:
        return
    place, student = data.draw(st.sampled_from(listed))
    raised = {**market.priorities[place], student: market.priorities[place][student] + 1}
    after = solve(changed(market, priorities={**market.priorities, place: raised}))
    now = satisfaction(market, student, after.assignment[student])
    assert now >= satisfaction(market, student, solve(market).assignment[student])


def nobody_is_worse_off(market: Market, before: Result, after: Result) -> None:
    """Every student is at least as satisfied as before."""
    for student in market.students:
        was, now = before.assignment[student], after.assignment[student]
        assert satisfaction(market, student, now) >= satisfaction(market, student, was)


def order_of_input_changes_no_byte(market: Market, shuffler) -> None:
    """Every mapping is given in another order."""

    def shuffled(value):
        if not isinstance(value, dict):
            return value
        items = list(value.items())
        shuffler.shuffle(items)
        return {key: shuffled(inner) for key, inner in items}

    mixed = Market.from_record(shuffled(market.record()))
    assert mixed.to_json() == market.to_json()
    assert solve(mixed).to_json() == solve(market).to_json()


def replays_to_the_same_bytes(market: Market) -> None:
    """The record can be computed anew and the result read back from it."""
    result = solve(market)
    record = audit(market, result, verify(market, result))
    again = replay(record)
    assert again.same, again.differences
    assert Result.from_record(result.record()) == result
