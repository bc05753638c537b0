"""The value of a node for one employer: a truth, an interval, a text, a day or a list; None where it is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any

from kadry.engine.rules import interval, values
from kadry.engine.rules.facts import NUMERIC, Fact
from kadry.engine.rules.interval import ANYTHING, INFINITE, Interval, exactly
from kadry.engine.rules.nodes import Case, Constant, FactValue, Node, Operation, ParameterValue, facts_of, parts_of
from kadry.engine.rules.parameter import Parameter


@dataclass(frozen=True, slots=True)
class Known:
    """What one evaluation starts from: facts as far as they are known, and the parameters of the day (None: absent)."""

    facts: Mapping[str, Any]
    parameters: Mapping[str, Parameter | None]


def value(node: Node, known: Known) -> Any:
    """Evaluate a node: bool or None for a truth, Interval for a number, else the value itself, None where unknown."""
    if isinstance(node, Operation):
        return OPERATIONS[node.name]([value(part, known) for part in node.parts])
    if isinstance(node, FactValue):
        return _of_fact(node.fact, known.facts.get(node.fact.name))
    if isinstance(node, ParameterValue):
        return _of_parameter(known.parameters[node.key])
    if isinstance(node, Constant):
        return _as_value(node.value)
    return _of_case(node, known)


def open_facts(node: Node, known: Known) -> set[str]:
    """The missing facts that may still change the value of a node; none below what is decided."""
    if decided(value(node, known)):
        return set()
    if isinstance(node, FactValue):
        return {node.fact.name}
    parts = _reachable(node, known) if isinstance(node, Case) else parts_of(node)
    return {name for part in parts for name in open_facts(part, known)}


def decided(found: Any) -> bool:
    """Whether a value is known exactly."""
    return found.exact if isinstance(found, Interval) else found is not None


def values_read(node: Node, known: Known) -> tuple[tuple[str, Any], ...]:
    """Every fact a node asks for with what is known of it, sorted by name; None where it is missing."""
    return tuple((name, known.facts.get(name)) for name in facts_of(node))


def reciprocal(found: Any) -> Interval:
    """One over a number; anything at all where it may be zero."""
    return interval.divide(exactly(1), _number(found))


def _of_fact(fact: Fact, found: Any) -> Any:
    if fact.kind not in NUMERIC:
        return found
    if found is not None:
        return exactly(found)
    return Interval(fact.low, INFINITE if fact.high is None else fact.high)


def _of_parameter(found: Parameter | None) -> Any:
    if found is None:
        return None
    return _as_value(found.value) if found.high is None else Interval(found.value, found.high)  # ty: ignore[invalid-argument-type]


def _as_value(found: Any) -> Any:
    return exactly(found) if isinstance(found, (int, Fraction)) and not isinstance(found, bool) else found


def _of_case(node: Case, known: Known) -> Any:
    possible = [value(part, known) for part in _branches(node, known)]
    if len(possible) == 1:
        return possible[0]
    if any(isinstance(one, Interval) for one in possible):
        return reduce(interval.hull, map(_number, possible))
    return possible[0] if all(one == possible[0] for one in possible) else None


def _branches(node: Case, known: Known) -> Iterator[Node]:
    """The branches that may still be the one: up to the first whose condition certainly holds."""
    for when, then in node.branches:
        holds = value(when, known)
        if holds is not False:
            yield then
        if holds is True:
            return
    yield node.otherwise


def _reachable(node: Case, known: Known) -> Iterator[Node]:
    for when, _ in node.branches:
        yield when
        if value(when, known) is True:
            break
    yield from _branches(node, known)


def _number(found: Any) -> Interval:
    """A number; anything at all where a parameter is absent. Raises TypeError for a parameter of another kind."""
    if found is None:
        return ANYTHING
    if not isinstance(found, Interval):
        raise TypeError(f"{found!r} stands where a number is needed")
    return found


def _list(found: Any) -> tuple[Any, ...] | None:
    if found is not None and not isinstance(found, tuple):
        raise TypeError(f"{found!r} stands where a list is needed")
    return found


def _folded(step: Callable[[Interval, Interval], Interval]) -> Callable[[list[Any]], Interval]:
    return lambda parts: reduce(step, map(_number, parts))


def _ordered(
    numbers: Callable[[Interval, Interval], values.Truth], others: Callable[[Any, Any], bool]
) -> Callable[[list[Any]], values.Truth]:
    def compared(parts: list[Any]) -> bool | None:
        a, b = parts
        if isinstance(a, Interval) or isinstance(b, Interval):
            return numbers(_number(a), _number(b))
        return None if a is None or b is None else others(a, b)

    return compared


def _one_of(parts: list[Any]) -> bool | None:
    found, listed = parts[0], _list(parts[1])
    if found is None or listed is None:
        return None
    if isinstance(found, Interval):
        return values.any_of(interval.equal(found, exactly(one)) for one in listed)
    return found in listed


def _begins_with(parts: list[Any]) -> bool | None:
    code, classes = parts[0], _list(parts[1])
    return None if code is None or classes is None else any(values.covers(one, code) for one in classes)


def _later(step: Callable[[date, int], date]) -> Callable[[list[Any]], date | None]:
    def moved(parts: list[Any]) -> date | None:
        day, number = parts[0], _number(parts[1])
        return step(day, int(number.low)) if day is not None and number.exact else None

    return moved


_at_least = _ordered(interval.at_least, lambda a, b: a >= b)
_more_than = _ordered(interval.more_than, lambda a, b: a > b)

OPERATIONS: Mapping[str, Callable[[list[Any]], Any]] = {
    "sum": _folded(interval.add),
    "difference": _folded(interval.subtract),
    "product": _folded(interval.multiply),
    "quotient": _folded(interval.divide),
    "least": _folded(interval.least),
    "greatest": _folded(interval.greatest),
    "floor": lambda parts: interval.floor(_number(parts[0])),
    "at_least": _at_least,
    "at_most": lambda parts: _at_least(parts[::-1]),
    "more_than": _more_than,
    "less_than": lambda parts: _more_than(parts[::-1]),
    "equal": _ordered(interval.equal, lambda a, b: a == b),
    "one_of": _one_of,
    "begins_with": _begins_with,
    "all": values.all_of,
    "any": values.any_of,
    "not": lambda parts: values.negation(parts[0]),
    "months_after": _later(values.months_after),
    "days_after": _later(values.days_after),
    "next_month_day": _later(values.next_month_day),
}
