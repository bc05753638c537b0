"""Geometry of the pictures: pure functions from numbers to places on a canvas, tested without Django.

Coordinates leave here as text (``"12.5"``): a template would write a number as its language does, and «12,5» is no
coordinate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

TILE, TILE_HEIGHT, TILE_GAP = 96, 72, 5
LETTERS_A_LINE = 12
CHART_WIDTH, CHART_HEIGHT = 680, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 28, 40
TICK_GAP, TICK_LETTER = 10, 11.0  # from the axis to its numbers; the width of a digit, between those of a wide screen and a phone
LABELS_ON_AXIS = 7
BAR = 1000
WAY_WIDTH, WAY_HEIGHT = 1120, 32


def px(value: float) -> str:
    """A coordinate as SVG wants it: 12.0 → "12", 12.345 → "12.35"."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def fit(name: str, letters: int = LETTERS_A_LINE) -> tuple[str, ...]:
    """A name on at most two lines of so many letters; what does not fit ends with a full stop.

    >>> fit("Орехово-Зуевский")
    ('Орехово-', 'Зуевский')
    >>> fit("Электрогорск")
    ('Электрогорск',)
    >>> fit("Краснознаменский")
    ('Краснознаме.',)
    """
    if len(name) <= letters:
        return (name,)
    for divider in (" ", "-"):
        if divider in name:
            first, rest = name.split(divider, 1)
            return _cut(first + divider.strip(), letters), _cut(rest, letters)
    return (_cut(name, letters),)


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip("- ") + "."


@dataclass(frozen=True)
class Tile:
    """One tile: its corner, its middle, the lines of its label and how deep its colour is."""

    x: str
    y: str
    middle: str
    lines: tuple[tuple[str, str], ...]  # (y, text)
    number_y: str
    centre_y: str
    level: str  # "0" … "5", or "none" where it cannot be told


@dataclass(frozen=True)
class TileMap:
    width: str
    height: str
    tiles: tuple[Tile, ...]


def tile_map(places: Sequence[tuple[int, int, str, int | None]]) -> TileMap:
    """Lay out tiles given as (column, row, name, level); the first column and row in use become 0."""
    if not places:
        return TileMap("0", "0", ())
    left, top = min(place[0] for place in places), min(place[1] for place in places)
    columns = 1 + max(place[0] for place in places) - left
    rows = 1 + max(place[1] for place in places) - top
    tiles = [_tile(column - left, row - top, name, level) for column, row, name, level in places]
    width, height = columns * (TILE + TILE_GAP) - TILE_GAP, rows * (TILE_HEIGHT + TILE_GAP) - TILE_GAP
    return TileMap(px(width), px(height), tuple(tiles))


def _tile(column: int, row: int, name: str, level: int | None) -> Tile:
    x, y = column * (TILE + TILE_GAP), row * (TILE_HEIGHT + TILE_GAP)
    lines = fit(name)
    first = y + (18 if len(lines) == 2 else 24)
    return Tile(
        px(x),
        px(y),
        px(x + TILE / 2),
        tuple((px(first + 13 * at), line) for at, line in enumerate(lines)),
        px(y + 58),
        px(y + TILE_HEIGHT / 2),
        "none" if level is None else str(min(5, max(0, level))),
    )


def nice_ticks(top: float, wanted: int = 4) -> list[float]:
    """Round steps from 0 to at least ``top``.

    >>> nice_ticks(87)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    if top < 1e-9:
        return [0.0, 1.0]
    rough = top / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
    return [round(step * at, 10) for at in range(math.ceil(top / step - 1e-9) + 1)]


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    text: str
    text_y: str  # above the dot, or under it where the target's line would cross the text


@dataclass(frozen=True)
class Tick:
    at: str
    text: str


@dataclass(frozen=True)
class Line:
    """An indicator by period: pieces of line between gaps, dots, axes, and the target's height."""

    width: str
    height: str
    left: str
    right: str
    bottom: str
    label_y: str
    tick_x: str
    pieces: tuple[str, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Tick, ...]
    target_y: str


def line(
    points: Sequence[tuple[str, float | None]],
    target: float | None = None,
    text: Callable[[float], str] = str,
    tick_text: Callable[[float], str] = str,
    ceiling: float | None = None,
) -> Line:
    """Draw values by label; a missing value leaves a gap, not a zero. ``ceiling`` is a value the axis never exceeds."""
    known = [value for _, value in points if value is not None]
    ticks = nice_ticks(max([*known, target or 0], default=0))
    if ceiling is not None:
        ticks = [tick for tick in ticks if tick <= ceiling]
    top = max(ticks)
    left = max(LEFT, TICK_GAP + TICK_LETTER * max(len(tick_text(tick)) for tick in ticks))
    usable, tall = CHART_WIDTH - left - RIGHT, CHART_HEIGHT - TOP - BOTTOM
    step = usable / max(1, len(points))

    def x(at: int) -> float:
        return left + step * (at + 0.5)

    def y(value: float) -> float:
        return TOP + tall * (1 - value / top)

    def crossed(value: float) -> bool:
        return target is not None and 4 < y(value) - y(target) < 36

    every = max(1, math.ceil(len(points) / LABELS_ON_AXIS))
    return Line(
        px(CHART_WIDTH),
        px(CHART_HEIGHT),
        px(left),
        px(CHART_WIDTH - RIGHT),
        px(CHART_HEIGHT - BOTTOM),
        px(CHART_HEIGHT - 12),
        px(left - TICK_GAP),
        tuple(" ".join(f"{px(x(at))},{px(y(value))}" for at, value in piece) for piece in _pieces(points)),
        tuple(
            Dot(px(x(at)), px(y(value)), text(value), px(y(value) + (24 if crossed(value) else -12)))
            for at, (_, value) in enumerate(points)
            if value is not None
        ),
        tuple(Tick(px(y(tick)), tick_text(tick)) for tick in ticks),
        tuple(Tick(px(x(at)), label) for at, (label, _) in enumerate(points) if at % every == 0),
        "" if target is None else px(y(target)),
    )


def _pieces(points: Sequence[tuple[str, float | None]]) -> list[list[tuple[int, float]]]:
    """Runs of two or more known values."""
    runs: list[list[tuple[int, float]]] = [[]]
    for at, (_, value) in enumerate(points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at, value))
    return [run for run in runs if len(run) > 1]


@dataclass(frozen=True)
class Bar:
    """One bar of a waterfall, in thousandths of the width; ``enters`` and ``leaves`` join it to its neighbours."""

    x: str
    width: str
    enters: str
    leaves: str


def waterfall(steps: Sequence[tuple[float, str]]) -> list[Bar]:
    """Lay out steps given as (value, kind): a ``total`` stands on the ground, ``plus`` and ``minus`` hang on the last end.

    A ``minus`` is given as a positive number.
    """
    ends, spans, at = [], [], 0.0
    for value, kind in steps:
        start = 0.0 if kind == "total" else at
        at = value if kind == "total" else at + (-abs(value) if kind == "minus" else value)
        spans.append((min(start, at), max(start, at)))
        ends.append(at)
    low = min([0.0, *(span[0] for span in spans)])
    high = max([0.0, *(span[1] for span in spans)])
    scale = BAR / ((high - low) or 1)
    bars = []
    for index, (left, right) in enumerate(spans):
        bars.append(
            Bar(
                px((left - low) * scale),
                px(max((right - left) * scale, 3)),
                px((ends[index - 1] - low) * scale) if index else "",
                px((ends[index] - low) * scale) if index < len(spans) - 1 else "",
            )
        )
    return bars


@dataclass(frozen=True)
class Interval:
    """A value within its interval, in thousandths of the scale."""

    low: str
    width: str
    value: str


def interval(value: float, low: float, high: float, *, top: float = 1.0, bottom: float = 0.0) -> Interval:
    """Where value and interval lie between ``bottom`` and ``top``; what lies outside is drawn at the edge."""
    span = (top - bottom) or 1

    def x(number: float) -> float:
        return BAR * min(1.0, max(0.0, (number - bottom) / span))

    return Interval(px(x(low)), px(max(x(high) - x(low), 2)), px(x(value)))


@dataclass(frozen=True)
class Way:
    """The thread of one need: a knot above the middle of each step's column, and the thread between them."""

    width: str
    height: str
    y: str
    knots: tuple[str, ...]
    threads: tuple[tuple[str, str], ...]


def way(steps: int) -> Way:
    """Place so many knots evenly."""
    step = WAY_WIDTH / max(1, steps)
    places = [px(12 + step * at) for at in range(steps)]
    return Way(px(WAY_WIDTH), px(WAY_HEIGHT), px(WAY_HEIGHT / 2), tuple(places), tuple(pairwise(places)))
