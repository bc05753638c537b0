"""The demo region: built, imported through the same import a real operator uses, and computed.

    kadry demo up                                  what `make demo` runs: all of it, then the server
    kadry demo build --size village --seed 7       the workbooks only

A second `up` reuses what is there. People, and every number no source gives, are invented and marked so.
"""

from __future__ import annotations

import argparse
import importlib
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from rich.console import Console
from rich.table import Table

from kadry.config.commands import import_, prepare, serve
from kadry.config.commands import run as year
from kadry.config.demo_meeting import hold_meetings
from kadry.config.demo_people import give_accounts
from kadry.trail.models import Run

SEED = 2026


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("build", "load", "up"), help="build the workbooks; also load them; also serve")
    parser.add_argument("--size", choices=("region", "village"), default="region")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))


def run(options: argparse.Namespace) -> int:
    console = Console()
    if options.what == "build":
        built = _build(options, console)
        console.print("\n".join(str(path) for path in built.workbooks))
        return 0
    if not _is_loaded():
        load(options, console)
    if options.what == "up":
        return serve.run(argparse.Namespace(host=options.host, port=options.port, workers=1, no_worker=False))
    return 0


def _is_loaded() -> bool:
    """Whether an earlier load came to its end."""
    return (Path(settings.HOME) / "demo-loaded").exists()


def load(options: argparse.Namespace, console: Console) -> None:
    """Build, import, compute, and say what came of it."""
    started = time.monotonic()
    times = {}
    prepare.run(argparse.Namespace(quiet=True))
    times["classifiers"] = time.monotonic() - started
    built = _timed(times, "workbooks built", lambda: _build(options, console))
    taken = _timed(times, "workbooks imported", lambda: import_.take_files(built.workbooks, dry=False, ground="demo region"))
    before = Run.objects.count()
    times |= year.compute([])
    give_accounts()
    hold_meetings()
    console.print(import_.summary(taken))
    console.print(_times_table(times, time.monotonic() - started))
    console.print(year.certificates(before))
    (Path(settings.HOME) / "demo-loaded").write_text(f"{options.size} {options.seed}")


def _timed(times: dict[str, float], name: str, act: Any) -> Any:
    started = time.monotonic()
    result = act()
    times[name] = time.monotonic() - started
    return result


def _times_table(times: dict[str, float], total: float) -> Table:
    table = Table("step", "seconds")
    for name, seconds in times.items():
        table.add_row(name, f"{seconds:.1f}")
    table.add_row("in all", f"{total:.1f}")
    return table


def _build(options: argparse.Namespace, console: Console) -> Any:
    """The generator lives beside the package, not in it: an installation without the demo does without it."""
    try:
        build = importlib.import_module("demo.build").build
    except ModuleNotFoundError:
        raise SystemExit("The demo's generator is not here: run this from a checkout of the project.") from None
    target = Path(settings.HOME) / "demo" / f"{options.size}-{options.seed}"
    target.mkdir(parents=True, exist_ok=True)
    console.print(f"Building the workbooks of the demo ({options.size}, seed {options.seed})…")
    return build(options.size, options.seed, target)
