"""What an allocation with groups gives: who is where, the seats that had to be added, and what blocks without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation.inputs import canonical_json

STABLE = "stable"
STABLE_WITH_SEATS = "stable_with_seats"


@dataclass(frozen=True, slots=True)
class Block:
    """Students who would rather sit at these places, all of which would choose them; None where one sits nowhere."""

    members: tuple[str, ...]
    places: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class TogetherResult:
    """An allocation of singles and groups.

    Attributes
    ----------
    assignment
        Student to place, or to None. Every student of the market stands here.
    status
        "stable": with the seats there are; "stable_with_seats": with `extra_seats` added.
    extra_seats
        Place to seats added. With them, and with nothing else changed, the assignment is stable.
    proved_impossible
        Whether it is proved that no assignment is stable with the seats there are. False says nothing.
    proved_fewest
        Whether it is proved that fewer added seats, wherever they are, would not do. False says nothing.
    blocking
        What stands in the way while the seats are not added: at each place the lowest rights over capacity
        give up their seats, groups as a whole, and these are then the blocks, one a party. Empty when stable.
    """

    assignment: Mapping[str, str | None]
    status: str
    extra_seats: Mapping[str, int]
    proved_impossible: bool
    proved_fewest: bool
    blocking: tuple[Block, ...]

    def __post_init__(self) -> None:
        for name in ("assignment", "extra_seats"):
            object.__setattr__(self, name, MappingProxyType(dict(sorted(getattr(self, name).items()))))

    def record(self) -> dict[str, Any]:
        """The result as plain dicts and lists, ready for JSON."""
        return {
            "assignment": dict(self.assignment),
            "blocking": [{"members": list(block.members), "places": list(block.places)} for block in self.blocking],
            "extra_seats": dict(self.extra_seats),
            "proved_fewest": self.proved_fewest,
            "proved_impossible": self.proved_impossible,
            "status": self.status,
        }

    def to_json(self) -> str:
        """Canonical JSON: the same result gives the same bytes on every machine."""
        return canonical_json(self.record())
