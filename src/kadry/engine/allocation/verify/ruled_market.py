"""Guarantees of a market with reserves or caps: P5, P6, P7 and P10 in terms of what places choose; P12 and P13."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kadry.engine.allocation.verify.bars import Bars
from kadry.engine.allocation.verify.certificate import Property, property_of
from kadry.engine.allocation.verify.choosing import capped_right, caps_over, choose_at, choose_under_caps, kept_for
from kadry.engine.allocation.verify.facts import Facts


def no_justified_envy(facts: Facts) -> Property:
    """P5: nobody holds a seat that the rules give to someone who would rather have it."""

    def broken() -> Iterator[str]:
        for student, place, gives_way in _welcome(facts):
            if gives_way is not None:
                yield f"{student} would rather be at {place} and comes before {gives_way} by its rules."

    return property_of("P5", facts.wanted, broken(), ruled=True)


def no_waste(facts: Facts) -> Property:
    """P6: no seat that the rules leave to an eligible student stays free while he or she would rather have it."""

    def broken() -> Iterator[str]:
        for student, place, gives_way in _welcome(facts):
            if gives_way is None:
                yield f"{place} has a seat for {student}, who would rather be there."

    return property_of("P6", facts.wanted, broken(), ruled=True)


def cutoffs(facts: Facts) -> Property:
    """P7: all cut-offs are those of the assignment; everyone is at the best wish whose cut-offs are met."""
    market, result, bars = facts.market, facts.result, Bars(facts)

    def broken() -> Iterator[str]:
        if result.cutoffs != {place: bars.cutoff(place) for place in market.places}:
            yield "the cut-offs of places are not those of the students there."
        if result.reserve_cutoffs != {p: due for p in market.reserves if (due := bars.reserve_cutoffs(p))}:
            yield "the cut-offs of seats kept for a type are not those of the students there."
        if result.cap_cutoffs != {name: bars.cap_cutoff(name) for name in market.caps}:
            yield "the cut-offs of caps are not those of the students under them."
        for student, wishes in market.wishes.items():
            open_to = (place for place in wishes if student in market.priorities[place] and bars.lets_in(student, place))
            best, given = next(open_to, None), result.assignment.get(student)
            if best != given:
                yield f"{student} meets the cut-offs of {best or 'no wish'} and is at {given or 'no place'}."

    counted = len(market.seats) + sum(map(len, market.reserves.values())) + len(market.caps) + len(market.wishes)
    return property_of("P7", counted, broken(), ruled=True)


def student_optimal(facts: Facts) -> Property:
    """P10: no other fair allocation is better for any student.

    Where places choose as here, one fair allocation is best for every student, and deferred acceptance finds it
    (Hatfield and Milgrom, 2005). It is run once more, in rounds and over choices made from scratch.
    """

    def broken() -> Iterator[str]:
        best = _best_for_students(facts)
        for student in facts.market.wishes:
            given = facts.result.assignment.get(student)
            if best[student] != given:
                yield f"the best place for {student} is {best[student] or 'none'}, not {given or 'none'}."

    return property_of("P10", len(facts.market.wishes), broken(), ruled=True)


def reserves_used(facts: Facts) -> Property:
    """P12: seats kept for a type are taken by it as long as enough of it wished the place."""
    named = facts.result.reserved_for
    kept = {place: kept_for(facts, place) for place in facts.market.reserves}

    def broken() -> Iterator[str]:
        at_reserves = {student for place in kept for student in facts.members[place]}
        for student in sorted(named.keys() - at_reserves):
            yield f"{student} is not at a place with reserved seats."
        for place, seats in kept.items():
            members = facts.members[place]
            here = {student: named[student] for student in members if student in named}
            due = choose_at(facts, place, members + facts.envying[place]).reserved
            if here.keys() != due:
                yield f"the reserved seats of {place} belong to {', '.join(sorted(due)) or 'nobody'}."
            for student, type_ in here.items():
                if type_ not in facts.market.types.get(student, ()):
                    yield f"{student} sits at {place} on a seat kept for {type_} and is not of that type."
            for type_, count in Counter(here.values()).items():
                if count > seats.get(type_, 0):
                    yield f"{place} keeps {seats.get(type_, 0)} seats for {type_}, and {count} sit on them."

    return property_of("P12", sum(sum(seats.values()) for seats in kept.values()), broken())


def within_caps(facts: Facts) -> Property:
    """P13: no cap is exceeded."""
    counted = Counter(
        name for place, members in facts.members.items() for student in members for name in caps_over(facts, student, place)
    )

    def broken() -> Iterator[str]:
        for name, cap in facts.market.caps.items():
            if counted[name] > cap.seats:
                yield f"the cap {name} allows {cap.seats} and counts {counted[name]}."

    return property_of("P13", len(facts.market.caps), broken())


def _welcome(facts: Facts) -> Iterator[tuple[str, str, str | None]]:
    """Students who would be chosen where they would rather be, and who would go for each, if anybody."""
    for place in sorted(facts.market.seats.keys() - facts.caps_at.keys()):
        members, envying = facts.members[place], facts.envying[place]
        chosen = choose_at(facts, place, members + envying).everyone if envying else set()
        for student in sorted(chosen.intersection(envying)):
            remain = choose_at(facts, place, [*members, student]).everyone
            yield student, place, min(set(members) - remain, default=None)
    there = {capped_right(facts, student, place) for place in facts.caps_at for student in facts.members[place]}
    wanted = {capped_right(facts, student, place) for place in facts.caps_at for student in facts.envying[place]}
    for right in sorted(wanted.intersection(choose_under_caps(facts, sorted(there | wanted)))):
        gone = there.difference(choose_under_caps(facts, sorted([*there, right])))
        yield right[-1], right[-2], min((student for *_, student in gone), default=None)


def _best_for_students(facts: Facts) -> dict[str, str | None]:
    """Deferred acceptance in rounds: all who have no place ask next, then places choose among all they know."""
    market = facts.market
    ahead = {s: iter([p for p in wished if s in market.priorities[p]]) for s, wished in market.wishes.items()}
    given: dict[str, str | None] = dict.fromkeys(market.wishes)
    present: dict[str, set[str]] = {place: set() for place in market.seats}
    capped: list = []
    asking = set(market.wishes)
    while asking:
        touched = set()
        for student in asking:
            given[student] = place = next(ahead[student], None)
            if place in facts.caps_at:
                capped.append(capped_right(facts, student, place))
            elif place is not None:
                present[place].add(student)
                touched.add(place)
        asking = set()
        for place in touched:
            chosen = choose_at(facts, place, present[place]).everyone
            asking |= present[place] - chosen
            present[place] = chosen
        chosen_under_caps = choose_under_caps(facts, sorted(capped))
        asking |= {student for *_, student in capped} - {student for *_, student in chosen_under_caps}
        capped = chosen_under_caps
    return given
