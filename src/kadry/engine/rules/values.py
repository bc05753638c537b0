"""What is known of truth, text and days: Kleene's three truths, activity codes, and calendar sums."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

Truth = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's conjunction: one False decides, else one unknown leaves it open."""
    found = set(truths)
    return False if False in found else None if None in found else True


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's disjunction: one True decides, else one unknown leaves it open."""
    found = set(truths)
    return True if True in found else None if None in found else False


def negation(truth: Truth) -> Truth:
    return None if truth is None else not truth


def covers(prefix: str, code: str) -> bool:
    """Whether an activity code stands below a class, a group or a code of OKVED.

    “25” covers 25 and 25.62, and neither 251 nor 2; “25.6” is a group and covers 25.61 and 25.62.
    """
    return code == prefix or (code.startswith(prefix) and ("." in prefix or code[len(prefix)] == "."))


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where it has no such day (Civil Code, article 192)."""
    number = day.year * 12 + day.month - 1 + months
    return _day_of(number // 12, number % 12 + 1, day.day)


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def next_month_day(day: date, number: int) -> date:
    """That day of the next month, or its last day."""
    following = months_after(day.replace(day=1), 1)
    return _day_of(following.year, following.month, number)


def _day_of(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
