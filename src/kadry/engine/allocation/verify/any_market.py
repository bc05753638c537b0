"""Guarantees that read the same for every market: P1…P4, P8, P9 and P11."""

from __future__ import annotations

from collections.abc import Iterator

from kadry.engine.allocation.verify.certificate import Property, property_of
from kadry.engine.allocation.verify.facts import Facts


def capacity(facts: Facts) -> Property:
    """P1: nobody over capacity."""

    def broken() -> Iterator[str]:
        for place, members in facts.members.items():
            if len(members) > facts.market.seats[place]:
                yield f"{place} has {facts.market.seats[place]} seats and {len(members)} students."

    return property_of("P1", len(facts.members), broken())


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

    return property_of("P2", len(facts.market.wishes), broken())


def wished(facts: Facts) -> Property:
    """P3: nobody is sent to a place he or she did not wish."""

    def broken() -> Iterator[str]:
        for student, place in facts.result.assignment.items():
            if place is not None and place not in facts.market.wishes.get(student, ()):
                yield f"{student} did not wish {place}."

    return property_of("P3", facts.placed, broken())


def eligible(facts: Facts) -> Property:
    """P4: nobody is sent to a place that does not list him or her."""

    def broken() -> Iterator[str]:
        for student, place in facts.result.assignment.items():
            listed = facts.market.priorities.get(place, {}) if isinstance(place, str) else {}
            if place is not None and student not in listed:
                yield f"{student} is not listed at {place}."

    return property_of("P4", facts.placed, broken())


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

    return property_of("P8", sum(map(len, expected.values())), broken())


def waiting_lists(facts: Facts) -> Property:
    """P9: waiting lists hold exactly the eligible who would rather be there, the highest right first."""

    def broken() -> Iterator[str]:
        for place, envying in facts.envying.items():
            due = tuple(sorted(envying, key=lambda student: facts.right(student, place)))
            if facts.result.waiting.get(place) != due:
                yield f"the waiting list of {place} should be {', '.join(due) or 'empty'}."
        if facts.result.waiting.keys() - facts.envying.keys():
            yield "there is a waiting list of an unknown place."

    return property_of("P9", facts.wanted, broken())


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

    return property_of("P11", len(facts.market.wishes), broken())
