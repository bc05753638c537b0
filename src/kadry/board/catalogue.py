"""What an acceptance test can be made of: every figure by its room, what it can be cut by, and the values that exist."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.trail import dimensions, figures
from kadry.trail.clock import today

ROOMS: dict[str, Promise] = {
    "registry": _("Organisations and clusters"),
    "demand": _("Needs of employers"),
    "training": _("Students"),
    "planning": _("Places"),
    "placement": _("Practice"),
    "recruiting": _("Hires"),
    "outcomes": _("What became of graduates"),
    "support": _("State support"),
    "experience": _("Experience of enterprises and colleges"),
    "board": _("Decisions"),
}
YEARS_AHEAD = 7
# What a year is called; the values that exist are joined by the coming years, for which decisions are made.
OF_YEARS = frozenset({"year", "until", "admitted", "works", "opened", "applied_year"})
# These name one row, not a part of the region; and the region itself is always given.
NOT_OFFERED = frozenset({"region", "need", "row", "place", "campaign", "assignment", "case"})


class Dimension(NamedTuple):
    """One thing a figure can be cut by, and what can be chosen."""

    name: str
    title: str
    choices: list[tuple[str, str]]


def figures_by_room() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every figure with its formula in words, as the groups of a select."""
    groups: dict[str, list[tuple[str, str]]] = {room: [] for room in ROOMS}
    for figure in figures.all_figures():
        groups[figure.key.split(".")[0]].append((figure.key, f"{figure.title}: {figure.formula}"))
    return [(str(ROOMS[room]), listed) for room, listed in groups.items()]


def offered(figure: figures.Figure, region: str) -> list[Dimension]:
    """What the figure can be cut by, with the values its rows have."""
    found = []
    for name in figure.source.dimensions:
        if name not in NOT_OFFERED and (choices := _choices(figure.source, name, region)):
            found.append(Dimension(name, str(dimensions.TITLES[name]), choices))
    return found


def _choices(source: figures.Source, name: str, region: str) -> list[tuple[str, str]]:
    values = _existing(source, name, region)
    if name in OF_YEARS:
        ahead = range(today().year, today().year + YEARS_AHEAD + 1)
        return [(str(year), str(year)) for year in sorted({*values, *ahead})]
    # What is offered are names everybody may know.
    called = dimensions.names(source, name, {str(value) for value in values}, AnonymousUser())
    listed = [(value, str(one)) for value, one in called.items()]
    return sorted(listed, key=lambda choice: choice[1].casefold())


def _existing(source: figures.Source, name: str, region: str) -> set[Any]:
    """The values that occur in the region; «until» is a comparison with the year itself."""
    path = source.path(name).removesuffix("__lte")
    listed = source.within(figures.Scope.of(region=region)).order_by().values_list(F(path), flat=True).distinct()
    return {value for value in listed if value not in (None, "")}
