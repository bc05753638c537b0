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

FITS: Mapping[str, bool | None] = {"yes": True, "no": False, "cannot_tell": None}


@dataclass(frozen=True)
class Answers:
    """All answers to one plan on a day; the measures go by verdict, those with the most money first.

    A duty that holds brings nothing, so it does not count among what fits.
    """

    on: date
    law_seen: str
    yes: tuple[Told, ...]
    duties: tuple[Told, ...]
    cannot_tell: tuple[Told, ...]
    no: tuple[Told, ...]
    best: tuple[str, ...]
    best_low: str
    left_out: tuple[str, ...]
    question: Asked | None

    @property
    def certain(self) -> tuple[Told, ...]:
        """What fits, and the duties that hold."""
        return self.yes + self.duties

    @property
    def open(self) -> tuple[Told, ...]:
        """Whatever is not refused."""
        return self.certain + self.cannot_tell

    @property
    def has_days(self) -> bool:
        """Whether there is anything to put into a calendar."""
        days = ((one.deadline_on, *(pay.due for pay in one.payments)) for one in self.certain + self.unsettled)
        return any(day for found in days for day in found)

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
        yes=tuple(one for one in _of("yes", found) if not is_duty(one)),
        duties=tuple(one for one in _of("yes", found) if is_duty(one)),
        cannot_tell=_of("cannot_tell", found),
        no=_of("no", found),
        best=tuple(titles[name] for name in report.combination.chosen),
        best_low=money(report.combination.low, language()) if report.combination.low else "",
        left_out=tuple(titles[name] for name, _ in report.combination.left_out),
        question=asked(report.question.fact) if report.question else None,
    )


def seen(answers: Answers) -> list[Seen]:
    """What an employer that keeps the plan has been shown: all support that fits or may fit. A duty is not taken up."""
    return [Seen(one.measure_id, FITS[one.verdict], one.low or None) for one in answers.open if not is_duty(one)]


def is_duty(one: Told) -> bool:
    return one.kind == "duty"


def _of(verdict: str, found: list[Told]) -> tuple[Told, ...]:
    return tuple(one for one in found if one.verdict == verdict)


def _most_money_first(one: Told) -> tuple[int, int, str]:
    open_end = 1 if one.high is None else 0
    return -one.low, -(one.high or open_end), one.title
