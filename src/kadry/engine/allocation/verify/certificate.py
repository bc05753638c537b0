"""What checking a result gives: each guarantee, whether it holds, and the first case against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from kadry.engine.allocation.inputs import canonical_json
from kadry.engine.allocation.words import PROPERTIES, PROPERTIES_UNDER_RULES


@dataclass(frozen=True, slots=True)
class Property:
    """One guarantee: whether it holds, in how many cases it was looked at, and the first case against it."""

    name: str
    words: str
    holds: bool
    counted: int
    counterexample: str | None


class NotCertified(RuntimeError):
    """A result breaks a guarantee and must not leave the engine."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """All guarantees of one result."""

    properties: tuple[Property, ...]

    @property
    def holds(self) -> bool:
        """Whether every guarantee holds."""
        return all(found.holds for found in self.properties)

    def __getitem__(self, name: str) -> Property:
        """The property of this name, such as "P5"."""
        return next(found for found in self.properties if found.name == name)

    def require(self) -> None:
        """Raise NotCertified, naming every broken guarantee and its case; do nothing when all hold."""
        broken = [f"{p.name}: {p.words} {p.counterexample}" for p in self.properties if not p.holds]
        if broken:
            raise NotCertified("\n".join(broken))

    def record(self) -> dict[str, Any]:
        """The certificate as plain dicts and lists, ready for JSON."""
        return {"holds": self.holds, "properties": [asdict(found) for found in self.properties]}

    def to_json(self) -> str:
        """Canonical JSON: the same certificate gives the same bytes on every machine."""
        return canonical_json(self.record())


def property_of(name: str, counted: int, broken: Iterator[str], *, ruled: bool = False) -> Property:
    """A property from the cases against it; under reserves and caps some promise in other words."""
    first = next(broken, None)
    words = PROPERTIES_UNDER_RULES["en"].get(name) if ruled else None
    return Property(name, words or PROPERTIES["en"][name], first is None, counted, first)
