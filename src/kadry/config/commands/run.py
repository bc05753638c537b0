"""Compute the year: the plan of places, the practice campaign, hires on needs, the board's decisions.

    kadry run                    all of it
    kadry run places practice    some of it

Each computation keeps its record under KADRY_HOME/runs; `kadry replay` computes it again.
Exit code: 0 computed, 2 there is no such step.
"""

from __future__ import annotations

import argparse
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from kadry.config.year import STEPS
from kadry.people.actions import system_user
from kadry.reference.queries import served_region
from kadry.trail.models import Run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"any of {', '.join(step.name for step in STEPS)}; none: all")


def run(options: argparse.Namespace) -> int:
    unknown = set(options.steps) - {step.name for step in STEPS}
    if unknown:
        print(f"There is no step {', '.join(sorted(unknown))}. Steps: {', '.join(step.name for step in STEPS)}.")
        return 2
    before = Run.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    times = compute(options.steps)
    console = Console()
    table = Table("step", "seconds")
    for name, seconds in times.items():
        table.add_row(name, f"{seconds:.1f}")
    console.print(table)
    console.print(certificates(before))
    return 0


def compute(steps: list[str]) -> dict[str, float]:
    """Compute the steps (none: all) with progress bars; returns seconds by step."""
    by, region = system_user(), served_region()
    times = {}
    with Progress(TextColumn("{task.description:<32}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn()) as bar:
        for step in STEPS:
            if steps and step.name not in steps:
                continue
            task = bar.add_task(step.name, total=1)
            started = time.monotonic()
            step.compute(region, by, lambda share, task=task: bar.update(task, completed=share))
            times[step.name] = time.monotonic() - started
            bar.update(task, completed=1)
    return times


# What the terminal shows of a run's summary; its page and its record hold the rest.
TOLD = ("year", "groups", "places", "students", "placed", "asked", "served", "blocking_pairs", "status", "gap")


def certificates(after: int) -> Table:
    """What independent code says of each computation, and the hash its replay must give."""
    table = Table("run", "what", "result", "certificate", "seed", "seconds", "replay hash")
    for one in Run.objects.filter(pk__gt=after).order_by("pk"):
        # A guarantee with nothing to check (no budget, say) is not counted as holding.
        checked = [guarantee for guarantee in one.certificate if guarantee.get("counted", 1)]
        holds = sum(guarantee["holds"] for guarantee in checked)
        told = ", ".join(f"{name} {_shown(name, one.summary[name])}" for name in TOLD if name in one.summary)
        certificate = f"{holds} of {len(checked)} hold"
        table.add_row(f"run-{one.pk}", one.kind, told, certificate, str(one.seed), f"{one.seconds:.1f}", one.digest[:16])
    return table


def _shown(name: str, value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and name != "year" else str(value)
