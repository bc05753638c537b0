"""Assignments, who works on them and the agenda, as a secretary keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kadry.board.access import may_keep_assignments
from kadry.board.enums import Comparison, Counted
from kadry.board.models import AgendaItem, Assignment, CoExecutor, Postponement
from kadry.exchange import kinds
from kadry.exchange.kinds import Context, Finding
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.registry import lookups
from kadry.registry.models import Organisation

# A deadline counted from another assignment is entered on the page: the other one may stand in the same workbook.
COUNTED_FROM = {"заседание": Counted.MEETING, "протокол": Counted.MINUTES, "meeting": Counted.MEETING, "minutes": Counted.MINUTES}


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


def _deadline_moves_on_its_page(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    """A workbook that comes again does not undo a postponement, nor empty a deadline whose event has come."""
    stands = before["deadline"]
    if stands is None or str(after.get("deadline", stands)) == str(stands):
        return None
    moved = before["counted_from"] or Postponement.objects.filter(assignment=before["id"]).exists()
    return Finding("not_a_choice", {"choices": f"{stands:%d.%m.%Y}"}) if moved else None


def _seen_somehow(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    """An acceptance test names its figure, comparison and target together; where there is none, evidence is asked for."""
    test = {key: row.get(key) not in (None, "") for key in ("figure", "comparison", "target")}
    if any(test.values()) or row.get("scope"):
        missing = next((key for key, given in test.items() if not given), None)
    else:
        missing = None if row.get("evidence") else "evidence"
    return (missing, Finding("missing_required")) if missing else None


_NUMBER = Column("number", kinds.whole(1, 999), ("№", "Номер", "Number"), required=True)
_HELD_ON = Column("held_on", kinds.day(), ("Дата заседания", "Date of the meeting"), required=True)

AGENDA = declare(
    Sheet(
        key="agenda",
        title=_("Agenda"),
        names=("Повестка", "Agenda"),
        model=AgendaItem,
        identity=("region", "held_on", "number"),
        may=may_keep_assignments,
        columns=(
            _NUMBER,
            Column("text_ru", kinds.text(1000), ("Вопрос", "Question in Russian"), required=True),
            Column("text_en", kinds.text(1000), ("Вопрос (англ.)", "Question")),
            _HELD_ON,
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
        guard=_deadline_moves_on_its_page,
        guarded="deadline",
        columns=(
            _NUMBER,
            Column("text_ru", kinds.text(1000), ("Поручение", "Assignment in Russian"), required=True),
            Column("text_en", kinds.text(1000), ("Поручение (англ.)", "Assignment")),
            Column("responsible_ru", kinds.text(150), ("Ответственный", "Responsible in Russian"), required=True),
            Column("responsible_en", kinds.text(150), ("Ответственный (англ.)", "Responsible")),
            Column("deadline", kinds.day(), ("Срок", "Deadline")),
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
            _HELD_ON,
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
