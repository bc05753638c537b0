"""Measures of support: all of them for one employer, and for a table of a million held in memory.

    python -m benchmarks.support [--rows N] [--by-measure] [--peer] [--json FILE]

The measures are those of the law on the last day its pages were seen, asked about made-up employers with a tenth of all
facts missing. Figures are medians. With --peer one measure is also computed by OpenFisca-Core, installed by name into an
environment of its own that is removed afterwards, in a process of its own, on the same table.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.allocation_timing import Figures, timed
from kadry.engine.rules import Column, Fact, Measure, TableAnswer, evaluate, evaluate_table, next_question
from kadry.law import measures as law

ON = date(2026, 3, 16)
ROWS = 1_000_000
ONE_GOAL, TABLE_GOAL = 0.005, 2.0  # seconds
MISSING = 0.1
SEED = 2026
SAMPLE = 500  # rows asked again one by one
SCRIPT = Path(__file__).with_name("support_openfisca.py")
PEER_FACTS = ("job.wage", "employer.main_income_share", "employer.okved", "employer.sme")
PEER_TOLD = (
    "one saving: Kadry {kadry_seconds:.3f} s, OpenFisca-Core {version} {seconds:.3f} s (its 32-bit sums are more than half a "
    "kopeck off in {rows_half_a_kopeck_apart:,} of {rows:,} rows, at most by {most_kopecks_apart:.2f} kopecks)"
)
CODES = ("25.62", "24.10", "62.01", "56.10", "28.4", "01.1", "10.71", "11.07")
LAST_AMOUNT, LAST_COUNT, LAST_NUMBER = 30_000_000, 500, 400  # kopecks, and plain numbers


NAMED = {"ru": "пример", "en": "an example"}
CLAUSE = {"act": "an example", "article": "1", "source": "this file", "seen": ON, "mark": "D"}
TESTS = {
    "sme": {"holds": "employer.sme"},
    "industry": {"begins_with": [{"fact": "employer.okved"}, ["10", "24", "25", "28"]]},
    "share": {"at_least": [{"fact": "employer.main_income_share"}, 70]},
}
SAVING = {"product": ["0.224", {"greatest": [0, {"difference": [{"fact": "job.wage"}, {"roubles": "40639.50"}]}]}]}
VERSION = {
    "from": date(2026, 1, 1),
    "text_seen": True,
    "status": "in force",
    "sources": [CLAUSE],
    "conditions": [{"id": id, "of": "employer", "says": NAMED, "test": test, "clause": CLAUSE} for id, test in TESTS.items()],
    "amount": {"basis": "monthly", "payments": [{"id": "saving", "says": NAMED, "sum": SAVING}]},
}
RECORD = {"id": "example", "title": NAMED, "level": "federal", "authority": NAMED, "kind": "saving", "about": NAMED}
RECORD |= {"versions": [VERSION]}


def main() -> None:
    options = _options()
    asked = law.measures(on=ON)
    facts = law.facts_catalogue()
    parameters = law.parameters_on(ON)
    columns = _columns(facts, options.rows)
    report: dict[str, Any] = {"measures": len(asked), "one": _one(asked, facts, columns, parameters)}
    _tell("one employer, all measures and the next question", report["one"], ONE_GOAL)
    report["table"] = timed(lambda: [evaluate_table(one, columns, parameters, on=ON) for one in asked])
    _tell(f"{options.rows:,} employers, all {len(asked)} measures", report["table"], TABLE_GOAL)
    answers = {one.id: evaluate_table(one, columns, parameters, on=ON) for one in asked}
    report["by_rows"] = {name: answer.by_rows for name, answer in answers.items() if answer.by_rows}
    print(f"asked row by row: {report['by_rows'] or 'none'}")
    _check(asked, facts, columns, parameters, answers)
    if options.by_measure:
        each = {one.id: lambda one=one: evaluate_table(one, columns, parameters, on=ON) for one in asked}
        report["by_measure"] = {name: _seconds(work) for name, work in each.items()}
        for name, seconds in report["by_measure"].items():
            print(f"  {name:<32}{seconds * 1000:8.1f} ms")
    if options.peer:
        report["peer"] = _peer(columns)
    else:
        print("OpenFisca-Core beside it: give --peer; it needs a package index to install from.")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"employers in the table, {ROWS:,} unless told")
    parser.add_argument("--by-measure", action="store_true", help="the time of each measure too")
    parser.add_argument("--peer", action="store_true", help="one measure in OpenFisca-Core on the same table")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    return parser.parse_args()


def _columns(facts: Mapping[str, Fact], rows: int) -> dict[str, Column]:
    """Every fact of made-up employers; the same for the same number of rows."""
    generator = np.random.default_rng(SEED)
    return {name: _column(facts[name], rows, generator) for name in sorted(facts)}


def _column(fact: Fact, rows: int, generator: np.random.Generator) -> Column:
    known = generator.random(rows) >= MISSING
    if fact.kind == "yes_no":
        return Column(generator.random(rows) < 0.8, known)
    if fact.kind == "date":
        return Column(np.datetime64("2023-01-01") + generator.integers(0, 1200, rows), known)
    if fact.kind in ("choice", "text"):
        categories = fact.choices or CODES
        return Column(generator.integers(0, len(categories), rows), known, categories=categories)
    last = {"money": LAST_AMOUNT, "count": LAST_COUNT}.get(fact.kind, LAST_NUMBER)
    high = last if fact.high is None else min(last, int(fact.high))
    scale = 100 if fact.kind == "number" else 1
    return Column(generator.integers(int(fact.low * scale), high * scale + 1, rows), known, scale)


def _one(asked: tuple[Measure, ...], facts: Mapping[str, Fact], columns: Mapping[str, Column], parameters: Any) -> Figures:
    """The median over the first employers of the table."""
    employers = [_row(facts, columns, at) for at in range(100)]
    seconds = [_seconds(lambda employer=one: _answered(asked, employer, parameters), runs=3) for one in employers]
    return {"seconds": median(seconds), "longest": max(seconds)}


def _answered(asked: tuple[Measure, ...], employer: Mapping[str, Any], parameters: Any) -> object:
    return next_question([evaluate(one, employer, parameters, on=ON) for one in asked])


def _row(facts: Mapping[str, Fact], columns: Mapping[str, Column], at: int) -> dict[str, Any]:
    return {name: value for name, column in columns.items() if (value := column.row(facts[name], at)) is not None}


def _check(
    asked: tuple[Measure, ...],
    facts: Mapping[str, Fact],
    columns: Mapping[str, Column],
    parameters: Any,
    answers: Mapping[str, TableAnswer],
) -> None:
    """Ask some rows again one by one; leave with an error where one of them is told something else."""
    size = len(next(iter(columns.values())).values)
    verdicts = {1: "yes", 0: "no", -1: "cannot_tell"}
    for at in random.Random(SEED).sample(range(size), min(SAMPLE, size)):
        employer = _row(facts, columns, at)
        for one in asked:
            alone, table = evaluate(one, employer, parameters, on=ON), answers[one.id]
            same = alone.high == table.high[at] or (alone.high is None and table.high[at] == np.iinfo(np.int64).max)
            if alone.verdict != verdicts[int(table.verdict[at])] or alone.low != table.low[at] or not same:
                sys.exit(f"Row {at}, {one.id}: the table and the single answer differ.")
    print(f"{min(SAMPLE, size)} rows asked again one by one: the same verdicts and sums")


def _peer(columns: Mapping[str, Column]) -> Figures | str:
    """The saving of a small manufacturer where everything is known, here and in OpenFisca-Core."""
    rule = Measure.from_record(RECORD, law.facts_catalogue())
    known = {name: Column(columns[name].values, None, columns[name].scale, columns[name].categories) for name in PEER_FACTS}
    answer = evaluate_table(rule, known, {}, on=ON)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        try:
            python = _installed(place)
        except subprocess.SubprocessError as failed:
            return _told(f"OpenFisca-Core could not be installed ({failed}); the rest stands without it.")
        wage, share, okved, sme = (known[name] for name in PEER_FACTS)
        class_ = np.array([int(code.split(".")[0]) for code in CODES])[okved.values]
        np.savez(place / "table.npz", wage=wage.values / 100, share=share.values / share.scale, class_=class_, sme=sme.values)
        done = subprocess.run([python, SCRIPT, place], capture_output=True, text=True, timeout=600)
        if done.returncode:
            return _told(f"OpenFisca-Core failed:\n{done.stderr[-2000:]}")
        figures = json.loads(done.stdout)
        apart = np.abs(np.load(place / "sums.npy").astype(np.float64) * 100 - answer.low)
    figures["kadry_seconds"] = _seconds(lambda: evaluate_table(rule, known, {}, on=ON))
    figures["rows_half_a_kopeck_apart"] = int((apart > 0.5).sum())
    figures["most_kopecks_apart"] = float(apart.max())
    _told(PEER_TOLD.format(**figures, rows=len(apart)))
    return figures


def _installed(place: Path) -> Path:
    venv.create(place / "env", with_pip=True)
    python = place / "env" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "openfisca-core"], check=True, timeout=600, stderr=subprocess.DEVNULL
    )
    return python


def _told(sentence: str) -> str:
    print(sentence)
    return sentence


def _seconds(work: Callable[[], object], runs: int = 3) -> float:
    times = []
    for _ in range(runs):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return median(times)


def _tell(name: str, figures: Figures, goal: float) -> None:
    reached = "reached" if figures["seconds"] <= goal else "missed"
    print(f"{name}: {figures['seconds'] * 1000:.1f} ms, goal {goal * 1000:.0f} ms: {reached}")


if __name__ == "__main__":
    main()
