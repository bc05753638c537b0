"""The guarantees S1…S8 of a second chance, checked against the market alone.

This file knows nothing of how the allocation was found: it draws the lottery again, and counts whom the lottery
alone would place by letting places propose, which fills the same seats (Roth, 1986).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.verify import Certificate, Property

PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "S1": "No place has more students than seats.",
        "S2": "Every student stands in the result once, with one place or none.",
        "S3": "Nobody is sent to a place he or she did not wish.",
        "S4": "Nobody is sent to a place where he or she is not eligible.",
        "S5": "Nobody prefers a place that has a free seat or gave one to fewer points.",
        "S6": "Who is left out stands behind equals only by the published lottery.",
        "S7": "No equal of someone left out could free the seat by moving to a free one,"
        " so at least two thirds of those any fair allocation could place are placed.",
        "S8": "At every place at least as many are admitted as by the lottery alone.",
    },
    "ru": {
        "S1": "Ни у~одного места нет принятых больше, чем мест.",
        "S2": "Каждый студент стоит в~итоге один раз: с~одним местом или без места.",
        "S3": "Никто не направлен туда, куда не просился.",
        "S4": "Никто не направлен туда, куда не допущен.",
        "S5": "Никто не предпочёл~бы место, где есть свободное или принят кто-то с~меньшими баллами.",
        "S6": "Оставшийся без места уступил равным по баллам только по опубликованному жребию.",
        "S7": "Никто из равных по баллам оставшемуся без места не мог~бы освободить ему своё, перейдя на свободное;"
        " поэтому размещено не меньше двух третей тех, кого вообще может разместить справедливое распределение.",
        "S8": "Каждое место приняло не меньше студентов, чем при одном жребии.",
    },
}


class Facts:
    """What all checks look at, taken once: who is where, where each might be, who would rather be elsewhere."""

    def __init__(self, market: Market, assignment: Mapping[str, str | None]) -> None:
        self.market = market
        self.assignment = assignment
        self.members: dict[str, list[str]] = {place: [] for place in market.places}
        self.envying: dict[str, list[str]] = {place: [] for place in market.places}
        for student in market.students:
            given = assignment.get(student)
            if isinstance(given, str) and given in self.members:
                self.members[given].append(student)
            for place in self.preferred(student):
                self.envying[place].append(student)

    def preferred(self, student: str) -> Iterator[str]:
        """The wishes a student is eligible for and would rather have than what was given."""
        for place in self.market.wishes[student]:
            if place == self.assignment.get(student):
                return
            if student in self.market.priorities[place]:
                yield place

    def free(self, place: str) -> int:
        """Seats nobody holds."""
        return self.market.seats[place] - len(self.members[place])

    def draw(self, student: str, place: str) -> tuple[str, str]:
        """The lottery number as the seed gives it, then the id; the smaller goes first."""
        return _draw(self.market, student, place), student


class Tie(NamedTuple):
    """Equal points at a place, on both sides of its door."""

    place: str
    left_out: list[str]
    admitted: list[str]


def verify_second_chance(market: Market, assignment: Mapping[str, str | None]) -> Certificate:
    """Check every guarantee of a second chance; a broken one is named with its first case, nothing is raised.

    Parameters
    ----------
    market
        The market as it was when seats were given; its reserves, caps and minimums are not looked at.
    assignment
        Student to place, or to None.

    Returns
    -------
    Certificate
        S1 to S8. S7 proves the bound of Király (2013) for this very allocation: every way to place more would
        have to move three or more students at once. The words of S8 tell how many are placed, and how many
        by the lottery alone.
    """
    facts = Facts(market, assignment)
    return Certificate(tuple(check(facts) for check in CHECKS))


def capacity(facts: Facts) -> Property:
    """S1: nobody over capacity."""

    def broken() -> Iterator[str]:
        for place, members in facts.members.items():
            if facts.free(place) < 0:
                yield f"{place} has {facts.market.seats[place]} seats and {len(members)} students."

    return _property("S1", len(facts.members), broken())


def one_place(facts: Facts) -> Property:
    """S2: every student stands in the result, with one place or none, and nobody else does."""

    def broken() -> Iterator[str]:
        for student in facts.market.students:
            if student not in facts.assignment:
                yield f"{student} is missing."
        for student, place in facts.assignment.items():
            if student not in facts.market.wishes:
                yield f"{student} is not a student of this market."
            if not (place is None or isinstance(place, str)):
                yield f"{student} has {place!r}."

    return _property("S2", len(facts.market.wishes), broken())


def wished(facts: Facts) -> Property:
    """S3: nobody is sent to a place he or she did not wish."""

    def broken() -> Iterator[str]:
        for student, place in facts.assignment.items():
            if place is not None and place not in facts.market.wishes.get(student, ()):
                yield f"{student} did not wish {place}."

    return _property("S3", _placed(facts), broken())


def eligible(facts: Facts) -> Property:
    """S4: nobody is sent to a place that does not list him or her."""

    def broken() -> Iterator[str]:
        for student, place in facts.assignment.items():
            listed = facts.market.priorities.get(place, {}) if isinstance(place, str) else {}
            if place is not None and student not in listed:
                yield f"{student} is not listed at {place}."

    return _property("S4", _placed(facts), broken())


def weakly_stable(facts: Facts) -> Property:
    """S5: nobody prefers a place that has a free seat or gave one to strictly fewer points."""

    def broken() -> Iterator[str]:
        for place, envying in facts.envying.items():
            points = facts.market.priorities[place]
            fewest = min((points[member] for member in facts.members[place] if member in points), default=None)
            for student in envying:
                if facts.free(place) > 0:
                    yield f"{student} would rather be at {place}, which has a free seat."
                if fewest is not None and points[student] > fewest:
                    yield f"{student} would rather be at {place}, which gave a seat to fewer points."

    return _property("S5", _wanted(facts), broken())


def lottery(facts: Facts) -> Property:
    """S6: who is left out has asked twice, so only equals who did so too, with earlier numbers, go before."""

    def broken() -> Iterator[str]:
        for tie in _ties(facts):
            first = min(tie.left_out, key=lambda student: facts.draw(student, tie.place))
            last = max(tie.admitted, key=lambda student: facts.draw(student, tie.place))
            if facts.draw(first, tie.place) < facts.draw(last, tie.place):
                yield f"{first} is nowhere, and {last} is at {tie.place} with equal points and a later lottery number."

    return _property("S6", _left_out(facts), broken())


def two_thirds(facts: Facts) -> Property:
    """S7: nobody left out could have the seat of an equal who wishes a place with a free seat.

    With S5 this proves the bound. Take a fair allocation that places more, and the chains of moves between the
    two. A chain that places one student more starts with someone left out and ends at a free seat. One move is
    excluded by S5. Two moves go through a seat whose holder could move on to the free one: with equal points
    that is excluded here, and with more points the holder and that seat would spoil the other allocation.
    So every chain places at least two of three already.
    """

    def broken() -> Iterator[str]:
        for tie in _ties(facts):
            for member in tie.admitted:
                if free := _free_wish(facts, member):
                    yield f"{tie.left_out[0]} is nowhere, and {member}, with equal points at {tie.place}, could move to {free}."

    return _property("S7", _left_out(facts), broken())


def no_fewer(facts: Facts) -> Property:
    """S8: at every place at least as many are admitted as by the same lottery alone."""
    by_lottery = _filled_by_lottery(facts.market)

    def broken() -> Iterator[str]:
        for place, members in facts.members.items():
            if len(members) < by_lottery[place]:
                yield f"{place} has {len(members)} students, by the lottery alone {by_lottery[place]}."

    found = _property("S8", len(facts.members), broken())
    words = f"{found.words} Placed: {_placed(facts)}; by the lottery alone: {sum(by_lottery.values())}."
    return Property(found.name, words, found.holds, found.counted, found.counterexample)


CHECKS = (capacity, one_place, wished, eligible, weakly_stable, lottery, two_thirds, no_fewer)


def _property(name: str, counted: int, broken: Iterator[str]) -> Property:
    first = next(broken, None)
    return Property(name, PROPERTIES["en"][name], first is None, counted, first)


def _placed(facts: Facts) -> int:
    return sum(place is not None for place in facts.assignment.values())


def _wanted(facts: Facts) -> int:
    return sum(map(len, facts.envying.values()))


def _left_out(facts: Facts) -> int:
    return sum(facts.assignment.get(student) is None for student in facts.market.students)


def _ties(facts: Facts) -> Iterator[Tie]:
    """Every tie at a place between some left out, who are eligible and wish it, and some admitted there."""
    for place, envying in facts.envying.items():
        points = facts.market.priorities[place]
        left_out: dict[Number, list[str]] = {}
        for student in envying:
            if facts.assignment.get(student) is None:
                left_out.setdefault(points[student], []).append(student)
        admitted: dict[Number, list[str]] = {}
        for member in facts.members[place]:
            if member in points:
                admitted.setdefault(points[member], []).append(member)
        for level in sorted(left_out.keys() & admitted.keys()):
            yield Tie(place, left_out[level], admitted[level])


def _free_wish(facts: Facts, student: str) -> str | None:
    """A wish of the student, eligible there, with a free seat; wherever he or she is now."""
    for place in facts.market.wishes[student]:
        if student in facts.market.priorities[place] and facts.free(place) > 0:
            return place
    return None


def _draw(market: Market, student: str, place: str) -> str:
    scope = "" if market.lottery == "single" else f"{place}:"
    return hashlib.sha256(f"{market.seed}:{scope}{student}".encode()).digest()[:8].hex()


def _filled_by_lottery(market: Market) -> dict[str, int]:
    """Seats filled when equal points are ordered by lottery alone: places offer their seats down their lists."""
    standing = {student: {place: rank for rank, place in enumerate(wished)} for student, wished in market.wishes.items()}
    offers = {place: iter(_by_right(market, place)) for place in market.places}
    holding: dict[str, str] = {}
    free_seats = [place for place, seats in market.seats.items() for _ in range(seats)]
    while free_seats:
        place = free_seats.pop()
        student = next((s for s in offers[place] if _welcome(standing[s], place, holding.get(s))), None)
        if student is None:
            continue
        if student in holding:
            free_seats.append(holding[student])
        holding[student] = place
    filled = dict.fromkeys(market.places, 0)
    for place in holding.values():
        filled[place] += 1
    return filled


def _by_right(market: Market, place: str) -> list[str]:
    points = market.priorities[place]
    return sorted(points, key=lambda student: (-points[student], _draw(market, student, place), student))


def _welcome(standing: Mapping[str, int], place: str, held: str | None) -> bool:
    """Whether a student wishes a place, and more than the one already offered."""
    return place in standing and (held is None or standing[place] < standing[held])
