"""Colleges, what they teach and their groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random

from demo import numbers
from demo.geography import Map
from demo.model import College, Group, Programme, Size, Taught, World
from demo.profiles import COLLEGES, COMMON, EXCLUDED, INVENTED_COLLEGES
from demo.sources import facts

ENERGIYA = "Подмосковный колледж «Энергия»"
LYUBERTSY = "Люберецкий техникум имени Ю.А. Гагарина"
GROUP = 25
YEARS = (2023, 2024, 2025)
# the programmes whose story the demo tells are taught in the municipality that asks for them
TOLD = ("15.01.32", "15.02.16")


def colleges_of(size: Size) -> list[College]:
    """Colleges known by name, then invented ones; the village has one known college and two invented."""
    if size.name == "village":
        known = [row for row in facts("colleges") if row["short_name"] == ENERGIYA]
        made = INVENTED_COLLEGES[:2]
    else:
        known, made = list(facts("colleges")), INVENTED_COLLEGES
    found = [
        College(
            number=0,
            full_name=row["full_name"],
            name=row["short_name"],
            town=row["municipality"],
            inn=row["inn"],
            ogrn=row["ogrn"],
            students=int(row["students"] or 0),
        )
        for row in known
    ]
    for one in made:
        name = f"Колледж № {one.number} (вымышленный)"
        found.append(
            College(
                number=0,
                full_name=f"Государственное бюджетное профессиональное образовательное учреждение «{name}»",
                name=name,
                town=one.town,
                inn=numbers.inn(9_000_000 + one.number),
                ogrn=numbers.ogrn(9_000_000 + one.number, 2015),
                invented=True,
            )
        )
    for number, college in enumerate(found, 1):
        college.number = number
    return found


def teach(world: World, rng: Random) -> None:
    """Give each college its programmes, each year's number of groups, and the groups themselves."""
    geography = Map(world.towns)
    groups = _groups_a_year(world, geography, rng)
    names = acronyms(world.programmes)
    for college in world.colleges:
        yearly = groups[college]
        college.programmes = _programmes(college, yearly[-1], world, rng)
        for year, count in zip(YEARS, yearly, strict=True):
            _found_groups(college, year, count, names, rng)
    _graduate_groups(world, names)


def _groups_a_year(world: World, geography: Map, rng: Random) -> dict[College, Sequence[int]]:
    """Groups of 2023, 2024 and 2025 of each college: a published number of students is met, the rest follow
    the town."""
    if world.size.name == "village":
        return {college: ((2, 2, 2) if college.name == ENERGIYA else (1, 1, 1)) for college in world.colleges}
    fixed = {c: numbers.spread(c.students // GROUP, [1, 1, 1.01]) for c in world.colleges if c.students}
    fixed |= {c: [_lyubertsy_groups()] * 3 for c in world.colleges if c.name == LYUBERTSY}
    rest = [college for college in world.colleges if college not in fixed]
    weights = [8 + geography.people(c.town) ** 0.5 * rng.uniform(0.8, 1.2) for c in rest]
    by_year = []
    for at in range(len(YEARS)):
        left = world.size.groups_a_year - sum(years[at] for years in fixed.values())
        by_year.append(numbers.spread(left, weights, least=17))
    shared = {college: years for college, *years in zip(rest, *by_year, strict=True)}
    return {**fixed, **shared}


def _lyubertsy_groups() -> int:
    return sum(_plan_groups(row) for row in facts("admission_lyubertsy_2026"))


def _plan_groups(row: Mapping[str, str]) -> int:
    return max(1, int(row["budget_places"]) // GROUP)


def _programmes(college: College, groups: int, world: World, rng: Random) -> list[Taught]:
    """What a college teaches: what its name or cluster speaks of first, then what is taught everywhere."""
    if college.name == LYUBERTSY:
        return [_planned(row) for row in facts("admission_lyubertsy_2026")]
    count = max(15, min(40, round(groups * 0.85)))
    if world.size.name == "village":
        count = 6 if college.name == ENERGIYA else 4
    codes = _chosen(_profile(college), count, world.programmes, rng)
    taught = [
        Taught(code=code, town=college.town, weight=rng.uniform(0.6, 1.0) * (1.6 if at < 8 else 1.0))
        for at, code in enumerate(codes)
    ]
    for at, one in enumerate(taught):
        _set_term(one, at, world.size, rng)
        if college.name == ENERGIYA and one.code in TOLD:
            one.town, one.weight = "Балашиха", 1.0
    return taught


def _planned(row: Mapping[str, str]) -> Taught:
    return Taught(code=row["programme_code"], town=row["municipality"], weight=float(_plan_groups(row)))


def _profile(college: College) -> tuple[str, ...]:
    if college.invented:
        codes = next(one.codes for one in INVENTED_COLLEGES if f"№ {one.number} " in college.name)
    else:
        codes = COLLEGES[college.name]
    return tuple(codes.split())


def _chosen(prefixes: Sequence[str], count: int, programmes: Mapping[str, Programme], rng: Random) -> list[str]:
    """Codes of the profile, at most three quarters of all, in the profile's order; then common ones."""
    own: list[str] = []
    for prefix in prefixes:
        block = [code for code in programmes if code.startswith(prefix) and taught_here(code, prefix)]
        rng.shuffle(block)
        own += [code for code in block if code not in own]
    own = _interleaved(own, round(count * 0.78), len(prefixes))
    common = [code for code in COMMON if code not in own]
    start = common[: (count - len(own)) // 2]
    tail = common[len(start) :]
    rng.shuffle(tail)
    return (own + start + tail)[:count]


def _interleaved(codes: list[str], most: int, blocks: int) -> list[str]:
    """Cut a long list so that its later blocks are not lost: half from its head, the rest at equal steps."""
    if len(codes) <= most or blocks < 2:
        return codes[:most]
    head = codes[: most // 2]
    tail = codes[most // 2 :]
    step = len(tail) / (most - len(head))
    return head + [tail[int(at * step)] for at in range(most - len(head))]


def taught_here(code: str, prefix: str) -> bool:
    """The CNC operator's programme of before 2024 is taught only where the profile names it whole."""
    if code == "15.01.32":
        return prefix == code
    return not code.startswith(EXCLUDED)


def _set_term(taught: Taught, at: int, size: Size, rng: Random) -> None:
    """34 months; some programmes of 46 months began in 2023 and some of 22 months in 2025, so that each year
    of admission between 2023 and 2025 still studies and no other does."""
    if size.name == "village" or at < 4 or taught.code in TOLD:
        return
    drawn = rng.random()
    if taught.code[3:5] == "02" and drawn < 0.10:
        taught.months, taught.first_year = 46, 2023
    elif taught.code[3:5] == "01" and drawn < 0.07:
        taught.months, taught.first_year = 22, 2025


def _found_groups(college: College, year: int, count: int, names: Mapping[str, str], rng: Random) -> None:
    """Share a year's groups among the programmes open in that year; every programme gets one where they
    suffice."""
    open_now = [one for one in college.programmes if one.first_year <= year]
    if len(open_now) > count:  # the village: the first programmes admit each year
        open_now = open_now[:count]
    shares = numbers.spread(count, [one.weight for one in open_now], least=1)
    for one, share in zip(open_now, shares, strict=True):
        if year == YEARS[-1]:
            one.last_groups = share
        college.groups += [_group(one, year, number, names) for number in range(1, share + 1)]
    if year == YEARS[-1]:
        for one in college.programmes:
            one.most_groups = max(1, one.last_groups + rng.choice((0, 0, 1, 1, 2)))


def _group(taught: Taught, year: int, number: int, names: Mapping[str, str]) -> Group:
    ends = date(year + (taught.months + 9) // 12, 6, 30)
    return Group(f"{names[taught.code]}-{year % 100}-{number}", taught.code, taught.town, year, ends, None)


def _graduate_groups(world: World, names: Mapping[str, str]) -> None:
    """Groups admitted in 2022 that ended in June 2025, shared in proportion to the groups of 2023."""
    count = max(1, world.size.graduates // GROUP)
    sizes = [sum(group.year == YEARS[0] for group in college.groups) for college in world.colleges]
    if world.size.name == "village":
        sizes = [int(college.name == ENERGIYA) for college in world.colleges]
    for college, share in zip(world.colleges, numbers.spread(count, sizes), strict=True):
        old = [one for one in college.programmes if one.first_year == 0]
        places: Counter[str] = Counter()
        for at in range(share):
            taught = old[at % len(old)]
            places[taught.code] += 1
            college.groups.append(_group(taught, 2022, places[taught.code], names))


def acronyms(programmes: Mapping[str, Programme]) -> dict[str, str]:
    """A short name of each programme for its groups, from the first letters of its words; no two alike."""
    found: dict[str, str] = {}
    for code, programme in programmes.items():
        base = "".join(word[0].upper() for word in _words(programme.name))[:5] or "Г"
        base = base if len(base) > 1 else programme.name[:2].upper()
        name, number = base, 1
        while name in found.values():
            number += 1
            name = f"{base}{number}"
        found[code] = name
    return found


def _words(name: str) -> Iterable[str]:
    plain = name.split("(")[0].replace("-", " ").replace(",", " ")
    return (word for word in plain.split() if len(word) > 2)
