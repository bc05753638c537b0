"""The allocation engine against its goals, against public packages and against what this machine could do at best.

    python -m benchmarks.allocation [--quick] [--only NAME…] [--json FILE] [--picture FILE.svg]

Every measurement is a process of its own, so that peak memory is its own too; figures are medians of three runs or
more. Instances are made once and kept in the temporary folder: 3 GB for the whole table, little with --quick.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import allocation_peers, allocation_rows
from benchmarks.allocation_rows import ROWS, Row
from benchmarks.allocation_timing import Figures

CURVE = (*(step * 10**power for power in range(3, 7) for step in (1, 2, 5)), 10**7)
PEER_SIZES = (1_000, 5_000, 10_000, 20_000, 100_000, 1_000_000)
LIMIT = 60  # seconds a peer may take
QUICK_LIMIT = 5
QUICK_STUDENTS = 100_000  # no row is larger with --quick
GROUPS = ("curve", "peers")
REACHED = {True: "reached", False: "missed", None: ""}


def main() -> None:
    options = _options()
    if options.one:
        print(json.dumps(_measured(options.one, options.students, options.limit)))
        return
    wanted = set(options.only)
    report: dict[str, Any] = {"machine": _machine()}
    print(" · ".join(report["machine"].values()))
    report["rows"] = list(_rows([row for row in ROWS if not wanted or row.name in wanted], options.quick))
    report["curve"] = list(_curve(options.quick)) if not wanted or "curve" in wanted else []
    report["peers"] = list(_peers(options.quick)) if not wanted or "peers" in wanted else []
    _print_ratios(report["curve"], report["peers"])
    if options.json:
        options.json.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n")
    if options.picture:
        from benchmarks.allocation_picture import draw

        draw(report["curve"], report["peers"], options.picture)
    if any(run["figures"] and not run["figures"]["same"] for run in report["peers"]):
        sys.exit("A peer came out with another allocation: one of the two is wrong.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"at most {QUICK_STUDENTS:,} students, {QUICK_LIMIT} s a peer")
    parser.add_argument("--only", nargs="+", default=[], choices=[*(row.name for row in ROWS), *GROUPS], metavar="NAME")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    parser.add_argument("--picture", type=Path, help="where to draw the curve, as SVG")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--students", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--limit", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.picture and options.only and not {*GROUPS} <= {*options.only}:
        parser.error("--picture draws the curve beside the peers: name both in --only, or leave it out")
    return options


def _measured(name: str, students: int, limit: int) -> Figures:
    """What a process of its own does: one piece of work."""
    if name == "curve":
        return allocation_rows.curve(students)
    for row in ROWS:
        if row.name == name:
            return row.measure(students)
    return allocation_peers.measure(name, students, limit)


def _in_own_process(name: str, students: int, limit: int = 0) -> Figures | None:
    """The figures of one piece of work, or None if it was ended at the limit of time or for want of memory."""
    command = [sys.executable, "-m", "benchmarks.allocation", "--one", name, "--students", str(students)]
    done = subprocess.run([*command, "--limit", str(limit)], capture_output=True, text=True)
    if done.returncode in (-signal.SIGALRM, -signal.SIGKILL):
        return None
    if done.returncode:
        sys.exit(f"{name}, {students:,} students:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _machine() -> dict[str, str]:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor() or platform.machine(),
        "cores": f"{os.cpu_count()} cores",
        "python": f"Python {platform.python_version()}",
        **{name: f"{name} {version(name)}" for name in ("numpy", "numba", "matching", "algmatch")},
    }


def _rows(rows: list[Row], quick: bool) -> Iterator[dict[str, Any]]:
    if rows:
        print(f"\n{'work, 10 wishes a student':<56}{'students':>10}{'goal':>9}{'measured':>11}{'processor':>11}{'memory':>11}")
    for row in rows:
        students = min(row.students, QUICK_STUDENTS) if quick else row.students
        figures = _in_own_process(row.name, students)
        if figures is None:
            sys.exit(f"{row.name}: not enough memory")
        reached = _reached(row, figures) if students == row.students else None
        goal = "" if reached is None else f"{row.goal:g} s"
        print(
            f"{row.name + ': ' + row.work:<56}{students:>10,}{goal:>9}{figures['seconds']:>9.3f} s"
            f"{figures['cpu_seconds']:>9.3f} s{figures.get('above_mb', 0):>8,.0f} MB  {REACHED[reached]}",
            flush=True,
        )
        yield {"name": row.name, "work": row.work, "students": students, "goal": row.goal, "reached": reached, **figures}


def _reached(row: Row, figures: Figures) -> bool | None:
    """Whether the goal is met; None where none was set."""
    if row.goal is None:
        return None
    return figures["seconds"] <= row.goal and (row.goal_mb is None or figures["above_mb"] <= row.goal_mb)


def _curve(quick: bool) -> Iterator[dict[str, Any]]:
    print(f"\n{'students':>10}{'proposals':>12}{'core':>12}{'a proposal':>12}{'at best':>12}{'times that':>12}")
    for students in CURVE:
        if quick and students > QUICK_STUDENTS:
            return
        point = _in_own_process("curve", students)
        if point is None:
            sys.exit(f"curve, {students:,} students: not enough memory")
        each = 1e9 * point["seconds"] / point["proposals"]
        times = point["seconds"] / point["bound_seconds"]
        print(
            f"{students:>10,}{point['proposals']:>12,}{_shown(point['seconds']):>12}{each:>9.1f} ns"
            f"{_shown(point['bound_seconds']):>12}{times:>12.1f}",
            flush=True,
        )
        yield {"students": students, **point}


def _peers(quick: bool) -> Iterator[dict[str, Any]]:
    limit = QUICK_LIMIT if quick else LIMIT
    print(f"\n{'peers, strict orders':<22}{'students':>10}{'build':>12}{'solve':>12}{'memory':>11}  outcome")
    for peer in allocation_peers.PEERS:
        for students in PEER_SIZES:
            if quick and students > QUICK_STUDENTS:
                break
            figures = _in_own_process(peer.name, students, limit)
            yield {"name": peer.name, "students": students, "limit": limit, "figures": figures}
            if figures is None:
                print(f"{peer.name:<22}{students:>10,}  more than {limit} s")
                break
            print(
                f"{peer.name:<22}{students:>10,}{_shown(figures['build_seconds']):>12}{_shown(figures['solve_seconds']):>12}"
                f"{figures['above_mb']:>8,.0f} MB  {'as ours' if figures['same'] else 'NOT AS OURS'}",
                flush=True,
            )


def _print_ratios(curve: list[dict[str, Any]], peers: list[dict[str, Any]]) -> None:
    """The largest size each solver reached; where both were measured, how many times longer the best package takes."""
    for name in dict.fromkeys(run["name"] for run in peers):
        within = [run["students"] for run in peers if run["name"] == name and run["figures"]]
        print(f"{name}: the largest size within the limit is {max(within, default=0):,}")
    ours = {point["students"]: point["seconds"] for point in curve}
    others = [run for run in peers if run["name"] != allocation_peers.PLAIN.name and run["figures"] and run["students"] in ours]
    for students in sorted({run["students"] for run in others}):
        best = min((run for run in others if run["students"] == students), key=lambda run: run["figures"]["seconds"])
        ratio = best["figures"]["seconds"] / ours[students]
        print(f"{students:,} students: the best package, {best['name']}, takes {ratio:,.0f} times as long as the core")


def _shown(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


if __name__ == "__main__":
    main()
