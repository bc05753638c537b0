"""What people under 18 may do at practice and at work: hours a week, working conditions, medical examination.

Practice inside an educational programme is the study itself, so it follows the full norm of article 92 (24 and 35 hours a
week); the half norm holds for work beside study in term time. See ``law/README.md`` for what is unverified or not applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from kadry.law.parameters import Number, Range, value


class Ground(Enum):
    """Why somebody may, or may not, work in certain conditions."""

    ADULT = "adult"
    OPEN_TO_MINORS = "open to minors"
    CLOSED_TO_MINORS = "closed to minors"
    CLOSED_UNTIL_BIRTHDAY = "closed to minors, and 18 comes before the end"
    NOT_ASSESSED = "working conditions were not assessed"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no, or None: it cannot be told until the workplace is assessed."""

    may: bool | None
    ground: Ground


def adult_from(*, on: date) -> int:
    """The age from which nobody is a minor."""
    return int(_number("minors.adult_from", on))


def is_minor(age: int, *, on: date) -> bool:
    """Whether somebody of ``age`` full years is a minor."""
    return age < adult_from(on=on)


def weekly_hours(age: int, studying_in_term: bool, *, on: date) -> Number:
    """Most hours a week for somebody of ``age`` full years (article 92; article 91 for adults).

    ``studying_in_term`` means work beside study during the term; practice is not that.
    """
    if not is_minor(age, on=on):
        return _number("minors.hours.adult", on)
    norm = "minors.hours.under_16" if age < 16 else "minors.hours.under_18"
    return _number(f"{norm}_in_term" if studying_in_term else norm, on)


def may_work_in(age_at_start: int, age_at_end: int, work_class: str, *, on: date) -> Answer:
    """Whether somebody may work in a class of conditions from the first day to the last (article 265).

    A minor on the first day is one until the birthday, so a harmful class is closed for the whole of it. ``work_class`` is
    empty where the workplace was not assessed.
    """
    if age_at_end < age_at_start:
        raise ValueError(f"nobody grows younger: {age_at_start} at the start, {age_at_end} at the end")
    if not is_minor(age_at_start, on=on):
        return Answer(True, Ground.ADULT)
    if work_class in _classes("minors.open_classes", on):
        return Answer(True, Ground.OPEN_TO_MINORS)
    if work_class in _classes("minors.closed_classes", on):
        return Answer(False, Ground.CLOSED_TO_MINORS if is_minor(age_at_end, on=on) else Ground.CLOSED_UNTIL_BIRTHDAY)
    if work_class == "":
        return Answer(None, Ground.NOT_ASSESSED)
    raise ValueError(f"{work_class!r} is not a class of working conditions")


def needs_medical(age: int, *, on: date) -> bool:
    """Whether a medical examination is needed whatever the work is (article 266)."""
    return age < _number("minors.medical_until_age", on)


def _number(key: str, on: date) -> Number:
    found = value(key, on=on)
    if isinstance(found, tuple | Range):
        raise TypeError(f"{key} is not one number")
    return found


def _classes(key: str, on: date) -> tuple[str, ...]:
    found = value(key, on=on)
    if not isinstance(found, tuple):
        raise TypeError(f"{key} is not a list of classes")
    return found
