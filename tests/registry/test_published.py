"""What sources have published comes in by workbook and is compared with what is counted."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from kadry.exchange.models import Problem
from kadry.people.enums import Role
from kadry.registry.enums import Agreement
from kadry.registry.models import Published
from kadry.trail.action import Forbidden
from kadry.trail.figures import Scope
from tests.factories import college, take, workbook

HEADINGS = ("Показатель", "Что", "Что (англ.)", "Фигура", "Область", "Значение", "Точность", "Единица", "Источник", "На дату")


def row(**cells: object) -> list[object]:
    """Colleges of the region, 37 exactly, unless told otherwise."""
    cells = {
        "key": "colleges",
        "what_ru": "Колледжи",
        "what_en": "Colleges",
        "figure": "registry.colleges",
        "scope": "region=Московская область",
        "value": 37,
        "qualifier": "точно",
        "unit": "шт.",
        "source": "example.invalid/news",
        "as_of": "02.10.2025",
    } | cells
    return list(cells.values())


def book(*rows: list[object]) -> bytes:
    return workbook({"Опубликовано": [HEADINGS, *rows]})


def problems() -> list[tuple[str, str]]:
    return [(problem.heading, problem.code) for problem in Problem.objects.all()]


def test_a_published_number_comes_in_with_its_source_and_its_figure(region):
    take(book(row()))
    assert not problems()
    one = Published.objects.get()
    assert (one.key, one.figure, one.scope, one.value) == ("colleges", "registry.colleges", "region=50", 37)
    assert (one.qualifier, one.unit, one.source, one.as_of) == ("exact", "items", "example.invalid/news", date(2025, 10, 2))
    assert (one.region, one.origin_row) == (region, 2)


def test_one_key_may_be_published_of_several_scopes(region):
    whose = college(short_name="Колледж «Образец»")
    take(book(row(), row(scope="college=Колледж «Образец»", qualifier="не менее", value="1,5")))
    assert not problems()
    assert {one.scope for one in Published.objects.all()} == {"region=50", str(Scope.of(region="50", college=whose.pk))}
    assert Published.objects.get(qualifier="at_least").value == 1.5


def test_the_same_workbook_again_changes_nothing_and_a_new_value_replaces_the_old(region):
    take(book(row()))
    take(book(row()))
    assert Published.objects.get().value == 37
    take(book(row(value=38)))
    assert Published.objects.get().value == 38


def test_what_no_figure_counts_may_be_published_all_the_same(region):
    take(book(row(key="housing", figure="", scope="")))
    assert not problems()
    assert Published.objects.get().figure == ""


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"figure": "registry.castles"}, ("Фигура", "not_a_choice")),
        ({"scope": "employer=Никто"}, ("Область", "not_a_choice")),
        ({"scope": "municipality=Нигде"}, ("Область", "unknown_reference")),
        ({"qualifier": "примерно"}, ("Точность", "not_a_choice")),
        ({"unit": "штук"}, ("Единица", "not_a_choice")),
        ({"value": "много"}, ("Значение", "not_a_number")),
        ({"source": ""}, ("Источник", "missing_required")),
        ({"as_of": ""}, ("На дату", "missing_required")),
    ],
)
def test_a_cell_that_makes_no_sense_is_named(region, cells, problem):
    take(book(row(**cells)))
    assert problems() == [problem]
    assert not Published.objects.exists()


@pytest.mark.parametrize("who", [Role.CHAIR, Role.COORDINATOR, Role.EMPLOYER, Role.AUDITOR])
def test_only_those_who_keep_the_registry_bring_it_in(someone, who):
    with suppress(Forbidden):  # some may bring in no workbook at all
        take(book(row()), by=someone(who))
    assert not Published.objects.exists()


@pytest.mark.parametrize(
    ("qualifier", "counted", "agreement"),
    [
        ("exact", 6000, Agreement.AGREES),
        ("exact", 6001, Agreement.DIFFERS),
        ("at_least", 6214, Agreement.AGREES),
        ("at_least", 6000, Agreement.AGREES),
        ("at_least", 5999, Agreement.DIFFERS),
        ("about", 6300, Agreement.AGREES),
        ("about", 5700, Agreement.AGREES),
        ("about", 6301, Agreement.DIFFERS),
        ("about", 0, Agreement.DIFFERS),
        ("exact", None, Agreement.CANNOT_TELL),
    ],
)
def test_agreement_is_judged_as_exactly_as_the_source_speaks(qualifier, counted, agreement):
    assert Published(value=6000, qualifier=qualifier).agreement(counted) is agreement
