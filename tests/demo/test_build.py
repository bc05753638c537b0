"""The demo region keeps its promises: counts, identifiers, references, and no poor mark for anybody named."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import fastexcel
import pytest

from demo import sheets
from demo.build import SIZES, Built, build, make
from demo.colleges import acronyms
from demo.model import World
from demo.numbers import inn, ogrn, snils, spread
from demo.profiles import KINDS
from demo.sources import classifier, facts, programmes


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build("village", 1, tmp_path_factory.mktemp("village"))


@pytest.fixture(scope="module")
def region_world() -> World:
    return make("region", 7)


@pytest.fixture(scope="module")
def village_world() -> World:
    return make("village", 7)


@pytest.fixture(params=["village_world", "region_world"])
def world(request: pytest.FixtureRequest) -> World:
    return request.getfixturevalue(request.param)


def _rows(path: Path, sheet: str) -> list[dict[str, object]]:
    read = fastexcel.read_excel(path).load_sheet(sheet, header_row=1, dtypes="string")
    columns = read.to_polars()
    return columns.to_dicts()


# the files


def test_the_same_seed_gives_the_same_bytes(village: Built, tmp_path: Path) -> None:
    again = build("village", 1, tmp_path)
    for one, other in zip((*village.workbooks, village.dirty), (*again.workbooks, again.dirty), strict=True):
        assert one.name == other.name
        assert _digest(one) == _digest(other), one.name


def test_another_seed_gives_other_people(village: Built, tmp_path: Path) -> None:
    other = build("village", 2, tmp_path)
    assert _digest(village.workbooks[1]) != _digest(other.workbooks[1])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_no_workbook_tells_when_it_was_made(village: Built) -> None:
    for path in village.workbooks:
        with zipfile.ZipFile(path) as package:
            assert b"2026-06-15T09:00:00Z" in package.read("docProps/core.xml")


def test_workbooks_come_in_import_order(village: Built) -> None:
    names = [path.name for path in village.workbooks]
    assert names == ["region.xlsx", "college-01.xlsx", "college-02.xlsx", "college-03.xlsx"]
    assert village.dirty.name == "dirty.xlsx"


def test_sheets_hold_their_headings_and_the_counted_rows(village: Built) -> None:
    plans = [plan for plan in vars(sheets).values() if isinstance(plan, sheets.SheetPlan)]
    found: Counter[str] = Counter()
    for path in village.workbooks:
        names = fastexcel.read_excel(path).sheet_names
        assert names[0] == "О файле"
        for plan in plans:
            if plan.name in names:
                rows = _rows(path, plan.name)
                found[plan.name] += len(rows)
                assert not rows or list(rows[0]) == [column.heading for column in plan.columns]
    assert found == Counter(village.counts)


def test_every_sheet_says_that_it_is_synthetic(village: Built) -> None:
    for path in village.workbooks:
        book = fastexcel.read_excel(path)
        for name in book.sheet_names[1:]:
            title = book.load_sheet(name, header_row=None, n_rows=1, dtypes="string").to_polars().row(0)[0]
            assert "Синтетические данные" in title, (path.name, name)


def test_progress_runs_from_nothing_to_everything(tmp_path: Path) -> None:
    told: list[float] = []
    build("village", 1, tmp_path, lambda step, share: told.append(share))
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)


# what was promised


def test_counts(world: World) -> None:
    size = world.size
    studying = Counter(one.group.year for college in world.colleges for one in college.students_list if one.state == "учится")
    assert studying == dict.fromkeys((2023, 2024, 2025), size.groups_a_year * 25)
    assert sum(len(college.states) for college in world.colleges) == size.graduates
    assert len(world.employers) == size.employers
    assert sum(len(cluster.employers) for cluster in world.clusters) == size.in_clusters
    assert len(world.needs) == size.needs
    assert sum(need.people for need in world.needs if need.kind != "практика") == size.work_people


def test_published_numbers_of_the_region() -> None:
    region = SIZES["region"]
    assert region.groups_a_year * 25 == 28_000
    assert (region.graduates, region.employers, region.in_clusters) == (8_000, 2_000, 120)


def test_the_region_has_its_colleges_clusters_and_programmes(region_world: World) -> None:
    world = region_world
    assert len(world.colleges) == 37
    assert len(world.clusters) == 18
    assert Counter(cluster.year for cluster in world.clusters) == {
        2022: 2,
        2023: 5,
        2024: 7,
        2025: 3,
        2026: 1,
    }
    assert len({one.code for college in world.colleges for one in college.programmes}) >= 170
    members = {college for cluster in world.clusters for college in (cluster.base, *cluster.networks)}
    assert len(members) == 36
    assert all(15 <= len(college.programmes) <= 40 for college in world.colleges)


def test_groups_have_25_who_study(world: World) -> None:
    for college in world.colleges:
        studying = Counter(one.group for one in college.students_list if one.state == "учится")
        for group in college.groups:
            assert studying[group] == (0 if group.year == 2022 else 25)


def test_nobody_is_too_young_or_too_old(world: World) -> None:
    day = date(2026, 6, 15)
    for college in world.colleges:
        for one in college.students_list:
            age = day.year - one.born.year - ((day.month, day.day) < (one.born.month, one.born.day))
            assert 16 <= age <= (21 if one.state == "выпущен" else 20)


def test_seats_are_for_95_in_a_hundred(world: World) -> None:
    seats = sum(place.seats for place in world.places)
    assert seats == round(world.size.groups_a_year * 25 * 0.95)


def test_nearly_all_second_years_wish_for_three_to_five_places(world: World) -> None:
    second = [
        one for college in world.colleges for one in college.students_list if one.group.year == 2024 and one.state == "учится"
    ]
    wishing = [one for one in second if one.wishes]
    assert len(wishing) >= 0.97 * len(second)
    for one in wishing:
        assert 3 <= len(one.wishes) <= 5
        assert len(set(map(id, one.wishes))) == len(one.wishes)
        assert all(place.code == one.group.code for place in one.wishes)


def test_the_largest_demand_is_in_balashikha(world: World) -> None:
    asked: Counter[str] = Counter()
    for need in world.needs:
        asked[need.town] += need.people
    assert asked.most_common(1)[0][0] == "Балашиха"


def test_the_thread_the_demo_shows(world: World) -> None:
    rubin = next(one for one in world.employers if one.name == "АК «Рубин»")
    own = {(need.code, need.year, need.kind): need.people for need in world.needs if need.employer is rubin}
    assert own["15.01.32", 2029, "наём"] == 12
    assert ("15.02.16", 2029, "наём") in own
    assert {"15.01.32", "15.02.16"} <= {place.code for place in world.places if place.employer is rubin}
    cluster = next(one for one in world.clusters if one.name == "Машиностроение — «Энергия»")
    assert cluster.base.name == "Подмосковный колледж «Энергия»"
    assert rubin in [employer for employer, _ in cluster.employers]
    asked = [n for n in world.needs if (n.code, n.year, n.town) == ("15.01.32", 2026, "Балашиха")]
    assert sum(need.people for need in asked if need.confidence == "твёрдо" and need.letter) >= 40


# identifiers


def test_check_digits_of_identifiers_that_were_issued() -> None:
    """The formulas agree with the ОГРН of real colleges and with numbers of region 00 computed by hand."""
    for row in facts("colleges"):
        if row["ogrn"]:
            assert int(row["ogrn"][:12]) % 11 % 10 == int(row["ogrn"][12])
    assert inn(1_000_000) == "0010000000"  # 10 × 1 = 10; 10 mod 11 = 10; its last digit is 0
    assert ogrn(1_000_000, 2015) == f"115001000000{115_001_000_000 % 11 % 10}"
    assert snils(0) == "999-000-000 14"  # 81 + 72 + 63 = 216; 216 mod 101 = 14


def test_identifiers_of_the_invented_only(world: World) -> None:
    for one in (*world.employers, *world.colleges):
        if one.invented:
            assert _inn_holds(one.inn), one.name
            assert one.inn.startswith("00")
            assert int(one.ogrn[:12]) % 11 % 10 == int(one.ogrn[12])
            assert one.ogrn[3:5] == "00"
        else:
            published = {row["ogrn"] for row in facts("colleges")} | {""}
            assert one.inn == ""
            assert one.ogrn in published
    invented = [one for one in (*world.employers, *world.colleges) if one.invented]
    assert len({one.inn for one in invented}) == len({one.ogrn for one in invented}) == len(invented)


def _inn_holds(text: str) -> bool:
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return sum(w * int(d) for w, d in zip(weights, text, strict=False)) % 11 % 10 == int(text[9])


def test_students_have_unique_numbers_that_hold(world: World) -> None:
    students = [one for college in world.colleges for one in college.students_list]
    assert len({one.number for one in students}) == len(students)
    assert len({one.snils for one in students}) == len(students)
    for one in students:
        digits = [int(c) for c in one.snils if c.isdigit()]
        assert digits[:3] == [9, 9, 9]
        total = sum(place * digit for place, digit in zip(range(9, 0, -1), digits, strict=False))
        assert total % 101 % 100 == digits[9] * 10 + digits[10]


def test_names_are_unique(world: World) -> None:
    for things in (world.colleges, world.employers, world.clusters):
        names = [one.name for one in things]
        assert len(set(names)) == len(names)
    for college in world.colleges:
        assert len({group.name for group in college.groups}) == len(college.groups)
        assert len({one.code for one in college.programmes}) == len(college.programmes)
    places = [(place.employer.name, place.name) for place in world.places]
    assert len(set(places)) == len(places)
    mentors = [(one.name, mentor.number) for one in world.employers for mentor in one.mentors]
    assert len(set(mentors)) == len(mentors)
    needs = [(n.employer.name, n.town, n.code, n.year, n.kind) for n in world.needs]
    assert len(set(needs)) == len(needs)


def test_names_agree_in_gender(world: World) -> None:
    men = {row["value"] for row in facts("names") if row["kind"].endswith("_m")}
    for college in world.colleges:
        for one in college.students_list:
            parts = (one.person.surname, one.person.first, one.person.patronymic)
            assert len({part in men for part in parts}) == 1


# references


def test_what_is_referred_to_exists(world: World) -> None:
    codes = {row["code"] for row in classifier("programmes")}
    towns = {row["name_ru"] for row in classifier("municipalities") if row["status"] == "current"}
    okved = {row["code"] for row in classifier("okved")}
    assert set(world.towns) <= towns
    for one in world.employers:
        assert one.town in world.towns
        assert one.industry in KINDS
        assert one.okved in okved or not one.invented
    for need in world.needs:
        assert need.code in codes
        assert need.town in world.towns
    taught = {one.code for college in world.colleges for one in college.programmes}
    assert {place.code for place in world.places} <= taught <= codes
    for place in world.places:
        assert place.mentor is None or place.mentor in place.employer.mentors
    offered = set(map(id, world.places))
    for college in world.colleges:
        groups, own = set(map(id, college.groups)), {one.number for one in college.students_list}
        assert {group.code for group in college.groups} <= {one.code for one in college.programmes}
        for one in college.students_list:
            assert id(one.group) in groups
            assert one.town in world.towns
            assert all(id(place) in offered for place in one.wishes)
        assert {hire.student.number for hire in college.hires} <= own


def test_references_in_the_written_workbooks(village: Built) -> None:
    region, *colleges = village.workbooks
    employers = {row["Краткое наименование"] for row in _rows(region, "Работодатели")}
    places = {(row["Работодатель"], row["Место практики"]) for row in _rows(region, "Места практики")}
    assert {row["Работодатель"] for row in _rows(region, "Потребность")} <= employers
    for path in colleges:
        groups = {row["Группа"] for row in _rows(path, "Группы")}
        students = {row["№ студента"] for row in _rows(path, "Студенты")}
        assert {row["Группа"] for row in _rows(path, "Студенты")} <= groups
        for row in _rows(path, "Пожелания"):
            assert row["№ студента"] in students
            assert (row["Работодатель"], row["Место практики"]) in places


def test_hires_fit_the_needs_and_the_states(world: World) -> None:
    asked: Counter[tuple[str, str, str]] = Counter()
    for need in world.needs:
        if need.year == 2026 and need.kind == "наём":
            asked[need.employer.name, need.town, need.code] += need.people
    hired: Counter[tuple[str, str, str]] = Counter()
    for college in world.colleges:
        states = {student.number: state for student, state in college.states}
        assert len({hire.student.number for hire in college.hires}) == len(college.hires)
        for hire in college.hires:
            hired[hire.employer.name, hire.town, hire.code] += 1
            assert date(2025, 7, 1) <= hire.on <= date(2026, 6, 15)
            state = states.get(hire.student.number, "в профессии")
            assert state == ("в профессии" if hire.in_trade else "не по профессии")
    on_needs = {key: count for key, count in hired.items() if key in asked}
    assert all(count <= asked[key] for key, count in on_needs.items())
    assert 0 < sum(on_needs.values()) < sum(asked.values())
    if world.size.name == "region":
        assert 0.3 <= sum(on_needs.values()) / sum(hired.values()) <= 0.4


# those who are named


def test_named_organisations_have_no_poor_mark(world: World) -> None:
    for cluster in world.clusters:
        for _, promised, confirmed, status in cluster.money:
            if not cluster.invented:
                assert (confirmed, status) == (promised, "принят")
    for place in world.places:
        if not place.employer.invented:
            assert place.hazard in ("1", "2")
            assert place.hours <= 35
            assert place.mentor is not None
    for college in world.colleges:
        if not college.invented:
            assert {one.state for one in college.students_list} <= {"учится", "выпущен"}


@pytest.mark.parametrize("good", [("в профессии",), ("в профессии", "не по профессии")])
def test_named_colleges_are_not_below_the_region(world: World, good: tuple[str, ...]) -> None:
    def rate(states: list[str]) -> float:
        return sum(state in good for state in states) / len(states)

    region = rate([state for college in world.colleges for _, state in college.states])
    for college in world.colleges:
        if college.states and not college.invented:
            assert rate([state for _, state in college.states]) >= region, college.name


def test_money_of_named_clusters_is_the_published(village_world: World) -> None:
    money = {source: confirmed for source, _, confirmed, _ in village_world.clusters[0].money}
    assert money == {
        "федеральный бюджет": 100_000_000,
        "бюджет региона": 26_339_000,
        "работодатели": 18_000_000,
    }


# dirt and small tools


def test_the_dirty_workbook_holds_its_dirt(village: Built) -> None:
    employers = {row["Краткое наименование"] for row in _rows(village.workbooks[0], "Работодатели")}
    with zipfile.ZipFile(village.dirty) as package:
        text = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    for mark in (
        "\u202c",
        "Колледж Энергия",
        "двенадцать",
        "#REF!",
        "SUM(F3:F5)",
        ">нет<",
        "99.99.99",
        "Балашыха",
    ):
        assert mark in text, mark
    rows = _rows(village.dirty, "Потребность")
    assert rows[0] == rows[1]
    assert rows[0]["Работодатель"] in employers


def test_shares_add_up() -> None:
    assert spread(10, [1, 1, 1]) == [4, 3, 3]
    assert spread(5, [0, 0.5, 9], least=1) == [1, 1, 3]
    with pytest.raises(ValueError, match="not enough"):
        spread(2, [1, 1, 1], least=1)


def test_acronyms_differ() -> None:
    names = acronyms(programmes())
    assert len(set(names.values())) == len(names)
