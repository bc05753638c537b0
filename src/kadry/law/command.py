"""The command `kadry support`: which measures there are, which fit an employer, and the same for tables."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from kadry.engine.rules import FaultyInput
from kadry.engine.rules.facts import FIRST_DAY, LAST_DAY
from kadry.law import files, report
from kadry.law import measures as law

DONE, NOT_DONE, FAULTY = 0, 1, 2

DESCRIPTION = """\
State support for employers, and duties beside it: what fits, how much, by when, and what is missing.

Each condition is yes, no or unknown. Where data are missing the answer is “cannot tell” and the sum a range;
the report names the next question that settles most. Every rule shows its act, where it was read and when.
Where the text of an act was not seen, the answer is “cannot tell” and no sum is shown."""

EPILOG = """\
employer.yaml
  employer:
    okved: "25.62"               # text and decimals in quotes
    sme: true                    # yes or no: true, false; leave out what is not known
    main_income_share: 82
    registered_on: 2019-04-01
  job:
    wage: 100000                 # money in roubles
    paid_since_january: 0
    starts_on: 2026-02-02
    indefinite: true
    full_time: true
  person:
    disability_group: none

  kadry support facts            lists every fact with its question

employers.csv and hires.csv (comma, UTF-8; an empty cell is unknown; columns are named as facts)
  employers  employer,employer.okved,employer.sme,employer.main_income_share
             E1,25.62,true,82
  hires      employer,hire,job.wage,job.paid_since_january
             E1,H1,100000,0
  answers    employer,hire,measure,verdict,low,high   (kopecks; an empty high: no bound is known)

examples
  kadry support measures --on 2025-06-01
  kadry support check employer.yaml --language ru
  kadry support check employer.yaml --on 2024-12-31 --json
  kadry support table employers.csv hires.csv -o answers.parquet

exit codes
  0  answered
  1  a file could not be opened or written
  2  faults in the input, each listed with its cure; nothing written"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the commands below `kadry support`, with help that teaches the formats."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--on", type=_day, default=None, metavar="DATE", help="day of the law (default: today)")
    common.add_argument(
        "--region", choices=law.regions(), default=law.REGION, help="whose regional measures (default: %(default)s)"
    )
    common.add_argument("--language", choices=["ru", "en"], default="en", help="of the report (default: en)")
    tasks = parser.add_subparsers(dest="task", required=True, metavar="measures | check | table | facts")
    listing = tasks.add_parser("measures", parents=[common], help="the measures and their state on a day")
    checking = tasks.add_parser("check", parents=[common], help="what fits one employer")
    checking.add_argument("employer", type=Path, help="facts of the employer, YAML")
    table = tasks.add_parser("table", parents=[common], help="the same for tables of employers and hires")
    table.add_argument("employers", type=Path, help="CSV or Parquet")
    table.add_argument("hires", type=Path, help="CSV or Parquet")
    table.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="answers: .parquet or .csv")
    for one in (listing, checking):
        one.add_argument("--json", action="store_true", help="canonical JSON: sorted keys, money in kopecks")
    tasks.add_parser("facts", parents=[common], help="every fact that may be given, with its question")


def _day(text: str) -> date:
    """A day of which the law can speak."""
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise argparse.ArgumentTypeError(f"{text} is not of the years {FIRST_DAY.year} to {LAST_DAY.year}")
    return day


def run(options: argparse.Namespace) -> int:
    """Do one task; returns the exit code."""
    options.on = options.on or date.today()
    try:
        _say(TASKS[options.task](options))
    except FaultyInput as faulty:
        sys.stderr.write(f"{faulty}\nNothing was written.\n")
        return FAULTY
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error)  # Polars gives its own words
        sys.stderr.write(f"{said}. Nothing was written.\n")
        return NOT_DONE
    return DONE


def _measures(options: argparse.Namespace) -> str:
    found = law.measures(region=options.region)
    if not options.json:
        return report.listed(found, options.on, options.language)
    return canonical([_measure(one, options.on) for one in found])


def _check(options: argparse.Namespace) -> str:
    found = law.check(files.employer(options.employer), on=options.on, region=options.region)
    return canonical(as_data(found)) if options.json else report.checked(found, options.language)


def _table(options: argparse.Namespace) -> str:
    from kadry.law import table  # brings Polars and NumPy, which one employer does without

    rows, answers = table.written(options.employers, options.hires, options.output, on=options.on, region=options.region)
    return f"{rows} rows, {answers} answers written to {options.output}"


def _facts(options: argparse.Namespace) -> str:
    found = law.facts_catalogue().items()
    return "\n".join(f"{name:<36}{fact.kind:<8}{fact.words['question'][options.language]}" for name, fact in found)


TASKS = {"measures": _measures, "check": _check, "table": _table, "facts": _facts}


def canonical(data: Any) -> str:
    """One text for one content: keys sorted, no spaces, days as ISO text, exact numbers as text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def as_data(found: law.Report) -> Mapping[str, Any]:
    """The report as plain data; money is in kopecks."""
    return {
        "on": found.on,
        "seen": found.seen,
        "answers": [_answer(found, name) for name in sorted(found.answers)],
        "next_question": found.question.fact if found.question else None,
        "combination": {"chosen": found.combination.chosen, "low": found.combination.low},
    }


def _answer(found: law.Report, name: str) -> Mapping[str, Any]:
    answer = found.answers[name]
    plain = ("verdict", "because", "basis", "low", "high", "missing", "absent", "unverified", "seen", "deadline")
    return {
        "measure": name,
        **{field: getattr(answer, field) for field in plain},
        "conditions": [
            {"id": one.id, "truth": one.truth, "values": {key: _exact(value) for key, value in one.values}, **_clause(one.clause)}
            for one in answer.conditions
        ],
        "payments": [{"id": one.id, "low": one.low, "high": one.high, "due": one.due} for one in answer.payments],
        "figures": [{"id": one.id, "low": _exact(one.low), "high": _exact(one.high)} for one in answer.figures],
        "changes": [{"fact": one.fact, "after": _exact(one.after)} for one in found.changes.get(name, ())],
    }


def _clause(clause: Any) -> Mapping[str, Any]:
    return {field: getattr(clause, field) for field in ("act", "article", "source", "mark")} | {"read": clause.seen}


def _measure(one: Any, on: date) -> Mapping[str, Any]:
    version = one.version(on)
    state = {"from": version.begins, "to": version.ends, "text_seen": version.text_seen} if version else None
    return {"id": one.id, "kind": one.kind, "level": one.level, "title": one.title, "version": state}


def _exact(value: Any) -> Any:
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
