"""What recruiting writes: hires one by one, and which need each hire fills."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kadry.demand.actions import need_fill, needs_fill
from kadry.demand.models import Need
from kadry.people.actions import system_user
from kadry.recruiting import queries
from kadry.recruiting.access import may_hire_at, may_match_hires, may_record_hire, may_withdraw_hire
from kadry.recruiting.matching import HireRow, match
from kadry.recruiting.models import Hire
from kadry.reference.models import Municipality, Programme, Region
from kadry.registry.models import Organisation
from kadry.trail.action import Forbidden, action, event
from kadry.training.models import Student

YOUNGEST = 14  # years; nobody younger signs a contract of work (article 63 of the Labour Code)
AHEAD = timedelta(days=365)  # a hire further ahead is a mistyped year


class FromWorkbook(ValueError):
    """The hire came in by a workbook: it is mended there, else the next import would bring it back."""


@dataclass(frozen=True)
class Matched:
    """What matching came to: hires that fill a need, hires without one, and rows that are not as they were before."""

    on_needs: int
    without_need: int
    hires_changed: int
    needs_changed: int


@action(may=may_record_hire)
def hire_record(
    *,
    student: Student,
    employer: Organisation,
    programme: Programme,
    municipality: Municipality,
    hired_on: date,
    in_trade: bool,
    by: Any,
    at: datetime,
    ground: str,
) -> Hire:
    """A hire written down by hand, on the need it fills. Raises ValidationError where the day cannot be meant."""
    if not may_hire_at(by, employer):
        raise Forbidden(f"recruiting.hire_record: {by} may not write down a hire at organisation {employer.pk}.")
    hire = Hire(
        student=student,
        college=student.college,
        employer=employer,
        programme=programme,
        municipality=municipality,
        hired_on=hired_on,
        in_trade=in_trade,
    )
    _check_day(hire, at.date())
    hire.full_clean(exclude={"need"})  # found by matching, once the hire stands
    hire.save()
    _match_job(hire, at=at, ground=ground)
    hire.refresh_from_db(fields=["need"])
    event(hire, region=municipality.region_id, **_ids(hire))
    return hire


@action(may=may_withdraw_hire)
def hire_withdraw(*, hire: Hire, by: Any, at: datetime, ground: str) -> None:
    """The hire was written down by mistake: it goes, and whoever fits its need now stands on it."""
    if hire.origin_id is not None:
        raise FromWorkbook(f"hire {hire.pk} came in by a workbook.")
    event(hire, region=hire.municipality.region_id, **_ids(hire))
    hire.delete()
    _match_job(hire, at=at, ground=ground)


@action(may=lambda by, _: may_match_hires(by))
def hires_match(*, region: Region, by: Any, at: datetime, ground: str) -> Matched:
    """Give every hire of the region its need, and tell demand how many are hired on each. Run again, it changes nothing."""
    hires, needs = queries.rows_of_region(region.pk)
    found = match(hires, needs)
    changed = _write(hires, found)
    needs_changed = needs_fill(filled=Counter(found.values()), region=region.pk, by=by, at=at, ground=ground)
    matched = Matched(len(found), len(hires) - len(found), changed, needs_changed)
    event(None, region=region.pk, matched=matched.on_needs, without_need=matched.without_need, changed=changed)
    return matched


def _check_day(hire: Hire, day: date) -> None:
    """What nobody can mean is refused with its cure."""
    if hire.student.age_on(hire.hired_on) < YOUNGEST:
        raise ValidationError(
            {"hired_on": _("The student was under 14 that day, and nobody is hired under 14. Mend the date or the student.")}
        )
    if hire.hired_on > day + AHEAD:
        raise ValidationError(
            {"hired_on": _("That day is more than a year ahead. Mend the year, or write it down nearer the day.")}
        )
    if Hire.objects.filter(student=hire.student, employer=hire.employer, hired_on=hire.hired_on).exists():
        raise ValidationError(
            {"hired_on": _("This hire is written down already: same student, employer and day. Find it in the list of hires.")}
        )


def _ids(hire: Hire) -> dict[str, int | None]:
    """What an event may say of a hire: neither the day nor the trade, which are personal."""
    return {"student": hire.student_id, "employer": hire.employer_id, "programme": hire.programme_id, "need": hire.need_id}


def _match_job(hire: Hire, *, at: datetime, ground: str) -> None:
    """Match anew the job of a hire that came or went; hires and needs of other jobs cannot change by it.

    The system tells demand of it: who may write down a hire need not be somebody who may fill needs.
    """
    hires, needs = queries.rows_of_job(hire)
    found = match(hires, needs)
    _write(hires, found)
    filled = Counter(found.values())
    for need in Need.objects.filter(pk__in=[row.pk for row in needs]):
        if need.filled != filled[need.pk]:
            need_fill(need=need, people=filled[need.pk], by=system_user(), at=at, ground=ground)


def _write(hires: Iterable[HireRow], found: Mapping[int, int]) -> int:
    """Write the needs that differ from those that stand; returns how many."""
    moved = [Hire(pk=hire.pk, need_id=found.get(hire.pk)) for hire in hires if found.get(hire.pk) != hire.need]
    Hire.objects.bulk_update(moved, ["need"], batch_size=500)
    return len(moved)
