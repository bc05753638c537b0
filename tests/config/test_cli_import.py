"""``kadry import`` and ``kadry trace``: a workbook goes in, a figure comes out."""

from __future__ import annotations

import pytest

from kadry.demand.models import Need
from kadry.exchange.models import Import
from tests.factories import assignment, employer, need, need_row, needs_book, student


@pytest.fixture
def files(region, tmp_path):
    """A good workbook, one with a bad row, one that is none."""
    works = employer(name="ООО «Свой завод (вымышленный)»")
    made = {
        "good": needs_book(need_row(works, people=12)),
        "faulty": needs_book(need_row(works, year=2030), need_row(works, year=2031, people="много")),
        "refused": b"PK\x03\x04 this is not a workbook",
    }
    for name, data in made.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    (tmp_path / "unlike.csv").write_text("Дорогие коллеги!")
    return {name: tmp_path / f"{name}.xlsx" for name in made} | {
        "missing": tmp_path / "missing.xlsx",
        "unlike": tmp_path / "unlike.csv",
    }


@pytest.mark.parametrize(
    ("names", "code", "needs"),
    [
        (["good"], 0, 1),
        (["faulty"], 1, 1),
        (["refused"], 2, 0),
        (["missing"], 2, 0),
        (["unlike"], 2, 0),
        (["good", "faulty"], 1, 2),
        (["good", "refused"], 2, 1),
        (["good", "missing"], 2, 0),
    ],
)
def test_the_exit_code_says_whether_all_rows_went_in(kadry, files, names, code, needs):
    assert kadry("import", *[files[name] for name in names]).code == code
    assert Need.objects.count() == needs


def test_what_went_in_is_counted_by_sheet(kadry, files):
    rows = [line.split("│")[2:-1] for line in kadry("import", files["faulty"]).out.splitlines() if "│ needs" in line]
    assert [[cell.strip() for cell in row] for row in rows] == [["2", "1", "0", "0", "1"]]


def test_a_row_that_stays_out_is_named_with_its_cell_and_cure(kadry, files):
    said = kadry("import", files["faulty"]).text
    assert "faulty.xlsx · Потребность · F3" in said
    assert "“много”" in said


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"%PDF-1.7", b""], ids=["a broken archive", "a PDF", "nothing"])
def test_a_file_that_is_no_workbook_is_refused_in_words(kadry, region, tmp_path, data):
    (tmp_path / "needs.xlsx").write_bytes(data)
    said = kadry("import", tmp_path / "needs.xlsx")
    assert said.code == 2
    assert said.text.endswith(Import.objects.get().refusal_en)


def test_a_file_of_which_nothing_is_recognised_is_at_fault(kadry, files):
    said = kadry("import", files["unlike"])
    assert said.code == 2
    assert "unlike.csv: no sheet of it is recognised" in said.text


def test_a_sheet_without_a_heading_it_needs_keeps_its_rows_out(kadry, files, tmp_path):
    (tmp_path / "half.csv").write_text("Работодатель;Муниципалитет;Код программы;Год начала работы\nх;Балашиха;15.01.32;2029\n")
    said = kadry("import", tmp_path / "half.csv")
    assert said.code in (1, 2)
    assert "half.csv" in said.out
    assert not Need.objects.exists()


def test_a_file_that_is_not_there_stops_everything_before_it_begins(kadry, files):
    assert "missing.xlsx" in kadry("import", files["good"], files["missing"]).out
    assert not Import.objects.exists()


def test_a_dry_run_stores_nothing_and_gives_the_same_code(kadry, files):
    assert kadry("import", "--dry-run", files["good"]).code == 0
    assert kadry("import", "--dry-run", files["faulty"]).code == 1
    assert not Need.objects.exists()


def test_the_ground_is_kept_and_the_same_file_again_is_good(kadry, files):
    from kadry.trail.models import Event

    kadry("import", files["good"], "--ground", "письмо № 7")
    assert Event.objects.filter(ground="письмо № 7").exists()
    assert kadry("import", files["good"]).code == 0
    assert Need.objects.count() == 1


# --- a figure


def test_trace_shows_value_formula_rows_where_they_came_from_and_the_line_of_code(kadry, files):
    kadry("import", files["good"])
    said = kadry("trace", "demand.gap", "year=2029")
    assert said.code == 0
    assert ": 12" in said.out.splitlines()[0]
    assert "kadry/demand/figures.py:" in said.out
    assert "good.xlsx · Потребность · 2" in said.text


@pytest.mark.parametrize(("scope", "value"), [([], "40"), (["municipality=balashikha"], "40"), (["year=2030"], "0")])
def test_trace_cuts_the_figure_by_its_scope(kadry, region, scope, value):
    need(people=40)
    assert kadry("trace", "demand.asked", *scope).out.splitlines()[0].endswith(f": {value}")


def test_trace_without_rows_says_which_sheet_is_missing(kadry, region):
    said = kadry("trace", "demand.gap")
    assert said.code == 0
    assert "cannot tell" in said.out


def test_trace_shows_as_many_rows_as_asked_for_and_no_person(kadry, region):
    for _ in range(7):
        need()
    assert kadry("trace", "demand.needs", "--rows", "3").out.count("15.01.32") == 3
    own = student(surname="Синицын")
    assert own.surname not in kadry("trace", "training.students").out


def test_trace_alone_lists_every_figure(kadry, region):
    from kadry.trail.figures import all_figures

    said = kadry("trace")
    assert said.code == 0
    assert all(figure.key in said.out for figure in all_figures())


@pytest.mark.parametrize(
    "asked",
    [
        ["demand.nothing"],
        ["demand.gap", "colour=red"],
        ["demand.gap", "year"],
        ["demand.gap", "year=soon"],
        ["board.done", "meeting=soon"],
    ],
)
def test_trace_of_what_is_none_is_the_input_s_fault(kadry, region, asked):
    need()
    assignment()
    said = kadry("trace", *asked)
    assert said.code == 2
    assert said.text
