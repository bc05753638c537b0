"""Employers: ten named in sources, the rest invented, each of an industry and in a municipality."""

from __future__ import annotations

from random import Random

from demo import numbers
from demo.geography import Map
from demo.model import Employer, World
from demo.profiles import BOOMING, KINDS, invented
from demo.sources import facts

RUBIN = "АК «Рубин»"
# where the source names neither a site nor an industry, a plausible one is invented and the sheet says so
_SITES = {
    "«Калашников»": "Мытищи",
    "«Аргус-НВ»": "Люберцы",
    "Росатом": "Электросталь",
    "Курчатовский институт": "Серпухов",
    "КБ автоматики": "Долгопрудный",
    "Мособлэнерго": "Реутов",
}
_INDUSTRIES = {
    "«Аргус-НВ»": "mashinostroenie",
    "Курчатовский институт": "robototekhnika",
    "КБ автоматики": "informacionnye-tekhnologii",
}


def employers_of(world: World, rng: Random) -> None:
    """All employers: the named ones first. The village knows АК «Рубин» alone."""
    for row in facts("employers"):
        if world.size.name == "region" or row["short_name"] == RUBIN:
            world.employers.append(_named(row))
    count = world.size.employers - len(world.employers)
    if world.size.name == "village":
        world.employers += _invented(world, _village_industries(count), rng)
        return
    industries = list(KINDS)
    shares = numbers.spread(count, [KINDS[industry].weight for industry in industries], least=3)
    drawn = [industry for industry, share in zip(industries, shares, strict=True) for _ in range(share)]
    rng.shuffle(drawn)
    world.employers += _invented(world, drawn, rng)


def _named(row: dict[str, str]) -> Employer:
    name = row["short_name"]
    return Employer(
        full_name=row["name"],
        name=name,
        town=row["municipality"] or _SITES[name],
        industry=row["industry_slug"] or _INDUSTRIES[name],
        okved=row["okved"],
        invented=False,
    )


def _village_industries(count: int) -> list[str]:
    """The village's employers take what its three colleges teach."""
    wheel = (
        "mashinostroenie",
        "medicina",
        "tek",
        "pedagogika",
        "elektrotekhnicheskaya",
        "metallurgiya",
        "turizm",
    )
    return [wheel[at % len(wheel)] for at in range(count)]


def _invented(world: World, industries: list[str], rng: Random) -> list[Employer]:
    geography = Map(world.towns)
    towns = list(world.towns)
    weights = [geography.people(town) * (1.9 if town == BOOMING else 1.0) for town in towns]
    made = []
    for number, industry in enumerate(industries, 1):
        kind = KINDS[industry]
        noun = rng.choice(kind.nouns)
        name = f"{noun} № {number} ({invented(noun)})"
        low, high = kind.staff
        made.append(
            Employer(
                full_name=f"Общество с ограниченной ответственностью «{name}»",
                name=name,
                town=rng.choices(towns, weights)[0],
                industry=industry,
                okved=rng.choice(kind.okved),
                staff=round(low * (high / low) ** rng.random()),
                inn=numbers.inn(_serial(number)),
                ogrn=numbers.ogrn(_serial(number), rng.randint(2002, 2022)),
            )
        )
    return made


def _serial(number: int) -> int:
    """Spread over the numbers below those of invented colleges, so that identifiers do not run in
    sequence."""
    return 1_000_000 + number * 3_461
