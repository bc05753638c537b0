"""How places choose, once more and from scratch: sort everybody, then let in whoever still fits.

The solver keeps heaps and lets one student go for one who comes. Nothing of that is used here: reserved seats are
matched one by one along augmenting paths (Kuhn, 1955), limits are counted up as students are let in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kadry.engine.allocation.verify.facts import Facts

# The right of a student at a place as compared across places: points, lottery, place, student.
CappedRight = tuple[float, str, str, str]


@dataclass(frozen=True, slots=True)
class Seating:
    """Whom a place takes: on seats given by right alone, and on seats kept for a type."""

    by_right: list[str]
    reserved: set[str]

    @property
    def everyone(self) -> set[str]:
        """All of them."""
        return self.reserved.union(self.by_right)


def kept_for(facts: Facts, place: str) -> dict[str, int]:
    """Types for which a place keeps seats, with their number."""
    return {type_: seats for type_, seats in facts.market.reserves.get(place, {}).items() if seats}


def choose_at(facts: Facts, place: str, students: Iterable[str]) -> Seating:
    """Whom a place under no cap takes of these students."""
    ordered = sorted(students, key=lambda student: facts.right(student, place))
    kept = kept_for(facts, place)
    reserved = sum(kept.values())
    before = facts.market.seats[place] - reserved if facts.market.reserve_order == "open_first" else 0
    others = ordered[before:]
    sitting = seat_best(kept, others, facts.market.types)
    rest = [student for student in others if student not in sitting]
    return Seating(ordered[:before] + rest[: facts.market.seats[place] - before - len(sitting)], sitting)


def seat_best(kept: Mapping[str, int], ordered: Iterable[str], types: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Take students in order, each if a seat kept for a type can be found without unseating anybody."""
    seats: dict[str, list[str | None]] = {type_: [None] * count for type_, count in kept.items()}
    seat_of: dict[str, tuple[str, int]] = {}
    for student in ordered:
        _augment(student, seats, seat_of, types)
    return set(seat_of)


def _augment(
    newcomer: str,
    seats: dict[str, list[str | None]],
    seat_of: dict[str, tuple[str, int]],
    types: Mapping[str, tuple[str, ...]],
) -> None:
    came_from: dict[tuple[str, int], str] = {}
    seen: set[str] = set()
    moving = [newcomer]
    for student in moving:
        for type_ in types.get(student, ()):
            if type_ in seen or type_ not in seats:
                continue
            seen.add(type_)
            for number, holder in enumerate(seats[type_]):
                came_from[type_, number] = student
                if holder is None:
                    _move_along((type_, number), came_from, seats, seat_of)
                    return
                moving.append(holder)


def _move_along(
    free: tuple[str, int],
    came_from: dict[tuple[str, int], str],
    seats: dict[str, list[str | None]],
    seat_of: dict[str, tuple[str, int]],
) -> None:
    seat: tuple[str, int] | None = free
    while seat is not None:
        student = came_from[seat]
        type_, number = seat
        seats[type_][number] = student
        seat, seat_of[student] = seat_of.get(student), seat


def capped_right(facts: Facts, student: str, place: str) -> CappedRight:
    """The standing of a student at a place under caps; the smaller is the higher right."""
    points, draw, _ = facts.right(student, place)
    return points, draw, place, student


def caps_over(facts: Facts, student: str, place: str) -> tuple[str, ...]:
    """Names of the caps that count this student at this place."""
    types = facts.market.types.get(student, ())
    if (place, types) not in facts.caps_over:
        caps = facts.caps_at.get(place, ())
        facts.caps_over[place, types] = tuple(name for name, cap in caps if cap.type is None or cap.type in types)
    return facts.caps_over[place, types]


def choose_under_caps(facts: Facts, ordered: Iterable[CappedRight]) -> list[CappedRight]:
    """Whom all places under caps take together of those who come in order of right."""
    room = {name: cap.seats for name, cap in facts.market.caps.items()}
    seats = {place: facts.market.seats[place] for place in facts.caps_at}
    chosen = []
    for right in ordered:
        _, _, place, student = right
        names = caps_over(facts, student, place)
        if seats[place] and all(map(room.__getitem__, names)):
            chosen.append(right)
            seats[place] -= 1
            for name in names:
                room[name] -= 1
    return chosen
