"""What an update changed for one student, and why: in Russian and English, without a name of anybody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kadry.engine.allocation.reasons import Explanation, Reason, bar_text, explain
from kadry.engine.allocation.standing import Standings, standings
from kadry.engine.allocation.updating import Move, Update
from kadry.engine.allocation.words import NBSP, PLACES_NAMED, Language, number, quoted, say, wish

# A tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "withdrew": "Вы отказались от участия. Ваше место, {from_place}, свободно для тех, кто его ждёт.",
        "withdrew_nothing": "Вы отказались от участия. Места у~вас не было.",
        "joined_placed": "Вы присоединились, когда места были уже распределены, и~приняты: {place}~— ваше {wish}.{cause}",
        "joined_waiting": "Вы присоединились, когда места были уже распределены. Пока вы без места; почему~— сказано"
        " по каждому пожеланию.",
        "moved_up": "Вы перешли выше: {place}~— ваше {wish}; прежде было {wish_before}, {from_place}.{cause}",
        "placed_now": "Вы получили место: {place}~— ваше {wish}.{cause}",
        "same_first": "Для вас ничего не изменилось: вы приняты, {place}~— ваше {wish}, а~выше него желать нечего.",
        "same_placed": "Для вас ничего не изменилось: вы приняты, {place}~— ваше {wish}. Места по пожеланиям выше до вас"
        " не дошли; почему~— сказано по каждому.",
        "same_waiting": "Для вас ничего не изменилось: свободное место до вас не дошло. Почему~— сказано по каждому пожеланию.",
        "came_later": "{wish}: {place}~— места здесь были отданы раньше, чем вы присоединились, а~у~кого место есть, тот его"
        " не теряет, даже если ваше право выше ({bar}; у~вас {yours}). Ваш номер в~листе ожидания: {line}.",
        "came_later_reserve": "{wish}: {place}~— места здесь были отданы раньше, чем вы присоединились, а~у~кого место есть,"
        " тот его не теряет, даже если по правилам вы шли~бы раньше (у~вас {yours}). Ваш номер в~листе ожидания: {line}.",
        "came_later_cap": "{wish}: {place}~— места в~пределе, общем с~другими, были отданы раньше: до того, как вы присоединились"
        " или как здесь добавили места, а~у~кого место есть, тот его не теряет, даже если ваше право выше ({bar}; у~вас"
        " {yours}). Ваш номер в~листе ожидания: {line}.",
        "not_needed": "{wish}: {place}~— не понадобилось: вы приняты по пожеланию выше.",
        "cause": " Места здесь освободились так: {parts}.",
        "cause_withdrew": "отказались~— {count}",
        "cause_moved_on": "перешли на более желанное~— {count}",
        "cause_added": "добавлено мест~— {count}",
        "cause_cap": " Освободилось место в~пределе, общем с~другими.",
    },
    "en": {
        "withdrew": "You withdrew. Your seat, {from_place}, is free for those who wait for it.",
        "withdrew_nothing": "You withdrew. You had no place.",
        "joined_placed": "You joined once seats had been given, and are admitted: {place}, your {wish}.{cause}",
        "joined_waiting": "You joined once seats had been given. You have no place so far; the reason stands at each wish.",
        "moved_up": "You moved up: {place}, your {wish}; before it was your {wish_before}, {from_place}.{cause}",
        "placed_now": "You got a place: {place}, your {wish}.{cause}",
        "same_first": "Nothing changed for you: you are admitted to {place}, your {wish}, and wished nothing more.",
        "same_placed": "Nothing changed for you: you are admitted to {place}, your {wish}. No seat at a wish above it"
        " reached you; the reason stands at each.",
        "same_waiting": "Nothing changed for you: no free seat reached you. The reason stands at each wish.",
        "came_later": "{wish}: {place} — the seats here were given before you joined, and nobody who has a seat loses it,"
        " even to a higher right ({bar}; you have {yours}). Your number on the waiting list: {line}.",
        "came_later_reserve": "{wish}: {place} — the seats here were given before you joined, and nobody who has a seat"
        " loses it, even to someone whom the rules put first (you have {yours}). Your number on the waiting list: {line}.",
        "came_later_cap": "{wish}: {place} — the seats under a limit shared with others were given before: before you joined or"
        " before seats were added here, and nobody who has a seat loses it, even to a higher right ({bar}; you have {yours})."
        " Your number on the waiting list: {line}.",
        "not_needed": "{wish}: {place} — not needed: you are admitted to a wish above.",
        "cause": " Seats here fell free like this: {parts}.",
        "cause_withdrew": "withdrew: {count}",
        "cause_moved_on": "moved on to a wish they would rather have: {count}",
        "cause_added": "seats added: {count}",
        "cause_cap": " A seat fell free under a limit shared with others.",
    },
}


def explain_update(update: Update, student: str, language: Language = "ru") -> Explanation:
    """Say what an update changed for one student, or why it changed nothing, and how each wish stands now.

    The reasons are those of `explain`, but where seats were given before the student joined, or under a cap before
    seats were added at the place, they say so: there a higher right does not help. `open` holds only the places
    that have a free seat for the student.

    Raises
    ------
    KeyError
        If the student neither takes part nor withdrew in this update.
    """
    if student in update.withdrawn:
        return _withdrew(update, student, language)
    told = explain(update.market, update.result, student, language)
    wishes = tuple(_corrected(update, student, reason, language) for reason in told.wishes)
    code, sentence = _outcome(update, student, language) if wishes else (told.code, told.sentence)
    known = standings(update.market, update.result)
    given = update.result.assignment[student]
    open_now = tuple(place for place in known.listed[student] if place != given and _has_room(known, student, place))
    wished = update.market.wishes[student]
    # The first note names what was open by cut-offs alone, if anything was; here it is said anew.
    kept = told.notes[any(place not in wished for place in told.open) :]
    notes = (*_open_note(update, [place for place in open_now if place not in wished], language), *kept)
    return Explanation(student, code, sentence, wishes, open_now, notes)


def _withdrew(update: Update, student: str, language: Language) -> Explanation:
    place = update.result_before.assignment[student]
    code = "withdrew_nothing" if place is None else "withdrew"
    fields = {} if place is None else {"from_place": quoted(language, update.market.title(place))}
    return Explanation(student, code, _say(language, code, **fields), (), (), ())


def _outcome(update: Update, student: str, language: Language) -> tuple[str, str]:
    place, rank = update.result.assignment[student], update.result.ranks[student]
    move = next((move for move in update.moves if move.student == student), None)
    if place is None or rank is None:
        code = "joined_waiting" if student in update.new_students.wishes else "same_waiting"
        return code, _say(language, code)
    fields = {"place": quoted(language, update.market.title(place)), "wish": wish(language, rank)}
    if move is None:
        code = "same_first" if rank == 1 else "same_placed"
        return code, _say(language, code, **fields)
    fields["cause"] = _cause(update, move, language)
    if move.from_place is None or move.rank_before is None:
        code = "joined_placed" if student in update.new_students.wishes else "placed_now"
        return code, _say(language, code, **fields)
    fields["from_place"] = quoted(language, update.market.title(move.from_place))
    fields["wish_before"] = wish(language, move.rank_before)
    return "moved_up", _say(language, "moved_up", **fields)


def _cause(update: Update, move: Move, language: Language) -> str:
    place, before = move.to_place, update.result_before.assignment
    counts = {
        "cause_withdrew": sum(before[student] == place for student in update.withdrawn),
        "cause_moved_on": sum(other.from_place == place for other in update.moves),
        "cause_added": update.new_seats.get(place, 0),
    }
    parts = [_say(language, code, count=number(language, count)) for code, count in counts.items() if count]
    if parts:
        return _say(language, "cause", parts=", ".join(parts))
    # A new student may have found the seat free; others got it because a limit over it has room again.
    joined = move.student in update.new_students.wishes
    return "" if joined or place not in standings(update.market, update.result).caps_at else _say(language, "cause_cap")


def _corrected(update: Update, student: str, reason: Reason, language: Language) -> Reason:
    known = standings(update.market, update.result)
    place, rank = reason.place, reason.rank
    waits = student in update.result.waiting[place]
    if rank is None or not (waits or reason.code == "not_needed_open"):
        return reason
    if _has_room(known, student, place) or not known.open_to(student, place):
        return reason
    fields = {"place": quoted(language, update.market.title(place)), "wish": _capital(wish(language, rank))}
    if not waits:
        return Reason("not_needed", place, rank, _say(language, "not_needed", **fields))
    code = "came_later"
    if place in update.result.reserve_cutoffs:
        code = "came_later_reserve"
    elif place in known.caps_at:
        code = "came_later_cap"
    fields["yours"] = number(language, update.market.priorities[place][student])
    fields["bar"] = bar_text(known, student, place, language)
    fields["line"] = number(language, update.result.waiting[place].index(student) + 1)
    return Reason(code, place, rank, _say(language, code, **fields))


def _has_room(known: Standings, student: str, place: str) -> bool:
    """Whether a place that lists the student has a free seat that no limit withholds."""
    return all(bar.cutoff.free > 0 for bar in known.bars(student, place) if bar.kind != "reserve")


def _open_note(update: Update, places: list[str], language: Language) -> Iterator[str]:
    if places:
        named = ", ".join(quoted(language, update.market.title(place)) for place in places[:PLACES_NAMED])
        yield say(language, "open", places=named + (" …" if len(places) > PLACES_NAMED else ""))


def _say(language: Language, code: str, **fields: str) -> str:
    # The tildes go first: a title may hold one of its own.
    return SENTENCES[language][code].replace("~", NBSP).format(**fields)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
