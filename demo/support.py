"""How invented enterprises took up the measures of support. Two companies of the whole oblast used the deduction for
property given to a college in 2024: that is published, the rest is plausible and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from demo.model import Employer, TakeUp, World
from kadry.law import measures

SEEN, APPLIED, PAID, REFUSED = "показана", "подано", "выплачено", "отказано"
CONDITIONS, PAPERS, LATE = "не выполнено условие", "документы", "подано поздно"
DEBTS, NO_MONEY = "долги", "деньги закончились"
GIFT = "mo-college-gift"
MANUFACTURING = tuple(f"{division}." for division in range(10, 34))
SMALL = 250  # workers, at most


class Course(NamedTuple):
    """What became of one measure between two days: how many only saw it, wait, were paid, were refused and why.

    ``sums`` are the kopecks paid, one after the other; ``of`` the beginnings of the ОКВЭД of those it was shown to.
    """

    measure: str
    begins: date
    ends: date
    only_seen: int
    waiting: int = 0
    paid: int = 0
    refused: tuple[str, ...] = ()
    sums: tuple[int, ...] = ()
    of: tuple[str, ...] = ("",)
    most_staff: int = 10_000


_IN_2024 = date(2024, 2, 1), date(2024, 8, 30)
_SINCE_2025 = date(2025, 2, 3), date(2026, 3, 27)  # what is decided is decided before the demo's day
_IN_2026 = date(2026, 1, 19), date(2026, 3, 27)

_REGION = (
    Course(GIFT, *_IN_2024, 12, paid=2, sums=(1_184_000_00, 2_360_500_00), of=MANUFACTURING),
    Course(GIFT, *_SINCE_2025, 16, of=MANUFACTURING),
    Course("contributions-manufacturing", *_SINCE_2025, 15, waiting=25, of=MANUFACTURING, most_staff=SMALL),
    Course("contributions-small", *_IN_2024, 9, waiting=11, most_staff=SMALL),
    Course("contributions-catering", *_SINCE_2025, 3, waiting=1, of=("56.",), most_staff=1_500),
    Course("decree-362-hire", *_IN_2024, 3, paid=2, refused=(NO_MONEY,), sums=(75_163_14, 50_108_76)),
    Course("sfr-2714-hire", *_SINCE_2025, 7, 2, 4, (CONDITIONS, CONDITIONS, PAPERS, DEBTS, NO_MONEY), (22_440_00, 67_320_00)),
    Course("sfr-2714-disabled", *_IN_2026, 3, waiting=1, paid=1, refused=(PAPERS,), sums=(81_279_00,)),
    Course("sfr-2713-mobility", *_SINCE_2025, 5, refused=(CONDITIONS, CONDITIONS)),
    Course("sfr-2712-workplace", *_SINCE_2025, 5),
    Course("tax-264-training", *_SINCE_2025, 3, waiting=5),
    Course("tax-264-network", *_SINCE_2025, 6, of=MANUFACTURING),
    Course("tax-264-target-stipend", *_SINCE_2025, 4, waiting=1),
    Course("agriculture-practice", *_SINCE_2025, 3, paid=1, refused=(LATE,), sums=(346_912_35,), of=("01.", "10.")),
)
_VILLAGE = (
    Course(GIFT, *_SINCE_2025, 3, of=MANUFACTURING),
    Course("contributions-manufacturing", *_SINCE_2025, 1, waiting=2, of=MANUFACTURING),
    Course("sfr-2714-hire", *_SINCE_2025, 2, 1, 1, (PAPERS,), (67_320_00,)),
    Course("decree-362-hire", *_IN_2024, 1, paid=1, sums=(75_163_14,)),
)


def take_up(world: World, rng: Random) -> None:
    """Every take-up, measure by measure. Nobody with a real name is among them."""
    titles = {one.id: one.title["ru"] for one in measures.measures()}
    for course in _VILLAGE if world.size.name == "village" else _REGION:
        world.take_ups += _of(course, titles[course.measure], world, rng)


def _of(course: Course, title: str, world: World, rng: Random) -> Iterator[TakeUp]:
    """Each enterprise sees a measure once in a course, so that no row comes twice."""
    ends = [*[(SEEN, 0, "")] * course.only_seen, *[(APPLIED, 0, "")] * course.waiting]
    ends += [(PAID, course.sums[at % len(course.sums)], "") for at in range(course.paid)]
    ends += [(REFUSED, 0, reason) for reason in course.refused]
    shown = [one for one in world.employers if one.invented and _may_fit(one, course)]
    for employer, (state, kopecks, reason) in zip(rng.sample(shown, len(ends)), ends, strict=True):
        days = _days(course, rng)
        yield TakeUp(
            employer=employer,
            measure=title,
            state=state,
            fits=state != SEEN or rng.random() < 0.55,
            seen_on=days[0],
            applied_on=days[1] if state != SEEN else None,
            decided_on=days[2] if state in (PAID, REFUSED) else None,
            kopecks=kopecks,
            refusal=reason,
        )


def _may_fit(employer: Employer, course: Course) -> bool:
    return employer.okved.startswith(course.of) and (employer.staff or 0) <= course.most_staff


def _days(course: Course, rng: Random) -> tuple[date, date, date]:
    """Seen, applied, decided: weekdays in this order."""
    seen = course.begins + timedelta(days=rng.randint(0, (course.ends - course.begins).days))
    applied = seen + timedelta(days=rng.randint(4, 45))
    decided = applied + timedelta(days=rng.randint(8, 30))
    return _weekday(seen), _weekday(applied), _weekday(decided)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
