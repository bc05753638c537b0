"""A figure opened in the terminal: value, formula, rows, the line that computes it.

kadry trace                                      every figure there is
kadry trace demand.gap                           of the whole region
kadry trace demand.gap municipality=balashikha year=2029 --rows 10

Exit code: 0 shown, 2 there is no such figure, or it cannot be cut so.
"""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from kadry.reference.queries import served_region
from kadry.trail import figures
from kadry.trail.queries import cells, origin_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", help="key of a figure")
    parser.add_argument("scope", nargs="*", metavar="DIMENSION=VALUE")
    parser.add_argument("--rows", type=int, default=5, help="how many rows to show")


def run(options: argparse.Namespace) -> int:
    console = Console()
    if strange := [part for part in options.scope if "=" not in part]:
        console.print(f"Write the scope as DIMENSION=VALUE, not {', '.join(strange)}.")
        return 2
    if not options.key:
        _print_all(console)
        return 0
    try:
        scope = figures.Scope.of(region=served_region().code, **dict(part.split("=", 1) for part in options.scope))
        reading = figures.read(options.key, scope)
    except figures.SENSELESS as wrong:
        console.print(f"{wrong} `kadry trace` lists every figure.")
        return 2
    _print_reading(console, reading, options.rows)
    return 0


def _print_all(console: Console) -> None:
    table = Table("figure", "formula", "code")
    for figure in figures.all_figures():
        file, line = figure.code
        table.add_row(figure.key, str(figure.formula), f"{file}:{line}")
    console.print(table)


def _print_reading(console: Console, reading: figures.Reading, shown: int) -> None:
    figure = reading.figure
    console.print(f"{figure.title}: {reading.value if reading.value is not None else f'cannot tell ({reading.missing})'}")
    if reading.low is not None:
        console.print(f"95 % interval {reading.low:.3f}–{reading.high:.3f}, n = {reading.count}")
    console.print(
        f"formula  {figure.formula}\nas of    {reading.as_of}\nrows     {reading.count}\n"
        f"code     {figure.code[0]}:{figure.code[1]}"
    )
    if figure.source.personal:
        console.print("The rows are persons: open the figure's page signed in to see those you may see.")
        return
    table = Table(*(str(column.heading) for column in figure.source.columns), "adds", "came from")
    for row in figures.rows(figure.key, reading.scope)[:shown]:
        table.add_row(*(str(cell) for cell in cells(figure.source, row)), str(row.adds_), origin_of(row))
    console.print(table)
