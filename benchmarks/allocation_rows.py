"""The pieces of work that are measured, one function each: students in, figures out. To add a row is to add one here.

Each is called in a process of its own, with machine code compiled and loaded before the clock starts, unless the row
is about just that.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import polars as pl

from benchmarks import allocation_couples, allocation_utility
from benchmarks.allocation_bound import bound_seconds
from benchmarks.allocation_instances import Instance, Recipe, with_text_ids
from benchmarks.allocation_timing import Figures, timed
from kadry.engine.allocation import columns
from kadry.engine.allocation.columns import rounds
from kadry.engine.allocation.together import solve_together, verify_together
from kadry.engine.allocation.utility import assign_arrays

SEED = "2026-07-01"
COLD = """
from benchmarks.allocation_instances import Recipe
from kadry.engine.allocation import columns
given = Recipe({students}).load()
market = columns.from_arrays(given.ptr, given.place, given.points, given.seats, seed="{seed}")
columns.verify(market, columns.solve(market)).require()
"""
PAIRS = 7  # of processes, one with the work and one without, side by side


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is done, for how many students, and the goal in seconds, if one was set."""

    name: str
    work: str
    students: int
    measure: Callable[[int], Figures]
    goal: float | None = None
    goal_mb: float | None = None


def command_line(students: int) -> Figures:
    """Seconds of the whole command, beyond those in which Python starts and ends."""
    with tempfile.TemporaryDirectory() as folder:
        wishes, places = _write_csv(Recipe(students), Path(folder))
        return _beyond_pass("-m", "kadry.config.cli", "allocate", wishes, places, "-o", f"{folder}/result.csv")


def _write_csv(recipe: Recipe, folder: Path) -> tuple[str, str]:
    instance = recipe.make()
    students, places, table = instance.student_ids(), instance.place_ids(), instance.table()
    rows = zip(*(column.tolist() for column in table.values()), strict=True)
    wishes = [f"{students[student]},{places[place]},{rank},{points}\n" for student, place, rank, points in rows]
    (folder / "wishes.csv").write_text("".join(["student,place,rank,points\n", *wishes]))
    seats = [f"{place},{count}\n" for place, count in zip(places, instance.seats.tolist(), strict=True)]
    (folder / "places.csv").write_text("".join(["place,seats\n", *seats]))
    return str(folder / "wishes.csv"), str(folder / "places.csv")


def _beyond_pass(*arguments: str) -> Figures:
    """How much longer Python takes with these arguments than to start and end."""
    pairs = [(_python(*arguments), _python("-c", "pass")) for _ in range(PAIRS)]
    beyond = [(work[0] - bare[0], work[1] - bare[1]) for work, bare in pairs]
    wall, cpu = (median(times) for times in zip(*beyond, strict=True))
    return {"seconds": wall, "cpu_seconds": cpu, "runs": PAIRS}


def _python(*arguments: str) -> tuple[float, float]:
    """Seconds on the clock and of the processor."""
    started, before = perf_counter(), _cpu_of_children()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return perf_counter() - started, _cpu_of_children() - before


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def core(students: int) -> Figures:
    """Deferred acceptance alone, of a market already made."""
    market = _market(Recipe(students).load())
    return _warm_timed(lambda: columns.solve(market))


def core_with_reserves(students: int) -> Figures:
    """The same with three groups of seats at each place: kept for type A, for type B, open."""
    instance = Recipe(students).load()
    market = _market(instance, types=instance.kind, reserves=instance.reserves, type_names=("A", "B"))
    return _warm_timed(lambda: columns.solve(market))


def check(students: int) -> Figures:
    """Every guarantee, every cut-off, the reason of every wish."""
    market = _market(Recipe(students).load())
    seating = columns.solve(market)
    return _warm_timed(lambda: columns.verify(market, seating).require())


def from_grouped(students: int) -> Figures:
    """From a long table, one student's rows together, to a checked result."""
    return _from_table(Recipe(students), shuffled=False)


def from_shuffled(students: int) -> Figures:
    """The same with the rows in no order."""
    return _from_table(Recipe(students), shuffled=True)


def from_text(students: int) -> Figures:
    """The same with text for ids, one student's rows together."""
    return _from_table(Recipe(students), shuffled=False, text=True)


def cold_start(students: int) -> Figures:
    """A process that starts, loads machine code from disk, allocates once and ends, beyond one that only starts."""
    code = COLD.format(students=students, seed=SEED)
    _python("-c", code)  # machine code and instance are on disk from here on
    return _beyond_pass("-c", code)


def withdrawals(students: int) -> Figures:
    """One student in twenty leaves after the offers; the free seats are handed on."""
    market = _market(Recipe(students).load())
    seating = columns.solve(market)
    gone = market.students.sample(fraction=0.05, seed=7)
    return _warm_timed(lambda: columns.update(market, seating, withdrawn=gone))


def lotteries(students: int) -> Figures:
    """The chance of every wish over a thousand lotteries, on every core; points from 0 to 99, so that many are equal."""
    market = _market(Recipe(students, levels=100).load())
    columns.chances(market, lotteries=2)
    return timed(lambda: columns.chances(market, lotteries=1_000))


def without_compiler(students: int) -> Figures:
    """Deferred acceptance in whole columns of numpy, where there is no machine code."""
    market = _market(Recipe(students).load())
    return timed(lambda: rounds.deferred_acceptance(market.ptr, market.wishes, market.seats))


def couples(students: int) -> Figures:
    """One student in ten goes in a couple; the slowest of ten markets, each result checked."""
    slowest: Figures = {"seconds": 0.0}
    for seed in range(10):
        market, groups = allocation_couples.with_couples(students, 0.10, seed)
        started, began = perf_counter(), process_time()
        result = solve_together(market, groups)
        figures = {"seconds": perf_counter() - started, "cpu_seconds": process_time() - began, "runs": 1}
        slowest = max(slowest, figures, key=lambda one: one["seconds"])
        verify_together(market, groups, result).require()
    return slowest


def by_utility(students: int) -> Figures:
    """One-sided assignment to a proved gap, on the instance of its own benchmark."""
    assign_arrays(*allocation_utility.instance(1_000, allocation_utility.SEED))
    arrays = allocation_utility.instance(students, allocation_utility.SEED)
    return timed(lambda: assign_arrays(*arrays, gap=allocation_utility.GAP))


def curve(students: int) -> Figures:
    """The core again, with its proposals and the least time this machine could take for as many.

    Small instances are many, one after another: run again and again, one would be learned by the processor.
    """
    many = max(1, min(50, 100_000 // students))
    markets = [_market(Recipe(students, seed=7 + number).load()) for number in range(many)]
    proposals = sum(columns.solve(market).proposals or 0 for market in markets) // many
    figures = timed(lambda: [columns.solve(market) for market in markets])
    return figures | {"seconds": figures["seconds"] / many, "proposals": proposals} | bound_seconds(students, proposals)


def _market(instance: Instance, **rules: Any) -> columns.Columns:
    return columns.from_arrays(instance.ptr, instance.place, instance.points, instance.seats, seed=SEED, **rules)


def _from_table(recipe: Recipe, *, shuffled: bool, text: bool = False) -> Figures:
    instance = recipe.load()
    tables = (recipe.load_table(shuffled=shuffled), instance.places_table())
    wishes, places = (with_text_ids(instance, table) if text else pl.DataFrame(table) for table in tables)

    def allocate() -> None:
        market = columns.from_table(wishes, places, seed=SEED)
        columns.verify(market, columns.solve(market)).require()

    return _warm_timed(allocate)


def _warm_timed(work: Callable[[], object]) -> Figures:
    work()  # machine code is made, or read from disk, at the first call
    return timed(work)


ROWS = (
    Row("core", "deferred acceptance", 10**6, core, goal=0.20),
    Row("reserves", "core, three groups of seats", 10**6, core_with_reserves, goal=0.30),
    Row("check", "guarantees, cut-offs, every reason", 10**6, check, goal=0.05),
    Row("grouped", "long table to checked result", 10**6, from_grouped, goal=0.5),
    Row("shuffled", "the same, rows in no order", 10**6, from_shuffled, goal=1.0),
    Row("text", "the same, text ids, grouped", 10**6, from_text),
    Row("withdraw", "5 % withdraw, seats handed on", 10**6, withdrawals, goal=0.12),
    Row("lotteries", "chances from 1,000 lotteries", 10**5, lotteries, goal=6),
    Row("core-10m", "10⁸ wishes, below 4 GB", 10**7, core, goal=4, goal_mb=4_000),
    Row("command", "kadry allocate, beyond python -c pass", 1_000, command_line, goal=0.15),
    Row("utility", "by utility, gap 1e-5", 10**5, by_utility, goal=0.5),
    Row("utility-1m", "by utility, gap 1e-5", 10**6, by_utility, goal=9),
    Row("couples", "10 % in couples, the slowest of ten", 20_000, couples, goal=1),
    Row("numpy", "deferred acceptance without a compiler", 10**5, without_compiler),
    Row("cold", "a fresh process, machine code on disk", 1_000, cold_start),
)
