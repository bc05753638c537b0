"""The scene of the board's meeting, walked in a real browser: each role comes in by one click and finds its day."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import follow

pytestmark = pytest.mark.xdist_group("journeys")

ROLES = ("chair", "operator", "coordinator", "employer", "student", "union", "auditor")


def _fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_stranger_clicks_a_number_and_has_formula_rows_and_line_of_code(page):
    page.goto("/")
    assert _fits(page)
    follow(page, "h1 .k-figure__link")
    assert re.search(r"kadry/demand/figures\.py:\d+", page.content())
    assert _fits(page)


def test_the_chair_lands_on_the_execution_of_the_decisions(enter):
    page = enter("chair")
    assert "/board/" in page.url
    assert "21 марта 2024" in page.locator("h1").inner_text().replace("\xa0", " ")
    follow(page, ".k-decision a")
    assert "/board/assignments/" in page.url


@pytest.mark.parametrize("role", ROLES)
def test_each_role_finds_its_day_and_it_is_accessible(enter, role):
    page = enter(role)
    assert page.locator("h1").count() == 1
    assert _fits(page)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_operator_sends_a_workbook_in_sees_the_bad_cell_and_stores_the_rest(enter, tmp_path):
    page = enter("operator")
    book = tmp_path / "needs.csv"
    book.write_text(
        "Работодатель;Муниципалитет;Код программы;Год;Требуется, чел.\n"
        "АК «Рубин»;Балашиха;15.01.32;2031;7\n"
        "АК «Рубин»;Балашиха;15.01.32;2032;много\n",
        encoding="utf-8",
    )
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(str(book))
    follow(page, "main form button")
    assert "много" in page.content()
    follow(page, "form[action$='/store/'] button")
    follow(page, "form[action$='/take-back/'] button")
    assert page.locator("form[action$='/take-back/']").count() == 0


def test_a_student_sees_the_own_answer_and_not_another_one(enter):
    page = enter("student")
    own = page.url
    number = int(own.rstrip("/").rsplit("/", 1)[1])
    answer = page.request.get(own.replace(str(number), str(number + 1)))
    assert answer.status == 404


def test_the_language_changes_and_stays(page):
    page.goto("/")
    follow(page, "button[name=language]")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/board/")
    assert page.locator("html").get_attribute("lang") == "en"
