from __future__ import annotations

import json
import random
import subprocess
import sys
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from kadry.engine.allocation import FaultyInput
from kadry.engine.allocation.utility import UtilityMarket, UtilityResult, assign_arrays, assign_by_utility, verify_utility
from kadry.engine.allocation.utility.arrays import arrays_on
from kadry.engine.allocation.utility.search import PLAIN, compiled
from kadry.engine.allocation.utility.solve import assign_on

FEW = settings(max_examples=100, deadline=None, derandomize=True)

# Few different utilities make many ties; 0.1 has no exact binary form.
WHOLE = st.one_of(st.integers(1, 3), st.integers(1, 1000))
FRACTIONS = st.one_of(WHOLE, st.sampled_from([0.1, 0.5, 2.75]), st.floats(1e-3, 1e6))


@st.composite
def utility_markets(draw, utilities=WHOLE, students=6, places=4) -> UtilityMarket:
    seats = {f"p{i}": draw(st.integers(0, 3)) for i in range(draw(st.integers(0, places)))}
    wishes = st.dictionaries(st.sampled_from(sorted(seats)), utilities) if seats else st.just({})
    return UtilityMarket(seats=seats, utilities={f"s{i}": draw(wishes) for i in range(draw(st.integers(0, students)))})


def best_value(market: UtilityMarket) -> Fraction:
    """The optimum, found by trying every assignment."""
    best = Fraction(0)
    for chosen in product(*([None, *wished] for wished in market.utilities.values())):
        if all(chosen.count(place) <= seats for place, seats in market.seats.items()):
            granted = zip(market.utilities.values(), chosen, strict=True)
            best = max(best, sum((Fraction(wished[place]) for wished, place in granted if place), Fraction(0)))
    return best


def random_market(seed: int, students: int, places: int, wishes: int, levels: int, seats: int) -> UtilityMarket:
    chance = random.Random(seed)
    names = [f"p{i:03}" for i in range(places)]
    popular = [1 / (i + 1) for i in range(places)]
    utilities = {}
    for i in range(students):
        drawn = chance.choices(names, popular, k=wishes) + chance.sample(names, 2)
        utilities[f"s{i:05}"] = {place: chance.randint(1, levels) for place in drawn}
    return UtilityMarket(seats={place: chance.randint(0, seats) for place in names}, utilities=utilities)


def in_arrays(market: UtilityMarket) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    code = {place: i for i, place in enumerate(market.seats)}
    rows = [(code[place], utility) for wished in market.utilities.values() for place, utility in wished.items()]
    ptr = np.cumsum([0, *map(len, market.utilities.values())])
    place, utility = np.array([row[0] for row in rows], np.int32), np.array([row[1] for row in rows])
    return ptr, place, utility, np.array(list(market.seats.values()), np.int64)


@FEW
@given(utility_markets())
def test_a_small_gap_gives_the_optimum_of_whole_utilities(market):
    result = assign_by_utility(market, gap=1e-9)
    assert Fraction(result.gap) * result.bound < 1
    assert result.value == best_value(market)
    assert verify_utility(market, result).holds


@FEW
@given(utility_markets(FRACTIONS), st.sampled_from([0.5, 1e-2, 1e-5]))
def test_the_gap_is_proved_for_any_utilities(market, gap):
    result = assign_by_utility(market, gap=gap)
    optimum = best_value(market)
    assert result.gap <= gap
    assert result.value <= float(optimum) and optimum <= result.bound
    assert Fraction(result.bound) - Fraction(result.value) <= Fraction(gap) * Fraction(result.bound) * (1 + Fraction(1, 2**50))
    certificate = verify_utility(market, result)
    assert certificate.holds, certificate


@pytest.mark.parametrize(
    ("seed", "students", "places", "wishes", "levels", "seats"),
    [(1, 250, 40, 6, 1000, 10), (2, 200, 200, 5, 20, 1), (3, 300, 20, 4, 3, 40), (4, 150, 30, 6, 1, 6)],
)
def test_equals_scipy(seed, students, places, wishes, levels, seats):
    market = random_market(seed, students, places, wishes, levels, seats)
    seat_of = [place for place, count in market.seats.items() for _ in range(count)]
    worth = np.array([[wished.get(place, 0) for place in seat_of] for wished in market.utilities.values()])
    optimum = int(worth[linear_sum_assignment(worth, maximize=True)].sum())
    result = assign_by_utility(market, gap=1e-7)
    assert result.value == optimum
    assert verify_utility(market, result).holds


MIN_COST_FLOW = """
import json, sys
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
answers = []
for record in json.load(sys.stdin):
    wishes, seats = record["utilities"], record["seats"]
    node = {name: number for number, name in enumerate([*wishes, *seats])}
    flow, sink = SimpleMinCostFlow(), len(node)
    for student, wished in wishes.items():
        flow.set_node_supply(node[student], 1)
        flow.add_arc_with_capacity_and_unit_cost(node[student], sink, 1, 0)
        for place, utility in wished.items():
            flow.add_arc_with_capacity_and_unit_cost(node[student], node[place], 1, -utility)
    for place, count in seats.items():
        flow.add_arc_with_capacity_and_unit_cost(node[place], sink, count, 0)
    flow.set_node_supply(sink, -len(wishes))
    assert flow.solve() == flow.OPTIMAL
    answers.append(-flow.optimal_cost())
print(json.dumps(answers))
"""


def test_equals_min_cost_flow():
    markets = [random_market(seed, 300, 25, 6, levels, 12) for seed, levels in [(11, 1000), (12, 30), (13, 2), (14, 10**6)]]
    told = json.dumps([market.record() for market in markets])
    done = subprocess.run([sys.executable, "-c", MIN_COST_FLOW], input=told, capture_output=True, text=True, check=True)
    assert [assign_by_utility(market, gap=1e-9).value for market in markets] == json.loads(done.stdout)


@FEW
@given(utility_markets(FRACTIONS), st.randoms(use_true_random=False))
def test_order_of_input_changes_no_byte(market, shuffler):
    def shuffled(mapping):
        items = list(mapping.items())
        shuffler.shuffle(items)
        return dict(items)

    wishes = shuffled({student: shuffled(wished) for student, wished in market.utilities.items()})
    mixed = UtilityMarket(seats=shuffled(market.seats), utilities=wishes)
    assert mixed.to_json() == market.to_json()
    assert assign_by_utility(mixed).to_json() == assign_by_utility(market).to_json()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(utility_markets(FRACTIONS))
def test_machine_code_gives_the_same_bytes(market):
    assert assign_on(compiled(), market, 1e-5).to_json() == assign_on(PLAIN, market, 1e-5).to_json()


@pytest.mark.parametrize("levels", [1, 10, 1000])
def test_machine_code_gives_the_same_bytes_where_prices_fight(levels):
    market = random_market(levels, 600, 40, 8, levels, 14)
    assert assign_on(compiled(), market, 1e-6).to_json() == assign_on(PLAIN, market, 1e-6).to_json()


@pytest.mark.parametrize("kind", [np.int64, np.float64])
def test_arrays_give_what_ids_give_on_every_machine(kind):
    market = random_market(5, 400, 30, 6, 50, 12)
    ptr, place, utility, seats = in_arrays(market)
    utility = (utility / 7).astype(kind) + 1
    names = list(market.seats)
    wishes = {f"s{i:05}": {} for i in range(400)}
    for i, student in enumerate(wishes):
        wishes[student] = {names[place[row]]: utility[row].item() for row in range(ptr[i], ptr[i + 1])}
    by_id = assign_by_utility(UtilityMarket(seats=market.seats, utilities=wishes))
    by_machine = [assign_arrays(ptr, place, utility, seats), arrays_on(PLAIN, ptr, place, utility, seats, 1e-5)]
    for found in by_machine:
        assert found.choice.dtype == np.int64
        assert [names[place[row]] if row >= 0 else None for row in found.choice] == list(by_id.assignment.values())
        assert found.prices.tolist() == list(by_id.prices.values())
        assert (found.value, found.bound, found.gap, found.tolerance) == (by_id.value, by_id.bound, by_id.gap, by_id.tolerance)


def test_many_wishes_of_people_take_the_fast_path_and_hold():
    market = random_market(6, 6000, 300, 6, 1000, 30)
    assert sum(map(len, market.utilities.values())) > 30_000
    result = assign_by_utility(market)
    assert 0 < result.gap <= 1e-5
    assert verify_utility(market, result).holds


@pytest.mark.parametrize(
    ("seats", "utilities", "assignment", "value"),
    [
        ({}, {}, {}, 0),
        ({"a": 3}, {}, {}, 0),
        ({}, {"s": {}}, {"s": None}, 0),
        ({"a": 0}, {"s": {"a": 5}}, {"s": None}, 0),
        ({"a": 0, "b": 1}, {"s": {"a": 5, "b": 0.1}}, {"s": "b"}, 0.1),
        ({"a": 10**12}, {"s": {"a": 5}, "t": {"a": 1}}, {"s": "a", "t": "a"}, 6),
        ({"a": 1}, {"s": {"a": 2**53}, "t": {"a": 1}}, {"s": "a", "t": None}, 2**53),
        ({"a": 1}, {"s": {"a": 5e-324}}, {"s": "a"}, 5e-324),
    ],
)
def test_corners_are_answers(seats, utilities, assignment, value):
    market = UtilityMarket(seats=seats, utilities=utilities)
    result = assign_by_utility(market)
    assert dict(result.assignment) == assignment
    assert result.value == value
    assert verify_utility(market, result).holds


def test_everyone_wants_the_same_few_seats_alike():
    wishes = {f"s{i:03}": {"a": 7, "b": 7} for i in range(500)}
    market = UtilityMarket(seats={"a": 3, "b": 2}, utilities=wishes)
    result = assign_by_utility(market, gap=1e-9)
    assert (result.value, result.bound, result.gap) == (35, 35, 0.0)
    assert sum(place is not None for place in result.assignment.values()) == 5
    assert dict(result.prices) == {"a": 7, "b": 7}


def test_arrays_without_rows_are_answers():
    none = np.zeros(0, np.int64)
    assert assign_arrays(np.zeros(1, np.int64), none, none, none).choice.tolist() == []
    found = assign_arrays(np.zeros(4, np.int64), none, none.astype(float), np.array([0, 2]))
    assert (found.choice.tolist(), found.prices[1], found.value, found.gap) == ([-1, -1, -1], 0, 0, 0)


def test_every_fault_of_a_market_is_told():
    with pytest.raises(FaultyInput) as raised:
        UtilityMarket(
            seats={"a": -1, "b": 1.5, "": 1, "c": 2},
            utilities={"s": {"c": float("nan"), "x": 1, "a": "7"}, 5: {"c": 0}, "t": {"c": -2, "a": 1e300, "b": True}},
            titles={"y": "", "c": "C"},
        )
    assert [(fault.where, fault.what) for fault in raised.value.faults] == [
        ("seats of 'a'", "-1 is negative"),
        ("seats of 'b'", "1.5 is not a whole number"),
        ("seats", "the id is empty"),
        ("utilities of 's'", "utility of 'c': nan is not a finite number"),
        ("utilities of 's'", "the place 'x' is unknown"),
        ("utilities of 's'", "utility of 'a': '7' is not a number"),
        ("utilities", "the id 5 is not text"),
        ("utilities of 5", "utility of 'c': 0 is not above 0"),
        ("utilities of 't'", "utility of 'c': -2 is not above 0"),
        ("utilities of 't'", "utility of 'a': 1e+300 is above 2**53"),
        ("utilities of 't'", "utility of 'b': True is not a number"),
        ("title of 'y'", "the place is unknown"),
        ("title of 'y'", "the title is empty"),
    ]


def test_fields_of_the_wrong_shape_are_told_at_once():
    with pytest.raises(FaultyInput) as raised:
        UtilityMarket(seats=[1], utilities={"s": ["a"]}, titles={})
    assert [fault.where for fault in raised.value.faults] == ["seats", "utilities of 's'"]


def test_every_fault_of_arrays_is_told():
    whole = lambda *numbers: np.array(numbers, np.int64)  # noqa: E731
    with pytest.raises(FaultyInput) as raised:
        assign_arrays(whole(0, 2, 1), whole(0, 9), np.array([1.0, np.nan, -3.0]), whole(1, -1), gap=2)
    assert [(fault.where, fault.row) for fault in raised.value.faults] == [
        ("gap", None), ("ptr", 1), ("ptr", None), ("utility", None), ("place", 1), ("utility", 1), ("seats", 1),
    ]  # fmt: skip
    with pytest.raises(FaultyInput, match="4 faults"):
        assign_arrays([0], np.zeros((2, 2)), np.array(["1"]), np.array([0.5]))  # ty: ignore[invalid-argument-type]


def test_unsigned_arrays_are_held_to_the_same_rules():
    ptr, place, utility, seats = (np.array(column, np.uint64) for column in ([0, 1, 2], [0, 0], [5, 7], [1]))
    assert assign_arrays(ptr, place, utility, seats).choice.tolist() == [-1, 1]
    with pytest.raises(FaultyInput, match="the rows of a student end before they begin"):
        assign_arrays(np.array([0, 9, 2], np.uint64), place, utility, seats)


@pytest.mark.parametrize("gap", [0, 1, 1e-10, -1e-5, float("nan"), "1", True, None])
def test_a_gap_is_a_share(gap):
    with pytest.raises(FaultyInput, match="from 1e-09 to below 1"):
        assign_by_utility(UtilityMarket(seats={}, utilities={}), gap=gap)


def test_a_gap_that_cannot_be_proved_is_refused():
    # Beside 2**53 the other utility is less than one unit, and counts as a whole one in the bound.
    market = UtilityMarket(seats={"a": 0, "b": 1}, utilities={"s": {"a": 2**53, "b": 1e-10}})
    with pytest.raises(FaultyInput, match="cannot be proved for this market"):
        assign_by_utility(market)


def test_records_read_back():
    market = random_market(8, 20, 5, 3, 9, 3)
    result = assign_by_utility(market)
    assert UtilityMarket.from_json(market.to_json()) == market
    assert UtilityResult.from_record(json.loads(result.to_json())) == result
    with pytest.raises(FaultyInput) as raised:
        UtilityMarket.from_record({"seats": {}, "other": 1})
    assert [fault.what for fault in raised.value.faults] == ["the field “utilities” is missing", "the field “other” is unknown"]


def test_small_work_loads_neither_numpy_nor_numba():
    code = (
        "import sys\n"
        "for name in ('numpy', 'numba'): sys.modules[name] = None\n"
        "from kadry.engine.allocation.utility import UtilityMarket, assign_by_utility, explain_utility, verify_utility\n"
        "market = UtilityMarket(seats={'a': 1}, utilities={'s': {'a': 2.5}, 't': {'a': 2}})\n"
        "result = assign_by_utility(market)\n"
        "verify_utility(market, result).require()\n"
        "print(result.value, explain_utility(market, result, 't', 'en').code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("2.5 unplaced", 0), done.stderr
