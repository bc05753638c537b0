from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.allocation_instances import Recipe
from benchmarks.allocation_peers import PACKAGES, PEERS, lists_of
from kadry.engine.allocation import solve

from .markets import markets
from .peers import outcome_of, strict_lists

FEW = settings(max_examples=150, deadline=None, derandomize=True)
FOR_EACH_PACKAGE = pytest.mark.parametrize("peer", PACKAGES, ids=lambda peer: peer.name)


@FOR_EACH_PACKAGE
@FEW
@given(market=markets())
def test_small_markets_full_of_ties_come_out_as_at_the_peer_once_the_lottery_has_settled_them(peer, market):
    assert dict(solve(market).assignment) == outcome_of(peer, market)


@FOR_EACH_PACKAGE
@pytest.mark.parametrize("recipe", [Recipe(300), Recipe(300, share=0.7, seed=1), Recipe(300, share=1.3, levels=5, seed=2)])
def test_instances_of_the_benchmark_come_out_as_at_the_peer(peer, recipe):
    market = recipe.make().market(seed="2026")
    assert dict(solve(market).assignment) == outcome_of(peer, market)


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_row_of_the_benchmark_solves_the_same_lists_alike(peer):
    instance = Recipe(400).make()
    lists = lists_of(instance)
    market = instance.market()
    number = {place: at for at, place in enumerate(market.places)} | {None: -1}
    assert peer.solve(peer.build(lists), lists) == [number[place] for place in solve(market).assignment.values()]


def test_the_lists_of_an_instance_are_those_of_its_market():
    instance = Recipe(200, share=0.5).make()
    assert lists_of(instance) == strict_lists(instance.market())


def test_a_recipe_gives_what_it_says_and_the_same_each_time():
    recipe = Recipe(2_000, wishes=7, share=0.8, levels=10)
    instance, again = recipe.make(), recipe.make()
    assert all(np.array_equal(getattr(instance, name), getattr(again, name)) for name in instance.__slots__)
    wishes = instance.place.reshape(2_000, 7)
    assert all(len(set(row)) == 7 for row in wishes.tolist())
    assert (instance.seats.sum(), len(instance.seats), wishes.max() < 100) == (1_600, 100, True)
    assert set(instance.points.tolist()) == set(range(10))
    assert np.allclose(np.bincount(instance.kind) / 2_000, (0.55, 0.15, 0.30), atol=0.05)


def test_a_shuffled_table_has_the_rows_of_the_grouped_one():
    instance = Recipe(100).make()
    grouped, shuffled = (zip(*instance.table(shuffled=mixed).values(), strict=True) for mixed in (False, True))
    assert (rows := list(grouped)) != (mixed := list(shuffled)) and rows == sorted(mixed, key=lambda row: (row[0], row[2]))
