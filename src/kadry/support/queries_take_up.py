"""What is read of take-ups: the region's take-up measure by measure, the list a user may see, one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.support.access import sees_all_plans, visible_take_ups
from kadry.support.bridge.titles import sum_of, titles
from kadry.support.enums import RefusalReason
from kadry.support.figures import take_ups
from kadry.support.models import TakeUp
from kadry.trail import figures
from kadry.trail.figures import Reading, Scope
from kadry.trail.models import Event

OF_A_MEASURE = ("seen", "fitting", "applied", "paid", "refused", "paid_money", "take_up_rate")
OF_THE_REGION = (*OF_A_MEASURE, "paid_rate")
HAPPENED = {
    "support.take_up_apply": _("Application written down"),
    "support.take_up_pay": _("Money written down"),
    "support.take_up_refuse": _("Refusal written down"),
}


@dataclass(frozen=True)
class Window:
    """The years in which measures were seen, and the one asked for; None: all of them."""

    years: tuple[str, ...]
    year: str | None


@dataclass(frozen=True)
class Line:
    """One measure: its figures, and the refusals by reason."""

    title: str
    url: str
    readings: dict[str, Reading]
    reasons: tuple[tuple[str, Reading], ...]

    @property
    def is_untouched(self) -> bool:
        """Seen, and nobody applied."""
        return not self.readings["applied"].value


@dataclass(frozen=True)
class Happened:
    """An event of a take-up in words."""

    at: date
    what: str
    ground: str


def window(scope: Scope, asked: str) -> Window:
    """The year asked for if anything was seen in it, else all years."""
    years = tuple(sorted(figures.table("support.seen", scope, by="year"), reverse=True))
    return Window(years, asked if asked in years else None)


def summary(scope: Scope, user: Any) -> dict[str, Reading]:
    """Every figure of take-up in one scope, as the user may see it."""
    return {name: figures.for_reader(user, figures.read(f"support.{name}", scope)) for name in OF_THE_REGION}


def by_measure(summary: dict[str, Reading], user: Any) -> list[Line]:
    """The measures seen in the summary's scope: those nobody applied for first, then the most seen."""
    scope = summary["seen"].scope
    tables = {name: figures.table(f"support.{name}", scope, by="measure") for name in OF_A_MEASURE}
    refusals = _refusals(scope)
    called = titles()
    # Asked once for all measures: whoever sees every row is told everything.
    told = (lambda reading: reading) if sees_all_plans(user) else partial(figures.for_reader, user)
    lines = [
        Line(
            called.get(measure, measure),
            address_of(measure),
            {name: told(_of(measure, tables[name], summary[name])) for name in OF_A_MEASURE},
            tuple((str(RefusalReason(reason).label), table[measure]) for reason, table in refusals if measure in table),
        )
        for measure in tables["seen"]
    ]
    return sorted(lines, key=lambda line: (not line.is_untouched, -line.readings["seen"].count, line.title))


def address_of(measure: str) -> str:
    """The page of the measure's rules; empty where the law no longer knows it."""
    return reverse("support:measure", args=[measure]) if measure in titles() else ""


def _refusals(scope: Scope) -> list[tuple[str, dict[str, Reading]]]:
    """Each reason given, the most frequent first, with its refusals by measure."""
    given = figures.table("support.refused", scope, by="reason")
    order = sorted(given, key=lambda reason: (-given[reason].count, reason))
    return [(reason, figures.table("support.refused", scope.narrowed(reason=reason), by="measure")) for reason in order]


def _of(measure: str, table: dict[str, Reading], total: Reading) -> Reading:
    """No row of a measure that was seen is a zero."""
    return table.get(measure) or Reading(total.figure, total.scope.narrowed(measure=measure), 0, 0, total.as_of, whose=0)


def take_ups_for(user: Any, region: str) -> QuerySet[TakeUp]:
    """The take-ups a user may list, the newest first."""
    return visible_take_ups(user, take_ups().filter(employer__municipality__region__code=region))


def get_take_up_for(user: Any, pk: int, region: str) -> TakeUp:
    """The take-up, or 404 where the user may not know it exists."""
    return get_object_or_404(take_ups_for(user, region).prefetch_related("payments"), pk=pk)


def tranches(take_up: TakeUp) -> list[dict[str, Any]]:
    """The money that came, tranche by tranche, and what a workbook told of in one sum."""
    written = [{"on": one.on, "sum": sum_of(one.amount)} for one in take_up.payments.all()]
    told = told_in_a_workbook(take_up)
    return [*written, {"on": take_up.decided_on, "sum": sum_of(told)}] if told else written


def told_in_a_workbook(take_up: TakeUp) -> int:
    """Kopecks received that were not written down here as tranches."""
    return take_up.paid - sum(one.amount for one in take_up.payments.all())


def history_of(take_up: TakeUp) -> list[Happened]:
    """What was written down of a take-up, the newest first."""
    events = Event.objects.filter(subject=TakeUp._meta.label_lower, subject_id=take_up.pk)
    return [Happened(event.at, _in_words(event), event.ground) for event in events]


def _in_words(event: Event) -> str:
    what = str(HAPPENED.get(event.name, event.name))
    if "kopecks" in event.data:
        return f"{what}: {sum_of(event.data['kopecks'])}"
    return f"{what}: {RefusalReason(event.data['reason']).label}" if "reason" in event.data else what
