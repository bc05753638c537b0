"""How a fault of a rule or of the facts is told: where it stands, what is wrong, and the cure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, where it stands, and what to do about it."""

    where: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.cure}"


class FaultyInput(ValueError):
    """Rules or facts with faults: all of them, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        heading = f"{count} fault{'' if count == 1 else 's'} in the input"
        super().__init__("\n".join([heading, *(f"  {fault}" for fault in self.faults)]))


@dataclass(slots=True)
class Faults:
    """The faults found so far; reading goes on after each, so that all are named at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, where: str, what: str, cure: str) -> None:
        self.found.append(Fault(where, what, cure))

    def fields(
        self, where: str, record: Any, required: AbstractSet[str], optional: AbstractSet[str] = frozenset()
    ) -> Mapping[str, Any]:
        """The record with only its known fields; what is no mapping counts as empty."""
        if not isinstance(record, Mapping):
            self.add(where, f"{record!r} is not a mapping", f"Give a mapping with {', '.join(sorted(required))}.")
            return {}
        for name in sorted(required - record.keys()):
            self.add(where, f"the field “{name}” is missing", "Add it.")
        for name in sorted(map(str, record.keys() - required - optional)):
            self.add(where, f"the field “{name}” is unknown", "Remove it, or correct its name.")
        return {name: value for name, value in record.items() if name in required | optional}

    def choice(self, where: str, value: Any, known: Iterable[str]) -> None:
        """Name a fault where the value is none of those known."""
        if not (isinstance(value, str) and value in known):
            self.add(where, f"{value!r} is not known", f"Give one of: {', '.join(known)}.")

    def items(self, where: str, value: Any) -> list[Any]:
        """The value if it is a list, else an empty one and a fault."""
        if isinstance(value, (list, tuple)):
            return list(value)
        self.add(where, f"{value!r} is not a list", "Give a list.")
        return []

    def refuse(self) -> None:
        """Raise FaultyInput if anything was found."""
        if self.found:
            raise FaultyInput(self.found)
