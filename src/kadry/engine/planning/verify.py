"""The guarantees P1…P20 of a plan, checked from the problem and the plan alone.

Nothing here is shared with the solver: coefficients, reach, limits and the best placing of people are worked
out anew, the last by depth-first augmentation on levels of weight instead of the solver's breadth-first
search.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from kadry.engine.planning.canonical import dumps, loads
from kadry.engine.planning.inputs import Need, Pair, PlanningProblem
from kadry.engine.planning.plan import Plan, PlanRow, Worth
from kadry.engine.planning.words import GUARANTEES

Key = tuple[str, str]
Cell = tuple[Fraction, tuple[Key, ...], int]
Findings = Iterator[str | None]
MILLIONTH = Fraction(1, 1_000_000)


@dataclass(frozen=True)
class Guarantee:
    """One property: whether it holds (None: nothing to check), how much was checked, a counter-example."""

    code: str
    name: str
    en: str
    ru: str
    holds: bool | None
    counted: int
    counterexample: str | None


@dataclass(frozen=True)
class Certificate:
    """All guarantees of one plan, bound to problem and plan by the SHA-256 of their canonical JSON."""

    problem_sha256: str
    plan_sha256: str
    holds: bool
    guarantees: tuple[Guarantee, ...]

    def to_json(self) -> bytes:
        """Canonical JSON."""
        return dumps(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> Certificate:
        """Read a certificate back."""
        return loads(cls, data)


def verify(problem: PlanningProblem, plan: Plan) -> Certificate:
    """Check every guarantee; a wrong plan raises nothing, each broken property names its first case."""
    facts = Facts(problem, plan)
    found = tuple(_guarantee(code, check, facts) for code, check in CHECKS.items())
    return Certificate(
        problem_sha256=hashlib.sha256(problem.to_json()).hexdigest(),
        plan_sha256=hashlib.sha256(plan.to_json()).hexdigest(),
        holds=all(each.holds is not False for each in found),
        guarantees=found,
    )


def _guarantee(code: str, check: Callable[[Facts], Findings], facts: Facts) -> Guarantee:
    counted, first = 0, None
    for finding in check(facts):
        counted += 1
        first = first or finding
    words, name = GUARANTEES[code], getattr(check, "__name__", code)
    holds = None if counted == 0 else first is None
    return Guarantee(code, name, words["en"], words["ru"], holds, counted, first)


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
        step = self.problem.change_limit if pair.change_limit is None else pair.change_limit
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
        lost, served = _least_loss(self.cells.get(programme, []), supply)
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


def _least_loss(cells: list[Cell], supply: dict[Key, int]) -> tuple[Fraction, int]:
    """Least weight lost: for each level of weight, the step of weight times the people no flow can reach.

    With the weights w₁ > w₂ > … the loss is Σ (w_k − w_{k+1}) · (people of weight ≥ w_k − largest flow to
    them).
    """
    free, sent = dict(supply), {key: defaultdict(int) for key in supply}
    lost, people, served = Fraction(0), 0, 0
    for at, (weight, near, count) in enumerate(cells):
        people += count
        left = count
        while left and near:
            moved = _augment(at, left, cells, free, sent, set())
            if not moved:
                break
            left -= moved
        served += count - left
        below = cells[at + 1][0] if at + 1 < len(cells) else Fraction(0)
        if below != weight:
            lost += (weight - below) * (people - served)
    return lost, served


def _augment(
    at: int,
    most: int,
    cells: list[Cell],
    free: dict[Key, int],
    sent: dict[Key, defaultdict[int, int]],
    seen: set[Key],
) -> int:
    """Bring up to `most` more people to a cell, pushing others on to other pairs; returns how many."""
    for key in cells[at][1]:
        if free[key] > 0:
            moved = min(most, free[key])
            free[key] -= moved
            sent[key][at] += moved
            return moved
    for key in cells[at][1]:
        if key in seen:
            continue
        seen.add(key)
        for other, amount in list(sent[key].items()):
            if other != at and amount:
                moved = _augment(other, min(most, amount), cells, free, sent, seen)
                if moved:
                    sent[key][other] -= moved
                    sent[key][at] += moved
                    return moved
    return 0


def _case(holds: bool, otherwise: str) -> str | None:
    """Nothing for a case that holds, else the words of the counter-example."""
    return None if holds else otherwise


def _name(key: Key) -> str:
    return f"{key[0]} / {key[1]}"


def whole_groups(facts: Facts) -> Findings:
    """P1. Places are whole groups."""
    for row in facts.plan.rows:
        pair = facts.pairs.get((row.college, row.programme))
        good = row.groups >= 0 and (pair is None or row.places == row.groups * pair.group_size)
        yield _case(good, f"{row.college} / {row.programme}: {row.places} places in {row.groups} groups")


def licensed_pairs(facts: Facts) -> Findings:
    """P2. Exactly the licensed pairs have a row, and only they have shares."""
    if not facts.solved:
        return
    rows = Counter((row.college, row.programme) for row in facts.plan.rows)
    for key in facts.pairs:
        yield _case(rows[key] == 1, f"{_name(key)}: {rows[key]} rows")
    for key in sorted(set(rows) - set(facts.pairs)):
        yield f"{_name(key)}: places without a licence"
    for share in facts.plan.shares:
        key = (share.college, share.programme)
        yield _case(key in facts.pairs, f"{_name(key)}: a share without a licence")


def own_limits(facts: Facts) -> Findings:
    """P3. Ceilings of each resource, least groups and places promised by contracts are kept."""
    for key in facts.known:
        pair, groups = facts.pairs[key], facts.groups(key)
        for ceiling in pair.ceilings:
            yield _case(
                groups <= ceiling.groups,
                f"{_name(key)}: {groups} groups over {ceiling.kind} {ceiling.groups}",
            )
        enough = groups >= pair.min_groups and groups * pair.group_size >= pair.reserved
        yield _case(enough, f"{_name(key)}: {groups} groups are under the least or under the contracts")


def yearly_change(facts: Facts) -> Findings:
    """P4. No pair changes by more groups than allowed in a year."""
    for key in facts.known:
        pair = facts.pairs[key]
        step = facts.problem.change_limit if pair.change_limit is None else pair.change_limit
        change = facts.groups(key) - pair.current
        yield _case(abs(change) <= step, f"{_name(key)}: {change:+d} groups in a year, at most {step}")


def college_room(facts: Facts) -> Findings:
    """P5. No college admits more than it has room for."""
    for college in facts.problem.colleges if facts.solved else ():
        if college.capacity is not None:
            places = facts.places[college.id]
            yield _case(places <= college.capacity, f"{college.id}: {places} places, room for {college.capacity}")


def budget(facts: Facts) -> Findings:
    """P6. The places cost no more than the budget."""
    total = facts.problem.budget
    if facts.solved and total is not None:
        yield _case(facts.spent <= total, f"{facts.spent} roubles, budget {total}")


def expected_workers(facts: Facts) -> Findings:
    """P7. Expected workers are ⌊places × coefficient⌋ and the shares of a pair never exceed them."""
    for key in facts.known:
        row = facts.rows[key]
        right = facts.workers(key, row.groups)
        good = row.workers == right and facts.given[key] == row.served <= right
        yield _case(good, f"{_name(key)}: {row.workers} workers, {row.served} served, {facts.given[key]} in shares")


def shares_within_needs(facts: Facts) -> Findings:
    """P8. The shares of a need are of its programme and sum to at most its people; its row says the same."""
    if not facts.solved:
        return
    rows = Counter(row.need for row in facts.plan.needs)
    for need in facts.problem.needs:
        yield _case(rows[need.id] == 1, f"need {need.id}: {rows[need.id]} rows")
    for row in facts.plan.needs:
        need, served = facts.needs.get(row.need), facts.seats[row.need]
        good = need is not None and row.people == need.people and row.served == served <= need.people
        good = good and row.unmet == row.people - served
        yield _case(good, f"need {row.need}: {row.served} served, {row.unmet} unmet, {served} in shares")
    twice = Counter((share.need, share.college) for share in facts.plan.shares)
    for share in facts.plan.shares:
        need = facts.needs.get(share.need)
        good = need is not None and need.programme == share.programme and share.seats >= 1
        good = good and twice[share.need, share.college] == 1
        yield _case(good, f"share {share.need} from {share.college}: {share.seats} seats of {share.programme}")


def within_reach(facts: Facts) -> Findings:
    """P9. Nobody is counted on beyond reach."""
    for share in facts.plan.shares:
        need, key = facts.needs.get(share.need), (share.college, share.programme)
        if need is not None and key in facts.pairs:
            good = facts.reaches(key, need.municipality)
            yield _case(good, f"share {share.need} from {share.college}: beyond {facts.problem.reach_km} km")


def programme_sums(facts: Facts) -> Findings:
    """P10. The row of each programme is the sum of its pairs and its needs."""
    if not facts.solved:
        return
    rows = {row.programme: row for row in facts.plan.programmes}
    for programme in facts.problem.programmes:
        own = [row for row in facts.plan.rows if row.programme == programme.id]
        asked = facts.asked[programme.id]
        people, served = sum(need.people for need in asked), sum(facts.seats[need.id] for need in asked)
        workers = sum(row.workers for row in own)
        reached = sum(need.people for need in asked if facts.near[programme.id, need.municipality])
        sums = (
            people,
            reached,
            sum(row.groups for row in own),
            sum(row.places for row in own),
            workers,
            served,
        )
        right = (*sums, people - served, workers - served)
        row = rows.get(programme.id)
        given = row and (
            row.asked, row.in_reach, row.groups, row.places, row.workers, row.served, row.unmet, row.idle
        )  # fmt: skip
        yield _case(given == right, f"programme {programme.id}: {given}, the sums are {right}")


def objective_adds_up(facts: Facts) -> Findings:
    """P11. The objective and its parts, from the rows and the shares, exactly."""
    if not facts.solved:
        return
    costs, parts = facts.problem.costs, facts.plan.parts
    lost = sum(
        (Fraction(need.weight) * (need.people - facts.seats[need.id]) for need in facts.problem.needs),
        Fraction(0),
    )
    idle = sum(facts.workers(key, max(0, facts.groups(key))) - facts.given[key] for key in facts.pairs)
    change = sum(abs(facts.groups(key) - pair.current) for key, pair in facts.pairs.items())
    over, moved = Fraction(costs.oversupply) * idle, Fraction(costs.change) * change
    right = (lost, over, moved, Fraction(costs.money) * facts.spent)
    for name, value in zip(("unmet", "oversupply", "change", "money"), right, strict=True):
        given = getattr(parts, name, None)
        yield _case(given is not None and Fraction(given) == value, f"{name}: {given}, recomputed {float(value)}")
    total, objective = sum(right, Fraction(0)), facts.plan.objective
    good = objective is not None and Fraction(objective) == total
    yield _case(good, f"objective: {objective}, recomputed {float(total)}")


def best_service(facts: Facts) -> Findings:
    """P12. With these groups no other sharing of the workers leaves less weight unmet."""
    for programme in facts.problem.programmes if facts.solved else ():
        asked = facts.asked[programme.id]
        lost = sum((Fraction(need.weight) * (need.people - facts.seats[need.id]) for need in asked), Fraction(0))
        least = facts.base[programme.id][0]
        yield _case(lost == least, f"programme {programme.id}: weight {float(lost)} unmet, {float(least)} possible")


def rank_kept(facts: Facts) -> Findings:
    """P13. No unmet need has within reach an idle worker, or a seat given to a need that ranks lower."""
    if not facts.solved:
        return
    ranks = {need.id: (-need.weight, need.priority, need.id) for need in facts.problem.needs}
    last: dict[Key, tuple[Decimal, int, str]] = {}
    for share in facts.plan.shares:
        key = (share.college, share.programme)
        if share.need in ranks:
            last[key] = max(last.get(key, ranks[share.need]), ranks[share.need])
    for need in facts.problem.needs:
        if facts.seats[need.id] >= need.people:
            continue
        for key in facts.near[need.programme, need.municipality]:
            if facts.workers(key, max(0, facts.groups(key))) > facts.given[key]:
                yield f"need {need.id} is unmet beside an idle worker of {_name(key)}"
            elif key in last and last[key] > ranks[need.id]:
                yield f"need {need.id} is unmet, {_name(key)} serves need {last[key][2]} that ranks lower"
            else:
                yield None


def nearest_first(facts: Facts) -> Findings:
    """P14. No exchange between colleges saves kilometres: the residual network has no negative cycle."""
    sent: dict[str, dict[tuple[Key, str], int]] = defaultdict(lambda: defaultdict(int))
    for share in facts.plan.shares:
        need, key = facts.needs.get(share.need), (share.college, share.programme)
        if need is not None and key in facts.pairs:
            sent[need.programme][key, need.municipality] += share.seats
    for programme, flows in sent.items():
        arcs: dict[tuple[Key | None, Key | None], int] = {}
        for key, place in flows:
            for other in facts.near[programme, place]:
                longer = facts.distance(other[0], place) - facts.distance(key[0], place)
                arcs[key, other] = min(longer, arcs.get((key, other), longer))
        for key in facts.of_programme[programme]:
            if facts.given[key] < facts.workers(key, max(0, facts.groups(key))):
                arcs[key, None] = 0
            if facts.given[key]:
                arcs[None, key] = 0
        yield f"programme {programme}: an exchange saves kilometres" if _negative_cycle(arcs) else None


def _negative_cycle(arcs: dict[tuple[Key | None, Key | None], int]) -> bool:
    """Bellman–Ford from everywhere at once: still shortening after as many rounds as points means a cycle."""
    points = {point for arc in arcs for point in arc}
    far = dict.fromkeys(points, 0)
    for _ in range(len(points) + 1):
        shorter = False
        for (start, end), length in arcs.items():
            if far[start] + length < far[end]:
                far[end] = far[start] + length
                shorter = True
        if not shorter:
            return False
    return True


def gap_arithmetic(facts: Facts) -> Findings:
    """P15. 0 ≤ bound ≤ objective, the gap is their distance rounded up, and the status says no more."""
    plan = facts.plan
    if not facts.solved:
        return
    if plan.objective is None or plan.bound is None or plan.gap is None:
        yield "objective, bound or gap is missing"
        return
    objective, bound, gap = Fraction(plan.objective), Fraction(plan.bound), Fraction(plan.gap)
    yield _case(0 <= bound <= objective, f"bound {plan.bound}, objective {plan.objective}")
    exact = (objective - bound) / objective if objective else Fraction(0)
    yield _case(exact <= gap < exact + MILLIONTH, f"gap {plan.gap}, recomputed {float(exact)}")
    if objective - bound <= MILLIONTH * max(Fraction(1), objective):
        right = "optimal"
    else:
        right = "gap" if gap <= Fraction(plan.settings.gap) + MILLIONTH else "limit"
    yield _case(plan.status == right, f"status {plan.status}, the gap says {right}")


def no_step_improves(facts: Facts) -> Findings:
    """P16. No single group added or taken away within the limits improves the plan."""
    for (key, by), (gain, _) in facts.steps.items() if facts.solved else ():
        if gain > 0 and not facts.limits(key, facts.groups(key) + by, by > 0):
            yield f"{_name(key)}: {by:+d} group improves the objective by {float(gain)}"
        else:
            yield None


def worth_recomputed(facts: Facts) -> Findings:
    """P17. What one group more or fewer is worth, and what forbids it, for every pair."""
    if not facts.solved:
        return
    given = {(worth.college, worth.programme): worth for worth in facts.plan.worths}
    for key in facts.pairs:
        worth = given.get(key)
        yield _case(worth is not None and _worth_right(facts, key, worth), f"{_name(key)}: {worth}")
    good = len(facts.plan.worths) == len(facts.pairs)
    yield _case(good, f"{len(facts.plan.worths)} worths for {len(facts.pairs)} pairs")


def _worth_right(facts: Facts, key: Key, worth: Worth) -> bool:
    (more, people), (fewer, lost) = facts.steps[key, 1], facts.steps[key, -1]
    now = facts.groups(key)
    return (
        Fraction(worth.more) == more
        and worth.more_people == people
        and Fraction(worth.fewer) == fewer
        and worth.fewer_people == lost
        and set(worth.more_blocked) == facts.limits(key, now + 1, True)
        and set(worth.fewer_blocked) == facts.limits(key, now - 1, False)
    )


def bindings_right(facts: Facts) -> Findings:
    """P18. What binds is exactly the limits that forbid an improving group, with the others beside it."""
    if not facts.solved:
        return
    own: dict[tuple[str, str, Key], Fraction] = {}
    shared: dict[tuple[str, str], Fraction] = {}
    blocks: dict[tuple[str, Key], set[str]] = {}
    for (key, by), (gain, _) in facts.steps.items():
        direction = "more" if by > 0 else "fewer"
        codes = facts.limits(key, facts.groups(key) + by, by > 0) if gain > 0 else set()
        blocks[direction, key] = codes
        for code in sorted(codes):
            if code in ("college", "budget"):
                owner = (code, key[0] if code == "college" else "")
                shared[owner] = max(gain, shared.get(owner, gain))
            else:
                own[code, direction, key] = gain
    for each in facts.plan.bindings:
        key = (each.college, each.programme)
        if each.code in ("college", "budget"):
            gain = shared.pop((each.code, each.college if each.code == "college" else ""), None)
        else:
            gain = own.pop((each.code, each.direction, key), None)
        step = facts.steps.get((key, 1 if each.direction == "more" else -1), (None, 0))[0]
        good = gain is not None and gain == Fraction(each.worth) == step
        good = good and each.limit == _limit(facts, each.code, each)
        good = good and {each.code, *each.also} == blocks.get((each.direction, key))
        yield _case(good, f"{each.code} of {_name(key)}: {each.limit}, worth {each.worth}")
    for code, *rest in [*own, *shared]:
        yield f"{code} of {rest} binds and is not named"


def _limit(facts: Facts, code: str, where: object) -> int | None:
    """Value of the limit a binding or a requirement names."""
    college, programme = getattr(where, "college", ""), getattr(where, "programme", "")
    if code == "budget":
        return facts.problem.budget
    if code == "college":
        return next((each.capacity for each in facts.problem.colleges if each.id == college), None)
    pair = facts.pairs.get((college, programme))
    if pair is None:
        return None
    step = facts.problem.change_limit if pair.change_limit is None else pair.change_limit
    values = {
        "min_groups": pair.min_groups,
        "reserved": math.ceil(Fraction(pair.reserved, pair.group_size)),
        "change_down": max(0, pair.current - step),
        "change_up": pair.current + step,
    }
    if code in values:
        return values[code]
    return min((ceiling.groups for ceiling in pair.ceilings if ceiling.kind == code), default=None)


def reasons_right(facts: Facts) -> Findings:
    """P19. Each unmet need is told why: nobody licensed, nobody near, not worth a group, or limits."""
    for row in facts.plan.needs:
        need = facts.needs.get(row.need)
        if need is not None:
            right = _reason(facts, need) if row.unmet else ""
            yield _case(row.reason == right, f"need {row.need}: {row.reason or 'no reason'}, should be {right}")


def _reason(facts: Facts, need: Need) -> str:
    if not facts.of_programme[need.programme]:
        return "no_licence"
    near = facts.near[need.programme, need.municipality]
    if not near:
        return "out_of_reach"
    free = any(not facts.limits(key, facts.groups(key) + 1, True) for key in near)
    return "not_worth" if free else "limits"


def conflicts_real(facts: Facts) -> Findings:
    """P20. A plan is refused exactly when requirements contradict each other, and each case named is real."""
    yield _case(_agree(facts) == facts.solved, f"status {facts.plan.status}, but the requirements say otherwise")
    if facts.solved:
        yield _case(not facts.plan.conflicts, "contradictions named beside a plan")
        return
    empty = not (facts.plan.rows or facts.plan.shares or facts.plan.needs)
    yield _case(empty and len(facts.plan.conflicts) > 0, "a refused plan has rows or no contradiction")
    for conflict in facts.plan.conflicts:
        *floors, top = conflict.requirements
        amounts = [_floor_amount(facts, each.code, (each.college, each.programme), top.unit) for each in floors]
        true = amounts == [each.value for each in floors] and top.value == _limit(facts, top.code, top)
        least = sum(amounts) > top.value and all(sum(amounts) - each <= top.value for each in amounts)
        yield _case(true and least, f"{conflict.code}: {amounts} against {top.value} {top.unit}")


def _floor_amount(facts: Facts, code: str, key: Key, unit: str) -> int:
    pair = facts.pairs.get(key)
    groups = _limit(facts, code, pair) if pair is not None else None
    if pair is None or groups is None:
        return -1
    per_group = {
        "groups": 1,
        "places": pair.group_size,
        "roubles": pair.group_size * (pair.cost_per_place or 0),
    }
    return groups * per_group[unit]


def _agree(facts: Facts) -> bool:
    """Whether the least groups of all pairs fit every limit; all shared limits are upper, so that decides."""
    places: Counter[str] = Counter()
    spent = 0
    for key, pair in facts.pairs.items():
        least = max(_limit(facts, code, pair) or 0 for code in ("min_groups", "reserved", "change_down"))
        most = min([_limit(facts, "change_up", pair) or 0, *(ceiling.groups for ceiling in pair.ceilings)])
        if least > most:
            return False
        places[key[0]] += least * pair.group_size
        spent += least * pair.group_size * (pair.cost_per_place or 0)
    rooms = all(each.capacity is None or places[each.id] <= each.capacity for each in facts.problem.colleges)
    return rooms and (facts.problem.budget is None or spent <= facts.problem.budget)


CHECKS: dict[str, Callable[[Facts], Findings]] = {
    "P1": whole_groups,
    "P2": licensed_pairs,
    "P3": own_limits,
    "P4": yearly_change,
    "P5": college_room,
    "P6": budget,
    "P7": expected_workers,
    "P8": shares_within_needs,
    "P9": within_reach,
    "P10": programme_sums,
    "P11": objective_adds_up,
    "P12": best_service,
    "P13": rank_kept,
    "P14": nearest_first,
    "P15": gap_arithmetic,
    "P16": no_step_improves,
    "P17": worth_recomputed,
    "P18": bindings_right,
    "P19": reasons_right,
    "P20": conflicts_real,
}
