"""The large form gives what the small form gives: seats, reasons, updates, faults; compiled, in plain Python, in NumPy."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import FaultyInput, Market, columns, explain, solve
from kadry.engine.allocation.columns import kernels, lottery, rounds, sha256
from kadry.engine.allocation.columns.building import gathered
from kadry.engine.allocation.columns.chances import shuffled
from kadry.engine.allocation.columns.rights import rights_of

FEW = settings(max_examples=60, deadline=None, derandomize=True)

TYPES = ("aid", "local")
SCHEMA = {"student": pl.String, "place": pl.String, "rank": pl.Int64, "points": pl.Float64}
UTF8 = st.characters(exclude_categories=["Cs"])


@st.composite
def small_markets(draw: st.DrawFn) -> Market:
    """One lottery; few points, so many ties; a student of one type at most; reserves at some places."""
    students = [f"s{i}" for i in range(draw(st.integers(1, 9)))]
    seats = {f"p{i}": draw(st.integers(0, 3)) for i in range(draw(st.integers(1, 4)))}
    points = draw(
        st.sampled_from([st.integers(-1, 2), st.sampled_from([0.25, 1.5, 3]), st.sampled_from([1 / 3, 0.1 + 0.2, 1e-9])])
    )
    wishes, priorities = {}, {place: {} for place in seats}
    for student in students:
        order = draw(st.permutations(sorted(seats)))
        wishes[student] = tuple(order[: draw(st.integers(0, len(order)))])
        for place in wishes[student]:
            if draw(st.integers(0, 4)):
                priorities[place][student] = draw(points)
    reserves = {}
    for place, count in seats.items():
        first = draw(st.integers(0, count))
        kept = {"aid": first, "local": draw(st.integers(0, count - first))}
        if draw(st.booleans()) and any(kept.values()):
            reserves[place] = {kind: number for kind, number in kept.items() if number}
    return Market(
        seats=seats,
        wishes=wishes,
        priorities=priorities,
        seed=draw(st.sampled_from(["", "2026-07-01"])),
        types={student: (kind,) for student in students if (kind := draw(st.sampled_from([None, *TYPES])))},
        reserves=reserves,
        reserve_order=draw(st.sampled_from(["reserve_first", "open_first"])) if reserves else "reserve_first",
    )


def wish_rows(market: Market) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for student, wished in market.wishes.items():
        for rank, place in enumerate(wished, start=1):
            points = market.priorities[place].get(student)
            rows.append({"student": student, "place": place, "rank": rank, "points": None if points is None else float(points)})
        if not wished:
            rows.append({"student": student, "place": None, "rank": None, "points": None})
    return rows


def in_columns(market: Market, rows: list[dict[str, object]] | None = None) -> columns.Columns:
    places = [
        {"place": place, "seats": seats, **{kind: market.reserves.get(place, {}).get(kind, 0) for kind in TYPES}}
        for place, seats in market.seats.items()
    ]
    students = [{"student": student, "type": kind} for student, (kind,) in market.types.items()]
    return columns.from_table(
        pl.DataFrame(rows or wish_rows(market), schema=SCHEMA),
        places,
        seed=market.seed,
        students=students or None,
        reserves={kind: kind for kind in TYPES},
        reserve_order=market.reserve_order,
    )


def assignment(market: columns.Columns, seating: columns.Seating) -> dict[str, str | None]:
    return {student: place for student, place, _ in seating.table(market).iter_rows()}


@FEW
@given(small_markets())
def test_the_same_seats_as_the_small_form_and_every_guarantee(market):
    large = in_columns(market)
    seating, small = columns.solve(large), solve(market)
    assert assignment(large, seating) == dict(small.assignment)
    assert seating.proposals == small.proposals
    certificate = columns.verify(large, seating)
    assert certificate.holds, certificate


@FEW
@given(small_markets(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(market, shuffler):
    rows = wish_rows(market)
    shuffler.shuffle(rows)
    large, mixed = in_columns(market), in_columns(market, rows)
    assert mixed.students.to_list() == large.students.to_list()
    assert columns.solve(mixed).table(mixed).equals(columns.solve(large).table(large))


@FEW
@given(small_markets())
def test_compiled_plain_and_in_numpy_are_the_same(market):
    large = in_columns(market)
    whole = (large.ptr, large.wishes, large.seats)
    ruled = (*whole, large.types, large.reserves, large.reserve_order == "open_first")
    for plain, compiled, arguments in (
        (rounds.deferred_acceptance, kernels.deferred_acceptance, whole),
        (rounds.deferred_acceptance_with_reserves, kernels.deferred_acceptance_with_reserves, ruled),
    ):
        for one, other in zip(plain(*arguments), compiled(*arguments), strict=True):
            assert np.array_equal(one, other)


def test_without_a_compiler_every_result_is_the_same():
    told = {}
    for disabled in ("0", "1"):
        run = [sys.executable, "-W", "error", "-c", "from tests.engine.allocation.test_columns import tell_all; tell_all()"]
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": "src:."}
        told[disabled] = subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout
    assert told["0"] == told["1"]
    assert len(told["0"]) > 60


def tell_all() -> None:
    """Print a digest of everything the large form computes on one market."""
    market = tied_market(300)
    seating = columns.solve(market)
    checked = columns.check(market, seating)
    later, after = columns.update(market, seating, withdrawn=list(range(0, 300, 7)), new_seats={2: 3})
    kept = np.where(np.arange(300) % 3 == 0, 1, 0)
    ruled = tied_market(300, types=kept, reserves=np.full((15, 1), 4), type_names=("aid",), reserve_order="open_first")
    parts = [
        market.draws, market.wishes, seating.at, checked.reasons, checked.lowest, checked.first_in_line, later.seats, after.at,
        columns.solve(ruled).at, columns.solve(ruled).seat, columns.chances(market, 5),
    ]  # fmt: skip
    print([hashlib.sha256(np.ascontiguousarray(part).tobytes()).hexdigest() for part in parts])  # noqa: T201


def tied_market(students: int, **rules: object) -> columns.Columns:
    """Five wishes a student, four levels of points, seats for nine in ten."""
    random = np.random.default_rng(7)
    places = max(students // 20, 5)
    wished = np.argsort(random.random((students, places)), axis=1)[:, :5]
    seats = np.full(places, students * 9 // (10 * places))
    return columns.from_arrays(
        np.arange(students + 1) * 5, wished.ravel(), random.integers(0, 4, students * 5), seats, seed="2026", **rules
    )


@FEW
@given(small_markets())
def test_the_reason_of_every_wish_is_that_of_the_small_form(market):
    market = replace(market, reserves={})
    large = in_columns(market)
    seating, small = columns.solve(large), solve(market)
    codes = iter(columns.check(large, seating).codes())
    for student in large.students:
        for reason, code in zip(
            explain(market, small, student).wishes, [next(codes) for _ in market.wishes[student]], strict=True
        ):
            assert reason.code == code


@FEW
@given(small_markets())
def test_a_student_is_told_the_same_as_in_the_small_form(market):
    large = in_columns(market)
    seating, small = columns.solve(large), solve(market)
    for student in market.students:
        told, due = columns.explain(large, seating, student, "en"), explain(market, small, student, "en")
        assert (told.code, [str(reason) for reason in told.wishes]) == (due.code, [str(reason) for reason in due.wishes])
    for place in market.places:
        assert tuple(columns.waiting_list(large, seating, place)) == small.waiting[place]
    with pytest.raises(KeyError, match="nobody"):
        columns.explain(large, seating, "nobody")
    with pytest.raises(KeyError, match="nowhere"):
        columns.waiting_list(large, seating, "nowhere")


@FEW
@given(small_markets(), st.data())
def test_after_an_update_nobody_lost_and_all_is_fair(market, data):
    market = replace(market, reserves={})
    large = in_columns(market)
    before = columns.solve(large)
    gone = data.draw(st.lists(st.sampled_from(market.students), unique=True))
    added = data.draw(st.dictionaries(st.sampled_from(market.places), st.integers(0, 2)))
    later, after = columns.update(large, before, withdrawn=gone, new_seats=added)
    certificate = columns.verify(later, after)
    assert certificate.holds, certificate
    for student, was, now in zip(large.students, before.at, after.at, strict=True):
        if student in gone:
            assert now == columns.WITHDRAWN
        elif was >= 0:
            assert 0 <= now <= was
    assert {p: int(s) for p, s in zip(later.places, later.seats, strict=True)} == {
        p: s + added.get(p, 0) for p, s in market.seats.items()
    }


def test_those_who_withdrew_have_no_place_in_the_table():
    market = columns.from_arrays(np.array([0, 1, 1]), np.array([0]), np.array([1]), np.array([1]), seed="1")
    later, after = columns.update(market, columns.solve(market), withdrawn=[0, 1])
    assert after.table(later).rows() == [(0, None, None), (1, None, None)]


def test_an_update_refuses_what_it_does_not_know():
    market = tied_market(100)
    seating = columns.solve(market)
    with pytest.raises(FaultyInput, match=r"(?s)student 1000 is unknown.*place 99 is unknown.*-1 seats at 2"):
        columns.update(market, seating, withdrawn=[3, 1000], new_seats={99: 1, 2: -1})
    ruled = tied_market(100, types=np.zeros(100, np.int64), reserves=np.ones((5, 1), np.int64), type_names=("aid",))
    with pytest.raises(FaultyInput, match="has reserves"):
        columns.update(ruled, columns.solve(ruled), withdrawn=[3])


# --- forged results are found


def forged(name: str) -> tuple[columns.Columns, columns.Seating]:
    market = tied_market(200)
    seating = columns.solve(market)
    at, proposals = seating.at.copy(), seating.proposals
    placed = np.flatnonzero(at >= 0)
    match name:
        case "P1":
            sad = int(np.flatnonzero(at < 0)[0])
            at[sad] = market.ptr[sad]
        case "P2":
            at = at[:-1]
        case "P3":
            at[placed[0]] = market.ptr[placed[0] + 1]
        case "P6":
            at[placed[0]] = -1
        case "P11":
            proposals += 1
    return market, columns.Seating(at, seating.seat, proposals)


@pytest.mark.parametrize("name", ["P1", "P2", "P3", "P6", "P11"])
def test_a_forged_result_is_not_certified(name):
    certificate = columns.verify(*forged(name))
    assert not certificate[name].holds
    assert certificate[name].counterexample


def test_somebody_put_in_the_place_of_a_higher_right_is_found():
    market = columns.from_arrays(np.array([0, 1, 2]), np.array([0, 0]), np.array([5, 9]), np.array([1]), seed="1")
    swapped = np.where(columns.solve(market).at < 0, market.ptr[:-1], -1)
    certificate = columns.verify(market, columns.Seating(swapped, np.zeros(2, np.int8), 2))
    assert not certificate["P5"].holds
    assert "1" in certificate["P5"].counterexample


def test_not_eligible_and_not_the_best_are_found():
    ptr, place = np.array([0, 2, 4]), np.array([0, 1, 1, 0])
    # Each place ranks the other student first: both outcomes are fair, one is better for both students.
    market = columns.from_arrays(ptr, place, np.array([1, 2, 1, 2]), np.array([1, 1]), seed="1")
    worse = columns.Seating(market.ptr[:-1] + 1, np.zeros(2, np.int8), 4)
    certificate = columns.verify(market, worse)
    assert not certificate["P10"].holds
    assert certificate["P5"].holds
    barred = columns.from_arrays(ptr, place, np.array([1, 2, 1, 2]), np.array([1, 1]), seed="1", eligible=np.zeros(4, bool))
    assert not columns.verify(barred, worse)["P4"].holds


def test_a_place_that_gave_a_reserved_seat_to_another_is_found():
    market = tied_market(200, types=np.arange(200) % 2, reserves=np.full((10, 1), 5), type_names=("aid",))
    seating = columns.solve(market)
    assert columns.verify(market, seating)["P12"].holds
    assert not columns.verify(market, columns.Seating(seating.at, np.zeros_like(seating.seat), seating.proposals))["P12"].holds


def test_a_forged_lottery_is_found():
    market = tied_market(100)
    seating = columns.solve(market)
    assert not columns.verify(replace(market, seed="another"), seating)["P8"].holds
    assert not columns.verify(replace(market, draws=market.draws[::-1]), seating)["P8"].holds
    assert columns.verify(market, seating, every_draw=True)["P8"].counted == 100


# --- the lottery


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(UTF8, max_size=30), st.lists(st.text(UTF8, min_size=1, max_size=40), min_size=1, max_size=40, unique=True))
def test_draws_are_those_of_the_standard_library(seed, students):
    due = [int.from_bytes(hashlib.sha256(f"{seed}:{student}".encode()).digest()[:8], "big") for student in students]
    assert lottery.draws_of(seed, pl.Series(students)).tolist() == due


def test_every_length_of_a_block_is_hashed_right():
    texts = [b"x" * length for length in range(sha256.LONGEST + 1)]
    ends = np.cumsum([0, *map(len, texts)])
    found = sha256.first_eight_bytes(np.zeros(0, np.uint8), np.frombuffer(b"".join(texts), np.uint8), ends)
    assert found.tolist() == [int.from_bytes(hashlib.sha256(text).digest()[:8], "big") for text in texts]


def test_equal_numbers_are_ordered_by_id():
    draws = np.array([7, 3, 7, 3], np.uint64)
    assert lottery.in_order(draws, pl.Series(["b", "d", "a", "c"])).tolist() == [3, 1, 2, 0]


# --- points


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.one_of(st.integers(-5, 5), st.integers(-(2**40), 2**40), st.floats(-1e6, 1e6), st.sampled_from([0.1, 0.25, 1 / 3])),
        min_size=1,
        max_size=20,
    )
)
def test_rights_keep_order_and_ties_and_give_points_back(points):
    array = np.array(points)
    rights = rights_of(array)
    found = rights.of(array)
    assert (found >= 1).all()
    assert ((found[:, None] < found[None, :]) == (array[:, None] < array[None, :])).all()
    assert ((found[:, None] == found[None, :]) == (array[:, None] == array[None, :])).all()
    assert [rights.points(int(right)) for right in found] == array.tolist()


# --- tables


def tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    wishes = pl.DataFrame(
        {"student": [1, 1, 2, 3], "place": [10, 20, 10, None], "rank": [1, 2, 1, None], "points": [5, 3, 9, None]}
    )
    return wishes, pl.DataFrame({"place": [10, 20], "seats": [1, 1]})


@pytest.mark.parametrize("kind", ["polars", "lazy", "arrow", "pandas", "rows", "columns", "csv", "parquet"])
def test_every_kind_of_table_is_read(kind, tmp_path):
    def converted(frame: pl.DataFrame) -> object:
        path = tmp_path / f"{frame.columns[0]}.{kind}"
        match kind:
            case "lazy":
                return frame.lazy()
            case "arrow":
                return pa.table({name: pa.array(frame[name].to_list()) for name in frame.columns})
            case "pandas":
                return pd.DataFrame({name: pd.array(frame[name].to_list(), dtype="Int64") for name in frame.columns})
            case "rows":
                return frame.to_dicts()
            case "columns":
                return frame.to_dict(as_series=False)
            case "csv":
                frame.write_csv(path)
                return path
            case "parquet":
                frame.write_parquet(path)
                return str(path)
        return frame

    market = columns.from_table(*map(converted, tables()), seed="1")
    result = columns.solve(market).table(market)
    assert [(str(s), p and str(p), r) for s, p, r in result.iter_rows()] == [("1", "20", 2), ("2", "10", 1), ("3", None, None)]


def test_ranks_that_do_not_run_are_kept_as_given():
    wishes = pl.DataFrame({"student": ["a", "a", "b"], "place": ["x", "y", "x"], "rank": [40, 7, 3], "points": [1.5, 1, 2]})
    market = columns.from_table(wishes, pl.DataFrame({"place": ["x", "y"], "seats": [1, 0]}), seed="1")
    assert columns.solve(market).table(market).rows() == [("a", None, None), ("b", "x", 3)]
    assert columns.explain(market, columns.solve(market), "a", "en").wishes[0].code == "no_seats"


def test_every_faulty_row_is_named():
    wishes = {
        "student": ["a", "a", None, "b", "c", "d"],
        "place": ["x", "z", "x", "x", "x", None],
        "rank": [1, 2, 1, 0, 1, 1],
        "points": [1.0, 2.0, 3.0, 4.0, float("nan"), None],
    }
    places = {"place": ["x", "y", "y"], "seats": [1, -1, None]}
    with pytest.raises(FaultyInput) as caught:
        columns.from_table(wishes, places, seed="1")
    assert [(fault.where, fault.row) for fault in caught.value.faults] == [
        ("places", 3), ("places", 2), ("places", 3),
        ("wishes", 3), ("wishes", 2), ("wishes", 4), ("wishes", 6), ("wishes", 5),
    ]  # fmt: skip


def test_a_rank_or_a_place_given_twice_is_named():
    wishes = {"student": ["a", "a", "b", "b"], "place": ["x", "y", "x", "x"], "rank": [1, 1, 1, 2], "points": [1, 1, 1, 1]}
    with pytest.raises(FaultyInput, match=r"(?s)row 2: rank: “a” has two.*row 4: place: “b” wishes “x” twice"):
        columns.from_table(wishes, {"place": ["x", "y"], "seats": [1, 1]}, seed="1")


@pytest.mark.parametrize(
    ("wishes", "places", "said"),
    [
        ({"student": ["a"], "place": ["x"], "rank": [1]}, {"place": ["x"], "seats": [1]}, "column “points” is missing"),
        ({"student": ["a"], "place": [1], "rank": [1], "points": [1]}, {"place": ["x"], "seats": [1]}, "Write ids the same way"),
        (
            {"student": ["a"], "place": ["x"], "rank": ["first"], "points": [1]},
            {"place": ["x"], "seats": [1]},
            "rank: “first” is not",
        ),
        (
            {"student": ["a"], "place": ["x"], "rank": [1], "points": ["many"]},
            {"place": ["x"], "seats": [1]},
            "points: “many” is not a number",
        ),
        ("nowhere.csv", {"place": ["x"], "seats": [1]}, "nowhere.csv: cannot be opened"),
    ],
)
def test_tables_of_the_wrong_kind_are_refused(wishes, places, said):
    with pytest.raises(FaultyInput, match=said):
        columns.from_table(wishes, places, seed="1")


def test_what_would_be_misread_in_silence_is_refused():
    wishes, places = {"student": ["a"], "place": ["x"], "rank": [1], "points": [1]}, {"place": ["x"], "seats": [1]}
    with pytest.raises(FaultyInput, match="reserve_order: 'open-first' is unknown"):
        columns.from_table(wishes, places, seed="1", reserve_order="open-first")
    with pytest.raises(FaultyInput, match="student: Float64 is no kind of id"):
        columns.from_table({**wishes, "student": [1.0]}, places, seed="1")
    with pytest.raises(FaultyInput, match="rank: “4294967297” is not a whole number"):
        columns.from_table({**wishes, "rank": [2**32 + 1]}, places, seed="1")


def test_a_decimal_far_down_a_csv_is_read_and_text_is_named(tmp_path):
    rows = [f"s{i},x,1,{i}" for i in range(300)]
    places = {"place": ["x"], "seats": [1]}
    path = tmp_path / "wishes.csv"
    path.write_text("\n".join(["student,place,rank,points", *rows, "last,x,1,4000.5"]))
    market = columns.from_table(path, places, seed="1")
    assert ("last", "x", 1) in columns.solve(market).table(market).rows()
    path.write_text("\n".join(["student,place,rank,points", *rows, "last,x,1,best"]))
    with pytest.raises(FaultyInput, match="row 301: points: “best” is not a number"):
        columns.from_table(path, places, seed="1")


def test_seats_without_end_need_no_memory():
    market = columns.from_arrays(np.arange(4), np.zeros(3, np.int64), np.ones(3, np.int64), np.array([10**12]), seed="1")
    seating = columns.solve(market)
    assert (seating.at >= 0).all()
    assert columns.verify(market, seating).holds
    assert (columns.chances(market, 3) == 1).all()


def test_points_beyond_a_signed_number_keep_their_order():
    points = np.array([2**63 + 1, 5, 2**63], np.uint64)
    assert rights_of(points).of(points).tolist() == [3, 1, 2]


def test_faulty_arrays_are_refused():
    with pytest.raises(FaultyInput, match=r"(?s)3 is not a place.*nan is not a finite.*-1 is negative"):
        columns.from_arrays(np.array([0, 2]), np.array([0, 3]), np.array([1.0, np.nan]), np.array([1, -1]), seed="1")
    with pytest.raises(FaultyInput, match="a place is wished twice"):
        columns.from_arrays(np.array([0, 2]), np.array([0, 0]), np.array([1, 2]), np.array([1]), seed="1")
    with pytest.raises(FaultyInput, match=r"(?s)type has no column.*2 seats are reserved of 1"):
        columns.from_arrays(
            np.array([0, 1]), np.array([0]), np.array([1]), np.array([1]), seed="1", types=np.array([2]), reserves=np.array([[2]])
        )


@pytest.mark.parametrize("students", [0, 1])
def test_empty_corners_are_answers(students):
    wishes = pl.DataFrame([{name: "a" if name == "student" else None for name in SCHEMA}] * students, schema=SCHEMA)
    for places in ({"place": [], "seats": []}, {"place": ["x"], "seats": [0]}, {"place": ["x"], "seats": [3]}):
        market = columns.from_table(wishes, pl.DataFrame(places, schema={"place": pl.String, "seats": pl.Int64}), seed="1")
        seating = columns.solve(market)
        assert columns.verify(market, seating).holds
        assert seating.table(market).rows() == [("a", None, None)] * students
        assert len(columns.chances(market, 2)) == 0


@FEW
@given(small_markets())
def test_chances_are_those_of_the_whole_market_lottery_by_lottery(market):
    large = in_columns(replace(market, reserves={}))
    found, granted = columns.chances(large, 6, seed=5), np.zeros(len(large.wishes))
    for number in range(6):
        order = shuffled(np.random.Philox(key=(5 << 32) | number).random_raw(len(large.students)))
        ptr, wishes = gathered(large.wishes, np.diff(large.ptr), order)
        at = kernels.deferred_acceptance(ptr, wishes, large.seats)[0]
        placed = np.flatnonzero(at >= 0)
        granted[large.ptr[order[placed]] + at[placed] - ptr[placed]] += 1
    assert (found == granted / 6).all()


def test_chances_add_up_and_are_those_of_the_lottery():
    # Three equals, one seat: each has one chance in three.
    market = columns.from_arrays(np.arange(4), np.zeros(3, np.int64), np.ones(3, np.int64), np.array([1]), seed="1")
    found = columns.chances(market, 3000)
    assert found.sum() == pytest.approx(1)
    assert np.abs(found - 1 / 3).max() < 0.04
    assert (columns.chances(market, 50) == columns.chances(market, 50)).all()
