"""The promises M1…M8 of a settlement, checked against the market alone.

This file knows nothing of how places were chosen. That the allocation without minimums and each later step are
the right ones is left to `verify`, which shares no code with `solve`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.minimums.settled import Settled
from kadry.engine.allocation.minimums.words import PROMISES
from kadry.engine.allocation.verify import Certificate, Property, verify


def check_settled(market: Market, settled: Settled) -> Certificate:
    """Check every promise of a settlement; a broken one is named with its first case, nothing is raised."""
    checks = (sizes, placed, steps, closings, moves, holds, envy, bound)
    return Certificate(tuple(_property(f"M{at}", check(market, settled)) for at, check in enumerate(checks, 1)))


def sizes(market: Market, settled: Settled) -> Iterator[str | None]:
    """M1: every place has nobody or its minimum, and no more than its seats; a closed place has nobody."""
    present = Counter(settled.assignment.values())
    for place, seats in market.seats.items():
        least = market.minimums.get(place, 0)
        most = 0 if place in settled.closed else seats
        fits = present[place] == 0 or least <= present[place] <= most
        yield None if fits else f"{place} has {present[place]} students, its minimum is {least} and its seats are {most}."


def placed(market: Market, settled: Settled) -> Iterator[str | None]:
    """M2: every student stands in it once, and only where he or she wished and is eligible."""
    if settled.assignment.keys() != market.wishes.keys():
        yield "the students are not those of the market."
    for student, place in settled.assignment.items():
        if place is not None:
            fit = place in market.wishes.get(student, ()) and student in market.priorities[place]
            yield None if fit else f"{student} did not wish {place} or is not eligible there."


def steps(market: Market, settled: Settled) -> Iterator[str | None]:
    """M3: the allocation without minimums and the one after each closing hold every guarantee of `verify`."""
    if len(settled.steps) != len(settled.closed) + 1:
        yield "there is not one step for each closing."
        return
    for count, result in enumerate(settled.steps):
        broken = [found for found in verify(_closed(market, settled.closed[:count]), result).properties if not found.holds]
        yield f"after {count} closings: {broken[0].name}: {broken[0].counterexample}" if broken else None


def closings(market: Market, settled: Settled) -> Iterator[str | None]:
    """M4: each place was short of its minimum when it was closed."""
    for place, result in zip(settled.closed, settled.steps, strict=False):
        present = sum(given == place for given in result.assignment.values())
        short = 0 < present < market.minimums.get(place, 0)
        yield None if short else f"{place} had {present} students when it was closed."


def moves(market: Market, settled: Settled) -> Iterator[str | None]:
    """M5: the moves are exactly the differences, each with its ranks and its reason."""
    due = [_due_move(market, settled, student) for student in market.students]
    listed = [(m.student, m.from_place, m.to_place, m.rank_before, m.rank_after, m.reason_code) for m in settled.moves]
    for move in filter(None, due):
        yield None if move in listed else f"the move of {move[0]} is missing or not told as it was."
    for move in listed:
        yield None if move in due else f"{move[0]} did not move as listed."
    if len(set(listed)) != len(listed):
        yield "a move is listed twice."


def holds(market: Market, settled: Settled) -> Iterator[str | None]:
    """M6: students are held only at places short at first, with somebody after the closings, now at their minimum."""
    plain, before, now = (
        Counter(a.values()) for a in (settled.plain.assignment, settled.steps[-1].assignment, settled.assignment)
    )
    for student, place in settled.held.items():
        least = market.minimums.get(place, 0)
        needed = plain[place] < least and before[place] > 0 and now[place] == least > 1
        fits = needed and settled.assignment.get(student) == place
        yield None if fits else f"{student} is held at {place} without need."


def envy(market: Market, settled: Settled) -> Iterator[str | None]:
    """M7: nobody but the held wants a free seat, or one of a student with a lower right, at a place not closed."""
    if not settled.held:
        same = dict(settled.assignment) == dict(settled.steps[-1].assignment)
        yield None if same else "nobody is held, yet it is not the allocation after the last closing."
        return
    lowest = {place: _lowest_right(market, settled, place) for place in market.seats}
    for student, wished in market.wishes.items():
        given = settled.assignment.get(student)
        dearer = wished[: wished.index(given)] if given in wished else wished
        for place in () if student in settled.held else dearer:
            if student in market.priorities[place] and place not in settled.closed:
                justified = _right(market, student, place) < lowest[place]
                yield f"{student} would rather be at {place} and has the right to it." if justified else None


def bound(market: Market, settled: Settled) -> Iterator[str | None]:
    """M8: no fewer students are worse off than is said to be possible."""
    worse = sum(_rank(market, s, settled.assignment.get(s)) > _rank(market, s, p) for s, p in settled.plain.assignment.items())
    yield None if settled.at_least <= worse else f"{worse} students are worse off, fewer than {settled.at_least}."


def _property(name: str, cases: Iterator[str | None]) -> Property:
    found = list(cases)
    first = next((case for case in found if case is not None), None)
    return Property(name, PROMISES["en"][name], first is None, len(found), first)


def _closed(market: Market, closed: tuple[str, ...]) -> Market:
    seats = {place: 0 if place in closed else seats for place, seats in market.seats.items()}
    reserves = {place: kept for place, kept in market.reserves.items() if place not in closed}
    return replace(market, seats=seats, reserves=reserves, minimums={})


def _due_move(market: Market, settled: Settled, student: str) -> tuple | None:
    before, after = settled.plain.assignment.get(student), settled.assignment.get(student)
    if before == after:
        return None
    ranks = _rank(market, student, before), _rank(market, student, after)
    dearer = "up" if ranks[1] < ranks[0] else "gave_way"
    reason = "closed" if before in settled.closed else "fill" if student in settled.held else dearer
    return (
        student,
        before,
        after,
        *(rank if place else None for rank, place in zip(ranks, (before, after), strict=True)),
        reason,
    )


def _rank(market: Market, student: str, place: str | None) -> int:
    wished = market.wishes.get(student, ())
    return wished.index(place) + 1 if place in wished else len(wished) + 1


def _lowest_right(market: Market, settled: Settled, place: str) -> tuple[float, str, str]:
    there = [_right(market, student, place) for student, given in settled.assignment.items() if given == place]
    free = len(there) < market.seats[place]
    nobody, anybody = (float("-inf"), "", ""), (float("inf"), "", "")
    return anybody if free else max(there, default=nobody)


def _right(market: Market, student: str, place: str) -> tuple[float, str, str]:
    scope = "" if market.lottery == "single" else f"{place}:"
    draw = hashlib.sha256(f"{market.seed}:{scope}{student}".encode()).hexdigest()[:16]
    return -market.priorities[place].get(student, float("-inf")), draw, student
