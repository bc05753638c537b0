"""Plans one step away: what one group more or fewer is worth, and steps that improve a plan.

Each value is the exact difference of two objectives, the people placed anew as well as they can be and the
groups of every other pair unchanged. Nothing here is a dual of a relaxation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kadry.engine.planning.flow import Balance, balance
from kadry.engine.planning.grid import Grid


@dataclass(frozen=True)
class Step:
    """One group more or fewer: fall of the objective in the grid's unit, and change of people served."""

    gain: int
    people: int


@dataclass(frozen=True)
class Move:
    """A group more at `up`, a group fewer at `down`; either may be None."""

    gain: int
    up: int | None
    down: int | None

    @property
    def order(self) -> tuple[int, int, int]:
        """Best first; ties by the order of pairs."""
        return (-self.gain, -1 if self.up is None else self.up, -1 if self.down is None else self.down)


class Position:
    """Groups of every pair with everything that follows from them, kept up to date step by step."""

    def __init__(self, grid: Grid, groups: Sequence[int]) -> None:
        self.grid = grid
        self.groups = list(groups)
        self.balances: dict[str, Balance] = {name: balance(grid, market, self.groups) for name, market in grid.markets.items()}
        self._steps: dict[tuple[int, int], Step] = {}
        self._capacity = {each.id: each.capacity for each in grid.problem.colleges}
        self._places = {
            college: sum(grid.pairs[pair].group_size * self.groups[pair] for pair in pairs)
            for college, pairs in grid.college_pairs.items()
        }
        self._spent = sum(self._money(pair) * groups for pair, groups in enumerate(self.groups))

    def _money(self, pair: int) -> int:
        """Roubles of one group."""
        it = self.grid.pairs[pair]
        return (it.cost_per_place or 0) * it.group_size

    @property
    def objective(self) -> int:
        """The objective in the grid's unit."""
        own = sum(self.grid.own_cost(pair, groups) for pair, groups in enumerate(self.groups))
        return own + sum(each.cost for each in self.balances.values())

    def set(self, pair: int, groups: int) -> None:
        """Give a pair another number of groups."""
        it = self.grid.pairs[pair]
        programme, added = it.programme, groups - self.groups[pair]
        market = self.grid.markets[programme]
        self.groups[pair] = groups
        self._places[it.college] += it.group_size * added
        self._spent += self._money(pair) * added
        self.balances[programme] = balance(self.grid, market, self.groups)
        for other in market.pairs:
            self._steps.pop((other, 1), None)
            self._steps.pop((other, -1), None)

    def step(self, pair: int, by: int) -> Step:
        """Worth of one group more (by=1) or fewer (by=-1), allowed or not; zero where there is no group."""
        if (pair, by) not in self._steps:
            self._steps[pair, by] = self._step(pair, by)
        return self._steps[pair, by]

    def _step(self, pair: int, by: int) -> Step:
        grid, old = self.grid, self.groups[pair]
        if old + by < 0:
            return Step(0, 0)
        programme = grid.pairs[pair].programme
        before = self.balances[programme]
        if by > 0:
            after = before.with_more(pair, grid.workers(pair, old + 1) - grid.workers(pair, old))
        else:
            self.groups[pair] = old - 1
            after = balance(grid, grid.markets[programme], self.groups)
            self.groups[pair] = old
        own = grid.own_cost(pair, old) - grid.own_cost(pair, old + by)
        return Step(before.cost - after.cost + own, after.served - before.served)

    def blocked(self, pair: int, by: int) -> tuple[str, ...]:
        """Codes of the limits that forbid one group more or fewer, a pair's own limits first."""
        bounds, after = self.grid.bounds[pair], self.groups[pair] + by
        if by < 0:
            own = [code for code, least in bounds.lower if after < least]
            return tuple(dict.fromkeys(own)) if after >= 0 else ("no_groups",)
        codes = [code for code, most in bounds.upper if after > most]
        codes += self.shared_blocks(pair, None)
        return tuple(dict.fromkeys(codes))

    def shared_blocks(self, up: int, down: int | None) -> list[str]:
        """Which of college and budget forbid a group more at `up` with a group fewer at `down`."""
        grid = self.grid
        pair = grid.pairs[up]
        codes = []
        freed = grid.pairs[down] if down is not None else None
        room = self.room(pair.college)
        if room is not None:
            back = freed.group_size if freed is not None and freed.college == pair.college else 0
            if pair.group_size - back > room:
                codes.append("college")
        left = self.money_left()
        if left is not None:
            back = self._money(down) if down is not None else 0
            if self._money(up) - back > left:
                codes.append("budget")
        return codes

    def room(self, college: str) -> int | None:
        """Places a college still has room for, None without a limit; negative when over it."""
        capacity = self._capacity[college]
        return None if capacity is None else capacity - self._places[college]

    def money_left(self) -> int | None:
        """Roubles of the budget not spent, None without a budget; negative when over it."""
        budget = self.grid.problem.budget
        return None if budget is None else budget - self._spent


def polish(position: Position) -> None:
    """Make the best improving step, within the limits, until none is left.

    Steps: a group more, a group fewer, or a group moved between two programmes where only the college's room
    or the budget stands in the way. Afterwards no single group added or removed improves the plan.
    """
    while (move := _best_move(position)) is not None:
        if move.down is not None:
            position.set(move.down, position.groups[move.down] - 1)
        if move.up is not None:
            position.set(move.up, position.groups[move.up] + 1)


def _best_move(position: Position) -> Move | None:
    pairs = range(len(position.groups))
    downs = [Move(position.step(pair, -1).gain, None, pair) for pair in pairs if not position.blocked(pair, -1)]
    downs.sort(key=lambda move: move.order)
    moves = [move for move in downs[:1] if move.gain > 0]
    for pair in pairs:
        gain = position.step(pair, 1).gain
        if gain <= 0 or position.groups[pair] >= position.grid.bounds[pair].high:
            continue
        if position.shared_blocks(pair, None):
            moves.extend(_swap(position, pair, gain, downs))
        else:
            moves.append(Move(gain, pair, None))
    return min(moves, key=lambda move: move.order, default=None)


def _swap(position: Position, up: int, gain: int, downs: list[Move]) -> list[Move]:
    """The best group of another programme to give up for one at `up`, if the exchange improves the plan."""
    grid = position.grid
    for move in downs:
        if gain + move.gain <= 0:
            break
        down = move.down
        if down is None or grid.pairs[down].programme == grid.pairs[up].programme:
            continue
        if not position.shared_blocks(up, down):
            return [Move(gain + move.gain, up, down)]
    return []


def repair(position: Position) -> None:
    """Give up the cheapest groups until every college and the budget hold.

    HiGHS keeps to its rows within 1e-6; whole numbers must hold exactly. Does nothing in the usual case.
    """
    for college, pairs in position.grid.college_pairs.items():
        while (position.room(college) or 0) < 0:
            _give_up(position, pairs)
    while (position.money_left() or 0) < 0:
        _give_up(position, [pair for pair, it in enumerate(position.grid.pairs) if it.cost_per_place])


def _give_up(position: Position, pairs: Sequence[int]) -> None:
    free = [pair for pair in pairs if not position.blocked(pair, -1)]
    best = max(free, key=lambda pair: (position.step(pair, -1).gain, -pair))
    position.set(best, position.groups[best] - 1)
