"""Students of each group, their clearances and wishes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random

from demo import numbers
from demo.colleges import GROUP
from demo.geography import Map
from demo.model import College, Group, Student, World
from demo.people import People
from demo.places import PRACTICE_YEAR, Wishes
from demo.profiles import SANITARY

STUDYING, GRADUATED, LEFT, AWAY = "учится", "выпущен", "отчислен", "академический отпуск"
MEDICAL, SANITARY_BOOK = "медосмотр", "санитарная книжка"
_LIVES_IN_TOWN = 0.62
_COMMUTE_KM = 35.0


def admit(world: World, people: People, wishes: Wishes, rng: Random) -> None:
    """Fill every group with 25 who study, and add the few who left, at invented colleges only."""
    homes = _Homes(Map(world.towns), rng)
    snils = count(1)
    for college in world.colleges:
        serial = dict.fromkeys(range(2022, 2026), 0)
        for group in college.groups:
            for state in _states(group, college, world.size.graduates, rng):
                serial[group.year] += 1
                number = f"{group.year % 100}{college.number:02d}{serial[group.year]:04d}"
                student = Student(
                    number=number,
                    person=people.student(group.code),
                    born=people.born(group.year),
                    snils=numbers.snils(next(snils)),
                    group=group,
                    town=homes.of(group.town),
                    mark=round(min(5.0, max(3.0, rng.gauss(4.05, 0.42))), 2),
                    state=state,
                )
                college.students_list.append(student)
                if group.year == PRACTICE_YEAR and state == STUDYING:
                    student.clearances = list(_clearances(group.code, rng))
                    student.wishes = wishes.of(student)


def _states(group: Group, college: College, graduates: int, rng: Random) -> Iterator[str]:
    if group.year == 2022:
        yield from [GRADUATED] * min(GROUP, graduates)
        return
    yield from [STUDYING] * GROUP
    if college.invented:
        yield from [state for state, share in ((LEFT, 0.12), (AWAY, 0.08)) if rng.random() < share]


def _clearances(code: str, rng: Random) -> Iterator[tuple[str, date, date]]:
    """A year's validity; most were given this spring, one in twenty ends in the middle of practice."""
    kinds = (MEDICAL, SANITARY_BOOK) if code.startswith(SANITARY) else (MEDICAL,)
    for kind in kinds:
        if rng.random() < (0.97 if kind == MEDICAL else 0.93):
            early = rng.random() < 0.05
            given = date(2025, 9, 8) if early else date(2026, 1, 19)
            given += timedelta(days=rng.randint(0, 100 if early else 130))
            yield kind, given, given + timedelta(days=365)


class _Homes:
    """Where students live: mostly in the town of their campus, else in one from which they can come daily."""

    def __init__(self, geography: Map, rng: Random) -> None:
        self._map, self._rng = geography, rng
        self._around: dict[str, tuple[list[str], list[float]]] = {}

    def of(self, town: str) -> str:
        if self._rng.random() < _LIVES_IN_TOWN:
            return town
        if town not in self._around:
            near = self._map.near(town, _COMMUTE_KM)
            pull = (self._map.people(one) / (10 + self._map.km(town, one)) for one in near)
            self._around[town] = near, list(accumulate(pull))
        towns, weights = self._around[town]
        return self._rng.choices(towns, cum_weights=weights)[0]
