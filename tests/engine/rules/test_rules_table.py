"""The table gives, row for row, what one employer is told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.rules import UNBOUNDED, Column, FaultyInput, Measure, TableAnswer, evaluate, evaluate_table, table
from tests.engine.rules.builders import (
    EMPLOYERS,
    FACTS,
    MEASURES,
    MISSING,
    ON,
    SEEN,
    amount,
    measure,
    parameters,
    record,
    version,
    without,
)

CODES = {"yes": 1, "no": 0, "cannot_tell": -1}
CATEGORIES = {"group": ("none", "second", "first"), "okved": ("9", "01.1", "25", "251", "25.62", "62.01")}
ROWS = st.lists(st.tuples(EMPLOYERS, MISSING).map(lambda pair: without(*pair)), min_size=1, max_size=6)


def columns_of(rows: list[dict[str, Any]]) -> dict[str, Column]:
    """The table of some employers; a fact that is known in no row has no column, but one stands for the number of rows."""
    held = [name for name in FACTS if name == "sme" or any(name in row for row in rows)]
    return {name: column_of(name, [row.get(name) for row in rows]) for name in held}


def column_of(name: str, found: list[Any]) -> Column:
    known = np.array([value is not None for value in found])
    mask = None if known.all() else known
    kind = FACTS[name].kind
    if kind == "date":
        return Column(np.array([value or date(1, 1, 1) for value in found], dtype="datetime64[D]"), mask)
    if kind == "yes_no":
        return Column(np.array([bool(value) for value in found]), mask)
    if name in CATEGORIES:
        codes = [CATEGORIES[name].index(value) if value is not None else 77 for value in found]
        return Column(np.array(codes, dtype=np.uint8), mask, categories=CATEGORIES[name])
    scale = 10 if kind == "number" else 1
    return Column(np.array([int((value or 0) * scale) for value in found]), mask, scale)


def assert_same(rule: Measure, rows: list[dict[str, Any]], on: date = ON) -> TableAnswer:
    found = evaluate_table(rule, columns_of(rows), parameters, on=on)
    for at, row in enumerate(rows):
        answer = evaluate(rule, row, parameters, on=on)
        failing = [place for place, one in enumerate(answer.conditions) if one.truth is False]
        waiting = [place for place, one in enumerate(answer.conditions) if one.truth is None]
        assert found.verdict[at] == CODES[answer.verdict]
        assert (found.low[at], found.high[at]) == (answer.low, UNBOUNDED if answer.high is None else answer.high)
        assert found.reason[at] == (failing or waiting or [-1])[0]
    return found


@settings(max_examples=100, deadline=None, derandomize=True)
@given(MEASURES, ROWS)
def test_row_for_row_the_answer_of_one_employer(rule: Measure, rows: list[dict[str, Any]]) -> None:
    assert_same(rule, rows)


SAVING = {"product": ["0.224", {"greatest": [0, {"difference": [{"fact": "wage"}, {"roubles": "40639.50"}]}]}]}


def test_a_table_of_several_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "SLICE", 3)
    rows = [{"wage": wage, "sme": wage % 2 == 0} if wage % 3 else {} for wage in range(4_063_945, 4_063_958)]
    found = assert_same(measure({"holds": "sme"}, amount=amount(SAVING, {"fact": "bonus"})), rows)
    assert (found.by_rows, found.conditions, len(found.verdict)) == (0, ("c0",), 13)


def test_half_a_kopeck_goes_up_in_a_table() -> None:
    rule = measure(True, amount=amount({"product": ["0.5", {"fact": "people"}]}))
    assert assert_same(rule, [{"people": number} for number in range(4)]).low.tolist() == [0, 1, 1, 2]


def test_what_leaves_64_bits_is_asked_row_by_row() -> None:
    rule = measure(True, amount=amount({"quotient": [{"product": [{"fact": "wage"}, {"fact": "wage"}]}, 10**12]}))
    found = assert_same(rule, [{"wage": 10**12 + 1}, {"wage": 3}])
    assert (found.by_rows, found.low.tolist()) == (2, [10**12 + 2, 0])


def test_a_day_of_the_next_month_is_asked_row_by_row() -> None:
    rule = measure({"at_most": [{"next_month_day": [{"fact": "started"}, 15]}, date(2026, 2, 15)]})
    assert assert_same(rule, [{"started": date(2026, 1, 31)}, {"started": date(2026, 2, 1)}, {}]).by_rows == 3


WAGE, BONUS, SHARE, MONTHS = ({"fact": name} for name in ("wage", "bonus", "share", "months"))
OPERANDS = [
    WAGE,
    BONUS,
    SHARE,
    {"difference": [BONUS, 500]},
    {"difference": [1000, WAGE]},
    0,
    "-1.5",
    {"parameter": "tariff"},
    {"parameter": "absent"},
    {"case": [{"when": {"holds": "sme"}, "then": WAGE}, {"otherwise": SHARE}]},
    {"case": [{"when": {"holds": "sme"}, "then": -7}, {"when": {"more_than": [BONUS, 3]}, "then": MONTHS}, {"otherwise": 0}]},
]
GRID = [
    without({"wage": wage, "bonus": bonus, "share": share, "sme": sme, "months": 2}, missing)
    for wage, bonus, share, sme in [(0, 3, Fraction(1), True), (1005, 0, Fraction(3, 10), False), (3, 99_999, Fraction(0), True)]
    for missing in [set(), {"wage", "bonus"}, {"share", "sme"}, {"wage", "bonus", "share", "sme", "months"}]
]
ARITHMETIC = ("sum", "difference", "product", "least", "greatest")
COMPARISONS = ("at_least", "at_most", "more_than", "less_than", "equal")


@pytest.mark.parametrize("name", ARITHMETIC)
def test_every_pair_of_operands_in_every_sum(name: str) -> None:
    for pair in product(OPERANDS, repeat=2):
        one = {name: list(pair)}
        other = {"floor": {"difference": [0, {"quotient": [one, "-0.7"]}]}}
        assert assert_same(measure(True, amount=amount(one, {"difference": [0, one]}, other)), GRID).by_rows == 0


@pytest.mark.parametrize("name", COMPARISONS)
def test_every_pair_of_operands_in_every_comparison(name: str) -> None:
    for first in OPERANDS:
        assert assert_same(measure(*({name: [first, second]} for second in OPERANDS)), GRID).by_rows == 0


@pytest.mark.parametrize("missing", [set(), {"sme"}, {"sme", "full_time"}, {"group"}])
def test_logic_and_texts_in_columns(missing: set[str]) -> None:
    rows = [
        without({"sme": sme, "full_time": full_time, "group": group, "okved": "25.6"}, missing)
        for sme, full_time, group in product([True, False], [True, False], ["first", "none"])
    ]
    sme, full_time, group = {"fact": "sme"}, {"fact": "full_time"}, {"fact": "group"}
    tests = [
        {"equal": [sme, full_time]},
        {"equal": [False, full_time]},
        {"equal": ["first", group]},
        {"all": [sme, {"not": full_time}, {"equal": [group, "first"]}]},
        {"any": [{"not": sme}, {"one_of": [group, ["second", "none"]]}]},
        {"one_of": [MONTHS, {"parameter": "absent"}]},
        {"case": [{"when": sme, "then": full_time}, {"otherwise": {"equal": [group, "none"]}}]},
        {"case": [{"when": sme, "then": True}, {"otherwise": False}]},
    ]
    for test in tests:
        assert assert_same(measure(test), [row | {"okved": "25"} for row in rows]).by_rows == 0


@pytest.mark.parametrize(
    "test",
    [
        {"equal": [{"fact": "group"}, {"fact": "okved"}]},
        {"equal": [{"case": [{"when": {"holds": "sme"}, "then": {"fact": "group"}}, {"otherwise": "none"}]}, "none"]},
        {"at_least": [{"case": [{"when": {"holds": "sme"}, "then": {"fact": "started"}}, {"otherwise": SEEN}]}, SEEN]},
        {"at_least": [{"days_after": [{"fact": "started"}, MONTHS]}, SEEN]},
        {"at_least": [{"months_after": [{"fact": "started"}, SHARE]}, SEEN]},
        {"at_least": [{"sum": [WAGE, 10**30]}, 5]},
        {"at_least": [{"product": [WAGE, WAGE]}, 5]},
        {"at_least": [{"sum": [{"product": [WAGE, 4 * 10**7]}, {"product": [WAGE, 4 * 10**7]}]}, 5]},
        {"at_least": [{"product": [WAGE, 10**11, 10**11]}, 5]},
        {"at_least": [{"sum": [{"product": [WAGE, 10**16]}, {"product": [WAGE, 10**16]}]}, 5]},
        {"at_least": [{"quotient": [WAGE, 10**17]}, {"quotient": [WAGE, 10**17 + 3]}]},
    ],
)
def test_what_columns_do_not_hold_is_the_same_row_by_row(test: Any) -> None:
    known = {"wage": 10**11, "share": Fraction(1, 2), "months": 3, "started": date(2026, 1, 31), "group": "none", "okved": "9"}
    rows = [
        without(known | {"sme": sme}, gone)
        for sme in (True, False)
        for gone in ({"months"}, {"sme", "share"}, {"wage", "started"})
    ]
    assert assert_same(measure(test), rows).by_rows > 0


def test_a_payment_too_near_to_64_bits_to_be_rounded() -> None:
    rule = measure(True, amount=amount({"quotient": [{"product": [WAGE, 4 * 10**7]}, 10**18]}))
    assert assert_same(rule, [{"wage": 10**11}]).by_rows == 1


def test_a_sum_that_leaves_64_bits_is_refused() -> None:
    with pytest.raises(OverflowError):
        assert_same(measure(True, amount=amount({"product": [WAGE, WAGE]})), [{"wage": 10**12}])


def test_days_are_compared_in_columns() -> None:
    rule = measure({"at_most": [{"months_after": [{"fact": "started"}, 1]}, date(2026, 2, 28)]})
    rows = [{"started": date(2026, 1, day)} for day in (27, 28, 31)] + [{"started": date(2026, 2, 1)}, {}]
    found = assert_same(rule, rows)
    assert (found.by_rows, found.verdict.tolist()) == (0, [1, 1, 1, 0, -1])


def test_a_number_no_row_knows_is_what_its_fact_allows() -> None:
    rule = measure({"at_least": [{"fact": "months"}, 0]}, {"at_most": [{"fact": "bonus"}, 100_000]}, {"holds": "sme"})
    assert assert_same(rule, [{"sme": True}]).verdict.tolist() == [1]


@pytest.mark.parametrize(
    "rest",
    [{"text_seen": False}, {"status": "draft"}, {"from": date(2027, 1, 1)}, {"to": date(2026, 1, 2)}, {}, {"amount": amount(5)}],
)
def test_versions_and_amounts_not_stated(rest: dict[str, Any]) -> None:
    rule = Measure.from_record(record(version({"holds": "sme"}, **{"amount": None} | rest)), FACTS)
    assert_same(rule, [{"sme": True}, {"sme": False}, {}, {"wage": 5}])


@pytest.mark.parametrize(
    ("name", "column", "told"),
    [
        ("wage", Column(np.array([1.5])), "values of type float64 are no money"),
        ("wage", Column(np.array([-5])), "it has values its fact cannot have"),
        ("share", Column(np.array([12]), scale=10), "it has values its fact cannot have"),
        ("sme", Column(np.array([1])), "values of type int64 are no yes_no"),
        ("sme", Column(np.array([True]), scale=2), "a scale of 2 fits no yes_no"),
        ("group", Column(np.array([3]), categories=("first",)), "it has values its fact cannot have"),
        ("group", Column(np.array([0]), categories=("third",)), "it has values its fact cannot have"),
        ("started", Column(np.array(["NaT"], dtype="datetime64[D]")), "it has values its fact cannot have"),
        ("wage", Column(np.array([1]), np.array([1])), "no mask of its length"),
        ("other", Column(np.array([1, 2])), "its columns have 1, 2 rows"),
    ],
)
def test_faults_of_columns(name: str, column: Column, told: str) -> None:
    tests = [{"at_least": [{"fact": fact}, 0]} for fact in ("wage", "share")]
    dated = {"at_least": [{"fact": "started"}, date(2026, 1, 1)]}
    rule = measure(*tests, dated, {"holds": "sme"}, {"equal": [{"fact": "group"}, "first"]})
    with pytest.raises(FaultyInput) as caught:
        evaluate_table(rule, {"full_time": Column(np.array([True])), name: column}, parameters, on=ON)
    assert told in str(caught.value)


def test_unknown_rows_may_hold_anything() -> None:
    rule = measure({"at_least": [{"fact": "wage"}, 0]}, {"at_least": [{"fact": "started"}, date(2026, 1, 1)]})
    unknown = np.array([False])
    columns = {"wage": Column(np.array([-5]), unknown), "started": Column(np.array(["NaT"], dtype="datetime64[D]"), unknown)}
    assert evaluate_table(rule, columns, parameters, on=ON).verdict.tolist() == [-1]


def test_a_row_reads_back_as_it_was_given() -> None:
    facts = {"share": Fraction(7, 10), "started": date(2024, 2, 29), "okved": "25.62", "sme": True, "wage": 5}
    columns = columns_of([facts, {}])
    assert {name: column.row(FACTS[name], 0) for name, column in columns.items()} == facts
    assert all(column.row(FACTS[name], 1) is None for name, column in columns.items())


def test_an_empty_table() -> None:
    rule = measure({"holds": "sme"}, amount=amount({"fact": "wage"}))
    empty = {"sme": Column(np.array([], dtype=bool)), "wage": Column(np.array([], dtype=np.int64))}
    assert len(evaluate_table(rule, empty, parameters, on=ON).verdict) == 0
