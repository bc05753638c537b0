"""The fewest students worse off, by integer programming, where the part of the market that is touched is small.

Fairness is stated pair by pair as for stable matching (Baïou and Balinski, 2000): at each open place a student
would rather have, every seat is taken by someone with a higher right, unless he or she is held elsewhere. The
model leaves out that a place closed must have been short at its turn, so its optimum is a bound in any case,
and a choice only once the settlement it names keeps every promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import highspy

from kadry.engine.allocation.minimums.trials import Trials

# Pairs of a student and a wish beyond which the model is not tried, and the nodes after which it stops.
PAIRS_AT_MOST = 600
NODES_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What to close and whom to hold, None where the solver found nothing in its nodes; and what is proved."""

    closed: frozenset[str] | None
    held: dict[str, str]
    at_least: int


def choose(trials: Trials) -> Choice | None:
    """The closings and holds that leave the fewest worse off; None where more is touched than can be tried."""
    wishes = _touched(trials)
    if sum(map(len, wishes.values())) > PAIRS_AT_MOST:
        return None
    return _Model(trials, wishes).solved()


def _touched(trials: Trials) -> dict[str, list[str]]:
    """The wishes, where eligible, of all who are linked by wishes to a short place."""
    listed = trials.market.priorities
    wishes = {s: [p for p in wished if s in listed[p]] for s, wished in trials.market.wishes.items()}
    places, students = set(trials.short(())), set[str]()
    while len(students) < len(students := {s for s, wished in wishes.items() if places.intersection(wished)}):
        places = {place for student in students for place in wishes[student]}
    return {student: wishes[student] for student in sorted(students)}


class _Model:
    """Columns: who is where, who is held, what is open, filled and used. All are 0 or 1."""

    def __init__(self, trials: Trials, wishes: dict[str, list[str]]) -> None:
        self.trials, self.wishes = trials, wishes
        self.highs: Any = highspy.Highs()
        for name, value in {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}.items():
            self.highs.setOptionValue(name, value)
        self.highs.setOptionValue("mip_max_nodes", NODES_AT_MOST)
        cutoffs, minimums = trials.plain.cutoffs, trials.minimums
        pairs = [(student, place) for student, wished in wishes.items() for place in wished]
        places = sorted({place for _, place in pairs})
        sized = [place for place in places if minimums.get(place, 0) > 1]
        at_risk = [place for place in sized if cutoffs[place].admitted < minimums[place]]
        self.at = {pair: self.highs.addBinary() for pair in pairs}
        self.held = {pair: self.highs.addBinary() for pair in pairs if pair[1] in at_risk}
        self.open = {place: self.highs.addBinary() for place in at_risk}
        self.filled = {place: self.highs.addBinary() for place in at_risk}
        self.used = {place: self.highs.addBinary() for place in sized}
        self._rows_of_students()
        for place in places:
            self._rows_of_place(place)

    def solved(self) -> Choice:
        """Minimise the students worse off than without minimums."""
        assignment = self.trials.plain.assignment
        placed = [(student, place) for student in self.wishes if (place := assignment[student]) is not None]
        worse = [1 - self._at_or_above(student, place) for student, place in placed]
        status = self.highs.minimize(self._sum(worse))
        if status == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS refused the model; another part of this process may use it with more threads")
        info = self.highs.getInfo()
        at_least = max(0, ceil(info.mip_dual_bound - 1e-6))
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Choice(None, {}, at_least)
        held = {student: place for (student, place), column in self.held.items() if self.highs.val(column) > 0.5}
        closed = frozenset(place for place, column in self.open.items() if self.highs.val(column) < 0.5)
        return Choice(closed, held, at_least)

    def _rows_of_students(self) -> None:
        for student, wished in self.wishes.items():
            self.highs.addConstr(self._sum([self.at[student, place] for place in wished]) <= 1)
        for (student, place), column in self.held.items():
            self.highs.addConstr(column <= self.at[student, place])
            self.highs.addConstr(column <= self.filled[place])

    def _rows_of_place(self, place: str) -> None:
        seats, least = self.trials.market.seats[place], self.trials.minimums.get(place, 0)
        order = self._by_right(place)
        present = self._sum([self.at[student, place] for student in order])
        self.highs.addConstr(present <= seats)
        if place in self.used:
            self.highs.addConstr(present >= least * self.used[place])
            self.highs.addConstr(present <= seats * self.used[place])
        if place in self.open:
            self.highs.addConstr(present <= seats * self.open[place])
            self.highs.addConstr(present <= seats - max(0, seats - least) * self.filled[place])
        for above, student in enumerate(order):
            higher = [self.at[other, place] for other in order[:above]]
            content = self._at_or_above(student, place) + self._held(student)
            self.highs.addConstr(self._sum(higher) + seats * content >= seats * self.open.get(place, 1))

    def _by_right(self, place: str) -> list[str]:
        listed, result = self.trials.market.priorities[place], self.trials.plain
        wishing = [student for student in listed if place in self.wishes.get(student, ())]
        return sorted(wishing, key=lambda student: (-listed[student], result.draw(student, place), student))

    def _at_or_above(self, student: str, place: str) -> Any:
        wished = self.wishes[student]
        return self._sum([self.at[student, other] for other in wished[: wished.index(place) + 1]])

    def _held(self, student: str) -> Any:
        return self._sum([self.held[student, place] for place in self.wishes[student] if (student, place) in self.held])

    def _sum(self, terms: list[Any]) -> Any:
        return self.highs.qsum(terms)
