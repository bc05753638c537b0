from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kadry.engine.allocation import FaultyInput, from_rows, read_csv, replay, solve, write_csv
from kadry.engine.allocation.command import add_arguments, run
from kadry.engine.allocation.tables import decimal, whole

WISHES = "student,place,rank,points\nS1,lathe,1,87\nS1,mill,2,80\nS2,lathe,1,90\nS3,,,\nS4,mill,1,-\n"
PLACES = "place,seats\nlathe,1\nmill,2\nclosed,0\n"
RESULT = "student,place,rank\nS1,mill,2\nS2,lathe,1\nS3,,\nS4,,\n"


@pytest.fixture
def allocate(tmp_path: Path):
    """Run the command on two texts; returns the exit code and the folder."""

    def call(wishes: str | bytes, places: str | bytes = PLACES, *more: str) -> tuple[int, Path]:
        for name, text in (("wishes.csv", wishes), ("places.csv", places)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        files = [str(tmp_path / name) for name in ("wishes.csv", "places.csv", "result.csv")]
        options = parser.parse_args([*files[:2], "-o", files[2], "--seed", "2026", *more])
        return run(options), tmp_path

    return call


def test_result_and_report(allocate, capsys):
    code, folder = allocate(WISHES)
    assert code == 0
    assert (folder / "result.csv").read_bytes() == RESULT.encode()
    report = capsys.readouterr().out
    for line in ("placed, wish 1", "placed, wish 2", "unplaced", "blocking pairs", "P1  holds", "P11 holds"):
        assert line in report
    assert sorted(path.name for path in folder.iterdir()) == ["places.csv", "result.csv", "wishes.csv"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n,,,\n".replace(",,,", "," * text.splitlines()[0].count(",")),
        lambda text: text.replace("place", " Place ", 1),
        lambda text: "\n".join(f"{line},x" for line in text.splitlines()).replace(",x", ",note", 1),
        lambda text: "\n".join([text.splitlines()[0], *reversed(text.splitlines()[1:])]),
    ],
)
def test_dialects_and_orders_of_rows_give_the_same_bytes(allocate, change):
    code, folder = allocate(change(WISHES), change(PLACES))
    assert code == 0
    assert (folder / "result.csv").read_bytes() == RESULT.encode()


def test_audit_record_replays(allocate, tmp_path):
    code, _ = allocate(WISHES, PLACES, "--json", str(tmp_path / "audit.json"))
    assert code == 0
    text = (tmp_path / "audit.json").read_text(encoding="utf-8")
    assert replay(text).same
    assert json.loads(text)["market"]["seed"] == "2026"


def test_reasons_on_request(allocate, capsys):
    code, _ = allocate(WISHES, PLACES, "--explain", "S1", "--language", "ru")
    assert code == 0
    assert "Первое пожелание: «lathe»" in capsys.readouterr().out


HEAD = "student,place,rank,points\n"


@pytest.mark.parametrize(
    ("wishes", "places", "told"),
    [
        (HEAD + "S1,attic,1,5\n", PLACES, ["wishes.csv, row 2", "“attic” is unknown"]),
        (HEAD + "S1,lathe,1,5\nS1,lathe,2,5\n", PLACES, ["wishes.csv, row 3", "in row 2 already"]),
        (HEAD + "S1,lathe,1,5\nS1,mill,1,5\n", PLACES, ["wishes.csv, row 3", "two wishes of rank 1"]),
        (HEAD + "S1,lathe,1,NaN\n", PLACES, ["row 2", "points: “NaN”"]),
        (HEAD + "S1,lathe,1,nan\n", PLACES, ["row 2", "points: “nan”"]),
        (HEAD + "S1,lathe,1,inf\n", PLACES, ["row 2", "points: “inf”"]),
        (HEAD + "S1,lathe,1,1e999\n", PLACES, ["row 2", "points: “1e999”"]),
        (HEAD + "S1,lathe,1,many\n", PLACES, ["row 2", "points: “many”"]),
        (HEAD + "S1,lathe,1,\n", PLACES, ["row 2", "points: “”"]),
        (HEAD + 'S1,lathe,1,"1,5"\n', PLACES, ["row 2", "points: “1,5”"]),
        (HEAD + "S1,lathe,first,5\n", PLACES, ["row 2", "rank: “first”"]),
        (HEAD + "S1,lathe,0,5\n", PLACES, ["row 2", "rank: “0”"]),
        (HEAD + "S1,lathe,1.5,5\n", PLACES, ["row 2", "rank: “1.5”"]),
        (HEAD + "S1,lathe,,5\n", PLACES, ["row 2", "rank: “”"]),
        (HEAD + ",lathe,1,5\n", PLACES, ["row 2", "student: the id is empty"]),
        (HEAD + "S1,,1,5\n", PLACES, ["row 2", "place: empty"]),
        (HEAD + "S1,lathe,1\n", PLACES, ["row 2", "3 cells"]),
        (HEAD + "S1,lathe,1,5,6\n", PLACES, ["row 2", "5 cells"]),
        (HEAD + 'S1,"la"the,1,5\n', PLACES, ["row 2", "not readable as CSV"]),
        ("student,place,rank\nS1,lathe,1\n", PLACES, ["row 1", "column “points” is missing"]),
        ("student,place,rank,points,rank\n", PLACES, ["row 1", "column “rank” stands twice"]),
        ("", PLACES, ["wishes.csv, row 1", "column “student” is missing"]),
        (HEAD.encode() + b"S1,lathe,1,5\n\xd0,mill,1,5\n", PLACES, ["row 3", "not UTF-8", "CSV UTF-8"]),
        (WISHES, PLACES + "lathe,3\n", ["places.csv, row 5", "stands in row 2 already"]),
        (WISHES, PLACES.replace("lathe,1", "lathe,-1"), ["places.csv, row 2", "seats: -1 is negative"]),
        (WISHES, PLACES.replace("lathe,1", "lathe,one"), ["places.csv, row 2", "seats: “one”"]),
        (WISHES, PLACES.replace("lathe,1", "lathe,"), ["places.csv, row 2", "seats: “”"]),
        (WISHES, PLACES.replace("lathe,1", "lathe,1.5"), ["places.csv, row 2", "seats: “1.5”"]),
        (WISHES, PLACES.replace("lathe,1", "lathe,nan"), ["places.csv, row 2", "seats: “nan”"]),
        (WISHES, "place\nlathe\n", ["places.csv, row 1", "column “seats” is missing"]),
        (WISHES, PLACES + ",4\n", ["places.csv, row 5", "the id is empty"]),
    ],
)
def test_a_fault_exits_with_2_names_the_row_and_writes_nothing(allocate, capsys, wishes, places, told):
    code, folder = allocate(wishes, places, "--json", "never.json")
    assert code == 2
    said = capsys.readouterr()
    assert not said.out
    for words in told:
        assert words in said.err
    assert sorted(path.name for path in folder.iterdir()) == ["places.csv", "wishes.csv"]


def test_every_faulty_row_is_listed(allocate, capsys):
    wishes = HEAD + "".join(f"S{i},attic,1,x\n" for i in range(50))
    code, _ = allocate(wishes, "place,seats\nlathe,-1\n")
    said = capsys.readouterr().err
    assert code == 2
    assert "101 faults" in said
    for row in range(2, 52):
        assert said.count(f"wishes.csv, row {row}:") == 2


def test_a_faulty_place_is_not_also_called_unknown(allocate, capsys):
    allocate(HEAD + "S1,lathe,1,5\n", "place,seats\nlathe,-1\n")
    assert "1 fault in" in capsys.readouterr().err
    allocate(HEAD + "S1,lathe,1,5\n", "place,wrong\nlathe,1\n")
    assert "1 fault in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wishes", "places", "result"),
    [
        (HEAD, "place,seats\n", "student,place,rank\n"),
        (HEAD, PLACES, "student,place,rank\n"),
        (HEAD + "S1,,,\nS2,,,\n", PLACES, "student,place,rank\nS1,,\nS2,,\n"),
        (HEAD + "S1,closed,1,5\n", PLACES, "student,place,rank\nS1,,\n"),
        (HEAD + "S1,mill,3,5\n", PLACES, "student,place,rank\nS1,mill,3\n"),
        (HEAD + "S1,mill,1.0,5.0\nS2,,,\n", PLACES, "student,place,rank\nS1,mill,1\nS2,,\n"),
        (HEAD + '"a,b",mill,1,-5.5\n', PLACES, 'student,place,rank\n"a,b",mill,1\n'),
        (HEAD.replace(",", ";") + "Ян;mill;1;5,5\n", PLACES, "student,place,rank\nЯн,mill,1\n"),
    ],
)
def test_corners_are_answers(allocate, wishes, places, result):
    code, folder = allocate(wishes, places)
    assert code == 0
    assert (folder / "result.csv").read_text(encoding="utf-8") == result


def test_missing_file_one_file_twice_and_unknown_student_are_faults(allocate, tmp_path, capsys):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    absent = str(tmp_path / "absent.csv")
    assert run(parser.parse_args([absent, absent + "2", "-o", str(tmp_path / "r.csv")])) == 2
    assert capsys.readouterr().err.count("cannot be opened") == 2
    wishes = str(tmp_path / "wishes.csv")
    code, _ = allocate(WISHES, PLACES, "--json", wishes)
    assert code == 2
    assert Path(wishes).read_text() == WISHES
    assert allocate(WISHES, PLACES, "--explain", "S9")[0] == 2


def test_unwritable_output_leaves_nothing(allocate, tmp_path, capsys):
    code, _ = allocate(WISHES, PLACES, "--json", str(tmp_path / "absent" / "audit.json"))
    assert code == 1
    assert "Nothing was written" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["places.csv", "wishes.csv"]


def test_lists_of_dicts_give_the_same_market_as_files(tmp_path):
    for name, text in (("w.csv", WISHES), ("p.csv", PLACES)):
        (tmp_path / name).write_text(text)
    from_files = read_csv(tmp_path / "w.csv", tmp_path / "p.csv", seed="2026")
    rows = [list(csv.DictReader(text.splitlines())) for text in (WISHES, PLACES)]
    from_dicts = from_rows(*rows, seed="2026")
    assert from_dicts == from_files
    result = solve(from_dicts.market)
    assert from_dicts.rows(result)[0] == {"student": "S1", "place": "mill", "rank": 2}
    write_csv(tmp_path / "r.csv", from_dicts, result)
    assert (tmp_path / "r.csv").read_text() == RESULT


def test_lists_of_dicts_take_numbers_and_none_and_name_their_faults():
    places = [{"place": "mill", "seats": 1}]
    empty = {"place": None, "rank": None, "points": None}
    tables = from_rows(
        [{"student": "S1", "place": "mill", "rank": 1, "points": 0.1 + 0.2}, {"student": "S2", **empty}],
        places,
        seed="1",
    )
    assert tables.market.priorities["mill"] == {"S1": 0.1 + 0.2}
    with pytest.raises(FaultyInput) as raised:
        from_rows(
            [
                {"student": "S1", "place": "mill", "rank": 1},
                {"student": "S2", "place": "mill", "rank": 1, "points": float("nan")},
            ],
            places,
            seed="1",
        )
    assert [fault.row for fault in raised.value.faults] == [1, 2]


def test_points_without_a_wish_and_a_wish_without_a_right():
    tables = from_rows(
        [
            {"student": "S1", "place": "mill", "rank": "-", "points": 7},
            {"student": "S1", "place": "lathe", "rank": 1, "points": "-"},
        ],
        [{"place": "mill", "seats": 1}, {"place": "lathe", "seats": 1, "title": "Токарный"}],
        seed="1",
    )
    assert tables.market.wishes["S1"] == ("lathe",)
    assert tables.market.priorities == {"lathe": {}, "mill": {"S1": 7}}
    assert tables.market.title("lathe") == "Токарный"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("87", 87),
        ("-3", -3),
        ("87.50", 87.5),
        ("1e3", 1000),
        ("0.30000000000000004", 0.30000000000000004),
        ("0.3000000000000000401", None),
        ("12345678901234567890", None),
        ("1e-999", None),
        ("0.000", 0),
        ("1_000", None),
        ("٣", None),
        ("0x10", None),
        ("", None),
    ],
)
def test_decimal_keeps_everything_or_refuses(text, value):
    assert decimal(text) == value


def test_whole():
    assert [whole(text) for text in ("3", "3.0", "-1", "3.5", "", "x", "9" * 5000)] == [3, 3, -1] + [None] * 4


def test_help_teaches(capsys):
    parser = argparse.ArgumentParser(prog="kadry allocate")
    add_arguments(parser)
    parser.print_help()
    told = capsys.readouterr().out
    for words in ("student,place,rank,points", "place,seats", "example", "exit codes", "sha256sum"):
        assert words in told


WITHOUT = ["django", "polars", "numpy", "pandas", "pyarrow", "numba", "rich"]


def test_command_needs_neither_django_nor_tables_of_others(tmp_path):
    (tmp_path / "w.csv").write_text(WISHES)
    (tmp_path / "p.csv").write_text(PLACES)
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({WITHOUT!r}))\n"
        "import runpy; sys.argv = 'allocate w.csv p.csv -o r.csv --json a.json --explain S1'.split()\n"
        "runpy.run_module('kadry.engine.allocation', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "r.csv").read_text() == RESULT
    assert not done.stderr  # no bar where nobody watches


def test_public_names_are_all_there():
    import kadry.engine.allocation as topic

    assert all(getattr(topic, name) for name in topic.__all__)
    with pytest.raises(AttributeError):
        topic.nothing  # noqa: B018


def test_readme_example_runs(capsys):
    import kadry.engine.allocation as topic

    readme = Path(topic.__path__[0], "README.md").read_text(encoding="utf-8")
    exec(readme.split("```python\n")[1].split("```")[0], {})
    assert "Your number on the waiting list: 1." in capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")
