"""What if: close this pair, move 25 there, one more group. The answer is the difference from the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kadry.engine.planning import model
from kadry.engine.planning.canonical import dumps
from kadry.engine.planning.grid import Grid, build
from kadry.engine.planning.inputs import PlanningProblem, Settings
from kadry.engine.planning.neighbours import Position
from kadry.engine.planning.plan import INFEASIBLE, Conflict, Plan, Requirement
from kadry.engine.planning.rows import MAX_GROUPS, Ceiling
from kadry.engine.planning.solve import settle, solve

HOLD, REPLAN = "hold", "replan"


@dataclass(frozen=True)
class Shift:
    """So many groups more (or fewer, when negative) at a pair."""

    college: str
    programme: str
    groups: int


@dataclass(frozen=True)
class PairChange:
    """Groups, places and expected workers of a pair, before and after."""

    college: str
    programme: str
    groups_before: int
    groups_after: int
    places_before: int
    places_after: int
    workers_before: int
    workers_after: int


@dataclass(frozen=True)
class UnmetChange:
    """Unmet people of a need or of a programme, before and after."""

    id: str
    before: int
    after: int


@dataclass(frozen=True)
class WhatIf:
    """Difference from the plan.

    `broken` names the limits the shifts overstep: they are shown, not refused. `objective` = after − before,
    None when there is no plan; `places` and `unmet` = after − before in places and people. With `replan`,
    `status` and `gap` are those of the new plan; with `hold`, status is `hold` and there is no gap, since
    nothing was optimised.
    """

    mode: str
    status: str
    shifts: tuple[Shift, ...]
    broken: tuple[Requirement, ...]
    pairs: tuple[PairChange, ...]
    needs: tuple[UnmetChange, ...]
    programmes: tuple[UnmetChange, ...]
    places: int
    unmet: int
    objective: Decimal | None
    gap: Decimal | None
    conflicts: tuple[Conflict, ...]

    def to_json(self) -> bytes:
        """Canonical JSON."""
        return dumps(self)


def close(plan: Plan, college: str, programme: str) -> tuple[Shift, ...]:
    """Close a pair: no groups are left."""
    return (Shift(college, programme, -_groups(plan, college, programme)),)


def one_more(college: str, programme: str) -> tuple[Shift, ...]:
    """Open one more group."""
    return (Shift(college, programme, 1),)


def move_places(problem: PlanningProblem, programme: str, *, source: str, target: str, places: int) -> tuple[Shift, ...]:
    """Move places between two colleges; raises ValueError unless they are whole groups of both."""
    sizes = {pair.college: pair.group_size for pair in problem.pairs if pair.programme == programme}
    for college in (source, target):
        if college not in sizes:
            raise ValueError(f"{college} is not licensed for {programme}")
        if places % sizes[college]:
            raise ValueError(f"{places} places are not whole groups of {sizes[college]} at {college}")
    return Shift(source, programme, -(places // sizes[source])), Shift(target, programme, places // sizes[target])


def what_if(problem: PlanningProblem, plan: Plan, shifts: Sequence[Shift], *, mode: str = HOLD) -> WhatIf:
    """Compare a plan with the same plan after some shifts.

    `hold` keeps every other pair's groups and only places the people anew; `replan` fixes the shifted pairs,
    lifts their own limits, and plans all others again with the plan's settings. Raises ValueError for an
    unknown mode, a pair without licence, fewer groups than none, or a plan that has no rows.
    """
    if mode not in (HOLD, REPLAN):
        raise ValueError(f"unknown mode {mode!r}: use {HOLD} or {REPLAN}")
    if plan.status == INFEASIBLE:
        raise ValueError("there is no plan to compare with")
    wanted = _wanted(plan, shifts)
    grid = build(problem)
    held = _position(grid, plan, wanted)
    broken = tuple(_broken(held, wanted))
    after = _hold(held, plan.settings) if mode == HOLD else solve(_fixed(problem, wanted), plan.settings)
    return _difference(plan, after, mode, tuple(shifts), broken)


def _groups(plan: Plan, college: str, programme: str) -> int:
    for row in plan.rows:
        if (row.college, row.programme) == (college, programme):
            return row.groups
    raise ValueError(f"{college} is not licensed for {programme}")


def _wanted(plan: Plan, shifts: Sequence[Shift]) -> dict[tuple[str, str], int]:
    wanted: dict[tuple[str, str], int] = {}
    for shift in shifts:
        key = (shift.college, shift.programme)
        wanted[key] = wanted.get(key, _groups(plan, *key)) + shift.groups
    for (college, programme), groups in wanted.items():
        if not 0 <= groups <= MAX_GROUPS:
            raise ValueError(f"{college} / {programme} would have {groups} groups")
    return wanted


def _position(grid: Grid, plan: Plan, wanted: dict[tuple[str, str], int]) -> Position:
    now = {(row.college, row.programme): row.groups for row in plan.rows}
    keys = [(pair.college, pair.programme) for pair in grid.pairs]
    if set(now) != set(keys):
        raise ValueError("the plan is not a plan of this problem")
    return Position(grid, [wanted.get(key, now[key]) for key in keys])


def _hold(position: Position, settings: Settings) -> Plan:
    """The plan with these groups. Its bound is zero and means nothing: the caller reads no gap from it."""
    return settle(position, settings, model.Answer(position.groups, 0.0, "", ""))


def _fixed(problem: PlanningProblem, wanted: dict[tuple[str, str], int]) -> PlanningProblem:
    """The same problem with some pairs fixed, freed of their own limits."""
    pairs = []
    for pair in problem.pairs:
        groups = wanted.get((pair.college, pair.programme))
        if groups is not None:
            ceilings = (Ceiling("what_if", groups, "what if"),)
            pair = replace(pair, ceilings=ceilings, min_groups=groups, reserved=0, change_limit=MAX_GROUPS)
        pairs.append(pair)
    return replace(problem, pairs=tuple(pairs))


def _broken(position: Position, wanted: dict[tuple[str, str], int]) -> list[Requirement]:
    """Limits the shifted pairs overstep if every other pair keeps its groups."""
    grid = position.grid
    found: list[Requirement] = []
    for index, pair in enumerate(grid.pairs):
        groups = wanted.get((pair.college, pair.programme))
        if groups is not None:
            bounds = grid.bounds[index]
            over = [(code, most) for code, most in bounds.upper if groups > most]
            under = [(code, least) for code, least in bounds.lower if groups < least]
            found += [Requirement(code, pair.college, pair.programme, value, "groups") for code, value in over + under]
    for college in grid.problem.colleges:
        if (position.room(college.id) or 0) < 0:
            found.append(Requirement("college", college.id, "", college.capacity or 0, "places"))
    if (position.money_left() or 0) < 0:
        found.append(Requirement("budget", "", "", grid.problem.budget or 0, "roubles"))
    return found


def _difference(plan: Plan, after: Plan, mode: str, shifts: tuple[Shift, ...], broken: tuple[Requirement, ...]) -> WhatIf:
    if after.status == INFEASIBLE:
        return WhatIf(mode, INFEASIBLE, shifts, broken, (), (), (), 0, 0, None, None, after.conflicts)
    pairs = tuple(
        PairChange(a.college, a.programme, a.groups, b.groups, a.places, b.places, a.workers, b.workers)
        for a, b in zip(plan.rows, after.rows, strict=True)
        if a.groups != b.groups
    )
    needs = _unmet({row.need: row.unmet for row in plan.needs}, {row.need: row.unmet for row in after.needs})
    return WhatIf(
        mode=mode,
        status=HOLD if mode == HOLD else after.status,
        shifts=shifts,
        broken=broken,
        pairs=pairs,
        needs=needs,
        programmes=_unmet(
            {row.programme: row.unmet for row in plan.programmes},
            {row.programme: row.unmet for row in after.programmes},
        ),
        places=sum(change.places_after - change.places_before for change in pairs),
        unmet=sum(change.after - change.before for change in needs),
        objective=(after.objective or Decimal(0)) - (plan.objective or Decimal(0)),
        gap=None if mode == HOLD else after.gap,
        conflicts=(),
    )


def _unmet(before: dict[str, int], after: dict[str, int]) -> tuple[UnmetChange, ...]:
    return tuple(UnmetChange(key, before[key], after[key]) for key in sorted(before) if before[key] != after[key])
