"""Why each wish ended as it did: reason code to sentence, in Russian and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from kadry.engine.allocation.inputs import Number

Language = Literal["ru", "en"]

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

# The first codes answer for a wish, those with “not_wished” for a place not wished, the rest for a student.
# In the sentences a tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "admitted_full": "{wish}: {place}~— вы приняты (у~вас {yours_unit}; последний принятый: {last}).",
        "admitted_free": "{wish}: {place}~— вы приняты (у~вас {yours_unit}; ещё свободно: {free}).",
        "higher": "{wish}: {place}~— {went}, у~кого право выше (последний принятый: {last}; у~вас {yours})."
        " Ваш номер в~листе ожидания: {line}.",
        "lottery": "{wish}: {place}~— {taken}; у~последнего принятого столько~же баллов,"
        " сколько у~вас ({yours}), и~решил жребий: у~него {last_draw}, у~вас {your_draw},"
        " меньший идёт первым."
        " Ваш номер в~листе ожидания: {line}.",
        "admitted_reserved": "{wish}: {place}~— вы приняты на место, оставленное для {type} (у~вас {yours_unit}; {bar}).",
        "admitted_capped": "{wish}: {place}~— вы приняты (у~вас {yours_unit}; {bar}).",
        "reserve_higher": "{wish}: {place}~— {kept}; у~тех, кому отданы места, право на них выше ({bar}; у~вас {yours})."
        " Ваш номер в~листе ожидания: {line}.",
        "reserve_lottery": "{wish}: {place}~— {kept}; места заняты ({bar}; у~вас {yours}). Баллов поровну, и~решил жребий:"
        " у~последнего принятого {last_draw}, у~вас {your_draw}, меньший идёт первым. Ваш номер в~листе ожидания: {line}.",
        "cap_higher": "{wish}: {place}~— предел {cap} исчерпан: {went}, у~кого право выше"
        " (последний принятый: {last}; у~вас {yours}). Ваш номер в~листе ожидания: {line}.",
        "cap_lottery": "{wish}: {place}~— предел {cap} исчерпан: {taken}; у~последнего принятого столько~же баллов,"
        " сколько у~вас ({yours}), и~решил жребий: у~него {last_draw}, у~вас {your_draw}, меньший идёт первым."
        " Ваш номер в~листе ожидания: {line}.",
        "cap_own": "{wish}: {place}~— предел {cap} исчерпан, и~последнее место в~нём занимаете вы сами: {other}."
        " Ваше право здесь не выше (там у~вас {last}, здесь {yours}). Ваш номер в~листе ожидания: {line}.",
        "cap_none": "{wish}: {place}~— предел {cap} в~этот раз не допускает никого.",
        "no_seats": "{wish}: {place}~— в~этот раз мест здесь нет.",
        "not_eligible": "{wish}: {place}~— вас нет в~списке допущенных, поэтому пожелание не рассматривалось.",
        "not_needed_open": "{wish}: {place}~— не понадобилось: вы приняты по пожеланию выше. Это место тоже было вам открыто.",
        "not_needed_closed": "{wish}: {place}~— не понадобилось: вы приняты по пожеланию выше."
        " Здесь вы не прошли~бы ({bar}; у~вас {yours}{by_lot}).",
        "not_wished_open": "{place}~— вы не указали это место, а~оно было вам открыто ({bar}; у~вас {yours}).",
        "not_wished_closed": "{place}~— вы не указали это место; вы бы и~не прошли ({bar}; у~вас {yours}{by_lot}).",
        "not_wished_no_seats": "{place}~— вы не указали это место; мест здесь в~этот раз и~не было.",
        "not_wished_not_eligible": "{place}~— вы не указали это место, и~вас нет в~списке допущенных к~нему.",
        "placed": "Вы приняты: {place}~— ваше {wish}.",
        "unplaced": "Пока вы остались без места. Почему~— сказано по каждому пожеланию.",
        "no_wishes": "Вы не указали ни одного пожелания, поэтому места вам не искали.",
        "open": "Вам были~бы открыты и: {places}.",
        "free_seats": "Свободные места остались: {places}. Спросите, допустят~ли вас к~ним.",
        "check_lottery": "Жребий может проверить каждый: это первые 16~знаков SHA-256 от строки «{text}»,"
        " записанные как доля единицы.",
    },
    "en": {
        "admitted_full": "{wish}: {place} — you are admitted (you have {yours_unit}; last admitted: {last}).",
        "admitted_free": "{wish}: {place} — you are admitted (you have {yours_unit}; {free} still free).",
        "higher": "{wish}: {place} — {went} with a higher right (last admitted: {last}; you have {yours})."
        " Your number on the waiting list: {line}.",
        "lottery": "{wish}: {place} — {taken}; the last admitted has as many points as you ({yours}),"
        " so the lottery decided: theirs is {last_draw}, yours {your_draw}, the smaller goes first."
        " Your number on the waiting list: {line}.",
        "admitted_reserved": "{wish}: {place} — you are admitted to a seat kept for {type} (you have {yours_unit}; {bar}).",
        "admitted_capped": "{wish}: {place} — you are admitted (you have {yours_unit}; {bar}).",
        "reserve_higher": "{wish}: {place} — {kept}; those who got the seats have a higher right to them"
        " ({bar}; you have {yours}). Your number on the waiting list: {line}.",
        "reserve_lottery": "{wish}: {place} — {kept}; the seats are taken ({bar}; you have {yours}). Points are equal, so the"
        " lottery decided: the last admitted has {last_draw}, you {your_draw}, the smaller goes first."
        " Your number on the waiting list: {line}.",
        "cap_higher": "{wish}: {place} — the limit {cap} is used up: {went} with a higher right"
        " (last admitted: {last}; you have {yours}). Your number on the waiting list: {line}.",
        "cap_lottery": "{wish}: {place} — the limit {cap} is used up: {taken}; the last admitted has as many points as you"
        " ({yours}), so the lottery decided: theirs is {last_draw}, yours {your_draw}, the smaller goes first."
        " Your number on the waiting list: {line}.",
        "cap_own": "{wish}: {place} — the limit {cap} is used up, and the last seat under it is your own: {other}."
        " Your right here is no higher (there you have {last}, here {yours}). Your number on the waiting list: {line}.",
        "cap_none": "{wish}: {place} — the limit {cap} lets nobody in this time.",
        "no_seats": "{wish}: {place} — there are no seats here this time.",
        "not_eligible": "{wish}: {place} — you are not on its list of the eligible; it was not considered.",
        "not_needed_open": "{wish}: {place} — not needed: you are admitted to a wish above. This place was open to you too.",
        "not_needed_closed": "{wish}: {place} — not needed: you are admitted to a wish above."
        " You would not have got in here ({bar}; you have {yours}{by_lot}).",
        "not_wished_open": "{place} — you did not wish this place, and it was open to you ({bar}; you have {yours}).",
        "not_wished_closed": "{place} — you did not wish this place; you would not have got in"
        " ({bar}; you have {yours}{by_lot}).",
        "not_wished_no_seats": "{place} — you did not wish this place; it had no seats this time.",
        "not_wished_not_eligible": "{place} — you did not wish this place and are not on its list.",
        "placed": "You are admitted: {place}, your {wish}.",
        "unplaced": "You have no place so far. The reason stands at each wish.",
        "no_wishes": "You named no wish, so no place was looked for.",
        "open": "These would have been open to you too: {places}.",
        "free_seats": "Seats are still free at: {places}. Ask whether you are eligible there.",
        "check_lottery": "Anyone can check the lottery: it is the first 16 digits of SHA-256 of the text"
        " “{text}”, written as a fraction of one.",
    },
}

# What each property of a certificate promises.
PROPERTIES: Mapping[str, dict[str, str]] = {
    "en": {
        "P1": "No place has more students than seats.",
        "P2": "Every student stands in the result once, with one place or none.",
        "P3": "Nobody is sent to a place he or she did not wish.",
        "P4": "Nobody is sent to a place where he or she is not eligible.",
        "P5": "Nobody holds a seat that a student with a higher right would rather have.",
        "P6": "No seat stays free while an eligible student would rather have it.",
        "P7": "Everyone is at the best wish whose cut-off is met; the cut-offs are those of the result.",
        "P8": "Every lottery number follows from the published seed.",
        "P9": "Waiting lists hold exactly those who would rather be there, the highest right first.",
        "P10": "No other fair allocation is better for any student.",
        "P11": "The ranks obtained and the number of proposals are those of the result.",
        "P12": "Seats kept for a type are taken by it, the highest rights first, as long as enough of it wished the place.",
        "P13": "No cap is exceeded.",
    },
    "ru": {
        "P1": "Ни у~одного места нет принятых больше, чем мест.",
        "P2": "Каждый студент стоит в~итоге один раз: с~одним местом или без места.",
        "P3": "Никто не направлен туда, куда не просился.",
        "P4": "Никто не направлен туда, куда не допущен.",
        "P5": "Никто не занимает место, которое предпочёл~бы студент с~более высоким правом.",
        "P6": "Ни одно место не пустует, пока его предпочёл~бы допущенный студент.",
        "P7": "Каждый принят по лучшему из пожеланий, где прошёл проходной порог; пороги соответствуют итогу.",
        "P8": "Каждый номер жребия следует из опубликованного зерна.",
        "P9": "В~листах ожидания стоят ровно те, кто предпочёл~бы это место, по убыванию права.",
        "P10": "Ни одно другое справедливое распределение не лучше ни для одного студента.",
        "P11": "Полученные номера пожеланий и~число заявок соответствуют итогу.",
        "P12": "Места, оставленные для группы, заняты ею по убыванию права, пока желающих из неё достаточно.",
        "P13": "Ни один предел не превышен.",
    },
}

# What these promise instead where there are reserves or caps.
PROPERTIES_UNDER_RULES: Mapping[str, dict[str, str]] = {
    "en": {
        "P5": "Nobody holds a seat that reserves, caps and rights give to a student who would rather have it.",
        "P6": "No seat stays free while reserves and caps leave it to an eligible student who would rather have it.",
        "P7": "Everyone is at the best wish whose cut-offs are met: of the place, of seats kept for a type, of caps;"
        " the cut-offs are those of the result.",
        "P10": "No other fair allocation is better for any student: computed anew by separate code, the best is the same.",
    },
    "ru": {
        "P5": "Никто не занимает место, которое по правилам о~резервах, пределах и~по праву должно достаться студенту,"
        " предпочитающему его своему.",
        "P6": "Ни одно место не пустует, пока резервы и~пределы оставляют его допущенному студенту, который его предпочёл~бы.",
        "P7": "Каждый принят по лучшему из пожеланий, где прошёл пороги: места, мест, оставленных для группы, и~пределов;"
        " пороги соответствуют итогу.",
        "P10": "Ни одно другое справедливое распределение не лучше ни для одного студента: лучшее, найденное заново"
        " отдельной программой, совпало.",
    },
}

# Forms for 1, for 2–4 and for 5 and more in Russian; for 1 and for the rest in English.
NOUNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ru": {"seat": ("место", "места", "мест"), "point": ("балл", "балла", "баллов")},
    "en": {"seat": ("seat", "seats"), "point": ("point", "points")},
}

ORDINALS: Mapping[str, tuple[str, ...]] = {
    "ru": (
        "первое",
        "второе",
        "третье",
        "четвёртое",
        "пятое",
        "шестое",
        "седьмое",
        "восьмое",
        "девятое",
        "десятое",
    ),
    "en": ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
}

QUOTES: Mapping[str, str] = {"ru": "«»", "en": "“”"}
INNER_QUOTES: Mapping[str, str] = {"ru": "„“", "en": "‘’"}

# Parts of sentences: the seats given away, the bar of a place, and the lottery as the reason in passing.
PARTS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "went_only": "единственное место отдано тому",
        "went_singular": "{seats} отдано тем",
        "went": "{seats} отданы тем",
        "taken_only": "единственное место занято",
        "taken_singular": "{seats} занято",
        "taken": "{seats} заняты",
        "bar_full": "последний принятый: {last}",
        "bar_free": "остались свободные места",
        "bar_cap": "последний принятый в~пределе {name}: {last}",
        "bar_cap_none": "предел {name} не допускает никого",
        "bar_type": "последний принятый на места для {name}: {last}",
        "bar_type_free": "мест для {name} хватило всем из этой группы",
        "bar_others": "последний принятый на остальные места: {last}",
        "bar_others_none": "остальных мест не было",
        "cap_of_type": "{name} для {type}",
        "kept": "для {name} {verb} {seats}",
        "kept_singular": "оставлено",
        "kept_plural": "оставлены",
        "kept_many": "оставлено",
        "kept_not_you": "{kept}, вы не из этой группы",
        "kept_none_you": "{kept}, вы не из этих групп",
        "by_lot": ", жребий позже",
    },
    "en": {
        "went_only": "the only seat went to someone",
        "went_singular": "the only seat went to someone",
        "went": "{seats} went to people",
        "taken_only": "the only seat is taken",
        "taken_singular": "the only seat is taken",
        "taken": "{seats} are taken",
        "bar_full": "last admitted: {last}",
        "bar_free": "seats were left",
        "bar_cap": "last admitted under the limit {name}: {last}",
        "bar_cap_none": "the limit {name} lets nobody in",
        "bar_type": "last admitted to seats kept for {name}: {last}",
        "bar_type_free": "seats kept for {name} were enough for all of that group",
        "bar_others": "last admitted to the other seats: {last}",
        "bar_others_none": "there were no other seats",
        "cap_of_type": "{name} for {type}",
        "kept": "{seats} {verb} kept for {name}",
        "kept_singular": "is",
        "kept_plural": "are",
        "kept_many": "are",
        "kept_not_you": "{kept}, and you are not of that group",
        "kept_none_you": "{kept}, and you are of none of these groups",
        "by_lot": ", a later lottery number",
    },
}

# More than this many places in one sentence help nobody.
PLACES_NAMED = 5


def property_words(name: str, language: Language = "ru", *, ruled: bool = False) -> str:
    """What a property of the certificate promises, in words; ruled says that the market has reserves or caps."""
    promised = PROPERTIES[language] | (PROPERTIES_UNDER_RULES[language] if ruled else {})
    return promised[name].replace("~", NBSP)


def plural(language: str, noun: str, count: Number) -> str:
    """The form of a noun of `NOUNS` after a number: 1 место, 2 места, 5 мест, 2,5 места."""
    return NOUNS[language][noun][_form(language, count)]


def _form(language: str, count: Number) -> int:
    if language != "ru":
        return 0 if abs(count) == 1 else 1
    if not isinstance(count, int):
        return 1  # a fraction takes the genitive singular, which these nouns share with 2–4
    tens, ones = abs(count) % 100, abs(count) % 10
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        return 2
    return 0 if ones == 1 else 1


def number(language: str, value: Number) -> str:
    """A number as it is written: 1 234,5 in Russian, 1,234.5 in English."""
    text = f"{abs(value):,}"
    if language == "ru":
        text = text.replace(",", NBSP).replace(".", ",")
    return MINUS + text if value < 0 else text


# Thousands of reasons name the same few numbers; 2 and 2.0 are written differently, hence typed.
@lru_cache(maxsize=2**14, typed=True)
def counted(language: str, noun: str, count: Number) -> str:
    """A number with its noun, never parted at the end of a line."""
    return f"{number(language, count)}{NBSP}{plural(language, noun, count)}"


@lru_cache(maxsize=2**14)
def seats_gone(language: str, verb: str, seats: int) -> str:
    """That the seats "went" or are "taken": 12 мест отданы тем, единственное место отдано тому."""
    ending = "_only" if seats == 1 else "_singular" if _form(language, seats) == 0 else ""
    return PARTS[language][verb + ending].format(seats=counted(language, "seat", seats))


def seats_kept(language: str, type_: str, seats: int) -> str:
    """That seats are kept for a type: для «target» оставлены 2 места."""
    # English has two forms, Russian three: 21 место оставлено, 2 места оставлены, 5 мест оставлено.
    verb = PARTS[language][("kept_singular", "kept_plural", "kept_many")[_form(language, seats)]]
    return PARTS[language]["kept"].format(name=quoted(language, type_), verb=verb, seats=counted(language, "seat", seats))


def part(language: str, code: str, **fields: object) -> str:
    """A part of a sentence with its fields filled in."""
    return PARTS[language][code].replace("~", NBSP).format(**fields)


def quoted(language: str, title: str) -> str:
    """A title in the quotes of the language; quotes inside it become inner ones."""
    opening, closing = QUOTES[language]
    inner_opening, inner_closing = INNER_QUOTES[language]
    inside = title.replace(opening, inner_opening).replace(closing, inner_closing)
    return f"{opening}{inside}{closing}"


def wish(language: str, rank: int) -> str:
    """A wish by its rank: first wish, wish 11; первое пожелание, пожелание 11."""
    noun = "пожелание" if language == "ru" else "wish"
    if rank > len(ORDINALS[language]):
        return f"{noun}{NBSP}{rank}"
    return f"{ORDINALS[language][rank - 1]} {noun}"


def fractions_apart(language: str, first: str, second: str) -> tuple[str, str]:
    """Two lottery numbers as fractions of one, with as many digits, from 4 on, as tell them apart."""
    left, right = int(first, 16), int(second, 16)
    digits = 4
    while digits < 20 and (left * 10**digits) >> 64 == (right * 10**digits) >> 64:
        digits += 1
    sign = "," if language == "ru" else "."
    return (
        f"0{sign}{(left * 10**digits) >> 64:0{digits}d}",
        f"0{sign}{(right * 10**digits) >> 64:0{digits}d}",
    )


def say(language: str, code: str, **fields: object) -> str:
    """The sentence of a code with its fields filled in."""
    # The tildes go first: a title may hold one of its own.
    return SENTENCES[language][code].replace("~", NBSP).format(**fields)
