"""The integer programme for HiGHS: groups in unary steps, people as a transport.

With δ(p,k) ∈ {0,1} for the k-th group above the least allowed, y(p,c) people of pair p serving cell c:

    min   Σ weight(c)·(people(c) − Σ_p y(p,c)) + oversupply·Σ_p (workers(p) − Σ_c y(p,c)) + change + money
    with  Σ_c y(p,c) ≤ workers(p) = w(p,low) + Σ_k (w(p,low+k) − w(p,low+k−1))·δ(p,k),   δ(p,k+1) ≤ δ(p,k)
          Σ_p y(p,c) ≤ people(c);  Σ size·groups ≤ capacity by college;  Σ cost·size·groups ≤ budget

w is a table of whole numbers, so for fixed δ the transport has whole corners and the optimum of this model is
the optimum over plans of whole people: the bound needs no allowance for rounding.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import highspy
import numpy as np

from kadry.engine.planning.grid import Grid
from kadry.engine.planning.inputs import Settings


@dataclass(frozen=True)
class Answer:
    """What HiGHS says: groups by pair (None when it found no plan), bound, and the limit that stopped it."""

    groups: list[int] | None
    bound: float
    stopped_by: str
    solver: str


@dataclass
class _Rows:
    """A sparse matrix being written, row by row."""

    upper: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def add(self, upper: float, members: list[tuple[int, float]]) -> None:
        for column, value in members:
            self.row.append(len(self.upper))
            self.column.append(column)
            self.value.append(value)
        self.upper.append(upper)


@dataclass
class _Columns:
    """Costs and upper bounds of columns; every lower bound is zero."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, cost: float, upper: float) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1


def optimise(grid: Grid, settings: Settings) -> Answer:
    """Solve with HiGHS: one thread, fixed seed. The least groups of every pair must be feasible together.

    Raises RuntimeError when HiGHS fails for a reason other than a limit.
    """
    columns, rows = _Columns(), _Rows()
    steps, offset = _step_columns(grid, columns)
    if not any(steps):
        # Nothing to choose: the transport alone is solved exactly elsewhere, and its optimum is the bound.
        return Answer([bounds.low for bounds in grid.bounds], float("inf"), "", solver_name())
    offset += _transport(grid, columns, rows, steps)
    _shared_rows(grid, rows, steps)
    highs = _configured(settings)
    highs.passModel(_model(columns, rows, sum(len(each) for each in steps), offset))
    status = highs.run()
    if status == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the model; another part of this process may use it with more threads")
    return _read(grid, highs, steps)


def _step_columns(grid: Grid, columns: _Columns) -> tuple[list[list[int]], float]:
    """One column for each group above the least; returns them by pair, and the constant of the objective."""
    over = grid.price(grid.problem.costs.oversupply)
    steps: list[list[int]] = []
    constant = 0
    for pair, bounds in enumerate(grid.bounds):
        costs = [grid.own_cost(pair, n) + over * grid.workers(pair, n) for n in range(bounds.low, bounds.high + 1)]
        constant += costs[0]
        steps.append([columns.add((b - a) / grid.scale, 1) for a, b in itertools.pairwise(costs)])
    return steps, constant / grid.scale


def _transport(grid: Grid, columns: _Columns, rows: _Rows, steps: list[list[int]]) -> float:
    """Columns y with the rows of supply and demand; returns the constant of the objective."""
    over = grid.price(grid.problem.costs.oversupply)
    sent: list[list[tuple[int, float]]] = [[] for _ in grid.pairs]
    constant = 0
    for market in grid.markets.values():
        constant += market.stranded
        for cell in market.cells:
            constant += cell.weight * cell.people
            members = []
            for pair in cell.reach:
                most = min(cell.people, grid.workers(pair, grid.bounds[pair].high))
                column = columns.add(-(cell.weight + over) / grid.scale, most)
                members.append((column, 1.0))
                sent[pair].append((column, 1.0))
            rows.add(cell.people, members)
    for pair, own in enumerate(steps):
        low = grid.bounds[pair].low
        table = [grid.workers(pair, low + at) for at in range(len(own) + 1)]
        gains = [(column, float(table[at] - table[at + 1])) for at, column in enumerate(own)]
        rows.add(table[0], sent[pair] + gains)
        for first, second in itertools.pairwise(own):
            rows.add(0, [(second, 1.0), (first, -1.0)])
    return constant / grid.scale


def _shared_rows(grid: Grid, rows: _Rows, steps: list[list[int]]) -> None:
    """Room of each college in places, and the budget."""
    for college in grid.problem.colleges:
        if college.capacity is not None:
            _shared_row(grid, rows, steps, list(grid.college_pairs[college.id]), college.capacity, money=False)
    if grid.problem.budget is not None:
        _shared_row(grid, rows, steps, list(range(len(grid.pairs))), grid.problem.budget, money=True)


def _shared_row(grid: Grid, rows: _Rows, steps: list[list[int]], pairs: list[int], total: int, money: bool) -> None:
    each = {pair: grid.pairs[pair].group_size * ((grid.pairs[pair].cost_per_place or 0) if money else 1) for pair in pairs}
    left = total - sum(each[pair] * grid.bounds[pair].low for pair in pairs)
    largest = max([1, *each.values()])
    members = [(column, each[pair] / largest) for pair in pairs for column in steps[pair] if each[pair]]
    if members:
        rows.add(left / largest, members)


def _configured(settings: Settings) -> highspy.Highs:
    highs = highspy.Highs()
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": settings.seed,
        "mip_rel_gap": float(settings.gap),
    }
    if settings.seconds is not None:
        options["time_limit"] = float(settings.seconds)
    if settings.max_nodes is not None:
        options["mip_max_nodes"] = settings.max_nodes
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs


def _model(columns: _Columns, rows: _Rows, whole: int, offset: float) -> highspy.HighsLp:
    """The model in HiGHS's form; the first `whole` columns are integer."""
    count = len(columns.cost)
    order = np.lexsort((np.array(rows.row, dtype=np.int64), np.array(rows.column, dtype=np.int64)))
    starts = np.searchsorted(np.array(rows.column, dtype=np.int64)[order], np.arange(count + 1))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.offset_ = count, len(rows.upper), offset
    lp.col_cost_ = np.array(columns.cost, dtype=np.float64)
    lp.col_lower_ = np.zeros(count)
    lp.col_upper_ = np.array(columns.upper, dtype=np.float64)
    lp.row_lower_ = np.full(len(rows.upper), -highspy.kHighsInf)
    lp.row_upper_ = np.array(rows.upper, dtype=np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_ = np.array(rows.row, dtype=np.int32)[order]
    lp.a_matrix_.value_ = np.array(rows.value, dtype=np.float64)[order]
    kinds = [highspy.HighsVarType.kInteger] * whole + [highspy.HighsVarType.kContinuous] * (count - whole)
    lp.integrality_ = kinds
    return lp


def _read(grid: Grid, highs: highspy.Highs, steps: list[list[int]]) -> Answer:
    status, info = highs.getModelStatus(), highs.getInfo()
    stops = {
        highspy.HighsModelStatus.kOptimal: "",
        highspy.HighsModelStatus.kModelEmpty: "",
        highspy.HighsModelStatus.kTimeLimit: "seconds",
        highspy.HighsModelStatus.kSolutionLimit: "max_nodes",
    }
    if status not in stops:
        raise RuntimeError(f"HiGHS ended with {highs.modelStatusToString(status)}")
    values = highs.getSolution().col_value
    groups = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible and len(values):
        groups = [bounds.low + sum(round(values[at]) for at in own) for bounds, own in zip(grid.bounds, steps, strict=True)]
    return Answer(groups, float(info.mip_dual_bound), stops[status], solver_name())


def solver_name() -> str:
    """Name and version of the solver; another version may choose another of several equally good plans."""
    return f"HiGHS {highspy.Highs().version()}"
