"""A measure of support as data: dated versions with conditions, payments and a deadline, read from a plain record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from kadry.engine.rules.facts import SUBJECTS, Fact
from kadry.engine.rules.faults import Faults
from kadry.engine.rules.nodes import DATE, NUMBER, TRUTH, Node, parameters_of
from kadry.engine.rules.parse import parse

LEVELS = ("federal", "regional")
KINDS = ("subsidy", "saving", "deduction", "duty", "service", "grant")
BASES = ("once", "monthly", "yearly")
IN_FORCE, DRAFT = "in force", "draft"
MARKS = ("S", "M", "D")

Words = Mapping[str, Any]  # texts for people, kept as they were given; the engine never looks inside


@dataclass(frozen=True, slots=True)
class Clause:
    """What a rule rests on. `seen` is the day the source was read or made; mark M is from memory, not verified."""

    act: str
    article: str
    source: str
    seen: date
    mark: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold, about an employer, a person, a job …"""

    id: str
    of: str
    says: Words
    test: Node
    clause: Clause


@dataclass(frozen=True, slots=True)
class PaymentRule:
    """One sum of money, in kopecks before rounding, and the day it is due where that follows from facts."""

    id: str
    says: Words
    sum: Node
    due: Node | None


@dataclass(frozen=True, slots=True)
class FigureRule:
    """A number that is no money: places of a quota, hours a week."""

    id: str
    says: Words
    value: Node


@dataclass(frozen=True, slots=True)
class Amount:
    """What a measure pays, each time its basis says."""

    basis: str
    payments: tuple[PaymentRule, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when to ask."""

    says: Words
    due: Node | None


@dataclass(frozen=True, slots=True)
class Version:
    """A measure as it is from a day on; `ends` is its last day, None while it holds."""

    begins: date
    ends: date | None
    text_seen: bool
    status: str
    sources: tuple[Clause, ...]
    conditions: tuple[Condition, ...]
    amount: Amount | None
    deadline: Deadline | None
    papers: tuple[Words, ...]
    excludes: tuple[str, ...]
    requires: tuple[str, ...]
    figures: tuple[FigureRule, ...] = ()
    parameters: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", parameters_of(*self.nodes))

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every expression of the version."""
        dues = (self.deadline.due if self.deadline else None, *(one.due for one in self.payments))
        tests, sums = (one.test for one in self.conditions), (one.sum for one in self.payments)
        return (*tests, *sums, *(one.value for one in self.figures), *(due for due in dues if due is not None))

    @property
    def payments(self) -> tuple[PaymentRule, ...]:
        return self.amount.payments if self.amount else ()

    def covers(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of support, the earliest version first."""

    id: str
    title: Words
    level: str
    region: str | None
    authority: Words
    kind: str
    about: Words
    versions: tuple[Version, ...]

    def version(self, day: date) -> Version | None:
        """The version in force on a day; drafts never count."""
        return next((one for one in self.versions if one.status == IN_FORCE and one.covers(day)), None)

    @classmethod
    def from_record(cls, record: Mapping[str, Any], facts: Mapping[str, Fact]) -> Measure:
        """Build a measure from plain data as YAML loads it.

        Raises
        ------
        FaultyInput
            With every fault: a field missing or unknown, an expression that cannot be computed, two versions for one day.
        """
        faults = Faults()
        where = f"measure {_name(record)}"
        required = {"id", "title", "level", "authority", "kind", "about", "versions"}
        given = faults.fields(where, record, required, {"region"})
        _check_ids([given.get("id")], where, faults)
        faults.choice(f"{where}, level", given.get("level"), LEVELS)
        faults.choice(f"{where}, kind", given.get("kind"), KINDS)
        if (given.get("level") == "regional") != bool(given.get("region")):
            faults.add(where, "a region belongs to a regional measure, and to no other", "Add or remove it.")
        versions = [_version(one, facts, where, faults) for one in faults.items(f"{where}, versions", given.get("versions"))]
        versions.sort(key=lambda one: (one.begins, one.status))
        _check_days(versions, where, faults)
        faults.refuse()
        plain = {name: given[name] for name in ("id", "title", "level", "authority", "kind", "about")}
        return cls(**plain, region=given.get("region"), versions=tuple(versions))


def _version(record: Any, facts: Mapping[str, Fact], parent: str, faults: Faults) -> Version:
    begins = record.get("from") if isinstance(record, Mapping) else None
    where = f"{parent}, version {begins}"
    optional = {"to", "amount", "deadline", "papers", "excludes", "requires", "figures", "note"}
    given = faults.fields(where, record, {"from", "text_seen", "status", "sources", "conditions"}, optional)
    faults.choice(f"{where}, status", given.get("status"), (IN_FORCE, DRAFT))
    if not isinstance(given.get("text_seen"), bool):
        faults.add(f"{where}, text_seen", f"{given.get('text_seen')!r} is no answer", "Give true or false.")
    begins, ends = _day(f"{where}, from", begins, faults), given.get("to")
    conditions = [_condition(one, facts, where, faults) for one in faults.items(f"{where}, conditions", given.get("conditions"))]
    _check_ids([one.id for one in conditions], f"{where}, conditions", faults)
    lists = {name: faults.items(f"{where}, {name}", given.get(name) or ()) for name in ("papers", "excludes", "requires")}
    return Version(
        begins=begins,
        ends=None if ends is None else _day(f"{where}, to", ends, faults),
        text_seen=given.get("text_seen") is True,
        status=str(given.get("status")),
        sources=tuple(_clause(one, f"{where}, sources", faults) for one in faults.items(where, given.get("sources"))),
        conditions=tuple(conditions),
        amount=_amount(given["amount"], facts, f"{where}, amount", faults) if given.get("amount") is not None else None,
        deadline=_deadline(given["deadline"], facts, f"{where}, deadline", faults) if given.get("deadline") is not None else None,
        figures=_figures(given.get("figures") or (), facts, f"{where}, figures", faults),
        **{name: tuple(found) for name, found in lists.items()},
    )


def _condition(record: Any, facts: Mapping[str, Fact], parent: str, faults: Faults) -> Condition:
    where = f"{parent}, condition {_name(record)}"
    given = faults.fields(where, record, {"id", "of", "says", "test", "clause"}, {"note"})
    faults.choice(f"{where}, of", given.get("of"), SUBJECTS)
    test = parse(given.get("test"), (TRUTH,), facts, f"{where}, test", faults)
    clause = _clause(given.get("clause"), f"{where}, clause", faults)
    return Condition(given.get("id", ""), str(given.get("of")), given.get("says") or {}, test, clause)


def _clause(record: Any, where: str, faults: Faults) -> Clause:
    given = faults.fields(where, record, {"act", "article", "source", "seen", "mark"}, {"note"})
    faults.choice(f"{where}, mark", given.get("mark"), MARKS)
    seen = _day(f"{where}, seen", given.get("seen"), faults)
    act, article, source = (str(given.get(name) or "") for name in ("act", "article", "source"))
    if not (act and source):
        faults.add(where, "it names no act or no source", "Say what it rests on and where that was read.")
    return Clause(act, article, source, seen, str(given.get("mark")))


def _amount(record: Any, facts: Mapping[str, Fact], where: str, faults: Faults) -> Amount:
    given = faults.fields(where, record, {"basis", "payments"})
    faults.choice(f"{where}, basis", given.get("basis"), BASES)
    payments = [_payment(one, facts, where, faults) for one in faults.items(f"{where}, payments", given.get("payments"))]
    _check_ids([one.id for one in payments], f"{where}, payments", faults)
    return Amount(str(given.get("basis")), tuple(payments))


def _payment(record: Any, facts: Mapping[str, Fact], parent: str, faults: Faults) -> PaymentRule:
    where = f"{parent}, payment {_name(record)}"
    given = faults.fields(where, record, {"id", "says", "sum"}, {"due"})
    sum_ = parse(given.get("sum"), (NUMBER,), facts, f"{where}, sum", faults)
    return PaymentRule(given.get("id", ""), given.get("says") or {}, sum_, _due(given, facts, where, faults))


def _figures(records: Any, facts: Mapping[str, Fact], where: str, faults: Faults) -> tuple[FigureRule, ...]:
    rows = [faults.fields(where, one, {"id", "says", "value"}) for one in faults.items(where, records)]
    _check_ids([row.get("id") for row in rows], where, faults)
    parsed = [parse(row.get("value"), (NUMBER,), facts, f"{where}, {row.get('id')}", faults) for row in rows]
    return tuple(FigureRule(row.get("id", ""), row.get("says") or {}, node) for row, node in zip(rows, parsed, strict=True))


def _deadline(record: Any, facts: Mapping[str, Fact], where: str, faults: Faults) -> Deadline:
    given = faults.fields(where, record, {"says"}, {"due"})
    return Deadline(given.get("says") or {}, _due(given, facts, where, faults))


def _due(given: Words, facts: Mapping[str, Fact], where: str, faults: Faults) -> Node | None:
    return parse(given["due"], (DATE,), facts, f"{where}, due", faults) if given.get("due") is not None else None


def _name(record: Any) -> str:
    return str(record.get("id")) if isinstance(record, Mapping) else repr(record)


def _day(where: str, value: Any, faults: Faults) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    faults.add(where, f"{value!r} is no day", "Give a date: 2026-03-16.")
    return date.min


def _check_ids(ids: list[Any], where: str, faults: Faults) -> None:
    for one in ids:
        if not isinstance(one, str) or not one:
            faults.add(where, f"the id {one!r} is no text", "Give a short id.")
            return
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        faults.add(where, f"{one!r} stands there twice", "Give each an id of its own.")


def _check_days(versions: list[Version], where: str, faults: Faults) -> None:
    if not versions:
        faults.add(where, "it has no version", "Give at least one.")
    for version in versions:
        if version.ends is not None and version.ends < version.begins:
            faults.add(f"{where}, version {version.begins}", "it ends before it begins", "Correct one of the two days.")
    for status in (IN_FORCE, DRAFT):
        same = [one for one in versions if one.status == status]
        for earlier, later in pairwise(same):
            if earlier.covers(later.begins):
                here = f"{where}, version {later.begins}"
                faults.add(here, f"two versions {status} hold on that day", "End the earlier one before it.")
