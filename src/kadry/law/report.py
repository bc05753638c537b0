"""What the measures answer an employer, in words: Russian or English, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from kadry.engine.rules import Answer, Change, Checked, Clause, Measure
from kadry.law import measures as law
from kadry.law.measures import KOPECKS, Report

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "heading": "Меры поддержки и обязанности на {on}",
        "seen": "Закон — как он был виден на {seen}; о более поздних изменениях ничего не известно.",
        "as_seen": "закон, как он был виден на {seen}",
        "left_out": "Нельзя вместе с выбранным: {title}",
        "yes": "Подходит",
        "cannot_tell": "Сказать нельзя",
        "no": "Не подходит",
        "text_not_seen": "текст акта не виден: сказать нельзя, сумма не показывается",
        "not_in_force": "уже не действует или ещё только проект",
        "no_version": "для этого дня ничего не известно",
        "unverified": "часть правил записана по памяти и не проверена",
        "absent": "на этот день не известно: {names}",
        "missing": "не хватает данных: {names}",
        "would": "если подойдёт: ",
        "once": "",
        "monthly": " в месяц",
        "yearly": " в год",
        "up_to": "до {high}",
        "at_least": "не меньше {low}",
        "range": "от {low} до {high}",
        "any": "сумма не ограничена данными",
        "by": "с {day}",
        "deadline": "Срок: {says}",
        "papers": "Чем подтвердить известные условия: {papers}",
        "change": "Подойдёт, если «{title}»: {after}",
        "question": "Следующий вопрос, который решит больше всего: {question}",
        "together": "Лучшее сочетание: {titles} — не меньше {low} (ежемесячное — за 12 месяцев)",
        "article": "ст. {article}",
        "source": "{source}, видено {seen}",
        "from_memory": "по памяти, не проверено",
        "derived": "выведено из других правил",
        "sep": ",",
        "currency": "₽",
        "true": "да",
        "false": "нет",
        "unknown": "неизвестно",
        "level": "С {begins}{ends}: {state}",
        "known": "условия известны",
        "until": " по {ends}",
    },
    "en": {
        "heading": "Support measures and duties on {on}",
        "seen": "The law as seen on {seen}; nothing is known of later changes.",
        "as_seen": "the law as seen on {seen}",
        "left_out": "Not together with what was chosen: {title}",
        "yes": "Fits",
        "cannot_tell": "Cannot tell",
        "no": "Does not fit",
        "text_not_seen": "cannot tell: the act's text was not seen, and no amount is shown",
        "not_in_force": "it has ended, or is only a draft",
        "no_version": "nothing is known for that day",
        "unverified": "some rules are from memory and not verified",
        "absent": "not known for that day: {names}",
        "missing": "data are missing: {names}",
        "would": "if it fits: ",
        "once": "",
        "monthly": " a month",
        "yearly": " a year",
        "up_to": "up to {high}",
        "at_least": "at least {low}",
        "range": "{low} to {high}",
        "any": "the data do not bound the sum",
        "by": "from {day}",
        "deadline": "When: {says}",
        "papers": "What shows the known conditions: {papers}",
        "change": "It would fit if “{title}” were: {after}",
        "question": "The next question, which settles most: {question}",
        "together": "Best together: {titles}, at least {low} (a monthly sum counts for 12 months)",
        "article": "art. {article}",
        "source": "{source}, seen {seen}",
        "from_memory": "from memory, not verified",
        "derived": "derived from other rules",
        "sep": ".",
        "currency": "RUB",
        "true": "yes",
        "false": "no",
        "unknown": "unknown",
        "level": "From {begins}{ends}: {state}",
        "known": "its conditions are known",
        "until": " to {ends}",
    },
}
SIGNS = {True: "+", False: "–", None: "?"}
MARKS = {"M": "from_memory", "D": "derived"}


def checked(report: Report, language: str) -> str:
    """The whole report: what fits, what cannot be told, what does not, then the best combination and the next question."""
    return "\n".join([*_top(report, language), *_groups(report, language), *_bottom(report, language)])


def listed(found: tuple[Measure, ...], on: date, language: str) -> str:
    """Measures with their state on a day."""
    return "\n".join(line for one in found for line in _listed(one, on, language))


def money(kopecks: int, language: str) -> str:
    """A sum: “13 296,75 ₽”, “13 296.75 RUB”."""
    words = WORDS[language]
    return f"{kopecks // KOPECKS:,}".replace(",", "\u00a0") + f"{words['sep']}{kopecks % KOPECKS:02d}\u00a0{words['currency']}"


def amount(low: int, high: int | None, language: str) -> str:
    """A sum or a range of sums."""
    words = WORDS[language]
    if high is None:
        return words["at_least"].format(low=money(low, language)) if low else words["any"]
    if low == high:
        return money(low, language)
    both = {"low": money(low, language), "high": money(high, language)}
    return words["range" if low else "up_to"].format(**both)


def _top(report: Report, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield words["heading"].format(on=report.on)
    if report.seen and report.on > report.seen:
        yield words["seen"].format(seen=report.seen)


def _groups(report: Report, language: str) -> Iterator[str]:
    for verdict in ("yes", "cannot_tell", "no"):
        found = [answer for answer in report.answers.values() if answer.verdict == verdict]
        if found:
            yield f"\n{WORDS[language][verdict]}"
        for answer in found:
            yield from _answer(report, answer, language)


def _bottom(report: Report, language: str) -> Iterator[str]:
    words = WORDS[language]
    if report.combination.chosen:
        titles = "; ".join(report.measures[name].title[language] for name in report.combination.chosen)
        yield "\n" + words["together"].format(titles=titles, low=money(report.combination.low, language))
    for name, _ in report.combination.left_out:
        yield words["left_out"].format(title=report.measures[name].title[language])
    if report.question:
        asked = law.facts_catalogue()[report.question.fact].words["question"][language]
        yield "\n" + words["question"].format(question=asked) + f" ({report.question.fact})"


def _answer(report: Report, answer: Answer, language: str) -> Iterator[str]:
    words, one = WORDS[language], report.measures[answer.measure_id]
    record = law.record(answer.measure_id, on=report.on, region=report.region)
    yield f"\n  {one.title[language]} [{answer.measure_id}]"
    if answer.because != "conditions":
        yield f"    {words[answer.because]}"
    yield from (f"    {line}" for line in _money(answer, record, language))
    counted = {found["id"]: found["says"][language] for found in record.get("figures", ())}
    yield from (f"    {counted[found.id]}: {_number(found.low, found.high, language)}" for found in answer.figures)
    says = {found["id"]: found["says"][language] for found in record.get("conditions", ())}
    yield from (f"    {SIGNS[found.truth]} {says[found.id]} ({_basis(found.clause, language)})" for found in _telling(answer))
    if answer.seen and report.on > answer.seen:
        yield f"    {words['as_seen'].format(seen=answer.seen)}"
    yield from (f"    {line}" for line in _gaps(answer, language))
    yield from (f"    {_change(found, language)}" for found in report.changes.get(answer.measure_id, ()))
    yield from (f"    {line}" for line in _how(answer, record, language))


def _telling(answer: Answer) -> list[Checked]:
    """For a no, only what fails: the rest would hide it."""
    return [one for one in answer.conditions if answer.verdict != "no" or one.truth is False]


def _money(answer: Answer, record: Mapping[str, Any], language: str) -> Iterator[str]:
    if not answer.payments:
        return
    words = WORDS[language]
    highs = [one.high for one in answer.payments]
    total = sum(one.low for one in answer.payments), None if None in highs else sum(filter(None, highs))
    would = words["would"] if answer.verdict != "yes" else ""
    yield f"{would}{amount(*total, language)}{words[answer.basis or 'once']}"
    says = {found["id"]: found["says"][language] for found in record["amount"]["payments"]}
    for one in answer.payments:
        day = f", {words['by'].format(day=one.due)}" if one.due else ""
        yield f"  {says[one.id]}: {amount(one.low, one.high, language)}{day}"


def _gaps(answer: Answer, language: str) -> Iterator[str]:
    words = WORDS[language]
    if answer.unverified:
        yield words["unverified"]
    if answer.absent:
        titles = (law.lines(key)[-1].titles for key in answer.absent)
        yield words["absent"].format(names="; ".join(found.get(language, found["en"]) for found in titles))
    if answer.missing:
        facts = law.facts_catalogue()
        yield words["missing"].format(names="; ".join(facts[name].words["title"][language] for name in answer.missing))


def _how(answer: Answer, record: Mapping[str, Any], language: str) -> Iterator[str]:
    if answer.verdict == "no":
        return
    words = WORDS[language]
    if "deadline" in record:
        day = f" — {answer.deadline}" if answer.deadline else ""
        yield words["deadline"].format(says=record["deadline"]["says"][language]) + day
    if record.get("papers"):
        yield words["papers"].format(papers="; ".join(found[language] for found in record["papers"]))
    if "note" in record:
        yield record["note"][language]


def _change(found: Change, language: str) -> str:
    fact = law.facts_catalogue()[found.fact]
    after = shown(found.after, fact.kind, language)
    if fact.kind == "choice":
        after = fact.words["choices"][found.after][language]
    return WORDS[language]["change"].format(title=fact.words["title"][language], after=after)


def shown(value: Any, kind: str, language: str) -> str:
    """The value of a fact in words."""
    words = WORDS[language]
    if value is None:
        return words["unknown"]
    if isinstance(value, bool):
        return words[str(value).lower()]
    if kind == "money":
        return money(int(value), language)
    return _decimal(Fraction(value), language) if isinstance(value, int | Fraction) else str(value)


def _number(low: int | Fraction | None, high: int | Fraction | None, language: str) -> str:
    words = WORDS[language]
    if low is None:
        return words["unknown"]
    least = _decimal(low, language)
    if low == high:
        return least
    if high is None:
        return words["at_least"].format(low=least)
    return words["range"].format(low=least, high=_decimal(high, language))


def _decimal(number: int | Fraction, language: str) -> str:
    return f"{float(number):g}".replace(".", WORDS[language]["sep"])


def _basis(clause: Clause, language: str) -> str:
    words = WORDS[language]
    name = law.acts()[clause.act][language]
    article = f", {words['article'].format(article=clause.article)}" if clause.article else ""
    mark = f"; {words[MARKS[clause.mark]]}" if clause.mark in MARKS else ""
    return f"{name}{article}; {words['source'].format(source=clause.source, seen=clause.seen)}{mark}"


def _listed(one: Measure, on: date, language: str) -> Iterator[str]:
    words, version = WORDS[language], one.version(on)
    yield f"{one.title[language]} [{one.id}]"
    yield f"  {one.about[language]}"
    if version is None:
        yield f"  {words['not_in_force' if one.versions[0].begins <= on else 'no_version']}"
        return
    ends = words["until"].format(ends=version.ends) if version.ends else ""
    state = words["known"] if version.text_seen else words["text_not_seen"]
    yield f"  {words['level'].format(begins=version.begins, ends=ends, state=state)}"
