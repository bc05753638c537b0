"""What the measures answer a plan: yes, cannot tell, no, each in words, with the next question and the best combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kadry.law import measures as law
from kadry.law.telling import Told, told, told_seen
from kadry.law.words import money
from kadry.support.actions import Seen
from kadry.support.bridge import language, law_region
from kadry.support.bridge.asking import Asked, as_the_law_reads, asked, concerns
from kadry.support.enums import Topic

NOTHING_TO_TAKE = ("duty",)
FITS: Mapping[str, bool | None] = {"yes": True, "no": False, "cannot_tell": None}


@dataclass(frozen=True)
class Answers:
    """All answers to one plan on a day; the measures go by verdict, those with the most money first."""

    on: date
    law_seen: str
    yes: tuple[Told, ...]
    cannot_tell: tuple[Told, ...]
    no: tuple[Told, ...]
    best: tuple[str, ...]
    best_low: str
    left_out: tuple[str, ...]
    question: Asked | None

    @property
    def open(self) -> tuple[Told, ...]:
        """Whatever is not refused."""
        return self.yes + self.cannot_tell

    @property
    def unread(self) -> tuple[Told, ...]:
        """Those nobody can answer by asking: the act's text was not seen."""
        return tuple(one for one in self.cannot_tell if one.because)

    @property
    def unsettled(self) -> tuple[Told, ...]:
        """Those that a datum would settle."""
        return tuple(one for one in self.cannot_tell if not one.because)


def answer(facts: Mapping[str, Any], topic: Topic, on: date) -> Answers:
    """Ask the measures of a topic. Raises FaultyInput where a fact is none."""
    report = law.check(as_the_law_reads(facts), on=on, region=law_region(), among=lambda one: concerns(topic, one, on))
    found = sorted(told(report, language()), key=_most_money_first)
    titles = {one.measure_id: one.title for one in found}
    return Answers(
        on=on,
        law_seen=told_seen(report, language()),
        yes=_of("yes", found),
        cannot_tell=_of("cannot_tell", found),
        no=_of("no", found),
        best=tuple(titles[name] for name in report.combination.chosen),
        best_low=money(report.combination.low, language()) if report.combination.low else "",
        left_out=tuple(titles[name] for name, _ in report.combination.left_out),
        question=asked(report.question.fact) if report.question else None,
    )


def seen(answers: Answers) -> list[Seen]:
    """What an employer that keeps the plan has been shown: all support that fits or may fit. A duty is not taken up."""
    return [Seen(one.measure_id, FITS[one.verdict], one.low or None) for one in answers.open if one.kind not in NOTHING_TO_TAKE]


def _of(verdict: str, found: list[Told]) -> tuple[Told, ...]:
    return tuple(one for one in found if one.verdict == verdict)


def _most_money_first(one: Told) -> tuple[int, int, str]:
    open_end = 1 if one.high is None else 0
    return -one.low, -(one.high or open_end), one.title
