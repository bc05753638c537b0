"""Needs nobody confirms: since when, whom to remind, and which have waited too long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from kadry.demand.enums import NeedState
from kadry.demand.models import Need
from kadry.demand.policy import EXPIRE_AFTER, REMIND_AFTER
from kadry.people.enums import Role
from kadry.people.models import Message
from kadry.people.queries import unwritten
from kadry.trail.models import Event

# What counts as a word of the employer: of the need itself, and of the workbook it came in.
OF_NEED = ("demand.need_declare", "demand.need_change", "demand.need_reopen")
OF_WORKBOOK = ("exchange.workbook_take", "exchange.workbook_store")


class Silence(NamedTuple):
    """A need declared and not confirmed, of whom, and the day anything was last heard of it."""

    need: int
    employer: int
    name: str
    since: date
    untouched: bool  # nobody has a place or is hired on it


def silences(region: int) -> Iterator[Silence]:
    """Every silence of the region; a need of which nobody knows when it came in is left alone."""
    needs, workbooks = _heard("demand.need", OF_NEED), _heard("exchange.import", OF_WORKBOOK)
    declared = Need.objects.filter(municipality__region_id=region, state=NeedState.DECLARED).order_by("pk")
    fields = ("pk", "employer_id", "employer__short_name", "origin__of_id", "origin__of__at", "covered", "filled")
    for need, employer, name, workbook, came_in, covered, filled in declared.values_list(*fields):
        heard = [at for at in (needs.get(need), workbooks.get(workbook), came_in) if at is not None]
        if heard:
            yield Silence(need, employer, name, timezone.localtime(max(heard)).date(), not covered and not filled)


def _heard(subject: str, names: tuple[str, ...]) -> dict[int, datetime]:
    """When each subject was last heard of."""
    told = Event.objects.filter(subject=subject, name__in=names).order_by()
    return dict(told.values_list("subject_id").annotate(Max("at")))


def reminders(region: int, day: date) -> list[Message]:
    """What is to be said to employers on the day and was not said before: one message an employer, rung and day heard of."""
    waiting = Counter((silence.employer, silence.name, silence.since) for silence in silences(region))
    due = []
    for (employer, name, since), needs in sorted(waiting.items()):
        reached = [step for step in REMIND_AFTER if since + timedelta(days=step) <= day]
        if reached:  # a rung slept through is not made up for: the last one says all
            due.append(_message("demand.confirm_reminder", employer, name, since, max(reached), needs))
    return unwritten(due)


def expired(region: int, day: date) -> list[Silence]:
    """Silences too long to go on; where somebody already has a place or is hired, the need goes on by itself."""
    last = day - timedelta(days=EXPIRE_AFTER)
    return [silence for silence in silences(region) if silence.untouched and silence.since <= last]


def farewells(gone: list[Silence]) -> list[Message]:
    """What is said to the employers whose needs were closed."""
    closed = Counter((silence.employer, silence.name, silence.since) for silence in gone)
    return [
        _message("demand.closed_unanswered", employer, name, since, EXPIRE_AFTER, needs)
        for (employer, name, since), needs in sorted(closed.items())
    ]


def _message(kind: str, employer: int, name: str, since: date, step: int, needs: int) -> Message:
    until = since + timedelta(days=EXPIRE_AFTER)
    state = "declared" if kind == "demand.confirm_reminder" else "closed"
    return Message(
        kind=kind,
        role=Role.EMPLOYER,
        organisation_id=employer,
        subject="registry.organisation",
        subject_id=employer,
        day=since + timedelta(days=step),
        step=step,
        link=f"{reverse('demand:needs')}?state={state}",
        data={"needs": needs, "organisation": name, "since": since.isoformat(), "until": until.isoformat()},
    )
