"""The value of a node for a slice of a table: the same nodes as in `scalar`, computed a column at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from kadry.engine.rules import numbers as n
from kadry.engine.rules import scalar
from kadry.engine.rules.interval import ANYTHING, exactly
from kadry.engine.rules.nodes import Case, FactValue, Node, Operation, facts_of, walk
from kadry.engine.rules.numbers import NotInColumns, Numbers, Texts, Truths
from kadry.engine.rules.scalar import Known


@dataclass(frozen=True, slots=True)
class Rows:
    """A slice of a table: each fact's column as Truths, Numbers or Texts, and the values of nodes found so far.

    `numbers` gives equal nodes one number, by the identity of each; `found` holds values by that number.
    """

    facts: Mapping[str, Any]
    numbers: Mapping[int, int]
    found: dict[int, Any]


def numbered(nodes: tuple[Node, ...]) -> dict[int, int]:
    """A number for every node, by its identity: what is written twice in a measure is computed once."""
    first: dict[Node, int] = {}
    return {id(node): first.setdefault(node, len(first)) for root in nodes for node in walk(root)}


def same_for_all(nodes: tuple[Node, ...], numbers: Mapping[int, int], known: Known) -> dict[int, Any]:
    """The value of every node below which no fact stands, by its number."""
    below = (part for node in nodes for part in walk(node))
    return {numbers[id(node)]: scalar.value(node, known) for node in below if not facts_of(node)}


def value(node: Node, rows: Rows) -> Any:
    """Evaluate a node for a slice. Raises NotInColumns where columns cannot hold it exactly."""
    number = rows.numbers[id(node)]
    if number not in rows.found:
        rows.found[number] = _value(node, rows)
    return rows.found[number]


def _value(node: Node, rows: Rows) -> Any:
    if isinstance(node, FactValue):
        return rows.facts[node.fact.name]
    if isinstance(node, Operation):
        return _OPERATIONS[node.name]([value(part, rows) for part in node.parts])
    assert isinstance(node, Case)  # a constant and a parameter are the same for all
    return reduce(
        lambda other, branch: _chosen(n.truths(value(branch[0], rows)), value(branch[1], rows), other),
        reversed(node.branches),
        value(node.otherwise, rows),
    )


def all_of(parts: list[Any]) -> Truths:
    return reduce(lambda a, b: _joined(np.logical_and, a, b), map(n.truths, parts))


def _any_of(parts: list[Any]) -> Truths:
    return reduce(lambda a, b: _joined(np.logical_or, a, b), map(n.truths, parts))


def _joined(join: Callable[[Any, Any], Any], a: Truths, b: Truths) -> Truths:
    yes = join(a.yes, b.yes)
    return Truths(yes, yes if a.settled and b.settled else join(a.may, b.may))


def _negation(a: Truths) -> Truths:
    yes = np.logical_not(a.may)
    return Truths(yes, yes if a.settled else np.logical_not(a.yes))


def _chosen(when: Truths, then: Any, other: Any) -> Any:
    if any(isinstance(one, (Truths, bool)) for one in (then, other)):
        return n.chosen_truth(when, n.truths(then), n.truths(other))
    if any(isinstance(one, (Texts, str)) for one in (then, other)):
        raise NotInColumns
    first, second = n.numbers(then), n.numbers(other)
    if first.days or second.days:
        raise NotInColumns  # an open day is not known at all, while the hull of two numbers says something
    return n.chosen(when, first, second)


def _folded(step: Callable[[Numbers, Numbers], Numbers]) -> Callable[[list[Any]], Numbers]:
    return lambda parts: reduce(step, map(n.numbers, parts))


def _quotient(parts: list[Any]) -> Numbers:
    """The divisor is a constant or a parameter, so its reciprocal is the same for all rows."""
    factor = scalar.reciprocal(parts[1])
    return n.numbers(ANYTHING) if factor == ANYTHING else n.multiply(n.numbers(parts[0]), n.numbers(factor))


def _ordered(parts: list[Any]) -> Truths:
    return n.at_least(n.numbers(parts[0]), n.numbers(parts[1]))


def _equal(parts: list[Any]) -> Truths:
    first, second = parts
    if isinstance(second, Texts):
        first, second = second, first
    if isinstance(first, Texts):
        if isinstance(second, Texts):
            raise NotInColumns
        return _by_category(first, "equal", second)
    if isinstance(first, (Truths, bool)) or isinstance(second, (Truths, bool)):
        return _same_truth(n.truths(first), n.truths(second))
    return n.equal(n.numbers(first), n.numbers(second))


def _same_truth(a: Truths, b: Truths) -> Truths:
    yes = (a.yes & b.yes) | np.logical_not(a.may | b.may)
    return Truths(yes, np.logical_not((a.yes & np.logical_not(b.may)) | (b.yes & np.logical_not(a.may))))


def _one_of(parts: list[Any]) -> Truths:
    found, listed = parts
    if isinstance(found, Texts):
        return _by_category(found, "one_of", listed)
    if listed is None:
        return n.truths(None)
    return _any_of([n.equal(n.numbers(found), n.numbers(exactly(one))) for one in listed])


def _begins_with(parts: list[Any]) -> Truths:
    found, classes = parts
    if not isinstance(found, Texts):
        raise NotInColumns
    return _by_category(found, "begins_with", classes)


def _by_category(texts: Texts, name: str, other: Any) -> Truths:
    """Each category is tested once; unknown for all where there is nothing to test by."""
    if other is None:
        return n.truths(None)
    if (name, other) not in texts.tested:
        test = scalar.OPERATIONS[name]
        texts.tested[name, other] = np.array([test([text, other]) for text in texts.categories] or [False])
    passed = texts.tested[name, other][texts.codes]
    if texts.known is None:
        return Truths(passed, passed)
    return Truths(passed & texts.known, passed | ~texts.known)


def _in_rows_only(parts: list[Any]) -> Any:
    raise NotInColumns


def _months_after(parts: list[Any]) -> Numbers:
    day, months = n.numbers(parts[0]), n.numbers(parts[1])
    if not months.exact or months.scale != 1:
        raise NotInColumns
    first = day.low.astype("M8[D]").astype("M8[M]")
    later = first + months.low
    last = (later + 1).astype("M8[D]") - 1
    moved = np.minimum(later.astype("M8[D]") + (day.low.astype("M8[D]") - first), last).astype(np.int64)
    return Numbers(moved, moved, most=day.most + 31 * (months.most + 1), no_low=day.no_low, no_high=day.no_high, days=True)


def _days_after(parts: list[Any]) -> Numbers:
    day, step = n.numbers(parts[0]), n.numbers(parts[1])
    if not step.exact or step.scale != 1:
        raise NotInColumns
    moved = day.low + step.low
    return Numbers(moved, moved, most=day.most + step.most, no_low=day.no_low, no_high=day.no_high, days=True)


_OPERATIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "sum": _folded(n.add),
    "difference": _folded(lambda a, b: n.add(a, n.negative(b))),
    "product": _folded(n.multiply),
    "quotient": _quotient,
    "least": _folded(n.least),
    "greatest": _folded(n.greatest),
    "floor": lambda parts: n.floor(n.numbers(parts[0])),
    "at_least": _ordered,
    "at_most": lambda parts: _ordered(parts[::-1]),
    "more_than": lambda parts: _negation(_ordered(parts[::-1])),
    "less_than": lambda parts: _negation(_ordered(parts)),
    "equal": _equal,
    "one_of": _one_of,
    "begins_with": _begins_with,
    "all": all_of,
    "any": _any_of,
    "not": lambda parts: _negation(n.truths(parts[0])),
    "months_after": _months_after,
    "days_after": _days_after,
    "next_month_day": _in_rows_only,
}
