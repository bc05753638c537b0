"""The catalogue of facts a rule may ask for, and facts of a file turned into what the rules compute with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kadry.engine.rules.faults import Faults

KINDS = ("yes_no", "money", "number", "count", "date", "choice", "text")
SUBJECTS = ("employer", "person", "job", "gift", "contract", "course")
NUMERIC = ("money", "number", "count")
KOPECKS = 100
# Of other days no law speaks; rules that count on from them would run off the calendar.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

# Whoever writes 1e99999999 asks for a number of a hundred million digits.
_WRITTEN = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?(/\d{1,40})?")

_CURES = {
    "yes_no": "Give true or false, or leave it out where it is not known.",
    "money": 'Give roubles as a whole number, or as quoted text with kopecks: "40639.50".',
    "number": 'Give a whole number, or a quoted decimal: "0.7".',
    "count": "Give 0, 1, 2 …",
    "date": "Give a date of the years 1900 to 2100: 2026-03-16.",
    "text": "Give quoted text.",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about an employer, a person or a job that rules ask for.

    `low` and `high` bound a number nobody gave (None: no bound above); money is in kopecks. `can_change` says that the
    employer could make it different. `words` keeps the title, the question and the unit as they were given.
    """

    name: str
    kind: str
    low: int | Fraction = 0
    high: int | Fraction | None = None
    choices: tuple[str, ...] = ()
    can_change: bool = False
    words: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def allows(self, value: Any) -> bool:
        """Whether a value of the right type is one the fact may have."""
        if self.kind in NUMERIC:
            return self.low <= value and (self.high is None or value <= self.high)
        if self.kind == "date":
            return FIRST_DAY <= value <= LAST_DAY
        return self.kind != "choice" or value in self.choices


def catalogue(records: Mapping[str, Any]) -> dict[str, Fact]:
    """Read the catalogue: name to `{kind, of, title, question, unit, low, high, choices, can_change}`.

    Raises
    ------
    FaultyInput
        With every fault of every fact.
    """
    faults = Faults()
    found = {name: _fact(name, record, faults) for name, record in records.items()}
    faults.refuse()
    return found


def read_facts(raw: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Turn facts as a file gives them into values to compute with: roubles to kopecks, decimals to fractions.

    What is None or “unknown” is missing, and is left out. Raises FaultyInput with every fault.
    """
    faults = Faults()
    found = {}
    for name, value in raw.items():
        if name not in facts:
            faults.add(str(name), "there is no such fact", "Correct its name; the catalogue of facts lists them all.")
        elif value is not None and value != "unknown":
            found[name] = _checked(facts[name], value, faults)
    faults.refuse()
    return found


def exact_number(value: Any) -> int | Fraction | None:
    """An int or a quoted decimal as it is written; None for anything else: floats, exponents, endless rows of digits."""
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal, Fraction)):
        return None
    if isinstance(value, (str, Decimal)) and not _WRITTEN.fullmatch(str(value).strip()):
        return None
    try:
        number = Fraction(value)
    except ZeroDivisionError:
        return None
    return int(number) if number.denominator == 1 else number


def kopecks(value: Any) -> int | None:
    """Roubles as kopecks; None where it is no sum of whole kopecks."""
    number = exact_number(value)
    if number is None or (number * KOPECKS).denominator != 1:
        return None
    return int(number * KOPECKS)


def _fact(name: str, record: Any, faults: Faults) -> Fact:
    where = f"fact {name}"
    given = faults.fields(where, record, {"kind", "of", "title", "question", "can_change"}, {"unit", "low", "high", "choices"})
    kind = given.get("kind")
    faults.choice(f"{where}, kind", kind, KINDS)
    faults.choice(f"{where}, of", given.get("of"), SUBJECTS)
    if not isinstance(given.get("can_change"), bool):
        faults.add(f"{where}, can_change", f"{given.get('can_change')!r} is no answer", "Give true or false.")
    if (kind == "choice") != bool(given.get("choices")):
        faults.add(where, "choices belong to a fact of kind “choice”, and to no other", "Add or remove them.")
    low, high = (_bound(where, kind, given.get(end), faults) for end in ("low", "high"))
    if low is not None and high is not None and high < low:
        faults.add(where, f"its high end {high} is below its low end {low}", "Correct one of the two.")
    choices = tuple(map(str, given.get("choices") or ()))
    return Fact(name, str(kind), low or 0, high, choices, given.get("can_change") is True, dict(given))


def _bound(where: str, kind: Any, value: Any, faults: Faults) -> int | Fraction | None:
    if value is None:
        return None
    found = (kopecks if kind == "money" else exact_number)(value) if kind in NUMERIC else None
    if found is None:
        faults.add(where, f"{value!r} is no bound of a fact of kind {kind}", "Bound numbers only, by whole or quoted ones.")
    return found


def _checked(fact: Fact, value: Any, faults: Faults) -> Any:
    found = _converted(fact.kind, value)
    cure = _CURES.get(fact.kind) or f"Give one of: {', '.join(fact.choices)}."
    if found is None:
        faults.add(fact.name, f"{value!r} is no {fact.kind.replace('_', '/')}", cure)
    elif not fact.allows(found):
        limits = f" Between {fact.low} and {fact.high}." if fact.high is not None else ""
        faults.add(fact.name, f"{value!r} is not a value it can have", f"{cure}{limits if fact.kind in NUMERIC else ''}")
    return found


def _converted(kind: str, value: Any) -> Any:
    if kind == "money":
        return kopecks(value)
    if kind == "number":
        return exact_number(value)
    if kind == "count":
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if kind == "date":
        return _date(value)
    if kind == "yes_no":
        return value if isinstance(value, bool) else None
    return value if isinstance(value, str) else None


def _date(value: Any) -> date | None:
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
