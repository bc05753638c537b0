"""What is asked of an employer and its plan: the facts that the measures of a topic read, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kadry.engine.rules import Fact, Measure
from kadry.engine.rules.facts import FIRST_DAY as FIRST_DAY
from kadry.engine.rules.facts import LAST_DAY as LAST_DAY
from kadry.law import measures as law
from kadry.support.bridge import language, law_region
from kadry.support.enums import SUBJECTS, Topic

KOPECKS = 100


@dataclass(frozen=True)
class Asked:
    """One fact as a form asks for it. `weight` is the number of measures that read it; `low` and `high` are as typed: roubles."""

    name: str
    kind: str
    subject: str
    title: str
    question: str
    low: float
    high: float | None
    choices: tuple[tuple[str, str], ...]
    weight: int


def concerns(topic: Topic, one: Measure, on: date) -> bool:
    """Whether a measure speaks of what the topic plans; those that speak of the enterprise alone have their own topic."""
    subjects = {name.partition(".")[0] for name in law.facts_asked(one, on=on)} - {"employer"}
    return bool(subjects & set(SUBJECTS[topic])) if topic != Topic.EMPLOYER else not subjects


def asked_of(topic: Topic, on: date) -> list[Asked]:
    """The facts of a topic, by subject in its order, those that most measures read first."""
    found = [one for one in law.measures(on=on, region=law_region()) if concerns(topic, one, on)]
    weights = Counter(name for one in found for name in law.facts_asked(one, on=on))
    subjects = SUBJECTS[topic]
    facts = law.facts_catalogue()
    order = list(facts)
    asked = [_asked(facts[name], weight) for name, weight in weights.items() if name.partition(".")[0] in subjects]
    return sorted(asked, key=lambda one: (subjects.index(one.subject), -one.weight, order.index(one.name)))


def asked(name: str) -> Asked:
    """One fact by its name. Raises LookupError."""
    return _asked(law.facts_catalogue()[name], 1)


def _asked(fact: Fact, weight: int) -> Asked:
    words, scale = fact.words, KOPECKS if fact.kind == "money" else 1
    return Asked(
        name=fact.name,
        kind=fact.kind,
        subject=fact.name.partition(".")[0],
        title=words["title"][language()],
        question=words["question"][language()],
        low=float(fact.low / scale),
        high=None if fact.high is None else float(fact.high / scale),
        choices=tuple((choice, words["choices"][choice][language()]) for choice in fact.choices),
        weight=weight,
    )


def as_the_law_reads(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as they are kept (JSON: a day is its text) as the law takes them."""
    catalogue = law.facts_catalogue()
    return {
        name: date.fromisoformat(value) if catalogue[name].kind == "date" and isinstance(value, str) else value
        for name, value in facts.items()
        if name in catalogue  # a fact that the law no longer asks for is not in the way
    }
