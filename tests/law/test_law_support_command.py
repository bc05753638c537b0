"""`kadry support`: reports people can read, canonical JSON, tables equal to single answers, faults with exit code 2."""

from __future__ import annotations

import json
import random
from datetime import date

import polars as pl
import pytest

from kadry.config import cli
from kadry.law import measures, table

DAY = date(2026, 3, 16)
EMPLOYER = """\
employer:
  okved: "25.62"
  sme: true
  main_income_share: 82
  legal_form: company
job: {wage: 100000, paid_since_january: 0, starts_on: 2026-02-02, indefinite: true, full_time: false, district_coefficient: 1}
person: {disability_group: second, registered_unemployed: true, age: 17}
"""


@pytest.fixture
def employer(tmp_path):
    path = tmp_path / "employer.yaml"
    path.write_text(EMPLOYER, encoding="utf-8")
    return str(path)


def support(*arguments: str) -> int:
    return cli.main(["support", *arguments])


def test_the_report_in_english_says_what_fits_what_is_missing_and_what_to_ask(employer, capsys):
    assert support("check", employer, "--on", "2026-11-01") == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "The law as seen on 16 March 2026; nothing is known of later changes." in said
    assert "13 296.75 RUB a month" in said
    assert "It would fit if “Full time” were: yes" in said
    assert "cannot tell: the act's text was not seen, and no amount is shown" in said
    assert "The next question, which settles most:" in said
    assert "hours a week at most: 17.5 to 35" in said


def test_the_report_in_russian_is_russian(employer, capsys):
    assert support("check", employer, "--on", "2026-03-16", "--language", "ru") == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "13 296,75 ₽ в месяц" in said
    assert "Подойдёт, если «Полный рабочий день»: да" in said
    assert "nothing" not in said and "cannot" not in said
    assert "о более поздних изменениях" not in said  # the day asked is not later than the pages seen


def test_json_is_canonical_and_complete(employer, capsys):
    assert support("check", employer, "--on", "2026-03-16", "--json") == 0
    first = capsys.readouterr().out
    assert support("check", employer, "--on", "2026-03-16", "--json") == 0
    assert capsys.readouterr().out == first
    found = json.loads(first)
    assert json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" == first
    answers = {answer["measure"]: answer for answer in found["answers"]}
    assert answers["contributions-manufacturing"]["payments"] == [{"due": None, "high": 1329675, "id": "saving", "low": 1329675}]
    assert answers["sfr-2714-disabled"]["changes"] == [{"after": True, "fact": "job.full_time"}]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_measures_are_listed_with_their_state(language, capsys):
    assert support("measures", "--on", "2025-06-01", "--language", language) == 0
    said = capsys.readouterr().out
    assert all(one.title[language] in said for one in measures.measures())
    assert support("measures", "--on", "2025-06-01", "--json") == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert listed["decree-362-hire"]["version"] is None
    assert listed["cluster-grant"]["version"]["text_seen"] is False


def test_facts_are_listed_with_their_questions(capsys):
    assert support("facts", "--language", "ru") == 0
    said = capsys.readouterr().out
    assert all(name in said for name in measures.facts_catalogue())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("employer: {okved: 25.62, foo: 1}", "2 faults"),
        ("- 1", "it is not a list of facts"),
        ("employer: [", "it is not YAML"),
        ('job: {wage: "many"}', "Give roubles"),
    ],
)
def test_faults_of_a_file_are_named(text, said, tmp_path, capsys):
    path = tmp_path / "employer.yaml"
    path.write_text(text, encoding="utf-8")
    assert support("check", str(path), "--on", "2026-03-16") == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2101-01-01"])
def test_a_day_no_law_speaks_of_is_a_fault_and_no_error(day, employer, tmp_path, capsys):
    path = tmp_path / "late.yaml"
    path.write_text(EMPLOYER.replace("2026-02-02", day), encoding="utf-8")
    assert support("check", str(path)) == 2
    assert "job.starts_on" in (said := capsys.readouterr().err) and "of the years 1900 to 2100" in said
    with pytest.raises(SystemExit):
        support("check", employer, "--on", day)
    assert "of the years 1900 to 2100" in capsys.readouterr().err


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert support("check", str(tmp_path / "none.yaml")) == 1
    assert "none.yaml" in capsys.readouterr().err


def test_a_table_that_is_not_there_and_a_folder_that_is_not_there(tmp_path, capsys):
    ids = tmp_path / "employers.csv"
    ids.write_text("employer\nE1\n", encoding="utf-8")
    assert support("table", str(tmp_path / "none.csv"), str(ids), "-o", str(tmp_path / "out.csv")) == 1
    assert "none.csv" in capsys.readouterr().err
    assert support("table", str(ids), str(ids), "-o", str(tmp_path / "nowhere" / "out.csv")) == 1
    assert "nowhere" in capsys.readouterr().err


# ---- tables


def random_tables(size: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Text as a file holds it, some cells empty."""
    draw = random.Random(4)

    def cell(fact) -> str | None:
        if draw.random() < 0.2:
            return None
        if fact.kind == "yes_no":
            return draw.choice(["true", "false"])
        if fact.kind == "money":
            return draw.choice(["0", "20000", "40639.50", "100000.01", "2900000"])
        if fact.kind == "date":
            return draw.choice(["2024-12-31", "2025-06-30", "2026-02-02"])
        if fact.kind in ("number", "count"):
            low, high = int(fact.low), int(fact.high if fact.high is not None else 400)
            return str(draw.randint(low, high))
        return draw.choice(fact.choices or ("25.62", "24.10", "62.01", "11"))

    facts = measures.facts_catalogue()
    ids = [f"E{number:03}" for number in range(size)]
    own = {name: [cell(fact) for _ in ids] for name, fact in facts.items() if name.startswith("employer.")}
    rest = {name: [cell(fact) for _ in ids] for name, fact in facts.items() if not name.startswith("employer.")}
    schema = dict.fromkeys(facts, pl.String)
    employers = pl.DataFrame({"employer": ids, **own}, schema_overrides=schema)
    return employers, pl.DataFrame({"employer": ids, "hire": ids, **rest}, schema_overrides=schema)


def as_given(fact, text):
    if text is None:
        return None
    if fact.kind == "yes_no":
        return text == "true"
    return int(text) if fact.kind == "count" else text


def test_a_table_answers_each_row_as_the_single_employer_is_answered():
    employers, hires = random_tables(60)
    answers = table.answered(employers, hires, on=DAY)
    facts = measures.facts_catalogue()
    rows = employers.join(hires, on="employer")
    expected = []
    for row in rows.iter_rows(named=True):
        given = {name: as_given(facts[name], text) for name, text in row.items() if name in facts}
        for name, answer in sorted(measures.check(given, on=DAY).answers.items()):
            expected.append((row["employer"], row["hire"], name, answer.verdict, answer.low, answer.high))
    assert answers.rows() == expected
    assert {row[3] for row in expected} == {"yes", "no", "cannot_tell"}


def test_slices_of_a_large_table_give_the_same_bytes(monkeypatch):
    employers, hires = random_tables(10)
    whole = table.answered(employers, hires, on=DAY)
    monkeypatch.setattr(table, "SLICE", 3)
    assert table.answered(employers, hires, on=DAY).equals(whole)


def test_a_table_of_ids_alone_and_an_empty_one():
    ids = pl.DataFrame({"employer": ["E1"]})
    answers = table.answered(ids, ids.head(0), on=DAY)
    single = measures.check({}, on=DAY).answers
    assert [(row[2], row[3], row[5]) for row in answers.rows()] == [
        (name, answer.verdict, answer.high) for name, answer in sorted(single.items())
    ]
    assert table.answered(ids.head(0), ids.head(0), on=DAY).is_empty()


def test_the_order_of_rows_does_not_matter_and_an_employer_without_a_hire_is_answered():
    employers, hires = random_tables(6)
    answers = table.answered(employers, hires.head(3), on=DAY)
    assert answers.equals(table.answered(employers.reverse(), hires.head(3).reverse(), on=DAY))
    assert answers.filter(pl.col("hire").is_null())["employer"].unique().sort().to_list() == ["E003", "E004", "E005"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_files_in_and_out(ending, tmp_path, capsys):
    employers, hires = random_tables(5)
    employers.write_csv(tmp_path / "employers.csv")
    hires.write_parquet(tmp_path / "hires.parquet")
    output = tmp_path / f"answers.{ending}"
    code = support(
        "table", str(tmp_path / "employers.csv"), str(tmp_path / "hires.parquet"), "-o", str(output), "--on", "2026-03-16"
    )
    assert code == 0
    assert "5 rows" in capsys.readouterr().out
    found = pl.read_csv(output) if ending == "csv" else pl.read_parquet(output)
    assert found.columns == ["employer", "hire", "measure", "verdict", "low", "high"]
    assert found.height == 5 * len(measures.measures(on=DAY))


@pytest.mark.parametrize(
    ("employers", "hires", "said"),
    [
        ("employer\nE1", "employer,job.wge\nE1,1", "there is no fact 'job.wge'"),
        ("employer\nE1", "employer,job.wage\nE9,1", "'E9' is not in the table of employers"),
        ("employer\nE1", "employer,job.wage\nE1,much", "'much' in 1 rows is no money"),
        ("employer\nE1\nE1", "employer,job.wage\nE1,1", "an employer stands there twice"),
        ("name\nE1", "employer,job.wage\nE1,1", "the column “employer” is missing"),
        ("employer,job.wage\nE1,1", "employer,job.wage\nE1,1", "stands in both tables"),
        ("employer,employer.main_income_share\nE1,0.1234567", "employer\nE1", "'0.1234567' in 1 rows is no number"),
        ("employer,employer.sme\nE1,perhaps", "employer\nE1", "'perhaps' in 1 rows is no yes/no"),
        (
            "employer\nE1",
            f"employer,job.wage\nE1,1\nE1,{10**20}",
            f"hires, column job.wage, row 3: '{10**20}' in 1 rows is no money",
        ),
        ("employer\nE1", f"employer,job.wage\nE1,-{10**20}", "or too large a one"),
        ("employer\nE1", "employer,job.wage\nE1,NaN\nE1,NaN", "hires, column job.wage, row 2: 'NaN' in 2 rows is no money"),
        ("employer\nE1", "employer,job.wage\nE1,1e999999999", "'1e999999999' in 1 rows is no money"),
        ("employer\nE1", "employer,job.wage\nE1,inf", "'inf' in 1 rows is no money"),
        (f"employer,employer.staff\nE1,{10**30}", "employer\nE1", "employers, column employer.staff, row 2"),
        (f"employer,employer.staff\nE1,{'9' * 5000}", "employer\nE1", "employers, column employer.staff, row 2"),
        (f"employer,employer.main_income_share\nE1,{10**20}", "employer\nE1", "is no number, or too large a one"),
    ],
)
def test_faults_of_tables_are_named_and_nothing_is_written(employers, hires, said, tmp_path, capsys):
    (tmp_path / "employers.csv").write_text(employers, encoding="utf-8")
    (tmp_path / "hires.csv").write_text(hires, encoding="utf-8")
    output = tmp_path / "answers.parquet"
    code = support("table", str(tmp_path / "employers.csv"), str(tmp_path / "hires.csv"), "-o", str(output))
    assert code == 2
    assert said in capsys.readouterr().err
    assert not output.exists()


def test_a_region_without_measures_of_its_own_is_not_taken_for_one(capsys):
    with pytest.raises(SystemExit) as ended:
        support("measures", "--region", "moscow-oblast")
    assert ended.value.code == 2
    assert "moscow_oblast" in capsys.readouterr().err
