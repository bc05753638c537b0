"""What the pages of outcomes show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from kadry.outcomes.enums import TONES, Band
from kadry.outcomes.indicators import Definition, changed_since, definitions
from kadry.registry.models import Cluster, Organisation
from kadry.trail import figures
from kadry.trail.figures import Reading, Scope

RATES = {
    "employed": "outcomes.employed_rate",
    "in_trade": "outcomes.in_trade_rate",
    "busy": "outcomes.busy_rate",
    "known": "outcomes.known_rate",
}
OF_A_YEAR = frozenset({5})  # indicators that count what happened in a year; the others say what is on the day
_ORDER = tuple(Band)


@dataclass(frozen=True)
class Window:
    """The years whose graduates somebody has told of, and the one that every rate of the page speaks of."""

    years: tuple[int, ...]
    year: int | None


@dataclass(frozen=True)
class Line:
    """A college among the others: its band and its rates."""

    college: Organisation
    band: Band
    rates: dict[str, Reading]

    @property
    def tone(self) -> str:
        return TONES[self.band]


def window(scope: Scope, asked: str) -> Window:
    """The year asked for if it has data, else the newest that has."""
    years = tuple(sorted((int(year) for year in figures.table(RATES["employed"], scope, by="year")), reverse=True))
    known = {str(year): year for year in years}
    return Window(years, known.get(asked, years[0] if years else None))


def rates(user: Any, scope: Scope) -> dict[str, Reading]:
    """The four rates of one scope, as this user may see them."""
    return {name: figures.for_reader(user, figures.read(key, scope)) for name, key in RATES.items()}


def band(reading: Reading, beside: Reading) -> Band:
    """Above or below only where the whole 95 % interval is; a small college has a wide one."""
    if reading.low is None or reading.high is None or beside.value is None:
        return Band.UNTOLD
    if reading.low > beside.value:
        return Band.ABOVE
    return Band.BELOW if reading.high < beside.value else Band.LEVEL


def lines(user: Any, scope: Scope, region: Reading) -> list[Line]:
    """The colleges that have graduates in the scope, by band and within a band by name."""
    tables = {name: figures.table(key, scope, by="college") for name, key in RATES.items()}
    colleges = Organisation.objects.in_bulk([int(pk) for pk in tables["known"]])
    found = []
    for pk, college in colleges.items():
        own = {name: _reading(user, tables[name], RATES[name], scope.narrowed(college=pk), str(pk)) for name in RATES}
        found.append(Line(college, band(own["employed"], region), own))
    return sorted(found, key=lambda line: (_ORDER.index(line.band), line.college.short_name))


def _reading(user: Any, table: dict[str, Reading], key: str, scope: Scope, value: str) -> Reading:
    return figures.for_reader(user, table.get(value) or figures.read(key, scope))


def untold(region: str, told: list[Line]) -> list[Organisation]:
    """Colleges of the region that have no graduates in the window."""
    return list(Organisation.objects.colleges().of_region(region).exclude(pk__in=[line.college.pk for line in told]))


def indicator_rows(user: Any, cluster: Cluster, region: str, year: int) -> list[dict[str, Any]]:
    """The eight indicators of a cluster: number, wording in force, unit, fact."""
    scope = Scope.of(region=region, cluster=cluster.pk)
    return [
        {
            "number": definition.number,
            "what": _words(definition),
            "unit": definition.unit,
            "fact": figures.for_reader(
                user, figures.read(definition.key, scope.narrowed(year=year) if definition.number in OF_A_YEAR else scope)
            ),
        }
        for definition in definitions(cluster.type, year)
    ]


def changed_rows(cluster: Cluster, year: int) -> list[dict[str, Any]]:
    """The indicators that were worded otherwise at first."""
    return [{"number": then.number, "then": _words(then), "now": _words(now)} for then, now in changed_since(cluster.type, year)]


def _words(definition: Definition) -> str:
    return definition.ru if (get_language() or "ru").startswith("ru") else definition.en


def cluster_rows(user: Any, region: str, year: int, address: Any) -> list[dict[str, Any]]:
    """The clusters of the region, each with the indicators that are counted; ``address(pk)`` is its page."""
    scope = Scope.of(region=region)
    counted = {number: scope.narrowed(year=year) if number in OF_A_YEAR else scope for number in (1, 2, 5)}
    tables = {number: figures.table(f"outcomes.indicator_{number}", of, by="cluster") for number, of in counted.items()}
    return [
        {
            "cluster": cluster.name,
            "url": address(cluster.pk),
            **{
                f"indicator_{number}": _reading(
                    user, tables[number], f"outcomes.indicator_{number}", of.narrowed(cluster=cluster.pk), str(cluster.pk)
                )
                for number, of in counted.items()
            },
        }
        for cluster in Cluster.objects.filter(base_college__municipality__region__code=region)
    ]
