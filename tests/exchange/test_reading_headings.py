"""The heading row is found wherever people put it, and a sheet is recognised or honestly not."""

import polars as pl
import pytest
from reading_books import book

from kadry.exchange.reading import Declared, RawSheet, best_sheet, data_rows, open_workbook, recognise

HEADINGS = {
    "inn": ("ИНН", "TIN"),
    "name": ("Наименование организации", "Organisation"),
    "number": ("№ п/п",),
    "year": ("Год потребности", "Year"),
    "people": ("Количество рабочих", "People"),
}


def sheet(*rows: tuple[str | None, ...], name: str = "Лист1") -> RawSheet:
    width = max(map(len, rows))
    filled = [(*row, *[None] * (width - len(row))) for row in rows]
    columns = [chr(65 + index) for index in range(width)]
    return RawSheet(name, pl.DataFrame(filled, schema=dict.fromkeys(columns, pl.String), orient="row"))


@pytest.mark.parametrize(
    "heading",
    [
        "наименование ОРГАНИЗАЦИИ",
        "Наименование\nорганизации",
        "Наимено-\nвание организации",
        "Наименование\u00a0организации *",
        " Наименование организации: ",
        "Наиме\u00adнование организации\u202c",
        "Наименование организации (полное)",
        "Organisation",
    ],
)
def test_heading_is_the_same_however_it_is_written(heading):
    found = recognise(sheet((heading, "ИНН"), ("ООО", "1")), HEADINGS)
    assert found and found.columns == {"name": 0, "inn": 1}
    assert found.guessed == ()


def test_titles_above_are_skipped_and_columns_come_in_any_order():
    found = recognise(
        sheet(
            ("Сведения о потребности (вымышленные)",),
            (None,),
            ("ИНН", "и год", "указаны условно"),
            ("Год потребности", "Район", "ИНН", "Количество рабочих"),
            ("2027", "Балашиха", "1", "5"),
        ),
        HEADINGS,
        ("inn", "name"),
    )
    assert found
    assert found.columns == {"year": 0, "inn": 2, "people": 3}
    assert (found.heading_row, found.first_data_row) == (4, 5)
    assert found.extra == {"Район": 1}
    assert found.missing == ("name",)
    assert found.letter("people") == "D"
    assert found.headings["people"] == "Количество рабочих"


def test_merged_titles_of_a_real_workbook_are_skipped():
    def more(workbook, worksheet):
        worksheet.merge_range("B2:E2", "Потребность в кадрах", workbook.add_format())
        worksheet.write_row("B4", ["ИНН", "Наименование организации", "Год потребности"])
        worksheet.write_row("B5", ["0012345678", "ООО «Вымысел»", 2027])

    raw = open_workbook(book([], more=more), "x.xlsx").sheets[0]
    found = recognise(raw, HEADINGS)
    assert found
    assert (found.heading_row, found.letter("inn")) == (4, "B")
    assert data_rows(raw, found).rows(named=True) == [{"_row": 5, "inn": "0012345678", "name": "ООО «Вымысел»", "year": "2027"}]


def test_groups_above_the_headings_and_a_row_of_column_numbers():
    declared = {"inn": ("ИНН",), "first": ("План 2027",), "second": ("План 2028",)}
    found = recognise(sheet(("ИНН", "План", None), (None, "2027", "2028"), ("1", "2", "3"), ("77", "5", "6")), declared)
    assert found
    assert found.columns == {"inn": 0, "first": 1, "second": 2}
    assert (found.heading_row, found.first_data_row) == (2, 4)


def test_duplicated_and_misprinted_headings_are_reported():
    found = recognise(sheet(("ИНН", "ИНН", "Количество рабочик", "Район", "Район"), ("1", "2", "3")), HEADINGS)
    assert found
    assert found.columns == {"inn": 0, "people": 2}
    assert found.duplicated == {"inn": ("A", "B")}
    assert found.guessed == ("people",)
    assert found.extra == {"Район": 3, "Район (2)": 4}


def test_a_sheet_without_headings_is_not_recognised():
    assert recognise(sheet(("привет", "мир"), ("1", "2")), HEADINGS) is None
    assert recognise(RawSheet("пусто", pl.DataFrame()), HEADINGS) is None


def test_blank_rows_are_left_out_and_keep_the_numbering():
    raw = sheet(("ИНН", "Год потребности"), ("1", "2027"), (None, None), ("2", "2028"))
    found = recognise(raw, HEADINGS)
    assert found and data_rows(raw, found)["_row"].to_list() == [2, 4]


DECLARED = {
    "needs": Declared(("Потребность", "Needs"), HEADINGS, ("inn", "year", "people")),
    "organisations": Declared(
        ("Организации",),
        {"inn": ("ИНН",), "name": ("Наименование организации",), "ogrn": ("ОГРН",)},
        ("inn", "name"),
    ),
}


def test_the_right_sheet_is_chosen_by_headings():
    choice = best_sheet(sheet(("ИНН", "Год потребности", "Количество рабочих")), DECLARED)
    assert choice.key == "needs" and choice.recognised
    choice = best_sheet(sheet(("ОГРН", "Наименование организации", "ИНН")), DECLARED)
    assert choice.key == "organisations"


def test_the_name_of_the_sheet_helps_but_does_not_decide_alone():
    assert best_sheet(sheet(("что-то", "иное"), name="Потребность"), DECLARED).key is None
    assert best_sheet(sheet(("ИНН", "Год потребности"), name="Потребность"), DECLARED).key == "needs"


def test_an_unsure_choice_names_the_nearest():
    twin = {"one": DECLARED["needs"], "two": Declared(("Иное",), HEADINGS, ("inn", "year", "people"))}
    choice = best_sheet(sheet(("ИНН", "Год потребности", "Количество рабочих")), twin)
    assert choice.key is None
    assert [key for key, _ in choice.candidates] == ["one", "two"]
