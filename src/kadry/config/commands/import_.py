"""Take workbooks in: XLSX, XLS or CSV, many at once.

    kadry import region.xlsx college-*.xlsx
    kadry import needs.csv --dry-run          what would change, nothing stored

Sheets are recognised by their headings. Rows with a problem stay out and are listed with their cure; the others go in.
Exit code: 0 all rows good, 1 some rows stayed out, 2 a file could not be read at all.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kadry.exchange.actions import workbook_take
from kadry.exchange.enums import ImportState
from kadry.exchange.models import Import, Problem
from kadry.people.actions import system_user
from kadry.reference.queries import served_region
from kadry.trail.clock import now

SHOWN = 20  # problems a file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="check and compare, store nothing")
    parser.add_argument("--ground", default="command line", help="why these rows may come in, e.g. a letter's number")


def run(options: argparse.Namespace) -> int:
    missing = [path for path in options.files if not path.is_file()]
    if missing:
        print("\n".join(f"There is no file {path}." for path in missing))
        return 2
    taken = take_files(options.files, dry=options.dry_run, ground=options.ground)
    console = Console()
    console.print(summary(taken))
    for one in taken:
        _print_problems(console, one)
    return max(map(_exit_code, taken))


def _exit_code(one: Import) -> int:
    """A sheet that stands for nothing (a title page) is no fault; a file of which nothing is recognised is."""
    sheets = list(one.sheets.prefetch_related("problems"))
    if one.state == ImportState.REFUSED or not any(sheet.kind for sheet in sheets):
        return 2
    return int(any(sheet.faulty or (not sheet.rows and sheet.problems.all()) for sheet in sheets))


def take_files(files: list[Path], *, dry: bool, ground: str) -> list[Import]:
    """Take the files in, one after the other, with a progress bar."""
    by, region = system_user(), served_region()
    taken = []
    with progress_bar() as bar:
        task = bar.add_task("import", total=len(files))
        for path in files:
            bar.update(task, description=f"import {path.name}")
            taken.append(
                workbook_take(data=path.read_bytes(), filename=path.name, region=region, dry=dry, by=by, at=now(), ground=ground)
            )
            bar.advance(task)
    return taken


def progress_bar() -> Progress:
    return Progress(
        TextColumn("{task.description:<32}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
    )


def summary(taken: list[Import]) -> Table:
    """Rows by kind of sheet."""
    table = Table("sheet", "rows", "new", "changed", "same", "faulty")
    totals: dict[str, list[int]] = {}
    for one in taken:
        for sheet in one.sheets.exclude(kind=""):
            row = totals.setdefault(sheet.kind, [0] * 5)
            for at, name in enumerate(("rows", "created", "changed", "same", "faulty")):
                row[at] += getattr(sheet, name)
    for kind, row in totals.items():
        table.add_row(kind, *(f"{count:,}" for count in row))
    return table


def _print_problems(console: Any, one: Import) -> None:
    if one.refusal_en:
        console.print(one.refusal_en)
        return
    if not one.sheets.exclude(kind="").exists():
        console.print(
            f"{one.filename}: no sheet of it is recognised. Headings stand in one row; the import page has blank sheets."
        )
    problems = Problem.objects.filter(of__of=one).select_related("of")
    for problem in problems[:SHOWN]:
        console.print(
            f"{one.filename} · {problem.of.name} · {problem.column}{problem.row or ''}: {problem.what_en} {problem.cure_en}"
        )
    if (more := problems.count() - SHOWN) > 0:
        console.print(f"{one.filename}: {more} more; the page of import {one.pk} lists them all.")
