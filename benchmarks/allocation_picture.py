"""The curve of seconds over students, drawn as SVG; the same figures give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from benchmarks.allocation_peers import PLAIN

OURS, PLAINLY, BOUND, INK, FAINT = "#0b6e4f", "#3fa34d", "#7a7a7a", "#222222", "#e6e6e6"
PEERS = ("#b5442d", "#c9831b", "#7d4fa0")
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "kadry",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": "#bbbbbb",
    "xtick.color": "#555555",
    "ytick.color": "#555555",
}
SECONDS = {1e-5: "10 µs", 1e-4: "100 µs", 1e-3: "1 ms", 1e-2: "10 ms", 0.1: "0.1 s", 1: "1 s", 10: "10 s", 60: "1 min"}
STUDENTS = {10**3: "1,000", 10**4: "10,000", 10**5: "100,000", 10**6: "1 million", 10**7: "10 million"}

Line = list[tuple[int, float]]


def draw(curve: list[dict[str, Any]], peers: list[dict[str, Any]], path: Path) -> None:
    """Draw what a run of the benchmark measured.

    Parameters
    ----------
    curve
        Points with `students`, `seconds` and `bound_seconds`.
    peers
        Runs with `name`, `students`, `limit` and `figures`: seconds, or None where the run was ended at the limit.
    path
        Where the SVG goes.
    """
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(8.6, 5.4), layout="constrained")
        _frame(axes)
        _draw_ours(axes, curve)
        _draw_peer(axes, [run for run in peers if run["name"] == PLAIN.name], PLAINLY, 0)
        packages = [run for run in peers if run["name"] != PLAIN.name]
        for number, (_, runs) in enumerate(groupby(packages, key=lambda run: run["name"])):
            _draw_peer(axes, [*runs], PEERS[number % len(PEERS)], 8 - 15 * number)
        _draw_ratio(axes, curve, packages)
        figure.savefig(path, format="svg", metadata={"Date": None}, facecolor="white")
        plt.close(figure)


def _frame(axes: Axes) -> None:
    axes.set(xscale="log", yscale="log", xlim=(800, 9e7), ylim=(8e-6, 200))
    axes.set_title("Allocating students to places, 10 wishes each: seconds on one core", loc="left", pad=12, fontweight="bold")
    axes.set_xlabel("students")
    axes.xaxis.set(major_locator=FixedLocator([*STUDENTS]), minor_locator=NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: STUDENTS[round(at)]))
    axes.yaxis.set(major_locator=FixedLocator([*SECONDS]), minor_locator=NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda at, _: SECONDS[at]))
    axes.grid(color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _draw_ours(axes: Axes, curve: list[dict[str, Any]]) -> None:
    core = [(point["students"], point["seconds"]) for point in curve]
    bound = [(point["students"], point["bound_seconds"]) for point in curve]
    axes.plot(*_columns(bound), color=BOUND, linewidth=1.4, linestyle=(0, (4, 3)))
    axes.plot(*_columns(core), color=OURS, linewidth=2.8, marker="o", markersize=4.5)
    _label(axes, core[-1], "Kadry,\nmachine code", OURS, (10, 10), weight="bold")
    _label(axes, bound[-1], "memory and heap\nat their best", BOUND, (10, -10))


def _draw_peer(axes: Axes, runs: list[dict[str, Any]], color: str, label_height: int) -> None:
    """The runs of one peer; a hollow triangle stands where it was ended at the limit."""
    line = [(run["students"], run["figures"]["seconds"]) for run in runs if run["figures"]]
    if not line:
        return
    axes.plot(*_columns(line), color=color, linewidth=1.8, marker="o", markersize=4)
    end = line[-1]
    if runs[-1]["figures"] is None:
        end = (runs[-1]["students"], float(runs[-1]["limit"]))
        axes.plot(*_columns([line[-1], end]), color=color, linewidth=1.4, linestyle=(0, (1, 2)))
        axes.plot(*end, color=color, marker="^", markersize=7, markerfacecolor="white")
    _label(axes, end, runs[0]["name"], color, (10, label_height))


def _draw_ratio(axes: Axes, curve: list[dict[str, Any]], packages: list[dict[str, Any]]) -> None:
    """How far the best package is from the core, at the largest size both were measured at."""
    ours = {point["students"]: point["seconds"] for point in curve}
    runs = [(run["students"], run["figures"]["seconds"]) for run in packages if run["figures"] and run["students"] in ours]
    if not runs:
        return
    students = max(run[0] for run in runs)
    best = min(seconds for at, seconds in runs if at == students)
    arrow = {"arrowstyle": "<->", "color": INK, "shrinkA": 5, "shrinkB": 5}
    axes.annotate("", (students, ours[students]), (students, best), arrowprops=arrow)
    times = float(f"{best / ours[students]:.2g}")
    _label(axes, (students, best**0.3 * ours[students] ** 0.7), f"{times:,.0f} times", INK, (8, 0))


def _label(axes: Axes, at: tuple[float, float], text: str, color: str, offset: tuple[int, int], weight: str = "normal") -> None:
    axes.annotate(text, at, offset, textcoords="offset points", color=color, va="center", fontweight=weight)


def _columns(line: Line) -> Sequence[Sequence[float]]:
    return [*zip(*line, strict=True)]
