"""Geometry: what is drawn is where the numbers say, and missing is never drawn as zero."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadry.web import svg

numbers = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
values = st.one_of(st.just(0.0), st.floats(min_value=1e-6, max_value=1e7))


def test_examples_in_the_module_hold():
    assert doctest.testmod(svg).failed == 0


@given(numbers)
def test_a_coordinate_is_plain_decimal_text(value):
    text = svg.px(value)
    assert float(text) == pytest.approx(value, abs=0.006)
    assert not {",", " ", "e", "\xa0"} & set(text)
    assert text != "-0"


@given(st.text(alphabet="абвгд- ", min_size=1, max_size=60))
def test_a_label_fits_its_tile(name):
    lines = svg.fit(name)
    assert 1 <= len(lines) <= 2
    assert all(len(line) <= svg.LETTERS_A_LINE for line in lines)


def test_tiles_start_at_the_corner_and_do_not_overlap():
    laid = svg.tile_map([(3, 7, "А", 0), (4, 7, "Б", 9), (3, 8, "В", None)])
    first, right, below = laid.tiles
    assert (first.x, first.y) == ("0", "0")
    assert float(right.x) - float(first.x) == svg.TILE + svg.TILE_GAP
    assert float(below.y) - float(first.y) == svg.TILE_HEIGHT + svg.TILE_GAP
    assert (first.level, right.level, below.level) == ("0", "5", "none")
    assert float(laid.width) == 2 * svg.TILE + svg.TILE_GAP


def test_a_map_of_nothing_is_empty():
    assert svg.tile_map([]).tiles == ()


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_ticks_begin_at_zero_and_reach_the_top(top):
    ticks = svg.nice_ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top * (1 - 1e-6)
    assert len(ticks) <= 6


@given(st.lists(st.one_of(st.none(), values), max_size=30), st.one_of(st.none(), values))
def test_every_known_value_has_a_dot_inside_the_canvas_and_no_other(given_values, target):
    drawn = svg.line([(str(at), value) for at, value in enumerate(given_values)], target)
    assert len(drawn.dots) == sum(value is not None for value in given_values)
    for dot in drawn.dots:
        assert 0 <= float(dot.x) <= svg.CHART_WIDTH
        assert svg.TOP - 0.1 <= float(dot.y) <= svg.CHART_HEIGHT - svg.BOTTOM + 0.1
    assert bool(drawn.target_y) == (target is not None)
    assert len(drawn.labels) <= svg.LABELS_ON_AXIS


def test_the_numbers_of_the_axis_have_room_however_long_they_are():
    short, long = (svg.line([("1", value), ("2", value)], tick_text=lambda tick: f"{tick:,.0f}") for value in (50.0, 6.0e8))
    assert float(short.left) == svg.LEFT
    assert float(long.tick_x) >= len("800,000,000") * svg.TICK_LETTER
    assert float(long.left) < float(long.dots[0].x) < float(long.right)


def test_a_missing_period_breaks_the_line():
    drawn = svg.line([("1", 1.0), ("2", 2.0), ("3", None), ("4", 3.0), ("5", 1.0)])
    assert [len(piece.split()) for piece in drawn.pieces] == [2, 2]


def test_a_higher_value_stands_higher():
    low, high = svg.line([("1", 1.0), ("2", 2.0)]).dots
    assert float(high.y) < float(low.y)


def test_a_text_that_the_target_would_cross_goes_under_its_dot():
    near, far = svg.line([("1", 0.82), ("2", 0.4)], 0.85, ceiling=1.0).dots
    assert float(near.text_y) > float(near.y)
    assert float(far.text_y) < float(far.y)


def test_a_waterfall_adds_up():
    bars = svg.waterfall([(100, "total"), (20, "plus"), (70, "minus"), (50, "total")])
    assert [bar.x for bar in bars] == ["0", "833.33", "416.67", "0"]
    assert [bar.leaves for bar in bars] == ["833.33", "1000", "416.67", ""]
    assert [bar.enters for bar in bars] == ["", "833.33", "1000", "416.67"]


@given(st.lists(st.tuples(values, st.sampled_from(["total", "plus", "minus"])), max_size=12))
def test_bars_stay_on_the_canvas(steps):
    for bar in svg.waterfall(steps):
        assert -0.1 <= float(bar.x) <= svg.BAR + 0.1
        assert float(bar.x) + float(bar.width) <= svg.BAR + 3.1


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_an_interval_stays_on_its_scale(low, value, high):
    low, value, high = sorted((low, value, high))
    bar = svg.interval(value, low, high)
    assert 0 <= float(bar.low) <= float(bar.value) + 0.01
    assert float(bar.value) <= svg.BAR


@given(st.integers(0, 20))
def test_a_way_has_a_thread_between_each_two_knots(steps):
    way = svg.way(steps)
    assert len(way.knots) == steps
    assert len(way.threads) == max(0, steps - 1)
