from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from kadry.engine.allocation import FaultyInput, Result, audit, replay, solve, verify
from kadry.engine.allocation.audit import DEFERRED_ACCEPTANCE, METHODS
from kadry.engine.allocation.inputs import canonical_json

from .markets import example, markets, rubin, site


def record_of(market) -> str:
    result = solve(market)
    return audit(market, result, verify(market, result))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(markets())
def test_replay_gives_the_same_bytes(market):
    record = record_of(market)
    again = replay(record)
    assert again.same, again.differences
    assert again.record == record
    assert replay(record.encode()).record == record


def test_result_can_be_read_back_from_the_record():
    market = example()
    stored = json.loads(record_of(market))["result"]
    result = Result.from_record(stored)
    assert result == solve(market)
    assert verify(market, result).holds


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("result", "assignment", "Vera"), "lathe", "result.assignment.Vera"),
        (("result", "proposals"), 1, "result.proposals"),
        (("result", "lottery", "", "Anna"), "0" * 16, "result.lottery..Anna"),
        (("certificate", "holds"), False, "certificate.holds"),
        (("market", "seed"), "another", "sha256.market"),
    ],
)
def test_a_changed_record_is_named_where_it_differs(path, value, named):
    record = json.loads(record_of(example()))
    inside = record
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    differences = replay(canonical_json(record)).differences
    assert named in {difference.where for difference in differences}
    assert named in "\n".join(map(str, differences))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_replays_to_the_same_bytes(method):
    market = example() if method == DEFERRED_ACCEPTANCE else replace(example(), minimums={"store": 2, "lathe": 1})
    record = audit(market, *METHODS[method](market), method)
    assert f'"method":"{method}"' in record
    assert replay(record).same


def test_an_unknown_method_is_refused():
    with pytest.raises(FaultyInput, match="method 'by hand' is unknown"):
        replay(record_of(example()).replace(DEFERRED_ACCEPTANCE, "by hand"))


def test_the_same_content_in_other_bytes_is_a_difference():
    record = json.dumps(json.loads(record_of(example())), indent=2)
    assert [difference.where for difference in replay(record).differences] == ["bytes"]


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{}",
        '{"format":"kadry.allocation","version":0}',
        '{"format":"kadry.allocation","version":1}',
    ],
)
def test_what_is_no_record_is_refused(record):
    with pytest.raises(FaultyInput):
        replay(record)


def test_record_knows_its_version_and_digests():
    record = json.loads(record_of(example()))
    assert (record["format"], record["version"]) == ("kadry.allocation", 1)
    assert set(record["sha256"]) == {"market", "result", "certificate"}


def test_a_record_made_before_there_were_rules_has_the_same_bytes():
    # Taken when a market had neither reserves nor caps.
    assert (
        hashlib.sha256(record_of(example()).encode()).hexdigest()
        == "485504fb22ece387e86f179b62a833cc79df0b17a829eb99965360c0ae100e6e"
    )


def test_what_a_rule_adds_stands_in_the_record_only_with_the_rule():
    plain, reserved, capped = (set(json.loads(record_of(market))["result"]) for market in (example(), rubin(), site()))
    assert reserved - plain == {"reserve_cutoffs", "reserved_for"}
    assert capped - plain == {"cap_cutoffs"}


@pytest.mark.parametrize(
    ("market", "path"),
    [
        (rubin(), ("reserved_for", "Anna")),
        (rubin(), ("reserve_cutoffs", "Rubin", "target", "points")),
        (site(), ("cap_cutoffs", "site", "place")),
    ],
)
def test_a_change_of_what_a_rule_adds_is_named(market, path):
    record = json.loads(record_of(market))
    inside = record["result"]
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = "other"
    assert ".".join(("result", *path)) in {difference.where for difference in replay(canonical_json(record)).differences}
