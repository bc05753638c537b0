"""The rows of a problem, each checking itself when it is made: who may teach what, who asks for whom, prices.

A value nobody knows is refused, never taken as one: a coefficient without its army share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kadry.engine.faults import Fault
from kadry.engine.planning.canonical import refuse
from kadry.engine.planning.checking import blank, checked, put_in_order

FACTOR_KINDS = ("finish", "in_trade", "in_region", "army")
CEILING_KINDS = ("workshop", "teachers", "dormitory", "premises", "licence", "other", "what_if")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")
MAX_GROUPS = 1000


@dataclass(frozen=True)
class Factor:
    """One link of the supply coefficient: a share of people in (0, 1], dated and sourced.

    `finish` = graduates ÷ admitted; `in_trade` = in the trade ÷ graduates; `in_region` = stayed ÷ in the
    trade; `army` = not delayed by service ÷ stayed. `as_of` is a year, a month or a day: 2025, 2025-09,
    2025-09-01.
    """

    kind: str
    value: Decimal
    as_of: str
    source: str

    def __post_init__(self) -> None:
        refuse(checked(self, f"factor {self.kind}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        here = f"factor {self.kind}"
        if self.kind not in FACTOR_KINDS:
            yield Fault(here, "unknown kind", f"Use one of {', '.join(FACTOR_KINDS)}.")
        if not 0 < self.value <= 1:
            yield Fault(f"{here}.value", f"{self.value} is outside (0, 1]", "Give a share; shrink an estimate of zero.")
        if not DATE.match(self.as_of):
            yield Fault(f"{here}.as_of", f"{self.as_of!r} is no date", "Write 2025, 2025-09 or 2025-09-01.")
        if not self.source.strip():
            yield Fault(f"{here}.source", "no source", "Say where the share comes from.")


@dataclass(frozen=True)
class Coefficient:
    """Workers in the region per place admitted: the four factors multiplied, for a programme or one pair."""

    programme: str
    factors: tuple[Factor, ...]
    college: str | None = None

    def __post_init__(self) -> None:
        refuse(checked(self, self._name(), self._faults))
        put_in_order(self, "factors", key=lambda factor: FACTOR_KINDS.index(factor.kind))

    def _name(self) -> str:
        return f"coefficient {self.college or 'any college'} / {self.programme}"

    def _faults(self) -> Iterator[Fault]:
        given = Counter(factor.kind for factor in self.factors)
        for kind in FACTOR_KINDS:
            if given[kind] != 1:
                what = f"factor {kind} given {given[kind]} times"
                yield Fault(self._name(), what, "Give each of the four factors once.")


@dataclass(frozen=True)
class Ceiling:
    """The most groups of a pair that one resource (workshop places × shifts, teachers, …) allows."""

    kind: str
    groups: int
    source: str

    def __post_init__(self) -> None:
        refuse(checked(self, f"ceiling {self.kind}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        here = f"ceiling {self.kind}"
        if self.kind not in CEILING_KINDS:
            yield Fault(here, "unknown kind", f"Use one of {', '.join(CEILING_KINDS)}.")
        if not 0 <= self.groups <= MAX_GROUPS:
            yield Fault(f"{here}.groups", f"{self.groups} groups", f"Give 0…{MAX_GROUPS}.")
        if not self.source.strip():
            yield Fault(f"{here}.source", "no source", "Say where the ceiling comes from.")


@dataclass(frozen=True)
class College:
    """A college, the municipality of its site, and the most places it can admit (None: no such limit)."""

    id: str
    municipality: str
    capacity: int | None = None

    def __post_init__(self) -> None:
        refuse(checked(self, f"college {self.id}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        yield from blank(self, f"college {self.id}", ("id", "municipality"))
        if self.capacity is not None and self.capacity < 0:
            yield Fault(f"college {self.id}.capacity", f"{self.capacity} places", "Give zero or more, or nothing.")


@dataclass(frozen=True)
class Programme:
    """A programme and its duration in months; a need of year Y asks admission in Y − ⌈months ÷ 12⌉."""

    id: str
    months: int

    def __post_init__(self) -> None:
        refuse(checked(self, f"programme {self.id}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        yield from blank(self, f"programme {self.id}", ("id",))
        if not 1 <= self.months <= 72:
            yield Fault(f"programme {self.id}.months", f"{self.months} months", "Give 1…72.")


@dataclass(frozen=True)
class Pair:
    """A programme a college is licensed to teach.

    `current` = groups admitted last year; `group_size` and `reserved` (promised by signed target contracts)
    in places; `min_groups` and the ceilings in groups; `change_limit` overrides the problem's;
    `cost_per_place` in roubles a year, needed when there is a budget or money is weighed.
    """

    college: str
    programme: str
    current: int
    ceilings: tuple[Ceiling, ...]
    group_size: int = 25
    min_groups: int = 0
    reserved: int = 0
    change_limit: int | None = None
    cost_per_place: int | None = None

    def __post_init__(self) -> None:
        refuse(checked(self, self._name(), self._faults))
        put_in_order(
            self,
            "ceilings",
            key=lambda ceiling: (ceiling.groups, CEILING_KINDS.index(ceiling.kind), ceiling.source),
        )

    def _name(self) -> str:
        return f"pair {self.college} / {self.programme}"

    def _faults(self) -> Iterator[Fault]:
        here = self._name()
        yield from blank(self, here, ("college", "programme"))
        if not self.ceilings:
            yield Fault(f"{here}.ceilings", "none given", "Say what limits the groups, with its source.")
        if not 1 <= self.group_size <= 500:
            yield Fault(f"{here}.group_size", f"{self.group_size} places", "Give 1…500.")
        for name in ("current", "min_groups"):
            if not 0 <= getattr(self, name) <= MAX_GROUPS:
                yield Fault(f"{here}.{name}", f"{getattr(self, name)} groups", f"Give 0…{MAX_GROUPS}.")
        for name in ("reserved", "change_limit", "cost_per_place"):
            if (getattr(self, name) or 0) < 0:
                yield Fault(f"{here}.{name}", f"{getattr(self, name)} is negative", "Give zero or more.")


@dataclass(frozen=True)
class Need:
    """People asked for a programme in a municipality, at work by a year.

    `weight` = penalty for each person left unmet; `priority` (1 first) orders needs of equal weight; then the
    id does.
    """

    id: str
    programme: str
    municipality: str
    people: int
    works_by: int
    weight: Decimal = Decimal(1)
    priority: int = 1

    def __post_init__(self) -> None:
        refuse(checked(self, f"need {self.id}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        here = f"need {self.id}"
        yield from blank(self, here, ("id", "programme", "municipality"))
        if not 0 <= self.people <= 1_000_000:
            yield Fault(f"{here}.people", f"{self.people} people", "Give 0…1000000.")
        if not 0 < self.weight <= 10**6:
            yield Fault(f"{here}.weight", f"{self.weight}", "Give a number in (0, 1000000].")
        if self.priority < 1:
            yield Fault(f"{here}.priority", f"{self.priority}", "Give 1 or more, 1 being first.")


@dataclass(frozen=True)
class Distance:
    """Kilometres between two municipalities, the same both ways."""

    one: str
    other: str
    km: int

    def __post_init__(self) -> None:
        refuse(checked(self, f"distance {self.one} – {self.other}", self._faults))
        if self.one > self.other:
            one, other = self.other, self.one
            object.__setattr__(self, "one", one)
            object.__setattr__(self, "other", other)

    def _faults(self) -> Iterator[Fault]:
        here = f"distance {self.one} – {self.other}"
        yield from blank(self, here, ("one", "other"))
        if self.km < 0:
            yield Fault(f"{here}.km", f"{self.km} km", "Give zero or more.")
        if self.one == self.other and self.km != 0:
            yield Fault(f"{here}.km", "a municipality is not far from itself", "Give 0, or leave the row out.")


@dataclass(frozen=True)
class Costs:
    """Prices in the unit of the need's weight: per idle expected worker, per group of change, per rouble."""

    oversupply: Decimal = Decimal("0.05")
    change: Decimal = Decimal("0.5")
    money: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        refuse(checked(self, "costs", self._faults))

    def _faults(self) -> Iterator[Fault]:
        for name in ("oversupply", "change", "money"):
            if getattr(self, name) < 0:
                yield Fault(f"costs.{name}", f"{getattr(self, name)} is negative", "Give zero or more.")
