"""The textbook version: rounds of proposals, each place choosing by trying every set it could take. Slow and plain.

Used by tests only; it shares nothing with the solver, not even the lottery.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from kadry.engine.allocation.inputs import Market

# A student at a place: what places choose among.
Contract = tuple[str, str]


def textbook_draw(market: Market, student: str, place: str) -> int:
    """The lottery number of a student at a place, as an integer."""
    scope = "" if market.lottery == "single" else f"{place}:"
    text = f"{market.seed}:{scope}{student}"
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")


def textbook_order(market: Market, place: str) -> list[str]:
    """All students eligible at a place, the highest right first."""
    listed = market.priorities[place]
    return sorted(listed, key=lambda student: (-listed[student], textbook_draw(market, student, place), student))


def textbook_allocation(market: Market) -> dict[str, str | None]:
    """Deferred acceptance in rounds, as in Gale and Shapley (1962): student to place, or to None."""
    wishes = {s: [p for p in wished if s in market.priorities[p]] for s, wished in market.wishes.items()}
    turned_away = dict.fromkeys(market.students, 0)  # how many places have turned each student away
    while True:
        present = {(s, wished[turned_away[s]]) for s, wished in wishes.items() if turned_away[s] < len(wished)}
        rejected = present - textbook_choice(market, present)
        if not rejected:
            return dict.fromkeys(market.students) | dict(present)
        for student, _ in rejected:
            turned_away[student] += 1


def textbook_choice(market: Market, present: Collection[Contract]) -> set[Contract]:
    """What all places together take of those present."""
    capped = {place for cap in market.caps.values() for place in cap.places}
    chosen = _best_under_caps(market, [contract for contract in present if contract[1] in capped])
    for place in set(market.places) - capped:
        order = textbook_order(market, place)
        there = sorted((student for student, where in present if where == place), key=order.index)
        chosen |= {(student, place) for student in _best_at_place(market, place, there)}
    return chosen


def _best_at_place(market: Market, place: str, there: list[str]) -> list[str]:
    """The stated rule, step by step; students come with the highest right first."""
    kept = market.reserves.get(place, {})
    seats, reserved = market.seats[place], sum(kept.values())
    first = there[: seats - reserved] if market.reserve_order == "open_first" else []
    others = there[len(first) :]
    on_reserved = _best_on_reserved(market, kept, others)
    rest = [student for student in others if student not in on_reserved]
    return [*first, *on_reserved, *rest[: seats - len(first) - len(on_reserved)]]


def _best_on_reserved(market: Market, kept: dict[str, int], students: list[str]) -> Sequence[str]:
    """Of all sets that can sit on reserved seats, the largest, and of those the best by right."""
    for size in range(min(sum(kept.values()), len(students)), 0, -1):
        for chosen in combinations(students, size):  # in lexicographic order, the best first
            if any(_seatings(market, dict(kept), chosen)):
                return chosen
    return ()


def _seatings(market: Market, free: dict[str, int], students: Sequence[str]) -> Iterator[dict[str, str]]:
    """Every way to seat students on free reserved seats of a type of theirs."""
    if not students:
        yield {}
        return
    student, *others = students
    for type_ in market.types.get(student, ()):
        if free.get(type_, 0):
            for seating in _seatings(market, free | {type_: free[type_] - 1}, others):
                yield {student: type_, **seating}


def _best_under_caps(market: Market, present: list[Contract]) -> set[Contract]:
    """Of all sets that break no limit, the first in the dictionary order of rights."""

    def right(contract: Contract) -> tuple[float, int, str, str]:
        student, place = contract
        return -market.priorities[place][student], textbook_draw(market, student, place), place, student

    ordered = sorted(present, key=right)
    every = (set(chosen) for size in range(len(ordered) + 1) for chosen in combinations(ordered, size))
    return max(
        (chosen for chosen in every if _fits(market, chosen)),
        key=lambda chosen: [contract in chosen for contract in ordered],
    )


def _fits(market: Market, chosen: set[Contract]) -> bool:
    taken = [place for _, place in chosen]
    if any(taken.count(place) > market.seats[place] for place in taken):
        return False
    return all(
        sum(place in cap.places and cap.type in (None, *market.types.get(student, ())) for student, place in chosen) <= cap.seats
        for cap in market.caps.values()
    )
