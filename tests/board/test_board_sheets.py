"""Assignments and the agenda come in by workbook, as a secretary writes them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from kadry.board.models import AgendaItem, Assignment
from kadry.exchange.models import Problem
from kadry.trail.action import Forbidden
from kadry.trail.figures import Scope
from tests.factories import cluster, college, employer, take, workbook

HEADINGS = (
    "№",
    "Поручение",
    "Ответственный",
    "Срок",
    "Показатель",
    "Область",
    "Сравнение",
    "Цель",
    "Доказательство",
    "Дата заседания",
)
EMPTY = {"figure": "", "scope": "", "comparison": "", "target": ""}


def row(number: int = 1, **cells: object) -> list[object]:
    """An assignment of 21 March 2024; by a figure unless told otherwise."""
    cells = {"figure": "demand.asked", "scope": "", "comparison": ">=", "target": "40", "evidence": ""} | cells
    return [number, "Собрать потребность", "Правление союза", "01.10.2024", *cells.values(), "21.03.2024"]


def book(*rows: list[object], leave_out: str = "") -> bytes:
    kept = [at for at, heading in enumerate(HEADINGS) if heading != leave_out]
    return workbook({"Поручения": [[line[at] for at in kept] for line in (HEADINGS, *rows)]})


def problems() -> list[tuple[str, str]]:
    return [(problem.heading, problem.code) for problem in Problem.objects.all()]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("", {}),
        ("programme=15.01.32; municipality=Балашиха", {"programme": "15.01.32", "municipality": "balashikha"}),
        ("municipality = Балашиха;programme=15.01.32 ;", {"programme": "15.01.32", "municipality": "balashikha"}),
        ("municipality=балашиха; year=2029", {"municipality": "balashikha", "year": 2029}),
        ("region=Московская область", {}),
        ("employer=АК «Рубин»", {"employer": "rubin"}),
        ("cluster=Машиностроение", {"cluster": "cluster"}),
    ],
)
def test_a_scope_in_names_becomes_the_canonical_one(region, written, canonical):
    works = employer(short_name="АК «Рубин»")
    own = {"rubin": works.pk, "cluster": cluster(works, name="Машиностроение").pk}
    take(book(row(scope=written)))
    canonical = {name: own.get(value, value) for name, value in canonical.items()}
    assert not problems()
    assert Assignment.objects.get().scope == str(Scope.of(region="50", **canonical))


@pytest.mark.parametrize(
    ("cells", "heading", "code"),
    [
        ({"scope": "colour=red"}, "Область", "not_a_choice"),
        ({"scope": "colour"}, "Область", "not_a_choice"),
        ({"scope": "year"}, "Область", "unknown_reference"),
        ({"scope": "municipality="}, "Область", "unknown_reference"),
        ({"scope": "municipality=Нигдеевск"}, "Область", "unknown_reference"),
        ({"scope": "programme=99.99.99"}, "Область", "unknown_reference"),
        ({"scope": "employer=Колледж № 77"}, "Область", "unknown_reference"),
        ({"scope": "year=soon"}, "Область", "unknown_reference"),
        ({"figure": "board.done", "scope": "meeting=soon"}, "Область", "unknown_reference"),
        ({"figure": "demand.of_yesterday"}, "Показатель", "not_a_choice"),
        ({"figure": "demand.of_yesterday", "scope": "programme=15.01.32"}, "Показатель", "not_a_choice"),
        ({"comparison": "="}, "Сравнение", "not_a_choice"),
        ({"target": "сорок"}, "Цель", "not_a_number"),
        ({"target": ""}, "Цель", "missing_required"),
        ({"comparison": ""}, "Сравнение", "missing_required"),
        ({"figure": ""}, "Показатель", "missing_required"),
        (EMPTY, "Доказательство", "missing_required"),
        (EMPTY | {"scope": "year=2029", "evidence": "Порядок"}, "Показатель", "missing_required"),
    ],
)
def test_what_is_wrong_is_named_at_its_cell_and_the_other_rows_go_in(region, cells, heading, code):
    college(short_name="Колледж № 77")
    take(book(row(1), row(2, **cells), row(3)))
    assert problems() == [(heading, code)]
    assert [made.number for made in Assignment.objects.all()] == [1, 3]


def test_an_unknown_dimension_is_named_with_those_the_figure_knows(region):
    take(book(row(scope="colour=red")))
    assert {"municipality", "programme", "year"} <= set(Problem.objects.get().what_ru.rstrip(".").split(": ")[1].split(", "))


def test_a_near_miss_of_a_name_is_proposed_and_not_taken(region):
    take(book(row(scope="municipality=Балашыха")))
    assert "Балашиха" in Problem.objects.get().what_ru
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(("left_out", "heading"), [("Показатель", "Показатель"), ("Цель", "Цель"), ("Сравнение", "Сравнение")])
def test_a_workbook_without_a_whole_column_is_told_which(region, left_out, heading):
    take(book(row(scope="programme=15.01.32"), leave_out=left_out))
    assert problems() == [(heading, "missing_required")]


@pytest.mark.parametrize(
    ("target", "stored"), [("0,6", 0.6), ("0.6", 0.6), ("40", 40), ("20 000", 20_000), ("40 000 000", 40_000_000), (0.05, 0.05)]
)
def test_a_target_is_a_number_or_a_share(region, target, stored):
    take(book(row(figure="outcomes.in_trade_rate", scope="year=2025", target=target)))
    assert not problems()
    assert Assignment.objects.get().target == pytest.approx(stored)


def test_an_assignment_by_evidence_has_no_figure_and_no_scope(region):
    take(book(row(**EMPTY, evidence="Утверждённый порядок опроса")))
    made = Assignment.objects.get()
    assert (made.figure, made.scope, made.comparison, made.target) == ("", "", "", None)
    assert (made.evidence, made.deadline, made.held_on) == (
        "Утверждённый порядок опроса",
        date(2024, 10, 1),
        date(2024, 3, 21),
    )


def test_the_same_workbook_again_changes_nothing_and_what_became_of_an_assignment_stays(region):
    take(book(row(1), row(2, **EMPTY, evidence="Порядок")))
    Assignment.objects.filter(number=2).update(state="filed", filed="Приказ № 5", verdict="done")
    sheet = take(book(row(1, target="50"), row(2, **EMPTY, evidence="Порядок"))).sheets.get()
    assert (sheet.created, sheet.changed, sheet.same, sheet.faulty) == (0, 1, 1, 0)
    first, second = Assignment.objects.all()
    assert first.target == 50
    assert (second.state, second.filed, second.verdict) == ("filed", "Приказ № 5", "done")


@pytest.mark.parametrize("who", ["chair", "coordinator", "employer", "auditor"])
def test_only_the_operator_brings_assignments_in(someone, who):
    with suppress(Forbidden):  # some may bring in no workbook at all
        take(book(row()), by=someone(who))
    assert not Assignment.objects.exists()


def test_the_agenda_comes_in_with_its_numbers(region):
    headings = ("№", "Вопрос", "Дата заседания")
    take(workbook({"Повестка": [headings, (2, "Меры поддержки", "05.06.2026"), (1, "Исполнение решений", "05.06.2026")]}))
    assert [(item.number, item.text) for item in AgendaItem.objects.all()] == [(1, "Исполнение решений"), (2, "Меры поддержки")]
