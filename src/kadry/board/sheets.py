"""Assignments, who works on them and the agenda, as a secretary keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy as _

from kadry.board.access import may_keep_assignments
from kadry.board.enums import AssignmentState, Comparison, Counted, MeetingState, MotionState
from kadry.board.models import AgendaItem, Assignment, Check, CoExecutor, Meeting, Motion
from kadry.exchange import kinds
from kadry.exchange.kinds import Context, Finding, Read
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.registry import lookups
from kadry.registry.models import Organisation

# A deadline counted from another assignment is entered on the page: the other one may stand in the same workbook.
COUNTED_FROM = {"заседание": Counted.MEETING, "протокол": Counted.MINUTES, "meeting": Counted.MEETING, "minutes": Counted.MINUTES}

BY_WHEN = ("deadline", "counted_from", "counted_days")
TEST = ("figure", "scope", "comparison", "target", "evidence")
OVER = (MeetingState.SIGNED, MeetingState.CANCELLED)


def _organisations(context: Context) -> Iterable[tuple[int, Iterable[str]]]:
    """An organisation of any kind: an assignment may go to a college, an enterprise or a public office."""
    known = Organisation.objects.filter(municipality__region_id=context.region_id)
    yield from ((pk, names) for pk, *names in known.values_list("pk", "inn", "ogrn", "name", "short_name"))


def _assignments(context: Context) -> Iterable[tuple[int, Iterable[str]]]:
    """«4 от 21.03.2024», as papers name an assignment."""
    known = Assignment.objects.filter(region_id=context.region_id).values_list("pk", "number", "held_on")
    for pk, number, held_on in known:
        yield pk, (f"{number} от {held_on:%d.%m.%Y}", f"{number} of {held_on:%d.%m.%Y}")


_ORGANISATION = kinds.reference(Organisation, "any", _organisations)


def _agree(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    return _by_when(row) or _seen_somehow(row)


def _by_when(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    """A day, or a number of days counted from an event; never both."""
    missing = Finding("missing_required")
    if row.get("counted_from"):
        return ("counted_days", missing) if row.get("counted_days") is None else None
    if row.get("counted_days") is not None:
        return "counted_from", missing
    return ("deadline", missing) if row.get("deadline") is None else None


def _as_its_page_would(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    """A workbook goes by the rules of the page: what is filed stays, a deadline is postponed, a change of the test is told."""
    changed = [column.key for column in ASSIGNMENTS.columns if _is_changed(column.key, before, after)]
    if changed and before["state"] != AssignmentState.ASSIGNED:
        return Finding("assignment_filed", at=changed[0])
    if (moved := _first_of(BY_WHEN, changed)) and before["deadline"]:
        return Finding("deadline_set", {"day": f"{before['deadline']:%d.%m.%Y}"}, at=moved)
    if (tested := _first_of(TEST, changed)) and Check.objects.filter(assignment=before["id"]).exists():
        return Finding("test_run", at=tested)
    return None


def _is_changed(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """What was kept to take an import back has its days as text; a column that did not come changes nothing."""
    field = Assignment._meta.get_field(key)
    name = field.attname
    return name in after and field.to_python(after[name]) != before[name]


def _first_of(keys: Sequence[str], changed: Sequence[str]) -> str:
    return next((key for key in changed if key in keys), "")


def _deadline(cells: pl.Series, context: Context) -> Read:
    """A day. Where it was counted from an event that has come, an empty cell means the day that came of it."""
    read = kinds.day()(cells, context)
    counted = Assignment.objects.filter(region_id=context.region_id).exclude(counted_from="").exclude(deadline=None)
    came_to = {(number, held_on): day for number, held_on, day in counted.values_list("number", "held_on", "deadline")}
    rows = zip(context.columns["number"], context.columns["held_on"], read.values, strict=True)
    return Read([day or came_to.get((number, held_on)) for number, held_on, day in rows], read.findings)


def _question_stays(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    """What was voted on, or stands in signed minutes, keeps its words."""
    over = Meeting.objects.filter(region=before["region_id"], held_on=before["held_on"], state__in=OVER)
    voted = Motion.objects.filter(item=before["id"]).exclude(state=MotionState.DRAFT)
    return Finding("question_voted") if over.exists() or voted.exists() else None


def _day_of_agenda(cells: pl.Series, context: Context) -> Read:
    """A day; a meeting that is over has its agenda, and no question is added to it afterwards."""
    read = kinds.day()(cells, context)
    meetings = Meeting.objects.filter(region_id=context.region_id, state__in=OVER)
    over = set(meetings.values_list("held_on", flat=True))
    items = AgendaItem.objects.filter(region_id=context.region_id, held_on__in=over)
    standing = set(items.values_list("number", "held_on"))
    late = {
        at: Finding("meeting_over", {"day": f"{held_on:%d.%m.%Y}"})
        for at, (number, held_on) in enumerate(zip(context.columns["number"], read.values, strict=True))
        if held_on in over and (number, held_on) not in standing
    }
    return Read(read.values, {**late, **read.findings})


def _seen_somehow(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    """An acceptance test names its figure, comparison and target together; where there is none, evidence is asked for."""
    test = {key: row.get(key) not in (None, "") for key in ("figure", "comparison", "target")}
    if any(test.values()) or row.get("scope"):
        missing = next((key for key, given in test.items() if not given), None)
    else:
        missing = None if row.get("evidence") else "evidence"
    return (missing, Finding("missing_required")) if missing else None


_NUMBER = Column("number", kinds.whole(1, 999), ("№", "Номер", "Number"), required=True)
_DAY_OF_MEETING = ("Дата заседания", "Date of the meeting")

AGENDA = declare(
    Sheet(
        key="agenda",
        title=_("Agenda"),
        names=("Повестка", "Agenda"),
        model=AgendaItem,
        identity=("region", "held_on", "number"),
        may=may_keep_assignments,
        guard=_question_stays,
        guarded="text_ru",
        columns=(
            _NUMBER,
            Column("text_ru", kinds.text(1000), ("Вопрос", "Question in Russian"), required=True),
            Column("text_en", kinds.text(1000), ("Вопрос (англ.)", "Question")),
            Column("held_on", _day_of_agenda, _DAY_OF_MEETING, required=True),
        ),
    )
)

ASSIGNMENTS = declare(
    Sheet(
        key="assignments",
        title=_("Assignments"),
        names=("Поручения", "Assignments"),
        model=Assignment,
        identity=("region", "held_on", "number"),
        may=may_keep_assignments,
        agree=_agree,
        guard=_as_its_page_would,
        columns=(
            _NUMBER,
            Column("held_on", kinds.day(), _DAY_OF_MEETING, required=True),  # before the deadline, which is read by it
            Column("text_ru", kinds.text(1000), ("Поручение", "Assignment in Russian"), required=True),
            Column("text_en", kinds.text(1000), ("Поручение (англ.)", "Assignment")),
            Column("responsible_ru", kinds.text(150), ("Ответственный", "Responsible in Russian"), required=True),
            Column("responsible_en", kinds.text(150), ("Ответственный (англ.)", "Responsible")),
            Column("deadline", _deadline, ("Срок", "Deadline")),
            Column("counted_from", kinds.choice(COUNTED_FROM), ("Срок считается от", "Counted from"), default=""),
            Column("counted_days", kinds.whole(0, 1000), ("Дней от события", "Days from the event")),
            Column("organisation", _ORGANISATION, ("Организация-исполнитель", "Organisation")),
            Column("controller_ru", kinds.text(150), ("Контролирует", "Controller in Russian"), default=""),
            Column("controller_en", kinds.text(150), ("Контролирует (англ.)", "Controller"), default=""),
            Column("raised_by_ru", kinds.text(150), ("Кто поднял вопрос", "Raised by in Russian"), default=""),
            Column("raised_by_en", kinds.text(150), ("Кто поднял вопрос (англ.)", "Raised by"), default=""),
            Column("raiser", _ORGANISATION, ("Организация, поднявшая вопрос", "Organisation that raised it")),
            Column("figure", lookups.figure_key, ("Показатель", "Figure"), default=""),
            Column("scope", lookups.scope, ("Область", "Scope")),
            Column(
                "comparison", kinds.choice({value: value for value in Comparison.values}), ("Сравнение", "Comparison"), default=""
            ),
            Column("target", kinds.number(), ("Цель", "Target")),
            Column("evidence", kinds.text(300), ("Доказательство", "Evidence")),
            Column("is_example", kinds.yes_no(), ("Пример", "Example"), default=False),
        ),
    )
)

CO_EXECUTORS = declare(
    Sheet(
        key="co_executors",
        title=_("Co-executors"),
        names=("Соисполнители", "Co-executors"),
        model=CoExecutor,
        identity=("assignment", "office_ru"),
        may=may_keep_assignments,
        columns=(
            Column(
                "assignment",
                kinds.reference(Assignment, "", _assignments),
                ("Поручение", "Assignment"),
                required=True,
                example="4 от 21.03.2024",
            ),
            Column("office_ru", kinds.text(150), ("Соисполнитель", "Co-executor in Russian"), required=True),
            Column("office_en", kinds.text(150), ("Соисполнитель (англ.)", "Co-executor"), default=""),
            Column("organisation", _ORGANISATION, ("Организация", "Organisation")),
        ),
    )
)
