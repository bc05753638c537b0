"""What the measures answer an employer, in words and sums but without a layout: the terminal and the pages print this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kadry.engine.rules import Answer, Change, Checked, Fact, Measure
from kadry.law import measures as law
from kadry.law.measures import Report
from kadry.law.words import amount, clause_text, day_text, money, number_text

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "text_not_seen": "текст акта не прочитан: сказать нельзя, сумма не показывается",
        "ended": "{day} срок истёк, больше не действует",
        "draft": "это ещё только проект",
        "no_version": "для этого дня ничего не известно",
        "unverified": "часть правил записана по памяти и не проверена",
        "absent": "на этот день не известно: {names}",
        "missing": "не хватает данных: {names}",
        "seen": "Закон — по состоянию на {seen}; о более поздних изменениях ничего не известно.",
        "as_seen": "закон — по состоянию на {seen}",
        "would": "если подойдёт: {sum}",
        "depends": "сколько — зависит от данных, которых пока нет",
        "once": "",
        "monthly": " в месяц",
        "yearly": " в год",
        "change": "Подойдёт, если «{title}»: {after}",
        "true": "да",
        "false": "нет",
        "unknown": "неизвестно",
    },
    "en": {
        "text_not_seen": "cannot tell: the act's text was not seen, and no amount is shown",
        "ended": "it ended on {day} and is no longer in force",
        "draft": "it is only a draft",
        "no_version": "nothing is known for that day",
        "unverified": "some rules are from memory and not verified",
        "absent": "not known for that day: {names}",
        "missing": "data are missing: {names}",
        "seen": "The law as seen on {seen}; nothing is known of later changes.",
        "as_seen": "the law as seen on {seen}",
        "would": "if it fits: {sum}",
        "depends": "how much depends on what is not known yet",
        "once": "",
        "monthly": " a month",
        "yearly": " a year",
        "change": "It would fit if “{title}” were: {after}",
        "true": "yes",
        "false": "no",
        "unknown": "unknown",
    },
}


@dataclass(frozen=True, slots=True)
class ToldCondition:
    """A condition in words, whether it holds (None: open), what was known of its facts, and the clause it rests on."""

    says: str
    of: str
    truth: bool | None
    values: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class ToldPayment:
    """One sum: what for, how much, from which day."""

    says: str
    sum: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """One measure's answer in words. `low` and `high` are its kopecks; `total` is empty where the measure states no amount."""

    measure_id: str
    title: str
    authority: str
    kind: str
    level: str
    verdict: str
    because: str
    total: str
    payments: tuple[ToldPayment, ...]
    figures: tuple[tuple[str, str], ...]
    conditions: tuple[ToldCondition, ...]
    as_seen: str
    unverified: str
    absent: str
    missing: str
    changes: tuple[str, ...]
    deadline: str
    deadline_on: date | None
    papers: tuple[str, ...]
    note: str
    low: int
    high: int | None


def told(report: Report, language: str) -> tuple[Told, ...]:
    """Every answer of a report, by measure id."""
    return tuple(_told(report, answer, language) for answer in report.answers.values())


def told_seen(report: Report, language: str) -> str:
    """That the law is older than the day asked about; empty where it is not."""
    if report.seen is None or report.on <= report.seen:
        return ""
    return WORDS[language]["seen"].format(seen=day_text(report.seen, language))


def value_of_fact(fact: Fact, value: Any, language: str) -> str:
    """The value of a fact in words; None is unknown."""
    words = WORDS[language]
    if value is None:
        return words["unknown"]
    if isinstance(value, bool):
        return words[str(value).lower()]
    if isinstance(value, date):
        return day_text(value, language)
    if fact.kind == "money":
        return money(int(value), language)
    if fact.kind == "choice":
        return fact.words["choices"][value][language]
    return number_text(value, language) if isinstance(value, int | Fraction) else str(value)


def _told(report: Report, answer: Answer, language: str) -> Told:
    words, one = WORDS[language], report.measures[answer.measure_id]
    record = law.record(answer.measure_id, on=report.on, region=report.region)
    applies = answer.verdict != "no"
    stale = answer.seen is not None and report.on > answer.seen
    return Told(
        measure_id=answer.measure_id,
        title=one.title[language],
        authority=one.authority[language],
        kind=one.kind,
        level=one.level,
        verdict=answer.verdict,
        because=_because(one, answer, language),
        total=_total(answer, language),
        payments=tuple(_payments(answer, record, language)),
        figures=tuple(_figures(answer, record, language)),
        conditions=tuple(_condition(found, record, language) for found in answer.conditions),
        as_seen=words["as_seen"].format(seen=day_text(answer.seen, language)) if stale and answer.seen else "",
        unverified=words["unverified"] if answer.unverified else "",
        absent=_absent(answer, language),
        missing=_missing(answer, language),
        changes=tuple(_change(found, language) for found in report.changes.get(answer.measure_id, ())),
        deadline=record["deadline"]["says"][language] if applies and "deadline" in record else "",
        deadline_on=answer.deadline if applies else None,
        papers=tuple(found[language] for found in record.get("papers", ())) if applies else (),
        note=record["note"][language] if applies and "note" in record else "",
        low=answer.low,
        high=answer.high,
    )


def _because(one: Measure, answer: Answer, language: str) -> str:
    """Why there is an answer without its conditions; empty where they gave it."""
    words, last = WORDS[language], one.versions[-1]
    if answer.because == "conditions":
        return ""
    if answer.because != "not_in_force":
        return words[answer.because]
    if last.ends is None or last.ends >= answer.on:
        return words["draft"]
    return words["ended"].format(day=day_text(last.ends, language))


def _total(answer: Answer, language: str) -> str:
    if not answer.payments:
        return ""
    words, highs = WORDS[language], [one.high for one in answer.payments]
    low, high = sum(one.low for one in answer.payments), None if None in highs else sum(filter(None, highs))
    if not low and high is None:
        return words["depends"]
    total = amount(low, high, language) + words[answer.basis or "once"]
    return total if answer.verdict == "yes" else words["would"].format(sum=total)


def _payments(answer: Answer, record: Mapping[str, Any], language: str) -> Iterator[ToldPayment]:
    says = {found["id"]: found["says"][language] for found in (record.get("amount") or {}).get("payments", ())}
    for one in answer.payments:
        yield ToldPayment(says[one.id], amount(one.low, one.high, language), one.due)


def _figures(answer: Answer, record: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    says = {found["id"]: found["says"][language] for found in record.get("figures", ())}
    for one in answer.figures:
        yield says[one.id], number_text(one.low, language, to=one.high)


def _condition(found: Checked, record: Mapping[str, Any], language: str) -> ToldCondition:
    given = next(one for one in record["conditions"] if one["id"] == found.id)
    facts = law.facts_catalogue()
    values = (
        f"{facts[name].words['title'][language]}: {value_of_fact(facts[name], value, language)}" for name, value in found.values
    )
    return ToldCondition(given["says"][language], given["of"], found.truth, tuple(values), clause_text(found.clause, language))


def _absent(answer: Answer, language: str) -> str:
    if not answer.absent:
        return ""
    titles = (law.lines(key)[-1].titles[language] for key in answer.absent)
    return WORDS[language]["absent"].format(names="; ".join(titles))


def _missing(answer: Answer, language: str) -> str:
    if not answer.missing:
        return ""
    facts = law.facts_catalogue()
    titles = (_in_a_list(facts[name].words["title"][language]) for name in answer.missing)
    return WORDS[language]["missing"].format(names="; ".join(titles))


def _in_a_list(title: str) -> str:
    """A title inside a sentence: in small letters, but for an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _change(found: Change, language: str) -> str:
    fact = law.facts_catalogue()[found.fact]
    after = value_of_fact(fact, found.after, language)
    return WORDS[language]["change"].format(title=fact.words["title"][language], after=after)
