"""The sum behind every number of a plan, step by step, as data.

A list of steps is a small calculation anyone can redo: `total` does it, and its result is the plan's number.
Each value stands with its unit and its source.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kadry.engine.planning.grid import Grid, build, exact_decimal
from kadry.engine.planning.inputs import PlanningProblem
from kadry.engine.planning.plan import Plan, PlanRow, Worth
from kadry.engine.planning.rows import Coefficient


@dataclass(frozen=True)
class Step:
    """One line of a calculation.

    `op` says what `value` does to the running number: start, add, subtract, divide_up (divide, then round up
    to a whole number), at_most, at_least, multiply, equals (a subtotal to be met), note (shown, changes
    nothing). `code` is a key of `words.STEPS`; `source` a key of `words.SOURCES` or a text given with the
    input; `subject` a college or a limit.
    """

    code: str
    op: str
    value: Decimal
    unit: str
    source: str
    subject: str = ""


def total(steps: Iterable[Step]) -> Decimal:
    """Redo a calculation; raises ValueError when a subtotal is not met."""
    running = Fraction(0)
    for step in steps:
        value = Fraction(step.value)
        if step.op == "equals" and value != running:
            raise ValueError(f"{step.code}: {step.value} written, {float(running)} computed")
        running = _apply(step.op, running, value)
    return exact_decimal(running)


def _apply(op: str, running: Fraction, value: Fraction) -> Fraction:
    results = {
        "start": lambda: value,
        "add": lambda: running + value,
        "subtract": lambda: running - value,
        "divide_up": lambda: Fraction(math.ceil(running / value)),
        "at_most": lambda: min(running, value),
        "at_least": lambda: max(running, value),
        "multiply": lambda: running * value,
        "equals": lambda: running,
        "note": lambda: running,
    }
    return results[op]()


class Arithmetic:
    """The calculations of one plan; makes its indexes once.

    Raises KeyError for a pair or a programme the plan does not have.
    """

    def __init__(self, problem: PlanningProblem, plan: Plan) -> None:
        self._grid: Grid = build(problem)
        self._at = {(pair.college, pair.programme): index for index, pair in enumerate(self._grid.pairs)}
        self._rows = {(row.college, row.programme): row for row in plan.rows}
        self._worth = {(each.college, each.programme): each for each in plan.worths}
        self._programmes = {row.programme: row for row in plan.programmes}
        self._seats: dict[str, int] = {}
        self._own: dict[tuple[str, str], int] = {}
        for share in plan.shares:
            self._seats[share.need] = self._seats.get(share.need, 0) + share.seats
            self._own[share.need, share.college] = share.seats

    def pair(self, college: str, programme: str) -> tuple[Step, ...]:
        """Need within reach → what others cover → places → groups → limits → the plan's places."""
        return tuple(self._pair(self._at[college, programme], self._rows[college, programme]))

    def programme(self, programme: str) -> tuple[Step, ...]:
        """Need asked → expected workers of each college → the plan's unmet need."""
        return tuple(self._programme(programme))

    def _pair(self, index: int, row: PlanRow) -> Iterator[Step]:
        pair = self._grid.pairs[index]
        steps = [*self._demand(index), *self._supply(index)]
        steps += self._limits(index, int(total(steps)))
        yield from steps
        missing = row.groups - int(total(steps))
        if missing:
            code = "kept" if missing > 0 else self._why_fewer(self._worth[row.college, row.programme])
            yield Step(code, "add", Decimal(missing), "groups", "plan")
        yield Step("places_per_group", "multiply", Decimal(pair.group_size), "places", "pair")
        yield Step("places", "equals", Decimal(row.places), "places", "plan")

    def _demand(self, index: int) -> Iterator[Step]:
        pair, grid = self._grid.pairs[index], self._grid
        near = [need for need in grid.needs[pair.programme] if index in grid.reach[need.programme, need.municipality]]
        asked = sum(need.people for need in near)
        others = sum(self._seats.get(need.id, 0) - self._own.get((need.id, pair.college), 0) for need in near)
        yield Step("asked_in_reach", "start", Decimal(asked), "people", "needs")
        yield Step("covered_by_others", "subtract", Decimal(others), "people", "shares")
        yield Step("left_for_pair", "equals", Decimal(asked - others), "people", "sum")

    def _supply(self, index: int) -> Iterator[Step]:
        pair = self._grid.pairs[index]
        for factor in self._coefficient(index).factors:
            yield Step(factor.kind, "note", factor.value, "share", f"{factor.source}, {factor.as_of}")
        coefficient = exact_decimal(self._grid.coefficients[index])
        yield Step("coefficient", "divide_up", coefficient, "share", "sum")
        yield Step("group_size", "divide_up", Decimal(pair.group_size), "places", "pair")

    def _coefficient(self, index: int) -> Coefficient:
        pair = self._grid.pairs[index]
        fitting = [
            each
            for each in self._grid.problem.coefficients
            if each.programme == pair.programme and each.college in (None, pair.college)
        ]
        return next((each for each in fitting if each.college is not None), fitting[0])

    def _limits(self, index: int, wanted: int) -> Iterator[Step]:
        """The limits that cut or raise the wanted groups, the loosest first, so that each shows its cut."""
        pair, bounds = self._grid.pairs[index], self._grid.bounds[index]
        sources = {ceiling.kind: ceiling.source for ceiling in reversed(pair.ceilings)}
        for code, most in reversed(bounds.upper):
            if most < wanted:
                wanted = most
                source = sources.get(code, "change_limit")
                yield Step("at_most", "at_most", Decimal(most), "groups", source, code)
        for code, least in reversed(bounds.lower):
            if least > wanted:
                wanted = least
                yield Step("at_least", "at_least", Decimal(least), "groups", "pair", code)

    def _why_fewer(self, worth: Worth) -> str:
        """Why the plan stops before the groups this college's own need asks for."""
        if worth.more > 0 and "college" in worth.more_blocked:
            return "lost_to_college"
        return "lost_to_budget" if worth.more > 0 and "budget" in worth.more_blocked else "not_worth"

    def _programme(self, programme: str) -> Iterator[Step]:
        row = self._programmes[programme]
        yield Step("asked", "start", Decimal(row.asked), "people", "needs")
        for each in self._rows.values():
            if each.programme == programme and each.workers:
                yield Step("workers_of_pair", "note", Decimal(each.workers), "people", "plan", each.college)
        yield Step("expected_supply", "subtract", Decimal(row.workers), "people", "sum")
        yield Step("idle", "add", Decimal(row.idle), "people", "shares")
        yield Step("unmet", "equals", Decimal(row.unmet), "people", "plan")
