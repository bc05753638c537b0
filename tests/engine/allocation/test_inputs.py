from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings

from kadry.engine.allocation import Fault, FaultyInput, Market

from .markets import example, markets

GOOD = {"seats": {"a": 1}, "wishes": {"s": ("a",)}, "priorities": {"a": {"s": 1}}, "seed": "1"}


def faults_of(**fields: object) -> list[Fault]:
    with pytest.raises(FaultyInput) as raised:
        Market(**{**GOOD, **fields})
    return raised.value.faults


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"seats": {"a": -1}}, "negative"),
        ({"seats": {"a": 1.5}}, "whole number"),
        ({"seats": {"a": True}}, "whole number"),
        ({"seats": {"a": 1, "": 1}}, "empty"),
        ({"seats": {"a": 1, "b ": 1}}, "space"),
        ({"seats": {"a": 1, "b\n1": 1}}, "control"),
        ({"seats": {"a": 1, "\ud800": 1}}, "control"),
        ({"seats": {"a": 1, 7: 1}}, "not text"),
        ({"seats": [("a", 1)]}, "mapping"),
        ({"wishes": {"s": "a"}}, "list of places"),
        ({"wishes": {"s": None}}, "list of places"),
        ({"wishes": {"s": ("b",)}}, "unknown"),
        ({"wishes": {"s": ("a", "a")}}, "twice"),
        ({"priorities": {"a": {"t": 1}}}, "unknown"),
        ({"priorities": {"b": {}}}, "unknown"),
        ({"priorities": {"a": 5}}, "mapping"),
        ({"priorities": {"a": {"s": float("nan")}}}, "finite"),
        ({"priorities": {"a": {"s": float("inf")}}}, "finite"),
        ({"priorities": {"a": {"s": "7"}}}, "not a number"),
        ({"priorities": {"a": {"s": None}}}, "not a number"),
        ({"priorities": {"a": {"s": Fraction(1, 3)}}}, "not a number"),
        ({"seed": 2026}, "not text"),
        ({"lottery": "double"}, "unknown"),
        ({"titles": {"b": "B"}}, "unknown"),
        ({"titles": {"a": ""}}, "empty"),
    ],
)
def test_each_fault_is_named_with_its_cure(fields, word):
    faults = faults_of(**fields)
    assert any(word in fault.what for fault in faults)
    assert all(fault.where and fault.cure for fault in faults)


def test_all_faults_come_at_once():
    faults = faults_of(seats={"a": -1, "b": "x"}, wishes={"s": ("a", "c")}, priorities={"a": {"t": 1}})
    assert len(faults) == 4
    assert "4 faults" in str(FaultyInput(faults))


def test_market_cannot_be_changed():
    market = example()
    with pytest.raises(AttributeError):
        market.seed = "other"
    for mapping in (market.seats, market.wishes, market.priorities, market.priorities["lathe"]):
        with pytest.raises(TypeError):
            mapping["x"] = 1


def test_later_changes_of_the_callers_dict_do_not_reach_the_market():
    seats = {"a": 1}
    market = Market(**{**GOOD, "seats": seats})
    seats["a"] = 9
    assert market.seats["a"] == 1


@settings(max_examples=100, deadline=None, derandomize=True)
@given(markets())
def test_json_goes_round_to_the_same_bytes(market):
    text = market.to_json()
    assert Market.from_json(text) == market
    assert Market.from_json(text.encode()).to_json() == text


def test_equal_points_have_equal_bytes():
    def bytes_with(points: float) -> str:
        return Market(**{**GOOD, "priorities": {"a": {"s": points}}}).to_json()

    assert bytes_with(87.0) == bytes_with(87)
    assert bytes_with(-0.0) == bytes_with(0)
    assert '"s":87.5' in bytes_with(87.5)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "not readable"),
        ("[]", "not a JSON object"),
        ('{"seed":"1","seed":"2"}', "twice"),
        ("{}", "missing"),
        ('{"seats":{},"wishes":{},"priorities":{},"seed":"","more":1}', "unknown"),
        ('{"seats":{"a":1},"wishes":{"s":["a"]},"priorities":{"a":{"s":NaN}},"seed":""}', "finite"),
        (b"\xff", "not readable"),
    ],
)
def test_faulty_json_is_refused(text, word):
    with pytest.raises(FaultyInput, match=word):
        Market.from_json(text)


def test_json_has_sorted_keys_and_plain_letters():
    text = example().to_json()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "Рубин" in text
