"""One-sided assignment: seats to students so that all utilities together are as high as can be, with the proof.

If you just want to assign, call `assign_by_utility(UtilityMarket(seats=…, utilities=…))`.
If you just want to know that a result is right, call `verify_utility(market, result)`.
If you just want the reason for one student, call `explain_utility(market, result, student, "ru")`.
If you have millions of wishes in arrays, call `assign_arrays(ptr, place, utility, seats)`.
"""

from typing import TYPE_CHECKING, Any

from kadry.engine.allocation.utility.market import UtilityMarket
from kadry.engine.allocation.utility.result import UtilityResult
from kadry.engine.allocation.utility.solve import assign_by_utility
from kadry.engine.allocation.utility.verify import verify_utility

if TYPE_CHECKING:
    from kadry.engine.allocation.utility.arrays import ArrayResult, assign_arrays
    from kadry.engine.allocation.utility.explain import explain_utility

__all__ = [
    "ArrayResult",
    "UtilityMarket",
    "UtilityResult",
    "assign_arrays",
    "assign_by_utility",
    "explain_utility",
    "verify_utility",
]


def __getattr__(name: str) -> Any:  # imported when first asked for, so that small work loads neither numpy nor words
    if name in ("ArrayResult", "assign_arrays"):
        from kadry.engine.allocation.utility import arrays

        return getattr(arrays, name)
    if name == "explain_utility":
        from kadry.engine.allocation.utility import explain

        return explain.explain_utility
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
