"""Seats for practice in the autumn of 2026, their mentors, and what students wish for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from random import Random

from demo.colleges import GROUP, TOLD
from demo.employers import RUBIN
from demo.geography import Map
from demo.model import Employer, Mentor, Place, Student, World
from demo.numbers import spread
from demo.people import People
from demo.profiles import KINDS, SANITARY, SITE_ELSEWHERE, SITES

PRACTICE_YEAR = 2024  # admitted then, they go to practice after their second year
SEATS_PER_STUDENT = 0.95
REACH_KM = 40.0
_PERIODS = (
    (date(2026, 9, 1), date(2026, 12, 20)),
    (date(2026, 9, 1), date(2026, 11, 30)),
    (date(2026, 10, 5), date(2026, 12, 20)),
)
_HOURS, _HOURS_SHARES = (24, 30, 35, 36, 40), (15, 25, 40, 12, 8)
_WITHOUT_WISHES = 0.01
_MENTOR_MOST = 12


class Market:
    """Which employers take which programme within reach of a municipality."""

    def __init__(self, world: World) -> None:
        self.map = Map(world.towns)
        self._by_town: dict[str, list[Employer]] = defaultdict(list)
        for employer in world.employers:
            self._by_town[employer.town].append(employer)
        self._found: dict[tuple[str, str], list[Employer]] = {}
        self._taught = sorted({one.code for college in world.colleges for one in college.programmes})
        self._all = sorted(world.programmes)

    def employers(self, town: str, code: str) -> list[Employer]:
        """Employers of a fitting industry within reach; further away where there are too few; never
        nobody."""
        key = town, code
        if key not in self._found:
            self._found[key] = self._search(town, code)
        return self._found[key]

    def around(self, town: str) -> list[Employer]:
        """Employers of any industry within reach."""
        return self.employers(town, "")

    def codes(self, beginnings: tuple[str, ...]) -> list[str]:
        """Codes that begin so: those taught in the region, all known ones where none or only one is."""
        taught = [code for code in self._taught if code.startswith(beginnings)]
        return taught if len(taught) > 1 else [code for code in self._all if code.startswith(beginnings)]

    def _search(self, town: str, code: str) -> list[Employer]:
        for km in (REACH_KM, 1.5 * REACH_KM, 2.5 * REACH_KM):
            near = [one for other in self.map.near(town, km) for one in self._by_town[other]]
            fitting = [one for one in near if not code or fits(one, code)]
            if len(fitting) >= 4:
                return fitting
        return fitting or near


def fits(employer: Employer, code: str) -> bool:
    return code.startswith(KINDS[employer.industry].codes)


def seat(world: World, market: Market, people: People, rng: Random) -> None:
    """Seats for 95 % of those who need one, more than enough here and too few there."""
    students: dict[tuple[str, str], int] = defaultdict(int)
    for college in world.colleges:
        for group in college.groups:
            if group.year == PRACTICE_YEAR:
                students[group.town, group.code] += GROUP
    weights = [count * rng.triangular(0.5, 1.45, 0.95) for count in students.values()]
    total = round(sum(students.values()) * SEATS_PER_STUDENT)
    sites: dict[Employer, int] = defaultdict(int)
    rubin = next(one for one in world.employers if one.name == RUBIN)
    told = {(rubin.town, code): rubin for code in TOLD}  # where the story the demo tells has its practice
    for (town, code), seats in zip(students, spread(total, weights, least=3), strict=True):
        parts = max(min(4, seats), round(seats / 6))
        for share in spread(seats, [rng.uniform(0.5, 1.5) for _ in range(parts)], least=1):
            employer = _host(market.employers(town, code), rng)
            if (town, code) in told:
                employer = told.pop((town, code))
            sites[employer] += 1
            world.places.append(_place(employer, code, share, sites[employer], rng))
    _give_mentors(world, people, rng)


def _host(employers: Sequence[Employer], rng: Random) -> Employer:
    """The named enterprises of a municipality are well known to colleges and host more often."""
    named = [one for one in employers if not one.invented]
    return rng.choice(named) if named and rng.random() < 0.12 else rng.choice(employers)


def _place(employer: Employer, code: str, seats: int, number: int, rng: Random) -> Place:
    """Harmful conditions and long hours, which shut minors out, occur at invented enterprises only."""
    hazard, hours = rng.choice(("1", "2", "2")), rng.choice(_HOURS[:3])
    if employer.invented:
        if rng.random() < KINDS[employer.industry].hazard:
            hazard = rng.choice(("3.1", "3.1", "3.2"))
        hours = rng.choices(_HOURS, _HOURS_SHARES)[0]
    starts, ends = _PERIODS[0] if rng.random() < 0.85 else rng.choice(_PERIODS[1:])
    sanitary = code.startswith(SANITARY)
    return Place(
        employer=employer,
        name=f"{SITES.get(code[:2], SITE_ELSEWHERE)} № {number}",
        code=code,
        seats=seats,
        starts=starts,
        ends=ends,
        hazard=hazard,
        hours=hours,
        medical=sanitary or hazard != "1",
        sanitary=sanitary,
        mentor=None,
        pull=rng.uniform(0.4, 1.6) * (1.0 if employer.invented else 1.8),
    )


def _give_mentors(world: World, people: People, rng: Random) -> None:
    """One mentor for several places until a dozen students are his; one invented place in twenty has none
    yet."""
    taken: dict[Mentor, int] = {}
    for place in world.places:
        employer = place.employer
        if employer.invented and rng.random() < 0.05:
            continue
        mentor = employer.mentors[-1] if employer.mentors else None
        if mentor is None or taken[mentor] + place.seats > mentor.most:
            number = f"{1000 + len(employer.mentors) * 7 + rng.randint(0, 6)}"
            order = f"№ {rng.randint(10, 400)}-к от {rng.randint(10, 28)}.05.2026"
            most = max(_MENTOR_MOST, place.seats)
            mentor = Mentor(number, people.person(0.25), most, order)
            employer.mentors.append(mentor)
            taken[mentor] = 0
        taken[mentor] += place.seats
        place.mentor = mentor


class Wishes:
    """Three to five places of a student's programme, the near and the attractive ones more often."""

    def __init__(self, world: World, market: Market, rng: Random) -> None:
        self._map, self._rng = market.map, rng
        self._by_code: dict[str, list[Place]] = defaultdict(list)
        for place in world.places:
            self._by_code[place.code].append(place)
        self._open: dict[tuple[str, str, str], tuple[list[Place], list[float]]] = {}

    def of(self, student: Student) -> list[Place]:
        if self._rng.random() < _WITHOUT_WISHES:
            return []
        places, weights = self._places(student)
        most = min(len(places), self._rng.choice((3, 4, 4, 5)))
        if most == len(places):
            return self._rng.sample(places, most)
        chosen: dict[int, Place] = {}
        while len(chosen) < most:
            place = self._rng.choices(places, cum_weights=weights)[0]
            chosen[id(place)] = place
        return list(chosen.values())

    def _places(self, student: Student) -> tuple[list[Place], list[float]]:
        group = student.group
        key = student.town, group.town, group.code
        if key not in self._open:
            self._open[key] = self._weighed(*key)
        return self._open[key]

    def _weighed(self, home: str, campus: str, code: str) -> tuple[list[Place], list[float]]:
        km = self._map.km
        all_places = self._by_code[code]
        near = [one for one in all_places if km(campus, one.employer.town) <= 1.2 * REACH_KM]
        if len(near) < 3:
            near = sorted(all_places, key=lambda one: km(campus, one.employer.town))[:5]
        return near, list(accumulate(one.pull / (6 + km(home, one.employer.town)) for one in near))
