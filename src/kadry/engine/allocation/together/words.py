"""What is said about groups: sentences and the promises of the certificate, in Russian and English."""

from __future__ import annotations

from collections.abc import Mapping

from kadry.engine.allocation.words import NBSP

# In the sentences a tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "placed": "Вы приняты вместе: {seats}. Это ваше {wish}.",
        "unplaced": "Пока ваша группа осталась без мест. Почему~— сказано по каждому пожеланию.",
        "no_wishes": "Ваша группа не указала ни одного пожелания, поэтому мест ей не искали.",
        "granted": "{wish}: {seats}~— вы приняты.",
        "not_needed": "{wish}: {seats}~— не понадобилось: вы приняты по пожеланию выше.",
        "closed": "{wish}: {seats}~— не вышло. {obstacles}",
        "no_seats": "{place}: в~этот раз мест здесь нет.",
        "higher": "{place}: у~всех принятых право выше, чем у~участника {member}"
        " (баллы последнего принятого: {last}; баллы участника: {yours}{by_lot}).",
        "not_all": "{place}: для всех сразу ({members}) мест не хватило: вместе вы не проходите по праву в~число мест.",
        "with_nobody": "без места",
        "stable": "Мест хватило, чтобы распределение было справедливым для всех: никто не мог~бы по праву занять место"
        " желаннее своего.",
        "seats": "Чтобы распределение было справедливым для всех, нужно добавить: {seats}.",
        "impossible": "Доказано, что с~нынешним числом мест справедливого для всех распределения нет.",
        "not_found": "С~нынешним числом мест найти справедливое для всех распределение не удалось; что его нет, не доказано.",
        "fewest": "Доказано, что меньшим числом мест не обойтись.",
        "block": "Без добавленных мест препятствие такое: {members} по праву могли~бы занять более желанное ({seats}).",
    },
    "en": {
        "placed": "You are admitted together: {seats}. This is your {wish}.",
        "unplaced": "Your group has no places so far. The reason stands at each wish.",
        "no_wishes": "Your group named no wish, so no places were looked for.",
        "granted": "{wish}: {seats} — you are admitted.",
        "not_needed": "{wish}: {seats} — not needed: you are admitted to a wish above.",
        "closed": "{wish}: {seats} — not possible. {obstacles}",
        "no_seats": "{place}: there are no seats here this time.",
        "higher": "{place}: everyone admitted has a higher right than {member}"
        " (points of the last admitted: {last}; points of this member: {yours}{by_lot}).",
        "not_all": "{place}: too few seats for all at once ({members}): together you do not come within its seats by right.",
        "with_nobody": "no place",
        "stable": "The seats are enough for an allocation fair to everyone: nobody could by right have a place dearer"
        " than his or her own.",
        "seats": "For an allocation fair to everyone, add: {seats}.",
        "impossible": "It is proved that with the present seats no allocation is fair to everyone.",
        "not_found": "With the present seats no allocation fair to everyone was found; that there is none is not proved.",
        "fewest": "It is proved that fewer seats would not do.",
        "block": "Without the added seats: {members} would rather have {seats} and would be admitted there.",
    },
}

# What each property of a certificate promises.
PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "G1": "No place has more students than its seats and the seats added there.",
        "G2": "Every student stands in the result, and nobody else does.",
        "G3": "Every single sits at one of his or her wishes, being eligible, or nowhere.",
        "G4": "Every group sits at one of its joint wishes, or nowhere.",
        "G5": "No single would rather be at a place that would choose him or her.",
        "G6": "No group would rather have a joint wish that every place in it would grant.",
        "G7": "The status is that of the seats added, and every added seat is filled.",
        "G8": "The blocks named are those there would be without the seats added.",
    },
    "ru": {
        "G1": "Ни у~одного места нет принятых больше, чем мест вместе с~добавленными.",
        "G2": "В~итоге стоит каждый студент и~никто другой.",
        "G3": "Каждый одиночка принят по одному из своих пожеланий, где он допущен, или никуда.",
        "G4": "Каждая группа принята по одному из общих пожеланий или никуда.",
        "G5": "Никто из одиночек не предпочёл~бы место, где его~бы выбрали.",
        "G6": "Ни одна группа не предпочла~бы общее пожелание, которое исполнили~бы все места в~нём.",
        "G7": "Статус отвечает добавленным местам, и~каждое добавленное место занято.",
        "G8": "Названы ровно те препятствия, которые были~бы без добавленных мест.",
    },
}


def say(language: str, code: str, **fields: object) -> str:
    """The sentence of a code with its fields filled in."""
    return SENTENCES[language][code].replace("~", NBSP).format(**fields)


def property_words(name: str, language: str = "ru") -> str:
    """What a property of the certificate promises, in words."""
    return PROPERTIES[language][name].replace("~", NBSP)
