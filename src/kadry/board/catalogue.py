"""What an acceptance test can be made of: every figure by its room, what it can be cut by, and the values that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.reference.models import Industry, Municipality, Programme
from kadry.registry.models import Cluster, Organisation
from kadry.trail import figures
from kadry.trail.clock import today
from kadry.trail.queries import DIMENSIONS

ROOMS: dict[str, Promise] = {
    "registry": _("Organisations and clusters"),
    "demand": _("Needs of employers"),
    "training": _("Students"),
    "planning": _("Places"),
    "placement": _("Practice"),
    "recruiting": _("Hires"),
    "outcomes": _("What became of graduates"),
    "support": _("State support"),
    "board": _("Decisions"),
}
YEARS_AHEAD = 7
# What a year is called; the values that exist are joined by the coming years, for which decisions are made.
OF_YEARS = frozenset({"year", "until", "admitted", "works", "opened", "applied_year"})
# These name one row, not a part of the region; and the region itself is always given.
NOT_OFFERED = frozenset({"region", "need", "row", "place", "campaign", "assignment"})

# Dimension → how its values are called on the screen.
_CALLED: Mapping[str, Callable[[], Iterable[tuple[Any, Any]]]] = {
    "municipality": lambda: ((town.slug, town) for town in Municipality.objects.all()),
    "workplace": lambda: ((town.slug, town) for town in Municipality.objects.all()),
    "programme": lambda: ((programme.code, programme) for programme in Programme.objects.all()),
    "industry": lambda: ((industry.slug, industry) for industry in Industry.objects.all()),
    "cluster": lambda: Cluster.objects.values_list("pk", "name"),
    "college": lambda: Organisation.objects.colleges().values_list("pk", "short_name"),
    "employer": lambda: Organisation.objects.employers().values_list("pk", "short_name"),
    "organisation": lambda: Organisation.objects.values_list("pk", "short_name"),
    "raiser": lambda: Organisation.objects.values_list("pk", "short_name"),
}


class Dimension(NamedTuple):
    """One thing a figure can be cut by, and what can be chosen."""

    name: str
    title: str
    choices: list[tuple[str, str]]


def figures_by_room() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every figure with its formula in words, as the groups of a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for figure in figures.all_figures():
        groups.setdefault(figure.key.split(".")[0], []).append((figure.key, f"{figure.title}: {figure.formula}"))
    known = [room for room in ROOMS if room in groups]
    return [(str(ROOMS.get(room, room)), groups[room]) for room in [*known, *sorted(groups.keys() - ROOMS.keys())]]


def dimensions(figure: figures.Figure, region: str) -> list[Dimension]:
    """What the figure can be cut by, with the values its rows have."""
    found = []
    for name in figure.source.dimensions:
        if name not in NOT_OFFERED and (choices := _choices(figure.source, name, region)):
            found.append(Dimension(name, str(DIMENSIONS.get(name, name)), choices))
    return found


def _choices(source: figures.Source, name: str, region: str) -> list[tuple[str, str]]:
    values = _existing(source, name, region)
    if name in OF_YEARS:
        ahead = range(today().year, today().year + YEARS_AHEAD + 1)
        return [(str(year), str(year)) for year in sorted({*values, *ahead})]
    called = names(source, name)
    listed = [(str(value), called.get(str(value), str(value))) for value in values]
    return sorted(listed, key=lambda choice: choice[1].casefold())


def _existing(source: figures.Source, name: str, region: str) -> set[Any]:
    """The values that occur in the region; «until» is a comparison with the year itself."""
    path = source.path(name).removesuffix("__lte")
    listed = source.within(figures.Scope.of(region=region)).order_by().values_list(F(path), flat=True).distinct()
    return {value for value in listed if value not in (None, "")}


def names(source: figures.Source, name: str) -> dict[str, str]:
    """Value of a dimension → what it is called."""
    if name in _CALLED:
        return {str(value): str(called) for value, called in _CALLED[name]()}
    try:
        field = source.rows().model._meta.get_field(source.path(name))
    except FieldDoesNotExist:
        return {}
    return {str(value): str(label) for value, label in getattr(field, "flatchoices", ())}


def scope_in_names(figure: figures.Figure, scope: figures.Scope) -> list[tuple[str, str]]:
    """The part of the region a figure speaks of, as people call it; the region goes without saying."""
    return [
        (str(DIMENSIONS.get(name, name)), names(figure.source, name).get(value, value))
        for name, value in scope.items
        if name != "region"
    ]
