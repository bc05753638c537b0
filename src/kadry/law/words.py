"""How the law is written for a reader, in Russian or in English: values with their units, sums, days, what a rule rests on.

Everything takes a thing and a language and returns plain text; what must stay on one line is held by no-break spaces.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import EllipsisType

from kadry.engine.rules import Clause, Version
from kadry.law.measures import KOPECKS, Period
from kadry.law.parameters import DRAFT, READ, Line, Number, Range, acts

NBSP, MINUS = "\u00a0", "\u2212"
PARTS = 10**6  # six digits after the point are shown, zeros at the end are not

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "point": ",",
        "yes": "да",
        "no": "нет",
        "unknown": "неизвестно",
        "range": "от\u00a0{low} до\u00a0{high}",
        "up_to": "до\u00a0{high}",
        "at_least": "не меньше {low}",
        "any": "сумма не ограничена данными",
        "day": "{day} {month} {year} г.",
        "since": "с\u00a0{begins}",
        "span": "с\u00a0{begins} по\u00a0{ends}",
        "article": "ст.\u00a0{article}",
        "point_of": "п.\u00a0{point} ст.\u00a0{article}",
        "subpoint_of": "подп.\u00a0{subpoint} п.\u00a0{point} ст.\u00a0{article}",
        "source": "{source}, по состоянию на {seen}",
        "no_source": "источник не искали",
        "S": "прочитано в источнике",
        "M": "по памяти, не проверено",
        "D": "выведено из других правил",
        "state": "{period}: {state}",
        "known": "условия известны",
        "text_not_seen": "текст акта не прочитан: известны не все условия, сумма не показывается",
        "draft": "проект, не применяется",
    },
    "en": {
        "point": ".",
        "yes": "yes",
        "no": "no",
        "unknown": "unknown",
        "range": "{low} to {high}",
        "up_to": "up to {high}",
        "at_least": "at least {low}",
        "any": "the data do not bound the sum",
        "day": "{day} {month} {year}",
        "since": "from {begins}",
        "span": "from {begins} to {ends}",
        "article": "art.\u00a0{article}",
        "point_of": "art.\u00a0{article}({point})",
        "subpoint_of": "art.\u00a0{article}({point})({subpoint})",
        "source": "{source}, as of {seen}",
        "no_source": "no source was looked up",
        "S": "read in a source",
        "M": "from memory, not verified",
        "D": "derived from other rules",
        "state": "{period}: {state}",
        "known": "its conditions are known",
        "text_not_seen": "the act's text was not seen: not all conditions are known, and no amount is shown",
        "draft": "a draft, not applied",
    },
}

MONTHS: Mapping[str, tuple[str, ...]] = {
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}

# What stands after a number: for 1, for 2 to 4 and for 5 in Russian, for 1 and for more in English; one where it never changes.
UNITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ru": {
        "RUB": ("₽",),
        "rate": ("%",),
        "percent": ("%",),
        "multiples": ("",),
        "minimum wages": ("МРОТ",),
        "km": ("км",),
        "months": ("месяц", "месяца", "месяцев"),
        "workers": ("работник", "работника", "работников"),
        "hours a week": ("час в неделю", "часа в неделю", "часов в неделю"),
        "years": ("год", "года", "лет"),
        "kinds of work": ("вид работ", "вида работ", "видов работ"),
    },
    "en": {
        "RUB": ("RUB",),
        "rate": ("%",),
        "percent": ("%",),
        "multiples": ("",),
        "minimum wages": ("minimum wage", "minimum wages"),
        "km": ("km",),
        "months": ("month", "months"),
        "workers": ("worker", "workers"),
        "hours a week": ("hour a week", "hours a week"),
        "years": ("year", "years"),
        "kinds of work": ("kind of work", "kinds of work"),
    },
}

# What stands before a list of codes: for one code, for several.
LISTED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "ru": {"classes": ("класс", "классы"), "OKVED classes": ("ОКВЭД", "ОКВЭД")},
    "en": {"classes": ("class", "classes"), "OKVED classes": ("OKVED", "OKVED")},
}


def value_text(line: Line, language: str) -> str:
    """The value with its unit: «27 093 ₽», «15 %», «24 часа в неделю», «от 0 до 30,2 %», «классы 1, 2»."""
    found = line.value
    if isinstance(found, tuple):
        return f"{LISTED[language][line.unit][len(found) > 1]}{NBSP}{', '.join(found)}"
    if line.unit == "0 or 1":
        return _yes_or_no(found, language)
    if isinstance(found, Range):
        both = {"low": _digits(found.low, line.unit, language), "high": _digits(found.high, line.unit, language)}
        return _with_unit(WORDS[language]["range"].format(**both), found.high, line.unit, language, after_to=True)
    return _with_unit(_digits(found, line.unit, language), found, line.unit, language)


def number_text(number: Number | None, language: str, *, to: Number | EllipsisType | None = ...) -> str:
    """A number, «1 234,5»; with `to` a range, which has no known end where that is None. A number of None is unknown."""
    words = WORDS[language]
    if number is None:
        return words["unknown"]
    if to is ... or number == to:
        return _decimal(number, language)
    if to is None:
        return words["at_least"].format(low=_decimal(number, language))
    return words["range"].format(low=_decimal(number, language), high=_decimal(to, language))


def money(kopecks: int, language: str) -> str:
    """A sum: «13 296,75 ₽», “13 296.75 RUB”; whole roubles without kopecks: «162 558 ₽»."""
    digits = _with_kopecks(kopecks, language) if kopecks % KOPECKS else _decimal(Fraction(kopecks, KOPECKS), language)
    return f"{digits}{NBSP}{UNITS[language]['RUB'][0]}"


def amount(low: int, high: int | None, language: str) -> str:
    """A sum or a range of sums."""
    words = WORDS[language]
    if high is None:
        return words["at_least"].format(low=money(low, language)) if low else words["any"]
    if low == high:
        return money(low, language)
    both = {"low": money(low, language), "high": money(high, language)}
    return words["range" if low else "up_to"].format(**both)


def day_text(day: date, language: str) -> str:
    """A day: «21 марта 2024 г.», “21 March 2024”."""
    text = WORDS[language]["day"].format(day=day.day, month=MONTHS[language][day.month - 1], year=day.year)
    return text.replace(" ", NBSP)


def period_text(found: Line | Version | Period, language: str) -> str:
    """From when to when it holds: «с 1 января 2024 г. по 31 декабря 2025 г.»."""
    begins = day_text(found.begins, language)
    if found.ends is None:
        return WORDS[language]["since"].format(begins=begins)
    return WORDS[language]["span"].format(begins=begins, ends=day_text(found.ends, language))


def state_text(found: Version | Period, language: str) -> str:
    """A version of a measure: from when to when it holds, and how much of it is known."""
    words = WORDS[language]
    state = "draft" if found.status == DRAFT else "known" if found.text_seen else "text_not_seen"
    period = period_text(found, language)
    return words["state"].format(period=period[0].upper() + period[1:], state=words[state])


def act_text(found: Clause | Line, language: str) -> str:
    """The act and the article: «Налоговый кодекс, подп. 17 п. 1 ст. 427»."""
    name = acts()[found.act][language]
    return f"{name}, {article_text(found.article, language)}" if found.article else name


def article_text(article: str, language: str) -> str:
    """“427(1)(17)” of the files as lawyers write it; plain articles stand together: «ст. 92, 265»."""
    if "(" not in article:
        return WORDS[language]["article"].format(article=article)
    return ", ".join(_point_text(part, language) for part in article.split(", "))


def _point_text(article: str, language: str) -> str:
    number, *points = article.replace(")", "").split("(")
    named = dict(zip(("point", "subpoint"), points, strict=False))
    kind = ("article", "point_of", "subpoint_of")[len(points)]
    return WORDS[language][kind].format(article=number, **named)


def source_text(found: Clause | Line, language: str) -> str:
    """Where it was read, and how new that page is."""
    words = WORDS[language]
    if not found.source:
        return words["no_source"]
    return words["source"].format(source=found.source, seen=day_text(found.seen, language))


def mark_text(mark: str, language: str) -> str:
    """How sure a rule is: read in a source, from memory, derived."""
    return WORDS[language][mark]


def clause_text(found: Clause | Line, language: str) -> str:
    """What a rule rests on: act and article, source with its day, and the mark unless naming the source has said it."""
    parts = [act_text(found, language), source_text(found, language)]
    return "; ".join([*parts, *([] if found.mark == READ else [mark_text(found.mark, language)])])


def _yes_or_no(found: Number | Range, language: str) -> str:
    if isinstance(found, Range):
        return WORDS[language]["unknown"]
    return WORDS[language]["yes" if found else "no"]


def _digits(number: Number, unit: str, language: str) -> str:
    if unit == "rate":
        return _decimal(100 * _exact(number), language)
    if unit == "multiples":
        return f"×{_decimal(number, language)}"
    if unit == "RUB" and _exact(number).denominator != 1:
        return _with_kopecks(round(KOPECKS * _exact(number)), language)
    return _decimal(number, language)


def _with_kopecks(kopecks: int, language: str) -> str:
    roubles, rest = divmod(abs(kopecks), KOPECKS)
    return f"{MINUS if kopecks < 0 else ''}{_grouped(roubles)}{WORDS[language]['point']}{rest:02d}"


def _with_unit(digits: str, number: Number, unit: str, language: str, *, after_to: bool = False) -> str:
    forms = UNITS[language][unit]
    word = forms[min(_form(_exact(number), language, after_to=after_to), len(forms) - 1)]
    return f"{digits}{NBSP}{word}" if word else digits


def _form(number: Fraction, language: str, *, after_to: bool) -> int:
    """Which form of a word follows a number; after «до» a Russian word stands in the genitive, as after 2 or after 5."""
    if language != "ru":
        return int(number != 1)
    if number.denominator != 1:
        return 1
    last, tens = number % 10, number % 100
    if last == 1 and tens != 11:
        return 1 if after_to else 0
    return 1 if 2 <= last <= 4 and not 12 <= tens <= 14 and not after_to else 2


def _decimal(number: Number, language: str) -> str:
    parts = round(abs(_exact(number)) * PARTS)
    whole, rest = divmod(parts, PARTS)
    digits = f"{WORDS[language]['point']}{rest:06d}".rstrip("0") if rest else ""
    return f"{MINUS if number < 0 and parts else ''}{_grouped(whole)}{digits}"


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", NBSP)


def _exact(number: Number) -> Fraction:
    """A binary fraction of the file as it was written there: 17.5, 0.1."""
    return Fraction(str(number))
