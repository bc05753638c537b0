"""What the components of pictures and tables ask of Python: geometry, the words of values, the cells of rows.

A value given to a picture is a number or a reading of ``trail.figures``; of a reading the page prints the words of
``c-figure`` and links to its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.translation import gettext

from kadry.web import svg
from kadry.web.templatetags.words import Said, amount, cannot_tell, day, said, share, whole_share

register = template.Library()


def is_reading(value: Any) -> bool:
    return hasattr(value, "figure") and hasattr(value, "address")


def _number(value: Any) -> float | None:
    return value.value if is_reading(value) else value


def _words(value: Any, unit: str) -> str:
    if is_reading(value):
        return str(said(value))
    return gettext("cannot tell") if value is None else amount(value, unit)


@dataclass(frozen=True)
class MapTile:
    """A tile and what it stands for."""

    at: svg.Tile
    name: str
    url: str
    reading: Any
    words: Said | None

    @property
    def number(self) -> str:
        if self.words is None:
            return ""
        return {"missing": "?", "few": "< 5"}.get(self.words.kind, self.words.number)


@dataclass(frozen=True)
class Picture:
    """A layout with the things laid out."""

    at: Any
    items: list[Any]


@register.simple_tag
def tile_map(tiles: Sequence[Mapping[str, Any]]) -> Picture:
    """Tiles {col, row, label, reading?, url?, level?} on their places."""

    def level(tile: Mapping[str, Any]) -> int | None:
        return None if cannot_tell(tile.get("reading")) else tile.get("level")

    at = svg.tile_map([(tile["col"], tile["row"], str(tile["label"]), level(tile)) for tile in tiles])
    return Picture(
        at,
        [
            MapTile(
                place,
                str(tile["label"]),
                tile.get("url", ""),
                tile.get("reading"),
                said(tile["reading"]) if tile.get("reading") else None,
            )
            for place, tile in zip(at.tiles, tiles, strict=True)
        ],
    )


@dataclass(frozen=True)
class Point:
    label: str
    reading: Any
    text: str


@register.simple_tag
def line_chart(points: Iterable[tuple[Any, Any]], target: Any = None, unit: str = "rate") -> Picture:
    """(label, value or reading or None) by period, with the target's line."""
    listed = list(points)
    at = svg.line(
        [(str(label), _number(value)) for label, value in listed],
        _number(target),
        lambda value: share(value) if unit == "rate" else amount(value, "items"),
        lambda value: whole_share(value) if unit == "rate" else amount(value, "items"),
        1.0 if unit == "rate" else None,
    )
    return Picture(at, [Point(str(label), value if is_reading(value) else None, _words(value, unit)) for label, value in listed])


@register.filter
def target_words(target: Any, unit: str) -> str:
    """The target's value in words."""
    return _words(target, unit)


@dataclass(frozen=True)
class Step:
    at: svg.Bar
    label: str
    kind: str
    reading: Any
    text: str


@register.simple_tag
def waterfall_bars(steps: Iterable[Sequence[Any] | Mapping[str, Any]], unit: str = "places") -> list[Step]:
    """(label, value or reading, kind) → bars; kind is total, plus or minus."""
    listed = [tuple(step[key] for key in ("label", "value", "kind")) if isinstance(step, Mapping) else step for step in steps]
    bars = svg.waterfall([(_number(value) or 0, kind) for _, value, kind in listed])
    return [
        Step(
            bar,
            str(label),
            kind,
            value if is_reading(value) else None,
            {"plus": "+", "minus": "−"}.get(kind, "") + _words(abs(value) if kind == "minus" else value, unit)
            if not is_reading(value)
            else "",
        )
        for bar, (label, value, kind) in zip(bars, listed, strict=True)
    ]


@register.simple_tag
def interval_bar(value: float, low: float, high: float, top: float = 1.0) -> svg.Interval:
    return svg.interval(value, low, high, top=top)


@register.simple_tag
def way_line(steps: Sequence[Any]) -> Picture:
    """The thread above the steps, with the tone of each knot."""
    at = svg.way(len(steps))
    return Picture(at, [(x, step.get("tone") or "unknown") for x, step in zip(at.knots, steps, strict=True)])


@dataclass(frozen=True)
class Cell:
    heading: str
    align: str
    value: Any
    url: str = ""
    reading: Any = None
    tone: str = ""


@register.simple_tag
def cells(columns: Sequence[Sequence[Any]], rows: Iterable[Mapping[str, Any]]) -> list[list[Cell]]:
    """Rows as cells in the order of the columns (key, heading, align?)."""
    return [
        [_cell(column, row.get(column[0]), row.get("url", "") if at == 0 else "") for at, column in enumerate(columns)]
        for row in rows
    ]


def _cell(column: Sequence[Any], value: Any, url: str) -> Cell:
    heading, align = str(column[1]), align_of(column)
    if is_reading(value):
        return Cell(heading, align, "", reading=value)
    if isinstance(value, Mapping):
        return Cell(
            heading,
            align,
            value.get("value", value.get("label", "")),
            value.get("url", url),
            value.get("reading"),
            value.get("tone", ""),
        )
    return Cell(heading, align, value, url)


@register.filter
def align_of(column: Sequence[Any]) -> str:
    """Where a column's text stands: start (default) or end."""
    return "end" if len(column) > 2 and column[2] in ("end", "right", "number") else "start"


@register.filter
def as_cell(value: Any) -> Any:
    """A plain cell: a date in words, a whole number as it is (2029 is a year, not 2 029), nothing as a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int):
        return str(value)
    return day(value) if isinstance(value, date) else value


@register.filter
def add_px(length: str, more: int) -> str:
    """A length of a canvas, longer by a margin."""
    return svg.px(float(length) + more)


@register.simple_tag
def pages_of(part: Any) -> list[Any]:
    """Numbers of the pages around this one, the first and the last, with «…» between."""
    return list(part.paginator.get_elided_page_range(part.number, on_each_side=2, on_ends=1))


@register.simple_tag(takes_context=True)
def page_address(context: Any, page: int, query: str | None, field: str) -> str:
    """The address of a page: the same query with another page."""
    kept = context["request"].GET.copy() if query is None else QueryDict(str(query), mutable=True)
    kept[field] = str(page)
    return f"?{kept.urlencode()}"
