"""Whether a student may go to a place on its dates: every reason against it, not only the first.

Knows neither the database nor the law: the bridge brings both, as ``Person``, ``Offer`` and ``Conditions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import asin, cos, radians, sin, sqrt

from kadry.placement.enums import Obstacle

EARTH_KM = 6371.0088  # mean radius


@dataclass(frozen=True, slots=True)
class Person:
    """What is looked at of a student. A clearance that is not on record is None."""

    pk: int
    born: date
    programme: int
    home: int
    studying: bool
    mark: int
    medical_until: date | None = None
    sanitary_until: date | None = None
    busy: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What is looked at of a place of practice; ``seats`` are those not given by an earlier campaign."""

    pk: int
    title: str
    programme: int
    town: int
    starts: date
    ends: date
    work_class: str
    hours: int
    needs_medical: bool
    needs_sanitary: bool
    seats: int


@dataclass(frozen=True)
class Conditions:
    """What holds for everybody: the law on minors, the reach in km, distances, programmes that count as one.

    ``hours_of(age, day)`` is the weekly limit, ``may_work(age at start, age at end, class, day)`` is yes, no or None where
    it cannot be told, ``adult_from(day)`` an age, ``needs_medical(age, day)`` whether one is needed whatever the work.
    """

    hours_of: Callable[[int, date], float]
    may_work: Callable[[int, int, str, date], bool | None]
    needs_medical: Callable[[int, date], bool]
    adult_from: Callable[[date], int]
    reach_km: float
    towns: Mapping[int, tuple[float | None, float | None]]
    successors: Mapping[int, frozenset[int]]
    _measured: dict[tuple[int, int], float | None] = field(default_factory=dict)

    def km(self, one: int, other: int) -> float | None:
        """Great-circle distance between the centres of two municipalities, None where one is not known."""
        if one == other:
            return 0.0
        pair = (one, other) if one < other else (other, one)
        if pair not in self._measured:
            self._measured[pair] = great_circle_km(self.towns[one], self.towns[other])
        return self._measured[pair]

    def one_programme(self, taught: int, asked: int) -> bool:
        """Whether a place serves what the student is taught: the same code, or one that succeeded the other."""
        return taught == asked or asked in self.successors.get(taught, ()) or taught in self.successors.get(asked, ())


def obstacles(person: Person, offer: Offer, conditions: Conditions) -> list[Obstacle]:
    """Everything that stands between a student and a place, in a settled order; empty where nothing does."""
    found = list(_of_the_student(person, offer, conditions))
    found.extend(_of_the_work(person, offer, conditions))
    found.extend(_of_the_way(person, offer, conditions))
    return found


def _of_the_student(person: Person, offer: Offer, conditions: Conditions) -> Iterator[Obstacle]:
    if not person.studying:
        yield Obstacle.NOT_STUDYING
    if not conditions.one_programme(person.programme, offer.programme):
        yield Obstacle.OTHER_PROGRAMME
    if any(starts <= offer.ends and offer.starts <= ends for starts, ends in person.busy):
        yield Obstacle.COMPETING


def _of_the_work(person: Person, offer: Offer, conditions: Conditions) -> Iterator[Obstacle]:
    age = age_on(person.born, offer.starts)
    may = conditions.may_work(age, age_on(person.born, offer.ends), offer.work_class, offer.starts)
    if may is None:
        yield Obstacle.CONDITIONS_UNKNOWN
    elif not may:
        yield Obstacle.HARMFUL_FOR_MINOR
    if age < conditions.adult_from(offer.starts) and offer.hours > conditions.hours_of(age, offer.starts):
        yield Obstacle.HOURS_OF_MINOR
    if offer.needs_medical or conditions.needs_medical(age, offer.starts):
        yield from _clearance(person.medical_until, offer.ends, Obstacle.NO_MEDICAL, Obstacle.MEDICAL_ENDS)
    if offer.needs_sanitary:
        yield from _clearance(person.sanitary_until, offer.ends, Obstacle.NO_SANITARY, Obstacle.SANITARY_ENDS)


def _clearance(until: date | None, needed: date, none: Obstacle, ends: Obstacle) -> Iterator[Obstacle]:
    if until is None:
        yield none
    elif until < needed:
        yield ends


def _of_the_way(person: Person, offer: Offer, conditions: Conditions) -> Iterator[Obstacle]:
    km = conditions.km(person.home, offer.town)
    if km is None:
        yield Obstacle.DISTANCE_UNKNOWN
    elif km > conditions.reach_km:
        yield Obstacle.TOO_FAR


def age_on(born: date, day: date) -> int:
    """Full years on a day; on the birthday itself the year is full."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, age: int) -> date:
    """The day somebody turns ``age``; who was born on 29 February does so on 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def great_circle_km(one: tuple[float | None, float | None], other: tuple[float | None, float | None]) -> float | None:
    """Distance over the sphere between two points (degrees north, degrees east), by the haversine formula."""
    (north, east), (to_north, to_east) = one, other
    if north is None or east is None or to_north is None or to_east is None:
        return None
    rise, turn = radians(to_north - north) / 2, radians(to_east - east) / 2
    half = sin(rise) ** 2 + cos(radians(north)) * cos(radians(to_north)) * sin(turn) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))
