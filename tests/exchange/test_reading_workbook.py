"""What comes out of a file: text as meant, row numbers as seen, error cells by name."""

import datetime
from pathlib import Path

import pytest
from reading_books import book, raw_book

from kadry.exchange.reading import open_workbook

FILES = Path(__file__).parent / "files"


def rows_of(data: bytes, name: str = "book.xlsx") -> list[tuple[str | None, ...]]:
    return open_workbook(data, name).sheets[0].cells.rows()


def test_cells_keep_what_the_workbook_means():
    def more(workbook, sheet):
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        moment = workbook.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet.write_string(0, 0, "0012345678")
        sheet.write_number(0, 1, 1142223009070)
        sheet.write_datetime(0, 2, datetime.datetime(2026, 6, 15), day)
        sheet.write_datetime(0, 3, datetime.datetime(2026, 6, 15, 10, 30), moment)
        sheet.write_boolean(0, 4, True)
        sheet.write_number(0, 5, 12.0)
        sheet.write_number(0, 6, 12.5)
        sheet.write_string(0, 7, "строка\nвторая")

    assert rows_of(book([], more=more)) == [
        (
            "0012345678",
            "1142223009070",
            "2026-06-15",
            "2026-06-15 10:30:00",
            "true",
            "12",
            "12.5",
            "строка\nвторая",
        )
    ]


def test_row_numbers_and_letters_are_those_of_the_sheet():
    sheet = open_workbook(book([[], [], [None, None, "a"], [], [None, None, "b"]]), "x.xlsx").sheets[0]
    assert sheet.cells.columns == ["A", "B", "C"]
    assert sheet.cells["C"].to_list() == [None, None, "a", None, "b"]
    assert sheet.row_of(4) == 5


def test_hidden_sheets_are_read_and_flagged():
    def more(workbook, _):
        hidden = workbook.add_worksheet("Тайный")
        hidden.hide()
        hidden.write(0, 0, "x")

    sheets = open_workbook(book([["a"]], more=more), "x.xlsx").sheets
    assert [(sheet.name, sheet.hidden, sheet.cells.height) for sheet in sheets] == [
        ("Лист1", False, 1),
        ("Тайный", True, 1),
    ]


def test_empty_sheet_has_no_rows():
    assert open_workbook(book([]), "x.xlsx").sheets[0].cells.shape == (0, 0)


def test_formulas_are_read_by_saved_value_and_named_where_none_is():
    data = raw_book(
        b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c>'
        b'<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f>1+1</f><v/></c></row>'
        b'<row r="3"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3" t="e"><v>#N/A</v></c>'
        b'<c r="C3" t="e"><v>#REF!</v></c><c r="D3" t="e"><f>NAM()</f><v>#NAME?</v></c>'
        b'<c r="E3" t="inlineStr"><is><t>t="e" &lt;f></t></is></c><c r="F3" s="1"/></row>'
    )
    sheet = open_workbook(data, "x.xlsx").sheets[0]
    assert sheet.errors == {
        (1, "B"): "formula_unsaved",
        (1, "C"): "formula_unsaved",
        (1, "E"): "formula_unsaved",
        (3, "A"): "#DIV/0!",
        (3, "B"): "#N/A",
        (3, "C"): "#REF!",
        (3, "D"): "#NAME?",
    }
    assert sheet.cells.rows() == [
        ("2", None, None, None, None),
        (None, None, None, None, None),
        (None, None, None, None, 't="e" <f>'),
    ]


@pytest.mark.parametrize(
    "sheet_data",
    [
        b"<row><c><v>1</v></c><c><f>A1</f></c></row><row><c t='e'><v>#REF!</v></c></row>",
        b"<row r='1'><c s='0' r='A1'><v>1</v></c><c r='B1'><f>A1</f></c></row><row r='2'><c r='A2' t='e'><v>#REF!</v></c></row>",
    ],
    ids=["no references", "single quotes"],
)
def test_unusual_markup_gives_the_same_answer(sheet_data):
    sheet = open_workbook(raw_book(sheet_data), "x.xlsx").sheets[0]
    assert sheet.errors == {(1, "B"): "formula_unsaved", (2, "A"): "#REF!"}
    assert sheet.cells["A"].to_list() == ["1", None]


def test_prefixed_markup_gives_the_same_answer():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c>'
        '<x:c r="C2"><x:f>B2</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    sheet = open_workbook(raw_book(xml.encode()), "x.xlsx").sheets[0]
    assert sheet.errors == {(2, "C"): "formula_unsaved"}
    assert sheet.cells.rows()[1][:2] == (None, "7")


def test_sheet_of_unsaved_formulas_alone_still_has_its_rows():
    sheet = open_workbook(raw_book(b'<row r="2"><c r="C2"><f>A1</f></c></row>'), "x.xlsx").sheets[0]
    assert sheet.cells.shape == (2, 3)


def test_error_cell_on_the_border_of_two_chunks():
    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><f>A1</f></c></row>'
    sheet = open_workbook(raw_book(b"".join(row % (n, n, n) for n in range(1, 40_001))), "x.xlsx").sheets[0]
    assert len(sheet.errors) == 40_000
    assert sheet.cells["A"].null_count() == 0


def test_a_million_empty_formatted_rows_cost_nothing():
    filled = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
    empty = b"".join(b'<row r="%d" s="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(4, 1_048_577))
    sheet = open_workbook(raw_book(filled + empty), "x.xlsx").sheets[0]
    assert sheet.cells["A"].to_list() == ["1", None, "3"]


def test_a_whole_row_tinted_to_the_last_column_is_not_too_large():
    tinted = b"".join(b'<c r="%s5" s="1"/>' % letters for letters in (b"A", b"AZ", b"XFD"))
    data = raw_book(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="5">' + tinted + b"</row>")
    assert open_workbook(data, "x.xlsx").sheets[0].cells.shape == (1, 1)


def test_wide_sheet_keeps_its_letters():
    sheet = open_workbook(book([list(range(60))]), "x.xlsx").sheets[0]
    assert sheet.cells.columns[-1] == "BH"
    assert sheet.cells["BH"].to_list() == ["59"]


def test_xls_with_dates_errors_and_a_hidden_sheet():
    workbook = open_workbook((FILES / "organisations.xls").read_bytes(), "organisations.xls")
    sheet, hidden = workbook.sheets
    assert workbook.kind == "xls"
    assert (sheet.name, hidden.name, hidden.hidden) == ("Организации", "Скрытый", True)
    assert sheet.errors == {(7, "F"): "#REF!", (8, "F"): "#N/A"}
    rows = sheet.cells.rows()
    assert rows[3][1:] == ("ИНН", "Наименование", "Дата", "Число", "Итог")
    assert rows[4][1:5] == ("0012345678", "ООО «Вымысел»", "2026-06-15", "12")
    assert rows[5] == (None,) * 6
    assert rows[6][3:5] == ("15.06.2026", "12.5")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_csv_in_each_encoding_and_delimiter(encoding, delimiter):
    lines = [
        delimiter.join(["Наименование", "ИНН", "Примечание"]),
        delimiter.join(['"ООО ""Вымысел"""', "0012345678", '"две\nстроки"']),
        "",
        delimiter.join(["АО «Пример»", "", "№ 5"]),
    ]
    assert rows_of("\r\n".join(lines).encode(encoding), "список.csv") == [
        ("Наименование", "ИНН", "Примечание"),
        ('ООО "Вымысел"', "0012345678", "две\nстроки"),
        (None, None, None),
        ("АО «Пример»", None, "№ 5"),
    ]


def test_csv_with_decimal_commas_titles_and_ragged_rows():
    text = "Потребность, человек, 2026\n\nИНН;Сумма;Год\n1;12,5;2027\n2;13,5;2028;лишнее\n3;1,0\n"
    assert rows_of(text.encode(), "x.csv") == [
        ("Потребность, человек, 2026", None, None, None),
        (None, None, None, None),
        ("ИНН", "Сумма", "Год", None),
        ("1", "12,5", "2027", None),
        ("2", "13,5", "2028", "лишнее"),
        ("3", "1,0", None, None),
    ]


def test_csv_of_one_column_and_excels_own_first_line():
    assert rows_of("ИНН\n123\n".encode(), "x.csv") == [("ИНН",), ("123",)]
    assert rows_of(b"sep=,\na,b\n", "x.csv") == [("a", "b")]
    assert open_workbook(b"a;b", "dir/needs.csv").sheets[0].name == "needs"
