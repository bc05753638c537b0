"""The faults of a rule or of the facts, gathered while it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from kadry.engine.faults import Fault, FaultyInput


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
