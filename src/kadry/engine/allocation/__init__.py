"""Students to places by wishes and priorities: fair, checked and explained.

If you just want to allocate, call `solve(Market(seats=…, wishes=…, priorities=…, seed=…))`.
If you just want to know that a result is right, call `verify(market, result)`.
If you just want the reason for one student, call `explain(market, result, student, "ru")`.
If you just want one place explained, wished or not, call `why_not(market, result, student, place)`.
If you just want files in and out, call `read_csv(wishes, places, seed=…)`, then `write_csv(…)`.
If you just want to keep or replay a run, call `audit(market, result, certificate)` or `replay(record)`.

After the offers are out: `update` for those who leave or join, `what_if` and `points_needed` for questions.
With other rules: `with_minimum_rates`, `ask_twice` for a second chance, `settle_minimums`, `solve_periods`, `solve_together`
for couples and groups; `allocation.utility` for assignment by worth, `allocation.columns` for a million students.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kadry.engine.allocation.audit import Difference, Replay, audit, replay
from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Cutoff, ReserveCutoff, Result
from kadry.engine.allocation.rules import Cap
from kadry.engine.allocation.solve import draw_lottery, solve
from kadry.engine.allocation.verify import Certificate, NotCertified, Property, verify
from kadry.engine.faults import Fault, FaultyInput

if TYPE_CHECKING:
    from kadry.engine.allocation.minimums import Settled, check_settled, settle_minimums, why_closed, why_filled, why_moved
    from kadry.engine.allocation.periods import PeriodResult, solve_periods
    from kadry.engine.allocation.questions import PointsNeeded, WhatIf, points_needed, what_if
    from kadry.engine.allocation.rates import CallReason, call_order, call_reasons, with_minimum_rates
    from kadry.engine.allocation.reasons import Explanation, Reason, explain, open_places, why_not
    from kadry.engine.allocation.second_chance import SecondChance, ask_twice, verify_second_chance
    from kadry.engine.allocation.tables import Tables, from_rows, read_csv, write_csv
    from kadry.engine.allocation.together import Group, TogetherResult, solve_together, verify_together
    from kadry.engine.allocation.update_reasons import explain_update
    from kadry.engine.allocation.updating import Move, NewStudents, Update, replay_update, update
    from kadry.engine.allocation.verify.update import verify_update

# Where to find what is imported only when first asked for, so that a small command starts at once.
_LATER = {
    "minimums": ("Settled", "check_settled", "settle_minimums", "why_closed", "why_filled", "why_moved"),
    "periods": ("PeriodResult", "solve_periods"),
    "questions": ("PointsNeeded", "WhatIf", "points_needed", "what_if"),
    "rates": ("CallReason", "call_order", "call_reasons", "with_minimum_rates"),
    "reasons": ("Explanation", "Reason", "explain", "open_places", "why_not"),
    "second_chance": ("SecondChance", "ask_twice", "verify_second_chance"),
    "tables": ("Tables", "from_rows", "read_csv", "write_csv"),
    "together": ("Group", "TogetherResult", "solve_together", "verify_together"),
    "update_reasons": ("explain_update",),
    "updating": ("Move", "NewStudents", "Update", "replay_update", "update"),
    "verify.update": ("verify_update",),
}
_HOME = {name: module for module, names in _LATER.items() for name in names}

__all__ = [
    "CallReason",
    "Cap",
    "Certificate",
    "Cutoff",
    "Difference",
    "Explanation",
    "Fault",
    "FaultyInput",
    "Group",
    "Market",
    "Move",
    "NewStudents",
    "NotCertified",
    "PeriodResult",
    "PointsNeeded",
    "Property",
    "Reason",
    "Replay",
    "ReserveCutoff",
    "Result",
    "SecondChance",
    "Settled",
    "Tables",
    "TogetherResult",
    "Update",
    "WhatIf",
    "ask_twice",
    "audit",
    "call_order",
    "call_reasons",
    "check_settled",
    "draw_lottery",
    "explain",
    "explain_update",
    "from_rows",
    "open_places",
    "points_needed",
    "read_csv",
    "replay",
    "replay_update",
    "settle_minimums",
    "solve",
    "solve_periods",
    "solve_together",
    "update",
    "verify",
    "verify_second_chance",
    "verify_together",
    "verify_update",
    "what_if",
    "why_closed",
    "why_filled",
    "why_moved",
    "why_not",
    "with_minimum_rates",
    "write_csv",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
