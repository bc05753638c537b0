"""The sheet that tells how far employers took up the measures of support."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.kinds import Context, Finding, Read
from kadry.exchange.sheets import Column, Sheet, declare, in_order
from kadry.registry import lookups
from kadry.registry.enums import OrganisationKind
from kadry.support.access import may_keep_take_ups
from kadry.support.bridge.titles import names, sum_of
from kadry.support.enums import RefusalReason, TakeUpState
from kadry.support.models import TakeUp
from kadry.trail.clock import today
from kadry.trail.models import Event

Fault = tuple[str, Finding]

STATE_WORDS = {
    "показана": TakeUpState.SEEN.value,
    "подано": TakeUpState.APPLIED.value,
    "выплачено": TakeUpState.PAID.value,
    "отказано": TakeUpState.REFUSED.value,
}
REASON_WORDS = {
    "не выполнено условие": RefusalReason.CONDITIONS.value,
    "документы": RefusalReason.PAPERS.value,
    "подано поздно": RefusalReason.LATE.value,
    "долги": RefusalReason.DEBT.value,
    "деньги закончились": RefusalReason.NO_MONEY.value,
    "другая причина": RefusalReason.OTHER.value,
}
# What a row tells besides the day on which the measure was seen, and in which states it tells it.
TOLD_IN = {
    "applied_on": {TakeUpState.APPLIED, TakeUpState.PAID, TakeUpState.REFUSED},
    "decided_on": {TakeUpState.PAID, TakeUpState.REFUSED},
    "paid": {TakeUpState.PAID},
    "refusal": {TakeUpState.REFUSED},
}
DAYS = ("seen_on", "applied_on", "decided_on")
_WORD = {state: word for word, state in STATE_WORDS.items()}
_EARLIEST = date(1900, 1, 1)

# A name no measure has is told with the near ones, as of any reference; what it stands for is an id of the law's files.
measure = kinds.reference(TakeUp, "measure", lambda context: names())


def kopecks(cells: pl.Series, context: Context) -> Read:
    """Money in roubles, kept as kopecks: 40 639,50 → 4063950."""
    found = kinds.hundredths()(cells, context)
    wrong = {at: Finding("not_money") for at in found.findings}
    negative = {at: Finding("negative") for at, value in enumerate(found.values) if value is not None and value < 0}
    return Read(found.values, wrong | negative)


def agree(row: Mapping[str, Any]) -> Fault | None:
    """Whether state, days, money and reason tell one story; the first cell that does not, with what is wrong."""
    state = TakeUpState(row["state"])
    return _missing(row, state) or _too_much(row, state) or _out_of_order(row) or _in_the_future(row)


def _missing(row: Mapping[str, Any], state: TakeUpState) -> Fault | None:
    untold = next((key for key, states in TOLD_IN.items() if state in states and not row.get(key)), None)
    return (untold, Finding("missing_required")) if untold else None


def _too_much(row: Mapping[str, Any], state: TakeUpState) -> Fault | None:
    """Money of what is not paid, a reason of what is not refused: then the state is another one."""
    for key, states in TOLD_IN.items():
        if row.get(key) and state not in states:
            return "state", Finding("not_a_choice", {"choices": _words(states)})
    return None


def _words(states: set[TakeUpState]) -> str:
    return ", ".join(_WORD[state] for state in TakeUpState if state in states)


def _out_of_order(row: Mapping[str, Any]) -> Fault | None:
    days = [key for key in DAYS if row.get(key)]
    faults = (in_order(earlier, later)(row) for earlier, later in pairwise(days))
    return next(filter(None, faults), None)


def _in_the_future(row: Mapping[str, Any]) -> Fault | None:
    late = next((key for key in DAYS if row.get(key) and row[key] > today()), None)
    within = {"least": f"{_EARLIEST:%d.%m.%Y}", "most": f"{today():%d.%m.%Y}"}
    return (late, Finding("out_of_range", within)) if late else None


def guard(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    """What was written down on the page is not undone by a workbook, nor half of what stands by one of fewer columns."""
    stood = _told(before)
    meant = stood | _told(after)
    if meant == stood:
        return None
    by_hand = Event.objects.filter(subject=TakeUp._meta.label_lower, subject_id=before["id"])
    return Finding("not_a_choice", {"choices": _as_it_stands(before)}) if agree(meant) or by_hand.exists() else None


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """The story of a row; what was kept to take an import back has its days as text."""
    return {key: TakeUp._meta.get_field(key).to_python(row[key]) for key in ("state", "seen_on", *TOLD_IN) if key in row}


def _as_it_stands(row: Mapping[str, Any]) -> str:
    """«выплачено 05.03.2026, 40 639,50 ₽»."""
    day = row["decided_on"] or row["applied_on"] or row["seen_on"]
    told = f"{_WORD[row['state']]} {day:%d.%m.%Y}"
    return f"{told}, {sum_of(row['paid'])}" if row["paid"] else told


TAKE_UPS = declare(
    Sheet(
        key="take_ups",
        title=_("Support measures"),
        names=("Меры поддержки", "Support measures"),
        model=TakeUp,
        identity=("employer", "measure", "seen_on"),
        owner="employer",
        may=may_keep_take_ups,
        guard=guard,
        guarded="state",
        agree=agree,
        columns=(
            Column(
                "employer",
                lookups.organisation(OrganisationKind.EMPLOYER),
                ("Работодатель", "ИНН работодателя", "ИНН или название работодателя", "Employer"),
                required=True,
            ),
            Column("measure", measure, ("Мера поддержки", "Мера", "Measure"), required=True),
            Column(
                "state",
                kinds.choice(STATE_WORDS | {value: value for value in TakeUpState.values}),
                ("Состояние", "State"),
                required=True,
            ),
            Column("fits", kinds.yes_no(), ("Подходит", "Fits")),
            Column("seen_on", kinds.day(), ("Показана", "Дата показа", "Seen on"), required=True),
            Column("applied_on", kinds.day(), ("Подано заявление", "Дата заявления", "Applied on")),
            Column("decided_on", kinds.day(), ("Принято решение", "Дата решения", "Decided on")),
            Column("paid", kopecks, ("Выплачено, ₽", "Выплачено", "Paid, RUB", "Paid"), default=0),
            Column(
                "refusal",
                kinds.choice(REASON_WORDS | {value: value for value in RefusalReason.values}),
                ("Причина отказа", "Reason of refusal"),
                default="",
            ),
        ),
    )
)
