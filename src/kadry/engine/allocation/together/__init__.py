"""Couples and groups who go together: everyone content, or the seats named that would make it so.

If you just want to allocate, call `solve_together(market, [Group(members=…, wishes=…)])`.
If you just want to know that a result is right, call `verify_together(market, groups, result)`.
If you just want the reason for one group, call `explain_group(market, groups, result, member, "ru")`.
If you just want to know what the added seats are for, call `explain_seats(market, result, "ru")`.
If you just want to keep a run, call `audit_together(market, groups, result, certificate)`.
"""

from kadry.engine.allocation.together.audit import audit_together
from kadry.engine.allocation.together.inputs import Group
from kadry.engine.allocation.together.reasons import explain_group, explain_seats
from kadry.engine.allocation.together.result import Block, TogetherResult
from kadry.engine.allocation.together.solve import solve_together
from kadry.engine.allocation.together.verify import verify_together

__all__ = [
    "Block",
    "Group",
    "TogetherResult",
    "audit_together",
    "explain_group",
    "explain_seats",
    "solve_together",
    "verify_together",
]
