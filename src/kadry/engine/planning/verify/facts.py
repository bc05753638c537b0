"""What the checks look at: problem and plan, indexed anew."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from fractions import Fraction
from functools import cached_property

from kadry.engine.planning.inputs import PlanningProblem
from kadry.engine.planning.plan import Plan, PlanRow
from kadry.engine.planning.rows import Need, Pair
from kadry.engine.planning.verify.serving import Cell, Key, least_loss


class Facts:
    """Problem and plan, indexed for checking; tolerant of a plan that names things that do not exist."""

    def __init__(self, problem: PlanningProblem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.pairs: dict[Key, Pair] = {(pair.college, pair.programme): pair for pair in problem.pairs}
        self.needs: dict[str, Need] = {need.id: need for need in problem.needs}
        self.rows: dict[Key, PlanRow] = {(row.college, row.programme): row for row in plan.rows}
        self.solved = plan.status != "infeasible"
        self._site = {college.id: college.municipality for college in problem.colleges}
        self._km = {frozenset((each.one, each.other)): each.km for each in problem.distances}

    @cached_property
    def known(self) -> list[Key]:
        """Licensed pairs that have a row, in the order of the problem."""
        return [key for key in self.pairs if key in self.rows]

    def groups(self, key: Key) -> int:
        return self.rows[key].groups if key in self.rows else 0

    @cached_property
    def coefficient(self) -> dict[Key, Fraction]:
        given: dict[tuple[str | None, str], Fraction] = {}
        for each in self.problem.coefficients:
            product = Fraction(1)
            for factor in each.factors:
                product *= Fraction(factor.value)
            given[each.college, each.programme] = product
        return {(c, p): given[c, p] if (c, p) in given else given[None, p] for c, p in self.pairs}

    def workers(self, key: Key, groups: int) -> int:
        return math.floor(self.coefficient[key] * groups * self.pairs[key].group_size)

    def distance(self, college: str, place: str) -> int:
        """Kilometres; what nobody measured is beyond reach."""
        home = self._site[college]
        return 0 if home == place else self._km.get(frozenset((home, place)), self.problem.reach_km + 1)

    def reaches(self, key: Key, place: str) -> bool:
        return self.distance(key[0], place) <= self.problem.reach_km

    @cached_property
    def of_programme(self) -> dict[str, list[Key]]:
        found: dict[str, list[Key]] = defaultdict(list)
        for key in self.pairs:
            found[key[1]].append(key)
        return found

    @cached_property
    def asked(self) -> dict[str, list[Need]]:
        found: dict[str, list[Need]] = defaultdict(list)
        for need in self.problem.needs:
            found[need.programme].append(need)
        return found

    @cached_property
    def near(self) -> dict[tuple[str, str], tuple[Key, ...]]:
        """Pairs that reach a municipality: {(programme, municipality): pairs}."""
        places = {(need.programme, need.municipality) for need in self.problem.needs}
        return {
            (name, place): tuple(key for key in self.of_programme[name] if self.reaches(key, place)) for name, place in places
        }

    @cached_property
    def seats(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for share in self.plan.shares:
            found[share.need] += share.seats
        return found

    @cached_property
    def given(self) -> Counter[Key]:
        found: Counter[Key] = Counter()
        for share in self.plan.shares:
            found[share.college, share.programme] += share.seats
        return found

    @cached_property
    def places(self) -> Counter[str]:
        """Places of each college."""
        found: Counter[str] = Counter()
        for key, pair in self.pairs.items():
            found[key[0]] += self.groups(key) * pair.group_size
        return found

    @cached_property
    def spent(self) -> int:
        return sum(self.groups(key) * pair.group_size * (pair.cost_per_place or 0) for key, pair in self.pairs.items())

    def limits(self, key: Key, groups: int, more: bool) -> set[str]:
        """Codes of the limits that so many groups of a pair would break, other pairs unchanged."""
        pair = self.pairs[key]
        step = self.yearly_step(pair)
        if not more:
            if groups < 0:
                return {"no_groups"}
            tests = {"min_groups": groups < pair.min_groups, "change_down": groups < pair.current - step}
            tests["reserved"] = groups * pair.group_size < pair.reserved
            return {code for code, breaks in tests.items() if breaks}
        broken = {ceiling.kind for ceiling in pair.ceilings if groups > ceiling.groups}
        if groups > pair.current + step:
            broken.add("change_up")
        added = (groups - self.groups(key)) * pair.group_size
        room = next(each.capacity for each in self.problem.colleges if each.id == key[0])
        if room is not None and self.places[key[0]] + added > room:
            broken.add("college")
        if self.problem.budget is not None and self.spent + added * (pair.cost_per_place or 0) > self.problem.budget:
            broken.add("budget")
        return broken

    def limit(self, code: str, college: str, programme: str) -> int | None:
        """Value of the limit a binding or a requirement names; None where there is no such limit."""
        if code == "budget":
            return self.problem.budget
        if code == "college":
            return next((each.capacity for each in self.problem.colleges if each.id == college), None)
        pair = self.pairs.get((college, programme))
        if pair is None:
            return None
        step = self.yearly_step(pair)
        values = {
            "min_groups": pair.min_groups,
            "reserved": math.ceil(Fraction(pair.reserved, pair.group_size)),
            "change_down": max(0, pair.current - step),
            "change_up": pair.current + step,
        }
        if code in values:
            return values[code]
        return min((ceiling.groups for ceiling in pair.ceilings if ceiling.kind == code), default=None)

    def yearly_step(self, pair: Pair) -> int:
        """By how many groups a pair may change in a year."""
        return self.problem.change_limit if pair.change_limit is None else pair.change_limit

    @cached_property
    def cells(self) -> dict[str, list[Cell]]:
        """Needs of a programme added up by weight and by who reaches them; those nobody reaches included."""
        found: dict[str, dict[tuple[Fraction, tuple[Key, ...]], int]] = defaultdict(lambda: defaultdict(int))
        for need in self.problem.needs:
            near = self.near[need.programme, need.municipality]
            found[need.programme][Fraction(need.weight), near] += need.people
        return {
            name: [(weight, near, people) for (weight, near), people in sorted(cells.items(), key=lambda item: -item[0][0])]
            for name, cells in found.items()
        }

    def loss(self, programme: str, changed: Key | None = None, groups: int = 0) -> tuple[Fraction, int, int]:
        """Least weight of unmet need, people served, people idle; with one pair's groups changed if asked."""
        supply = {
            key: self.workers(key, groups if key == changed else max(0, self.groups(key))) for key in self.of_programme[programme]
        }
        total = sum(supply.values())
        lost, served = least_loss(self.cells.get(programme, []), supply)
        return lost, served, total - served

    @cached_property
    def base(self) -> dict[str, tuple[Fraction, int, int]]:
        return {programme.id: self.loss(programme.id) for programme in self.problem.programmes}

    @cached_property
    def steps(self) -> dict[tuple[Key, int], tuple[Fraction, int]]:
        """Worth of one group more and one fewer: {(pair, ±1): (fall of the objective, people)}."""
        return {(key, by): self._step(key, by) for key in self.pairs for by in (1, -1)}

    def _step(self, key: Key, by: int) -> tuple[Fraction, int]:
        pair, costs, now = self.pairs[key], self.problem.costs, self.groups(key)
        if now + by < 0:
            return Fraction(0), 0
        lost, served, idle = self.base[key[1]]
        lost_then, served_then, idle_then = self.loss(key[1], key, now + by)
        gain = lost - lost_then + Fraction(costs.oversupply) * (idle - idle_then)
        gain += Fraction(costs.change) * (abs(now - pair.current) - abs(now + by - pair.current))
        gain -= Fraction(costs.money) * (pair.cost_per_place or 0) * pair.group_size * by
        return gain, served_then - served
