"""The record of one allocation: what went in, what came out, the certificate: enough to replay exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from kadry.engine.allocation.inputs import Market, canonical_json, read_json
from kadry.engine.allocation.solve import solve
from kadry.engine.allocation.verify import Certificate, verify
from kadry.engine.faults import Fault, FaultyInput

# Raised whenever the same market could give another result or another record.
VERSION = 1
FORMAT = "kadry.allocation"
DEFERRED_ACCEPTANCE = "student-proposing deferred acceptance"


class Recordable(Protocol):
    """What an allocation gave, in whatever form: it can be written down."""

    def record(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One point where a record and its replay disagree; None where one of them has nothing there."""

    where: str
    recorded: Any
    computed: Any

    def __str__(self) -> str:
        return f"{self.where}: recorded {self.recorded!r}, computed {self.computed!r}"


@dataclass(frozen=True, slots=True)
class Replay:
    """A record computed anew, and every named difference from the one given."""

    record: str
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether the replay gave the same bytes."""
        return not self.differences


def audit(market: Market, outcome: Recordable, certificate: Certificate, method: str = DEFERRED_ACCEPTANCE) -> str:
    """The record of an allocation as canonical JSON: method, digests, market, result and certificate.

    Parameters
    ----------
    market, outcome, certificate
        What was allocated, what came of it, and its guarantees.
    method
        How, one of `METHODS`: "student-proposing deferred acceptance", "second chance", "minimums: best" and so on.
    """
    inside = {"certificate": certificate.record(), "market": market.record(), "result": outcome.record()}
    digests = {name: hashlib.sha256(canonical_json(part).encode()).hexdigest() for name, part in inside.items()}
    record = {"format": FORMAT, "version": VERSION, "method": method, "sha256": digests, **inside}
    return canonical_json(record) + "\n"


def _deferred_acceptance(market: Market) -> tuple[Recordable, Certificate]:
    result = solve(market)
    return result, verify(market, result)


def _second_chance(market: Market) -> tuple[Recordable, Certificate]:
    from kadry.engine.allocation.second_chance import ask_twice, verify_second_chance

    outcome = ask_twice(market)
    return outcome, verify_second_chance(market, outcome.assignment)


def _minimums(policy: str, market: Market) -> tuple[Recordable, Certificate]:
    from kadry.engine.allocation.minimums import settle_minimums

    settled = settle_minimums(market, policy)
    return settled, settled.certificate


# Method to what computes it anew; each is imported when it is asked for.
METHODS: Mapping[str, Callable[[Market], tuple[Recordable, Certificate]]] = {
    DEFERRED_ACCEPTANCE: _deferred_acceptance,
    "second chance": _second_chance,
    "minimums: best": partial(_minimums, "best"),
    "minimums: close": partial(_minimums, "close"),
    "minimums: fill": partial(_minimums, "fill"),
}


def replay(record: str | bytes) -> Replay:
    """Compute a record again from the market in it and compare, down to the bytes.

    Raises
    ------
    FaultyInput
        If the text is not an audit record of this version, or the market in it is faulty.
    """
    text = record.decode() if isinstance(record, bytes) else record
    recorded = read_json(text, "audit record")
    if (recorded.get("format"), recorded.get("version")) != (FORMAT, VERSION):
        what = f"not an allocation record of version {VERSION}"
        raise FaultyInput([Fault("audit record", what, "Replay it with the version that wrote it.")])
    if not isinstance(recorded.get("market"), dict):
        raise FaultyInput([Fault("audit record", "the market is missing", "Give the whole record.")])
    method = str(recorded.get("method"))
    if method not in METHODS:
        cure = "Replay it with the version that wrote it."
        raise FaultyInput([Fault("audit record", f"the method {method!r} is unknown", cure)])
    market = Market.from_record(recorded["market"])
    outcome, certificate = METHODS[method](market)
    return compared(text, audit(market, outcome, certificate, method))


def compared(recorded: str, computed: str) -> Replay:
    """A record beside the one computed anew, with every named difference, down to the bytes."""
    found = tuple(_differences("", read_json(recorded, "audit record"), read_json(computed, "replay")))
    if not found and recorded != computed:
        found = (Difference("bytes", "the same content written otherwise", "canonical JSON"),)
    return Replay(computed, found)


def _differences(where: str, recorded: object, computed: object) -> Iterator[Difference]:
    if isinstance(recorded, dict) and isinstance(computed, dict):
        for key in sorted(recorded.keys() | computed.keys()):
            yield from _differences(f"{where}.{key}" if where else key, recorded.get(key), computed.get(key))
    elif recorded != computed or type(recorded) is not type(computed):
        yield Difference(where, recorded, computed)
