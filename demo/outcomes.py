"""What became of the graduates of June 2025, and who is hired on the needs of 2026."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from math import ceil
from random import Random

from demo.model import College, Employer, Hire, Need, Student, World
from demo.needs import HIRE
from demo.places import REACH_KM, Market
from demo.profiles import KINDS

IN_TRADE, OTHER_TRADE = "в профессии", "не по профессии"
STUDIES, ARMY, CARE, ELSEWHERE = "учится", "армия", "уход за ребёнком", "другой регион"
SEEKS, UNKNOWN = "ищет работу", "неизвестно"
AS_OF = date(2026, 6, 1)
_REST = (STUDIES, ARMY, CARE, ELSEWHERE, SEEKS, UNKNOWN)
_REST_NAMED, _REST_INVENTED = (45, 32, 9, 8, 3, 3), (25, 20, 10, 10, 20, 15)
_FILLED = 0.42  # of what is asked for 2026
_BY_GRADUATES = 0.2  # of the hires on needs


def settle(world: World, market: Market, rng: Random) -> None:
    """States of graduates, then hires: on needs first, then wherever an employer of the trade is near."""
    fates = {college: _fates(college, rng) for college in world.colleges}
    for college, states in fates.items():
        college.states = states
    needs = [need for need in world.needs if need.year == 2026 and need.kind == HIRE]
    free = _Free(world, market)
    done = _hire_on_needs(needs, free, rng)
    asked = {(need.employer, need.code) for need in needs}
    for college in world.colleges:
        for student, state in college.states:
            if state in (IN_TRADE, OTHER_TRADE) and student.number not in done:
                college.hires.append(_hire_elsewhere(student, state == IN_TRADE, market, asked, rng))


def _fates(college: College, rng: Random) -> list[tuple[Student, str]]:
    """Shares are met exactly, so that no named college stands below the region's average by mere chance."""
    graduates = [one for one in college.students_list if one.state == "выпущен"]
    if not graduates:
        return []
    if college.invented:
        in_trade, other, rest = 0.50, 0.14, _REST_INVENTED
    else:
        in_trade, other, rest = rng.uniform(0.665, 0.70), 0.13, _REST_NAMED
    drawn = [IN_TRADE] * ceil(len(graduates) * in_trade) + [OTHER_TRADE] * ceil(len(graduates) * other)
    drawn += rng.choices(_REST, rest, k=len(graduates) - len(drawn))
    rng.shuffle(drawn)
    return [(one, _suitable(one, state)) for one, state in zip(graduates, drawn, strict=True)]


def _suitable(student: Student, state: str) -> str:
    """Men serve; care for a child is told of women in this demo."""
    man = student.person.patronymic.endswith("ич")
    if state == ARMY and not man:
        return STUDIES
    return ELSEWHERE if state == CARE and man else state


class _Free:
    """Who can still be hired for a programme near a municipality: graduates of 2025 in their trade, and
    adults of the groups that end in June 2026."""

    def __init__(self, world: World, market: Market) -> None:
        self._map = market.map
        self._graduates: dict[tuple[str, str], list[tuple[College, Student]]] = defaultdict(list)
        self._leaving: dict[tuple[str, str], list[tuple[College, Student]]] = defaultdict(list)
        for college in world.colleges:
            for student, state in college.states:
                if state == IN_TRADE:
                    self._graduates[student.group.code, student.group.town].append((college, student))
            for student in college.students_list:
                group = student.group
                ends_now = group.ends == date(2026, 6, 30) and student.state == "учится"
                if ends_now and student.born <= date(2008, 2, 1):
                    self._leaving[group.code, group.town].append((college, student))

    def take(self, need: Need, graduate: bool) -> tuple[College, Student] | None:
        """The next one within reach, from the nearest campus."""
        pool = self._graduates if graduate else self._leaving
        for town in self._map.near(need.town, 1.2 * REACH_KM):
            waiting = pool.get((need.code, town))
            if waiting:
                return waiting.pop()
        return None


def _hire_on_needs(needs: list[Need], free: _Free, rng: Random) -> set[str]:
    """Fill about two fifths of what is asked for 2026, the named enterprises' first; returns the students'
    numbers."""
    target = round(_FILLED * sum(need.people for need in needs))
    by_graduates = round(_BY_GRADUATES * target)
    order = rng.sample(needs, len(needs))
    order.sort(key=lambda need: need.employer.invented)
    done: set[str] = set()
    for need in order:
        share = rng.choice((0.4, 0.6, 0.8, 1.0)) if need.employer.invented else 0.9
        for _ in range(ceil(need.people * share)):
            if len(done) >= target:
                return done
            graduate = by_graduates > 0 and rng.random() < 0.35
            taken = free.take(need, graduate)
            if taken is None:
                break
            by_graduates -= graduate
            college, student = taken
            need.left -= 1
            done.add(student.number)
            college.hires.append(Hire(student, need.employer, need.town, need.code, _on(graduate, rng), True))
    return done


def _on(graduate: bool, rng: Random) -> date:
    """Graduates were taken on mostly in the summer after they finished; those who finish now, this spring."""
    if not graduate:
        return _weekday(date(2026, 2, 9) + timedelta(days=rng.randint(0, 120)))
    if rng.random() < 0.7:
        return _weekday(date(2025, 7, 7) + timedelta(days=rng.randint(0, 80)))
    return _weekday(date(2025, 10, 1) + timedelta(days=rng.randint(0, 220)))


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _hire_elsewhere(student: Student, in_trade: bool, market: Market, asked: set[tuple[Employer, str]], rng: Random) -> Hire:
    """A hire nobody had asked for: at an employer that has no need of 2026 for this programme."""
    group = student.group
    nearby = market.employers(group.town, group.code) if in_trade else market.around(group.town)
    for attempt in range(200):
        employer = rng.choice(nearby)
        code = group.code if in_trade else _other_code(employer, group.code, market, rng)
        if (employer, code) not in asked:
            break
        if attempt == 50:
            nearby = market.around(group.town)
    else:
        raise ValueError(f"Every employer near {group.town} has asked for {code}.")
    return Hire(student, employer, employer.town, code, _on(True, rng), in_trade)


def _other_code(employer: Employer, own: str, market: Market, rng: Random) -> str:
    """The programme of a job outside the graduate's trade: one of the employer's industry."""
    codes = [code for code in market.codes(KINDS[employer.industry].codes) if code != own]
    return rng.choice(codes)
