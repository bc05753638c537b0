"""`kadry allocate` for Parquet files and for very many students: the same report, the work in columns."""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path

import numpy as np
import polars as pl

from kadry.engine.allocation.columns.layout import PLACE, SHIFT
from kadry.engine.allocation.columns.market import Columns
from kadry.engine.allocation.columns.reading import from_table
from kadry.engine.allocation.columns.solve import solve
from kadry.engine.allocation.columns.verify import Checked, certificate, check
from kadry.engine.allocation.columns.window import explain
from kadry.engine.allocation.inputs import canonical_json
from kadry.engine.allocation.report import Outcome, Progress
from kadry.engine.allocation.verify import Certificate
from kadry.engine.faults import Fault, FaultyInput

FORMAT = "kadry.allocation.columns"
VERSION = 1


def allocate(options: argparse.Namespace, progress: Progress) -> Outcome:
    """Read, allocate, check and write two large tables as the options say."""
    if options.lottery != "single":
        raise FaultyInput([Fault("--lottery", "large tables have one lottery for all places", "Leave the option out.")])
    market = from_table(options.wishes, options.places, seed=options.seed)
    asked = _asked(market, options.explain)
    progress.show(1, 4, "allocating")
    seating = solve(market)
    progress.show(2, 4, "checking every guarantee")
    checked = check(market, seating)
    proved = certificate(market, seating, checked, every_draw=True)
    progress.show(3, 4, "writing")
    table = seating.table(market)
    if proved.holds:
        _write(options, market, table, checked, proved)
    without = int((np.diff(market.ptr) == 0).sum())
    return Outcome(
        students=len(market.students),
        places=len(market.places),
        seats=int(market.seats.sum()),
        free=int((market.seats - checked.admitted).sum()),
        proposals=int(checked.proposals),
        ranks={rank: int(count) for rank, count in table["rank"].drop_nulls().value_counts(sort=True).iter_rows()},
        without_wishes=without,
        certificate=proved,
        explained={str(student): str(explain(market, seating, student, options.language)) for student in asked},
    )


def _asked(market: Columns, students: list[str]) -> list[object]:
    ids = pl.Series(students, dtype=pl.String).cast(market.students.dtype, strict=False)
    known = ids.is_in(market.students.implode()) & ids.is_not_null()
    unknown = [student for student, there in zip(students, known, strict=True) if not there]
    if unknown:
        cure = "Give an id of the wishes."
        raise FaultyInput(Fault("--explain", f"the student “{student}” is unknown", cure) for student in unknown)
    return ids.to_list()


def _write(options: argparse.Namespace, market: Columns, table: pl.DataFrame, checked: Checked, proved: Certificate) -> None:
    """Every file whole or none: drafts first, then all take their names."""
    files = {options.output: lambda draft: _write_table(table, options.output, draft)}
    if options.json:
        files[options.json] = lambda draft: Path(draft).write_text(_record(options, market, table, checked, proved), "utf-8")
    drafts = {f"{path}.part": path for path in files}
    try:
        for draft, path in drafts.items():
            files[path](draft)
        for draft, path in drafts.items():
            os.replace(draft, path)
    finally:
        for draft in filter(os.path.exists, drafts):
            os.remove(draft)


def _write_table(table: pl.DataFrame, name: str, draft: str) -> None:
    if name.endswith(".parquet"):
        table.write_parquet(draft)
    else:
        table.write_csv(draft)


def _record(options: argparse.Namespace, market: Columns, table: pl.DataFrame, checked: Checked, proved: Certificate) -> str:
    """What is needed to run it again and to see that it is the same: digests of the files, the seed, every cut-off."""
    lowest = checked.lowest[:, 0]
    last = np.where(lowest >= 0, len(market.students) - 1 - (lowest & PLACE), 0)
    cutoffs = {
        str(place): {
            "admitted": int(admitted),
            "seats": int(seats),
            "points": market.rights.points(int(claim >> SHIFT)) if claim >= 0 else None,
            "student": str(market.students[int(turn)]) if claim >= 0 else None,
        }
        for place, admitted, seats, claim, turn in zip(market.places, checked.admitted, market.seats, lowest, last, strict=True)
    }
    record = {
        "format": FORMAT,
        "version": VERSION,
        "seed": market.seed,
        "sha256": {
            "wishes": _digest(Path(options.wishes).read_bytes()),
            "places": _digest(Path(options.places).read_bytes()),
            "result": _digest(table.write_csv().encode()),
        },
        "certificate": proved.record(),
        "cutoffs": cutoffs,
    }
    return canonical_json(record) + "\n"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
