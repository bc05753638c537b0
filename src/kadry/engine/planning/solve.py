"""Places of one admission year: groups by HiGHS, people by an exact transport, reasons for every number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from kadry.engine.planning import model
from kadry.engine.planning.flow import nearest, serve_needs
from kadry.engine.planning.grid import Grid, build
from kadry.engine.planning.inputs import PlanningProblem, Settings
from kadry.engine.planning.neighbours import Position, polish, repair
from kadry.engine.planning.plan import (
    GAP,
    INFEASIBLE,
    LIMIT,
    OPTIMAL,
    Binding,
    Conflict,
    NeedRow,
    Parts,
    Plan,
    PlanRow,
    ProgrammeRow,
    Requirement,
    Share,
    Worth,
)
from kadry.engine.planning.rows import Need

TOLERANCE = Fraction(1, 1_000_000)
DIGITS = Decimal("0.000001")


def solve(problem: PlanningProblem, settings: Settings | None = None) -> Plan:
    """Plan the places of a problem.

    Returns a Plan in groups, places and people. Its status is `optimal` (objective meets the bound), `gap`
    (the gap asked for is proven), `limit` (a limit ended the search; the gap is still published) or
    `infeasible` (with the requirements that contradict each other). Raises RuntimeError when HiGHS itself
    fails.
    """
    settings = settings or Settings()
    grid = build(problem)
    conflicts = tuple(_conflicts(grid))
    if conflicts:
        return Plan(INFEASIBLE, "", model.solver_name(), settings, conflicts=conflicts)
    answer = model.optimise(grid, settings)
    position = Position(grid, answer.groups or [bounds.low for bounds in grid.bounds])
    repair(position)
    polish(position)
    return settle(position, settings, answer)


def settle(position: Position, settings: Settings, answer: model.Answer) -> Plan:
    """Everything that follows from the groups, with status and gap against the bound of `answer`."""
    grid = position.grid
    objective = grid.unscaled(position.objective)
    bound = _bound(answer.bound, objective)
    gap = relative_gap(objective, bound)
    shares = tuple(_shares(grid, position.groups))
    needs = tuple(_need_rows(position, shares))
    rows = tuple(_rows(grid, position.groups, shares))
    worths = tuple(_worths(position))
    return Plan(
        status=_status(objective, bound, gap, settings),
        stopped_by=answer.stopped_by,
        solver=answer.solver,
        settings=settings,
        objective=objective,
        bound=bound,
        gap=gap,
        parts=_parts(position),
        rows=rows,
        shares=shares,
        needs=needs,
        programmes=tuple(_programme_rows(grid, rows, needs)),
        bindings=tuple(_bindings(position, worths)),
        worths=worths,
    )


def relative_gap(objective: Decimal, bound: Decimal) -> Decimal:
    """(objective − bound) ÷ objective, rounded up in the sixth digit; zero when the objective is zero."""
    if objective == 0:
        return Decimal(0)
    with localcontext() as context:
        context.prec = 60
        return ((objective - bound) / objective).quantize(DIGITS, rounding=ROUND_CEILING)


def _bound(value: float, objective: Decimal) -> Decimal:
    """The bound of HiGHS rounded down in the sixth digit; no price is negative, so never under zero."""
    if value == float("inf"):
        return objective
    if not value > 0:
        return Decimal(0)
    with localcontext() as context:
        context.prec = 60
        return min(objective, Decimal(value).quantize(DIGITS, rounding=ROUND_FLOOR))


def _status(objective: Decimal, bound: Decimal, gap: Decimal, settings: Settings) -> str:
    if Fraction(objective) - Fraction(bound) <= TOLERANCE * max(Fraction(1), Fraction(objective)):
        return OPTIMAL
    return GAP if gap <= settings.gap + DIGITS else LIMIT


def _parts(position: Position) -> Parts:
    grid = position.grid
    costs = grid.problem.costs
    idle = sum(sum(each.flow.free.values()) for each in position.balances.values())
    oversupply = grid.price(costs.oversupply) * idle
    change = sum(
        grid.price(costs.change) * abs(groups - pair.current) for pair, groups in zip(grid.pairs, position.groups, strict=True)
    )
    own = sum(grid.own_cost(pair, groups) for pair, groups in enumerate(position.groups))
    unmet = position.objective - own - oversupply
    return Parts(*(grid.unscaled(each) for each in (unmet, oversupply, change, own - change)))


def _shares(grid: Grid, groups: Sequence[int]) -> Iterable[Share]:
    """Whole seats: who is served by weight, priority, id; by whom with the fewest person-kilometres."""
    found: list[Share] = []
    for programme, asked in grid.needs.items():
        served = serve_needs(grid, programme, groups)
        sent = nearest(grid, programme, groups, served)
        for place, givers in sent.items():
            local = [need for need in asked if need.municipality == place]
            order = [(pair, givers[pair]) for pair in grid.reach[programme, place] if pair in givers]
            found.extend(_deal(grid, local, served, order))
    return sorted(found, key=lambda share: (share.need, share.college))


def _deal(grid: Grid, needs: list[Need], served: dict[str, int], givers: list[tuple[int, int]]) -> Iterable[Share]:
    """Seats of one municipality, nearest college first, to its needs, first in rank first."""
    left = [list(giver) for giver in givers]
    for need in needs:
        wanted = served[need.id]
        while wanted:
            pair, seats = left[0]
            taken = min(wanted, seats)
            yield Share(need.id, grid.pairs[pair].college, need.programme, taken)
            wanted -= taken
            left[0][1] -= taken
            if not left[0][1]:
                left.pop(0)


def _rows(grid: Grid, groups: Sequence[int], shares: Sequence[Share]) -> Iterable[PlanRow]:
    served: dict[tuple[str, str], int] = {}
    for share in shares:
        served[share.college, share.programme] = served.get((share.college, share.programme), 0) + share.seats
    for index, pair in enumerate(grid.pairs):
        places = groups[index] * pair.group_size
        workers = grid.workers(index, groups[index])
        done = served.get((pair.college, pair.programme), 0)
        yield PlanRow(pair.college, pair.programme, groups[index], places, workers, done)


def _need_rows(position: Position, shares: Sequence[Share]) -> Iterable[NeedRow]:
    served: dict[str, int] = {}
    for share in shares:
        served[share.need] = served.get(share.need, 0) + share.seats
    for need in position.grid.problem.needs:
        done = served.get(need.id, 0)
        unmet = need.people - done
        yield NeedRow(need.id, need.people, done, unmet, _reason(position, need) if unmet else "")


def _reason(position: Position, need: Need) -> str:
    """Why a need is not met in full, from what a person could change first."""
    grid = position.grid
    near = grid.reach[need.programme, need.municipality]
    if not grid.markets[need.programme].pairs:
        return "no_licence"
    if not near:
        return "out_of_reach"
    if any(not position.blocked(pair, 1) for pair in near):
        return "not_worth"
    return "limits"


def _programme_rows(grid: Grid, rows: Sequence[PlanRow], needs: Sequence[NeedRow]) -> Iterable[ProgrammeRow]:
    by_need = {row.need: row for row in needs}
    for programme, asked in grid.needs.items():
        own = [row for row in rows if row.programme == programme]
        found = [by_need[need.id] for need in asked]
        workers, served = sum(row.workers for row in own), sum(row.served for row in own)
        yield ProgrammeRow(
            programme=programme,
            asked=sum(row.people for row in found),
            in_reach=sum(need.people for need in asked if grid.reach[programme, need.municipality]),
            groups=sum(row.groups for row in own),
            places=sum(row.places for row in own),
            workers=workers,
            served=served,
            unmet=sum(row.unmet for row in found),
            idle=workers - served,
        )


def _worths(position: Position) -> Iterable[Worth]:
    grid = position.grid
    for index, pair in enumerate(grid.pairs):
        more, fewer = position.step(index, 1), position.step(index, -1)
        yield Worth(
            college=pair.college,
            programme=pair.programme,
            more=grid.unscaled(more.gain),
            more_people=more.people,
            more_blocked=position.blocked(index, 1),
            fewer=grid.unscaled(fewer.gain),
            fewer_people=fewer.people,
            fewer_blocked=position.blocked(index, -1),
        )


def _bindings(position: Position, worths: Sequence[Worth]) -> Iterable[Binding]:
    """Every limit that forbids an improving group; a shared one once, by the pair that gains most."""
    shared: dict[tuple[str, str], Binding] = {}
    own: list[Binding] = []
    for index, worth in enumerate(worths):
        for binding in _bindings_of(position, index, worth):
            if binding.code not in ("college", "budget"):
                own.append(binding)
                continue
            key = (binding.code, binding.college if binding.code == "college" else "")
            if key not in shared or shared[key].worth < binding.worth:
                shared[key] = binding
    found = [*shared.values(), *own]
    return sorted(found, key=lambda each: (-each.worth, each.code, each.college, each.programme, each.direction))


def _bindings_of(position: Position, index: int, worth: Worth) -> Iterable[Binding]:
    grid, pair = position.grid, position.grid.pairs[index]
    steps = (("more", worth.more, worth.more_blocked), ("fewer", worth.fewer, worth.fewer_blocked))
    for direction, gain, codes in steps:
        for code in codes if gain > 0 else ():
            limit, unit = _limit_of(grid, index, code)
            also = tuple(other for other in codes if other != code)
            yield Binding(code, direction, pair.college, pair.programme, limit, unit, gain, also)


def _limit_of(grid: Grid, index: int, code: str) -> tuple[int, str]:
    """Value and unit of a limit on a pair."""
    if code == "college":
        college = grid.pairs[index].college
        return next(each.capacity or 0 for each in grid.problem.colleges if each.id == college), "places"
    if code == "budget":
        return grid.problem.budget or 0, "roubles"
    bounds = grid.bounds[index]
    # Reversed, so that of several limits of one kind the tightest, which stands first, is kept.
    return dict(reversed(bounds.upper + bounds.lower))[code], "groups"


def _conflicts(grid: Grid) -> Iterable[Conflict]:
    """Every contradiction, each irreducible.

    All shared limits are of the form "sum at most", so requirements agree exactly when the least groups of
    every pair do; no search is needed to know it.
    """
    crossed = False
    for pair, bounds in zip(grid.pairs, grid.bounds, strict=True):
        if bounds.low > bounds.high:
            crossed = True
            (least, low), (most, high) = bounds.lower[0], bounds.upper[0]
            yield Conflict(
                "pair",
                (
                    Requirement(least, pair.college, pair.programme, low, "groups"),
                    Requirement(most, pair.college, pair.programme, high, "groups"),
                ),
            )
    if crossed:
        return
    for college in grid.problem.colleges:
        if college.capacity is not None:
            amounts = {pair: grid.bounds[pair].low * grid.pairs[pair].group_size for pair in grid.college_pairs[college.id]}
            top = Requirement("college", college.id, "", college.capacity, "places")
            yield from _overfull(grid, amounts, top)
    if grid.problem.budget is not None:
        costs = enumerate(grid.pairs)
        amounts = {at: grid.bounds[at].low * it.group_size * (it.cost_per_place or 0) for at, it in costs}
        yield from _overfull(grid, amounts, Requirement("budget", "", "", grid.problem.budget, "roubles"))


def _overfull(grid: Grid, amounts: dict[int, int], top: Requirement) -> Iterable[Conflict]:
    """The largest requirements that together exceed a shared limit: without any one of them it would hold."""
    members, total = [], 0
    for pair in sorted(amounts, key=lambda pair: (-amounts[pair], pair)):
        if total > top.value:
            break
        total += amounts[pair]
        code = grid.bounds[pair].lower[0][0]
        it = grid.pairs[pair]
        members.append(Requirement(code, it.college, it.programme, amounts[pair], top.unit))
    if total > top.value:
        yield Conflict(top.code, (*members, top))
