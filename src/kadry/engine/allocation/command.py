"""The command `kadry allocate`: two tables in, one table out, with a report a person can read."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from time import perf_counter

from kadry.engine.allocation.audit import audit
from kadry.engine.allocation.checking import LOTTERIES
from kadry.engine.allocation.faults import Fault, FaultyInput
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.solve import solve
from kadry.engine.allocation.tables import Tables, csv_text, read_csv, write_whole
from kadry.engine.allocation.verify import Certificate, verify
from kadry.engine.allocation.words import Language, property_words

DONE, NOT_WRITTEN, FAULTY = 0, 1, 2

DESCRIPTION = """\
Give students places by their wishes and by the points each place gives them.

Every student gets the best place that any fair allocation can give: nobody holds a seat that someone with
a higher right would rather have, and no seat stays free while someone wants it. Nobody gains by hiding a
wish. Equal points are ordered by a lottery that anyone can recompute from the seed."""

EPILOG = """\
files (UTF-8, with or without BOM; comma, semicolon or tab; other columns are ignored)
  wishes   student,place,rank,points   one row a wish: rank 1 is the dearest; more points come first
             S1,lathe,1,87
             S1,mill,2,80
             S2,,,                      a student without wishes
             S3,lathe,1,-               wished, but not eligible there
             S3,mill,-,75               eligible there, but not wished
  places   place,seats                 0 seats is an answer; a column “title” names the place for people
             lathe,12
  result   student,place,rank          sorted by student; the unplaced have an empty place and rank

example
  kadry allocate wishes.csv places.csv -o result.csv --seed 2026-07-01 --json audit.json --explain S1

lottery
  The number of a student is the first 16 hexadecimal digits of SHA-256 of “seed:student” (per place:
  “seed:place:student”); the smaller goes first. Check one with: printf '%s' '2026-07-01:S1' | sha256sum

exit codes
  0  allocated, every guarantee checked, files written
  1  not written: a guarantee does not hold, or a file could not be opened
  2  faults in the input, each listed with its row and cure; nothing written"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `kadry allocate`, with help that teaches the formats."""
    parser.description = DESCRIPTION
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("wishes", help="table of wishes")
    parser.add_argument("places", help="table of places")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to write the result")
    parser.add_argument("--seed", default="0", help="published text the lottery follows from (default: 0)")
    parser.add_argument(
        "--lottery",
        choices=[name.replace("_", "-") for name in LOTTERIES],
        default="single",
        help="one number a student, or one for each place (default: single)",
    )
    parser.add_argument("--json", metavar="FILE", help="where to write the audit record, enough to replay the run")
    parser.add_argument(
        "--explain",
        metavar="STUDENT",
        action="append",
        default=[],
        help="also print the reasons of this student",
    )
    parser.add_argument("--language", choices=["ru", "en"], default="en", help="of reasons and guarantees (default: en)")


def run(options: argparse.Namespace) -> int:
    """Allocate as the options say; returns the exit code. Nothing is written unless everything holds."""
    started = perf_counter()
    progress = Progress()
    try:
        certificate, report = _allocate(options, progress)
    except FaultyInput as faulty:
        return _refuse(progress, f"{faulty}\nNothing was written.", FAULTY)
    except OSError as error:
        return _refuse(progress, f"{error.filename}: {error.strerror}. Nothing was written.", NOT_WRITTEN)
    progress.clear()
    print(report)
    if not certificate.holds:
        return _refuse(progress, "A guarantee does not hold. Nothing was written.", NOT_WRITTEN)
    print(f"Written to {options.output} in {perf_counter() - started:.2f} s")
    return DONE


class Progress:
    """One line on the terminal that says what is being done; silent where nobody watches."""

    def __init__(self) -> None:
        self.watched = sys.stderr.isatty()

    def show(self, step: int, steps: int, doing: str) -> None:
        """Draw the bar at a step."""
        if self.watched:
            bar = "█" * step + "░" * (steps - step)
            sys.stderr.write(f"\r\x1b[K{bar} {doing} …")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _allocate(options: argparse.Namespace, progress: Progress) -> tuple[Certificate, str]:
    _require_separate_files(options)
    progress.show(0, 4, "reading")
    tables = read_csv(options.wishes, options.places, seed=options.seed, lottery=options.lottery.replace("-", "_"))
    _require_students(tables, options.explain)
    progress.show(1, 4, "allocating")
    result = solve(tables.market)
    progress.show(2, 4, "checking every guarantee")
    certificate = verify(tables.market, result)
    report = _report(tables, result, certificate, options)
    progress.show(3, 4, "writing")
    if certificate.holds:
        texts = {options.output: csv_text(tables, result)}
        if options.json:
            texts[options.json] = audit(tables.market, result, certificate)
        write_whole(texts)
    return certificate, report


def _require_separate_files(options: argparse.Namespace) -> None:
    named = [os.path.realpath(path) for path in (options.wishes, options.places, options.output, options.json) if path]
    if len(set(named)) < len(named):
        raise FaultyInput([Fault("command line", None, "one file is named twice", "Give each file a name of its own.")])


def _require_students(tables: Tables, asked: list[str]) -> None:
    unknown = [student for student in asked if student not in tables.market.wishes]
    if unknown:
        raise FaultyInput(
            Fault("--explain", None, f"the student “{student}” is unknown", "Give an id of the wishes.") for student in unknown
        )


def _refuse(progress: Progress, message: str, code: int) -> int:
    progress.clear()
    print(message, file=sys.stderr)
    return code


def _report(tables: Tables, result: Result, certificate: Certificate, options: argparse.Namespace) -> str:
    market = tables.market
    seats = sum(market.seats.values())
    free = sum(cutoff.free for cutoff in result.cutoffs.values())
    lines = [
        _line("students", len(market.wishes)),
        _line("places", len(market.seats), f"with {seats:,} seats"),
        _line("seed", market.seed, f"{options.lottery} lottery"),
        "",
        *_placed(tables, result),
        _line("seats free", free),
        _line("proposals", result.proposals),
        _line("blocking pairs", 0 if certificate["P5"].holds and certificate["P6"].holds else "found"),
        "",
        *_guarantees(certificate, options.language),
    ]
    if options.explain:
        from kadry.engine.allocation.reasons import explain  # only those who ask wait for it
    for student in options.explain:
        lines += ["", f"{student}", str(explain(market, result, student, options.language))]
    return "\n".join([*lines, ""])


def _line(label: str, value: int | str, remark: str = "") -> str:
    shown = f"{value:,}" if isinstance(value, int) else value
    return f"{label:<16}{shown:>12}  {remark}".rstrip()


def _placed(tables: Tables, result: Result) -> list[str]:
    ranks = Counter(row["rank"] for row in tables.rows(result))
    everyone = len(result.assignment)
    unplaced = ranks.pop(None, 0)
    without_wish = sum(not wished for wished in tables.market.wishes.values())
    lines = [
        _line(f"placed, wish {rank}", count, f"{count / everyone:6.1%}")
        for rank, count in sorted(ranks.items(), key=lambda pair: str(pair[0]).zfill(20))
    ]
    remark = f"{unplaced / everyone:6.1%}" if everyone else ""
    if without_wish:
        remark += f"  of them {without_wish:,} without a wish"
    return [*lines, _line("unplaced", unplaced, remark)]


def _guarantees(certificate: Certificate, language: Language) -> list[str]:
    lines = []
    for found in certificate.properties:
        mark = "holds" if found.holds else "BROKEN"
        lines.append(f"{found.name:<4}{mark:<7}{property_words(found.name, language)} ({found.counted:,} checked)")
        if found.counterexample:
            lines.append(f"    {found.counterexample}")
    return lines
