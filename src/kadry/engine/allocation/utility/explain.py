"""Why a student is where he or she is under an assignment by utility, in plain words."""

from __future__ import annotations

from fractions import Fraction
from math import log10

from kadry.engine.allocation.inputs import Number
from kadry.engine.allocation.reasons import Explanation, Reason
from kadry.engine.allocation.utility.market import UtilityMarket
from kadry.engine.allocation.utility.result import UtilityResult
from kadry.engine.allocation.utility.words import SENTENCES
from kadry.engine.allocation.words import NBSP, Language, number, quoted, wish

# Numbers are shown with so many digits of the highest utility, which tell all but nearly equal ones apart.
DIGITS = 4


def explain_utility(market: UtilityMarket, result: UtilityResult, student: str, language: Language = "ru") -> Explanation:
    """Say for every wish, the dearest first, why it was granted or not.

    The `open` places of the explanation are those wished, other than the one given, where seats are left.

    Raises
    ------
    KeyError
        If the student is not of this market.
    """
    if student not in market.utilities:
        raise KeyError(f"no student {student!r} in this market")
    wished, given = market.utilities[student], result.assignment[student]
    order = sorted(wished, key=lambda place: (-wished[place], place))
    if given is not None:
        rank = order.index(given) + 1
        code, outcome = "placed", _say(language, "placed", place=quoted(language, market.title(given)), wish=wish(language, rank))
    else:
        code = "unplaced" if wished else "no_wishes"
        outcome = _say(language, code)
    return Explanation(
        student=student,
        code=code,
        sentence=outcome,
        wishes=tuple(_reason(market, result, student, place, rank, language) for rank, place in enumerate(order, 1)),
        open=tuple(place for place in order if place != given and market.seats[place] and not result.prices[place]),
        notes=(_say(language, "price"),) if wished else (),
    )


def utility_code(market: UtilityMarket, result: UtilityResult, student: str, place: str) -> str:
    """The code of the reason for a place wished, one of the keys of `SENTENCES`."""
    given, price = result.assignment[student], result.prices[place]
    if place == given:
        return "given_full" if price else "given_free"
    if not market.seats[place]:
        return "no_seats"
    profit = _profit(market, result, student, place)
    own = Fraction(0) if given is None else _profit(market, result, student, given)
    decimals = _decimals(market)
    if profit >= own - Fraction(result.tolerance) or _rounded(profit, decimals) == _rounded(own, decimals) != 0:
        return "others" if given is None else "even"
    if given is None or profit <= 0:
        return "others"
    return "dearer" if price else "cheaper"


def _reason(market: UtilityMarket, result: UtilityResult, student: str, place: str, rank: int, language: Language) -> Reason:
    given, decimals = result.assignment[student], _decimals(market)
    code = utility_code(market, result, student, place)
    own = Fraction(0) if given is None else _profit(market, result, student, given)
    amounts = {
        "worth": Fraction(market.utilities[student][place]),
        "price": Fraction(result.prices[place]),
        "profit": _profit(market, result, student, place),
        "own": own,
    }
    shown = {name: number(language, _rounded(amount, decimals)) for name, amount in amounts.items()}
    ordinal = wish(language, rank)
    sentence = _say(language, code, wish=ordinal[0].upper() + ordinal[1:], place=quoted(language, market.title(place)), **shown)
    return Reason(code, place, rank, sentence)


def _profit(market: UtilityMarket, result: UtilityResult, student: str, place: str) -> Fraction:
    return Fraction(market.utilities[student][place]) - Fraction(result.prices[place])


def _decimals(market: UtilityMarket) -> int:
    top = max((utility for wished in market.utilities.values() for utility in wished.values()), default=1)
    return max(0, DIGITS - 1 - int(log10(top) // 1))


def _rounded(amount: Fraction, decimals: int) -> Number:
    shown = round(amount, decimals)
    return shown.numerator if shown.denominator == 1 else float(shown)


def _say(language: str, code: str, **fields: object) -> str:
    return SENTENCES[language][code].replace("~", NBSP).format(**fields)
