"""The guarantees U1…U8 of an assignment by utility, checked against the market alone, in exact fractions.

This file knows nothing of how the result was found. Duality is its only argument: whatever the prices, no
assignment is worth more than the price of every seat and the profit each student could make.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import isfinite

from kadry.engine.allocation.inputs import Number
from kadry.engine.allocation.utility.market import UtilityMarket
from kadry.engine.allocation.utility.result import UtilityResult
from kadry.engine.allocation.utility.words import PROPERTIES
from kadry.engine.allocation.verify import Certificate, Property


class Facts:
    """What all checks look at, taken once: how full places are, and what each student could gain."""

    def __init__(self, market: UtilityMarket, result: UtilityResult) -> None:
        self.market = market
        self.result = result
        self.taken = Counter(place for place in result.assignment.values() if isinstance(place, str))
        # A price that is missing or senseless counts as 0, which any place may cost; U4 names it.
        self.price = {place: _exact(result.prices.get(place)) or Fraction(0) for place in market.seats}
        self.best = {student: self._best(student) for student in market.utilities}

    def profit(self, student: str, place: str) -> Fraction:
        """What a seat is worth to a student beyond its price."""
        return Fraction(self.market.utilities[student][place]) - self.price[place]

    def given(self, student: str) -> str | None:
        """The place given, if the student wished it."""
        place = self.result.assignment.get(student)
        return place if isinstance(place, str) and place in self.market.utilities[student] else None

    def gained(self, student: str) -> Fraction:
        """The profit at the place given; 0 for staying out."""
        place = self.given(student)
        return Fraction(0) if place is None else self.profit(student, place)

    def value(self) -> Fraction:
        """The utilities of all students at their places."""
        places = ((wished, self.given(student)) for student, wished in self.market.utilities.items())
        return sum((Fraction(wished[place]) for wished, place in places if place is not None), Fraction(0))

    def bound(self) -> Fraction:
        """The bound that the prices prove, for any prices from 0 up."""
        seats = sum((max(self.price[place], 0) * count for place, count in self.market.seats.items()), Fraction(0))
        return seats + sum(self.best.values(), Fraction(0))

    def _best(self, student: str) -> Fraction:
        profits = (self.profit(student, place) for place in self.market.utilities[student])
        return max([Fraction(0), *profits])


def verify_utility(market: UtilityMarket, result: UtilityResult) -> Certificate:
    """Check every guarantee of a result; a broken one is named with its first case, nothing is raised."""
    facts = Facts(market, result)
    return Certificate(tuple(check(facts) for check in CHECKS))


def capacity(facts: Facts) -> Property:
    """U1: nobody over capacity."""

    def broken() -> Iterator[str]:
        for place, seats in facts.market.seats.items():
            if facts.taken[place] > seats:
                yield f"{place} has {seats} seats and {facts.taken[place]} students."

    return _property("U1", len(facts.market.seats), broken())


def one_place(facts: Facts) -> Property:
    """U2: every student stands in the result, with one place or none, and nobody else does."""

    def broken() -> Iterator[str]:
        assignment = facts.result.assignment
        for student in facts.market.utilities:
            if student not in assignment:
                yield f"{student} is missing."
        for student, place in assignment.items():
            if student not in facts.market.utilities:
                yield f"{student} is not a student of this market."
            if not (place is None or isinstance(place, str)):
                yield f"{student} has {place!r}."

    return _property("U2", len(facts.market.utilities), broken())


def wished(facts: Facts) -> Property:
    """U3: nobody is sent to a place he or she did not wish."""

    def broken() -> Iterator[str]:
        for student, place in facts.result.assignment.items():
            if place is not None and place not in facts.market.utilities.get(student, ()):
                yield f"{student} did not wish {place}."

    return _property("U3", facts.taken.total(), broken())


def prices(facts: Facts) -> Property:
    """U4: every place has a price from 0 up, and a seat that stays free costs nothing."""

    def broken() -> Iterator[str]:
        for place, seats in facts.market.seats.items():
            price = _exact(facts.result.prices.get(place))
            if price is None or price < 0:
                yield f"the price of {place} is {facts.result.prices.get(place)!r}."
            elif price > 0 and facts.taken[place] < seats:
                yield f"{place} has free seats and the price {facts.result.prices[place]}."
        if facts.result.prices.keys() - facts.market.seats.keys():
            yield "there is a price of an unknown place."

    return _property("U4", len(facts.market.seats), broken())


def no_regret(facts: Facts) -> Property:
    """U5: at these prices nobody gains more than the tolerance elsewhere (epsilon-complementary slackness)."""
    tolerance = _exact(facts.result.tolerance)

    def broken() -> Iterator[str]:
        if tolerance is None or tolerance < 0:
            yield f"the tolerance is {facts.result.tolerance!r}."
            return
        for student, best in facts.best.items():
            missed = best - facts.gained(student)
            if missed > tolerance:
                yield f"{student} would gain {float(missed)} more elsewhere, above the tolerance {facts.result.tolerance}."

    return _property("U5", len(facts.best), broken())


def value(facts: Facts) -> Property:
    """U6: the value is the sum of utilities, as a float where it is not whole."""
    due = facts.value()

    def broken() -> Iterator[str]:
        if _exact(facts.result.value) not in (due, Fraction(float(due))):
            yield f"the utilities add up to {float(due)}, not {facts.result.value!r}."

    return _property("U6", facts.taken.total(), broken())


def bound(facts: Facts) -> Property:
    """U7: no assignment is worth more than the bound."""
    due, stated = facts.bound(), _exact(facts.result.bound)

    def broken() -> Iterator[str]:
        if stated is None or stated < due:
            yield f"the prices prove {float(due)}, not {facts.result.bound!r}."

    return _property("U7", len(facts.best) + len(facts.price), broken())


def gap(facts: Facts) -> Property:
    """U8: the gap is that between value and bound, and within the one asked for."""
    reached, limit = _exact(facts.result.value), _exact(facts.result.bound)

    def broken() -> Iterator[str]:
        if reached is None or limit is None:
            yield f"value and bound are {facts.result.value!r} and {facts.result.bound!r}."
            return
        due = float((limit - reached) / limit) if limit else 0.0
        if facts.result.gap != due:
            yield f"the gap is {due!r}, not {facts.result.gap!r}."
        if not facts.result.gap <= facts.result.asked:
            yield f"the gap {facts.result.gap!r} is above {facts.result.asked!r}."

    return _property("U8", 1, broken())


CHECKS = (capacity, one_place, wished, prices, no_regret, value, bound, gap)


def _property(name: str, counted: int, broken: Iterator[str]) -> Property:
    first = next(broken, None)
    return Property(name, PROPERTIES["en"][name], first is None, counted, first)


def _exact(number: Number | None) -> Fraction | None:
    if isinstance(number, float):
        return Fraction(number) if isfinite(number) else None
    return Fraction(number) if isinstance(number, int) and not isinstance(number, bool) else None
