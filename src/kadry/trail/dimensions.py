"""What figures are cut by: how each dimension is called, and how its values are.

A room registers the names of its own things in its ``dimensions.py``:

    dimensions.register("cluster", names=Rows(Cluster.objects.all, link=lambda cluster: reverse(…)))

What no room registers is shown by the label of the field it is a choice of, or as it stands (a year, an office).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kadry.trail.figures import SENSELESS, Reading, Scope, Source

# In the order in which a scope is told.
TITLES: dict[str, Promise] = {
    "region": gettext_lazy("Region"),
    "municipality": gettext_lazy("Municipality"),
    "workplace": gettext_lazy("Municipality of the workplace"),
    "industry": gettext_lazy("Industry"),
    "cluster": gettext_lazy("Cluster"),
    "college": gettext_lazy("College"),
    "employer": gettext_lazy("Employer"),
    "programme": gettext_lazy("Programme"),
    "year": gettext_lazy("Year"),
    "until": gettext_lazy("Until the year"),
    "works": gettext_lazy("Works from"),
    "admitted": gettext_lazy("Year of admission"),
    "opened": gettext_lazy("Year opened"),
    "kind": gettext_lazy("Kind of need"),
    "need": gettext_lazy("Need"),
    "row": gettext_lazy("Row of the plan"),
    "campaign": gettext_lazy("Campaign"),
    "place": gettext_lazy("Place of practice"),
    "work_class": gettext_lazy("Working conditions"),
    "hours": gettext_lazy("Hours a week"),
    "source": gettext_lazy("Source"),
    "meeting": gettext_lazy("Meeting"),
    "assignment": gettext_lazy("Assignment"),
    "responsible": gettext_lazy("Responsible office"),
    "organisation": gettext_lazy("Organisation that answers"),
    "raiser": gettext_lazy("Organisation that raised it"),
    "case": gettext_lazy("Case"),
    "partner": gettext_lazy("Partner"),
    "measure": gettext_lazy("Support measure"),
    "state": gettext_lazy("State"),
    "reason": gettext_lazy("Reason"),
    "applied_year": gettext_lazy("Year of application"),
}
_ORDER = {dimension: place for place, dimension in enumerate(TITLES)}


class Name(NamedTuple):
    """What a value is called, and the page of the thing, if it has one."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


class Cut(NamedTuple):
    """One dimension of a scope as it is shown."""

    dimension: str
    title: str
    name: Name


class Names(Protocol):
    """How the values of a dimension are called for a reader."""

    def of(self, values: Collection[str], reader: Any) -> dict[str, Name]: ...


@dataclass(frozen=True)
class Rows:
    """The values are keys of rows, all looked up in one query. Of a row the reader may not see only the number is told."""

    rows: Callable[[], QuerySet]
    key: str = "pk"
    called: Callable[[Any], object] = str
    link: Callable[[Any], str] = lambda row: ""
    visible: Callable[[Any, QuerySet], QuerySet] = lambda reader, rows: rows

    def of(self, values: Collection[str], reader: Any) -> dict[str, Name]:
        number = _("No.") + "\u00a0" if self.key == "pk" else ""
        return {value: Name(f"{number}{value}") for value in values} | self._found(values, reader)

    def _found(self, values: Collection[str], reader: Any) -> dict[str, Name]:
        try:
            rows = self.visible(reader, self.rows().filter(**{f"{self.key}__in": values}))
            return {str(getattr(row, self.key)): Name(str(self.called(row)), self.link(row)) for row in rows}
        except SENSELESS:  # a value of an address may be a number beyond every key
            return {}


@dataclass(frozen=True)
class Words:
    """The value itself says what it is called."""

    say: Callable[[str], Name]

    def of(self, values: Collection[str], reader: Any) -> dict[str, Name]:
        return {value: self.say(value) for value in values}


def labelled(choices: Iterable[tuple[str, object]]) -> Words:
    """The values are those of an enumeration; one it does not know stays as it is."""
    labels = dict(choices)
    return Words(lambda value: Name(str(labels.get(value, value))))


_NAMES: dict[str, Names] = {}


def register(*dimensions: str, names: Names) -> None:
    """Say how the values of these dimensions are called."""
    for dimension in dimensions:
        if dimension not in TITLES or dimension in _NAMES:
            raise ValueError(f"The dimension {dimension} has no title, or its values are named twice.")
        _NAMES[dimension] = names


def names(source: Source, dimension: str, values: Collection[str], reader: Any) -> dict[str, Name]:
    """What each of the values of a source's dimension is called."""
    called = _NAMES[dimension].of(values, reader) if dimension in _NAMES else _labels(source, dimension)
    return {value: called.get(value, Name(value)) for value in values}


def _labels(source: Source, dimension: str) -> dict[str, Name]:
    """Value → label, where the dimension is a field with choices."""
    try:
        field = source.rows().model._meta.get_field(source.path(dimension))
    except FieldDoesNotExist:
        return {}
    return {str(value): Name(str(label)) for value, label in getattr(field, "flatchoices", ())}


def cuts(readings: Sequence[Reading], reader: Any) -> list[list[Cut]]:
    """What each reading is cut by; however many readings there are, a dimension costs one query."""
    asked: dict[str, set[str]] = defaultdict(set)
    for reading in readings:
        for dimension, value in reading.scope.items:
            asked[dimension].add(value)
    known = {dimension: _NAMES[dimension].of(values, reader) for dimension, values in asked.items() if dimension in _NAMES}
    return [[_cut(reading.figure.source, *item, known) for item in _in_order(reading.scope)] for reading in readings]


def _in_order(scope: Scope) -> list[tuple[str, str]]:
    """As people say it: where, who, what, when; the address has them by the alphabet."""
    return sorted(scope.items, key=lambda item: _ORDER[item[0]])


def _cut(source: Source, dimension: str, value: str, known: Mapping[str, Mapping[str, Name]]) -> Cut:
    called = known.get(dimension) or _labels(source, dimension)
    return Cut(dimension, str(TITLES[dimension]), called.get(value, Name(value)))


def titled(reading: Reading, cut_by: Sequence[Cut]) -> str:
    """«Asked for (municipality: Balashikha; year: 2029)»; the region goes without saying."""
    told = [f"{cut.title[:1].lower()}{cut.title[1:]}: {cut.name}" for cut in cut_by if cut.dimension != "region"]
    return f"{reading.figure.title} ({'; '.join(told)})" if told else str(reading.figure.title)


def titles(readings: Sequence[Reading], reader: Any) -> list[str]:
    """Each figure's title with what it is cut by."""
    return [titled(reading, cut_by) for reading, cut_by in zip(readings, cuts(readings, reader), strict=True)]
