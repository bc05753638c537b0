"""What checking a plan gives: each guarantee, whether it holds, and the first case against it."""

from __future__ import annotations

from dataclasses import dataclass

from kadry.engine.planning.canonical import dumps, loads


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
