"""One measure whole: its rules on a day with the clause of each, and how it and every number in it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kadry.engine.rules import Clause, Condition, Measure, PaymentRule, Version, facts_of
from kadry.engine.rules.nodes import Node, parameters_of
from kadry.law import measures as law
from kadry.law.parameters import DRAFT, Line, NoParameter
from kadry.law.words import act_text, mark_text, period_text, value_text
from kadry.support.bridge import language, law_region
from kadry.support.bridge.catalogue import Card, card, parameters, said_day, seen, standing, state_of

BASES = {"once": _("once"), "in parts": _("once, in parts"), "monthly": _("every month"), "yearly": _("every year")}
SUBJECTS = {
    "employer": _("the employer"),
    "person": _("the worker"),
    "job": _("the job"),
    "gift": _("what is given"),
    "contract": _("the contract"),
    "course": _("the training"),
}
MARK_TONES = {"S": "ok", "D": "info", "M": "warn"}
PICTURED = {"RUB": "roubles", "rate": "rate"}  # other whole numbers are drawn as they are
TOO_WIDE = 1_000_000  # such a number has no room on the axis of a picture
# The address of a page within a source; a bare site, or an address cut short by “…”, leads nowhere.
ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s…,;()]+(?=$|[\s,;)])")


@dataclass(frozen=True, slots=True)
class Source:
    """One place a rule was read at: the address of a page where it is one, and the words beside it."""

    address: str
    text: str

    @property
    def url(self) -> str:
        return f"https://{self.address}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rule rests on: act and article, where it was read and when, how sure it is."""

    act: str
    sources: tuple[Source, ...]
    seen: str
    mark: str
    tone: str


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter of the law: its value, the days it holds, and its ground; a draft is never applied."""

    title: str
    value: str
    holds: str
    ground: Ground | None
    note: str = ""
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition: what must hold, what it concerns, with which numbers, on which ground."""

    says: str
    of: str
    numbers: tuple[Number, ...]
    ground: Ground


@dataclass(frozen=True, slots=True)
class Course:
    """How a parameter changed, the newest value first; `points` draws it where the values are plain numbers."""

    title: str
    lines: tuple[Number, ...]
    points: tuple[tuple[str, float], ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Page:
    """One measure on a day; `as_of` is the day its rules are shown for where they do not hold on the day asked for."""

    card: Card
    as_of: str
    note: str
    is_duty: bool
    text_seen: bool
    basis: str
    conditions: tuple[Rule, ...]
    payments: tuple[str, ...]
    figures: tuple[str, ...]
    numbers: tuple[Number, ...]
    deadline: str
    papers: tuple[str, ...]
    excludes: tuple[Card, ...]
    requires: tuple[Card, ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    versions: tuple[Mapping[str, str], ...]
    changed: tuple[Course, ...]
    steady: tuple[Number, ...]
    grounds: tuple[Ground, ...]
    seen: date
    file: str


def page(key: str, *, on: date) -> Page:
    """One measure as it is on a day. Raises LookupError for an unknown one."""
    one, words = law.measure(key, region=law_region()), language()
    how, version = standing(one, on)
    day = {"holds": on, "ended": version.ends}.get(how) or version.begins
    histories = [law.lines(name, region=law_region()) for name in parameters(one)]
    sums = [*(found.sum for found in version.payments), *(found.value for found in version.figures)]
    return Page(
        card=card(one, on),
        as_of="" if how == "holds" else said_day(day),
        note=law.record(key, on=day, region=law_region()).get("note", {}).get(words, ""),
        is_duty=one.kind == "duty",
        text_seen=version.text_seen,
        basis=_basis(version),
        conditions=tuple(_rule(found, day) for found in version.conditions),
        payments=tuple(_payment(found) for found in version.payments),
        figures=tuple(found.says[words] for found in version.figures),
        numbers=_numbers(sums, day),
        deadline=version.deadline.says[words] if version.deadline else "",
        papers=tuple(found[words] for found in version.papers),
        excludes=tuple(card(found, on) for found in _apart(one, version, day)),
        requires=tuple(card(law.measure(found, region=law_region()), on) for found in version.requires),
        questions=_questions(version),
        versions=tuple(_steps(one)),
        changed=tuple(_course(lines) for lines in histories if len(lines) > 1),
        steady=tuple(_of_line(lines[0]) for lines in histories if len(lines) == 1),
        grounds=tuple(_ground(found) for found in version.sources),
        seen=seen(one),
        file=f"law/{one.region or law.FEDERAL}/measures/{one.id}.yaml",
    )


def _payment(found: PaymentRule) -> str:
    """A payment in words; one that is known by its day alone is called a payment."""
    says = found.says[language()]
    return gettext("payment %(when)s") % {"when": says} if found.due else says


def _basis(version: Version) -> str:
    if version.amount is None:
        return ""
    in_parts = version.amount.basis == "once" and any(found.due for found in version.payments)
    return str(BASES["in parts" if in_parts else version.amount.basis])


def _apart(one: Measure, version: Version, day: date) -> list[Measure]:
    """What cannot be had together with it, whichever of the two says so."""
    others = {found.id: found.version(day) for found in law.measures(region=law_region())}
    named = {*version.excludes, *(name for name, found in others.items() if found and one.id in found.excludes)}
    return [law.measure(name, region=law_region()) for name in sorted(named)]


def _rule(found: Condition, day: date) -> Rule:
    return Rule(found.says[language()], str(SUBJECTS[found.of]), _numbers([found.test], day), _ground(found.clause))


def _numbers(nodes: list[Node], day: date) -> tuple[Number, ...]:
    return tuple(_number(key, day) for key in parameters_of(*nodes))


def _number(key: str, day: date) -> Number:
    try:
        return _of_line(law.line(key, on=day, region=law_region()))
    except NoParameter:
        return Number(law.lines(key, region=law_region())[-1].titles[language()], gettext("not known for that day"), "", None)


def _of_line(line: Line) -> Number:
    words = language()
    return Number(
        title=line.titles[words],
        value=value_text(line, words),
        holds=period_text(line, words),
        ground=_ground(line),
        note=line.note.get(words, ""),
        is_draft=line.status == DRAFT,
    )


def _ground(found: Clause | Line) -> Ground:
    words = language()
    return Ground(
        act=act_text(found, words),
        sources=tuple(_source(part.strip()) for part in found.source.split(";")) if found.source else (),
        seen=said_day(found.seen),
        mark=mark_text(found.mark, words),
        tone=MARK_TONES[found.mark],
    )


def _source(text: str) -> Source:
    found = ADDRESS.match(text)
    return Source(found.group(), text[found.end() :].strip()) if found else Source("", text)


def _questions(version: Version) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What must be known before the measure answers, by what it concerns."""
    asked: dict[str, list[str]] = {}
    for fact in facts_of(*version.nodes).values():
        asked.setdefault(fact.name.partition(".")[0], []).append(fact.words["question"][language()])
    return tuple((str(label), tuple(asked[of])) for of, label in SUBJECTS.items() if of in asked)


def _steps(one: Measure) -> Iterator[Mapping[str, str]]:
    """The versions as knots of a thread, each with the conditions that came and went."""
    for before, version in pairwise([None, *one.versions]):
        state = state_of(version)
        yield {
            "title": period_text(version, language()),
            "text": " ".join(_different(before, version)) if before else "",
            "state": gettext("rules known") if state.tone == "ok" else state.label,
            "tone": state.tone,
        }


def _different(before: Version, after: Version) -> Iterator[str]:
    old, new = ({found.id: found.says[language()] for found in version.conditions} for version in (before, after))
    added, gone = (_quoted(ours[name] for name in ours if name not in theirs) for ours, theirs in ((new, old), (old, new)))
    if added:
        yield gettext("New: %(conditions)s.") % {"conditions": added}
    if gone:
        yield gettext("No longer: %(conditions)s.") % {"conditions": gone}


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(gettext("“%(text)s”") % {"text": text} for text in texts)


def _course(lines: tuple[Line, ...]) -> Course:
    return Course(
        title=lines[-1].titles[language()],
        lines=tuple(_of_line(line) for line in reversed(_closed(lines))),
        points=_points([line for line in lines if line.status != DRAFT]),
        unit=PICTURED.get(lines[-1].unit, "items"),
    )


def _closed(lines: Sequence[Line]) -> list[Line]:
    """The lines, each with the day on which the next in force takes its place as its end."""
    begins = [line.begins for line in lines if line.status != DRAFT]
    return [_until(line, min((day for day in begins if day > line.begins), default=None)) for line in lines]


def _until(line: Line, after: date | None) -> Line:
    """A line with its last day, where another follows; a draft is followed by nothing."""
    if after is None or line.status == DRAFT or line.ends is not None:
        return line
    return replace(line, ends=after - timedelta(days=1))


def _points(lines: list[Line]) -> tuple[tuple[str, float], ...]:
    """Values to draw, each by the year it begins in; none where they are equal, or cannot all be drawn as they are."""
    years = [str(line.begins.year) for line in lines]
    if len({line.value for line in lines}) < 2 or len(set(years)) < len(years) or not all(map(_is_drawn, lines)):
        return ()
    return tuple((year, float(line.value)) for year, line in zip(years, lines, strict=True))


def _is_drawn(line: Line) -> bool:
    exact = isinstance(line.value, int | float | Fraction) and (line.unit == "rate" or line.value == int(line.value))
    return exact and line.value < TOO_WIDE
