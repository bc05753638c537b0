"""Assignments and agenda as a secretary keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kadry.board.access import may_keep_assignments
from kadry.board.enums import Comparison
from kadry.board.models import AgendaItem, Assignment
from kadry.exchange import kinds
from kadry.exchange.kinds import Finding
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.registry import lookups


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
        agree=_seen_somehow,
        columns=(
            _NUMBER,
            Column("text_ru", kinds.text(1000), ("Поручение", "Assignment in Russian"), required=True),
            Column("text_en", kinds.text(1000), ("Поручение (англ.)", "Assignment")),
            Column("responsible_ru", kinds.text(150), ("Ответственный", "Responsible in Russian"), required=True),
            Column("responsible_en", kinds.text(150), ("Ответственный (англ.)", "Responsible")),
            Column("deadline", kinds.day(), ("Срок", "Deadline"), required=True),
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
