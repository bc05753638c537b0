"""Why a student is where he or she is: a reason for every wish, matched or not, and for places not wished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Cutoff, Result
from kadry.engine.allocation.standing import Bar, Standings, standings
from kadry.engine.allocation.words import (
    PLACES_NAMED,
    Language,
    counted,
    fractions_apart,
    number,
    part,
    quoted,
    say,
    seats_gone,
    seats_kept,
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
    open_to = open_places(market, result, student)
    return Explanation(
        student=student,
        code=code,
        sentence=sentence,
        wishes=wishes,
        open=open_to,
        notes=tuple(_notes(market, result, student, wishes, open_to, language)),
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
    fields |= _seat_fields(result.cutoffs[place], language)
    fields |= _standing_fields(market, result, student, place, language)
    return Reason(code, place, rank, say(language, code, **fields))


def reason_code(market: Market, result: Result, student: str, place: str) -> str:
    """The code of the reason, one of the keys of `words.SENTENCES`."""
    wished, given = market.wishes[student], result.assignment[student]
    if place == given:
        return _admitted_code(market, result, student, place)
    not_wished = "" if place in wished else "not_wished_"
    if student not in market.priorities[place]:
        return f"{not_wished}not_eligible"
    if result.cutoffs[place].seats == 0:
        return f"{not_wished}no_seats"
    state = "open" if standings(market, result).open_to(student, place) else "closed"
    if not_wished:
        return f"not_wished_{state}"
    if given is not None and wished.index(given) < wished.index(place):
        return f"not_needed_{state}"
    return _turned_away_code(market, result, student, place)


def open_places(market: Market, result: Result, student: str) -> tuple[str, ...]:
    """Places, other than the one given, that list the student and whose final cut-offs he or she meets."""
    known = standings(market, result)
    given = result.assignment[student]
    return tuple(place for place in known.listed[student] if place != given and known.open_to(student, place))


def _admitted_code(market: Market, result: Result, student: str, place: str) -> str:
    if student in result.reserved_for:
        return "admitted_reserved"
    decisive = standings(market, result).deciding(student, place)
    if decisive.kind == "cap":
        return "admitted_capped"
    return "admitted_full" if result.cutoffs[place].full else "admitted_free"


def _turned_away_code(market: Market, result: Result, student: str, place: str) -> str:
    known = standings(market, result)
    decisive = known.deciding(student, place)
    by = "lottery" if known.tied(student, place, decisive.cutoff) else "higher"
    if place in result.reserve_cutoffs:
        return f"reserve_{by}"
    if decisive.kind == "seats":
        return by
    if decisive.cutoff.student is None:
        return "cap_none"
    return "cap_own" if decisive.cutoff.student == student else f"cap_{by}"


def _outcome(market: Market, result: Result, student: str, language: str) -> tuple[str, str]:
    place, rank = result.assignment[student], result.ranks[student]
    if place is not None and rank is not None:
        title = quoted(language, market.title(place))
        return "placed", say(language, "placed", place=title, wish=wish(language, rank))
    code = "unplaced" if market.wishes[student] else "no_wishes"
    return code, say(language, code)


def _notes(
    market: Market, result: Result, student: str, wishes: tuple[Reason, ...], open_to: tuple[str, ...], language: str
) -> Iterator[str]:
    wished, known = market.wishes[student], standings(market, result)
    if places := [place for place in open_to if place not in wished]:
        yield say(language, "open", places=_named(market, places, language))
    if result.assignment[student] is None:
        free = (place for place in known.with_room if place not in wished and known.room(student, place))
        if named := _named(market, free, language):
            yield say(language, "free_seats", places=named)
    by_lot = next((reason.place for reason in wishes if reason.code.endswith("lottery")), None)
    if by_lot is not None:
        scope = "" if market.lottery == "single" else f"{by_lot}:"
        yield say(language, "check_lottery", text=f"{market.seed}:{scope}{student}")


def _seat_fields(cutoff: Cutoff, language: str) -> dict[str, str]:
    return {"free": counted(language, "seat", cutoff.free)} | _gone_fields(cutoff, language)


def _gone_fields(cutoff: Cutoff, language: str) -> dict[str, str]:
    fields = {verb: seats_gone(language, verb, cutoff.seats) for verb in ("went", "taken")}
    return fields | ({} if cutoff.points is None else {"last": counted(language, "point", cutoff.points)})


def _standing_fields(market: Market, result: Result, student: str, place: str, language: str) -> dict[str, str]:
    points, waiting, known = market.priorities[place].get(student), result.waiting[place], standings(market, result)
    if points is None:
        return {}
    fields = {
        "yours": number(language, points),
        "yours_unit": counted(language, "point", points),
        "by_lot": "",
        "bar": bar_text(known, student, place, language),
    }
    if student in waiting:
        fields["line"] = number(language, waiting.index(student) + 1)
    decisive = known.deciding(student, place)
    if decisive.kind == "cap":
        fields |= _cap_fields(market, decisive, language)
    if place in result.reserve_cutoffs:
        fields |= _reserve_fields(market, result, student, place, language)
    last = decisive.cutoff
    if points == last.points and last.draw is not None and last.student != student:
        fields["by_lot"] = part(language, "by_lot")
        fields["last_draw"], fields["your_draw"] = fractions_apart(language, last.draw, result.draw(student, place))
    return fields


def _cap_fields(market: Market, bar: Bar, language: str) -> dict[str, str]:
    fields = {"cap": cap_name(market, bar.name, language)} | _gone_fields(bar.cutoff, language)
    return fields | ({} if bar.cutoff.place is None else {"other": quoted(language, market.title(bar.cutoff.place))})


def _reserve_fields(market: Market, result: Result, student: str, place: str, language: str) -> dict[str, str]:
    bars, types = result.reserve_cutoffs[place], market.types.get(student, ())
    kept = ", ".join(seats_kept(language, type_, cutoff.seats) for type_, cutoff in bars.items())
    if not bars.keys() & set(types):
        kept = part(language, "kept_not_you" if len(bars) == 1 else "kept_none_you", kept=kept)
    fields = {"kept": kept}
    if result.assignment[student] == place and student in result.reserved_for:
        fields["type"] = quoted(language, result.reserved_for[student])
        fields["bar"] = type_bar(result.reserved_for[student], bars[result.reserved_for[student]], language)
    return fields


def bar_text(known: Standings, student: str, place: str, language: str) -> str:
    """The bars that count for a student at a place, in words."""
    if place in known.result.reserve_cutoffs and known.result.cutoffs[place].full:
        bars = known.bars(student, place)
        return "; ".join(
            type_bar(bar.name, bar.cutoff, language) if bar.kind == "reserve" else _bar("bar_others", bar.cutoff, language)
            for bar in bars
        )
    decisive = known.deciding(student, place)
    if decisive.kind == "cap":
        return _bar("bar_cap", decisive.cutoff, language, cap_name(known.market, decisive.name, language))
    cutoff = known.result.cutoffs[place]
    return part(language, "bar_free") if not cutoff.full or cutoff.points is None else _bar("bar_full", cutoff, language)


def type_bar(type_: str, cutoff: Cutoff, language: str) -> str:
    """The bar of the seats kept for a type, in words."""
    name = quoted(language, type_)
    return _bar("bar_type", cutoff, language, name) if cutoff.full else part(language, "bar_type_free", name=name)


def cap_name(market: Market, name: str, language: str) -> str:
    """A cap by its name, with the type it counts."""
    type_ = market.caps[name].type
    if type_ is None:
        return quoted(language, name)
    return part(language, "cap_of_type", name=quoted(language, name), type=quoted(language, type_))


def _bar(code: str, cutoff: Cutoff, language: str, name: str = "") -> str:
    if cutoff.points is None:
        return part(language, f"{code}_none", name=name)
    return part(language, code, name=name, last=counted(language, "point", cutoff.points))


def _named(market: Market, places: Iterable[str], language: str) -> str:
    first = [*islice(places, PLACES_NAMED + 1)]
    names = [quoted(language, market.title(place)) for place in first[:PLACES_NAMED]]
    return ", ".join(names) + (" …" if len(first) > PLACES_NAMED else "")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _require_known(market: Market, student: str, place: str | None = None) -> None:
    if student not in market.wishes:
        raise KeyError(f"no student {student!r} in this market")
    if place is not None and place not in market.seats:
        raise KeyError(f"no place {place!r} in this market")
