"""Exact whole-number transport inside one programme: who is served, and by whom.

Two facts carry the method. Serving people in falling weight, each by augmenting paths that never unserve
anybody, gives the least weighted unmet need for given supplies: the sets that can be served form a
polymatroid, on which greed is optimal (Edmonds 1970). And adding the municipalities one by one, each along
its shortest residual path, gives the fewest person-kilometres for given served numbers (Jewell 1958; Busacker
and Gowen 1961).
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kadry.engine.planning.grid import Grid, Market


class Flow:
    """Supplies (`free` people by pair) flowing to nodes, each reached by its own list of pairs."""

    def __init__(self, reach: Sequence[Sequence[int]], free: Mapping[int, int]) -> None:
        self.reach = reach
        self.free = dict(free)
        self.sent: dict[int, dict[int, int]] = {pair: {} for pair in free}

    def copy(self) -> Flow:
        """The same flow, to be changed apart."""
        twin = Flow(self.reach, self.free)
        twin.sent = {pair: dict(nodes) for pair, nodes in self.sent.items()}
        return twin

    def serve(self, node: int, people: int) -> int:
        """Serve up to `people` more at a node, moving others between pairs if needed; returns how many."""
        done = 0
        while done < people:
            path = self._path(node)
            if not path:
                break
            done += self._push(path, people - done)
        return done

    def _path(self, node: int) -> list[tuple[int, int]]:
        """Steps (node, pair) from a pair with free people back to `node`; empty when there is none."""
        came: dict[int, int] = {}
        through: dict[int, int] = {}
        queue, seen = deque([node]), {node}
        while queue:
            here = queue.popleft()
            for pair in self.reach[here]:
                if pair in came:
                    continue
                came[pair] = here
                if self.free[pair] > 0:
                    return _unwind(pair, node, came, through)
                for other in self.sent[pair]:
                    if other not in seen:
                        seen.add(other)
                        through[other] = pair
                        queue.append(other)
        return []

    def _push(self, path: list[tuple[int, int]], most: int) -> int:
        """Move people along a path: each pair takes over its node from the pair of the next step."""
        amount = min(most, self.free[path[0][1]])
        for (taken, _), (_, loser) in itertools.pairwise(path):
            amount = min(amount, self.sent[loser][taken])
        self.free[path[0][1]] -= amount
        for at, (node, pair) in enumerate(path):
            self.sent[pair][node] = self.sent[pair].get(node, 0) + amount
            if at + 1 < len(path):
                loser = path[at + 1][1]
                self.sent[loser][node] -= amount
                if not self.sent[loser][node]:
                    del self.sent[loser][node]
        return amount


def _unwind(pair: int, node: int, came: dict[int, int], through: dict[int, int]) -> list[tuple[int, int]]:
    path = [(came[pair], pair)]
    while path[-1][0] != node:
        pair = through[path[-1][0]]
        path.append((came[pair], pair))
    return path


@dataclass
class Balance:
    """One programme with supplies placed as well as they can be; prices in the grid's unit."""

    market: Market
    flow: Flow
    unmet: list[int]
    oversupply: int

    @property
    def cost(self) -> int:
        lost = sum(cell.weight * left for cell, left in zip(self.market.cells, self.unmet, strict=True))
        return self.market.stranded + lost + self.oversupply * sum(self.flow.free.values())

    @property
    def served(self) -> int:
        return sum(cell.people for cell in self.market.cells) - sum(self.unmet)

    def with_more(self, pair: int, people: int) -> Balance:
        """The balance after a pair gets `people` more; those served stay served."""
        flow = self.flow.copy()
        flow.free[pair] += people
        unmet = list(self.unmet)
        for at, left in enumerate(unmet):
            if left and flow.free[pair]:
                unmet[at] = left - flow.serve(at, left)
        return Balance(self.market, flow, unmet, self.oversupply)


def balance(grid: Grid, market: Market, groups: Sequence[int]) -> Balance:
    """Place the supplies of one programme so that the weight of unmet need is least."""
    free = {pair: grid.workers(pair, groups[pair]) for pair in market.pairs}
    flow = Flow([cell.reach for cell in market.cells], free)
    unmet = [cell.people - flow.serve(at, cell.people) for at, cell in enumerate(market.cells)]
    return Balance(market, flow, unmet, grid.price(grid.problem.costs.oversupply))


def serve_needs(grid: Grid, programme: str, groups: Sequence[int]) -> dict[str, int]:
    """People served of each need: in falling weight, then priority, then id; {need: people}."""
    places = sorted({need.municipality for need in grid.needs[programme]})
    at = {place: index for index, place in enumerate(places)}
    free = {pair: grid.workers(pair, groups[pair]) for pair in grid.markets[programme].pairs}
    flow = Flow([grid.reach[programme, place] for place in places], free)
    return {need.id: flow.serve(at[need.municipality], need.people) for need in grid.needs[programme]}


def nearest(grid: Grid, programme: str, groups: Sequence[int], served: Mapping[str, int]) -> dict[str, dict[int, int]]:
    """Who serves whom with the fewest person-kilometres: {municipality: {pair: people}}.

    `served` must be jointly possible, as `serve_needs` returns it; raises ValueError when it is not.
    """
    wanted: dict[str, int] = {}
    for need in grid.needs[programme]:
        wanted[need.municipality] = wanted.get(need.municipality, 0) + served[need.id]
    free = {pair: grid.workers(pair, groups[pair]) for pair in grid.markets[programme].pairs}
    sent: dict[str, dict[int, int]] = {place: {} for place in sorted(wanted)}
    for place in sorted(wanted):
        left = wanted[place]
        while left:
            left -= _shortest_push(grid, programme, place, left, free, sent)
    return sent


def _shortest_push(
    grid: Grid, programme: str, place: str, most: int, free: dict[int, int], sent: dict[str, dict[int, int]]
) -> int:
    """Bring people to a municipality along the shortest residual path; returns how many."""
    km, reach = grid.km, grid.reach
    far = {pair: km[pair, place] for pair in reach[programme, place]}
    via: dict[int, tuple[int, str]] = {}
    swaps = _swaps(grid, programme, sent)
    changed = True
    while changed:
        changed = False
        for loser, taker, longer, where in swaps:
            if loser in far and far[loser] + longer < far.get(taker, far[loser] + longer + 1):
                far[taker] = far[loser] + longer
                via[taker] = (loser, where)
                changed = True
    ends = [(distance, pair) for pair, distance in far.items() if free[pair] > 0]
    if not ends:
        raise ValueError(f"{programme}: the served people of {place} cannot be placed")
    pair = min(ends)[1]
    steps: list[tuple[int, int, str]] = []
    end = pair
    while pair in via:
        loser, where = via[pair]
        steps.append((pair, loser, where))
        pair = loser
    amount = min([most, free[end], *(sent[where][loser] for _, loser, where in steps)])
    free[end] -= amount
    for taker, loser, where in steps:
        _shift(sent[where], loser, -amount)
        _shift(sent[where], taker, amount)
    _shift(sent[place], pair, amount)
    return amount


def _swaps(grid: Grid, programme: str, sent: dict[str, dict[int, int]]) -> list[tuple[int, int, int, str]]:
    """For each two pairs the cheapest municipality to hand over: (from, to, kilometres, where)."""
    best: dict[tuple[int, int], tuple[int, str]] = {}
    for where, givers in sent.items():
        for loser in givers:
            for taker in grid.reach[programme, where]:
                if taker != loser:
                    longer = grid.km[taker, where] - grid.km[loser, where]
                    old = best.get((loser, taker))
                    if old is None or (longer, where) < old:
                        best[loser, taker] = (longer, where)
    return [(loser, taker, longer, where) for (loser, taker), (longer, where) in sorted(best.items())]


def _shift(row: dict[int, int], pair: int, amount: int) -> None:
    row[pair] = row.get(pair, 0) + amount
    if not row[pair]:
        del row[pair]
