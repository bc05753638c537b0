"""Figures: every computed number of the platform, each opening to exactly the rows it was computed from.

A room declares its rows once and then, in ``figures.py``, what is summed over them:

    NEEDS = Source(
        name=_("Needs"), sheet=_("Needs"), rows=Need.objects.all, visible=access.visible_needs,
        dimensions={"region": "municipality__region__code", "programme": "programme__code", …},
        columns=(Column("employer", _("Employer"), "employer__short_name"), …),
    )

    @figure("demand.gap", over=NEEDS, unit=Unit.PEOPLE, title=_("Open"), formula=_("people asked for − people with a place"))
    def gap(needs):
        return Measure(needs.filter(…), adds=F("people") - F("covered"))

A value is Σ adds over the rows, or Σ adds ÷ Σ out_of for a rate; nothing else exists, so that a value can always be
recomputed from the listed rows, and many scopes cost one query (``table``).
"""

from __future__ import annotations

import hashlib
import inspect
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Model, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.trail.clock import today

FEW = 5  # a number of persons below this is told to the public as "fewer than 5"
ENTERPRISES = 3  # money of fewer organisations than this is theirs alone: each could tell the other's
Z95 = 1.959964  # two-sided 95 % quantile of the normal distribution

Text = str | Promise


class Unit(Enum):
    """What a figure counts; the label is a message with its plural forms in ``web.templatetags.words``."""

    PEOPLE = "people"
    PLACES = "places"
    ITEMS = "items"
    ROUBLES = "roubles"
    RATE = "rate"


class UnknownFigure(LookupError):
    """No room declares a figure of this key, or it does not know a dimension of the scope."""


# What reading a figure raises where its key or its scope make no sense: «year=soon», a day that is none.
SENSELESS = (UnknownFigure, ValueError, OverflowError, ValidationError)


@dataclass(frozen=True)
class Scope:
    """Which part of the region a figure speaks of: dimension → value, always with the region."""

    items: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, /, **dimensions: object) -> Scope:
        """``Scope.of(region="50", programme="15.01.32", year=2029)``; empty values are left out."""
        return cls(tuple(sorted((key, str(value)) for key, value in dimensions.items() if value not in (None, ""))))

    @classmethod
    def parse(cls, query: str) -> Scope:
        """From the canonical query string that ``str`` gives."""
        return cls.of(**dict(parse_qsl(query)))

    def __str__(self) -> str:
        return urlencode(self.items)

    def __getitem__(self, dimension: str) -> str:
        return dict(self.items)[dimension]

    def get(self, dimension: str) -> str | None:
        return dict(self.items).get(dimension)

    def narrowed(self, **dimensions: object) -> Scope:
        """The same scope with more (or other) dimensions."""
        return Scope.of(**{**dict(self.items), **dimensions})


@dataclass(frozen=True)
class Column:
    """One column of the rows a figure opens to: key, heading, and where the row keeps it."""

    key: str
    heading: Text
    path: str


@dataclass(frozen=True)
class Source:
    """Rows a room offers to figures.

    ``visible(user, rows)`` narrows rows to those the user may see; ``sheet`` names the sheet that brings them;
    ``personal`` marks rows that are persons; ``link`` gives a row's page, if it has one; ``many`` names the dimensions
    in which a row may stand several times (an employer of two clusters): it is counted once all the same; ``own`` those
    that cut out what is one organisation's own business, told only to those who may see every such row; ``whose`` leads
    to the organisation whose money a row tells of.
    """

    name: Text
    sheet: Text
    rows: Callable[[], QuerySet]
    dimensions: Mapping[str, str]
    columns: tuple[Column, ...]
    visible: Callable[[Any, QuerySet], QuerySet]
    personal: bool = False
    many: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    whose: str = ""
    link: Callable[[Model], str] | None = None

    def within(self, scope: Scope) -> QuerySet:
        """The rows inside the scope."""
        found = self.rows().filter(
            **{self.path(dimension): value for dimension, value in scope.items if dimension not in self.many}
        )
        for dimension, value in scope.items:
            if dimension in self.many:
                found = found.filter(pk__in=found.model.objects.filter(**{self.path(dimension): value}).values("pk"))
        return found

    def path(self, dimension: str) -> str:
        try:
            return self.dimensions[dimension]
        except KeyError:
            raise UnknownFigure(f"{self.name} cannot be cut by {dimension}; it knows {', '.join(self.dimensions)}.") from None


@dataclass(frozen=True)
class Measure:
    """What is computed: Σ ``adds`` over ``rows`` (each row adds 1 by default), ÷ Σ ``out_of`` for a rate."""

    rows: QuerySet
    adds: Combinable | int = 1
    out_of: Combinable | int | None = None

    @property
    def aggregates(self) -> dict[str, Any]:
        sums = {"adds_": Sum(_expression(self.adds)), "rows_": Count("pk")}
        if self.out_of is not None:
            sums["out_of_"] = Sum(_expression(self.out_of))
        return sums

    def listed(self) -> QuerySet:
        """The rows themselves, each with what it adds (``adds_``) and to what (``out_of_``)."""
        extra = {"adds_": _expression(self.adds)}
        if self.out_of is not None:
            extra["out_of_"] = _expression(self.out_of)
        return self.rows.annotate(**extra).order_by("pk")


def _expression(amount: Combinable | int) -> Combinable:
    return Value(amount) if isinstance(amount, int) else amount


@dataclass(frozen=True)
class Figure:
    """A declared figure: what it is called, how it is computed and from which rows."""

    key: str
    source: Source
    unit: Unit
    title: Text
    formula: Text
    measure: Callable[[QuerySet], Measure]
    cannot_tell: Callable[[Scope], Text | None] = field(default=lambda scope: None)

    @property
    def tells_whose_money(self) -> bool:
        return bool(self.source.whose) and self.unit is Unit.ROUBLES

    @property
    def code(self) -> tuple[str, int]:
        """The source file (from the package's root) and the line of the formula."""
        path = Path(inspect.getsourcefile(self.measure) or "")
        parts = path.parts
        return "/".join(parts[parts.index("kadry") :]), inspect.getsourcelines(self.measure)[1]


@dataclass(frozen=True)
class Reading:
    """What a figure came to.

    ``value`` is None when it cannot be told, and ``missing`` then names the sheet or datum; ``count`` is the number of
    rows (for a rate: what it is a rate of); ``low`` and ``high`` are the 95 % Wilson interval of a rate; ``whose`` is the
    number of organisations whose money it is, where that was counted.
    """

    figure: Figure
    scope: Scope
    value: float | int | None
    count: int
    as_of: date
    low: float | None = None
    high: float | None = None
    missing: Text = ""
    few: bool = False
    whose: int | None = field(default=None, compare=False)

    @property
    def address(self) -> str:
        return f"/figures/{self.figure.key}?{self.scope}"


_FIGURES: dict[str, Figure] = {}


def figure(
    key: str,
    *,
    over: Source,
    unit: Unit,
    title: Text,
    formula: Text,
    cannot_tell: Callable[[Scope], Text | None] = lambda scope: None,
) -> Callable[[Callable[[QuerySet], Measure]], Callable[[QuerySet], Measure]]:
    """Register a figure. ``cannot_tell(scope)`` may name what is missing, and the figure then has no value."""

    def register(measure: Callable[[QuerySet], Measure]) -> Callable[[QuerySet], Measure]:
        if key in _FIGURES:
            raise ValueError(f"Two figures are called {key}.")
        _FIGURES[key] = Figure(key, over, unit, title, formula, measure, cannot_tell)
        return measure

    return register


def find(key: str) -> Figure:
    """The figure of this key. Raises UnknownFigure."""
    try:
        return _FIGURES[key]
    except KeyError:
        raise UnknownFigure(f"No figure is called {key}.") from None


def all_figures() -> list[Figure]:
    """Every declared figure, by key."""
    return [_FIGURES[key] for key in sorted(_FIGURES)]


def read(key: str, scope: Scope) -> Reading:
    """Compute one figure for one scope."""
    found = find(key)
    measure = found.measure(found.source.within(scope))
    return _reading(found, scope, measure.rows.aggregate(**_sums(found, measure)))


def table(key: str, scope: Scope, *, by: str) -> dict[str, Reading]:
    """Compute one figure for every value of a dimension, in one query: value of the dimension → reading."""
    found = find(key)
    path = found.source.path(by)
    measure = found.measure(found.source.within(scope))
    groups = _many_groups(measure, path) if by in found.source.many else _groups(found, measure, path)
    asked = scope.get(by)
    return {
        str(group["by_"]): _reading(found, scope.narrowed(**{by: group["by_"]}), group)
        for group in groups
        if group["by_"] is not None and asked in (None, str(group["by_"]))
    }


def _sums(found: Figure, measure: Measure) -> dict[str, Any]:
    """The sums of a measure; of money also whose it is."""
    whose = {"whose_": Count(found.source.whose, distinct=True)} if found.tells_whose_money else {}
    return measure.aggregates | whose


def _groups(found: Figure, measure: Measure, path: str) -> Iterable[Mapping[str, Any]]:
    return measure.rows.order_by().values(**{"by_": F(path)}).annotate(**_sums(found, measure))


def _many_groups(measure: Measure, path: str) -> Iterable[Mapping[str, Any]]:
    """Where a row may stand several times in one group (two roles in a cluster), it is told apart and counted once."""
    groups: dict[Any, dict[str, Any]] = {}
    amounts = [name for name in measure.aggregates if name != "rows_"]
    listed = measure.listed().order_by().annotate(**{"by_": F(path)})
    for row in listed.values("pk", "by_", *amounts).distinct():
        group = groups.setdefault(row["by_"], {"by_": row["by_"], "rows_": 0, **dict.fromkeys(amounts, 0)})
        group["rows_"] += 1
        for name in amounts:
            group[name] += row[name] or 0
    return groups.values()


def rows(key: str, scope: Scope) -> QuerySet:
    """Exactly the rows the figure is computed from, each with ``adds_`` and, for a rate, ``out_of_``."""
    found = find(key)
    return found.measure(found.source.within(scope)).listed()


def rows_open_to(user: Any, reading: Reading) -> bool:
    """Rows of persons open only to those who may see every one of them; other rows to all who may see the page."""
    return _sees_all(user, reading.figure.source, rows(reading.figure.key, reading.scope))


def _sees_all(user: Any, source: Source, listed: QuerySet) -> bool:
    return source.visible(user, listed).count() == listed.count()


def is_closed_to(user: Any, reading: Reading) -> bool:
    """Whether the scope cuts out one organisation's own business and the user may not see all of it."""
    source = reading.figure.source
    own = any(dimension in source.own for dimension, _value in reading.scope.items)
    return own and not _sees_all(user, source, source.within(reading.scope))


def _untold_to(user: Any, reading: Reading) -> Reading | None:
    """The reading without its value, where that is not for this user: one's own business, or the money of a few."""
    if is_closed_to(user, reading):
        return _untold(reading, missing=_("told only to those whose business it is"))
    source = reading.figure.source
    if _is_money_of_few(reading) and not _sees_all(user, source, source.within(reading.scope)):
        return _untold(reading, missing=_("told only where the money of more organisations is in it"))
    return None


def _is_money_of_few(reading: Reading) -> bool:
    if not reading.figure.tells_whose_money:
        return False
    whose = reading.whose
    if whose is None:
        listed = rows(reading.figure.key, reading.scope).order_by()
        whose = listed.values(reading.figure.source.whose).distinct().count()
    return 0 < whose < ENTERPRISES


def for_reader(user: Any, reading: Reading) -> Reading:
    """The reading as this user may see it: a small number of persons is told only as "fewer than 5"."""
    source = reading.figure.source
    if untold := _untold_to(user, reading):
        return untold
    if not source.personal or reading.count >= FEW or reading.figure.cannot_tell(reading.scope):
        return reading
    # Nobody tells too: of three graduates that none works. Then the whole of the scope is what the number tells of.
    told_of = rows(reading.figure.key, reading.scope) if reading.count else source.within(reading.scope)
    is_small = bool(reading.count) or 0 < told_of.count() < FEW
    if not is_small or _sees_all(user, source, told_of):
        return reading
    return _untold(reading, few=True)


def kept_for_reader(user: Any, kept: Reading) -> Reading:
    """A reading of an earlier day as this user may see it.

    Its rows are others by now, so that nobody can be shown to see them all: what was few then stays "fewer than 5".
    """
    if untold := _untold_to(user, kept):
        return untold
    is_small = kept.figure.source.personal and kept.value is not None and kept.count < FEW
    return _untold(kept, few=True) if is_small else kept


def _untold(reading: Reading, **why: Any) -> Reading:
    return Reading(reading.figure, reading.scope, None, 0, reading.as_of, **why)


def _reading(found: Figure, scope: Scope, sums: Mapping[str, Any]) -> Reading:
    as_of = today()
    if missing := found.cannot_tell(scope) or _no_rows(found, scope, sums):
        return Reading(found, scope, None, 0, as_of, missing=missing)
    adds = sums["adds_"] or 0
    if "out_of_" not in sums:
        return Reading(found, scope, adds, sums["rows_"], as_of, whose=sums.get("whose_"))
    out_of = sums["out_of_"] or 0
    if not out_of:
        return Reading(found, scope, None, 0, as_of, missing=_("nobody to count in this scope"))
    low, high = wilson(adds, out_of)
    return Reading(found, scope, adds / out_of, out_of, as_of, low, high)


def _no_rows(found: Figure, scope: Scope, sums: Mapping[str, Any]) -> Text | None:
    """No row in this scope is a zero only if the region has rows at all; otherwise the sheet has not come yet."""
    if sums["rows_"]:
        return None
    anywhere = found.source.within(Scope.of(region=scope.get("region"))).exists()
    return None if anywhere else _("no rows of the sheet “%(sheet)s” yet") % {"sheet": found.source.sheet}


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927), in [0, 1]; ``trials`` must be positive.

    >>> low, high = wilson(8, 10)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    """
    share, square = successes / trials, Z95**2
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z95 / (1 + square / trials) * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def digest(reading: Reading) -> str:
    """SHA-256 over the rows a reading was computed from: which they are and what each adds."""
    listed: Iterable[dict[str, Any]] = rows(reading.figure.key, reading.scope).values()
    kept = [[row["id"], row["adds_"], row.get("out_of_")] for row in listed]
    return hashlib.sha256(json.dumps([reading.value, kept], separators=(",", ":"), default=str).encode()).hexdigest()
