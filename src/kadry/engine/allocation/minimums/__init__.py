"""Groups that open only with enough students: which are closed, which are filled up, who moved and why.

If you just want the minimums met, call `settle_minimums(market)`.
If you just want to know that a settlement is right, call `check_settled(market, settled)`.
If you just want the reason for one student, call `why_moved(market, settled, student, "ru")`.
If you just want the reason for one place, call `why_closed(market, settled, place, "ru")`.
"""

from kadry.engine.allocation.minimums.check import check_settled
from kadry.engine.allocation.minimums.settle import settle_minimums
from kadry.engine.allocation.minimums.settled import Move, Settled
from kadry.engine.allocation.minimums.words import why_closed, why_filled, why_moved

__all__ = ["Move", "Settled", "check_settled", "settle_minimums", "why_closed", "why_filled", "why_moved"]
