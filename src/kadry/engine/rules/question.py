"""Which missing fact to ask for next: the one that settles most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kadry.engine.rules.answer import Answer


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask for, the measures it may still change, and its share of the money that is open, in kopecks.

    The open range of a measure is shared equally among the facts it waits for: no one of them settles it alone.
    `unbounded` is the same share, in measures, of ranges that have no end yet.
    """

    fact: str
    measures: tuple[str, ...]
    unbounded: Fraction
    money: Fraction


def next_question(answers: Iterable[Answer]) -> Question | None:
    """The question that settles most; None where nothing is missing.

    First the most ranges without an end, then the most money, then the most measures, then the order of names. A measure
    without an amount counts among the measures only.
    """
    return min(questions(answers), key=_most_first, default=None)


def questions(answers: Iterable[Answer]) -> list[Question]:
    """Every missing fact that may change an answer, sorted by name; no fact changes that of a text nobody has seen."""
    waiting: dict[str, list[Answer]] = {}
    for answer in sorted(answers, key=lambda one: one.measure_id):
        for fact in answer.missing if answer.because == "conditions" else ():
            waiting.setdefault(fact, []).append(answer)
    return [_question(fact, waiting[fact]) for fact in sorted(waiting)]


def _question(fact: str, waiting: list[Answer]) -> Question:
    priced = [one for one in waiting if one.basis is not None]
    return Question(
        fact=fact,
        measures=tuple(one.measure_id for one in waiting),
        unbounded=sum((Fraction(1, len(one.missing)) for one in priced if one.high is None), Fraction(0)),
        money=sum((Fraction(one.high - one.low, len(one.missing)) for one in priced if one.high is not None), Fraction(0)),
    )


def _most_first(question: Question) -> tuple[Fraction, Fraction, int, str]:
    return -question.unbounded, -question.money, -len(question.measures), question.fact
