"""Assignments and the agenda come in by workbook, as a secretary writes them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from kadry.board import actions
from kadry.board.enums import Counted, Verdict
from kadry.board.models import AgendaItem, Assignment, CoExecutor, Meeting
from kadry.board.queries.hall import items_on
from kadry.exchange import actions as exchange
from kadry.exchange.models import Problem
from kadry.trail.action import Forbidden
from kadry.trail.figures import Scope
from tests.board.builders import DAY, meeting, members, motion, open_meeting
from tests.factories import assignment, cluster, college, employer, need, signed, take, workbook

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


# --- who works on it, who controls it, from which event its deadline is counted

MORE = ("Срок считается от", "Дней от события", "Организация-исполнитель", "Контролирует", "Кто поднял вопрос")


def more(deadline: str, *cells: object) -> bytes:
    line = row(1)
    line[HEADINGS.index("Срок")] = deadline
    return workbook({"Поручения": [(*HEADINGS, *MORE), (*line, *cells)]})


def test_the_new_columns_may_stay_away_and_come_in_when_they_are_there(region):
    works = employer(short_name="АК «Рубин»")
    take(more("", "протокол", "30", "АК «Рубин»", "Правительство", "Союз"))
    assert not problems()
    made = Assignment.objects.get()
    assert (made.deadline, made.counted_from, made.counted_days) == (None, Counted.MINUTES, 30)
    assert (made.organisation, made.controller_ru, made.raised_by_ru) == (works, "Правительство", "Союз")


@pytest.mark.parametrize(
    ("deadline", "cells", "heading"),
    [
        ("", ("", "", "", "", ""), "Срок"),
        ("", ("протокол", "", "", "", ""), "Дней от события"),
        ("01.10.2024", ("", "30", "", "", ""), "Срок считается от"),
        ("01.10.2024", ("праздник", "30", "", "", ""), "Срок считается от"),
        ("01.10.2024", ("", "", "Неизвестный завод", "", ""), "Организация-исполнитель"),
    ],
)
def test_a_deadline_without_a_day_or_an_event_is_named_at_its_cell(region, deadline, cells, heading):
    take(more(deadline, *cells))
    assert [at for at, _code in problems()] == [heading]
    assert not Assignment.objects.exists()


def test_a_workbook_that_comes_again_undoes_no_postponement(region, someone):
    take(book(row(1)))
    made = Assignment.objects.get()
    actions.assignment_postpone(assignment=made, becomes=date(2026, 9, 1), why="Так", **signed(someone("operator")))
    take(book(row(1, target="50")))
    assert problems() == [("Срок", "deadline_set")]
    assert (Assignment.objects.get().deadline, Assignment.objects.get().target) == (date(2026, 9, 1), 40)


def test_a_workbook_that_comes_again_empties_no_deadline_whose_event_has_come(region):
    take(more("", "заседание", "30", "", "", ""))
    actions.deadlines_settle(region=region.pk)
    take(more("", "заседание", "30", "", "Правительство", ""))
    assert Assignment.objects.get().deadline == date(2024, 4, 20)


# --- what a page would not change, a workbook does not either


@pytest.mark.parametrize("cells", [{"target": "4000"}, {"figure": "demand.covered"}, {"comparison": "<="}])
def test_a_test_that_was_run_is_changed_on_its_page_alone(region, cells):
    need(people=50)
    take(book(row(1), row(2)))
    actions.assignments_check(region=region.pk, **signed())
    taken = take(book(row(1, **cells), row(2), row(3))).sheets.get()
    assert (taken.created, taken.changed, taken.same, taken.faulty) == (1, 0, 1, 1), "the other rows come in"
    headings = {"target": "Цель", "figure": "Показатель", "comparison": "Сравнение"}
    assert problems() == [(headings[key], "test_run") for key in cells]
    first = Assignment.objects.get(number=1)
    assert (first.figure, first.comparison, first.target, first.verdict) == ("demand.asked", ">=", 40, Verdict.DONE)


def test_a_test_nobody_has_run_yet_may_still_be_corrected(region):
    take(book(row(1)))
    take(book(row(1, target="50")))
    assert (problems(), Assignment.objects.get().target) == ([], 50)


@pytest.mark.parametrize("is_checked", [False, True])
def test_taking_a_workbook_back_goes_by_the_same_rules(region, is_checked):
    take(more("01.10.2024", "", "", "", "", ""))
    second = take(more("01.10.2024", "", "", "", "Правительство", ""))
    third = take(book(row(1, target="50")))
    if is_checked:
        actions.assignments_check(region=region.pk, **signed())
        with pytest.raises(exchange.CannotTakeBack):
            exchange.workbook_take_back(taken=third, **signed())
        assert Assignment.objects.get().target == 50
        return
    for taken in (third, second):
        exchange.workbook_take_back(taken=taken, **signed())
    made = Assignment.objects.get()
    assert (made.target, made.controller_ru, made.deadline) == (40, "", date(2024, 10, 1))


@pytest.mark.parametrize("state", ["filed", "verified", "off_control"])
@pytest.mark.parametrize(("cells", "heading"), [({"target": "4000"}, "Цель"), ({"scope": "year=2029"}, "Область")])
def test_what_is_filed_or_verified_is_changed_by_no_workbook(region, state, cells, heading):
    take(book(row(1)))
    Assignment.objects.update(state=state, filed="Приказ № 5")
    assert take(book(row(1))).sheets.get().same == 1
    take(book(row(1, **cells)))
    assert problems() == [(heading, "assignment_filed")]
    assert (Assignment.objects.get().target, Assignment.objects.get().scope) == (40, "region=50")


@pytest.mark.parametrize("deadline", ["01.12.2024", "01.09.2024", ""])
def test_a_deadline_that_is_set_is_neither_moved_nor_emptied(region, deadline):
    take(more("01.10.2024", "", "", "", "", ""))
    cells = ("протокол", "900") if not deadline else ("", "")
    take(more(deadline, *cells, "", "", ""))
    assert problems() == [("Срок", "deadline_set")]
    assert "01.10.2024" in Problem.objects.get().cure_ru + Problem.objects.get().what_ru
    made = Assignment.objects.get()
    assert (made.deadline, made.counted_from, made.counted_days) == (date(2024, 10, 1), "", None)


def test_the_workbook_a_deadline_was_counted_by_is_the_same_after_its_event(region):
    """Its cell is empty as before, and the day that came of the event stays."""
    counted = more("", "заседание", "30", "", "", "")
    take(counted)
    actions.deadlines_settle(region=region.pk)
    assert take(counted).sheets.get().same == 1
    assert (problems(), Assignment.objects.get().deadline) == ([], date(2024, 4, 20))
    take(more("", "протокол", "30", "", "", ""))
    assert problems() == [("Срок считается от", "deadline_set")]


AGENDA = ("№", "Вопрос", "Дата заседания")


def agenda(*texts: str) -> bytes:
    return workbook({"Повестка": [AGENDA, *([number, text, f"{DAY:%d.%m.%Y}"] for number, text in enumerate(texts, start=1))]})


def test_a_question_that_was_voted_on_keeps_its_words(region):
    made = open_meeting(*members(3))
    actions.item_add(meeting=made, text_ru="Разное", **signed())
    take(agenda("О мерах", "Разное и прочее"))
    assert [item.text_ru for item in AgendaItem.objects.all()] == ["О мерах", "Разное и прочее"]
    actions.motion_close(motion=actions.motion_open(motion=motion(made), **signed()), **signed())
    taken = take(agenda("Совсем о другом", "Прочее")).sheets.get()
    assert (taken.changed, taken.faulty, problems()) == (1, 1, [("Вопрос", "question_voted")])
    assert [item.text_ru for item in AgendaItem.objects.all()] == ["О мерах", "Прочее"]


@pytest.mark.parametrize("state", ["signed", "cancelled"])
def test_a_meeting_that_is_over_takes_no_more_questions(region, state):
    made = meeting()
    Meeting.objects.update(state=state)
    assert take(agenda("О мерах поддержки")).sheets.get().same == 1
    taken = take(agenda("О мерах поддержки, задним числом", "Задним числом")).sheets.get()
    assert (taken.created, taken.changed, taken.faulty) == (0, 0, 2)
    assert set(problems()) == {("Вопрос", "question_voted"), ("Дата заседания", "meeting_over")}
    assert list(items_on(made).values_list("text_ru", flat=True)) == ["О мерах поддержки"]


def test_the_agenda_of_a_meeting_held_on_paper_still_comes_in(region):
    actions.meeting_record(region=region, held_on=DAY, title_ru="Заседание", **signed())
    take(agenda("О мерах поддержки"))
    assert (problems(), AgendaItem.objects.count()) == ([], 1)


def test_co_executors_come_in_on_a_sheet_of_their_own(region):
    works, made = employer(short_name="АК «Рубин»"), assignment(number=4)
    rows = [
        ("4 от 21.03.2024", "Отдел СПО", ""),
        ("4 от 21.03.2024", "АК «Рубин»", "АК «Рубин»"),
        ("9 от 21.03.2024", "Отдел", ""),
    ]
    for _again in range(2):
        take(workbook({"Соисполнители": [("Поручение", "Соисполнитель", "Организация"), *rows]}))
    found = [(helper.assignment, helper.office_ru, helper.organisation) for helper in CoExecutor.objects.all()]
    assert found == [(made, "Отдел СПО", None), (made, "АК «Рубин»", works)]
    assert problems() and {heading for heading, _code in problems()} == {"Поручение"}
