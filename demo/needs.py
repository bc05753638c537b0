"""What employers ask for: hires and target contracts by year, and seats of practice."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from demo.colleges import taught_here
from demo.employers import RUBIN
from demo.model import Employer, Need, World
from demo.numbers import spread
from demo.places import REACH_KM, Market, fits
from demo.profiles import BOOM_PROGRAMMES, BOOMING, COMMON, KINDS

HIRE, TARGET, PRACTICE = "наём", "целевой договор", "практика"
_YEARS, _YEAR_SHARES = (2026, 2027, 2028, 2029), (26, 23, 23, 28)
_REASONS, _REASON_SHARES = ("расширение", "выход на пенсию", "текучесть"), (35, 40, 25)
_CONFIDENCE, _CONFIDENCE_SHARES = ("твёрдо", "вероятно", "возможно"), (35, 45, 20)
# the need the demo follows to its end, and those around it: code, year, kind, people
_RUBIN = (
    ("15.01.32", 2026, HIRE, 18), ("15.01.32", 2027, HIRE, 10), ("15.01.32", 2028, HIRE, 12),
    ("15.01.32", 2029, HIRE, 12), ("15.02.16", 2026, HIRE, 6), ("15.02.16", 2027, HIRE, 6),
    ("15.02.16", 2028, HIRE, 8), ("15.02.16", 2029, HIRE, 8), ("15.02.16", 2029, TARGET, 5),
    ("15.01.35", 2029, HIRE, 6), ("15.01.29", 2028, HIRE, 4),
)  # fmt: skip
_NEIGHBOURS = (9, 8, 7)  # others in Balashikha who ask for CNC operators in 2026


def ask(world: World, market: Market, rng: Random) -> None:
    """All needs: the told ones, practice by the places on offer, and work needs up to the promised number."""
    keys: set[tuple[Employer, str, int, str]] = set()
    told = _told(world)
    practice = _practice(world, rng)
    for need in (*told, *practice):
        keys.add((need.employer, need.code, need.year, need.kind))
    drawn, weights = _drawn(world, market, keys, world.size.needs - len(told) - len(practice), rng)
    people = spread(world.size.work_people - sum(need.people for need in told), weights, least=1)
    for need, count in zip(drawn, people, strict=True):
        need.people = count
    world.needs = [*told, *drawn, *practice]
    for need in world.needs:
        _explain(need, rng)


def _told(world: World) -> list[Need]:
    rubin = next(one for one in world.employers if one.name == RUBIN)
    told = [Need(rubin, rubin.town, code, year, kind, people) for code, year, kind, people in _RUBIN]
    neighbours = [one for one in world.employers if one.invented and one.town == BOOMING and one.industry == "mashinostroenie"]
    for employer, people in zip(neighbours, _NEIGHBOURS, strict=False):
        told.append(Need(employer, employer.town, "15.01.32", 2026, HIRE, people))
    for need in told:
        need.confidence = "твёрдо"
    return told


def _practice(world: World, rng: Random) -> list[Need]:
    """Needs of practice are the seats an employer offers for a programme; the named enterprises' always."""
    seats: dict[tuple[Employer, str], int] = defaultdict(int)
    for place in world.places:
        seats[place.employer, place.code] += place.seats
    named = [key for key in seats if not key[0].invented][: world.size.practice_needs]
    other = [key for key in seats if key[0].invented]
    chosen = named + rng.sample(other, world.size.practice_needs - len(named))
    return [Need(employer, employer.town, code, 2026, PRACTICE, seats[employer, code]) for employer, code in chosen]


def _drawn(
    world: World, market: Market, keys: set[tuple[Employer, str, int, str]], count: int, rng: Random
) -> tuple[list[Need], list[float]]:
    """Needs without their numbers yet, and how large each should be beside the others."""
    asked = _Asked(world, market, rng)
    large = [(one.staff or 900) ** 0.5 for one in world.employers]
    needs: list[Need] = []
    weights: list[float] = []
    while len(needs) < count:
        employer = rng.choices(world.employers, large)[0]
        code = rng.choice(asked.codes(employer))
        year = rng.choices(_YEARS, _YEAR_SHARES)[0]
        kind = TARGET if year > 2026 and rng.random() < 0.22 else HIRE
        key = employer, code, year, kind
        if key in keys:
            continue
        keys.add(key)
        needs.append(Need(employer, employer.town, code, year, kind, 1))
        booms = employer.town == BOOMING and code in BOOM_PROGRAMMES
        weights.append(rng.lognormvariate(0, 0.7) * (employer.staff or 900) ** 0.3 * (2.2 if booms else 1.0))
    return needs, weights


class _Asked:
    """The few programmes an employer asks for: of its industry, mostly taught within reach, now and then by
    nobody."""

    def __init__(self, world: World, market: Market, rng: Random) -> None:
        self._market, self._rng, self._village = market, rng, world.size.name == "village"
        self._taught: dict[str, set[str]] = defaultdict(set)
        for college in world.colleges:
            for one in college.programmes:
                self._taught[one.town].add(one.code)
        self._everywhere = sorted({code for codes in self._taught.values() for code in codes})
        known = world.programmes
        self._by_industry = {
            industry: [code for code in known if code.startswith(kind.codes) and taught_here(code, "")]
            for industry, kind in KINDS.items()
        }
        self._of: dict[Employer, list[str]] = {}

    def codes(self, employer: Employer) -> list[str]:
        if employer not in self._of:
            self._of[employer] = self._choose(employer)
        return self._of[employer]

    def _choose(self, employer: Employer) -> list[str]:
        rng = self._rng
        near = {code for town in self._market.map.near(employer.town, REACH_KM) for code in self._taught[town]}
        fitting = sorted(code for code in near if fits(employer, code))
        boom = [code for code in BOOM_PROGRAMMES if fits(employer, code)] if employer.town == BOOMING else []
        if self._village:
            return fitting or sorted(near)[:2]
        taught = [code for code in self._everywhere if fits(employer, code)]
        codes: list[str] = []
        for _ in range(rng.choice((1, 2, 2, 3, 4))):
            drawn = rng.random()
            if boom and drawn < 0.75:
                codes.append(rng.choice(boom))
            elif fitting and drawn < 0.88:
                codes.append(rng.choice(fitting))
            elif drawn < 0.97:
                codes.append(rng.choice(taught or list(COMMON)))
            else:
                codes.append(rng.choice(self._by_industry[employer.industry]))
        return list(dict.fromkeys(codes))


def _explain(need: Need, rng: Random) -> None:
    """Reason, confidence and letter; named enterprises wrote theirs."""
    need.left = need.people
    if need.kind != PRACTICE:
        need.reason = rng.choices(_REASONS, _REASON_SHARES)[0]
    if not need.employer.invented:
        need.confidence = "твёрдо"
    elif need.confidence != "твёрдо":
        need.confidence = rng.choices(_CONFIDENCE, _CONFIDENCE_SHARES)[0]
    if need.confidence == "твёрдо":
        month = rng.choice((9, 10, 11, 12, 1, 2, 3, 4))
        year = 2025 if month > 8 else 2026
        need.letter = f"№ {rng.randint(1, 900)}/{rng.randint(1, 20)} от {rng.randint(1, 28):02d}.{month:02d}.{year}"
