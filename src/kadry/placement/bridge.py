"""From rows to the engine and the law, and back: who may go where, who goes where, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from kadry.engine.allocation import Certificate, Market, Result, audit, draw_lottery, solve, verify, why_not
from kadry.engine.allocation.words import property_words, quoted, wish
from kadry.engine.allocation.words import say as engine_says
from kadry.law import parameters
from kadry.law.russia import minors
from kadry.placement import words
from kadry.placement.eligibility import Conditions, Offer, Person, age_on, birthday, obstacles
from kadry.placement.enums import Obstacle
from kadry.placement.models import Campaign, Place, Placement, Wish
from kadry.reference.models import Municipality, Programme
from kadry.training.enums import ClearanceKind, StudentState
from kadry.training.models import Clearance, Student

REACH_KM = 60.0  # how far from home a place is offered, where the settings do not say
LIVES_THERE = 10  # points for living in the place's municipality: a tenth of a mark

Progress = Callable[[int], None]


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


# --- rows → persons, offers, wishes


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


# --- the campaign


@dataclass(frozen=True)
class Allocation:
    """What a run gives: rows to store, the record that replays it and the certificate of independent code."""

    placements: list[tuple[Any, ...]]
    refusals: list[tuple[int, int, str]]
    record: str
    certificate: list[dict[str, Any]]
    summary: dict[str, Any]


PLACEMENT_FIELDS = (
    "student_id", "place_id", "rank", "starts", "ends", "age", "points", "wishes", "refused", "reason_ru", "reason_en",
)  # fmt: skip
REFUSAL_FIELDS = ("student_id", "place_id", "obstacle")


def allocate(campaign: Campaign, progress: Progress) -> Allocation:
    """Look at every wish, give the places, have them checked by independent code, and say why to everybody."""
    rules = conditions(campaign.region_id)
    people, offered = persons(students_of(campaign), campaign), offers(places_of(campaign), campaign)
    wishes = _wishes(people, offered)
    progress(15)
    refused = _refused(wishes, people, offered, rules)
    progress(25)
    market = _market(campaign, people, offered, wishes, refused)
    result = solve(market)
    progress(35)
    certificate = verify(market, result)
    progress(45)
    told = _Telling(market, result, people, offered, wishes, refused, rules)
    rows = [told.row(person) for person in people.values()]
    progress(80)
    return Allocation(
        placements=rows,
        refusals=[(student, place, str(one)) for (student, place), found in refused.items() for one in found],
        record=audit(market, result, certificate),
        certificate=_certificate(certificate),
        summary=_summary(market, result, certificate, wishes, refused, rules),
    )


Wishes = dict[int, list[int]]
Refused = dict[tuple[int, int], list[Obstacle]]


def _wishes(people: Mapping[int, Person], offered: Mapping[int, Offer]) -> Wishes:
    """Student → places in the order wished; of two wishes of one rank the one handed in first goes first."""
    wished: Wishes = {pk: [] for pk in people}
    handed_in = Wish.objects.order_by("student_id", "rank", "pk").values_list("student_id", "place_id")
    for student, place in handed_in.iterator(chunk_size=5000):
        if student in wished and place in offered:
            wished[student].append(place)
    return wished


def _refused(wishes: Wishes, people: Mapping[int, Person], offered: Mapping[int, Offer], rules: Conditions) -> Refused:
    return {
        (student, place): found
        for student, places in wishes.items()
        for place in places
        if (found := obstacles(people[student], offered[place], rules))
    }


def _market(
    campaign: Campaign, people: Mapping[int, Person], offered: Mapping[int, Offer], wishes: Wishes, refused: Refused
) -> Market:
    """Each place lists the students who wished it and may go there."""
    listed: dict[str, dict[str, int]] = {str(place): {} for place in offered}
    for student, places in wishes.items():
        for place in places:
            if (student, place) not in refused:
                listed[str(place)][str(student)] = points(people[student], offered[place])
    return Market(
        seats={str(pk): offer.seats for pk, offer in offered.items()},
        wishes={str(student): tuple(map(str, places)) for student, places in wishes.items()},
        priorities=listed,
        seed=str(campaign.seed),
        titles={str(pk): offer.title for pk, offer in offered.items()},
    )


def _certificate(certificate: Certificate) -> list[dict[str, Any]]:
    return [
        {
            "name": found.name,
            "words_ru": property_words(found.name, "ru"),
            "words_en": property_words(found.name, "en"),
            "holds": found.holds,
            "counted": found.counted,
        }
        for found in certificate.properties
    ]


def _summary(
    market: Market, result: Result, certificate: Certificate, wishes: Wishes, refused: Refused, rules: Conditions
) -> dict[str, Any]:
    ranks = [rank for rank in result.ranks.values() if rank is not None]
    return {
        "students": len(market.wishes),
        "placed": len(ranks),
        "first": ranks.count(1),
        "without_wishes": sum(not places for places in wishes.values()),
        "wishes": sum(map(len, wishes.values())),
        "refused_wishes": len(refused),
        "places": len(market.seats),
        "seats": sum(market.seats.values()),
        "seats_free": sum(cutoff.free for cutoff in result.cutoffs.values()),
        # P5: nobody holds a seat another has the higher right to; P6: no wished seat stays free. Both hold: none is blocking.
        "blocking_pairs": sum(not certificate[name].holds for name in ("P5", "P6")),
        "reach_km": rules.reach_km,
    }


@dataclass(frozen=True)
class _Telling:
    """What each student is told."""

    market: Market
    result: Result
    people: Mapping[int, Person]
    offered: Mapping[int, Offer]
    wishes: Wishes
    refused: Refused
    rules: Conditions

    def row(self, person: Person) -> tuple[Any, ...]:
        """The values of PLACEMENT_FIELDS for one student."""
        given, rank = self.result.assignment[str(person.pk)], self.result.ranks[str(person.pk)]
        wished = self.wishes[person.pk]
        refused = sum((person.pk, place) in self.refused for place in wished)
        told = ["\n".join(self._lines(language, person, refused)) for language in words.LANGUAGES]
        if given is None:
            return (person.pk, None, None, None, None, None, None, len(wished), refused, *told)
        offer = self.offered[int(given)]
        age = age_on(person.born, offer.starts)
        right = points(person, offer)
        return (person.pk, offer.pk, rank, offer.starts, offer.ends, age, right, len(wished), refused, *told)

    def _lines(self, language: Any, person: Person, refused: int) -> Iterator[str]:
        wished = self.wishes[person.pk]
        if not wished:
            yield words.say(language, "no_wishes")
            return
        yield self._outcome(language, person, refused)
        by_lot = False
        for rank, place in enumerate(wished, start=1):
            if found := self.refused.get((person.pk, place)):
                yield self._not_considered(language, person, self.offered[place], rank, found)
                continue
            reason = why_not(self.market, self.result, str(person.pk), str(place), language)
            by_lot = by_lot or reason.code == "lottery"
            yield reason.sentence
        if by_lot:
            yield engine_says(language, "check_lottery", text=f"{self.market.seed}:{person.pk}")

    def _outcome(self, language: Any, person: Person, refused: int) -> str:
        given, rank = self.result.assignment[str(person.pk)], self.result.ranks[str(person.pk)]
        if given is not None and rank is not None:
            title = quoted(language, self.market.title(given))
            return engine_says(language, "placed", place=title, wish=wish(language, rank))
        if refused == len(self.wishes[person.pk]):
            return words.say(language, "none_considered")
        return engine_says(language, "unplaced")

    def _not_considered(self, language: Any, person: Person, offer: Offer, rank: int, found: list[Obstacle]) -> str:
        named = wish(language, rank)
        return words.say(
            language,
            "refused",
            wish=named[0].upper() + named[1:],
            place=quoted(language, offer.title),
            why=words.why(language, found, person, offer, self.rules),
            mend=words.mend(language, found, person, offer, self.rules),
        )


# --- what else there would be


@dataclass(frozen=True)
class Opening:
    """A place a student did not wish and could have had."""

    offer: Offer
    km: float | None
    free: bool


def open_to(placement: Placement) -> list[Opening]:
    """Places of the programme that were open to the student beside the wishes, the nearest first."""
    campaign = placement.campaign
    person = persons(Student.objects.filter(pk=placement.student_id), campaign)[placement.student_id]
    rules = conditions(campaign.region_id)
    wished = Wish.objects.filter(student_id=placement.student_id).values("place")
    places = _of_programme(places_of(campaign), person.programme, rules).exclude(pk__in=wished)
    found = [offer for offer in offers(places, campaign).values() if offer.seats and not obstacles(person, offer, rules)]
    free = _free_after(campaign, found)
    last = _last_admitted(campaign, [offer.pk for offer in found if not free[offer.pk]])
    draws = _draws(campaign, [person.pk, *(student for students in last.values() for _, student in students)])
    openings = [
        Opening(offer, rules.km(person.home, offer.town), free[offer.pk] > 0)
        for offer in found
        if free[offer.pk] > 0 or _gets_in(person, offer, last[offer.pk], draws)
    ]
    return sorted(openings, key=lambda one: (one.km or 0.0, one.offer.pk))


def _of_programme(places: QuerySet[Place], programme: int, rules: Conditions) -> QuerySet[Place]:
    return places.filter(programme__in=[programme, *_kin(programme, rules)])


def _kin(programme: int, rules: Conditions) -> set[int]:
    """Programmes that count as this one."""
    older = {old for old, after in rules.successors.items() if programme in after}
    return older | set(rules.successors.get(programme, ()))


def _free_after(campaign: Campaign, found: Iterable[Offer]) -> dict[int, int]:
    """Place → seats left when the campaign has ended."""
    taken: dict[int, int] = defaultdict(int)
    for place in Placement.objects.placed().filter(campaign=campaign).values_list("place_id", flat=True):
        taken[place] += 1
    return {offer.pk: offer.seats - taken[offer.pk] for offer in found}


def _last_admitted(campaign: Campaign, places: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Full place → those admitted with the fewest points there, as (points, student)."""
    admitted: dict[int, list[tuple[int, int]]] = {place: [] for place in places}
    rows = Placement.objects.filter(campaign=campaign, place__in=places).values_list("place_id", "points", "student_id")
    for place, right, student in rows:
        admitted[place].append((right, student))
    return {place: [one for one in listed if one[0] == min(listed)[0]] for place, listed in admitted.items()}


def _draws(campaign: Campaign, students: list[int]) -> Mapping[str, str]:
    """The lottery numbers as the engine draws them from the campaign's seed."""
    drawn = draw_lottery(Market(seats={}, wishes={str(pk): () for pk in students}, priorities={}, seed=str(campaign.seed)))
    return next(iter(drawn.values()))


def _gets_in(person: Person, offer: Offer, last: list[tuple[int, int]], draws: Mapping[str, str]) -> bool:
    def standing(right: int, student: int) -> tuple[int, str, str]:
        return -right, draws[str(student)], str(student)

    return standing(points(person, offer), person.pk) < max(standing(right, student) for right, student in last)


# --- the cheapest fix


@dataclass(frozen=True)
class Fix:
    """What would bring a student to a free seat at the least cost; no place where no seat of the programme is free."""

    words: str
    place: int | None
    price: tuple[int, int, float]


class Fixes:
    """The cheapest fix of each student who has no place. Free seats and students are read once."""

    def __init__(self, campaign: Campaign, students: QuerySet[Student]) -> None:
        self._rules = conditions(campaign.region_id)
        self._people = persons(students, campaign)
        offered = offers(places_of(campaign), campaign)
        free = _free_after(campaign, offered.values())
        self._by_programme: dict[int, list[Offer]] = defaultdict(list)
        for offer in offered.values():
            if free[offer.pk] > 0:
                self._by_programme[offer.programme].append(offer)

    def of(self, student: int, language: str) -> Fix:
        """A wish costs least, then a paper, then agreements, the way, the wait; of equals the nearest place."""
        person = self._people[student]
        programmes = [person.programme, *sorted(_kin(person.programme, self._rules))]
        free = [offer for programme in programmes for offer in self._by_programme[programme]]
        priced = [price for offer in free if (price := self._priced(person, offer))]
        if not priced:
            return Fix(words.say(language, "no_seat"), None, (len(Obstacle) + 1, 0, 0.0))
        price, _, offer, found = min(priced, key=lambda one: one[:2])
        place = quoted(language, offer.title)
        if not found:
            far = words.km(language, self._rules.km(person.home, offer.town))
            return Fix(words.say(language, "wish_it", place=place, km=far), offer.pk, price)
        mending = words.mend(language, found, person, offer, self._rules)
        return Fix(words.say(language, "at", place=place, mend=mending), offer.pk, price)

    def _priced(self, person: Person, offer: Offer) -> tuple[tuple[int, int, float], int, Offer, list[Obstacle]] | None:
        found = obstacles(person, offer, self._rules)
        if Obstacle.HARMFUL_FOR_MINOR in found and birthday(person.born, self._rules.adult_from(offer.starts)) > offer.ends:
            return None  # the practice is over before waiting would help
        worst = max((words.PRICE[one] for one in found), default=0)
        return (worst, len(found), self._rules.km(person.home, offer.town) or 0.0), offer.pk, offer, found
