"""The guarantees P1…P11 of a result, checked against the market alone.

This file knows nothing of how the result was found: it draws the lottery again, sorts the lists again and
looks for one case that breaks each promise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import inf
from typing import Any

from kadry.engine.allocation.inputs import Market, canonical_json
from kadry.engine.allocation.result import Cutoff, Result
from kadry.engine.allocation.words import PROPERTIES

Right = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Property:
    """One guarantee: whether it holds, in how many cases it was looked at, and the first case against it."""

    name: str
    words: str
    holds: bool
    counted: int
    counterexample: str | None


class NotCertified(RuntimeError):
    """A result breaks a guarantee and must not leave the engine."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """All guarantees of one result."""

    properties: tuple[Property, ...]

    @property
    def holds(self) -> bool:
        """Whether every guarantee holds."""
        return all(found.holds for found in self.properties)

    def __getitem__(self, name: str) -> Property:
        """The property of this name, such as "P5"."""
        return next(found for found in self.properties if found.name == name)

    def require(self) -> None:
        """Raise NotCertified, naming every broken guarantee and its case; do nothing when all hold."""
        broken = [f"{p.name}: {p.words} {p.counterexample}" for p in self.properties if not p.holds]
        if broken:
            raise NotCertified("\n".join(broken))

    def record(self) -> dict[str, Any]:
        """The certificate as plain dicts and lists, ready for JSON."""
        return {"holds": self.holds, "properties": [asdict(found) for found in self.properties]}

    def to_json(self) -> str:
        """Canonical JSON: the same certificate gives the same bytes on every machine."""
        return canonical_json(self.record())


class Facts:
    """What all checks look at, taken once: who is where, who would rather be elsewhere, with what right."""

    def __init__(self, market: Market, result: Result) -> None:
        self.market = market
        self.result = result
        self.draws: dict[str, str] = {}
        self.lasts: dict[str, str | None] = {}
        self.members: dict[str, list[str]] = {place: [] for place in market.seats}
        self.envying: dict[str, list[str]] = {place: [] for place in market.seats}
        self.proposals = 0
        for student, wished in market.wishes.items():
            self._look_at(student, wished)

    def _look_at(self, student: str, wished: tuple[str, ...]) -> None:
        given = self.result.assignment.get(student)
        if isinstance(given, str) and given in self.members:
            self.members[given].append(student)
        for place in wished:
            if student in self.market.priorities[place]:
                self.proposals += 1
                if place != given:
                    self.envying[place].append(student)
            if place == given:
                break

    def draw(self, student: str, place: str) -> str:
        """The lottery number as the seed gives it, whatever the result says."""
        scope = "" if self.market.lottery == "single" else f"{place}:"
        text = f"{self.market.seed}:{scope}{student}"
        if text not in self.draws:
            self.draws[text] = hashlib.sha256(text.encode()).digest()[:8].hex()
        return self.draws[text]

    def right(self, student: str, place: str) -> Right:
        """A student's standing at a place; the smaller is the higher right, the ineligible come last."""
        points = self.market.priorities[place].get(student)
        return (inf if points is None else -points, self.draw(student, place), student)

    def last(self, place: str) -> str | None:
        """The student with the lowest right among those at a place."""
        if place not in self.lasts:
            members = self.members[place]
            self.lasts[place] = max(members, key=lambda student: self.right(student, place), default=None)
        return self.lasts[place]

    def free(self, place: str) -> int:
        """Seats nobody holds."""
        return self.market.seats[place] - len(self.members[place])


def verify(market: Market, result: Result) -> Certificate:
    """Check every guarantee of a result; a broken one is named with its first case, nothing is raised."""
    facts = Facts(market, result)
    return Certificate(tuple(check(facts) for check in CHECKS))


def capacity(facts: Facts) -> Property:
    """P1: nobody over capacity."""

    def broken() -> Iterator[str]:
        for place, members in facts.members.items():
            if len(members) > facts.market.seats[place]:
                yield f"{place} has {facts.market.seats[place]} seats and {len(members)} students."

    return _property("P1", len(facts.members), broken())


def one_place(facts: Facts) -> Property:
    """P2: every student stands in the result, with one place or none, and nobody else does."""

    def broken() -> Iterator[str]:
        assignment = facts.result.assignment
        for student in facts.market.students:
            if student not in assignment:
                yield f"{student} is missing."
        for student, place in assignment.items():
            if student not in facts.market.wishes:
                yield f"{student} is not a student of this market."
            if not (place is None or isinstance(place, str)):
                yield f"{student} has {place!r}."

    return _property("P2", len(facts.market.wishes), broken())


def wished(facts: Facts) -> Property:
    """P3: nobody is sent to a place he or she did not wish."""

    def broken() -> Iterator[str]:
        for student, place in facts.result.assignment.items():
            if place is not None and place not in facts.market.wishes.get(student, ()):
                yield f"{student} did not wish {place}."

    return _property("P3", _placed(facts), broken())


def eligible(facts: Facts) -> Property:
    """P4: nobody is sent to a place that does not list him or her."""

    def broken() -> Iterator[str]:
        for student, place in facts.result.assignment.items():
            listed = facts.market.priorities.get(place, {}) if isinstance(place, str) else {}
            if place is not None and student not in listed:
                yield f"{student} is not listed at {place}."

    return _property("P4", _placed(facts), broken())


def no_justified_envy(facts: Facts) -> Property:
    """P5: nobody holds a seat that someone with a higher right would rather have."""

    def broken() -> Iterator[str]:
        for place, envying in facts.envying.items():
            last = facts.last(place)
            if last is None:
                continue
            lowest = facts.right(last, place)
            for student in envying:
                if facts.right(student, place) < lowest:
                    yield f"{student} would rather be at {place} and stands above {last}, who is there."

    return _property("P5", _wanted(facts), broken())


def no_waste(facts: Facts) -> Property:
    """P6: no seat stays free while an eligible student would rather have it."""

    def broken() -> Iterator[str]:
        for place, envying in facts.envying.items():
            if envying and facts.free(place) > 0:
                yield f"{place} has a free seat and {envying[0]} would rather be there."

    return _property("P6", _wanted(facts), broken())


def cutoffs(facts: Facts) -> Property:
    """P7: cut-offs are those of the assignment; everyone is at the best wish whose cut-off is met."""

    def broken() -> Iterator[str]:
        for place in facts.market.places:
            if facts.result.cutoffs.get(place) != _cutoff(facts, place):
                yield f"the cut-off of {place} is not that of the students there."
        if facts.result.cutoffs.keys() - facts.members.keys():
            yield "there is a cut-off for an unknown place."
        bars = {place: _bar(facts, place) for place in facts.market.places}
        for student in facts.market.students:
            best = _best_open(facts, student, bars)
            given = facts.result.assignment.get(student)
            if best != given:
                yield f"{student} meets the cut-off of {best or 'no wish'} and is at {given or 'no place'}."

    return _property("P7", len(facts.market.seats) + len(facts.market.wishes), broken())


def lottery(facts: Facts) -> Property:
    """P8: every lottery number follows from the seed."""
    scopes = facts.result.lottery
    if facts.market.lottery == "single":
        expected = {"": list(facts.market.wishes)}
    else:
        expected = {place: list(listed) for place, listed in facts.market.priorities.items()}

    def broken() -> Iterator[str]:
        if scopes.keys() != expected.keys():
            yield "the lottery is not drawn where the market says."
        for scope, students in expected.items():
            drawn = scopes.get(scope, {})
            for student in students:
                if drawn.get(student) != facts.draw(student, scope):
                    yield f"{student} has {drawn.get(student)}, the seed gives {facts.draw(student, scope)}."
            if len(drawn) > len(students):
                yield "a number was drawn for a stranger."

    return _property("P8", sum(map(len, expected.values())), broken())


def waiting_lists(facts: Facts) -> Property:
    """P9: waiting lists hold exactly the eligible who would rather be there, the highest right first."""

    def broken() -> Iterator[str]:
        for place, envying in facts.envying.items():
            due = tuple(sorted(envying, key=lambda student: facts.right(student, place)))
            if facts.result.waiting.get(place) != due:
                yield f"the waiting list of {place} should be {', '.join(due) or 'empty'}."
        if facts.result.waiting.keys() - facts.envying.keys():
            yield "there is a waiting list of an unknown place."

    return _property("P9", _wanted(facts), broken())


def student_optimal(facts: Facts) -> Property:
    """P10: no other fair allocation is better for any student.

    In a fair allocation that is not the best one, the first in line at some place sits at another place whose
    first in line sits at a third … and back to the first: all could move up at once and it would still be
    fair (a rotation, Gusfield and Irving 1989). The first in line is one student a place, so such a ring is
    found by following one arrow from each place.
    """

    def broken() -> Iterator[str]:
        arrow = {place: _seat_of_first_in_line(facts, place) for place in facts.market.places}
        cleared: set[str] = set()
        for start in arrow:
            path: list[str] = []
            step: str | None = start
            while step is not None and step not in cleared:
                cleared.add(step)
                path.append(step)
                step = arrow.get(step)
            if step in path:
                ring = " ← ".join(path[path.index(step) :])
                yield f"the first in line could change places in a ring: {ring}."

    return _property("P10", len(facts.market.seats), broken())


def counts(facts: Facts) -> Property:
    """P11: ranks obtained and the number of proposals are those of the assignment."""

    def broken() -> Iterator[str]:
        for student, wishes in facts.market.wishes.items():
            place = facts.result.assignment.get(student)
            due = wishes.index(place) + 1 if place in wishes else None
            if facts.result.ranks.get(student) != due:
                yield f"{student} obtained the wish of rank {due}, not {facts.result.ranks.get(student)}."
        if facts.result.ranks.keys() - facts.market.wishes.keys():
            yield "there is a rank of a stranger."
        if facts.result.proposals != facts.proposals:
            yield f"the assignment takes {facts.proposals} proposals, not {facts.result.proposals}."

    return _property("P11", len(facts.market.wishes), broken())


CHECKS = (
    capacity,
    one_place,
    wished,
    eligible,
    no_justified_envy,
    no_waste,
    cutoffs,
    lottery,
    waiting_lists,
    student_optimal,
    counts,
)


def _property(name: str, counted: int, broken: Iterator[str]) -> Property:
    first = next(broken, None)
    return Property(name, PROPERTIES["en"][name], first is None, counted, first)


def _placed(facts: Facts) -> int:
    return sum(place is not None for place in facts.result.assignment.values())


def _wanted(facts: Facts) -> int:
    return sum(map(len, facts.envying.values()))


def _cutoff(facts: Facts, place: str) -> Cutoff:
    seats, members, last = facts.market.seats[place], facts.members[place], facts.last(place)
    if last is None:
        return Cutoff(seats, 0, None, None, None)
    return Cutoff(seats, len(members), facts.market.priorities[place].get(last), facts.draw(last, place), last)


def _bar(facts: Facts, place: str) -> Right | None:
    """The lowest right that gets in; None where everyone eligible does."""
    if facts.free(place) > 0:
        return None
    last = facts.last(place)
    return (-inf, "", "") if last is None else facts.right(last, place)


def _best_open(facts: Facts, student: str, bars: dict[str, Right | None]) -> str | None:
    for place in facts.market.wishes[student]:
        if student in facts.market.priorities[place]:
            bar = bars[place]
            if bar is None or facts.right(student, place) <= bar:
                return place
    return None


def _seat_of_first_in_line(facts: Facts, place: str) -> str | None:
    first = min(facts.envying[place], key=lambda student: facts.right(student, place), default=None)
    given = None if first is None else facts.result.assignment.get(first)
    return given if isinstance(given, str) else None
