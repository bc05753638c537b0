"""The workbook comes back with its remarks, and can be sent again."""

import io
import string
from pathlib import Path

import openpyxl
import pytest
from reading_books import book

from kadry.exchange.reading import (
    MESSAGES,
    Near,
    Problem,
    bad_identifier,
    cell_error,
    is_own_sheet,
    mark,
    open_workbook,
    problem,
    unknown_reference,
)

ROWS = [
    ["Потребность (вымышленная)"],
    [],
    ["ИНН", "Организация", "Год"],
    ["7707083894", "ООО «Вымысел»", 2027],
    ["7707083893", "=HYPERLINK(1)", "двадцать"],
    ["7707083893", "АО «Пример»", 2028],
]
PROBLEMS = [
    bad_identifier("inn", "7707083894", sheet="Лист1", row=4, column_letter="A", heading="ИНН"),
    problem("not_a_year", sheet="Лист1", row=5, column_letter="C", heading="Год", value="двадцать"),
    unknown_reference("=HYPERLINK(1)", [], sheet="Лист1", row=5, column_letter="B", heading="Организация"),
]
XLS = (Path(__file__).parent / "files" / "organisations.xls").read_bytes()


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_marks_stand_on_the_cells_beside_the_row_and_on_the_first_sheet():
    remarks, sheet = opened(mark(book(ROWS), "x.xlsx", PROBLEMS)).worksheets
    assert remarks.title == "Замечания"
    assert sheet["A4"].fill.start_color.rgb.endswith("FFC7CE")
    assert "было бы 3" in sheet["A4"].comment.text
    assert sheet["A6"].comment is None and sheet["A6"].fill.fill_type is None
    assert sheet["D3"].value == "Что исправить"
    assert sheet["D5"].value.count("\n") == 1
    assert sheet["D6"].value is None
    assert [cell.value for cell in remarks[3]][:5] == ["Лист1", 5, "C5", "Год", "двадцать"]
    assert remarks["C3"].hyperlink.location == "'Лист1'!C5"
    assert remarks.max_row == 1 + len(PROBLEMS)


def test_words_come_in_the_language_asked_for():
    remarks, sheet = opened(mark(book(ROWS), "x.xlsx", PROBLEMS, "en")).worksheets
    assert remarks.title == "Remarks"
    assert sheet["D3"].value == "What to correct"
    assert "is not a year" in sheet["C5"].comment.text


@pytest.mark.parametrize("bad_rows_only", [False, True])
def test_a_value_that_looks_like_a_formula_stays_a_text(bad_rows_only):
    for sheet in opened(mark(book(ROWS), "x.xlsx", PROBLEMS, bad_rows_only=bad_rows_only)).worksheets:
        assert all(cell.data_type != "f" for row in sheet for cell in row)
    dangerous = "ИНН;Имя\n+1;=cmd|x\n-2;@sum\n"
    listed = [problem("not_digits", sheet="x", row=2, column_letter="A", heading="ИНН", value="+1", what="ИНН")]
    for sheet in opened(mark(dangerous.encode(), "x.csv", listed)).worksheets:
        assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_bad_rows_alone_keep_headings_and_can_be_sent_again():
    data = mark(book(ROWS), "x.xlsx", PROBLEMS, bad_rows_only=True)
    remarks, sheet = open_workbook(data, "x.xlsx").sheets
    assert is_own_sheet(remarks) and not is_own_sheet(sheet)
    assert [row[:3] for row in sheet.cells.rows()] == [
        ("Потребность (вымышленная)", None, None),
        (None, None, None),
        ("ИНН", "Организация", "Год"),
        ("7707083894", "ООО «Вымысел»", "2027"),
        ("7707083893", "=HYPERLINK(1)", "двадцать"),
    ]


def test_bad_rows_alone_are_linked_by_their_new_place():
    problems = [problem("not_a_year", sheet="Лист1", row=6, column_letter="C", heading="Год", value="2028")]
    remarks, sheet = opened(mark(book(ROWS), "x.xlsx", problems, bad_rows_only=True)).worksheets
    assert remarks["C2"].hyperlink.location == "'Лист1'!C4"
    assert sheet["B4"].value == "АО «Пример»"


def test_marking_again_takes_the_old_marks_away():
    once = mark(book(ROWS), "x.xlsx", PROBLEMS)
    remarks, sheet = opened(mark(once, "x.xlsx", PROBLEMS[1:])).worksheets
    assert sheet["A4"].comment is None and sheet["A4"].fill.fill_type is None
    assert sheet["D4"].value is None and sheet["D5"].value
    assert [cell.value for cell in sheet[3]] == ["ИНН", "Организация", "Год", "Что исправить"]
    assert remarks.max_row == 3


def test_formulas_come_back_as_the_values_that_were_read():
    def more(_, sheet):
        sheet.write_formula("C4", "=2000+27", None, 2027)
        sheet.write_formula("C5", "=2000+28", None, "")

    unsaved = cell_error("formula_unsaved", sheet="Лист1", row=5, column_letter="C", heading="Год")
    marked = mark(book(ROWS[:3], more=more), "x.xlsx", [unsaved])
    sheet = opened(marked)["Лист1"]
    assert sheet["C4"].value == 2027
    assert sheet["C5"].value == "=2000+28"
    assert open_workbook(marked, "x.xlsx").sheet("Лист1").errors == {(5, "C"): "formula_unsaved"}


def test_merged_cells_and_problems_of_a_whole_sheet():
    def more(workbook, sheet):
        sheet.merge_range("B4:C4", "вместе", workbook.add_format())

    problems = [
        problem("heading_missing", sheet="Лист1", heading="ОГРН"),
        problem("missing_required", sheet="Лист1", row=4, column_letter="C", heading="Год"),
    ]
    remarks, sheet = opened(mark(book(ROWS[:3], more=more), "x.xlsx", problems)).worksheets
    assert sheet["B4"].comment
    assert remarks["C2"].hyperlink is None


def test_csv_and_xls_come_back_as_xlsx():
    text = "ИНН;Год\r\n1;2027\r\n"
    bad = problem(
        "bad_length",
        sheet="список: 1",
        row=2,
        column_letter="A",
        heading="ИНН",
        value="1",
        what="ИНН",
        count=1,
        expected="10 / 12",
    )
    marked = opened(mark(text.encode("cp1251"), "список: 1.csv", [bad]))
    assert marked.sheetnames == ["Замечания", "список  1"]
    assert marked.worksheets[1]["A2"].comment
    bad = cell_error("#REF!", sheet="Организации", row=7, column_letter="F", heading="Итог")
    marked = opened(mark(XLS, "o.xls", [bad]))
    assert marked["Организации"]["G7"].value.startswith("В ячейке ошибка #REF!")
    assert marked["Организации"]["G4"].value == "Что исправить"
    assert marked["Скрытый"].sheet_state == "hidden"


def test_a_large_book_is_written_anew():
    data = book([["ИНН", "Год"], *([str(n), "2027"] for n in range(20_100))])
    bad = problem("not_a_year", sheet="Лист1", row=20_000, column_letter="B", heading="Год", value="2027")
    marked = open_workbook(mark(data, "x.xlsx", [bad]), "x.xlsx")
    assert marked.sheet("Лист1").cells.height == 20_101
    assert marked.sheet("Лист1").cells.row(19_999)[2].startswith("«2027» — не год.")


def test_every_message_has_both_languages_and_the_same_parameters():
    for code, texts in MESSAGES.items():
        assert len(texts) == 4 and all(texts), code
        en, ru = ({field for _, field, _, _ in string.Formatter().parse(text) if field} for text in texts[:2])
        assert en == ru, code


def test_problem_says_what_and_how():
    near = unknown_reference("Колледж Энергия", [Near("ГАПОУ «Энергия»", 0.9)], sheet="С", row=2, column_letter="B")
    assert isinstance(near, Problem)
    assert (near.code, near.value) == ("unknown_reference_near", "Колледж Энергия")
    assert "ГАПОУ «Энергия»" in near.ru and "ГАПОУ «Энергия»" in near.en
    assert "строку 5" in problem("duplicate_row", sheet="С", row=9, other=5).ru
    assert bad_identifier("inn", "нет", sheet="С", row=2, column_letter="A").code == "not_digits"
    assert bad_identifier("inn", "123", sheet="С", row=2, column_letter="A").code == "bad_length"
    assert "95" in bad_identifier("snils", "112-233-445 96", sheet="С", row=2, column_letter="A").ru
