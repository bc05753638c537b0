"""What would have been with other points or other wishes, and how many points a place would have taken."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kadry.engine.allocation.choice import choices, rankings
from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.reasons import why_not
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.solve import propose, solve
from kadry.engine.allocation.words import NBSP, Language, number, quoted, wish
from kadry.engine.faults import Fault, FaultyInput

# A tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "points": "у~вас было баллов: {list}",
        "points_instead": "{place}~— {points} вместо {before}",
        "points_added": "{place}~— {points} (сейчас вас нет в~списке допущенных)",
        "wishes": "ваши пожелания были: {list}",
        "wishes_none": "вы не указали ни одного пожелания",
        "if": "Если~бы {change}, {outcome}",
        "and": "{first}, а~{second}",
        "placed": "вы были~бы приняты: {after}~— {wish}. Сейчас вы приняты: {before}.",
        "placed_from_none": "вы были~бы приняты: {after}~— {wish}. Сейчас вы без места.",
        "unplaced": "вы остались~бы без места. Сейчас вы приняты: {before}.",
        "same_placed": "итог был~бы тот~же, вы приняты: {after}.",
        "same_unplaced": "итог был~бы тот~же, вы без места.",
        "because": " Было~бы так. {reasons}",
        "enough": "{place}~— вы были~бы приняты, будь у~вас столько баллов или больше: {points} (сейчас {before}).",
        "no_seats": "{place}~— мест здесь нет, поэтому не помогли~бы никакие баллы.",
        "not_eligible": "{place}~— вас нет в~списке допущенных, поэтому дело не в~числе баллов.",
        "not_wished": "{place}~— вы не указали это место, поэтому не помогли~бы никакие баллы.",
        "already_there": "{place}~— вы здесь и~приняты.",
        "better_off": "{place}~— вы приняты по пожеланию, которое стоит у~вас выше: {given}.",
        "out_of_reach": "{place}~— не помогли~бы никакие баллы: места оставлены для других или исчерпан предел.",
    },
    "en": {
        "points": "you had points: {list}",
        "points_instead": "{place} {points} instead of {before}",
        "points_added": "{place} {points} (you are not on its list of the eligible)",
        "wishes": "your wishes were: {list}",
        "wishes_none": "you had named no wish",
        "if": "If {change}, {outcome}",
        "and": "{first}, and {second}",
        "placed": "you would have got {after}, your {wish}. As it is you are admitted to {before}.",
        "placed_from_none": "you would have got {after}, your {wish}. As it is you have no place.",
        "unplaced": "you would have been left without a place. As it is you are admitted to {before}.",
        "same_placed": "the outcome would be the same: {after}.",
        "same_unplaced": "the outcome would be the same: no place.",
        "because": " It would have been like this. {reasons}",
        "enough": "{place} — you would have got in with so many points or more: {points} (you have {before}).",
        "no_seats": "{place} — there are no seats here, so no points would have helped.",
        "not_eligible": "{place} — you are not on its list of the eligible, so it is not a matter of points.",
        "not_wished": "{place} — you did not wish this place, so no points would have helped.",
        "already_there": "{place} — you are admitted here.",
        "better_off": "{place} — you are admitted to a wish of yours that stands above it: {given}.",
        "out_of_reach": "{place} — no points would have helped: the seats are kept for others, or a limit is used up.",
    },
}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The place of a student as it is and as it would have been, None for none, and that in words."""

    before: str | None
    after: str | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class PointsNeeded:
    """The least points that would have been enough at a place, or None and why there are none.

    `code` is "enough", "no_seats", "not_eligible", "not_wished", "already_there", "better_off" or "out_of_reach".
    """

    points: Number | None
    code: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def what_if(
    market: Market,
    result: Result,
    student: str,
    *,
    points: Mapping[str, Number] | None = None,
    wishes: Sequence[str] | None = None,
    language: Language = "ru",
) -> WhatIf:
    """Allocate once more with other points or other wishes of one student, all else and the lottery being the same.

    Parameters
    ----------
    market, result
        An allocation made by `solve`.
    points
        Place to the points the student would have there; a place that does not list the student then would.
    wishes
        All wishes the student would have, the dearest first.

    Raises
    ------
    KeyError
        If the student is not of this market.
    FaultyInput
        If nothing is changed, the change has a fault, or the result is not that of `solve`: after an update those
        with a seat keep it, and another allocation says nothing about them.
    """
    _require_known(market, student)
    changed = _changed(market, student, points, wishes)
    _require_solved(market, result)
    after = solve(changed)
    told = _told(market, changed, student, points or {}, wishes is not None, language)
    outcome = _outcome(changed, result, after, student, language)
    sentence = _say(language, "if", change=told, outcome=outcome)
    if after.assignment[student] == result.assignment[student]:
        sentence += _because(changed, after, student, points or {}, language)
    return WhatIf(result.assignment[student], after.assignment[student], sentence)


def points_needed(market: Market, result: Result, student: str, place: str, language: Language = "ru") -> PointsNeeded:
    """The least points with which a student would have been admitted at a place wished, all else being the same.

    Points are looked for in steps of the market's own: whole numbers, or as many decimals as the points that
    decide have. Every answer comes from allocating again, so whoever would be pushed out, and would push out
    others in turn until one of them may come back to this place, is taken into account.

    Raises
    ------
    KeyError
        If the student or the place is not of this market.
    FaultyInput
        If the result is not that of `solve`.

    Notes
    -----
    Halving is exact here. More points at a place never hurt their owner (Balinski and Sönmez, 1999; with reserves
    Kominers and Sönmez, 2016), and they bear on nothing before the student is put forward there, after every dearer
    wish has turned him or her away; so from some right on it is this place and below it never. That right lies
    among those of the rivals: about log2 of their number allocations are made.
    """
    _require_known(market, student, place)
    _require_solved(market, result)
    code = _beyond_points(market, result, student, place)
    found = None if code else _least_points(market, result, student, place)
    code = code or ("out_of_reach" if found is None else "enough")
    fields = {"place": quoted(language, market.title(place))}
    if code == "better_off":
        fields["given"] = quoted(language, market.title(str(result.assignment[student])))
    if found is not None:
        fields |= {"points": number(language, found), "before": number(language, market.priorities[place][student])}
    return PointsNeeded(found, code, _say(language, code, **fields))


def _beyond_points(market: Market, result: Result, student: str, place: str) -> str | None:
    """Why points are not the question; None where they are."""
    wished, given = market.wishes[student], result.assignment[student]
    if place == given:
        return "already_there"
    if place not in wished:
        return "not_wished"
    if given is not None and wished.index(given) < wished.index(place):
        return "better_off"
    if student not in market.priorities[place]:
        return "not_eligible"
    return "no_seats" if market.seats[place] == 0 else None


def _least_points(market: Market, result: Result, student: str, place: str) -> Number | None:
    def admitted(points: Number) -> bool:
        listed = {**market.priorities[place], student: points}
        trial = replace(market, priorities={**market.priorities, place: listed})
        ranked = rankings(trial, result.lottery)
        assignment, _ = propose(trial, choices(trial, result.lottery, ranked))
        return assignment[student] == place

    steps = sorted(_turning_points(market, student, place))
    first = bisect_left(steps, True, key=admitted)
    return steps[first] if first < len(steps) else None


def _turning_points(market: Market, student: str, place: str) -> set[Number]:
    """The points, more than those held, at which the student may pass somebody: of rivals, and one step above."""
    capped = {other for cap in market.caps.values() for other in cap.places}
    compared = capped if place in capped else {place}
    rivals = {points for other in compared for points in market.priorities[other].values()}
    step = min(map(_last_digit, rivals))
    held = market.priorities[place][student]
    return {points for rival in rivals for points in (rival, _above(rival, step)) if points > held}


def _last_digit(points: Number) -> Fraction:
    """The worth of the last decimal written: 1 for 87, 0.1 for 64.5."""
    exponent = 0 if isinstance(points, int) else Decimal(repr(points)).as_tuple().exponent
    return Fraction(10) ** min(int(exponent), 0)


def _above(points: Number, step: Fraction) -> Number:
    exact = (Fraction(points) if isinstance(points, int) else Fraction(repr(points))) + step
    if exact.denominator == 1:
        return int(exact)
    return max(float(exact), math.nextafter(points, math.inf))


def _changed(market: Market, student: str, points: Mapping[str, Number] | None, wishes: Sequence[str] | None) -> Market:
    if not isinstance(points, Mapping | None):
        raise FaultyInput([Fault("points", "not a mapping", "Give a dict of place to points.")])
    if not points and wishes is None:
        raise FaultyInput([Fault("what if", "nothing is changed", "Give points or wishes.")])
    listed = {place: {**market.priorities.get(place, {}), student: given} for place, given in (points or {}).items()}
    wished = {} if wishes is None else {student: wishes}
    return replace(market, priorities={**market.priorities, **listed}, wishes={**market.wishes, **wished})


def _require_solved(market: Market, result: Result) -> None:
    if solve(market) != result:
        cure = "Give the market and what `solve` gives for it; an updated allocation is not one."
        raise FaultyInput([Fault("result", "it is not that of this market", cure)])


def _told(
    market: Market, changed: Market, student: str, points: Mapping[str, Number], wishes_changed: bool, language: Language
) -> str:
    """The change, in words."""
    told = []
    if points:
        listed = (_points_told(market, changed, student, place, language) for place in sorted(points))
        told.append(_say(language, "points", list=", ".join(listed)))
    if wishes_changed:
        names = [quoted(language, market.title(place)) for place in changed.wishes[student]]
        told.append(_say(language, "wishes" if names else "wishes_none", list=", ".join(names)))
    return told[0] if len(told) == 1 else _say(language, "and", first=told[0], second=told[1])


def _points_told(market: Market, changed: Market, student: str, place: str, language: Language) -> str:
    before, now = market.priorities[place].get(student), changed.priorities[place][student]
    fields = {"place": quoted(language, market.title(place)), "points": number(language, now)}
    if before is None:
        return _say(language, "points_added", **fields)
    return _say(language, "points_instead", before=number(language, before), **fields)


def _outcome(changed: Market, before: Result, after: Result, student: str, language: Language) -> str:
    was, now, rank = before.assignment[student], after.assignment[student], after.ranks[student]
    fields = {name: quoted(language, changed.title(place)) for name, place in (("before", was), ("after", now)) if place}
    if was == now:
        return _say(language, "same_unplaced" if now is None else "same_placed", **fields)
    if rank is None:
        return _say(language, "unplaced", **fields)
    return _say(language, "placed_from_none" if was is None else "placed", wish=wish(language, rank), **fields)


def _because(changed: Market, after: Result, student: str, points: Mapping[str, Number], language: Language) -> str:
    """The reasons at the places the change is about, or else at the wishes down to the one granted."""
    wished, rank = changed.wishes[student], after.ranks[student]
    about = sorted(points) if points else wished[:rank]
    reasons: Iterator[str] = (why_not(changed, after, student, place, language).sentence for place in about)
    return _say(language, "because", reasons=" ".join(reasons)) if about else ""


def _say(language: Language, code: str, **fields: str) -> str:
    # The tildes go first: a title may hold one of its own.
    return SENTENCES[language][code].replace("~", NBSP).format(**fields)


def _require_known(market: Market, student: str, place: str | None = None) -> None:
    if student not in market.wishes:
        raise KeyError(f"no student {student!r} in this market")
    if place is not None and place not in market.seats:
        raise KeyError(f"no place {place!r} in this market")
