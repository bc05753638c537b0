"""Caps over places and types: how they bind, and that nothing promised for plain markets is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Cap, FaultyInput, Market, solve, verify

from . import rules
from .markets import as_records, capped_markets, changed, crowd_of_sixty, markets, site

FEW = settings(max_examples=100, deadline=None, derandomize=True)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(capped_markets())
def test_equals_the_textbook_and_holds_every_guarantee(market):
    rules.holds_and_equals_the_textbook(market)


@pytest.mark.parametrize("seed", range(12))
def test_a_crowd_under_caps_within_caps_is_certified(seed):
    places = tuple(f"p{i}" for i in range(8))
    caps = {f"site {i}": Cap(seats=8, places=places[i : i + 2]) for i in range(0, 8, 2)}
    caps |= {f"town {i}": Cap(seats=13, places=places[i : i + 4]) for i in (0, 4)}
    caps |= {f"local at {place}": Cap(seats=2, places=(place,), type="local") for place in places}
    market = crowd_of_sixty(seed, caps=caps)
    assert verify(market, solve(market)).holds


@settings(max_examples=60, deadline=None, derandomize=True)
@given(capped_markets(students=4, places=3))
def test_is_the_best_stable_outcome_for_every_student(market):
    rules.is_the_best_stable_outcome(market)


@FEW
@given(capped_markets(), st.data())
def test_nobody_gains_by_misreporting(market, data):
    rules.no_misreport_pays(market, data)


@FEW
@given(capped_markets(), st.data())
def test_more_points_hurt_not_their_owner(market, data):
    rules.more_points_do_not_hurt(market, data)


@FEW
@given(capped_markets(), st.randoms(use_true_random=False))
def test_order_of_input_changes_no_byte(market, shuffler):
    rules.order_of_input_changes_no_byte(market, shuffler)


@FEW
@given(capped_markets())
def test_replay_gives_the_same_bytes(market):
    rules.replays_to_the_same_bytes(market)


@FEW
@given(capped_markets())
def test_an_outermost_cap_one_higher_hurts_no_student(market):
    everywhere = Cap(seats=3, places=market.places)
    before = changed(market, caps=as_records({**market.caps, "all": everywhere}))
    after = changed(before, caps=as_records({**before.caps, "all": Cap(seats=4, places=market.places)}))
    rules.nobody_is_worse_off(market, solve(before), solve(after))


def test_one_more_seat_within_a_cap_can_hurt_someone_elsewhere():
    market = Market(
        seats={"a": 0, "b": 1},
        wishes={"x": ("a",), "y": ("b",)},
        priorities={"a": {"x": 2}, "b": {"y": 1}},
        seed="1",
        caps={"site": Cap(seats=1, places=("a", "b"))},
    )
    assert solve(market).assignment == {"x": None, "y": "b"}
    assert solve(changed(market, seats={"a": 1, "b": 1})).assignment == {"x": "a", "y": None}


@FEW
@given(markets())
def test_caps_that_cannot_bind_change_nothing(market):
    caps = {place: Cap(seats=seats, places=(place,)) for place, seats in market.seats.items()}
    caps["region"] = Cap(seats=sum(market.seats.values()), places=market.places)
    plain, capped = solve(market).record(), solve(changed(market, caps=as_records(caps))).record()
    cap_cutoffs = capped.pop("cap_cutoffs")
    assert capped == plain
    for place, cutoff in plain["cutoffs"].items():
        assert cap_cutoffs[place].items() >= cutoff.items()


@FEW
@given(capped_markets())
def test_caps_hold_and_their_cutoffs_name_the_last_under_them(market):
    result = solve(market)
    for name, cap in market.caps.items():
        under = [
            (-market.priorities[place][student], result.draw(student, place), place, student)
            for student, place in result.assignment.items()
            if place in cap.places and (cap.type is None or cap.type in market.types[student])
        ]
        cutoff = result.cap_cutoffs[name]
        assert len(under) == cutoff.admitted <= cap.seats
        assert not under or (max(under)[-1], max(under)[-2]) == (cutoff.student, cutoff.place)


def test_rights_are_compared_across_places_of_one_cap():
    market = site()
    result = solve(market)
    assert result.assignment == {"Anna": "cnc", "Boris": "mill", "Vera": "mill", "Gleb": None}
    # Boris would rather be at cnc, where a seat is free, but all three on the site have more than his 60 points there.
    assert result.cutoffs["cnc"].free == 1
    assert result.waiting["cnc"] == ("Gleb", "Boris")
    assert (result.cap_cutoffs["site"].student, result.cap_cutoffs["site"].place) == ("Vera", "mill")
    assert verify(market, result).holds


def test_a_cap_for_a_type_binds_only_the_type():
    market = site(
        types={"Anna": ("visitor",), "Boris": ("visitor",)}, caps={"visitors": Cap(seats=1, places=("cnc",), type="visitor")}
    )
    result = solve(market)
    assert result.assignment == {"Anna": "cnc", "Boris": "mill", "Vera": "mill", "Gleb": "cnc"}
    assert result.cap_cutoffs["visitors"].student == "Anna"
    assert verify(market, result).holds


def test_a_cap_of_nothing_closes_its_places():
    market = site(caps={"site": Cap(seats=0, places=("cnc", "mill"))})
    result = solve(market)
    assert set(result.assignment.values()) == {None}
    assert result.cap_cutoffs["site"].full
    assert verify(market, result).holds


def test_a_cap_on_one_type_over_several_places_is_refused():
    caps = {"visitors": Cap(seats=1, places=("cnc", "mill"), type="visitor")}
    with pytest.raises(FaultyInput, match="crosses the seats"):
        solve(site(types={"Anna": ("visitor",)}, caps=caps))
