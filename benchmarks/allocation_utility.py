"""Assignment by utility at 100,000 and 1,000,000 students with a proved gap, beside an exact minimum-cost flow.

    python -m benchmarks.allocation_utility [--flow-million]

Ten wishes a student, utilities 1 to 1,000, seats for 95 %: wishes are drawn 70 % by popularity (Zipf) and 30 %
evenly. Each solver has a process of its own; ours compiles on a small market before it is timed; nothing else is
counted, neither making the market nor loading libraries. Medians of three runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from statistics import median
from time import perf_counter

import numpy as np

SIZES = (100_000, 1_000_000)
SEED = 7
WISHES = 10
RUNS = 3
GAP = 1e-5

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def instance(students: int, seed: int) -> Arrays:
    """A seeded market: `ptr`, `place`, `utility`, `seats`, as `assign_arrays` takes them."""
    chance = np.random.default_rng(seed)
    places = max(students // 20, 3 * WISHES)
    utility = chance.integers(1, 1001, students * WISHES)
    total = students * 95 // 100
    seats = np.full(places, total // places)
    seats[: total % places] += 1
    return np.arange(students + 1) * WISHES, _wishes(chance, students, places), utility, seats


def _wishes(chance: np.random.Generator, students: int, places: int) -> np.ndarray:
    """Ten different places for each student, drawn again for those whose thirty draws held fewer."""
    popularity = np.cumsum(1 / np.arange(1, places + 1))
    wished = np.empty((students, WISHES), np.int32)
    left = np.arange(students)
    while len(left):
        shape = (len(left), 3 * WISHES)
        popular = np.searchsorted(popularity, chance.random(shape) * popularity[-1])
        drawn = np.where(chance.random(shape) < 0.7, np.minimum(popular, places - 1), chance.integers(0, places, shape))
        new = _first_of_each(drawn)
        enough = new.sum(axis=1) >= WISHES
        kept = new[enough] & (np.cumsum(new[enough], axis=1) <= WISHES)
        wished[left[enough]] = drawn[enough][kept].reshape(-1, WISHES)
        left = left[~enough]
    return chance.permutation(places).astype(np.int32)[wished.ravel()]


def _first_of_each(rows: np.ndarray) -> np.ndarray:
    """Where each row holds a number for the first time."""
    order = np.argsort(rows, axis=1, kind="stable")
    ordered = np.take_along_axis(rows, order, 1)
    first = np.ones_like(rows, bool)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    found = np.zeros_like(first)
    np.put_along_axis(found, order, first, 1)
    return found


def auction(arrays: Arrays) -> dict[str, float]:
    """Our assignment: seconds, value and proved gap."""
    from kadry.engine.allocation.utility import assign_arrays

    started = perf_counter()
    found = assign_arrays(*arrays, gap=GAP)
    return {"seconds": perf_counter() - started, "value": found.value, "gap": found.gap}


def flow(arrays: Arrays) -> dict[str, float]:
    """The optimum by OR-Tools, a student who stays out being sent straight to the end; only solving is timed."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    ptr, place, utility, seats = arrays
    students, places = len(ptr) - 1, len(seats)
    end = students + places
    network = SimpleMinCostFlow()
    who = np.repeat(np.arange(students), np.diff(ptr))
    everyone, everywhere = np.arange(students), students + np.arange(places)
    one = np.ones(len(who), np.int64)
    network.add_arcs_with_capacity_and_unit_cost(who, students + place.astype(np.int64), one, -utility)
    network.add_arcs_with_capacity_and_unit_cost(everyone, np.full(students, end), one[:students], 0 * everyone)
    network.add_arcs_with_capacity_and_unit_cost(everywhere, np.full(places, end), seats, 0 * everywhere)
    network.set_nodes_supplies(np.arange(end + 1), np.concatenate((one[:students], np.zeros(places, np.int64), [-students])))
    started = perf_counter()
    status = network.solve()
    seconds = perf_counter() - started
    if status != network.OPTIMAL:
        raise RuntimeError(f"the flow ended with status {status}")
    return {"seconds": seconds, "value": -network.optimal_cost(), "gap": 0.0}


SOLVERS = {"kadry auction": auction, "OR-Tools SimpleMinCostFlow": flow}


def run(name: str, students: int, seed: int = SEED) -> dict[str, float]:
    """One solver on one size: median seconds, value, gap, and peak memory of this process."""
    solver, arrays = SOLVERS[name], instance(students, seed)
    solver(instance(1000, seed))
    figures = [solver(arrays) for _ in range(RUNS)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**figures[0], "seconds": median(one["seconds"] for one in figures), "peak_mb": peak}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flow-million", action="store_true", help="the flow at 1,000,000 students too, about two minutes")
    parser.add_argument("--one", nargs=2, metavar=("SOLVER", "STUDENTS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(options.one[0], int(options.one[1]))))
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}")
    for students in SIZES:
        for name in SOLVERS:
            if name == "kadry auction" or students == SIZES[0] or options.flow_million:
                told = _in_own_process(name, students)
                print(
                    f"{students:>9,} students  {name:<27} {told['seconds']:7.2f} s  value {told['value']:>13,}"
                    f"  proved gap {told['gap']:.1e}  {told['peak_mb']:5.0f} MB peak of the process",
                    flush=True,
                )


def _in_own_process(name: str, students: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.allocation_utility", "--one", name, str(students)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    main()
