"""The shipped tables: well-formed, sourced, and consistent with one another. Needs no Django."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from stdnum.ru import inn, ogrn

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "kadry" / "reference" / "data"
FACTS = ROOT / "demo" / "facts"
MOSCOW_CELLS = {(column, row) for column in (4, 5) for row in (4, 5)}
UNSOURCED = {"names.csv", "decisions_2024.csv", "co_executors.csv"}  # invented, and their README says so
FILES = sorted([*DATA.glob("*.csv"), *FACTS.glob("*.csv")])
CODE = re.compile(r"\d\d\.\d\d\.\d\d")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def data(name: str) -> list[dict[str, str]]:
    return read(DATA / f"{name}.csv")


def facts(name: str) -> list[dict[str, str]]:
    return read(FACTS / f"{name}.csv")


def column(rows: list[dict[str, str]], name: str) -> list[str]:
    return [row[name] for row in rows]


def current_municipalities() -> list[dict[str, str]]:
    return [row for row in data("municipalities") if row["status"] == "current"]


def test_all_files_are_there() -> None:
    assert {path.stem for path in DATA.glob("*.csv")} == {
        "programmes",
        "programme_groups",
        "industries",
        "programme_industries",
        "municipalities",
        "occupations",
        "okved",
    }
    assert {path.stem for path in FACTS.glob("*.csv")} == {
        "cases",
        "clusters",
        "cluster_colleges",
        "colleges",
        "employers",
        "published",
        "agenda",
        "co_executors",
        "decisions_2024",
        "admission_lyubertsy_2026",
        "names",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_is_plain(path: Path) -> None:
    assert path.stat().st_size < 400_000
    text = path.read_text(encoding="utf-8")
    assert not re.search("[\u200b-\u200f\u202a-\u202e\ufeff\r\xa0]", text)
    assert not re.search(r"(^|[\s,\"])/(home|root|tmp|usr)/", text), "a path of somebody's machine"
    for row in read(path):
        assert None not in row and None not in row.values(), row
        assert all(value == value.strip() for value in row.values()), row


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in UNSOURCED], ids=lambda path: path.name)
def test_rows_are_sourced_and_dated(path: Path) -> None:
    for row in read(path):
        assert row["source"], row
        assert date.fromisoformat(row["as_of"]) <= date(2026, 12, 31), row


def test_programmes() -> None:
    rows = data("programmes")
    codes = column(rows, "code")
    assert len(codes) == len(set(codes)) >= 640
    assert all(CODE.fullmatch(code) for code in codes)
    assert {row["level"] for row in rows} == {"profession", "speciality"}
    assert set(column(rows, "group_code")) <= set(column(data("programme_groups"), "code"))
    assert all(row["group_code"] == f"{row['code'][:2]}.00.00" for row in rows)
    assert all(row["level"] == {"01": "profession", "02": "speciality"}[row["code"][3:5]] for row in rows)


def test_successors_exist_and_are_listed() -> None:
    by_code = {row["code"]: row for row in data("programmes")}
    for row in by_code.values():
        if row["successor_code"]:
            successor = by_code[row["successor_code"]]
            assert row["listed_2024"] == "no" and successor["listed_2024"] == "yes", row["code"]
            assert successor["successor_code"] == "" and successor["level"] == row["level"]


def test_group_names_are_not_upper_case() -> None:
    rows = data("programme_groups")
    assert len({row["code"] for row in rows}) == len(rows)
    assert not [row["name"] for row in rows if row["name"].isupper()]


def test_industries() -> None:
    rows = data("industries")
    types = column(rows, "cluster_type")
    assert (types.count("OPC"), types.count("OK"), len({row["slug"] for row in rows})) == (18, 6, 24)


def test_programme_industries_refer_to_known_rows() -> None:
    rows = data("programme_industries")
    assert len({(row["programme_code"], row["industry_slug"]) for row in rows}) == len(rows)
    assert set(column(rows, "programme_code")) <= set(column(data("programmes"), "code"))
    assert set(column(rows, "industry_slug")) == set(column(data("industries"), "slug"))


def test_municipalities_are_unique_and_inside_the_oblast() -> None:
    rows = data("municipalities")
    codes = [row["oktmo"] for row in rows if row["oktmo"]]
    assert len(codes) == len(set(codes)) and len({row["name_ru"] for row in rows}) == len(rows)
    assert all(re.fullmatch(r"467\d\d000", code) for code in codes)
    for row in rows:
        points = [(row["latitude"], row["longitude"])]
        points += [(row["centre_latitude"], row["centre_longitude"])] if row["centre_latitude"] else []
        assert all(54.2 < float(lat) < 57.0 and 35.1 < float(lon) < 40.3 for lat, lon in points), row["name_ru"]


def test_merged_municipalities_lead_to_current_ones() -> None:
    oktmo = {row["name_ru"]: row["oktmo"] for row in current_municipalities()}
    for row in data("municipalities"):
        assert row["confidence"] in {"S", "M"}
        if row["status"] == "current":
            assert not (row["valid_to"] or row["successor_oktmo"] or row["successor_name"])
        else:
            assert oktmo[row["successor_name"]] == row["successor_oktmo"] != ""
            assert row["tile_column"] == row["tile_row"] == ""


def test_each_current_municipality_has_its_own_tile() -> None:
    tiles = [(int(row["tile_column"]), int(row["tile_row"])) for row in current_municipalities()]
    assert len(tiles) == len(set(tiles)) == 56
    assert not set(tiles) & MOSCOW_CELLS
    assert all(1 <= left <= 10 and 1 <= top <= 8 for left, top in tiles)


def test_tiles_keep_the_compass() -> None:
    tile = {row["name_ru"]: (int(row["tile_column"]), int(row["tile_row"])) for row in current_municipalities()}
    for west, east in [
        ("Шаховская", "Клин"),
        ("Истра", "Мытищи"),
        ("Одинцовский", "Балашиха"),
        ("Чехов", "Коломна"),
    ]:
        assert tile[west][0] < tile[east][0]
    for north, south in [
        ("Дубна", "Лобня"),
        ("Мытищи", "Подольск"),
        ("Домодедово", "Ступино"),
        ("Коломна", "Зарайск"),
    ]:
        assert tile[north][1] < tile[south][1]


def test_occupations_and_okved() -> None:
    occupations = {(row["scheme"], row["code"]) for row in data("occupations")}
    assert len(occupations) == len(data("occupations"))
    assert all(re.fullmatch(r"\d{1,2}" if scheme == "OKZ" else r"\d{5}", code) for scheme, code in occupations)
    codes = column(data("okved"), "code")
    assert len(codes) == len(set(codes)) and sum(len(code) == 1 for code in codes) == 21
    assert all(re.fullmatch(r"[A-U]|\d\d(\.\d{1,2})?", code) for code in codes)


def test_check_digits() -> None:
    numbers = [row["ogrn"] for name in ("colleges", "cluster_colleges") for row in facts(name)]
    assert sum(bool(number) for number in numbers) >= 36
    assert all(ogrn.is_valid(number) for number in numbers if number)
    assert all(inn.is_valid(row["inn"]) for row in facts("colleges") if row["inn"])


def test_facts_refer_to_one_another() -> None:
    colleges, clusters = set(column(facts("colleges"), "short_name")), set(column(facts("clusters"), "slug"))
    places, industries = (
        set(column(current_municipalities(), "name_ru")),
        set(column(data("industries"), "slug")),
    )
    for row in facts("clusters"):
        assert row["base_college"] in colleges and row["grantee"] in {"", *colleges}
        assert row["industry_slug"] in industries and row["type"] in {"OPC", "OK_LOT1", "OK_LOT2", ""}
    assert all(row["cluster_slug"] in clusters and row["college"] in colleges for row in facts("cluster_colleges"))
    for row in facts("employers"):
        assert row["partner_of"] in clusters | colleges and row["role"] in {"anchor", "partner"}
        assert row["industry_slug"] in {"", *industries}
    everywhere = [row["municipality"] for name in ("colleges", "employers") for row in facts(name)]
    assert set(everywhere) <= {"", *places}


def test_energiya_is_there() -> None:
    (college,) = [row for row in facts("colleges") if row["short_name"] == "Подмосковный колледж «Энергия»"]
    assert college["abbreviated_name"] == "ГАПОУ МО «Подмосковный колледж „Энергия“»"
    assert (college["ogrn"], college["students"]) == ("1135012011606", "8000")


def test_published_keys() -> None:
    rows = facts("published")
    keys = {(row["key"], row["scope"]) for row in rows}
    assert len(keys) == len(rows)
    assert {
        "colleges",
        "students",
        "first_years",
        "clusters",
        "partner_enterprises",
        "cluster_enterprises",
    } <= {key for key, _ in keys}
    assert all(int(row["value"]) >= 0 and row["qualifier"] in {"exact", "at_least", "about"} for row in rows)


def test_agenda_has_seven_items() -> None:
    assert column(facts("agenda"), "number") == [str(number) for number in range(1, 8)]


def test_decisions_have_a_figure_or_evidence() -> None:
    codes, places = set(column(data("programmes"), "code")), set(column(current_municipalities(), "name_ru"))
    for row in facts("decisions_2024"):
        date.fromisoformat(row["deadline"])
        assert row["note"] == "пример: текст решения вымышлен"
        assert bool(row["figure_key"]) != bool(row["evidence_ru"])
        assert bool(row["figure_key"]) == bool(row["target"]) == (row["comparison"] in {">=", "<="})
        scope = dict(part.split("=") for part in row["figure_scope"].split(";") if part)
        assert scope.get("programme", "15.01.32") in codes and scope.get("municipality", "Балашиха") in places


def test_admission_plan() -> None:
    rows = facts("admission_lyubertsy_2026")
    assert sum(int(row["budget_places"]) for row in rows) == 625
    assert set(column(rows, "programme_code")) <= set(column(data("programmes"), "code"))
    assert set(column(rows, "municipality")) <= set(column(current_municipalities(), "name_ru"))


def test_invented_names_come_in_pairs() -> None:
    by_kind: dict[str, list[str]] = {}
    for row in facts("names"):
        by_kind.setdefault(row["kind"], []).append(row["value"])
    assert all(len(values) == len(set(values)) for values in by_kind.values())
    for kind in ("surname", "first", "patronymic"):
        assert len(by_kind[f"{kind}_m"]) == len(by_kind[f"{kind}_f"]) >= 30
