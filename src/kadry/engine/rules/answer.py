"""What a measure answers one employer on a day: yes, no or cannot tell, with its trace and its money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kadry.engine.rules import values
from kadry.engine.rules.interval import INFINITE, Interval, half_up
from kadry.engine.rules.measure import IN_FORCE, Clause, Condition, FigureRule, Measure, PaymentRule, Version
from kadry.engine.rules.nodes import Node
from kadry.engine.rules.parameter import UNVERIFIED, Parameter, Parameters, looked_up
from kadry.engine.rules.scalar import Known, open_facts, value, values_read

YES, NO, CANNOT_TELL = "yes", "no", "cannot_tell"
VERDICTS: Mapping[values.Truth, str] = {True: YES, False: NO, None: CANNOT_TELL}


@dataclass(frozen=True, slots=True)
class Checked:
    """A condition with its truth (None: open), the facts it asked for and what was known of them, and its clause."""

    id: str
    truth: bool | None
    values: tuple[tuple[str, Any], ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Payment:
    """One sum in kopecks, from `low` to `high` (None: no end), and its day where that is known."""

    id: str
    low: int
    high: int | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is no money, not rounded; None where an end has no bound."""

    id: str
    low: int | Fraction | None
    high: int | Fraction | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one measure answers.

    `because` is "conditions", "text_not_seen" (the act's text was not seen: the verdict is "cannot_tell" and there is no
    money), "not_in_force" (a draft, or it has ended: "no") or "no_version" (nothing is known for that day: "cannot_tell").

    `payments` are what is paid if the measure applies; none where the verdict is "no". `low` and `high` are what can be
    counted on in all, in kopecks, each time of the `basis`: `low` is 0 until the verdict is "yes", `high` is None where
    nothing bounds it. A `basis` of None means that the measure states no amount.

    `missing` are facts that may still change a condition, a payment or a day; `absent` are parameters of which nothing is
    known for the day. `unverified` says that a clause or a parameter used is from memory; `seen` is the newest page used.
    """

    measure_id: str
    verdict: str
    because: str
    on: date
    conditions: tuple[Checked, ...] = ()
    basis: str | None = None
    payments: tuple[Payment, ...] = ()
    figures: tuple[Figure, ...] = ()
    low: int = 0
    high: int | None = 0
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unverified: bool = False
    seen: date | None = None
    deadline: date | None = None


def evaluate(measure: Measure, facts: Mapping[str, Any], parameters: Parameters, *, on: date) -> Answer:
    """Ask one measure about one employer.

    Parameters
    ----------
    facts
        Name to value as `read_facts` gives them; what is left out or None is missing.
    parameters
        The parameters as they hold on the day: a mapping, or a function that raises LookupError where nothing is known.
    on
        The day whose version of the measure is asked.
    """
    version = measure.version(on)
    if version is None:
        return _without_version(measure, on)
    known = Known(facts, looked_up(version.parameters, parameters))
    checked = tuple(_checked(one, known) for one in version.conditions)
    verdict = VERDICTS[values.all_of(one.truth for one in checked)] if version.text_seen else CANNOT_TELL
    amount = version.amount if version.text_seen else None
    payments = tuple(_paid(one, known) for one in version.payments) if amount and verdict != NO else ()
    low, high = totals(verdict, payments, stated=amount is not None)
    return Answer(
        measure_id=measure.id,
        verdict=verdict,
        because="conditions" if version.text_seen else "text_not_seen",
        on=on,
        conditions=checked,
        basis=amount.basis if amount else None,
        payments=payments,
        figures=tuple(_figure(one, known) for one in version.figures) if version.text_seen and verdict != NO else (),
        low=low,
        high=high,
        missing=_missing(version, verdict, known),
        absent=tuple(key for key, found in known.parameters.items() if found is None),
        unverified=any(mark == UNVERIFIED for mark, _ in _rests_on(version, known)),
        seen=max((seen for _, seen in _rests_on(version, known)), default=None),
        deadline=_day(version.deadline.due if version.deadline else None, known) if verdict != NO else None,
    )


def totals(verdict: str, payments: Iterable[Payment], *, stated: bool) -> tuple[int, int | None]:
    """What can be counted on: nothing before a yes, and no bound above where no amount is stated."""
    if verdict == NO:
        return 0, 0
    if not stated:
        return 0, None
    low, highs = sum(one.low for one in payments), [one.high for one in payments]
    return low if verdict == YES else 0, None if None in highs else sum(high for high in highs if high is not None)


def payable(found: Any) -> tuple[int, int | None]:
    """A sum as it is paid: rounded half-up to kopecks, once, and never below zero."""
    if not isinstance(found, Interval):
        return 0, None
    low = 0 if found.low == -INFINITE else max(0, half_up(found.low))
    return low, None if found.high == INFINITE else max(0, half_up(found.high))


def _without_version(measure: Measure, on: date) -> Answer:
    in_force = [one for one in measure.versions if one.status == IN_FORCE]
    drafted = any(one.covers(on) for one in measure.versions)
    if drafted or (in_force and all(one.begins <= on for one in in_force)):
        return Answer(measure.id, NO, "not_in_force", on)
    return Answer(measure.id, CANNOT_TELL, "no_version", on, high=None)


def _checked(condition: Condition, known: Known) -> Checked:
    return Checked(condition.id, value(condition.test, known), values_read(condition.test, known), condition.clause)


def _paid(rule: PaymentRule, known: Known) -> Payment:
    low, high = payable(value(rule.sum, known))
    return Payment(rule.id, low, high, _day(rule.due, known))


def _figure(rule: FigureRule, known: Known) -> Figure:
    found = value(rule.value, known)
    ends = (found.low, found.high) if isinstance(found, Interval) else (-INFINITE, INFINITE)
    low, high = (None if isinstance(end, float) else end for end in ends)
    return Figure(rule.id, low, high)


def _day(node: Node | None, known: Known) -> date | None:
    return None if node is None else value(node, known)


def _missing(version: Version, verdict: str, known: Known) -> tuple[str, ...]:
    if verdict == NO:
        return ()
    nodes = version.nodes if version.text_seen else tuple(one.test for one in version.conditions)
    return tuple(sorted({name for node in nodes for name in open_facts(node, known)}))


def _rests_on(version: Version, known: Known) -> list[tuple[str, date]]:
    clauses = (*version.sources, *(one.clause for one in version.conditions))
    used: Iterable[Parameter] = (one for one in known.parameters.values() if one is not None)
    return [*((one.mark, one.seen) for one in clauses), *((one.mark, one.seen) for one in used)]
