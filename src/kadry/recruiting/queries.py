"""What is read of hires."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from kadry.demand.enums import NeedKind, NeedState
from kadry.demand.models import Need, NeedQuerySet
from kadry.people.access import is_coordinator, is_employer
from kadry.recruiting.access import hireable_students, visible_hires
from kadry.recruiting.matching import HireRow, Job, NeedRow, newest
from kadry.recruiting.models import Hire
from kadry.reference.models import Programme
from kadry.trail import figures
from kadry.trail.models import Event
from kadry.training.models import Student

SHOWN = 20  # students a search lists


def hires_for(user: Any, region: str) -> QuerySet[Hire]:
    """The hires a user may list, the newest first."""
    return visible_hires(user, Hire.objects.of_region(region).with_list_data()).order_by("-hired_on", "-id")


def scope_for(user: Any, region: str) -> figures.Scope:
    """What the list speaks of: the region, or the user's own college or enterprise in it."""
    scope = figures.Scope.of(region=region)
    if is_coordinator(user):
        return scope.narrowed(college=user.organisation_id)
    return scope.narrowed(employer=user.organisation_id) if is_employer(user) else scope


def summary_for(user: Any, region: str) -> dict[str, figures.Reading]:
    """Hires, those of them on needs, and the share in the trade, all of one scope."""
    scope = scope_for(user, region)
    keys = {"hired": "recruiting.hired", "on_needs": "recruiting.on_needs", "in_trade": "recruiting.in_trade_rate"}
    return {name: figures.for_reader(user, figures.read(key, scope)) for name, key in keys.items()}


def found_students(user: Any, region: str, name: str) -> list[Student]:
    """Students of this name whose hire the user may write down: one more than are shown where there are more."""
    students = hireable_students(user, Student.objects.of_region(region).with_list_data())
    named = students.annotate(whole_name=Concat("surname", Value(" "), "given_name", Value(" "), "patronymic"))
    found = named.filter(whole_name__iregex=_beginnings(name))
    return list(found.order_by("surname", "given_name", "patronymic", "pk")[: SHOWN + 1])


def _beginnings(name: str) -> str:
    """«иванов п» finds «Иванов Пётр» and «Иванова Полина»; «е» finds «ё», as few people type its dots."""
    words = [re.sub("[её]", "[её]", re.escape(word.lower())) for word in name.split()]
    return "^" + r"\S* ".join(words)


def history_of(hire: Hire) -> QuerySet[Event]:
    """What happened to a hire."""
    return Event.objects.filter(subject="recruiting.hire", subject_id=hire.pk)


# --- rows as matching takes them


def rows_of_region(region: int) -> tuple[list[HireRow], list[NeedRow]]:
    """Every hire and every need of workers of the region."""
    leads_to = _newest_codes()
    here = {"municipality__region_id": region}
    return _hire_rows(Hire.objects.filter(**here), leads_to), _need_rows(Need.objects.filter(**here), leads_to)


def rows_of_job(hire: Hire) -> tuple[list[HireRow], list[NeedRow]]:
    """The hires and needs that share the job of this hire, itself included while it stands."""
    leads_to = _newest_codes()
    alike = [code for code, newest_code in leads_to.items() if newest_code == leads_to[hire.programme_id]]
    job = {"employer": hire.employer_id, "municipality": hire.municipality_id, "programme__in": alike}
    hires = Hire.objects.filter(hired_on__year=hire.hired_on.year, **job)
    return _hire_rows(hires, leads_to), _need_rows(Need.objects.filter(year=hire.hired_on.year, **job), leads_to)


def _hire_rows(hires: QuerySet[Hire], leads_to: Mapping[int, int]) -> list[HireRow]:
    return [
        HireRow(pk, Job(employer, municipality, leads_to[code], on.year), code, on, need)
        for pk, employer, municipality, code, on, need in hires.values_list(
            "pk", "employer_id", "municipality_id", "programme_id", "hired_on", "need_id"
        )
    ]


def _need_rows(needs: NeedQuerySet, leads_to: Mapping[int, int]) -> list[NeedRow]:
    """Practice asks for places, not for workers: such needs are left out."""
    return [
        NeedRow(
            pk,
            Job(employer, municipality, leads_to[code], year),
            code,
            people,
            is_closed=state == NeedState.CLOSED,
            is_target=kind == NeedKind.TARGET,
        )
        for pk, employer, municipality, code, year, people, state, kind in needs.of_work().values_list(
            "pk", "employer_id", "municipality_id", "programme_id", "year", "people", "state", "kind"
        )
    ]


def _newest_codes() -> dict[int, int]:
    return newest(dict(Programme.objects.values_list("pk", "successor_id")))
