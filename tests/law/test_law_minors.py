"""What minors may do, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from kadry.law.russia.minors import Ground, is_minor, may_work_in, needs_medical, weekly_hours

DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("age", "of_practice", "beside_study"),
    [(14, 24, 12), (15, 24, 12), (16, 35, 17.5), (17, 35, 17.5), (18, 40, 40), (40, 40, 40)],
)
def test_weekly_hours(age, of_practice, beside_study):
    assert weekly_hours(age, False, on=DAY) == of_practice
    assert weekly_hours(age, True, on=DAY) == beside_study


@pytest.mark.parametrize(
    ("start", "end", "work_class", "may", "ground"),
    [
        (17, 17, "1", True, Ground.OPEN_TO_MINORS),
        (15, 16, "2", True, Ground.OPEN_TO_MINORS),
        (17, 17, "3.1", False, Ground.CLOSED_TO_MINORS),
        (17, 17, "4", False, Ground.CLOSED_TO_MINORS),
        (17, 18, "3.4", False, Ground.CLOSED_UNTIL_BIRTHDAY),
        (17, 18, "", None, Ground.NOT_ASSESSED),
        (18, 18, "", True, Ground.ADULT),
        (18, 19, "3.2", True, Ground.ADULT),
        (18, 18, "4", True, Ground.ADULT),
    ],
)
def test_where_somebody_may_work(start, end, work_class, may, ground):
    answer = may_work_in(start, end, work_class, on=DAY)
    assert (answer.may, answer.ground) == (may, ground)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="grows younger"):
        may_work_in(18, 17, "2", on=DAY)
    with pytest.raises(ValueError, match="not a class"):
        may_work_in(17, 17, "5", on=DAY)


def test_minors_need_a_medical_examination_whatever_the_work():
    assert needs_medical(17, on=DAY)
    assert is_minor(17, on=DAY)
    assert not needs_medical(18, on=DAY)
    assert not is_minor(18, on=DAY)
