"""The bars a student meets under reserves and caps: the last admitted by right, of each type, under each cap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kadry.engine.allocation.result import Cutoff, ReserveCutoff
from kadry.engine.allocation.verify.choosing import CappedRight, capped_right, caps_over, choose_at, kept_for, seat_best
from kadry.engine.allocation.verify.facts import Facts, place_cutoff

# Stands before everybody to see who would give way; an id is never empty.
NEWCOMER = ""


class Bars:
    """Who was let in last, found from the assignment alone."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.last: dict[str, str | None] = {}
        self.last_of_type: dict[str, dict[str, str | None]] = {}
        for place in facts.market.places:
            self._look_at(place)
        self.under = {name: sorted(self._under(name)) for name in facts.market.caps}

    def _look_at(self, place: str) -> None:
        facts, members = self.facts, self.facts.members[place]
        reserved = choose_at(facts, place, members).reserved
        ordered = sorted(reserved, key=lambda student: facts.right(student, place))
        by_right = (student for student in members if student not in reserved)
        self.last[place] = max(by_right, key=lambda student: facts.right(student, place), default=None)
        kept = kept_for(facts, place)
        self.last_of_type[place] = {type_: self._gives_way(kept, type_, ordered) for type_ in kept}

    def _gives_way(self, kept: Mapping[str, int], type_: str, ordered: list[str]) -> str | None:
        """Who loses a reserved seat to a newcomer of a type who stands above everybody."""
        types = {student: self.facts.market.types[student] for student in ordered} | {NEWCOMER: (type_,)}
        sitting = seat_best(kept, [NEWCOMER, *ordered], types)
        return next((student for student in ordered if student not in sitting), None)

    def _under(self, name: str) -> Iterator[CappedRight]:
        cap = self.facts.market.caps[name]
        for place in cap.places:
            for student in self.facts.members[place]:
                if name in caps_over(self.facts, student, place):
                    yield capped_right(self.facts, student, place)

    def lets_in(self, student: str, place: str) -> bool:
        """Whether one eligible student more would be let in."""
        right = self.facts.right(student, place)
        types = self.facts.market.types.get(student, ())
        for type_, last in self.last_of_type[place].items():
            if type_ in types and (last is None or right <= self.facts.right(last, place)):
                return True
        last = self.last[place]
        if self.facts.free(place) <= 0 and (last is None or right > self.facts.right(last, place)):
            return False
        return all(self._lets_under(name, student, place) for name in caps_over(self.facts, student, place))

    def _lets_under(self, name: str, student: str, place: str) -> bool:
        rights = self.under[name]
        if len(rights) < self.facts.market.caps[name].seats:
            return True
        return bool(rights) and capped_right(self.facts, student, place) <= rights[-1]

    def cutoff(self, place: str) -> Cutoff:
        """The cut-off of a place as the result should have it."""
        return place_cutoff(self.facts, place, self.last[place])

    def reserve_cutoffs(self, place: str) -> dict[str, ReserveCutoff]:
        """The bars of the seats a place keeps for types, as the result should have them."""
        named = self.facts.result.reserved_for
        sitting = [named.get(student) for student in self.facts.members[place]]
        return {
            type_: ReserveCutoff(seats, sitting.count(type_), *self._standing(place, self.last_of_type[place][type_]))
            for type_, seats in kept_for(self.facts, place).items()
        }

    def cap_cutoff(self, name: str) -> Cutoff:
        """The cut-off of a cap as the result should have it."""
        rights = self.under[name]
        seats = self.facts.market.caps[name].seats
        if not rights:
            return Cutoff(seats, 0, None, None, None)
        _, _, place, student = rights[-1]
        return Cutoff(seats, len(rights), *self._standing(place, student), place)

    def _standing(self, place: str, student: str | None) -> tuple:
        if student is None:
            return None, None, None
        return self.facts.market.priorities[place].get(student), self.facts.draw(student, place), student
