"""The region's workbook: who takes part, what is asked for, where practice is offered, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from demo import sheets
from demo.model import Employer, Place, World
from demo.sources import facts, industry_names
from demo.workbooks import Row, Writer

_DECIDED = date(2024, 3, 21)
_MEETS = date(2026, 6, 25)
# Published totals the platform counts too: key of the fact → figure and what narrows it besides the fact's own scope.
_COUNTED = {
    "colleges": ("registry.colleges", ""),
    "colleges_other_speaker": ("registry.colleges", ""),
    "students": ("training.students", ""),
    "students_rounded": ("training.students", ""),
    "first_years": ("training.students", "admitted=2025"),
    "budget_places_2026": ("planning.places", "year=2026"),
    "clusters": ("registry.clusters", ""),
    "cluster_enterprises": ("registry.cluster_enterprises", ""),
    "cluster_students": ("training.cluster_students", ""),
    "partner_enterprises": ("registry.employers", ""),
    "employment_region": ("outcomes.employed_rate", ""),
    "energiya_students": ("training.students", ""),
}
_QUALIFIERS = {"exact": "точно", "at_least": "не менее", "about": "около"}
_UNITS = {"pcs": "шт.", "people": "чел.", "percent": "%", "rub": "₽"}
_ABOUT = (
    "Демонстрационный регион: Московская область, общая книга",
    "Настоящие: муниципалитеты, коды программ, названия колледжей, кластеров и предприятий из открытых "
    "источников, "
    "опубликованные суммы софинансирования, вопросы повестки.",
    "Синтетические данные: всё остальное. Люди, числа, письма, места практики и тексты поручений "
    "вымышлены; у организаций "
    "с пометкой «(вымышленный)» вымышлено и имя.",
    "День, на который сделана книга: 15 июня 2026 года.",
)


def write_region(world: World, path: Path) -> dict[str, int]:
    """Write the workbook; returns rows by sheet."""
    with Writer(path, _ABOUT) as book:
        return {
            plan.name: book.sheet(plan, rows)
            for plan, rows in (
                (sheets.COLLEGES, _colleges(world)),
                (sheets.EMPLOYERS, _employers(world)),
                (sheets.CLUSTERS, _clusters(world)),
                (sheets.CLUSTER_COLLEGES, _cluster_colleges(world)),
                (sheets.CLUSTER_EMPLOYERS, _cluster_employers(world)),
                (sheets.MONEY, _money(world)),
                (sheets.NEEDS, _needs(world)),
                (sheets.MENTORS, _mentors(world)),
                (sheets.PLACES, _places(world)),
                (sheets.ASSIGNMENTS, _assignments()),
                (sheets.CO_EXECUTORS, _co_executors()),
                (sheets.AGENDA, _agenda()),
                (sheets.PUBLISHED, _published(world)),
                (sheets.TAKE_UPS, _take_ups(world)),
                (sheets.CASES, _cases(world)),
                (sheets.CASE_PARTNERS, _of_cases(world, "partners")),
                (sheets.CASE_PROGRAMMES, ((case.title[0], code) for case in world.cases for code in case.programmes)),
                (sheets.CASE_COSTS, _case_costs(world)),
                (sheets.CASE_RESULTS, _of_cases(world, "results")),
            )
        }


def yes_no(value: bool) -> str:
    return "да" if value else "нет"


def _colleges(world: World) -> Iterator[Row]:
    for one in world.colleges:
        yield one.full_name, one.name, one.town, one.inn, one.ogrn, yes_no(one.invented)


def _employers(world: World) -> Iterator[Row]:
    industries = industry_names()
    for one in world.employers:
        yield (*_named(one), one.okved, industries[one.industry], one.staff, yes_no(one.invented))


def _named(one: Employer) -> tuple[str, str, str, str, str]:
    return one.full_name, one.name, one.town, one.inn, one.ogrn


def _clusters(world: World) -> Iterator[Row]:
    industries = industry_names()
    for one in world.clusters:
        grantee, invented = one.grantee.name, yes_no(one.invented)
        yield one.name, industries[one.industry], one.type, one.year, one.base.name, grantee, invented


def _cluster_colleges(world: World) -> Iterator[Row]:
    for cluster in world.clusters:
        yield cluster.name, cluster.base.name, "базовый колледж"
        for college in cluster.networks:
            yield cluster.name, college.name, "сетевой колледж"


def _cluster_employers(world: World) -> Iterator[Row]:
    for cluster in world.clusters:
        for employer, role in cluster.employers:
            yield cluster.name, employer.name, role


def _money(world: World) -> Iterator[Row]:
    for cluster in world.clusters:
        for source, promised, confirmed, status in cluster.money:
            yield cluster.name, source, cluster.year, promised, confirmed, status


def _needs(world: World) -> Iterator[Row]:
    for need in world.needs:
        who = need.employer.name, need.town, need.code, need.year, need.kind, need.people
        yield (*who, need.reason, need.confidence, need.letter)


def _mentors(world: World) -> Iterator[Row]:
    for employer in world.employers:
        for mentor in employer.mentors:
            person = mentor.person
            name = person.surname, person.first, person.patronymic
            yield (employer.name, mentor.number, *name, mentor.most, mentor.order)


def _places(world: World) -> Iterator[Row]:
    for place in world.places:
        yield (*_seats(place), *_conditions(place), place.mentor.number if place.mentor else "")


def _seats(place: Place) -> tuple[object, ...]:
    where = place.employer.name, place.name, place.employer.town
    return (*where, place.code, place.seats, place.starts, place.ends)


def _conditions(place: Place) -> tuple[object, ...]:
    return place.hazard, place.hours, yes_no(place.medical), yes_no(place.sanitary)


def _assignments() -> Iterator[Row]:
    for row in facts("decisions_2024"):
        texts = row["text_ru"], row["text_en"], row["responsible_role_ru"], row["responsible_role_en"]
        test = row["figure_key"], row["figure_scope"], row["comparison"], _number(row["target"])
        deadline, example = date.fromisoformat(row["deadline"]), yes_no("пример" in row["note"])
        yield (int(row["number"]), *texts, deadline, *test, row["evidence_ru"], example, _DECIDED)


def _co_executors() -> Iterator[Row]:
    for row in facts("co_executors"):
        yield f"{row['number']} от {_DECIDED:%d.%m.%Y}", row["office_ru"], row["office_en"], row["organisation"]


def _number(text: str) -> float | None:
    return float(text) if text else None


def _agenda() -> Iterator[Row]:
    for row in facts("agenda"):
        yield int(row["number"]), row["title_ru"], row["title_en"], _MEETS


def _published(world: World) -> Iterator[Row]:
    """Totals of the region always; of a college only where the college is part of this demo."""
    colleges = {college.name for college in world.colleges}
    for row in facts("published"):
        dimension, _, name = row["scope"].partition("=")
        if row["key"] not in _COUNTED or (dimension == "college" and name not in colleges):
            continue
        figure, narrowed = _COUNTED[row["key"]]
        scope = "; ".join(filter(None, (row["scope"], narrowed)))
        exactness = _QUALIFIERS[row["qualifier"]], _UNITS[row["unit"]]
        told = row["source"], date.fromisoformat(row["as_of"])
        yield (row["key"], row["what_ru"], row["what_en"], figure, scope, float(row["value"]), *exactness, *told)


def _take_ups(world: World) -> Iterator[Row]:
    """What is not known to fit stays empty: nobody could tell."""
    for one in world.take_ups:
        told = one.measure, one.state, yes_no(one.fits) if one.fits else ""
        days = one.seen_on, one.applied_on, one.decided_on
        yield (one.employer.name, *told, *days, one.kopecks / 100 or None, one.refusal)


def _cases(world: World) -> Iterator[Row]:
    industries = industry_names()
    for one in world.cases:
        where = one.owner, one.forms, industries[one.industry], one.town
        yield (*one.title, *one.summary, *where, one.begins, None, "опубликован", one.source, yes_no(True))


def _of_cases(world: World, rows: str) -> Iterator[Row]:
    for case in world.cases:
        for row in getattr(case, rows):
            yield (case.title[0], *row)


def _case_costs(world: World) -> Iterator[Row]:
    for case in world.cases:
        for source, in_kind, roubles in case.costs:
            yield case.title[0], source, roubles, yes_no(in_kind)
