"""Seats kept for types: how they are given, and that nothing promised for plain markets is lost."""

from __future__ import annotations

from itertools import combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Market, solve, verify
from kadry.engine.allocation.choice import Ranking, ReservePlace, rankings
from kadry.engine.allocation.solve import describe

from . import rules
from .markets import TYPES, changed, crowd_of_sixty, markets, reserve_markets, rubin

FEW = settings(max_examples=100, deadline=None, derandomize=True)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(reserve_markets())
def test_equals_the_textbook_and_holds_every_guarantee(market):
    rules.holds_and_equals_the_textbook(market)


@pytest.mark.parametrize("order", ["reserve_first", "open_first"])
@pytest.mark.parametrize("seed", range(6))
def test_a_crowd_of_several_types_is_certified(seed, order):
    reserves = {f"p{i}": {"local": 2, "target": 1, "third": i % 2} for i in range(8)}
    market = crowd_of_sixty(seed, reserves=reserves, reserve_order=order)
    assert verify(market, solve(market)).holds


@pytest.mark.parametrize("seed", range(6))
def test_one_assignment_has_one_seating_however_it_was_found(seed):
    market = crowd_of_sixty(seed, reserves={f"p{i}": {"local": 2, "target": 2} for i in range(8)})
    result = solve(market)
    turned = dict(reversed(result.assignment.items()))
    told = describe(market, result.lottery, rankings(market, result.lottery), turned, result.proposals)
    assert told.to_json() == result.to_json()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(reserve_markets(students=5, places=3))
def test_is_the_best_stable_outcome_for_every_student(market):
    rules.is_the_best_stable_outcome(market)


@FEW
@given(reserve_markets(students=6, places=3), st.data())
def test_nobody_gains_by_misreporting(market, data):
    rules.no_misreport_pays(market, data)


@FEW
@given(reserve_markets(), st.data())
def test_more_points_hurt_not_their_owner(market, data):
    rules.more_points_do_not_hurt(market, data)


@FEW
@given(reserve_markets(), st.randoms(use_true_random=False))
def test_order_of_input_changes_no_byte(market, shuffler):
    rules.order_of_input_changes_no_byte(market, shuffler)


@FEW
@given(reserve_markets())
def test_replay_gives_the_same_bytes(market):
    rules.replays_to_the_same_bytes(market)


@FEW
@given(reserve_markets(), st.sampled_from([None, *TYPES]), st.data())
def test_one_more_seat_open_or_kept_hurts_no_student(market, type_, data):
    if not market.places:
        return
    place = data.draw(st.sampled_from(market.places))
    seats = {**market.seats, place: market.seats[place] + 1}
    reserves = {p: dict(kept) for p, kept in market.reserves.items()}
    if type_:
        reserves[place][type_] += 1
    rules.nobody_is_worse_off(market, solve(market), solve(changed(market, seats=seats, reserves=reserves)))


@FEW
@given(reserve_markets())
def test_a_reserve_is_met_while_one_of_the_type_waits(market):
    result = solve(market)
    for place, bars in result.reserve_cutoffs.items():
        for type_, bar in bars.items():
            waits = any(type_ in market.types[student] for student in result.waiting[place])
            assert not waits or bar.admitted == bar.seats
            assert not waits or bar.full


@FEW
@given(reserve_markets())
def test_every_reserved_seat_is_taken_by_one_of_its_type(market):
    result = solve(market)
    for student, type_ in result.reserved_for.items():
        assert type_ in market.types[student]
        assert market.reserves[result.assignment[student]][type_] > 0


@FEW
@given(markets(), st.sampled_from(["reserve_first", "open_first"]))
def test_reserves_of_nothing_change_no_byte_of_the_result(market, order):
    none = {place: dict.fromkeys(TYPES, 0) for place in market.places}
    types = dict.fromkeys(market.students, TYPES)
    reserved = changed(market, reserves=none, types=types, **({"reserve_order": order} if none else {}))
    assert solve(reserved).to_json() == solve(market).to_json()
    assert verify(reserved, solve(reserved)).holds


@FEW
@given(markets())
def test_a_reserve_for_a_type_of_which_all_are_is_no_reserve(market):
    everyone = changed(
        market,
        types=dict.fromkeys(market.students, ("all",)),
        reserves={place: {"all": seats} for place, seats in market.seats.items()},
    )
    assert solve(everyone).assignment == solve(market).assignment


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    st.lists(st.sets(st.sampled_from(TYPES)).map(sorted), min_size=1, max_size=5),
    st.tuples(*(st.integers(0, 2) for _ in TYPES)),
    st.booleans(),
)
def test_a_place_holds_the_same_students_in_whatever_order_they_come(types, kept, open_first):
    students = [f"s{i}" for i in range(len(types))]
    ranking = Ranking(dict.fromkeys(students, 1), students, {student: i for i, student in enumerate(students)})
    of = dict(zip(students, map(tuple, types), strict=True))
    seen = set()
    for order in permutations(students):
        place = ReservePlace(sum(kept) + 1, dict(zip(TYPES, kept, strict=True)), of, ranking, open_first=open_first)
        away = frozenset(filter(None, (place.put_forward(student, "p") for student in order)))
        seen.add((away, place.last_by_right(), frozenset(student for student, _ in place.on_reserved())))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("order", "admitted", "on_reserve"),
    [("reserve_first", {"Anna", "Boris"}, "Anna"), ("open_first", {"Anna", "Vera"}, "Vera")],
)
def test_the_order_of_seats_changes_who_gets_in(order, admitted, on_reserve):
    market = rubin(reserve_order=order)
    result = solve(market)
    assert {student for student, place in result.assignment.items() if place} == admitted
    assert dict(result.reserved_for) == {on_reserve: "target"}
    assert verify(market, result).holds


def test_cutoffs_are_told_for_each_kind_of_seat():
    result = solve(rubin())
    assert result.cutoffs["Rubin"].student == "Boris"
    assert result.reserve_cutoffs["Rubin"]["target"].student == "Anna"
    assert not result.cutoffs["Rubin"].meets(70, "0", "Vera")
    assert not result.reserve_cutoffs["Rubin"]["target"].meets(70, "0", "Vera")


def test_seats_the_type_leaves_go_to_all():
    result = solve(rubin(reserves={"Rubin": {"nobody": 2}}))
    assert {student for student, place in result.assignment.items() if place} == {"Anna", "Boris"}
    assert not result.reserved_for
    assert not result.reserve_cutoffs["Rubin"]["nobody"].full


def test_one_of_two_types_moves_over_for_one_of_one_type():
    market = changed(
        rubin(), types={"Anna": ["local", "target"], "Gleb": ["target"]}, reserves={"Rubin": {"local": 1, "target": 1}}
    )
    result = solve(market)
    assert dict(result.reserved_for) == {"Anna": "local", "Gleb": "target"}
    assert result.cutoffs["Rubin"].full
    assert result.cutoffs["Rubin"].student is None
    assert verify(market, result).holds


def test_counting_one_student_for_several_types_can_leave_no_stable_outcome():
    """Why each student takes one seat of one type (Kurata, Hamada, Iwasaki and Yokoo, 2017)."""
    types = {"x": {"target"}, "y": {"local", "target"}, "z": {"local"}}
    kept = {"a": {"local": 1, "target": 1}, "b": {}}
    seats = {"a": 2, "b": 1}
    order = {"a": "zwxy", "b": "xzyw"}
    wishes = {"w": "a", "x": "ab", "y": "a", "z": "ba"}

    def counting_for_all(place: str, present: set[str]) -> set[str]:
        def worth(chosen: tuple[str, ...]) -> tuple[int, list[int]]:
            met = sum(min(least, sum(t in types.get(s, ()) for s in chosen)) for t, least in kept[place].items())
            return met, [-order[place].index(student) for student in chosen]

        ordered = sorted(present, key=order[place].index)
        return set(max(combinations(ordered, min(seats[place], len(ordered))), key=worth))

    def stable(outcome: dict[str, str | None]) -> bool:
        there = {place: {student for student, given_place in outcome.items() if given_place == place} for place in seats}
        if any(counting_for_all(place, members) != members for place, members in there.items()):
            return False
        better = ((s, p) for s, wished in wishes.items() for p in wished[: wished.index(outcome[s]) if outcome[s] else None])
        return not any(student in counting_for_all(place, there[place] | {student}) for student, place in better)

    outcomes = [dict(zip(wishes, chosen, strict=True)) for chosen in product(*([None, *wished] for wished in wishes.values()))]
    assert len(outcomes) == 2 * 3 * 2 * 3
    assert not any(map(stable, outcomes))
    market = Market(
        seats=seats,
        wishes={student: tuple(wished) for student, wished in wishes.items()},
        priorities={place: {student: -turn for turn, student in enumerate(order[place])} for place in seats},
        seed="1",
        types={student: tuple(of) for student, of in types.items()},
        reserves=kept,
    )
    assert verify(market, solve(market)).holds
