"""Exact arithmetic of intervals: a number nobody gave is everything it may be.

Ends are ints or Fractions, or a float infinity where there is no bound. An interval whose ends are equal is an exact
number. Every operation gives the least interval that holds each result its parts may have if they do not depend on each
other, so narrower parts never give a wider result (Moore, Interval Analysis, 1966).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

Bound = int | Fraction | float
INFINITE = math.inf


class Interval(NamedTuple):
    """Every number from `low` to `high`, both included."""

    low: Bound
    high: Bound

    @property
    def exact(self) -> bool:
        return self.low == self.high


ANYTHING = Interval(-INFINITE, INFINITE)


def exactly(number: int | Fraction) -> Interval:
    """The interval of one number."""
    return Interval(number, number)


def add(a: Interval, b: Interval) -> Interval:
    return Interval(_plus(a.low, b.low), _plus(a.high, b.high))


def subtract(a: Interval, b: Interval) -> Interval:
    return Interval(_plus(a.low, -b.high), _plus(a.high, -b.low))


def multiply(a: Interval, b: Interval) -> Interval:
    if a.low == a.high and b.low == b.high:
        return exactly(a.low * b.low)  # ty: ignore[invalid-argument-type]
    corners = [_times(x, y) for x in a for y in b]
    return Interval(min(corners), max(corners))


def divide(a: Interval, b: Interval) -> Interval:
    """Anything at all where the divisor may be zero. Raises ZeroDivisionError where it is zero."""
    if b.low <= 0 <= b.high:
        if b.exact:
            raise ZeroDivisionError("the divisor is zero")
        return ANYTHING
    return multiply(a, Interval(_reciprocal(b.high), _reciprocal(b.low)))


def least(a: Interval, b: Interval) -> Interval:
    return Interval(min(a.low, b.low), min(a.high, b.high))


def greatest(a: Interval, b: Interval) -> Interval:
    return Interval(max(a.low, b.low), max(a.high, b.high))


def floor(a: Interval) -> Interval:
    return Interval(*(end if end in (INFINITE, -INFINITE) else math.floor(end) for end in a))


def hull(a: Interval, b: Interval) -> Interval:
    """The least interval that holds both."""
    return Interval(min(a.low, b.low), max(a.high, b.high))


def at_least(a: Interval, b: Interval) -> bool | None:
    """Whether a ≥ b; None where it is so for some numbers of the intervals and not for others."""
    return True if a.low >= b.high else False if a.high < b.low else None


def more_than(a: Interval, b: Interval) -> bool | None:
    return True if a.low > b.high else False if a.high <= b.low else None


def equal(a: Interval, b: Interval) -> bool | None:
    if a.high < b.low or b.high < a.low:
        return False
    return True if a.exact and b.exact else None


def half_up(number: Fraction | int) -> int:
    """The nearest whole number; of two equally near, the larger."""
    return math.floor(number + Fraction(1, 2))


# Python's floats would take in a Fraction and round it, so infinities are told apart first.
def _plus(x: Bound, y: Bound) -> Bound:
    if isinstance(x, float):
        return x
    return y if isinstance(y, float) else x + y


def _times(x: Bound, y: Bound) -> Bound:
    if x == 0 or y == 0:
        return 0
    if isinstance(x, float) or isinstance(y, float):
        return INFINITE if (x > 0) == (y > 0) else -INFINITE
    return x * y


def _reciprocal(x: Bound) -> Fraction | int:
    return 0 if isinstance(x, float) else 1 / Fraction(x)
