"""The guarantees of a result, checked against the market alone: P1…P11, under reserves and caps P12 and P13 too.

Nothing here knows how the result was found: the lottery is drawn again, the lists are sorted again, places choose
again, and one case that breaks each promise is looked for.
"""

from __future__ import annotations

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.verify import any_market as always
from kadry.engine.allocation.verify import plain_market as plain
from kadry.engine.allocation.verify.certificate import Certificate, NotCertified, Property
from kadry.engine.allocation.verify.facts import Facts

__all__ = ["Certificate", "NotCertified", "Property", "verify"]


def verify(market: Market, result: Result) -> Certificate:
    """Check every guarantee of a result; a broken one is named with its first case, nothing is raised.

    A market with reserves or caps is held to what its places would choose; its certificate has P12 and P13 too.
    """
    facts = Facts(market, result)
    if not (market.reserves or market.caps):
        rules, more = plain, ()
    else:
        from kadry.engine.allocation.verify import ruled_market as rules  # a plain market does not wait for it

        more = (rules.reserves_used, rules.within_caps)
    checks = (
        always.capacity,
        always.one_place,
        always.wished,
        always.eligible,
        rules.no_justified_envy,
        rules.no_waste,
        rules.cutoffs,
        always.lottery,
        always.waiting_lists,
        rules.student_optimal,
        always.counts,
        *more,
    )
    return Certificate(tuple(check(facts) for check in checks))
