"""What a region knows before it plans the places of one admission year.

Every class checks itself when it is made and is equal, byte for byte in JSON, to any other written in another
order. A value nobody knows is refused, never taken as zero or one: a coefficient without its army share, a
distance nobody measured, a cost that the budget needs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kadry.engine.planning.canonical import Fault, dumps, loads, refuse, type_faults

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
        refuse(_checked(self, f"factor {self.kind}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        here = f"factor {self.kind}"
        if self.kind not in FACTOR_KINDS:
            yield Fault(here, "unknown kind", f"Use one of {', '.join(FACTOR_KINDS)}")
        if not 0 < self.value <= 1:
            yield Fault(f"{here}.value", f"{self.value} is outside (0, 1]", "Give a share; shrink an estimate of zero")
        if not DATE.match(self.as_of):
            yield Fault(f"{here}.as_of", f"{self.as_of!r} is no date", "Write 2025, 2025-09 or 2025-09-01")
        if not self.source.strip():
            yield Fault(f"{here}.source", "no source", "Say where the share comes from")


@dataclass(frozen=True)
class Coefficient:
    """Workers in the region per place admitted: the four factors multiplied, for a programme or one pair."""

    programme: str
    factors: tuple[Factor, ...]
    college: str | None = None

    def __post_init__(self) -> None:
        refuse(_checked(self, self._name(), self._faults))
        _sort(self, "factors", key=lambda factor: FACTOR_KINDS.index(factor.kind))

    def _name(self) -> str:
        return f"coefficient {self.college or 'any college'} / {self.programme}"

    def _faults(self) -> Iterator[Fault]:
        given = Counter(factor.kind for factor in self.factors)
        for kind in FACTOR_KINDS:
            if given[kind] != 1:
                yield Fault(
                    self._name(),
                    f"factor {kind} given {given[kind]} times",
                    "Give each of the four factors once",
                )


@dataclass(frozen=True)
class Ceiling:
    """The most groups of a pair that one resource (workshop places × shifts, teachers, …) allows."""

    kind: str
    groups: int
    source: str

    def __post_init__(self) -> None:
        refuse(_checked(self, f"ceiling {self.kind}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        here = f"ceiling {self.kind}"
        if self.kind not in CEILING_KINDS:
            yield Fault(here, "unknown kind", f"Use one of {', '.join(CEILING_KINDS)}")
        if not 0 <= self.groups <= MAX_GROUPS:
            yield Fault(f"{here}.groups", f"{self.groups} groups", f"Give 0…{MAX_GROUPS}")
        if not self.source.strip():
            yield Fault(f"{here}.source", "no source", "Say where the ceiling comes from")


@dataclass(frozen=True)
class College:
    """A college, the municipality of its site, and the most places it can admit (None: no such limit)."""

    id: str
    municipality: str
    capacity: int | None = None

    def __post_init__(self) -> None:
        refuse(_checked(self, f"college {self.id}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        yield from _blank(self, f"college {self.id}", ("id", "municipality"))
        if self.capacity is not None and self.capacity < 0:
            yield Fault(f"college {self.id}.capacity", f"{self.capacity} places", "Give zero or more, or nothing")


@dataclass(frozen=True)
class Programme:
    """A programme and its duration in months; a need of year Y asks admission in Y − ⌈months ÷ 12⌉."""

    id: str
    months: int

    def __post_init__(self) -> None:
        refuse(_checked(self, f"programme {self.id}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        yield from _blank(self, f"programme {self.id}", ("id",))
        if not 1 <= self.months <= 72:
            yield Fault(f"programme {self.id}.months", f"{self.months} months", "Give 1…72")


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
        refuse(_checked(self, self._name(), self._faults))
        _sort(
            self,
            "ceilings",
            key=lambda ceiling: (ceiling.groups, CEILING_KINDS.index(ceiling.kind), ceiling.source),
        )

    def _name(self) -> str:
        return f"pair {self.college} / {self.programme}"

    def _faults(self) -> Iterator[Fault]:
        here = self._name()
        yield from _blank(self, here, ("college", "programme"))
        if not self.ceilings:
            yield Fault(f"{here}.ceilings", "none given", "Say what limits the groups, with its source")
        if not 1 <= self.group_size <= 500:
            yield Fault(f"{here}.group_size", f"{self.group_size} places", "Give 1…500")
        for name in ("current", "min_groups"):
            if not 0 <= getattr(self, name) <= MAX_GROUPS:
                yield Fault(f"{here}.{name}", f"{getattr(self, name)} groups", f"Give 0…{MAX_GROUPS}")
        for name in ("reserved", "change_limit", "cost_per_place"):
            if (getattr(self, name) or 0) < 0:
                yield Fault(f"{here}.{name}", f"{getattr(self, name)} is negative", "Give zero or more")


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
        refuse(_checked(self, f"need {self.id}", self._faults))

    def _faults(self) -> Iterator[Fault]:
        here = f"need {self.id}"
        yield from _blank(self, here, ("id", "programme", "municipality"))
        if not 0 <= self.people <= 1_000_000:
            yield Fault(f"{here}.people", f"{self.people} people", "Give 0…1000000")
        if not 0 < self.weight <= 10**6:
            yield Fault(f"{here}.weight", f"{self.weight}", "Give a number in (0, 1000000]")
        if self.priority < 1:
            yield Fault(f"{here}.priority", f"{self.priority}", "Give 1 or more, 1 being first")


@dataclass(frozen=True)
class Distance:
    """Kilometres between two municipalities, the same both ways."""

    one: str
    other: str
    km: int

    def __post_init__(self) -> None:
        refuse(_checked(self, f"distance {self.one} – {self.other}", self._faults))
        if self.one > self.other:
            one, other = self.other, self.one
            object.__setattr__(self, "one", one)
            object.__setattr__(self, "other", other)

    def _faults(self) -> Iterator[Fault]:
        here = f"distance {self.one} – {self.other}"
        yield from _blank(self, here, ("one", "other"))
        if self.km < 0:
            yield Fault(f"{here}.km", f"{self.km} km", "Give zero or more")
        if self.one == self.other and self.km != 0:
            yield Fault(f"{here}.km", "a municipality is not far from itself", "Give 0, or leave the row out")


@dataclass(frozen=True)
class Costs:
    """Prices in the unit of the need's weight: per idle expected worker, per group of change, per rouble."""

    oversupply: Decimal = Decimal("0.05")
    change: Decimal = Decimal("0.5")
    money: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        refuse(_checked(self, "costs", self._faults))

    def _faults(self) -> Iterator[Fault]:
        for name in ("oversupply", "change", "money"):
            if getattr(self, name) < 0:
                yield Fault(f"costs.{name}", f"{getattr(self, name)} is negative", "Give zero or more")


@dataclass(frozen=True)
class Settings:
    """When the search may stop, and its seed.

    `gap` = relative gap to the bound; `max_nodes` stops by a count that is the same on every machine;
    `seconds` stops by the machine's own speed, so such a plan need not come out the same again.
    """

    gap: Decimal = Decimal("0.005")
    max_nodes: int | None = None
    seconds: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        refuse(_checked(self, "settings", self._faults))

    def _faults(self) -> Iterator[Fault]:
        if not 0 <= self.gap < 1:
            yield Fault("settings.gap", f"{self.gap}", "Give a share in [0, 1)")
        if self.max_nodes is not None and self.max_nodes < 0:
            yield Fault("settings.max_nodes", f"{self.max_nodes}", "Give zero or more, or nothing")
        if self.seconds is not None and self.seconds < 1:
            yield Fault("settings.seconds", f"{self.seconds}", "Give one or more, or nothing")
        if not 0 <= self.seed < 2**31:
            yield Fault("settings.seed", f"{self.seed}", "Give 0…2147483647")


@dataclass(frozen=True)
class PlanningProblem:
    """One region, one admission year: who may teach what, who asks for whom, and what a place yields.

    `reach_km` = the farthest a graduate is counted on to work from the college; `budget` in roubles a year
    for all places together, None when there is none. Raises PlanningInputError naming every fault at once.
    """

    region: str
    admission_year: int
    reach_km: int
    colleges: tuple[College, ...]
    programmes: tuple[Programme, ...]
    pairs: tuple[Pair, ...]
    needs: tuple[Need, ...]
    coefficients: tuple[Coefficient, ...]
    distances: tuple[Distance, ...] = ()
    change_limit: int = 1
    budget: int | None = None
    costs: Costs = field(default_factory=Costs)

    def __post_init__(self) -> None:
        refuse(_checked(self, "problem", self._faults))
        _sort(self, "colleges", key=lambda each: each.id)
        _sort(self, "programmes", key=lambda each: each.id)
        _sort(self, "pairs", key=lambda each: (each.college, each.programme))
        _sort(self, "needs", key=lambda each: each.id)
        _sort(self, "coefficients", key=lambda each: (each.programme, each.college or ""))
        _sort(self, "distances", key=lambda each: (each.one, each.other))

    def to_json(self) -> bytes:
        """Canonical JSON: equal problems give equal bytes."""
        return dumps(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> PlanningProblem:
        """Read a problem back; raises PlanningInputError naming every fault by its place in the file."""
        return loads(cls, data)

    def _faults(self) -> Iterator[Fault]:
        yield from _blank(self, "problem", ("region",))
        if not 1990 <= self.admission_year <= 2200:
            yield Fault("problem.admission_year", f"{self.admission_year}", "Give a year")
        for name in ("reach_km", "change_limit", "budget"):
            if (getattr(self, name) or 0) < 0:
                yield Fault(f"problem.{name}", f"{getattr(self, name)} is negative", "Give zero or more")
        yield from self._repeats()
        yield from self._pair_faults()
        yield from self._need_faults()
        yield from self._distance_faults()

    def _repeats(self) -> Iterator[Fault]:
        yield from _twice("college", (each.id for each in self.colleges))
        yield from _twice("programme", (each.id for each in self.programmes))
        yield from _twice("pair", (f"{each.college} / {each.programme}" for each in self.pairs))
        yield from _twice("need", (each.id for each in self.needs))
        yield from _twice("coefficient", (f"{each.college or '*'} / {each.programme}" for each in self.coefficients))
        yield from _twice("distance", (f"{each.one} – {each.other}" for each in self.distances))

    def _pair_faults(self) -> Iterator[Fault]:
        colleges = {each.id for each in self.colleges}
        programmes = {each.id for each in self.programmes}
        known = {(each.college, each.programme) for each in self.coefficients}
        money = self.budget is not None or self.costs.money > 0
        for pair in self.pairs:
            here = f"pair {pair.college} / {pair.programme}"
            if pair.college not in colleges:
                yield Fault(here, "unknown college", "Add the college or drop the pair")
            if pair.programme not in programmes:
                yield Fault(here, "unknown programme", "Add the programme or drop the pair")
            if not {(pair.college, pair.programme), (None, pair.programme)} & known:
                yield Fault(here, "no supply coefficient", "Give one for the pair or for its programme")
            if money and pair.cost_per_place is None:
                yield Fault(f"{here}.cost_per_place", "missing", "Give it, since money is limited or weighed")

    def _need_faults(self) -> Iterator[Fault]:
        years = {each.id: -(-each.months // 12) for each in self.programmes}
        for need in self.needs:
            if need.programme not in years:
                yield Fault(
                    f"need {need.id}",
                    f"unknown programme {need.programme}",
                    "Add the programme or drop the need",
                )
                continue
            admission = need.works_by - years[need.programme]
            if admission != self.admission_year:
                cure = f"Plan it with admission {admission}"
                yield Fault(
                    f"need {need.id}.works_by",
                    f"{need.works_by} is not served by {self.admission_year}",
                    cure,
                )

    def _distance_faults(self) -> Iterator[Fault]:
        site = {each.id: each.municipality for each in self.colleges}
        asked: dict[str, set[str]] = {}
        for need in self.needs:
            asked.setdefault(need.programme, set()).add(need.municipality)
        known = {(each.one, each.other) for each in self.distances}
        wanted = {
            (min(site[pair.college], place), max(site[pair.college], place))
            for pair in self.pairs
            if pair.college in site
            for place in asked.get(pair.programme, ())
        }
        for one, other in sorted(wanted - known):
            if one != other:
                yield Fault(f"distance {one} – {other}", "missing", "Give the kilometres between the two")


def _checked(thing: Any, where: str, rest: Any) -> Iterator[Fault]:
    """Faults of type first; the other checks only on values of the right type."""
    wrong = list(type_faults(thing, where))
    yield from wrong or rest()


def _blank(thing: Any, where: str, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        if not getattr(thing, name).strip():
            yield Fault(f"{where}.{name}", "empty", "Give a text")


def _twice(what: str, keys: Iterable[str]) -> Iterator[Fault]:
    for key, count in sorted(Counter(keys).items()):
        if count > 1:
            yield Fault(f"{what} {key}", f"given {count} times", "Keep one")


def _sort(thing: Any, name: str, key: Any) -> None:
    """Put a tuple of a frozen object in its one order, so that order of reading never reaches the result."""
    object.__setattr__(thing, name, tuple(sorted(getattr(thing, name), key=key)))
