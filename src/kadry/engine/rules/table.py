"""One measure asked about a whole table of employers: the answers of `evaluate`, a column at a time.

A table is taken in slices that stay in the processor's cache. Where a slice cannot be held exactly in 64-bit integers, or
uses an operation that columns do not have (a day of the next month, a choice between texts or days), its rows are asked one
by one: the answers are the same, a thousand times slower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kadry.engine.rules.answer import CANNOT_TELL, NO, YES, evaluate
from kadry.engine.rules.columns import Column, bound, checked_size
from kadry.engine.rules.facts import Fact
from kadry.engine.rules.interval import exactly
from kadry.engine.rules.measure import Measure, Version
from kadry.engine.rules.nodes import facts_of
from kadry.engine.rules.numbers import NotInColumns, Numbers, Truths, add, numbers, payable, truths
from kadry.engine.rules.parameter import Parameters, looked_up
from kadry.engine.rules.scalar import Known
from kadry.engine.rules.vector import Rows, all_of, numbered, same_for_all, value

UNBOUNDED = 2**63 - 1  # kopecks: nothing bounds the sum
SLICE = 1 << 15  # rows
CODES = {YES: 1, NO: 0, CANNOT_TELL: -1}


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """What one measure answers each row.

    `verdict` is 1 for yes, 0 for no, -1 for cannot tell. `low` and `high` are what can be counted on, in kopecks, as in
    `Answer`; `UNBOUNDED` where nothing bounds it. `reason` is the place in `conditions` of the first condition that fails,
    else of the first that is open, else -1. `by_rows` counts the rows that were asked one by one.
    """

    measure_id: str
    verdict: NDArray[np.int8]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    reason: NDArray[np.int8]
    conditions: tuple[str, ...]
    by_rows: int = 0


def evaluate_table(measure: Measure, columns: Mapping[str, Column], parameters: Parameters, *, on: date) -> TableAnswer:
    """Ask one measure about every row; row for row the verdict and the totals of `evaluate`.

    Parameters
    ----------
    columns
        Fact to its column, all of one length; a fact without a column is missing in every row. Others are not looked at.

    Raises
    ------
    FaultyInput
        With every column of another type or length, or with a value its fact cannot have.
    OverflowError
        Where a sum itself leaves 64 bits.
    """
    version = measure.version(on)
    facts = facts_of(*version.nodes) if version else {}
    size = checked_size(columns, facts)
    found = _empty(measure, version, size)
    if version is None:
        answer = evaluate(measure, {}, parameters, on=on)
        found.verdict[:], found.high[:] = CODES[answer.verdict], UNBOUNDED if answer.high is None else answer.high
        return found
    given = {name: columns.get(name) for name in facts}
    lines = looked_up(version.parameters, parameters)
    tests, sums = [one.test for one in version.conditions], [one.sum for one in version.payments]
    numbers_ = numbered((*tests, *sums))
    same = same_for_all((*tests, *sums), numbers_, Known({}, lines))
    by_rows = 0
    for part in (slice(start, min(start + SLICE, size)) for start in range(0, size, SLICE)):
        try:
            rows = Rows({name: bound(fact, given[name], part) for name, fact in facts.items()}, numbers_, dict(same))
            _fill(found, version, rows, part)
        except NotInColumns:
            _fill_by_rows(found, measure, facts, given, lines, part, on)
            by_rows += part.stop - part.start
    return TableAnswer(found.measure_id, found.verdict, found.low, found.high, found.reason, found.conditions, by_rows)


def _empty(measure: Measure, version: Version | None, size: int) -> TableAnswer:
    verdict, reason = (np.full(size, -1, np.int8) for _ in range(2))
    low, high = (np.zeros(size, np.int64) for _ in range(2))
    return TableAnswer(measure.id, verdict, low, high, reason, tuple(one.id for one in version.conditions) if version else ())


def _fill(found: TableAnswer, version: Version, rows: Rows, part: slice) -> None:
    size = part.stop - part.start
    conditions = [truths(value(one.test, rows)) for one in version.conditions]
    holds = all_of([True, *conditions])
    yes, may = (np.broadcast_to(one, size) for one in (holds.yes, holds.may))
    found.reason[part] = _first_reason(conditions, size)
    if not version.text_seen:
        found.verdict[part], found.high[part] = -1, UNBOUNDED
        return
    found.verdict[part] = yes.astype(np.int8) * 2 + (~may).astype(np.int8) - 1
    if version.amount is None:
        found.high[part] = np.where(may, UNBOUNDED, 0)
        return
    total = _total(version, rows)
    found.low[part] = np.where(yes, total.low, 0)
    if holds.settled and total.exact:
        found.high[part] = found.low[part]
    else:
        found.high[part] = np.where(may, np.where(total.no_high, UNBOUNDED, total.high), 0)


def _first_reason(conditions: list[Truths], size: int) -> NDArray[np.int8]:
    failed = _first([one.may for one in conditions], size)
    if all(one.settled for one in conditions):
        return failed
    return np.where(failed >= 0, failed, _first([one.yes for one in conditions], size))


def _first(masks: list[Any], size: int) -> NDArray[np.int8]:
    """The place of the first mask that is False in each row, -1 where none is: the masks that hold before it, counted."""
    holding, count = np.ones(size, np.bool_), np.zeros(size, np.int8)
    for mask in masks:
        holding = holding & mask
        count += holding
    return count - holding.view(np.int8) * np.int8(len(masks) + 1)


def _total(version: Version, rows: Rows) -> Numbers:
    sums = (payable(numbers(value(rule.sum, rows))) for rule in version.payments)
    return reduce(add, sums, numbers(exactly(0)))


def _fill_by_rows(
    found: TableAnswer,
    measure: Measure,
    facts: Mapping[str, Fact],
    given: Mapping[str, Column | None],
    lines: Mapping[str, Any],
    part: slice,
    on: date,
) -> None:
    held = {key: line for key, line in lines.items() if line is not None}
    for at in range(part.start, part.stop):
        known = {name: column.row(facts[name], at) for name, column in given.items() if column is not None}
        answer = evaluate(measure, known, held, on=on)
        failing = [place for place, one in enumerate(answer.conditions) if one.truth is False]
        waiting = [place for place, one in enumerate(answer.conditions) if one.truth is None]
        found.verdict[at], found.reason[at] = CODES[answer.verdict], (failing or waiting or [-1])[0]
        found.low[at], found.high[at] = answer.low, UNBOUNDED if answer.high is None else answer.high
