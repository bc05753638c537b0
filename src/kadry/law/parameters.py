"""Dated parameters of the law: ``value(key, on=day)``, each with the act, the source and how sure it is.

A key is ``<topic>.<name>``; the topic is a file of ``<jurisdiction>/parameters``. See README.md for the fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Range:
    """A value known only to lie between two numbers, both possible."""

    low: Fraction
    high: Fraction


Number = int | float | Fraction
Value = Number | Range | tuple[str, ...]

# Numbers of these units enter sums of money, so they are exact: whole, or quoted decimals, never binary fractions.
EXACT = frozenset({"RUB", "rate", "percent", "multiples", "minimum wages", "km", "months", "workers", "0 or 1"})
LISTS = frozenset({"classes", "OKVED classes"})
UNITS = EXACT | LISTS | {"hours a week", "years", "kinds of work"}
MARKS = READ, FROM_MEMORY, DERIVED = "S", "M", "D"
LANGUAGES = {"ru", "en"}
IN_FORCE, DRAFT = "in force", "draft"
_TEXTS = {"act": str, "article": str, "source": str, "mark": str}
_REQUIRED = {"from": date, "value": (int, float, str, dict, list), "seen": date, **_TEXTS}
_OPTIONAL = {"to": date, "status": str, "note": object}


class NoParameter(LookupError):
    """No line of that key holds on that day."""


class FaultyParameters(ValueError):
    """A file of parameters with faults: all of them, not only the first."""

    def __init__(self, where: str, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n  ".join([f"{len(faults)} faults in {where}:", *faults]))


@dataclass(frozen=True, slots=True)
class Line:
    """What one key is from a day on, and what that rests on; the unit and the titles are those of the key.

    `act` is a key of acts.yaml; `titles` and `note` go by language, and a line without a note has an empty one. `source` is
    addresses and days only, so it reads alike in every language; it is empty where the value is from memory.
    """

    key: str
    titles: Mapping[str, str] = field(compare=False)
    unit: str
    value: Value
    begins: date
    ends: date | None
    act: str
    article: str
    source: str
    seen: date
    mark: str
    status: str = IN_FORCE
    note: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def verified(self) -> bool:
        """Whether the value, or every rule it is derived from, was read in a source."""
        return self.mark != FROM_MEMORY

    def holds(self, day: date) -> bool:
        return self.status == IN_FORCE and self.begins <= day and (self.ends is None or day <= self.ends)


def value(key: str, *, on: date, jurisdiction: str = "russia") -> Value:
    """The parameter as it holds on a day. Raises NoParameter where nothing is known for that day."""
    return line(key, on=on, jurisdiction=jurisdiction).value


@cache
def line(key: str, *, on: date, jurisdiction: str = "russia") -> Line:
    """The latest line of the key that has begun by the day and has not ended; drafts never count."""
    holding = [found for found in lines(key, jurisdiction=jurisdiction) if found.holds(on)]
    if not holding:
        raise NoParameter(f"Nothing is known of {key} on {on}.")
    return holding[-1]


def lines(key: str, *, jurisdiction: str = "russia") -> tuple[Line, ...]:
    """Every line of a key, the earliest first, drafts included. Raises NoParameter for an unknown key."""
    topic, _, name = key.partition(".")
    path = ROOT / jurisdiction / "parameters" / f"{topic}.yaml"
    if not path.exists() or name not in (known := _load(path)):
        raise NoParameter(f"There is no parameter {key} in {jurisdiction}.")
    return known[name]


@cache
def acts() -> Mapping[str, Mapping[str, str]]:
    """The name of each act in Russian and English."""
    return yaml.safe_load((ROOT / "acts.yaml").read_text(encoding="utf-8"))


@cache
def _load(path: Path) -> Mapping[str, tuple[Line, ...]]:
    return read(path.read_text(encoding="utf-8"), path.stem)


def read(text: str, topic: str) -> Mapping[str, tuple[Line, ...]]:
    """Read one file of parameters: name within the topic → its lines. Raises FaultyParameters."""
    content = yaml.safe_load(text)
    if not isinstance(content, dict):
        raise FaultyParameters(topic, ["not a mapping of keys"])
    faults = [fault for name, entry in content.items() for fault in _faults(name, entry)]
    if faults:
        raise FaultyParameters(topic, faults)
    return {
        name: tuple(_line(f"{topic}.{name}", entry, row) for row in _by_day(entry["lines"])) for name, entry in content.items()
    }


def _by_day(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: row["from"])


def _line(key: str, entry: Mapping[str, Any], row: Mapping[str, Any]) -> Line:
    return Line(
        key=key,
        titles=entry["title"],
        unit=entry["unit"],
        value=_value(row["value"], entry["unit"]),
        begins=row["from"],
        ends=row.get("to"),
        status=row.get("status", IN_FORCE),
        note=row.get("note", {}),
        **{name: row[name] for name in ("act", "article", "source", "seen", "mark")},
    )


def _value(given: Any, unit: str) -> Value:
    if isinstance(given, list):
        return tuple(given)
    if isinstance(given, dict):
        return Range(Fraction(given["low"]), Fraction(given["high"]))
    return Fraction(given) if unit in EXACT else given


def _faults(name: str, entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict) or set(entry) != {"title", "unit", "lines"} or not isinstance(entry["lines"], list):
        yield f"{name}: a key has a title, a unit and lines, and nothing else"
        return
    if entry["unit"] not in UNITS:
        yield f"{name}: unknown unit {entry['unit']!r}"
    if not _in_both_languages(entry["title"]):
        yield f"{name}: “title” is {entry['title']!r}; give a text in each of ru and en"
    shaped = []
    for number, row in enumerate(entry["lines"], start=1):
        problems = [*_row_faults(row), *_value_faults(row, entry["unit"])]
        yield from (f"{name}, line {number}: {problem}" for problem in problems)
        shaped += [] if problems else [row]
    days = [(row["from"], row.get("status", IN_FORCE)) for row in shaped]
    for day, status in sorted({one for one in days if days.count(one) > 1}):
        yield f"{name}: two values {status} from {day}"


def _row_faults(row: Any) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "not a mapping"
        return
    yield from (f"“{name}” is missing" for name in _REQUIRED if name not in row)
    yield from (f"“{name}” is unknown" for name in row if name not in _REQUIRED | _OPTIONAL)
    for name, kind in (_REQUIRED | _OPTIONAL).items():
        if name in row and (not isinstance(row[name], kind) or isinstance(row[name], bool)):
            yield f"“{name}” is {row[name]!r}"
    yield from _ground_faults(row)
    if row.get("status", IN_FORCE) not in (IN_FORCE, DRAFT):
        yield f"“status” is {row['status']!r}"
    if isinstance(row.get("to"), date) and isinstance(row.get("from"), date) and row["to"] < row["from"]:
        yield "it ends before it begins"


def _ground_faults(row: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(row.get("act"), str) and row["act"] not in acts():
        yield f"there is no act {row['act']!r}; add its name to acts.yaml, or correct it"
    if row.get("mark") not in MARKS:
        yield f"“mark” is {row.get('mark')!r}, not one of {', '.join(MARKS)}"
    if row.get("source") == "" and row.get("mark") != FROM_MEMORY:
        yield f"“source” is empty; say where it was read, or mark it {FROM_MEMORY}"
    if "note" in row and not _in_both_languages(row["note"]):
        yield f"“note” is {row['note']!r}; give a text in each of ru and en"


def _in_both_languages(given: Any) -> bool:
    texts = given.values() if isinstance(given, dict) and set(given) == LANGUAGES else [None]
    return all(isinstance(text, str) and text.strip() for text in texts)


def _value_faults(row: Any, unit: str) -> Iterator[str]:
    given = row.get("value") if isinstance(row, dict) else None
    if given is None:
        return
    if unit in LISTS or isinstance(given, list):
        yield from _list_faults(given, unit)
    elif isinstance(given, dict):
        if unit not in EXACT or set(given) != {"low", "high"} or not all(map(_exact, given.values())):
            yield f"“value” is {given!r}, not a range of exact numbers low and high"
        elif Fraction(given["low"]) > Fraction(given["high"]):
            yield f"“value” is {given!r}, whose low end is above the high one"
        elif Fraction(given["low"]) == Fraction(given["high"]):
            yield f"“value” is {given!r}, whose ends are equal; give one number"
    elif (unit in EXACT or isinstance(given, str)) and not (unit in EXACT and _exact(given)):
        yield f"“value” is {given!r}; give a whole number{' or a quoted decimal' if unit in EXACT else ''}"


def _list_faults(given: Any, unit: str) -> Iterator[str]:
    if unit not in LISTS:
        yield f"“value” is {given!r}; a value in {unit} is no list"
    elif not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
        yield f"“value” is {given!r}; give a list of quoted texts"


def _exact(given: Any) -> bool:
    if isinstance(given, bool) or not isinstance(given, int | str):
        return False
    try:
        return Fraction(given) is not None
    except ValueError:
        return False
