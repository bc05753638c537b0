"""The textbook version: rounds of proposals, each place sorting all who stand before it. Slow and plain.

Used by tests only; it shares nothing with the solver, not even the lottery.
"""

from __future__ import annotations

import hashlib

from kadry.engine.allocation.inputs import Market


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
    order = {place: textbook_order(market, place) for place in market.places}
    wishes = {s: [p for p in wished if s in order[p]] for s, wished in market.wishes.items()}
    turned_away = dict.fromkeys(market.students, 0)  # how many places have turned each student away
    while True:
        before_place: dict[str, list[str]] = {place: [] for place in market.places}
        for student, wished in wishes.items():
            if turned_away[student] < len(wished):
                before_place[wished[turned_away[student]]].append(student)
        rejected = [
            student
            for place, present in before_place.items()
            for student in sorted(present, key=order[place].index)[market.seats[place] :]
        ]
        if not rejected:
            return {s: wished[turned_away[s]] if turned_away[s] < len(wished) else None for s, wished in wishes.items()}
        for student in rejected:
            turned_away[student] += 1
