"""The command `kadry allocate`: two tables in, one table out, with a report a person can read."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from time import perf_counter

from kadry.engine.allocation.audit import audit
from kadry.engine.allocation.checking import LOTTERIES
from kadry.engine.allocation.report import Outcome, Progress
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.sheets import write_whole
from kadry.engine.allocation.solve import solve
from kadry.engine.allocation.tables import Tables, csv_text, read_csv
from kadry.engine.allocation.verify import Certificate, verify
from kadry.engine.faults import Fault, FaultyInput

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
  Parquet files with the same columns are read and written too: a million students take some seconds.

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
    parser.add_argument(
        "--large", action="store_true", help="read CSV as very large tables, ids as text; Parquet files always are"
    )
    parser.add_argument("--language", choices=["ru", "en"], default="en", help="of reasons and guarantees (default: en)")


def run(options: argparse.Namespace) -> int:
    """Allocate as the options say; returns the exit code. Nothing is written unless everything holds."""
    started = perf_counter()
    progress = Progress()
    try:
        outcome = _allocate(options, progress)
    except FaultyInput as faulty:
        return _refuse(progress, f"{faulty}\nNothing was written.", FAULTY)
    except OSError as error:
        return _refuse(progress, f"{error.filename}: {error.strerror}. Nothing was written.", NOT_WRITTEN)
    progress.clear()
    print(outcome.report(options.seed, options.lottery, options.language))
    if not outcome.certificate.holds:
        return _refuse(progress, "A guarantee does not hold. Nothing was written.", NOT_WRITTEN)
    print(f"Written to {options.output} in {perf_counter() - started:.2f} s")
    return DONE


def _allocate(options: argparse.Namespace, progress: Progress) -> Outcome:
    _require_separate_files(options)
    progress.show(0, 4, "reading")
    if options.large or any(path.endswith(".parquet") for path in (options.wishes, options.places, options.output)):
        from kadry.engine.allocation.columns.command import allocate  # brings Polars, which small tables do without

        return allocate(options, progress)
    tables = read_csv(options.wishes, options.places, seed=options.seed, lottery=options.lottery.replace("-", "_"))
    _require_students(tables, options.explain)
    progress.show(1, 4, "allocating")
    result = solve(tables.market)
    progress.show(2, 4, "checking every guarantee")
    certificate = verify(tables.market, result)
    progress.show(3, 4, "writing")
    if certificate.holds:
        texts = {options.output: csv_text(tables, result)}
        if options.json:
            texts[options.json] = audit(tables.market, result, certificate)
        write_whole(texts)
    return _outcome(tables, result, certificate, options)


def _outcome(tables: Tables, result: Result, certificate: Certificate, options: argparse.Namespace) -> Outcome:
    market = tables.market
    explained = {}
    if options.explain:
        from kadry.engine.allocation.reasons import explain  # only those who ask wait for it

        explained = {student: str(explain(market, result, student, options.language)) for student in options.explain}
    return Outcome(
        students=len(market.wishes),
        places=len(market.seats),
        seats=sum(market.seats.values()),
        free=sum(cutoff.free for cutoff in result.cutoffs.values()),
        proposals=result.proposals,
        ranks=Counter(filter(None, _written_ranks(tables, result))),
        without_wishes=sum(not wished for wished in market.wishes.values()),
        certificate=certificate,
        explained=explained,
    )


def _written_ranks(tables: Tables, result: Result) -> Iterator[int | None]:
    return (tables.written_rank(student, rank) for student, rank in result.ranks.items())


def _require_separate_files(options: argparse.Namespace) -> None:
    named = [os.path.realpath(path) for path in (options.wishes, options.places, options.output, options.json) if path]
    if len(set(named)) < len(named):
        raise FaultyInput([Fault("command line", "one file is named twice", "Give each file a name of its own.")])


def _require_students(tables: Tables, asked: list[str]) -> None:
    unknown = [student for student in asked if student not in tables.market.wishes]
    if unknown:
        raise FaultyInput(
            Fault("--explain", f"the student “{student}” is unknown", "Give an id of the wishes.") for student in unknown
        )


def _refuse(progress: Progress, message: str, code: int) -> int:
    progress.clear()
    print(message, file=sys.stderr)
    return code
