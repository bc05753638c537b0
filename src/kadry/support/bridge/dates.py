"""The days of measures: until when to ask, from when money is due, for one plan or for all of an employer’s."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kadry.law.telling import Told
from kadry.support.bridge.answering import Answers


@dataclass(frozen=True)
class Dated:
    """Something that falls on a day. ``is_certain``: the measure fits for certain."""

    key: str
    on: date
    what: str
    measure_id: str
    measure: str
    sum: str
    is_certain: bool
    plan: str = ""
    url: str = ""


def dated(answers: Answers, *, key: str, plan: str = "", url: str = "") -> list[Dated]:
    """Deadlines and payments of whatever fits or may fit, in the order of days; ``key`` tells one plan from another."""
    found = [one for told in answers.certain + answers.unsettled for one in _of(told, key, plan, url)]
    return sorted(found, key=lambda one: (one.on, bool(one.sum), one.key))  # of one day: first ask, then be paid


def _of(told: Told, key: str, plan: str, url: str) -> Iterator[Dated]:
    certain = told.verdict == "yes"
    if told.deadline_on:
        at = f"{key}-{told.measure_id}-ask"
        yield Dated(at, told.deadline_on, told.deadline, told.measure_id, told.title, "", certain, plan, url)
    for number, pay in enumerate(told.payments, 1):
        if pay.due:
            at = f"{key}-{told.measure_id}-{number}"
            what = _("payment %(when)s") % {"when": pay.says}
            yield Dated(at, pay.due, what, told.measure_id, told.title, pay.sum, certain, plan, url)
