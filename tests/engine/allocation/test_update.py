from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import FaultyInput, Market, columns, solve, verify
from kadry.engine.allocation.reference import textbook_draw
from kadry.engine.allocation.updating import Move, NewStudents, update
from kadry.engine.allocation.verify.update import verify_update

from .changes import MARKETS, changes, crowded_updates, start_of, updates, without_newcomers
from .markets import changed, example, plain_fields, rubin, satisfaction, site

FEW = settings(max_examples=60, deadline=None, derandomize=True)
SOME = settings(max_examples=30, deadline=None, derandomize=True)

Wish = tuple[str, str]


# --- the textbook version: all who may be called, called in rounds, whole places chosen anew by trying


def textbook_update(market: Market, before: dict[str, str | None], order: list[str]) -> dict[str, str | None]:
    """Every place in turn, in the order given, calls one student if it can, until none can."""
    given = dict(before)
    capped = {place for cap in market.caps.values() for place in cap.places}
    calling = True
    while calling:
        calling = False
        for place in order:
            group = capped if place in capped else {place}
            if called := textbook_call(market, given, group):
                student, where = called
                given[student] = where
                calling = True
    return given


def textbook_call(market: Market, given: dict[str, str | None], group: set[str]) -> Wish | None:
    """The rule as it is stated, for one place or for all places under caps."""
    asking = [
        (student, place)
        for student, wished in market.wishes.items()
        for place in (wished[: wished.index(given[student])] if given[student] else wished)
        if place in group and student in market.priorities[place]
    ]
    there = [(student, place) for student, place in given.items() if place in group]
    in_line = sorted((wish for wish in asking if fits(market, [*there, wish])), key=partial(right, market))
    if len(group) > 1 or not in_line:
        return in_line[0] if in_line else None
    place = next(iter(group))
    kept = market.reserves.get(place, {})
    above_first = [wish for wish in there if right(market, wish) < right(market, in_line[0])]
    beside = sorted(there, key=partial(right, market))
    if market.reserve_order == "open_first":
        open_seats = market.seats[place] - sum(kept.values())
        if len(above_first) < open_seats:
            return in_line[0]
        beside = beside[open_seats:]
    usable = most_seated(market, kept, beside)
    return next((wish for wish in in_line if most_seated(market, kept, [*beside, wish]) > usable), in_line[0])


def right(market: Market, wish: Wish) -> tuple[float, int, str, str]:
    student, place = wish
    return -market.priorities[place][student], textbook_draw(market, student, place), place, student


def fits(market: Market, wishes: list[Wish]) -> bool:
    if any(sum(where == place for _, where in wishes) > seats for place, seats in market.seats.items()):
        return False
    return all(
        sum(place in cap.places and cap.type in (None, *market.types.get(student, ())) for student, place in wishes) <= cap.seats
        for cap in market.caps.values()
    )


def most_seated(market: Market, kept: dict[str, int], wishes: list[Wish]) -> int:
    """How many of these can sit on seats kept for a type, tried out one student after another."""
    if not wishes:
        return 0
    (student, _), *others = wishes
    tried = [most_seated(market, kept, others)]
    for type_ in market.types.get(student, ()):
        if kept.get(type_, 0):
            tried.append(1 + most_seated(market, {**kept, type_: kept[type_] - 1}, others))
    return max(tried)


# --- what an update promises


@settings(max_examples=200, deadline=None, derandomize=True)
@given(updates() | crowded_updates(), st.data())
def test_equals_the_textbook_in_every_order_of_vacancies(done, data):
    for _ in range(2):
        order = data.draw(st.permutations(done.market.places))
        assert dict(done.result.assignment) == textbook_update(done.market, start_of(done), order)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(updates() | crowded_updates())
def test_every_update_is_certified(done):
    certificate = verify_update(done.market_before, done.result_before, done)
    assert certificate.holds, certificate


@FEW
@given(MARKETS, st.data())
def test_a_second_update_is_certified_too(market, data):
    first = update(market, solve(market), **data.draw(changes(market)))
    second = update(first.market, first.result, **data.draw(changes(first.market, prefix="late")))
    certificate = verify_update(first.market, first.result, second)
    assert certificate.holds, certificate


@FEW
@given(MARKETS, st.data())
def test_without_newcomers_a_fair_allocation_stays_fair(market, data):
    change = without_newcomers(data.draw(changes(market)))
    done = update(market, solve(market), **change | ({"new_seats": {}} if market.caps else {}))
    certificate = verify(done.market, done.result)
    broken = {found.name for found in certificate.properties if not found.holds}
    assert broken <= {"P10"}, certificate  # a swap that nobody's seat made possible is not made


@FEW
@given(updates())
def test_nobody_loses_and_every_move_is_a_gain(done):
    for student in done.market.students:
        was, now = start_of(done)[student], done.result.assignment[student]
        assert satisfaction(done.market, student, now) >= satisfaction(done.market, student, was)
    for move in done.moves:
        assert move.rank_before is None or move.rank_after < move.rank_before


@SOME
@given(MARKETS)
def test_no_change_changes_nothing(market):
    result = solve(market)
    done = update(market, result)
    assert (done.moves, done.market) == ((), market)
    assert done.result == result


@SOME
@given(MARKETS, st.data(), st.randoms(use_true_random=False))
def test_order_of_input_changes_no_byte(market, data, shuffler):
    change = data.draw(changes(market))

    def shuffled(value):
        if not isinstance(value, dict):
            return value
        items = list(value.items())
        shuffler.shuffle(items)
        return {key: shuffled(inner) for key, inner in items}

    mixed = Market.from_record(shuffled(market.record()))
    joined = change["new_students"]
    change_mixed = {
        "withdrawn": change["withdrawn"][::-1],
        "new_seats": shuffled(change["new_seats"]),
        "new_students": NewStudents(
            wishes=shuffled(joined.wishes), priorities=shuffled(joined.priorities), types=shuffled(joined.types)
        ),
    }
    assert update(mixed, solve(mixed), **change_mixed).to_json() == update(market, solve(market), **change).to_json()


# --- examples


def test_a_chain_of_vacancies():
    market = Market(
        seats={"cnc": 1, "mill": 1, "store": 1},
        wishes={"Anna": ("cnc",), "Boris": ("cnc", "mill"), "Vera": ("cnc", "mill", "store"), "Gleb": ("store",)},
        priorities={
            "cnc": {"Anna": 90, "Boris": 80, "Vera": 70},
            "mill": {"Boris": 80, "Vera": 70},
            "store": {"Vera": 70, "Gleb": 60},
        },
        seed="1",
    )
    done = update(market, solve(market), withdrawn=["Anna"])
    assert done.moves == (
        Move("Boris", "mill", "cnc", 2, 1),
        Move("Gleb", None, "store", None, 1),
        Move("Vera", "store", "mill", 3, 2),
    )
    assert dict(done.result.assignment) == {"Boris": "cnc", "Gleb": "store", "Vera": "mill"}
    assert "Anna" not in done.result.lottery[""]


def test_who_joins_takes_a_free_seat_but_nobody_elses():
    market = Market(seats={"a": 1, "b": 1}, wishes={"x": ("a",)}, priorities={"a": {"x": 1}}, seed="1")
    joined = NewStudents(wishes={"late": ("a", "b")}, priorities={"a": {"late": 9}, "b": {"late": 9}})
    done = update(market, solve(market), new_students=joined)
    assert dict(done.result.assignment) == {"late": "b", "x": "a"}
    assert done.result.waiting["a"] == ("late",)
    freed = update(done.market, done.result, withdrawn=["x"])
    assert dict(freed.result.assignment) == {"late": "a"}


def test_a_swap_without_a_free_seat_is_not_made():
    market = Market(
        seats={"a": 1, "b": 1},
        wishes={"x": ("b", "a"), "y": ("a", "b"), "gone": ("b",)},
        priorities={"a": {"x": 3, "y": 1}, "b": {"x": 1, "y": 3, "gone": 2}},
        seed="1",
    )
    done = update(market, solve(market), withdrawn=["gone"])
    assert (dict(done.result.assignment), done.moves) == ({"x": "a", "y": "b"}, ())


@pytest.mark.parametrize(("order", "placed"), [("reserve_first", {"Anna", "Boris"}), ("open_first", {"Anna", "Vera"})])
def test_a_kept_seat_goes_to_its_type_and_an_open_one_by_right(order, placed):
    market = rubin(reserve_order=order)
    before = solve(market)
    assert {student for student, place in before.assignment.items() if place} == placed
    done = update(market, before, withdrawn=["Anna"])
    assert {student for student, place in done.result.assignment.items() if place} == {"Boris", "Vera"}
    assert done.result.reserved_for == {"Vera": "target"}


def test_whoever_sits_on_an_unused_kept_seat_stays():
    market = changed(rubin(), types={})
    assert {s for s, place in solve(market).assignment.items() if place} == {"Anna", "Boris"}
    joined = NewStudents(wishes={"late": ("Rubin",)}, priorities={"Rubin": {"late": 95}}, types={"late": ("target",)})
    done = update(market, solve(market), new_students=joined)
    assert done.moves == ()
    later = update(done.market, done.result, withdrawn=["Anna"])
    assert later.result.reserved_for == {"late": "target"}


def test_a_kept_seat_in_use_is_not_claimed_twice():
    listed = {"Anna": 95, "Boris": 90, "Vera": 50}
    market = Market(
        seats={"a": 3},
        wishes=dict.fromkeys(listed, ("a",)),
        priorities={"a": listed},
        seed="1",
        types={"Vera": ("target",)},
        reserves={"a": {"target": 1}},
    )
    late = {"wishes": {"Late": ("a",), "Last": ("a",)}, "priorities": {"a": {"Late": 60, "Last": 80}}}
    joined = NewStudents(**late, types={"Late": ("target",)})
    done = update(market, solve(market), withdrawn=["Anna"], new_students=joined)
    assert dict(done.result.assignment) == {"Boris": "a", "Last": "a", "Late": None, "Vera": "a"}
    assert verify_update(market, done.result_before, done).holds


def test_a_seat_under_a_cap_goes_to_the_highest_right_of_all_its_places():
    market = site()
    before = solve(market)
    assert dict(before.assignment) == {"Anna": "cnc", "Boris": "mill", "Gleb": None, "Vera": "mill"}
    done = update(market, before, withdrawn=["Vera"])
    assert dict(done.result.assignment) == {"Anna": "cnc", "Boris": "mill", "Gleb": "cnc"}


# --- what is refused


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"withdrawn": "Anna"}, "'Anna' is not a list of students"),
        ({"withdrawn": 7}, "7 is not a list of students"),
        ({"withdrawn": ["Zoya", 7]}, "(?s)the student '7' is unknown.*the student 'Zoya' is unknown"),
        ({"new_seats": [("mill", 1)]}, "new_seats: not a mapping"),
        ({"new_seats": {"attic": 1, "mill": -1, "store": 0.5}}, "(?s)'attic' is unknown.*-1 is negative.*0.5 is not a whole"),
        ({"new_students": NewStudents(wishes=(), priorities={"mill": ()})}, "(?s)wishes: not a mapping.*'mill': not a mapping"),
        ({"new_students": NewStudents(wishes={"Anna": ()}, priorities={})}, "'Anna' already takes part"),
        ({"new_students": NewStudents(wishes={}, priorities={"mill": {"Vera": 1}})}, "'Vera' did not join"),
        ({"new_students": NewStudents(wishes={}, priorities={}, types={"Vera": ("local",)})}, "'Vera' did not join"),
        (
            {"new_students": NewStudents(wishes={"N": ("attic",)}, priorities={"mill": {"N": "1"}})},
            "(?s)'attic'.*'1' is not",
        ),
    ],
)
def test_a_faulty_change_is_refused_with_every_fault(asked, said):
    market = example()
    with pytest.raises(FaultyInput, match=said):
        update(market, solve(market), **asked)


def test_all_faults_come_at_once():
    market = example()
    joined = NewStudents(wishes={"Anna": ("attic",)}, priorities={})
    with pytest.raises(FaultyInput) as refused:
        update(market, solve(market), withdrawn=["Zoya"], new_seats={"mill": -1}, new_students=joined)
    assert [fault.where for fault in refused.value.faults] == [
        "withdrawn",
        "new_seats of 'mill'",
        "new_students",
        "wishes of 'Anna'",
    ]


def test_a_result_of_another_market_and_minimums_are_refused():
    market = example()
    with pytest.raises(FaultyInput, match="not of this market"):
        update(market, solve(rubin()))
    with pytest.raises(FaultyInput, match="minimum group sizes"):
        update(changed(market, minimums={"mill": 2}), solve(market))


# --- the same in columns


def as_columns(market: Market) -> columns.Columns:
    schema = {"student": pl.String, "place": pl.String, "rank": pl.Int64, "points": pl.Float64}
    places = pl.DataFrame(list(market.seats.items()), schema={"place": pl.String, "seats": pl.Int64}, orient="row")
    return columns.from_table(pl.DataFrame([*wish_rows(market)], schema=schema), places, seed=market.seed)


def wish_rows(market: Market) -> Iterator[dict]:
    for student, wished in market.wishes.items():
        if not wished:
            yield {"student": student, "place": None, "rank": None, "points": None}
        for rank, place in enumerate(wished, start=1):
            yield {"student": student, "place": place, "rank": rank, "points": market.priorities[place].get(student)}


@SOME
@given(plain_fields(8, 4), st.data())
def test_columns_give_the_same_seats(fields, data):
    market = Market(**fields | {"lottery": "single"})
    change = without_newcomers(data.draw(changes(market)))
    small = update(market, solve(market), **change)
    large = as_columns(market)
    after, seating = columns.update(large, columns.solve(large), **change)
    placed = {}
    for student, at in zip(after.students, seating.at.tolist(), strict=True):
        if at != columns.WITHDRAWN:
            placed[student] = None if at < 0 else after.places[int(after.wishes[at]) & 0xFFFF_FFFF]
    assert placed == dict(small.result.assignment)
