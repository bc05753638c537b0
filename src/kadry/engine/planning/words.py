"""Codes of planning as sentences, Russian and English: plain data and one small renderer.

In a sentence `{name}` is a value, `{name|a|b|c}` the word form that goes with a number: Russian one, few,
many; English one, many. Spaces inside a number and before its unit are no-break spaces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from kadry.engine.planning.canonical import decimal_text

NBSP = "\u00a0"
Words = dict[str, dict[str, str]]

STATUSES: Words = {
    "optimal": {
        "ru": "План наилучший: это доказано.",
        "en": "The plan is proven to be the best.",
    },
    "gap": {
        "ru": "Доказано: план уступает наилучшему не более чем на {gap}~%.",
        "en": "The plan is proven to be within {gap}% of the best.",
    },
    "limit": {
        "ru": "Поиск остановлен пределом. План выполним; доказано лишь, что он уступает наилучшему не более чем на {gap}~%.",
        "en": "A limit ended the search. The plan is feasible, but is only proven to be within {gap}% of the best.",
    },
    "infeasible": {
        "ru": "Плана нет: требования противоречат друг другу.",
        "en": "There is no plan: the requirements contradict each other.",
    },
}

STOPS: Words = {
    "": {"ru": "Поиск завершён.", "en": "The search ran to its end."},
    "seconds": {
        "ru": "Поиск остановлен по времени; повторный расчёт может дать другой план.",
        "en": "The search was stopped by the clock; running it again may give another plan.",
    },
    "max_nodes": {
        "ru": "Поиск остановлен по числу узлов; повторный расчёт даст тот же план.",
        "en": "The search was stopped by the count of nodes; running it again gives the same plan.",
    },
}

REASONS: Words = {
    "no_licence": {
        "ru": "Ни у одного колледжа нет лицензии на эту программу.",
        "en": "No college is licensed for this programme.",
    },
    "out_of_reach": {
        "ru": "Ни один колледж с этой программой не находится в пределах досягаемости.",
        "en": "No college with this programme is within reach.",
    },
    "limits": {
        "ru": "Колледжи в пределах досягаемости не могут открыть ещё одну группу.",
        "en": "The colleges within reach cannot open another group.",
    },
    "not_worth": {
        "ru": "Ещё одна группа возможна, но она обошлась бы дороже той потребности, которую закроет.",
        "en": "Another group is possible, but would cost more than the need it would meet.",
    },
}

# What a limit is, to be read after a colon or in brackets.
LIMITS: Words = {
    "workshop": {"ru": "места в мастерских", "en": "workshop places"},
    "teachers": {"ru": "преподаватели", "en": "teachers"},
    "dormitory": {"ru": "общежитие", "en": "dormitory"},
    "premises": {"ru": "учебные помещения", "en": "premises"},
    "licence": {"ru": "лицензия", "en": "licence"},
    "other": {"ru": "иное ограничение", "en": "another limit"},
    "what_if": {"ru": "условие «что, если»", "en": "what-if condition"},
    "min_groups": {"ru": "наименьшее число групп", "en": "least number of groups"},
    "reserved": {"ru": "целевые договоры", "en": "target contracts"},
    "change_up": {"ru": "наибольший прирост за год", "en": "largest growth in a year"},
    "change_down": {"ru": "наибольшее сокращение за год", "en": "largest cut in a year"},
    "college": {"ru": "общая вместимость колледжа", "en": "capacity of the college"},
    "budget": {"ru": "бюджет", "en": "budget"},
    "no_groups": {"ru": "групп нет", "en": "there are no groups"},
}

UNITS: Words = {
    "groups": {"ru": "{n|группа|группы|групп}", "en": "{n|group|groups}"},
    "places": {"ru": "{n|место|места|мест}", "en": "{n|place|places}"},
    "people": {"ru": "{n|человек|человека|человек}", "en": "{n|person|people}"},
    "roubles": {"ru": "{n|рубль|рубля|рублей}", "en": "{n|rouble|roubles}"},
    "share": {"ru": "", "en": ""},
}

# The same after «не менее» and «не более», which take the genitive.
UNITS_OF: Words = {
    "groups": {"ru": "{n|группы|групп|групп}", "en": "{n|group|groups}"},
    "places": {"ru": "{n|места|мест|мест}", "en": "{n|place|places}"},
    "roubles": {"ru": "{n|рубля|рублей|рублей}", "en": "{n|rouble|roubles}"},
}

BINDINGS: Words = {
    "more": {
        "ru": "Сдерживает предел «{limit}»: не более {amount}. Ещё одна группа — {college}, "
        "программа {programme} — улучшила бы план на {worth}.",
        "en": "What binds: {limit}, at most {amount}. One more group at {college}, "
        "programme {programme}, would improve the plan by {worth}.",
    },
    "also": {
        "ru": "Той же группе мешает ещё и это: {limits}.",
        "en": "In the way of the same group: {limits}.",
    },
    "fewer": {
        "ru": "Сдерживает предел «{limit}»: не менее {amount}. Без одной группы — {college}, "
        "программа {programme} — план был бы лучше на {worth}.",
        "en": "What binds: {limit}, at least {amount}. One group fewer at {college}, "
        "programme {programme}, would improve the plan by {worth}.",
    },
}

CONFLICTS: Words = {
    "intro": {"ru": "Нельзя выполнить вместе: {parts}.", "en": "These cannot hold together: {parts}."},
    "least": {
        "ru": "не менее {amount} ({limit}; {college}, программа {programme})",
        "en": "at least {amount} ({limit}; {college}, programme {programme})",
    },
    "most": {
        "ru": "не более {amount} ({limit}; {college}, программа {programme})",
        "en": "at most {amount} ({limit}; {college}, programme {programme})",
    },
    "college": {
        "ru": "не более {amount} ({limit}; {college})",
        "en": "at most {amount} ({limit}; {college})",
    },
    "budget": {"ru": "не более {amount} ({limit})", "en": "at most {amount} ({limit})"},
}

STEPS: Words = {
    "asked_in_reach": {"ru": "Потребность в пределах досягаемости", "en": "Need within reach"},
    "covered_by_others": {"ru": "Из неё закрывают другие колледжи", "en": "Of it, other colleges cover"},
    "left_for_pair": {"ru": "Остаётся этому колледжу", "en": "Left for this college"},
    "finish": {"ru": "Доля окончивших обучение", "en": "Share who finish"},
    "in_trade": {"ru": "Доля работающих по профессии", "en": "Share who work in the trade"},
    "in_region": {"ru": "Доля оставшихся в регионе", "en": "Share who stay in the region"},
    "army": {"ru": "Доля не призванных в армию", "en": "Share not delayed by the army"},
    "coefficient": {
        "ru": "Работников в регионе на одно место приёма; мест с округлением вверх",
        "en": "Workers in the region per place admitted; places rounded up",
    },
    "group_size": {
        "ru": "Мест в группе; групп с округлением вверх",
        "en": "Places in a group; groups rounded up",
    },
    "at_most": {"ru": "Не более: {limit}", "en": "At most: {limit}"},
    "at_least": {"ru": "Не менее: {limit}", "en": "At least: {limit}"},
    "lost_to_college": {
        "ru": "Следующей группе не хватило вместимости колледжа: она отдана программам, где группа нужнее",
        "en": "No room in the college for the next group: it went to programmes where a group is worth more",
    },
    "lost_to_budget": {
        "ru": "Следующей группе не хватило бюджета: он отдан группам, которые нужнее",
        "en": "No money for the next group: it went to groups that are worth more",
    },
    "not_worth": {
        "ru": "Следующая группа обошлась бы дороже, чем закрытая ею потребность",
        "en": "The next group would cost more than the need it would meet",
    },
    "kept": {
        "ru": "Сохранены: закрыть их обошлось бы дороже, чем оставить",
        "en": "Kept: closing them would cost more than leaving them",
    },
    "places_per_group": {"ru": "Мест в группе", "en": "Places in a group"},
    "places": {"ru": "Места по плану", "en": "Places in the plan"},
    "asked": {"ru": "Потребность", "en": "Need"},
    "workers_of_pair": {"ru": "Ожидаемые работники: {subject}", "en": "Expected workers: {subject}"},
    "expected_supply": {"ru": "Ожидаемые работники, всего", "en": "Expected workers in all"},
    "idle": {
        "ru": "Из них без потребности в пределах досягаемости",
        "en": "Of them, without a need within reach",
    },
    "unmet": {"ru": "Незакрытая потребность", "en": "Unmet need"},
}

SOURCES: Words = {
    "needs": {"ru": "потребности работодателей", "en": "employers' needs"},
    "shares": {"ru": "доли этого плана", "en": "shares of this plan"},
    "plan": {"ru": "этот план", "en": "this plan"},
    "pair": {"ru": "сведения о программе колледжа", "en": "the pair's record"},
    "sum": {"ru": "арифметика", "en": "arithmetic"},
    "change_limit": {"ru": "предел изменения за год", "en": "limit of yearly change"},
}

WORTHS: Words = {
    "more": {
        "ru": "Ещё одна группа: {people} закрытой потребности; план {verdict}.",
        "en": "One more group: {people} of need met; the plan {verdict}.",
    },
    "fewer": {
        "ru": "Одной группой меньше: {people} закрытой потребности; план {verdict}.",
        "en": "One group fewer: {people} of need met; the plan {verdict}.",
    },
    "better": {"ru": "станет лучше на {worth}", "en": "improves by {worth}"},
    "worse": {"ru": "станет хуже на {worth}", "en": "worsens by {worth}"},
    "same": {"ru": "не изменится", "en": "stays as good"},
    "neighbour": {
        "ru": "Рассчитано точно: одна группа прибавлена или убрана, люди распределены заново, прочие группы прежние.",
        "en": "Computed exactly: one group added or taken away, people placed anew, other groups unchanged.",
    },
}

GUARANTEES: Words = {
    "P1": {"ru": "Места набираются целыми группами.", "en": "Places are whole groups."},
    "P2": {
        "ru": "Места и доли есть только у программ с лицензией, и ни одна такая программа не пропущена.",
        "en": "Only licensed pairs have places and shares, and none is left out.",
    },
    "P3": {
        "ru": "Соблюдены мастерские, преподаватели и прочие пределы, наименьшее число групп и целевые договоры.",
        "en": "Workshops, teachers, other ceilings, least groups and target contracts are kept.",
    },
    "P4": {"ru": "Соблюдён предел изменения за год.", "en": "The limit of yearly change is kept."},
    "P5": {
        "ru": "Соблюдена общая вместимость каждого колледжа.",
        "en": "The capacity of every college is kept.",
    },
    "P6": {"ru": "Соблюдён бюджет.", "en": "The budget is kept."},
    "P7": {
        "ru": "Ожидаемых работников — целая часть произведения мест на коэффициент; доли их не превышают.",
        "en": "Expected workers are places × coefficient rounded down, and shares never exceed them.",
    },
    "P8": {
        "ru": "Доли целые и не превышают потребность.",
        "en": "Shares are whole and never exceed the need.",
    },
    "P9": {"ru": "Никто не учтён за пределами досягаемости.", "en": "Nobody is counted on beyond reach."},
    "P10": {"ru": "Итоги по программам сходятся.", "en": "The sums by programme add up."},
    "P11": {
        "ru": "Целевая функция и её части сходятся точно.",
        "en": "The objective and its parts add up exactly.",
    },
    "P12": {
        "ru": "При этих группах нельзя закрыть потребность лучше.",
        "en": "With these groups the need cannot be met better.",
    },
    "P13": {
        "ru": "Рядом с незакрытой потребностью нет ни свободного работника, ни места, отданного потребности, "
        "которая ниже по порядку.",
        "en": "Beside an unmet need there is no idle worker and no seat given to a need that ranks lower.",
    },
    "P14": {
        "ru": "Обмен между колледжами не сократит расстояний.",
        "en": "No exchange between colleges saves kilometres.",
    },
    "P15": {
        "ru": "Граница не выше целевой функции, разрыв посчитан верно, статус не обещает большего.",
        "en": "The bound is not above the objective, the gap is right, the status promises no more.",
    },
    "P16": {
        "ru": "Ни одна прибавленная или убранная группа не улучшит план.",
        "en": "No single group added or taken away improves the plan.",
    },
    "P17": {
        "ru": "Ценность ещё одной группы посчитана верно.",
        "en": "The worth of one more group is right.",
    },
    "P18": {"ru": "Верно названо, что сдерживает план.", "en": "What binds is named rightly and in full."},
    "P19": {
        "ru": "Причина каждой незакрытой потребности верна.",
        "en": "The reason of every unmet need is right.",
    },
    "P20": {
        "ru": "Отказ дан только при противоречии, и каждое названное противоречие настоящее.",
        "en": "A plan is refused only for a contradiction, and each one named is real.",
    },
}

_FORMS = re.compile(r"\{(\w+)\|([^}]*)\}")
_VALUE = re.compile(r"\{(\w+)\}")


def render(template: str, lang: str, **values: object) -> str:
    """Fill a sentence: word forms by number, numbers in the language's notation, `~` as a no-break space."""
    text = _FORMS.sub(lambda match: plural(values[match[1]], match[2].split("|"), lang), template)
    text = text.replace("~", NBSP)
    return _VALUE.sub(lambda match: number(values[match[1]], lang), text)


def plural(value: object, forms: list[str], lang: str) -> str:
    """The form of a word that goes with a number; a fraction takes the second form in both languages."""
    amount = abs(Decimal(str(value)))
    if lang != "ru":
        return forms[0] if amount == 1 else forms[1]
    if amount != int(amount):
        return forms[1]
    last, tens = int(amount) % 10, int(amount) % 100
    if last == 1 and tens != 11:
        return forms[0]
    return forms[1] if 2 <= last <= 4 and not 12 <= tens <= 14 else forms[2]


def number(value: object, lang: str) -> str:
    """1234567.5 → 1 234 567,5 in Russian (no-break spaces), 1,234,567.5 in English; a text stays as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return str(value)
    whole, _, rest = decimal_text(abs(Decimal(value))).partition(".")
    groups = f"{int(whole):,}"
    if lang == "ru":
        # Russian typography leaves a number of four digits whole.
        groups = groups.replace(",", NBSP) if len(whole) > 4 else whole
    sign = "\u2212" if value < 0 else ""
    return sign + groups + ("," if lang == "ru" else ".") * bool(rest) + rest


def amount(value: int | Decimal, unit: str, lang: str, *, genitive: bool = False) -> str:
    """A number with its unit: 21 группа; after «не менее» 21 группы."""
    word = render((UNITS_OF if genitive else UNITS)[unit][lang], lang, n=value)
    return f"{number(value, lang)}{NBSP if lang == 'ru' else ' '}{word}" if word else number(value, lang)


def name_of(code: str, names: Mapping[str, str] | None, lang: str) -> str:
    """The name shown for an id, in the language's quotation marks; the id itself when there is no name."""
    name = (names or {}).get(code)
    if name is None:
        return code
    return f"«{name}»" if lang == "ru" else f"“{name}”"
