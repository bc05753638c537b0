"""What planning answers: data only, so that the solver and its checks may both read it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kadry.engine.planning.canonical import dumps, loads
from kadry.engine.planning.inputs import Settings

OPTIMAL, GAP, LIMIT, INFEASIBLE = "optimal", "gap", "limit", "infeasible"
WORTH_METHOD = "neighbour"


@dataclass(frozen=True)
class PlanRow:
    """One licensed pair: places = groups × size, workers = ⌊places × coefficient⌋, `served` = its seats."""

    college: str
    programme: str
    groups: int
    places: int
    workers: int
    served: int


@dataclass(frozen=True)
class Share:
    """Expected workers of one pair that serve one need; `seats` is at least 1."""

    need: str
    college: str
    programme: str
    seats: int


@dataclass(frozen=True)
class NeedRow:
    """One need: people asked, served, unmet; `reason` = why not all, a code of `words.REASONS`, or empty."""

    need: str
    people: int
    served: int
    unmet: int
    reason: str


@dataclass(frozen=True)
class ProgrammeRow:
    """One programme, in people but for groups and places; `idle` = expected workers that serve no need."""

    programme: str
    asked: int
    in_reach: int
    groups: int
    places: int
    workers: int
    served: int
    unmet: int
    idle: int


@dataclass(frozen=True)
class Parts:
    """The objective, taken apart; all in the unit of the need's weight."""

    unmet: Decimal
    oversupply: Decimal
    change: Decimal
    money: Decimal


@dataclass(frozen=True)
class Worth:
    """What one group more, or one fewer, would be worth with every other pair unchanged.

    `more` and `fewer` = fall of the objective (positive: better); `more_people` and `fewer_people` = change
    of people served. `more_blocked` and `fewer_blocked` = codes of the limits that forbid the step now.
    """

    college: str
    programme: str
    more: Decimal
    more_people: int
    more_blocked: tuple[str, ...]
    fewer: Decimal
    fewer_people: int
    fewer_blocked: tuple[str, ...]


@dataclass(frozen=True)
class Binding:
    """A limit that costs something: it forbids one group more (or fewer) that would improve the plan.

    `limit` in `unit` (groups, places, roubles); `worth` = fall of the objective that the one group would
    bring; `direction` is more or fewer. `also` names the limits that forbid the same group too: with any of
    them, lifting this one alone brings nothing. A college's room and the budget are named once, by the pair
    that would gain most.
    """

    code: str
    direction: str
    college: str
    programme: str
    limit: int
    unit: str
    worth: Decimal
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Requirement:
    """One demand that takes part in a contradiction: at least or at most `value` of `unit`."""

    code: str
    college: str
    programme: str
    value: int
    unit: str


@dataclass(frozen=True)
class Conflict:
    """Requirements that cannot hold together, none of them superfluous; `code` is pair, college or budget."""

    code: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Plan:
    """Places of one admission year, with the proof of how good they are.

    `gap` = (objective − bound) ÷ objective, rounded up in the sixth digit; `stopped_by` names the limit that
    ended the search early; objective, bound, gap and parts are None when the requirements contradict each
    other.
    """

    status: str
    stopped_by: str
    solver: str
    settings: Settings
    objective: Decimal | None = None
    bound: Decimal | None = None
    gap: Decimal | None = None
    parts: Parts | None = None
    rows: tuple[PlanRow, ...] = ()
    shares: tuple[Share, ...] = ()
    needs: tuple[NeedRow, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    bindings: tuple[Binding, ...] = ()
    worths: tuple[Worth, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    worth_method: str = WORTH_METHOD

    def to_json(self) -> bytes:
        """Canonical JSON: equal plans give equal bytes."""
        return dumps(self)

    @classmethod
    def from_json(cls, data: bytes | str) -> Plan:
        """Read a plan back; raises PlanningInputError naming every fault by its place in the file."""
        return loads(cls, data)
