"""Measures of state support as data: which there are, what they answer an employer on a day, and how they changed.

    from datetime import date
    from kadry.law import measures

    report = measures.check({"employer.sme": True, "job.wage": 100000}, on=date(2026, 3, 16))

Whoever asks gives the day. See README.md for the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kadry.engine.rules import (
    Answer,
    Change,
    Combination,
    Fact,
    FaultyInput,
    Measure,
    Parameter,
    Question,
    Version,
    best_combination,
    catalogue,
    evaluate,
    facts_of,
    next_question,
    read_facts,
    single_changes,
)
from kadry.law import parameters
from kadry.law.checking import faults_of
from kadry.law.parameters import ROOT, Line, NoParameter, Range, acts

FEDERAL, REGION = "russia", "moscow_oblast"
GAINS = ("subsidy", "saving", "deduction", "grant")  # a duty costs money, a service pays none
KOPECKS = 100


@dataclass(frozen=True, slots=True)
class Report:
    """What all measures answer one employer on a day.

    `answers` and `changes` go by measure id; `changes` holds what single change of a fact would make a measure
    that does not answer yes do so. `seen` is the newest page of law used anywhere: later changes are unknown.
    """

    on: date
    region: str
    measures: Mapping[str, Measure]
    answers: Mapping[str, Answer]
    question: Question | None
    combination: Combination
    changes: Mapping[str, tuple[Change, ...]]
    seen: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """One version of a measure and the lines of every parameter it uses that hold within it, the earliest first."""

    begins: date
    ends: date | None
    status: str
    text_seen: bool
    lines: Mapping[str, tuple[Line, ...]]


def measures(*, on: date | None = None, region: str = REGION) -> tuple[Measure, ...]:
    """Federal measures and those of a region, by id; with a day, those that have begun by it, ended ones included.

    Raises FaultyInput with every fault of every file.
    """
    loaded = _measures(region)
    return tuple(one for one in loaded.values() if on is None or any(version.begins <= on for version in one.versions))


def measure(measure_id: str, *, region: str = REGION) -> Measure:
    """One measure. Raises LookupError for an unknown id."""
    return _measures(region)[measure_id]


def check(
    facts: Mapping[str, Any], *, on: date, region: str = REGION, among: Callable[[Measure], bool] = lambda one: True
) -> Report:
    """Ask every measure, or those among all that are meant, about one employer.

    `facts` goes by name as a file gives it: money in roubles, decimals as text, what is unknown left out. Raises
    FaultyInput with every fault of the facts.
    """
    known = read_facts(facts, facts_catalogue())
    asked = {one.id: one for one in measures(on=on, region=region) if among(one)}
    bound = parameters_on(on, region)
    answers = {name: evaluate(one, known, bound, on=on) for name, one in asked.items()}
    gains = [answer for name, answer in answers.items() if asked[name].kind in GAINS]
    excludes, requires = _links(asked, on, "excludes"), _links(asked, on, "requires")
    return Report(
        on=on,
        region=region,
        measures=asked,
        answers=answers,
        question=next_question(answers.values()),
        combination=best_combination(gains, excludes=excludes, requires=requires),
        changes={
            name: found
            for name, answer in answers.items()
            if answer.verdict != "yes" and (found := single_changes(asked[name], known, bound, on=on))
        },
        seen=max((answer.seen for answer in answers.values() if answer.seen), default=None),
    )


def history(measure_id: str, *, region: str = REGION) -> tuple[Period, ...]:
    """How a measure and the parameters it uses changed, the earliest version first. Raises LookupError for an unknown id."""
    return tuple(
        Period(
            version.begins,
            version.ends,
            version.status,
            version.text_seen,
            {key: tuple(_within(version, key, region)) for key in version.parameters},
        )
        for version in measure(measure_id, region=region).versions
    )


@cache
def facts_catalogue() -> Mapping[str, Fact]:
    """Every fact that law asks for, with its title and question in `words`. Raises FaultyInput."""
    return catalogue(_yaml(ROOT / "facts.yaml"))


def regions() -> tuple[str, ...]:
    """The regions whose own measures are known, by name."""
    return tuple(sorted(folder.parent.name for folder in ROOT.glob("*/measures") if folder.parent.name != FEDERAL))


def facts_asked(one: Measure, *, on: date) -> tuple[str, ...]:
    """The names of the facts a measure asks for on a day, sorted; of one that has ended, those of its last version."""
    version = one.version(on) or one.versions[-1]
    return tuple(facts_of(*version.nodes))


def record(measure_id: str, *, on: date, region: str = REGION) -> Mapping[str, Any]:
    """The version of a measure in force on a day as its file gives it, for its texts; empty where there is none."""
    version = measure(measure_id, region=region).version(on)
    rows = _records(region)[measure_id]["versions"]
    return next((row for row in rows if version and (row["from"], row["status"]) == (version.begins, version.status)), {})


def build(records: Mapping[str, Mapping[str, Any]], *, region: str = REGION) -> Mapping[str, Measure]:
    """Measures from records by file name. Raises FaultyInput with every fault of every record."""
    built, faults = {}, faults_of(records, acts(), lambda key: lines(key, region=region))
    for name, found in records.items():
        try:
            built[name] = Measure.from_record(found, facts_catalogue())
        except FaultyInput as faulty:
            faults += faulty.faults
    if faults:
        raise FaultyInput(faults)
    return built


def parameters_on(on: date, region: str = REGION) -> Callable[[str], Parameter]:
    """The parameters of a day as the engine takes them: key → Parameter; it raises NoParameter where nothing is known."""
    return lambda key: _parameter(key, on, region)


def line(key: str, *, on: date, region: str = REGION) -> Line:
    """A parameter of the region on a day, else the federal one. Raises NoParameter where neither is known."""
    try:
        return parameters.line(key, on=on, jurisdiction=region)
    except NoParameter:
        return parameters.line(key, on=on, jurisdiction=FEDERAL)


def lines(key: str, *, region: str = REGION) -> tuple[Line, ...]:
    """Every line of a key, regional before federal. Raises NoParameter for an unknown key."""
    try:
        return parameters.lines(key, jurisdiction=region)
    except NoParameter:
        return parameters.lines(key, jurisdiction=FEDERAL)


@cache
def _parameter(key: str, on: date, region: str) -> Parameter:
    found = line(key, on=on, region=region)
    scale = KOPECKS if found.unit == "RUB" else 1
    if isinstance(found.value, tuple):
        return Parameter(found.value, found.mark, found.seen)
    if isinstance(found.value, Range):
        return Parameter(_plain(found.value.low * scale), found.mark, found.seen, _plain(found.value.high * scale))
    return Parameter(_plain(Fraction(str(found.value)) * scale), found.mark, found.seen)


def _plain(number: Fraction) -> int | Fraction:
    return int(number) if number.denominator == 1 else number


@cache
def _measures(region: str) -> Mapping[str, Measure]:
    return build(_records(region), region=region)


@cache
def _records(region: str) -> Mapping[str, Mapping[str, Any]]:
    """File name → what it holds, federal and regional files together, sorted by name."""
    paths = [path for place in (FEDERAL, region) for path in (ROOT / place / "measures").glob("*.yaml")]
    return {path.stem: _yaml(path) for path in sorted(paths, key=lambda path: path.stem)}


def _links(asked: Mapping[str, Measure], on: date, field: str) -> dict[str, tuple[str, ...]]:
    holding = {name: one.version(on) for name, one in asked.items()}
    return {name: getattr(version, field) for name, version in holding.items() if version}


def _within(version: Version, key: str, region: str) -> Iterator[Line]:
    for found in lines(key, region=region):
        if (version.ends is None or found.begins <= version.ends) and (found.ends is None or version.begins <= found.ends):
            yield found


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
