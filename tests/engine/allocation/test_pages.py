"""The page for students and parents says what the engine does, to the last digit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kadry.engine.allocation import Market, explain, solve, verify

DOCS = Path(__file__).parents[3] / "docs"

PAGES = {
    "how-places-were-given.md": ("en", ("Anna", "Vera", "Boris", "Gleb"), "."),
    "how-places-were-given.ru.md": ("ru", ("Анна", "Вера", "Борис", "Глеб"), ","),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_worked_example_is_what_the_engine_gives(page):
    language, (anna, vera, boris, gleb), point = PAGES[page]
    market = Market(
        seats={"rubin": 2, "store": 1},
        wishes={anna: ("rubin",), vera: ("rubin",), boris: ("rubin", "store"), gleb: ("store",)},
        priorities={"rubin": {anna: 91, vera: 87, boris: 81}, "store": {boris: 64, gleb: 64}},
        seed="2026-07-01",
    )
    result = solve(market)
    assert verify(market, result).holds
    assert dict(result.assignment) == {anna: "rubin", vera: "rubin", boris: "store", gleb: None}
    assert result.waiting["store"] == (gleb,)
    text = (DOCS / page).read_text(encoding="utf-8")
    told = str(explain(market, result, gleb, language))
    drawn = re.findall(rf"0\{point}\d{{4}}", told)
    assert len(drawn) == 2
    assert all(number in text for number in drawn)
    assert result.lottery[""][boris] in text
    for points in (91, 87, 81, 64):
        assert f"| {points} |" in text


@pytest.mark.parametrize("page", PAGES)
def test_it_is_half_a_page(page):
    assert len((DOCS / page).read_text(encoding="utf-8").split()) < 400
