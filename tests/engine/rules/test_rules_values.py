"""Kleene's truths, intervals, rounding, days and activity codes, each against a table written by hand."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

import pytest

from kadry.engine.rules import interval, values
from kadry.engine.rules.interval import ANYTHING, Interval, exactly

INF = math.inf
A, B = Interval(1, 3), Interval(-2, 5)


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_kleene_tables(a: bool | None, b: bool | None, both: bool | None, either: bool | None) -> None:
    for first, second in ((a, b), (b, a)):
        assert values.all_of([first, second]) is both
        assert values.any_of([first, second]) is either


@pytest.mark.parametrize(("truth", "other"), [(True, False), (False, True), (None, None)])
def test_kleene_negation(truth: bool | None, other: bool | None) -> None:
    assert values.negation(truth) is other


def test_nothing_to_hold_holds() -> None:
    assert values.all_of([]) is True
    assert values.any_of([]) is False


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (interval.add(A, B), (-1, 8)),
        (interval.add(A, Interval(0, INF)), (1, INF)),
        (interval.subtract(A, B), (-4, 5)),
        (interval.subtract(A, Interval(0, INF)), (-INF, 3)),
        (interval.multiply(A, B), (-6, 15)),
        (interval.multiply(Interval(-2, -1), Interval(-3, 4)), (-8, 6)),
        (interval.multiply(Interval(0, INF), exactly(0)), (0, 0)),
        (interval.multiply(Interval(1, INF), Interval(-1, 2)), (-INF, INF)),
        (interval.divide(A, exactly(2)), (Fraction(1, 2), Fraction(3, 2))),
        (interval.divide(A, Interval(2, 4)), (Fraction(1, 4), Fraction(3, 2))),
        (interval.divide(A, Interval(-1, 1)), ANYTHING),
        (interval.least(A, B), (-2, 3)),
        (interval.greatest(A, Interval(2, INF)), (2, INF)),
        (interval.floor(Interval(Fraction(-1, 2), Fraction(7, 2))), (-1, 3)),
        (interval.floor(ANYTHING), ANYTHING),
        (interval.hull(A, exactly(9)), (1, 9)),
    ],
)
def test_interval_arithmetic(found: Interval, expected: tuple[float, float]) -> None:
    assert found == expected


def test_dividing_by_zero_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        interval.divide(A, exactly(0))


@pytest.mark.parametrize(
    ("a", "b", "at_least", "more_than", "equal"),
    [
        (exactly(2), exactly(2), True, False, True),
        (Interval(2, 3), exactly(2), True, None, None),
        (Interval(1, 2), exactly(2), None, False, None),
        (Interval(0, 1), exactly(2), False, False, False),
        (Interval(3, INF), exactly(2), True, True, False),
        (Interval(0, INF), exactly(2), None, None, None),
        (Interval(2, 2), Interval(2, 3), None, False, None),
    ],
)
def test_intervals_compare_only_when_certain(
    a: Interval, b: Interval, at_least: bool | None, more_than: bool | None, equal: bool | None
) -> None:
    assert (interval.at_least(a, b), interval.more_than(a, b), interval.equal(a, b)) == (at_least, more_than, equal)


@pytest.mark.parametrize(
    ("number", "rounded"), [("0.4", 0), ("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", 0), ("-0.51", -1), ("7/3", 2)]
)
def test_half_goes_up(number: str, rounded: int) -> None:
    assert interval.half_up(Fraction(number)) == rounded


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_months_after(day: date, months: int, expected: date) -> None:
    assert values.months_after(day, months) == expected


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 3, 31), 10, date(2026, 4, 10)),
        (date(2026, 12, 1), 15, date(2027, 1, 15)),
        (date(2026, 1, 31), 31, date(2026, 2, 28)),
    ],
)
def test_next_month_day(day: date, number: int, expected: date) -> None:
    assert values.next_month_day(day, number) == expected


def test_days_after() -> None:
    assert values.days_after(date(2026, 2, 27), 3) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("prefix", "code", "covered"),
    [
        ("25", "25", True),
        ("25", "25.62", True),
        ("25", "251", False),
        ("2", "25", False),
        ("25", "2", False),
        ("25.6", "25.62", True),
        ("25.6", "25.6", True),
        ("25.6", "25.7", False),
        ("25.62", "25.6", False),
        ("25.62", "25.62.1", True),
    ],
)
def test_activity_codes(prefix: str, code: str, covered: bool) -> None:
    assert values.covers(prefix, code) is covered
