"""Rows become what the law and the engine look at: conditions, persons, offers, points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from kadry.law import parameters
from kadry.law.russia import minors
from kadry.placement import words
from kadry.placement.eligibility import Conditions, Offer, Person
from kadry.placement.models import Campaign, Place, Placement
from kadry.reference.models import Municipality, Programme
from kadry.training.enums import ClearanceKind, StudentState
from kadry.training.models import Clearance, Student

REACH_KM = 60.0  # how far from home a place is offered, where the settings do not say
LIVES_THERE = 10  # points for living in the place's municipality: a tenth of a mark


def law_on_minors() -> dict[str, Any]:
    """The law as ``Conditions`` ask it.

    Practice is the study itself, so the full norm of hours holds, not the half norm of work beside study.
    """
    return {
        "hours_of": lambda age, day: minors.weekly_hours(age, False, on=day),
        "may_work": lambda start, end, work_class, day: minors.may_work_in(start, end, work_class, on=day).may,
        "needs_medical": lambda age, day: minors.needs_medical(age, on=day),
        "adult_from": lambda day: minors.adult_from(on=day),
    }


def conditions(region: int) -> Conditions:
    """What holds for everybody in a region: the law, the reach, distances, programmes that count as one."""
    towns = Municipality.objects.filter(region_id=region).values_list("pk", "latitude", "longitude")
    return Conditions(
        **law_on_minors(),
        reach_km=float(getattr(settings, "REACH", REACH_KM)),
        towns={pk: (north, east) for pk, north, east in towns},
        successors=_successors(dict(Programme.objects.exclude(successor=None).values_list("pk", "successor_id"))),
    )


def _successors(next_of: Mapping[int, int]) -> dict[int, frozenset[int]]:
    """Old programme → every programme that succeeded it, however many times."""

    def after(programme: int) -> Iterator[int]:
        seen = {programme}
        while (programme := next_of.get(programme, 0)) and programme not in seen:
            seen.add(programme)
            yield programme

    return {old: frozenset(after(old)) for old in next_of}


def rule(language: str) -> str:
    """How places are given, in words, as it is published."""
    return words.rule(language, bonus=LIVES_THERE, reach=float(getattr(settings, "REACH", REACH_KM)))


def draft_rules() -> tuple[parameters.Line, ...]:
    """Rules for minors that are published as drafts: shown, never applied."""
    return tuple(line for line in parameters.lines("minors.forbidden_kinds") if line.status == parameters.DRAFT)


def medical_rule(on: date) -> parameters.Line:
    """The rule that asks a medical examination of every minor."""
    return parameters.line("minors.medical_until_age", on=on)


def persons(students: QuerySet[Student], campaign: Campaign) -> dict[int, Person]:
    """The students as the conditions look at them."""
    chosen = students.order_by("pk")
    until: dict[str, dict[int, date]] = {kind: {} for kind in ClearanceKind.values}
    for student, kind, ends in Clearance.objects.filter(student__in=chosen.values("pk")).values_list(
        "student_id", "kind", "until"
    ):
        until[kind][student] = ends
    busy: dict[int, tuple[tuple[date, date], ...]] = {}
    for student, starts, ends in _other_campaigns(campaign).values_list("student_id", "starts", "ends"):
        busy[student] = (*busy.get(student, ()), (starts, ends))
    fields = ("pk", "born", "group__programme_id", "home_id", "state", "mark")
    return {
        pk: Person(
            pk=pk,
            born=born,
            programme=programme,
            home=home,
            studying=state == StudentState.STUDYING,
            mark=mark,
            medical_until=until[ClearanceKind.MEDICAL].get(pk),
            sanitary_until=until[ClearanceKind.SANITARY].get(pk),
            busy=busy.get(pk, ()),
        )
        for pk, born, programme, home, state, mark in chosen.values_list(*fields)
    }


def _other_campaigns(campaign: Campaign) -> QuerySet[Placement]:
    return Placement.objects.placed().filter(campaign__region_id=campaign.region_id).exclude(campaign=campaign)


def offers(places: QuerySet[Place], campaign: Campaign) -> dict[int, Offer]:
    """The places, each with the seats no other campaign has given for days that touch its own."""
    given: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for place, starts, ends in _other_campaigns(campaign).values_list("place_id", "starts", "ends"):
        given[place].append((starts, ends))
    found = {}
    for place in places.select_related("employer").order_by("pk"):
        taken = sum(starts <= place.ends and place.starts <= ends for starts, ends in given.get(place.pk, ()))
        found[place.pk] = _offer(place, max(0, place.seats - taken))
    return found


def _offer(place: Place, seats: int) -> Offer:
    return Offer(
        pk=place.pk,
        title=" ".join(f"{place.employer.short_name}, {place.name}".split()),
        programme=place.programme_id,
        town=place.municipality_id,
        starts=place.starts,
        ends=place.ends,
        work_class=place.work_class,
        hours=place.hours,
        needs_medical=place.needs_medical,
        needs_sanitary=place.needs_sanitary,
        seats=seats,
    )


def students_of(campaign: Campaign) -> QuerySet[Student]:
    """Who takes part: everybody admitted in the campaign's year who has neither left nor graduated."""
    return Student.objects.filter(
        college__municipality__region_id=campaign.region_id,
        group__admitted=campaign.admitted,
        state__in=(StudentState.STUDYING, StudentState.LEAVE),
    )


def places_of(campaign: Campaign) -> QuerySet[Place]:
    return Place.objects.filter(municipality__region_id=campaign.region_id)


def points(person: Person, offer: Offer) -> int:
    """The right of a student at a place: see ``words.RULE``."""
    return person.mark + (LIVES_THERE if person.home == offer.town else 0)
