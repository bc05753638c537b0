"""What the measures answer an employer, laid out for a terminal, in Russian or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kadry.engine.rules import Measure
from kadry.law import measures as law
from kadry.law.measures import Report
from kadry.law.telling import Told, ToldCondition, told, told_seen
from kadry.law.words import MINUS, day_text, money, state_text

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "heading": "Меры поддержки и обязанности на {on}",
        "left_out": "Нельзя вместе с выбранным: {title}",
        "yes": "Подходит",
        "cannot_tell": "Сказать нельзя",
        "no": "Не подходит",
        "not_in_force": "уже не действует или ещё только проект",
        "no_version": "для этого дня ничего не известно",
        "by": "с {day}",
        "deadline": "Срок: {says}",
        "papers": "Чем подтвердить известные условия: {papers}",
        "question": "Следующий вопрос, который решит больше всего: {question}",
        "together": "Лучшее сочетание: {titles} — не меньше {low} (ежемесячное — за 12 месяцев)",
    },
    "en": {
        "heading": "Support measures and duties on {on}",
        "left_out": "Not together with what was chosen: {title}",
        "yes": "Fits",
        "cannot_tell": "Cannot tell",
        "no": "Does not fit",
        "not_in_force": "it has ended, or is only a draft",
        "no_version": "nothing is known for that day",
        "by": "from {day}",
        "deadline": "When: {says}",
        "papers": "What shows the known conditions: {papers}",
        "question": "The next question, which settles most: {question}",
        "together": "Best together: {titles}, at least {low} (a monthly sum counts for 12 months)",
    },
}
SIGNS = {True: "+", False: MINUS, None: "?"}


def checked(report: Report, language: str) -> str:
    """The whole report: what fits, what cannot be told, what does not, then the best combination and the next question."""
    return "\n".join([*_top(report, language), *_groups(report, language), *_bottom(report, language)])


def listed(found: tuple[Measure, ...], on: date, language: str) -> str:
    """Measures with their state on a day."""
    return "\n".join(line for one in found for line in _listed(one, on, language))


def _top(report: Report, language: str) -> Iterator[str]:
    yield WORDS[language]["heading"].format(on=day_text(report.on, language))
    if seen := told_seen(report, language):
        yield seen


def _groups(report: Report, language: str) -> Iterator[str]:
    answers = told(report, language)
    for verdict in ("yes", "cannot_tell", "no"):
        found = [one for one in answers if one.verdict == verdict]
        if found:
            yield f"\n{WORDS[language][verdict]}"
        for one in found:
            yield f"\n  {one.title} [{one.measure_id}]"
            yield from (f"    {line}" for line in _answer(one, language))


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


def _answer(one: Told, language: str) -> Iterator[str]:
    words = WORDS[language]
    yield from filter(None, (one.because, one.total))
    for pay in one.payments:
        day = f", {words['by'].format(day=day_text(pay.due, language))}" if pay.due else ""
        yield f"  {pay.says}: {pay.sum}{day}"
    yield from (f"{says}: {value}" for says, value in one.figures)
    yield from (f"{SIGNS[found.truth]} {found.says} ({found.clause})" for found in _telling(one))
    yield from filter(None, (one.as_seen, one.unverified, one.absent, one.missing))
    yield from one.changes
    yield from _how(one, language)


def _telling(one: Told) -> list[ToldCondition]:
    """For a no, only what fails: the rest would hide it."""
    return [found for found in one.conditions if one.verdict != "no" or found.truth is False]


def _how(one: Told, language: str) -> Iterator[str]:
    words = WORDS[language]
    if one.deadline:
        day = f" — {day_text(one.deadline_on, language)}" if one.deadline_on else ""
        yield words["deadline"].format(says=one.deadline) + day
    if one.papers:
        yield words["papers"].format(papers="; ".join(one.papers))
    if one.note:
        yield one.note


def _listed(one: Measure, on: date, language: str) -> Iterator[str]:
    words, version = WORDS[language], one.version(on)
    yield f"{one.title[language]} [{one.id}]"
    yield f"  {one.about[language]}"
    if version is None:
        yield f"  {words['not_in_force' if one.versions[0].begins <= on else 'no_version']}"
        return
    yield f"  {state_text(version, language)}"
