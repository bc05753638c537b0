"""After a campaign: what else a student could have had, and what would help one without a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from kadry.engine.allocation import Market, draw_lottery
from kadry.engine.allocation.words import quoted
from kadry.placement import words
from kadry.placement.bridge.rows import conditions, offers, persons, places_of, points
from kadry.placement.eligibility import Conditions, Offer, Person, birthday, obstacles
from kadry.placement.enums import Obstacle
from kadry.placement.models import Campaign, Place, Placement, Wish
from kadry.training.models import Student


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
