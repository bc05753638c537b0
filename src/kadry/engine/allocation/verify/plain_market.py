"""Guarantees of a market without reserves and caps, where right alone decides: P5, P6, P7 and P10."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from kadry.engine.allocation.verify.certificate import Property, property_of
from kadry.engine.allocation.verify.facts import Facts, Right, place_cutoff


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

    return property_of("P5", facts.wanted, broken())


def no_waste(facts: Facts) -> Property:
    """P6: no seat stays free while an eligible student would rather have it."""

    def broken() -> Iterator[str]:
        for place, envying in facts.envying.items():
            if envying and facts.free(place) > 0:
                yield f"{place} has a free seat and {envying[0]} would rather be there."

    return property_of("P6", facts.wanted, broken())


def cutoffs(facts: Facts) -> Property:
    """P7: cut-offs are those of the assignment; everyone is at the best wish whose cut-off is met."""

    def broken() -> Iterator[str]:
        for place in facts.market.places:
            if facts.result.cutoffs.get(place) != place_cutoff(facts, place, facts.last(place)):
                yield f"the cut-off of {place} is not that of the students there."
        if facts.result.cutoffs.keys() - facts.members.keys():
            yield "there is a cut-off for an unknown place."
        bars = {place: _bar(facts, place) for place in facts.market.places}
        for student in facts.market.students:
            best = _best_open(facts, student, bars)
            given = facts.result.assignment.get(student)
            if best != given:
                yield f"{student} meets the cut-off of {best or 'no wish'} and is at {given or 'no place'}."

    return property_of("P7", len(facts.market.seats) + len(facts.market.wishes), broken())


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

    return property_of("P10", len(facts.market.seats), broken())


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
