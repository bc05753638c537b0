"""Intervals and truths of a whole column, exact in 64-bit integers.

A number of a row is an integer over one scale for the column: 0.076 of a wage is 19 times the wage, over 250. What could
leave 64 bits is found before it is computed, from a bound kept for each column, and raises `NotInColumns`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kadry.engine.rules.interval import ANYTHING, INFINITE, Interval

LIMIT = 2**62  # every number, and every sum of two, stays inside 64 bits
EPOCH = date(1970, 1, 1).toordinal()

Mask = Any  # an array of bool, or one bool for all rows
Whole = Any  # an array of int64, or one for all rows


class NotInColumns(Exception):
    """This cannot be held exactly in columns: it is computed row by row."""


@dataclass(frozen=True, slots=True)
class Truths:
    """Kleene's truth of each row: `yes` where it certainly holds, `may` where it does not certainly fail."""

    yes: Mask
    may: Mask

    @property
    def settled(self) -> bool:
        return self.may is self.yes


@dataclass(frozen=True, slots=True)
class Numbers:
    """An interval for each row: from `low` to `high` over `scale`; a masked end has no bound, and its integer no meaning.

    `most` bounds the size of every integer. `days` marks days since 1970.
    """

    low: Whole
    high: Whole
    scale: int = 1
    most: int = LIMIT
    no_low: Mask = False
    no_high: Mask = False
    days: bool = False

    def __post_init__(self) -> None:
        if self.most > LIMIT:
            raise NotInColumns

    @property
    def exact(self) -> bool:
        return self.high is self.low and self.no_low is False and self.no_high is False


@dataclass(frozen=True, slots=True)
class Texts:
    """A text for each row, as a code into categories; `known` is None where every row is known.

    `tested` keeps which categories passed a test, so that each is tested once for the whole table.
    """

    codes: NDArray[Any]
    categories: tuple[str, ...]
    known: NDArray[np.bool_] | None
    tested: dict[Any, NDArray[np.bool_]]


def truths(found: Any) -> Truths:
    """What the same truth, or an absent parameter, is in columns."""
    if isinstance(found, Truths):
        return found
    if isinstance(found, Numbers):
        raise NotInColumns
    if found is None:
        return Truths(np.False_, np.True_)
    one = np.bool_(found)
    return Truths(one, one)


def numbers(found: Any) -> Numbers:
    """What the same number, day or absent parameter is in columns."""
    if isinstance(found, Numbers):
        return found
    if isinstance(found, date):
        day = np.int64(found.toordinal() - EPOCH)
        return Numbers(day, day, most=abs(int(day)), days=True)
    if found is None:
        found = ANYTHING
    if not isinstance(found, Interval):
        raise TypeError(f"{found!r} stands where a number is needed")
    ends = [Fraction(0 if isinstance(end, float) else end) for end in found]
    scale = math.lcm(*(end.denominator for end in ends))
    low, high = (int(end * scale) for end in ends)
    if max(abs(low), abs(high)) > LIMIT:
        raise NotInColumns
    first = np.int64(low)
    last = first if found.exact else np.int64(high)
    return Numbers(first, last, scale, max(abs(low), abs(high)), found.low == -INFINITE, found.high == INFINITE)


def both(a: Mask, b: Mask) -> Mask:
    """Where both hold; a plain False costs nothing."""
    return False if a is False or b is False else a & b


def either(a: Mask, b: Mask) -> Mask:
    return b if a is False else a if b is False else a | b


def add(a: Numbers, b: Numbers) -> Numbers:
    a, b = aligned(a, b)
    low = a.low + b.low
    high = low if a.exact and b.exact else a.high + b.high
    return Numbers(low, high, a.scale, a.most + b.most, either(a.no_low, b.no_low), either(a.no_high, b.no_high))


def negative(a: Numbers) -> Numbers:
    low = -a.high
    return Numbers(low, low if a.exact else -a.low, a.scale, a.most, a.no_high, a.no_low)


def multiply(a: Numbers, b: Numbers) -> Numbers:
    if np.ndim(a.low) == 0 and a.exact:
        a, b = b, a
    scale, most = a.scale * b.scale, a.most * b.most
    if most > LIMIT:
        raise NotInColumns
    if a.exact and b.exact:
        low = a.low * b.low
        return Numbers(low, low, scale, most)
    if np.ndim(b.low) == 0 and b.exact:
        return _times_one(a, int(b.low), scale, most)
    if _never_negative(a) and _never_negative(b):
        return _same_ends(a, b, scale, most)
    return _corners(a, b, scale, most)


def _times_one(a: Numbers, factor: int, scale: int, most: int) -> Numbers:
    if factor == 0:
        zero = np.int64(0)
        return Numbers(zero, zero, 1, 0)
    if factor < 0:
        a = negative(a)
    return Numbers(a.low * abs(factor), a.high * abs(factor), scale, most, a.no_low, a.no_high)


def _never_negative(a: Numbers) -> bool:
    return a.no_low is False and bool(np.min(a.low) >= 0)


def _same_ends(a: Numbers, b: Numbers, scale: int, most: int) -> Numbers:
    """Low ends make the low end, high ends the high one; nothing times no bound is nothing."""
    no_high = either(
        both(a.no_high, either(b.no_high, b.high > 0)),
        both(b.no_high, either(a.no_high, a.high > 0)),
    )
    return Numbers(a.low * b.low, a.high * b.high, scale, most, no_high=no_high)


def _corners(a: Numbers, b: Numbers, scale: int, most: int) -> Numbers:
    """The least and the greatest product of two ends; nothing times no bound is nothing."""
    xs, ys = ([(one.low, one.no_low, -1), (one.high, one.no_high, 1)] for one in (a, b))
    low: Any = None
    high = no_low = no_high = low
    for x, x_open, x_sign in xs:
        for y, y_open, y_sign in ys:
            sign = np.where(x_open, x_sign, np.sign(x)) * np.where(y_open, y_sign, np.sign(y))
            unbounded = np.logical_or(x_open, y_open)
            below, above = unbounded & (sign < 0), unbounded & (sign > 0)
            product = np.where(unbounded & (sign == 0), 0, x * y)
            lower, upper = np.where(above, LIMIT, product), np.where(below, -LIMIT, product)
            low = lower if low is None else np.minimum(low, lower)
            high = upper if high is None else np.maximum(high, upper)
            no_low = below if no_low is None else no_low | below
            no_high = above if no_high is None else no_high | above
    ends = [np.where(np.asarray(shut), 0, end) for shut, end in ((no_low, low), (no_high, high))]
    return Numbers(ends[0], ends[1], scale, most, no_low, no_high)


def least(a: Numbers, b: Numbers) -> Numbers:
    a, b = aligned(a, b)
    low = np.minimum(a.low, b.low)
    if a.exact and b.exact:
        return Numbers(low, low, a.scale, max(a.most, b.most))
    high = np.minimum(a.high, b.high)
    if a.no_high is not False or b.no_high is not False:
        high = np.where(a.no_high, b.high, np.where(b.no_high, a.high, high))
    return Numbers(low, high, a.scale, max(a.most, b.most), either(a.no_low, b.no_low), both(a.no_high, b.no_high))


def greatest(a: Numbers, b: Numbers) -> Numbers:
    return negative(least(negative(a), negative(b)))


def floor(a: Numbers) -> Numbers:
    low = a.low // a.scale
    return Numbers(low, low if a.exact else a.high // a.scale, 1, a.most + 1, a.no_low, a.no_high)


def at_least(a: Numbers, b: Numbers) -> Truths:
    a, b = aligned(a, b)
    yes = a.low >= b.high
    if a.exact and b.exact:
        return Truths(yes, yes)
    yes = yes & np.logical_not(either(a.no_low, b.no_high))
    return Truths(yes, (a.high >= b.low) | either(a.no_high, b.no_low))


def equal(a: Numbers, b: Numbers) -> Truths:
    a, b = aligned(a, b)
    if a.exact and b.exact:
        yes = a.low == b.low
        return Truths(yes, yes)
    unbounded = either(either(a.no_low, a.no_high), either(b.no_low, b.no_high))
    yes = (a.low == a.high) & (b.low == b.high) & (a.low == b.low) & np.logical_not(unbounded)
    reach = (a.high >= b.low) | either(a.no_high, b.no_low)
    return Truths(yes, reach & ((b.high >= a.low) | either(b.no_high, a.no_low)))


def chosen(when: Truths, then: Numbers, other: Numbers) -> Numbers:
    """`then` where the condition holds, `other` where it fails, and the hull of both where it is open."""
    then, other = aligned(then, other)
    most = max(then.most, other.most)
    if when.settled and then.exact and other.exact:
        low = np.where(when.yes, then.low, other.low)
        return Numbers(low, low, then.scale, most)

    return Numbers(
        _picked(when, then.low, other.low, np.minimum),
        _picked(when, then.high, other.high, np.maximum),
        then.scale,
        most,
        _picked(when, then.no_low, other.no_low, np.logical_or),
        _picked(when, then.no_high, other.no_high, np.logical_or),
    )


def _picked(when: Truths, a: Any, b: Any, join: Callable[[Any, Any], Any]) -> Any:
    if a is False and b is False:
        return False
    return np.where(when.yes, a, b if when.settled else np.where(when.may, join(a, b), b))


def chosen_truth(when: Truths, then: Truths, other: Truths) -> Truths:
    yes = np.where(when.yes, then.yes, np.where(when.may, then.yes & other.yes, other.yes))
    return Truths(yes, np.where(when.yes, then.may, np.where(when.may, then.may | other.may, other.may)))


def payable(a: Numbers) -> Numbers:
    """A payment in kopecks: both ends rounded half-up, once, and never below zero."""
    if a.most + a.scale > LIMIT:
        raise NotInColumns
    low = _rounded(a.low, a.scale)
    high = low if a.high is a.low else _rounded(a.high, a.scale)
    if a.no_low is not False:
        low = np.where(a.no_low, 0, low)
    return Numbers(low, high, 1, a.most + 1, no_high=a.no_high)


def _rounded(found: Whole, scale: int) -> Whole:
    return np.maximum(found if scale == 1 else (found + scale // 2) // scale, 0)


def aligned(a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
    """Both over one scale."""
    scale = math.lcm(a.scale, b.scale)
    return _over(a, scale), _over(b, scale)


def _over(a: Numbers, scale: int) -> Numbers:
    factor = scale // a.scale
    if factor == 1:
        return a
    if a.most * factor > LIMIT:
        raise NotInColumns
    low = a.low * factor
    high = low if a.high is a.low else a.high * factor
    return Numbers(low, high, scale, a.most * factor, a.no_low, a.no_high, a.days)
