"""Why a student is where he or she is: a reason for every wish, matched or not, and for places not wished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Cutoff, Result
from kadry.engine.allocation.words import (
    PARTS,
    PLACES_NAMED,
    Language,
    counted,
    fractions_apart,
    number,
    quoted,
    say,
    seats_gone,
    wish,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one place ended as it did for one student; the rank is None for a place not wished."""

    code: str
    place: str
    rank: int | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Explanation:
    """The outcome of one student: how it ended, a reason for each wish in order, and what else was open.

    `open` holds the places, other than the one given, whose final cut-off the student meets; `notes` says
    that in words, with the seats still free for a student without a place and how to check a lottery that
    decided.
    """

    student: str
    code: str
    sentence: str
    wishes: tuple[Reason, ...]
    open: tuple[str, ...]
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([self.sentence, *map(str, self.wishes), *self.notes])


def explain(market: Market, result: Result, student: str, language: Language = "ru") -> Explanation:
    """Say in plain words why a student, placed or not, got what he or she got.

    Raises
    ------
    KeyError
        If the student is not of this market.
    """
    _require_known(market, student)
    wishes = tuple(why_not(market, result, student, place, language) for place in market.wishes[student])
    code, sentence = _outcome(market, result, student, language)
    return Explanation(
        student=student,
        code=code,
        sentence=sentence,
        wishes=wishes,
        open=open_places(market, result, student),
        notes=tuple(_notes(market, result, student, wishes, language)),
    )


def why_not(market: Market, result: Result, student: str, place: str, language: Language = "ru") -> Reason:
    """Say why a student is not at a place, wished or not; for the place given, why he or she is.

    Raises
    ------
    KeyError
        If the student or the place is not of this market.
    """
    _require_known(market, student, place)
    wished = market.wishes[student]
    rank = wished.index(place) + 1 if place in wished else None
    code = reason_code(market, result, student, place)
    fields = {"place": quoted(language, market.title(place))}
    if rank is not None:
        fields["wish"] = _capital(wish(language, rank))
    fields |= _cutoff_fields(result.cutoffs[place], language)
    fields |= _standing_fields(market, result, student, place, language)
    return Reason(code, place, rank, say(language, code, **fields))


def reason_code(market: Market, result: Result, student: str, place: str) -> str:
    """The code of the reason, one of the keys of `words.SENTENCES`."""
    wished, given, cutoff = market.wishes[student], result.assignment[student], result.cutoffs[place]
    if place == given:
        return "admitted_full" if cutoff.full else "admitted_free"
    not_wished = "" if place in wished else "not_wished_"
    if student not in market.priorities[place]:
        return f"{not_wished}not_eligible"
    if cutoff.seats == 0:
        return f"{not_wished}no_seats"
    state = "open" if _meets(market, result, student, place) else "closed"
    if not_wished:
        return f"not_wished_{state}"
    if given is not None and wished.index(given) < wished.index(place):
        return f"not_needed_{state}"
    return "lottery" if market.priorities[place][student] == cutoff.points else "higher"


def open_places(market: Market, result: Result, student: str) -> tuple[str, ...]:
    """Places, other than the one given, that list the student and whose final cut-off he or she meets."""
    return tuple(
        place
        for place, listed in market.priorities.items()
        if student in listed and place != result.assignment[student] and _meets(market, result, student, place)
    )


def _outcome(market: Market, result: Result, student: str, language: str) -> tuple[str, str]:
    place, rank = result.assignment[student], result.ranks[student]
    if place is not None and rank is not None:
        title = quoted(language, market.title(place))
        return "placed", say(language, "placed", place=title, wish=wish(language, rank))
    code = "unplaced" if market.wishes[student] else "no_wishes"
    return code, say(language, code)


def _notes(market: Market, result: Result, student: str, wishes: tuple[Reason, ...], language: str) -> Iterator[str]:
    wished = market.wishes[student]
    if places := [place for place in open_places(market, result, student) if place not in wished]:
        yield say(language, "open", places=_named(market, places, language))
    free = [place for place, cutoff in result.cutoffs.items() if cutoff.free and place not in wished]
    if free and result.assignment[student] is None:
        yield say(language, "free_seats", places=_named(market, free, language))
    by_lot = next((reason.place for reason in wishes if reason.code == "lottery"), None)
    if by_lot is not None:
        scope = "" if market.lottery == "single" else f"{by_lot}:"
        yield say(language, "check_lottery", text=f"{market.seed}:{scope}{student}")


def _cutoff_fields(cutoff: Cutoff, language: str) -> dict[str, str]:
    fields = {
        "free": counted(language, "seat", cutoff.free),
        "went": seats_gone(language, "went", cutoff.seats),
        "taken": seats_gone(language, "taken", cutoff.seats),
    }
    if cutoff.points is not None:
        fields["last"] = counted(language, "point", cutoff.points)
        fields["bar"] = PARTS[language]["bar_full"].format(**fields)
    if cutoff.free:
        fields["bar"] = PARTS[language]["bar_free"]
    return fields


def _standing_fields(market: Market, result: Result, student: str, place: str, language: str) -> dict[str, str]:
    points, cutoff, waiting = (
        market.priorities[place].get(student),
        result.cutoffs[place],
        result.waiting[place],
    )
    if points is None:
        return {}
    fields = {
        "yours": number(language, points),
        "yours_unit": counted(language, "point", points),
        "by_lot": "",
    }
    if student in waiting:
        fields["line"] = number(language, waiting.index(student) + 1)
    if points == cutoff.points and cutoff.draw is not None:
        fields["by_lot"] = PARTS[language]["by_lot"]
        fields["last_draw"], fields["your_draw"] = fractions_apart(language, cutoff.draw, result.draw(student, place))
    return fields


def _named(market: Market, places: list[str], language: str) -> str:
    names = [quoted(language, market.title(place)) for place in places[:PLACES_NAMED]]
    return ", ".join(names) + (" …" if len(places) > PLACES_NAMED else "")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _require_known(market: Market, student: str, place: str | None = None) -> None:
    if student not in market.wishes:
        raise KeyError(f"no student {student!r} in this market")
    if place is not None and place not in market.seats:
        raise KeyError(f"no place {place!r} in this market")


def _meets(market: Market, result: Result, student: str, place: str) -> bool:
    return result.cutoffs[place].meets(market.priorities[place][student], result.draw(student, place), student)
