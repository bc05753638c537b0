"""A student at practice, and a hire written down, in one word each."""

from __future__ import annotations

from datetime import date
from typing import Any

from kadry.placement.models import Campaign, Placement
from kadry.recruiting.actions import hire_record
from kadry.recruiting.models import Hire
from kadry.reference.models import Region
from kadry.registry.models import Organisation
from kadry.training.models import Student
from tests.factories import practice_place, programme, signed, town

DAY = date(2026, 6, 1)
BORN = date(2008, 3, 1)

# Days of hire that nobody can mean, where the student was born on BORN and is hired already on DAY.
REFUSED = {
    "under 14": (date(2022, 2, 28), "under 14"),
    "a year ahead": (date(2027, 6, 16), "more than a year ahead"),
    "twice on a day": (DAY, "already"),
}


def placed(of: Student, at: Organisation) -> Student:
    """The student is given a place of practice at an employer."""
    campaign, _ = Campaign.objects.get_or_create(region=Region.objects.get(code="50"), name="Практика", admitted=2023, seed=1)
    place = practice_place(at)
    given = {"rank": 1, "starts": place.starts, "ends": place.ends, "age": 18}
    Placement.objects.create(campaign=campaign, student=of, place=place, reason_ru="-", reason_en="-", **given)
    return of


def write_down(of: Student, works: Organisation, *, by: Any = None, **fields: Any) -> Hire:
    fields = {"programme": programme(), "municipality": town(), "hired_on": DAY, "in_trade": True} | fields
    return hire_record(student=of, employer=works, **fields, **signed(by))
