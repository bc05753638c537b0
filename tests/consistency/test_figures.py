"""Every figure any room declares, opened over HTTP and computed again from the rows it lists."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup

from kadry.board.catalogue import ROOMS
from kadry.trail import figures
from kadry.trail.dimensions import TITLES
from kadry.trail.figures import Scope
from kadry.web.templatetags.words import said
from tests.factories import cluster, employer, need, programme, town

KEYS = [figure.key for figure in figures.all_figures()]
SCOPES = ["region=50", "region=50&year=2028", "region=50&municipality=khimki", "region=50&until=2028&industry=machinery"]


@pytest.fixture
def small_region(region):
    """A few rows of every kind that figures count; each later room adds its own."""
    works = [employer(), employer(municipality=town("khimki"))]
    cluster(*works)
    cluster(works[0])
    for number in range(12):
        need(
            employer=works[number % 2],
            municipality=works[number % 2].municipality,
            programme=programme(["15.01.32", "15.02.16", "09.02.07"][number % 3]),
            year=2027 + number // 4,
            people=5 + number,
            covered=number % 5,
            filled=number % 4,
            kind="practice" if number == 7 else "hire",
            **({"state": "closed", "close_reason": "pay"} if number == 9 else {}),
        )


def _scopes_of(key: str) -> list[Scope]:
    """The scopes of the table that this figure can be cut by."""
    known = figures.find(key).source.dimensions
    return [scope for scope in map(Scope.parse, SCOPES) if {name for name, _ in scope.items} <= set(known)]


def _listed(client, reading) -> list[dict[str, str]]:
    answer = client.get(f"{reading.address}&format=csv")
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def _exact(cell: str) -> Fraction:
    return Fraction(cell or 0)


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_is_exactly_what_its_listed_rows_add_up_to(small_region, enter, key):
    client = enter("operator")
    for scope in _scopes_of(key):
        reading = figures.read(key, scope)
        rows = _listed(client, reading)
        if reading.value is None:
            assert reading.missing, f"{key}?{scope} cannot be told and does not say why"
            continue
        adds, out_of = sum(_exact(row["adds"]) for row in rows), sum(_exact(row["out of"]) for row in rows)
        expected = adds / out_of if reading.low is not None else adds
        assert reading.value == pytest.approx(float(expected), rel=1e-12), f"{key}?{scope}"
        assert reading.count == (out_of if reading.low is not None else len(rows))


@pytest.mark.parametrize("key", KEYS)
def test_the_page_of_a_figure_prints_its_value_formula_and_line_of_code(small_region, enter, key):
    from django.utils import translation

    client = enter("operator")
    client.cookies["django_language"] = "ru"
    for scope in _scopes_of(key):
        reading = figures.read(key, scope)
        answer = client.get(reading.address)
        text = BeautifulSoup(answer.content, "html.parser").get_text()
        with translation.override("ru"):
            assert said(reading).number in text
            assert str(reading.figure.formula) in text
        assert ":".join(map(str, reading.figure.code)) in text


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_opens_to_everybody_and_rows_of_persons_to_nobody_without_a_right(small_region, client, key):
    reading = figures.read(key, Scope.of(region="50"))
    answer = client.get(reading.address)
    assert answer.status_code == 200
    if reading.figure.source.personal:
        assert not answer.context["lines"]


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_says_in_words_what_it_is(region, key):
    one = figures.find(key)
    assert all(map(str, (one.title, one.formula, one.source.name, one.source.sheet)))
    assert one.source.columns
    assert "region" in one.source.dimensions


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_without_rows_names_what_is_missing(region, key):
    reading = figures.read(key, Scope.of(region="50"))
    assert reading.value is None
    assert str(reading.missing)


def test_every_dimension_of_every_figure_has_a_title_and_no_title_is_left_over():
    assert {name for key in KEYS for name in figures.find(key).source.dimensions} == set(TITLES)


def test_every_room_with_figures_is_called_something_in_the_catalogue():
    assert {key.split(".")[0] for key in KEYS} == set(ROOMS)


def test_the_scopes_of_this_test_are_not_empty(small_region):
    for scope in SCOPES[:3]:
        assert figures.read("demand.asked", Scope.parse(scope)).value
