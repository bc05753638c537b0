"""What the minimums did, in words: why a place was closed or filled, and why a student moved."""

from __future__ import annotations

from collections.abc import Mapping

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.minimums.settled import Move, Settled
from kadry.engine.allocation.words import NBSP, Language, counted, number, quoted, wish

# Sentences of a place, then of a student, then what follows for the student. A tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "short": "Группа {place} не набрала {least} (было~{present}), поэтому она не открывается.",
        "few_willing": "Группе {place} нужно не меньше {least}, а~просились туда и~были допущены только~{willing},"
        " поэтому она не открывается.",
        "few_seats": "Группе {place} нужно не меньше {least}, а~в~ней всего {seats}, поэтому она открыться не может.",
        "filled": "Группе {place} не хватало {missing} до её минимума~{least_number} (было~{present}), и~её дополнили.",
        "preserved": "Группа {place} не набрала~бы {least}: часть её студентов перешла в~другие группы.",
        "gave_way": "В~группу {from_place} пришли студенты закрытых групп с~более высоким правом.",
        "up": "В~группе {to_place}, которую вы ставили выше, освободилось место.",
        "fill": "Вы тоже просились туда, а~ваш переход стоил меньше всего, и~там, откуда вы ушли, группа сохранилась.",
        "fill_closed": "Вы тоже просились туда, и~ваш переход стоил меньше всего.",
        "kept": "Вы остаётесь в~ней, чтобы она открылась.",
        "now_placed": "Теперь вы приняты: {to_place}~— ваше {wish}.",
        "now_unplaced": "По остальным пожеланиям мест для вас не нашлось, и~вы остались без места.",
    },
    "en": {
        "short": "The group {place} did not gather {least} (it had {present}), so it does not open.",
        "few_willing": "The group {place} needs at least {least}, and only {willing} wished it and were eligible,"
        " so it does not open.",
        "few_seats": "The group {place} needs at least {least} and has only {seats}, so it cannot open.",
        "filled": "The group {place} lacked {missing} to its minimum of {least_number} (it had {present}) and was filled up.",
        "preserved": "The group {place} would not have kept {least}: some of its students moved to other groups.",
        "gave_way": "Students of closed groups with a higher right came to the group {from_place}.",
        "up": "A seat became free in the group {to_place}, which you had put higher.",
        "fill": "You had wished it too, your move cost the least, and the group you left keeps its minimum.",
        "fill_closed": "You had wished it too, and your move cost the least.",
        "kept": "You stay in it so that it opens.",
        "now_placed": "You are now admitted: {to_place}, your {wish}.",
        "now_unplaced": "None of your other wishes had a seat for you, and you are without a place.",
    },
}

# What each property of the certificate promises.
PROMISES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "M1": "Every place has nobody or at least its minimum, and no more students than seats.",
        "M2": "Every student stands in it once, and only where he or she wished and is eligible.",
        "M3": "The allocation without minimums, and after each closing, holds every guarantee.",
        "M4": "Each closed place was short of its minimum when it was closed.",
        "M5": "The moves listed are exactly the differences from the allocation without minimums.",
        "M6": "Students are held only where a place was short at first and now has exactly its minimum.",
        "M7": "Only students held for a minimum may envy; all others have the best place their right gives.",
        "M8": "No fewer students are worse off than is said to be possible.",
    },
    "ru": {
        "M1": "В~каждом месте никого или не меньше минимума, и~студентов не больше, чем мест.",
        "M2": "Каждый студент стоит в~итоге один раз и~только там, куда просился и~допущен.",
        "M3": "Распределение без минимумов и~после каждого закрытия выполняет все гарантии.",
        "M4": "Каждое закрытое место в~момент закрытия не набирало минимума.",
        "M5": "Перечислены все отличия от распределения без минимумов и~только они.",
        "M6": "Студентов удерживают только там, где сначала не хватало до минимума, а~теперь их ровно столько.",
        "M7": "Обоснованно завидовать могут только удержанные ради минимума; у~остальных лучшее место по их праву.",
        "M8": "Хуже стало не меньшему числу студентов, чем заявленная нижняя граница.",
    },
}

# After a preposition or a verb Russian wants the genitive: 21 человека, 5 человек.
PEOPLE: Mapping[str, tuple[str, str]] = {"ru": ("человека", "человек"), "en": ("student", "students")}


def promise_words(name: str, language: Language = "ru") -> str:
    """What a promise of the certificate says, in words."""
    return PROMISES[language][name].replace("~", NBSP)


def why_closed(market: Market, settled: Settled, place: str, language: Language = "ru") -> str:
    """Say why a place was closed.

    Raises
    ------
    KeyError
        If the place was not closed.
    """
    if place not in settled.closed:
        raise KeyError(f"the place {place!r} was not closed")
    return _say(language, _closing_code(market, place), **_place_fields(market, settled, place, language))


def why_filled(market: Market, settled: Settled, place: str, language: Language = "ru") -> str:
    """Say why a place was filled up.

    Raises
    ------
    KeyError
        If the place was not filled up.
    """
    if place not in settled.filled:
        raise KeyError(f"the place {place!r} was not filled up")
    code = "filled" if settled.gathered(place) < market.minimums[place] else "preserved"
    return _say(language, code, **_place_fields(market, settled, place, language))


def why_moved(market: Market, settled: Settled, student: str, language: Language = "ru") -> str:
    """Say why a student moved or is held, and where he or she is now.

    Raises
    ------
    KeyError
        If the minimums neither moved nor held the student.
    """
    move = next((move for move in settled.moves if move.student == student), None)
    if move is None:
        held = why_filled(market, settled, settled.held[student], language)
        return f"{held} {_say(language, 'kept')}"
    return " ".join([*_causes(market, settled, move, language), _outcome(market, move, language)])


def _causes(market: Market, settled: Settled, move: Move, language: Language) -> list[str]:
    causes = []
    if move.from_place in settled.closed:
        causes.append(why_closed(market, settled, move.from_place, language))
    if move.student in settled.held:
        causes.append(why_filled(market, settled, settled.held[move.student], language))
        causes.append(_say(language, "fill_closed" if move.reason_code == "closed" else "fill"))
    names = {"from_place": _name(market, move.from_place, language), "to_place": _name(market, move.to_place, language)}
    return causes or [_say(language, move.reason_code, **names)]


def _outcome(market: Market, move: Move, language: Language) -> str:
    if move.to_place is None or move.rank_after is None:
        return _say(language, "now_unplaced")
    return _say(language, "now_placed", to_place=_name(market, move.to_place, language), wish=wish(language, move.rank_after))


def _closing_code(market: Market, place: str) -> str:
    if market.seats[place] < market.minimums[place]:
        return "few_seats"
    return "few_willing" if len(_willing(market, place)) < market.minimums[place] else "short"


def _willing(market: Market, place: str) -> list[str]:
    return [student for student in market.priorities[place] if place in market.wishes[student]]


def _place_fields(market: Market, settled: Settled, place: str, language: Language) -> dict[str, str]:
    least, present = market.minimums[place], settled.gathered(place)
    return {
        "place": quoted(language, market.title(place)),
        "least": _people(language, least),
        "least_number": number(language, least),
        "present": number(language, present),
        "missing": _people(language, least - present),
        "willing": number(language, len(_willing(market, place))),
        "seats": counted(language, "seat", market.seats[place]),
    }


def _people(language: Language, count: int) -> str:
    singular = count % 10 == 1 and count % 100 != 11 if language == "ru" else count == 1
    return f"{number(language, count)}{NBSP}{PEOPLE[language][0 if singular else 1]}"


def _name(market: Market, place: str | None, language: Language) -> str:
    return "" if place is None else quoted(language, market.title(place))


def _say(language: Language, code: str, **fields: str) -> str:
    return SENTENCES[language][code].replace("~", NBSP).format(**fields)
