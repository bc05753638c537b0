"""Students to places by wishes and priorities: fair, checked and explained.

If you just want to allocate, call `solve(Market(seats=…, wishes=…, priorities=…, seed=…))`.
If you just want to know that a result is right, call `verify(market, result)`.
If you just want the reason for one student, call `explain(market, result, student, "ru")`.
If you just want one place explained, wished or not, call `why_not(market, result, student, place)`.
If you just want files in and out, call `read_csv(wishes, places, seed=…)`, then `write_csv(…)`.
If you just want to keep or replay a run, call `audit(market, result, certificate)` or `replay(record)`.
"""

from typing import TYPE_CHECKING, Any

from kadry.engine.allocation.audit import Difference, Replay, audit, replay
from kadry.engine.allocation.faults import Fault, FaultyInput
from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Cutoff, Result
from kadry.engine.allocation.rules import Cap
from kadry.engine.allocation.solve import draw_lottery, solve
from kadry.engine.allocation.verify import Certificate, NotCertified, Property, verify

if TYPE_CHECKING:
    from kadry.engine.allocation.reasons import Explanation, Reason, explain, open_places, why_not
    from kadry.engine.allocation.tables import Tables, from_rows, read_csv, write_csv

__all__ = [
    "Cap",
    "Certificate",
    "Cutoff",
    "Difference",
    "Explanation",
    "Fault",
    "FaultyInput",
    "Market",
    "NotCertified",
    "Property",
    "Reason",
    "Replay",
    "Result",
    "Tables",
    "audit",
    "draw_lottery",
    "explain",
    "from_rows",
    "open_places",
    "read_csv",
    "replay",
    "solve",
    "verify",
    "why_not",
    "write_csv",
]

_IN_REASONS = {"Explanation", "Reason", "explain", "open_places", "why_not"}
_IN_TABLES = {"Tables", "from_rows", "read_csv", "write_csv"}


def __getattr__(name: str) -> Any:  # imported when first asked for, so that a small command starts at once
    if name in _IN_REASONS:
        from kadry.engine.allocation import reasons

        return getattr(reasons, name)
    if name in _IN_TABLES:
        from kadry.engine.allocation import tables

        return getattr(tables, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
