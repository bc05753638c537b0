"""The sentences kept with a placement, in both languages at once: why a wish was not looked at, and what would mend it.

Plain data, because they are written once for all readers; what a page says of itself goes through gettext.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils import translation

from kadry.placement.eligibility import Conditions, Offer, Person, age_on, birthday
from kadry.placement.enums import Obstacle
from kadry.web.templatetags.words import NBSP
from kadry.web.templatetags.words import day as day_in_words

LANGUAGES = ("ru", "en")

# How places are given, published with each campaign. {bonus}: points; {reach}: km.
RULE = {
    "ru": "Право на место: средний балл, умноженный на 100, и ещё {bonus} баллов тем, кто живёт в муниципалитете места. Кто без"
    " среднего балла, идёт после всех, у кого он есть. Поровну — решает жребий по опубликованному зерну. Место дальше {reach} км"
    " от дома не предлагается.",
    "en": "The right to a place: the average mark times 100, and {bonus} points more for those who live in the place’s"
    " municipality. Those without an average mark come after everybody who has one. Equal rights are settled by lot from the"
    " published seed. A place farther than {reach} km from home is not offered.",
}

# Why the wish was not looked at.
WHY = {
    "ru": {
        Obstacle.NOT_STUDYING: "вы сейчас не учитесь",
        Obstacle.OTHER_PROGRAMME: "место для другой программы",
        Obstacle.COMPETING: "на эти же дни у вас уже есть другое место",
        Obstacle.HARMFUL_FOR_MINOR: "условия труда вредные (класс {work_class}), а в первый день практики вам {age}",
        Obstacle.CONDITIONS_UNKNOWN: "условия труда не оценены, поэтому нельзя сказать, можно ли туда до 18 лет",
        Obstacle.HOURS_OF_MINOR: "{hours} в неделю, а в вашем возрасте можно не больше {limit}",
        Obstacle.NO_MEDICAL: "нет медосмотра",
        Obstacle.MEDICAL_ENDS: "медосмотр действует до {medical}, а практика идёт до {ends}",
        Obstacle.NO_SANITARY: "нет санитарной книжки",
        Obstacle.SANITARY_ENDS: "санитарная книжка действует до {sanitary}, а практика идёт до {ends}",
        Obstacle.TOO_FAR: "от дома {km}, а предлагаются места не дальше {reach}",
        Obstacle.DISTANCE_UNKNOWN: "расстояние от дома нельзя сказать",
    },
    "en": {
        Obstacle.NOT_STUDYING: "you are not studying now",
        Obstacle.OTHER_PROGRAMME: "the place is for another programme",
        Obstacle.COMPETING: "you have another place on the same days",
        Obstacle.HARMFUL_FOR_MINOR: "working conditions are harmful (class {work_class}) and you are {age} on the first day",
        Obstacle.CONDITIONS_UNKNOWN: "working conditions were not assessed, so whether somebody under 18 may go cannot be told",
        Obstacle.HOURS_OF_MINOR: "{hours} a week, and at your age at most {limit}",
        Obstacle.NO_MEDICAL: "there is no medical examination",
        Obstacle.MEDICAL_ENDS: "the medical examination holds until {medical}, the practice lasts until {ends}",
        Obstacle.NO_SANITARY: "there is no sanitary book",
        Obstacle.SANITARY_ENDS: "the sanitary book holds until {sanitary}, the practice lasts until {ends}",
        Obstacle.TOO_FAR: "{km} from home, and places are offered up to {reach}",
        Obstacle.DISTANCE_UNKNOWN: "how far it is from home cannot be told",
    },
}

# What would mend it, the cheapest first; the order is the price list of ``fix``.
MEND = {
    "ru": {
        Obstacle.MEDICAL_ENDS: "продлить медосмотр до {ends}",
        Obstacle.NO_MEDICAL: "пройти медосмотр, действующий до {ends}",
        Obstacle.SANITARY_ENDS: "продлить санитарную книжку до {ends}",
        Obstacle.NO_SANITARY: "получить санитарную книжку, действующую до {ends}",
        Obstacle.DISTANCE_UNKNOWN: "указать, где находится место и где вы живёте",
        Obstacle.CONDITIONS_UNKNOWN: "предприятию сообщить класс условий труда",
        Obstacle.HOURS_OF_MINOR: "согласовать с предприятием {norm} в неделю",
        Obstacle.TOO_FAR: "ездить на {over} дальше обычного",
        Obstacle.HARMFUL_FOR_MINOR: "начать после 18-летия, {birthday}",
        Obstacle.COMPETING: "отказаться от другого места",
        Obstacle.NOT_STUDYING: "вернуться к учёбе",
        Obstacle.OTHER_PROGRAMME: "выбрать место своей программы",
    },
    "en": {
        Obstacle.MEDICAL_ENDS: "renew the medical examination until {ends}",
        Obstacle.NO_MEDICAL: "pass a medical examination that holds until {ends}",
        Obstacle.SANITARY_ENDS: "renew the sanitary book until {ends}",
        Obstacle.NO_SANITARY: "get a sanitary book that holds until {ends}",
        Obstacle.DISTANCE_UNKNOWN: "say where the place is and where you live",
        Obstacle.CONDITIONS_UNKNOWN: "the enterprise says the class of working conditions",
        Obstacle.HOURS_OF_MINOR: "agree with the enterprise on {norm} a week",
        Obstacle.TOO_FAR: "travel {over} farther than the reach",
        Obstacle.HARMFUL_FOR_MINOR: "start after turning 18, on {birthday}",
        Obstacle.COMPETING: "give up the other place",
        Obstacle.NOT_STUDYING: "come back to study",
        Obstacle.OTHER_PROGRAMME: "choose a place of the own programme",
    },
}
PRICE = {obstacle: price for price, obstacle in enumerate(MEND["ru"], start=1)}

SENTENCES = {
    "ru": {
        "refused": "{wish}: {place}~— не рассматривалось: {why}. Что поможет: {mend}.",
        "no_wishes": "Пожелания не поданы, поэтому места вам не искали. Что поможет: подать пожелания.",
        "none_considered": "Вы остались без места: ни одно из пожеланий нельзя было рассмотреть. По каждому сказано, почему"
        " и что поможет.",
        "wish_it": "подать пожелание: {place}, {km} от дома",
        "at": "{place}: {mend}",
        "no_seat": "свободных мест этой программы не осталось: просить предприятия о новых",
    },
    "en": {
        "refused": "{wish}: {place} — not considered: {why}. What would mend it: {mend}.",
        "no_wishes": "No wishes were handed in, so no place was looked for. What would mend it: hand in wishes.",
        "none_considered": "You have no place: none of the wishes could be considered. Each says why and what would mend it.",
        "wish_it": "hand in a wish: {place}, {km} from home",
        "at": "{place}: {mend}",
        "no_seat": "no seat of this programme is free: ask the enterprises for more",
    },
}


def say(language: str, code: str, **facts: object) -> str:
    """The sentence of a code. A date in Russian ends with a full stop of its own."""
    return SENTENCES[language][code].replace("~", NBSP).format(**facts).replace("г..", "г.")


def rule(language: str, *, bonus: int, reach: float) -> str:
    """How places are given, in words."""
    return RULE[language].format(bonus=bonus, reach=f"{reach:g}")


def why(language: str, found: Iterable[Obstacle], person: Person, offer: Offer, conditions: Conditions) -> str:
    """Every reason against a wish, in one sentence."""
    return _listed(WHY[language], language, found, person, offer, conditions)


def mend(language: str, found: Iterable[Obstacle], person: Person, offer: Offer, conditions: Conditions) -> str:
    """What would mend every reason, in one sentence."""
    return _listed(MEND[language], language, found, person, offer, conditions)


def _listed(
    words: dict[Obstacle, str], language: str, found: Iterable[Obstacle], person: Person, offer: Offer, conditions: Conditions
) -> str:
    facts = _facts(language, person, offer, conditions)
    return "; ".join(words[obstacle].format_map(facts) for obstacle in found)


class _Facts(dict):
    """What a sentence needs to know, worked out only if it asks."""

    def __missing__(self, name: str) -> str:
        language, person, offer, conditions = self["of"]
        self[name] = _FACTS[name](language, person, offer, conditions)
        return self[name]


def _facts(language: str, person: Person, offer: Offer, conditions: Conditions) -> _Facts:
    return _Facts(of=(language, person, offer, conditions))


_FACTS = {
    "work_class": lambda language, person, offer, conditions: offer.work_class,
    "age": lambda language, person, offer, conditions: _counted(language, "year", age_on(person.born, offer.starts)),
    "hours": lambda language, person, offer, conditions: _counted(language, "hour", offer.hours),
    "limit": lambda language, person, offer, conditions: _counted(
        language, "hour of", conditions.hours_of(age_on(person.born, offer.starts), offer.starts)
    ),
    "norm": lambda language, person, offer, conditions: _counted(
        language, "hour", conditions.hours_of(age_on(person.born, offer.starts), offer.starts)
    ),
    "medical": lambda language, person, offer, conditions: day(language, person.medical_until),
    "sanitary": lambda language, person, offer, conditions: day(language, person.sanitary_until),
    "ends": lambda language, person, offer, conditions: day(language, offer.ends),
    "birthday": lambda language, person, offer, conditions: day(
        language, birthday(person.born, conditions.adult_from(offer.starts))
    ),
    "km": lambda language, person, offer, conditions: km(language, conditions.km(person.home, offer.town)),
    "reach": lambda language, person, offer, conditions: km(language, conditions.reach_km),
    "over": lambda language, person, offer, conditions: km(
        language, max(1.0, (conditions.km(person.home, offer.town) or 0.0) - conditions.reach_km)
    ),
}

_NOUNS = {
    "ru": {"year": ("год", "года", "лет"), "hour": ("час", "часа", "часов"), "hour of": ("часа", "часов", "часов")},
    "en": {"year": ("year", "years", "years"), "hour": ("hour", "hours", "hours"), "hour of": ("hour", "hours", "hours")},
}


def _counted(language: str, noun: str, number: float) -> str:
    """A whole number with its noun."""
    whole = int(number)
    tens, ones = whole % 100, whole % 10
    if language == "en":
        form = 0 if whole == 1 else 1
    else:
        form = 2 if 11 <= tens <= 14 or ones == 0 or ones >= 5 else 0 if ones == 1 else 1
    return f"{whole}{NBSP}{_NOUNS[language][noun][form]}"


def km(language: str, distance: float | None) -> str:
    """Whole kilometres."""
    if distance is None:
        return "—"
    return f"{round(distance)}{NBSP}{'км' if language == 'ru' else 'km'}"


@lru_cache(maxsize=4096)
def day(language: str, on: date | None) -> str:
    """A day as the pages write it."""
    with translation.override(language):
        return day_in_words(on)
