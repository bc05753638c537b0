"""A campaign goes through the engine: who goes where, checked by independent code, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kadry.engine.allocation import Certificate, Market, Result, audit, solve, verify, why_not
from kadry.engine.allocation.words import property_words, quoted, wish
from kadry.engine.allocation.words import say as engine_says
from kadry.placement import words
from kadry.placement.bridge.rows import conditions, offers, persons, places_of, points, students_of
from kadry.placement.eligibility import Conditions, Offer, Person, age_on, obstacles
from kadry.placement.enums import Obstacle
from kadry.placement.models import Campaign, Wish

Progress = Callable[[int], None]


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
