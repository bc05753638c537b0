"""Minimum rates: a place's order of right made into an order of call, every beginning of which holds its share of a type."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kadry.engine.allocation.checking import id_fault
from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.result import EVERYWHERE
from kadry.engine.allocation.solve import draw_lottery
from kadry.engine.allocation.words import NBSP, Language, number, quoted
from kadry.engine.faults import Fault, FaultyInput

Rate = Fraction | Decimal | int | float | str
Rates = Mapping[str, Rate]

# In the sentences a tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "up": "{place}~— по баллам и~жребию ваш номер {right}, в~порядке вызова~— {call}:"
        " вы подняты, чтобы соблюсти наименьшую долю ({rates}).",
        "down": "{place}~— по баллам и~жребию ваш номер {right}, в~порядке вызова~— {call}:"
        " раньше вас вызывают тех, без кого наименьшая доля не была~бы соблюдена ({rates}).",
        "same": "{place}~— ваш номер в~порядке вызова {call}, тот~же, что по баллам и~жребию.",
    },
    "en": {
        "up": "{place} — by points and lottery you are number {right}, in the order of call number {call}:"
        " you were moved up to keep the minimum share ({rates}).",
        "down": "{place} — by points and lottery you are number {right}, in the order of call number {call}:"
        " people without whom the minimum share would not be kept are called before you ({rates}).",
        "same": "{place} — your number in the order of call is {call}, the same as by points and lottery.",
    },
}


@dataclass(frozen=True, slots=True)
class CallReason:
    """Where one student stands in the order of call of a place, and which rates moved him or her there.

    Attributes
    ----------
    code
        "up", "down" or "same".
    title
        The place as people know it.
    right, call
        The number by points and lottery, and the number in the order of call; 1 is the first.
    rates
        Type to share, the first named first. For "up" the rates then short that the student's types help; for
        "down" those, of types the student is not of, for whose sake others were called before; else none.
    """

    code: str
    title: str
    right: int
    call: int
    rates: Mapping[str, Fraction]

    def sentence(self, language: Language = "ru") -> str:
        """The reason in words."""
        shares = (f"{quoted(language, type_)}{NBSP}— {_share(language, rate)}" for type_, rate in self.rates.items())
        return (
            SENTENCES[language][self.code]
            .replace("~", NBSP)
            .format(
                place=quoted(language, self.title),
                right=number(language, self.right),
                call=number(language, self.call),
                rates=", ".join(shares),
            )
        )


def call_order(listed: Iterable[str], types: Mapping[str, Iterable[str]], rates: Rates) -> list[str]:
    """Students in the order in which they are called, so that every beginning of the list holds its shares.

    For each next seat the best by right is called among those who help the rates not yet met; where no rate
    is short, the best of all. When the rates cannot all be helped at once, the first named wins, then the
    second, and so on. This is the call order of the French national admission (Parcoursup, public
    description of the algorithms, 2018), there with two rates.

    Parameters
    ----------
    listed
        Student ids, the highest right first.
    types
        Student id to the types he or she is of; who is missing is of none.
    rates
        Type to the least share of it, from 0 to 1. Their order is their precedence. A number counts as it is
        written, so 0.3 is exactly three tenths; so do Fraction(3, 10), Decimal("0.3"), "0.3" and "30 %".
        Shares may add up to more than 1, for a student of two types counts for both.

    Returns
    -------
    list of str
        The same students. Of the first named type every beginning of n students holds at least rate * n, or
        all there are. A later rate gives way while an earlier one is short and nobody left helps both; where
        two rates add up to 1 at most, the second is missed by less than one student.

    Raises
    ------
    FaultyInput
        If a student stands twice, types are not a list, or a rate is no share.

    Notes
    -----
    A rate of calls, not of seats: who is called may prefer another place. Students of the same rated types
    keep their order. Time is linear in the students times the sets of rated types that occur.
    """
    students = list(listed)
    faults = [*_listed_faults(students, types), *_rate_faults("rates", rates)]
    if faults:
        raise FaultyInput(faults)
    return [students[position] for position, _ in _calls(_masks(students, types, _bits(rates)), rates)]


def with_minimum_rates(market: Market, rates: Mapping[str, Rates]) -> Market:
    """The same market, with the points at each place that has rates replaced by the order of call.

    The last called has 1 point, the next to last 2, and so on; ties were settled by the lottery of the
    market. Everybody listed is called, wished or not, so the order of call does not depend on anybody's
    wishes, and solving the new market by deferred acceptance gives nobody a reason to misstate them.

    Parameters
    ----------
    market
        What is to be allocated; `types` says who is of which type.
    rates
        Place id to its rates, as in `call_order`.

    Raises
    ------
    FaultyInput
        If a place or a type is unknown, a rate is no share, or the place shares a limit with others: there
        points are compared between places, and numbers in an order of call mean nothing elsewhere.
    """
    points = {}
    for place, listed in _listed_by_right(market, rates).items():
        order = call_order(listed, market.types, rates[place])
        points[place] = {student: left for left, student in zip(range(len(order), 0, -1), order, strict=True)}
    return replace(market, priorities={**market.priorities, **points})


def call_reasons(market: Market, rates: Mapping[str, Rates]) -> dict[str, dict[str, CallReason]]:
    """Place with rates to everybody listed there, each with his or her number in the order of call and why.

    `market` is the one before `with_minimum_rates`. Raises FaultyInput as that function does.
    """
    return {
        place: dict(_reasons(market, place, listed, rates[place])) for place, listed in _listed_by_right(market, rates).items()
    }


def exact_rate(rate: Rate) -> Fraction:
    """A share as an exact fraction of the decimal that was written: 0.3, "0.3" and "30 %" are all 3/10.

    Raises ValueError where it is no number.
    """
    text = str(rate).strip()
    try:
        return Fraction(text[:-1].rstrip()) / 100 if text.endswith("%") else Fraction(text)
    except ZeroDivisionError as error:
        raise ValueError(f"{rate!r} divides by zero") from error


def _bits(rates: Rates) -> dict[str, int]:
    """A bit for each type, the highest for the first named: of two sets of rates the larger number takes precedence."""
    return {type_: 1 << power for power, type_ in enumerate(reversed(list(rates)))}


def _masks(students: Iterable[str], types: Mapping[str, Iterable[str]], bits: Mapping[str, int]) -> list[int]:
    return [sum(bits.get(type_, 0) for type_ in set(types.get(student, ()))) for student in students]


def _calls(masks: Sequence[int], rates: Rates) -> Iterator[tuple[int, int]]:
    """Each call: the position by right of who is called, and the rates then short that the call helps, as bits."""
    shares = [(bit, *exact_rate(rates[type_]).as_integer_ratio()) for type_, bit in _bits(rates).items()]
    called = {bit: 0 for bit, _, _ in shares}
    waiting = _positions(masks)
    head = {mask: next(positions) for mask, positions in waiting.items()}
    counted = {mask: [bit for bit in called if mask & bit] for mask in head}
    helping: dict[int, list[int]] = {}  # rates short to the masks that help them best, as long as each has somebody waiting
    for seat in range(1, len(masks) + 1):
        short = 0
        for bit, part, whole in shares:
            if called[bit] * whole < part * seat:
                short |= bit
        if short not in helping:
            helping[short] = _helping_best(head, short)
        mask = min(helping[short], key=head.__getitem__)
        yield head[mask], mask & short
        for bit in counted[mask]:
            called[bit] += 1
        head[mask] = next(waiting[mask], len(masks))
        if head[mask] == len(masks):
            del head[mask]
            helping.clear()


def _positions(masks: Sequence[int]) -> dict[int, Iterator[int]]:
    positions: dict[int, list[int]] = {}
    for position, mask in enumerate(masks):
        positions.setdefault(mask, []).append(position)
    return {mask: iter(found) for mask, found in positions.items()}


def _helping_best(masks: Collection[int], short: int) -> list[int]:
    best = max(mask & short for mask in masks)
    return [mask for mask in masks if mask & short == best]


def _listed_by_right(market: Market, rates: Mapping[str, Rates]) -> dict[str, list[str]]:
    """Places with rates, sorted by id, to those listed there, the highest right first; faults are raised."""
    faults = [*_market_faults(market, rates)]
    if faults:
        raise FaultyInput(faults)
    lottery = draw_lottery(market)
    return {
        place: _by_right(market.priorities[place], lottery[EVERYWHERE if EVERYWHERE in lottery else place])
        for place in sorted(rates)
    }


def _by_right(points: Mapping[str, Number], draws: Mapping[str, str]) -> list[str]:
    return sorted(points, key=lambda student: (-points[student], draws[student], student))


def _reasons(market: Market, place: str, listed: Sequence[str], rates: Rates) -> Iterator[tuple[str, CallReason]]:
    bits, title = _bits(rates), market.title(place)
    masks = _masks(listed, market.types, bits)
    shares = {type_: exact_rate(rate) for type_, rate in rates.items()}
    lowest: dict[int, int] = {}  # rates helped to the lowest right called for their sake, always the latest called
    for call, (position, helped) in enumerate(_calls(masks, rates)):
        code, moved_by = "same", 0
        if call < position:
            code, moved_by = "up", helped
        elif call > position:
            code, moved_by = "down", _overtaking(masks[position], position, lowest)
        lowest[helped] = position
        named = {type_: shares[type_] for type_ in rates if moved_by & bits[type_]}
        yield listed[position], CallReason(code, title, position + 1, call + 1, named)


def _overtaking(mask: int, position: int, lowest: Mapping[int, int]) -> int:
    """The rates for whose sake lower rights were called before this student, who is not of their types, as bits."""
    overtaking = 0
    for helped, furthest in lowest.items():
        if furthest > position:
            overtaking |= helped & ~mask
    return overtaking


def _share(language: str, rate: Fraction) -> str:
    percent = float(rate * 100)
    if Fraction(str(percent)) != rate * 100:
        return str(rate)
    plain = int(percent) if percent.is_integer() else percent
    return number(language, plain) + (f"{NBSP}%" if language == "ru" else "%")


def _listed_faults(students: Sequence[str], types: Mapping[str, Iterable[str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for student in students:
        if student in seen:
            yield Fault("listed", f"the student {student!r} stands twice", "Keep one of them.")
        elif isinstance(types.get(student), str):
            yield Fault(f"types of {student!r}", f"{types[student]!r} is not a list", "Give a tuple of types.")
        seen.add(student)


def _rate_faults(where: str, rates: object) -> Iterator[Fault]:
    if not isinstance(rates, Mapping):
        yield Fault(where, f"{rates!r} is not a mapping", "Give a dict of type to share.")
        return
    for type_, rate in rates.items():
        if problem := id_fault(type_):
            yield Fault(where, problem.replace("the id", "the type"), "Name the type.")
        if problem := _share_fault(rate):
            yield Fault(f"{where} for {type_!r}", problem, "Give a share from 0 to 1, such as 0.3 or “30 %”.")


def _share_fault(rate: Rate) -> str | None:
    try:
        exact = exact_rate(rate)
    except ValueError:
        return f"{rate!r} is not a number"
    return None if 0 <= exact <= 1 else f"{rate} is {'less than 0' if exact < 0 else 'more than 1'}"


def _market_faults(market: Market, rates: Mapping[str, Rates]) -> Iterator[Fault]:
    if not isinstance(rates, Mapping):
        yield Fault("minimum rates", f"{rates!r} is not a mapping", "Give a dict of place to its rates.")
        return
    known = {type_ for types in market.types.values() for type_ in types}
    shared = {place for cap in market.caps.values() if len(cap.places) > 1 for place in cap.places}
    for place, asked in rates.items():
        where = f"minimum rates of {place!r}"
        if place not in market.seats:
            yield Fault(where, "the place is unknown", "Add it to seats.")
        if place in shared:
            what = "the place shares a limit with others, where points are compared between places"
            yield Fault(where, what, "Drop the rates here, or the shared limit.")
        yield from _rate_faults(where, asked)
        for type_ in asked if isinstance(asked, Mapping) else ():
            if type_ not in known:
                yield Fault(where, f"nobody is of the type {type_!r}", "Add it to types, or drop the rate.")
