"""Filling a place up to its minimum: students move to it from where their leaving does no harm.

A student who leaves a seat opens it to the first in line, whose own seat goes to the first in line there, and
so on: a vacancy chain (Blum, Roth and Rothblum, 1997). It is followed before anybody moves, and a student is
taken only where the place at its end can spare one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kadry.engine.allocation.minimums.trials import Trials


class Filling:
    """An allocation being filled up: who is where, and who is held where so that a place opens."""

    def __init__(self, trials: Trials, closed: tuple[str, ...]) -> None:
        self.trials = trials
        self.outcome = trials.outcome(closed)
        self.at = dict(self.outcome.assignment)
        self.held: dict[str, str] = {}
        self.present = Counter(place for place in self.at.values() if place is not None)

    def run(self) -> str | None:
        """Fill every short place, which must have the seats; returns the first that cannot be, None when all are filled."""
        while short := self._short():
            place = min(short, key=lambda place: (self._missing(place), place))
            student = self._next(place)
            if student is None:
                return place
            self._move(student, place)
        return None

    def _short(self) -> list[str]:
        return [place for place in self.trials.minimums if self.present[place] and self._missing(place) > 0]

    def _missing(self, place: str) -> int:
        return self.trials.minimums[place] - self.present[place]

    def _next(self, place: str) -> str | None:
        """Whom to move: who loses the least by it; of equals, the one with the later lottery number."""
        return min(self._candidates(place), default=(None,))[-1]

    def _candidates(self, place: str) -> Iterator[tuple]:
        wishes = self.trials.market.wishes
        for student in self.trials.market.priorities[place]:
            if student in self.held or self.at[student] == place or place not in wishes[student]:
                continue
            _, end = self._chain(student)
            if end is None or end == place or self._can_spare(end):
                yield (*self._burden(student, place), end == place, -self._draw(student, place), student)

    def _burden(self, student: str, place: str) -> tuple[bool, int]:
        lost = self.trials.lost(student, place)
        return lost > 0 and self.trials.lost(student, self.at[student]) <= 0, lost

    def _draw(self, student: str, place: str) -> int:
        return int(self.outcome.draw(student, place), 16)

    def _can_spare(self, place: str) -> bool:
        left = self.present[place] - 1
        return left == 0 or left >= self.trials.minimums.get(place, 0)

    def _chain(self, student: str) -> tuple[dict[str, str], str | None]:
        """Who moves up, and where to, when a student leaves; and the place with one fewer in the end, if any."""
        moved: dict[str, str] = {}
        vacated = self.at[student]
        while vacated is not None:
            follower = self._first_in_line(vacated, student, moved)
            if follower is None:
                break
            left = moved.get(follower, self.at[follower])
            moved[follower] = vacated
            vacated = left
        return moved, vacated

    def _first_in_line(self, place: str, leaving: str, moved: Mapping[str, str]) -> str | None:
        for student in self.outcome.waiting[place]:
            now = moved.get(student, self.at[student])
            free_to_move = student != leaving and student not in self.held
            if free_to_move and self.trials.lost(student, place) < self.trials.lost(student, now):
                return student
        return None

    def _move(self, student: str, place: str) -> None:
        moved, _ = self._chain(student)
        self.held[student] = place
        for mover, taken in (moved | {student: place}).items():
            if (left := self.at[mover]) is not None:
                self.present[left] -= 1
            self.present[taken] += 1
            self.at[mover] = taken
