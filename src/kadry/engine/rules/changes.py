"""Which one fact, changed how, would make a measure answer yes; each found change is checked by asking the measure anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from kadry.engine.rules.answer import YES, Answer, evaluate
from kadry.engine.rules.facts import NUMERIC, Fact
from kadry.engine.rules.interval import Bound, Interval
from kadry.engine.rules.measure import Measure, Version
from kadry.engine.rules.nodes import Operation, facts_of, walk
from kadry.engine.rules.parameter import Parameters, looked_up
from kadry.engine.rules.scalar import Known, value

COMPARISONS = ("at_least", "at_most", "more_than", "less_than", "equal")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact made `after` instead of `before`, all else as it is, and the answer it brings: a yes."""

    fact: str
    before: Any
    after: Any
    answer: Answer


def single_changes(measure: Measure, facts: Mapping[str, Any], parameters: Parameters, *, on: date) -> tuple[Change, ...]:
    """Find every single fact whose change makes the measure answer yes; none where it does already, or no version holds.

    Only facts that are known and that the employer can change are tried: a yes/no the other way, each other choice, the
    texts of the conditions' own lists, and for numbers and days the thresholds of the conditions' own comparisons, a step
    (a kopeck, one, a day) to either side, of which the nearest that works is told. A threshold is found exactly where a
    comparison is linear in the fact around its value.
    """
    version = measure.version(on)
    if version is None or not version.text_seen or evaluate(measure, facts, parameters, on=on).verdict == YES:
        return ()
    known = Known(facts, looked_up(version.parameters, parameters))
    tests = facts_of(*(one.test for one in version.conditions))
    changing = [fact for fact in tests.values() if fact.can_change and facts.get(fact.name) is not None]

    def asked(fact: Fact, after: Any) -> Change:
        answer = evaluate(measure, {**facts, fact.name: after}, parameters, on=on)
        return Change(fact.name, facts[fact.name], after, answer)

    return tuple(change for fact in changing for change in _working(fact, version, known, asked))


def _working(fact: Fact, version: Version, known: Known, asked: Callable[[Fact, Any], Change]) -> Iterator[Change]:
    """Every choice that works, but of numbers and days only the nearest."""
    now = known.facts[fact.name]
    candidates = [one for one in _candidates(fact, version, known) if one != now and fact.allows(one)]
    works = (change for one in candidates if (change := asked(fact, one)).answer.verdict == YES)
    if fact.kind in NUMERIC or fact.kind == "date":
        nearest = next(works, None)
        yield from () if nearest is None else (nearest,)
    else:
        yield from works


def _candidates(fact: Fact, version: Version, known: Known) -> list[Any]:
    now = known.facts[fact.name]
    if fact.kind == "yes_no":
        return [not now]
    if fact.kind == "choice":
        return list(fact.choices)
    nodes = [node for one in version.conditions for node in walk(one.test) if fact.name in facts_of(node)]
    operations = [node for node in nodes if isinstance(node, Operation)]
    if fact.kind == "text":
        return sorted({text for node in operations for text in _texts(node, known)})
    compared = [node for node in operations if node.name in COMPARISONS]
    if fact.kind == "date":
        days = {day for node in compared for day in _days_around(node, known)}
        return sorted(days, key=lambda day: (abs(day - now), day))
    numbers = {number for node in compared for number in _numbers_around(node, fact, known)}
    return sorted(numbers, key=lambda number: (abs(number - now), number))


def _texts(node: Operation, known: Known) -> Iterable[str]:
    found = value(node.parts[1], known) if node.name in (*COMPARISONS, "one_of", "begins_with") else None
    return [found] if isinstance(found, str) else found if isinstance(found, tuple) else []


def _days_around(node: Operation, known: Known) -> Iterator[date]:
    for part in node.parts:
        day = value(part, known)
        if isinstance(day, date):
            yield from (day + timedelta(days=step) for step in (-1, 0, 1))


def _numbers_around(node: Operation, fact: Fact, known: Known) -> Iterator[Fraction | int]:
    """Where both sides are equal, by the line through their difference now and one step on, and whole numbers around it.

    A side the law knows only as a range has two ends, and each is tried.
    """
    now = known.facts[fact.name]
    for here, there in zip(_differences(node, fact, known, now), _differences(node, fact, known, now + 1), strict=True):
        if isinstance(here, float) or isinstance(there, float) or here == there:
            continue
        zero = now - Fraction(here) / (there - here)
        if fact.kind == "number":
            yield int(zero) if zero.denominator == 1 else zero
        yield from range(math.floor(zero) - 1, math.ceil(zero) + 2)


def _differences(node: Operation, fact: Fact, known: Known, at: Any) -> list[Bound]:
    """The first side less the second, for each pair of their ends; infinite where something is open."""
    there = Known({**known.facts, fact.name: at}, known.parameters)
    first, second = (value(part, there) for part in node.parts)
    if not isinstance(first, Interval) or not isinstance(second, Interval):
        return []
    return [one - other for one in first for other in second]
