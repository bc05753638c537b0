"""What a region knows before it plans the places of one admission year, and when the search may stop.

A problem checks its rows against each other when it is made and is equal, byte for byte in JSON, to any other
written in another order. A value nobody knows is refused, never taken as zero: a distance nobody measured, a cost
that the budget needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kadry.engine.faults import Fault
from kadry.engine.planning.canonical import dumps, loads, refuse
from kadry.engine.planning.checking import blank, checked, put_in_order, twice
from kadry.engine.planning.rows import Coefficient, College, Costs, Distance, Need, Pair, Programme


@dataclass(frozen=True)
class Settings:
    """When the search may stop, and its seed.

    `gap` = relative gap to the bound; `max_nodes` stops by a count that is the same on every machine;
    `seconds` stops by the machine's own speed, so such a plan need not come out the same again.
    """

    gap: Decimal = Decimal("0.005")
    max_nodes: int | None = None
    seconds: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        refuse(checked(self, "settings", self._faults))

    def _faults(self) -> Iterator[Fault]:
        if not 0 <= self.gap < 1:
            yield Fault("settings.gap", f"{self.gap}", "Give a share in [0, 1).")
        if self.max_nodes is not None and self.max_nodes < 0:
            yield Fault("settings.max_nodes", f"{self.max_nodes}", "Give zero or more, or nothing.")
        if self.seconds is not None and self.seconds < 1:
            yield Fault("settings.seconds", f"{self.seconds}", "Give one or more, or nothing.")
        if not 0 <= self.seed < 2**31:
            yield Fault("settings.seed", f"{self.seed}", "Give 0…2147483647.")


@dataclass(frozen=True)
class PlanningProblem:
    """One region, one admission year: who may teach what, who asks for whom, and what a place yields.

    `reach_km` = the farthest a graduate is counted on to work from the college; `budget` in roubles a year
    for all places together, None when there is none. Raises PlanningInputError naming every fault at once.
    """

    region: str
    admission_year: int
    reach_km: int
    colleges: tuple[College, ...]
    programmes: tuple[Programme, ...]
    pairs: tuple[Pair, ...]
    needs: tuple[Need, ...]
    coefficients: tuple[Coefficient, ...]
    distances: tuple[Distance, ...] = ()
    change_limit: int = 1
    budget: int | None = None
    costs: Costs = field(default_factory=Costs)

    def __post_init__(self) -> None:
        refuse(checked(self, "problem", self._faults))
        put_in_order(self, "colleges", key=lambda each: each.id)
        put_in_order(self, "programmes", key=lambda each: each.id)
        put_in_order(self, "pairs", key=lambda each: (each.college, each.programme))
        put_in_order(self, "needs", key=lambda each: each.id)
        put_in_order(self, "coefficients", key=lambda each: (each.programme, each.college or ""))
        put_in_order(self, "distances", key=lambda each: (each.one, each.other))

    def to_json(self) -> bytes:
        """Canonical JSON: equal problems give equal bytes."""
        return dumps(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> PlanningProblem:
        """Read a problem back; raises PlanningInputError naming every fault by its place in the file."""
        return loads(cls, data)

    def _faults(self) -> Iterator[Fault]:
        yield from blank(self, "problem", ("region",))
        if not 1990 <= self.admission_year <= 2200:
            yield Fault("problem.admission_year", f"{self.admission_year}", "Give a year.")
        for name in ("reach_km", "change_limit", "budget"):
            if (getattr(self, name) or 0) < 0:
                yield Fault(f"problem.{name}", f"{getattr(self, name)} is negative", "Give zero or more.")
        yield from self._repeats()
        yield from self._pair_faults()
        yield from self._need_faults()
        yield from self._distance_faults()

    def _repeats(self) -> Iterator[Fault]:
        yield from twice("college", (each.id for each in self.colleges))
        yield from twice("programme", (each.id for each in self.programmes))
        yield from twice("pair", (f"{each.college} / {each.programme}" for each in self.pairs))
        yield from twice("need", (each.id for each in self.needs))
        yield from twice("coefficient", (f"{each.college or '*'} / {each.programme}" for each in self.coefficients))
        yield from twice("distance", (f"{each.one} – {each.other}" for each in self.distances))

    def _pair_faults(self) -> Iterator[Fault]:
        colleges = {each.id for each in self.colleges}
        programmes = {each.id for each in self.programmes}
        known = {(each.college, each.programme) for each in self.coefficients}
        money = self.budget is not None or self.costs.money > 0
        for pair in self.pairs:
            here = f"pair {pair.college} / {pair.programme}"
            if pair.college not in colleges:
                yield Fault(here, "unknown college", "Add the college or drop the pair.")
            if pair.programme not in programmes:
                yield Fault(here, "unknown programme", "Add the programme or drop the pair.")
            if not {(pair.college, pair.programme), (None, pair.programme)} & known:
                yield Fault(here, "no supply coefficient", "Give one for the pair or for its programme.")
            if money and pair.cost_per_place is None:
                yield Fault(f"{here}.cost_per_place", "missing", "Give it, since money is limited or weighed.")

    def _need_faults(self) -> Iterator[Fault]:
        years = {each.id: -(-each.months // 12) for each in self.programmes}
        for need in self.needs:
            if need.programme not in years:
                yield Fault(f"need {need.id}", f"unknown programme {need.programme}", "Add the programme or drop the need.")
                continue
            admission = need.works_by - years[need.programme]
            if admission != self.admission_year:
                what = f"{need.works_by} is not served by {self.admission_year}"
                yield Fault(f"need {need.id}.works_by", what, f"Plan it with admission {admission}.")

    def _distance_faults(self) -> Iterator[Fault]:
        site = {each.id: each.municipality for each in self.colleges}
        asked: dict[str, set[str]] = {}
        for need in self.needs:
            asked.setdefault(need.programme, set()).add(need.municipality)
        known = {(each.one, each.other) for each in self.distances}
        wanted = {
            (min(site[pair.college], place), max(site[pair.college], place))
            for pair in self.pairs
            if pair.college in site
            for place in asked.get(pair.programme, ())
        }
        for one, other in sorted(wanted - known):
            if one != other:
                yield Fault(f"distance {one} – {other}", "missing", "Give the kilometres between the two.")
