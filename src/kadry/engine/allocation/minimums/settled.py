"""What settling the minimums gives: who is where, what was closed, who was held, who moved and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation.inputs import canonical_json
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.verify import Certificate


@dataclass(frozen=True, slots=True)
class Move:
    """One student whom the minimums moved; a place or a rank is None where there is none.

    `reason_code` is "closed": the place was closed; "fill": moved so that another place opens; "up": a seat
    that became free was a dearer wish; "gave_way": students of closed places came with a higher right.
    """

    student: str
    from_place: str | None
    to_place: str | None
    rank_before: int | None
    rank_after: int | None
    reason_code: str


@dataclass(frozen=True, slots=True)
class Settled:
    """An allocation in which every place has nobody or at least its minimum.

    Attributes
    ----------
    assignment
        Student to place, or to None. Every student of the market stands here.
    closed
        The places closed, in the order in which they were.
    held
        Student to the place where he or she is held so that it opens. Only these may still envy.
    moves
        Every student who is not where the allocation without minimums put him or her, by id.
    steps
        The allocation without minimums, then the one after each closing: one more than `closed`.
    at_least
        No settlement under the same promises leaves fewer students worse off; 0 where nothing is proved.
    certificate
        Every promise, checked by separate code.
    """

    assignment: Mapping[str, str | None]
    closed: tuple[str, ...]
    held: Mapping[str, str]
    moves: tuple[Move, ...]
    steps: tuple[Result, ...]
    at_least: int
    certificate: Certificate

    def __post_init__(self) -> None:
        for name in ("assignment", "held"):
            object.__setattr__(self, name, MappingProxyType(dict(sorted(getattr(self, name).items()))))

    @property
    def plain(self) -> Result:
        """The allocation as it was without minimums."""
        return self.steps[0]

    @property
    def filled(self) -> tuple[str, ...]:
        """The places that open because students are held there, sorted by id."""
        return tuple(sorted(set(self.held.values())))

    @property
    def worse_off(self) -> tuple[str, ...]:
        """The students whom the minimums cost a dearer wish, by id."""
        return tuple(move.student for move in self.moves if _is_worse(move))

    def gathered(self, place: str) -> int:
        """How many a closed place had when it was closed; any other, after the last closing."""
        step = self.closed.index(place) if place in self.closed else -1
        return self.steps[step].cutoffs[place].admitted

    def record(self) -> dict[str, Any]:
        """The settlement as plain dicts and lists, ready for JSON; the steps follow from `closed`."""
        return {
            "assignment": dict(self.assignment),
            "at_least": self.at_least,
            "certificate": self.certificate.record(),
            "closed": list(self.closed),
            "held": dict(self.held),
            "moves": [asdict(move) for move in self.moves],
        }

    def to_json(self) -> str:
        """Canonical JSON: the same settlement gives the same bytes on every machine."""
        return canonical_json(self.record())


def _is_worse(move: Move) -> bool:
    if move.rank_before is None or move.rank_after is None:
        return move.rank_after is None
    return move.rank_after > move.rank_before
