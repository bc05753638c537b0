"""Allocation at the scale of a country: the same results as the small form, in columns of numbers.

If you have tables or files, call `from_table(wishes, places, seed=…)`; if you have arrays, `from_arrays(…, seed=…)`.
If you just want to allocate, call `solve(market)`; the table of results is `seating.table(market)`.
If you just want to know that a result is right, call `verify(market, seating)`; cut-offs and the reason of every
wish come from `check(market, seating)`.
If you just want the reason for one student, call `explain(market, seating, student, "ru")`; for a place, who comes next,
`waiting_list(market, seating, place)`.
If students leave or seats are added after the offers, call `update(market, seating, withdrawn=…, new_seats=…)`.
If you just want to know how likely each wish is, call `chances(market)`.
"""

from kadry.engine.allocation.columns.chances import chances
from kadry.engine.allocation.columns.market import Columns, from_arrays
from kadry.engine.allocation.columns.reading import from_table
from kadry.engine.allocation.columns.seating import WITHDRAWN, Seating
from kadry.engine.allocation.columns.solve import solve
from kadry.engine.allocation.columns.update import update
from kadry.engine.allocation.columns.verify import Checked, check, verify
from kadry.engine.allocation.columns.window import explain, waiting_list, window

__all__ = [
    "WITHDRAWN",
    "Checked",
    "Columns",
    "Seating",
    "chances",
    "check",
    "explain",
    "from_arrays",
    "from_table",
    "solve",
    "update",
    "verify",
    "waiting_list",
    "window",
]
