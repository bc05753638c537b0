"""The public packages that solve the same problem, each behind two functions: build from ready lists, then solve.

What they can do together is hospitals and residents with strict orders on both sides; the plain path of the engine
stands in the same row. All give the best stable outcome for students, so all must give the same one.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import MagicMock

import numpy as np
from numpy.typing import NDArray

from benchmarks.allocation_instances import Instance, Recipe
from benchmarks.allocation_timing import Figures, end_after, enough, forget_peak_mb, peak_mb

NOWHERE = -1
STACK = 1 << 30  # bytes; address space, taken only as far as a recursion goes


@dataclass(frozen=True, slots=True)
class Lists:
    """A market with strict orders, by number: places a student wishes, students a place lists, both the best first.

    Every place has a seat and lists exactly those who wish it: the peers ask for that.
    """

    wishes: list[list[int]]
    listed: list[list[int]]
    seats: list[int]


@dataclass(frozen=True, slots=True)
class Peer:
    """One solver. `solve` returns the place of each student, or -1."""

    name: str
    build: Callable[[Lists], Any]
    solve: Callable[[Any, Lists], list[int]]


def lists_of(instance: Instance) -> Lists:
    """The lists the peers start from; of equal points, the smaller student number goes first."""
    owner = np.repeat(np.arange(instance.students), np.diff(instance.ptr))
    order = _best_first(instance)
    ends = np.cumsum(np.bincount(instance.place, minlength=len(instance.seats)))
    return Lists(
        wishes=[row.tolist() for row in np.split(instance.place, instance.ptr[1:-1])],
        listed=[row.tolist() for row in np.split(owner[order], ends[:-1])],
        seats=instance.seats.tolist(),
    )


def _best_first(instance: Instance) -> NDArray[np.int64]:
    """Wishes by place, those with the most points first."""
    return np.lexsort((-instance.points, instance.place))


def measure(name: str, students: int, limit: int) -> Figures:
    """Seconds to build and to solve, memory above the lists, and whether the outcome is ours.

    The process is ended in the middle if one run takes longer than the limit, in seconds.
    """
    peer = next(peer for peer in PEERS if peer.name == name)
    instance = Recipe(students).load()
    lists = lists_of(instance)
    before = forget_peak_mb()
    runs: list[tuple[float, float]] = []
    given: list[int] = []
    while not enough([sum(run) for run in runs]):
        end_after(limit)
        started = perf_counter()
        problem = peer.build(lists)
        built = perf_counter()
        given = peer.solve(problem, lists)
        runs.append((built - started, perf_counter() - built))
        end_after(0)
    build, solve = (median(part) for part in zip(*runs, strict=True))
    figures = {"build_seconds": build, "solve_seconds": solve, "seconds": build + solve, "above_mb": peak_mb() - before}
    return figures | {"same": given == _ours(instance)}


def _ours(instance: Instance) -> list[int]:
    """The outcome of the large path, from the same strict orders."""
    from kadry.engine.allocation import columns

    strict = np.empty(len(instance.place), np.int64)
    strict[_best_first(instance)] = np.arange(len(strict))[::-1]
    market = columns.from_arrays(instance.ptr, instance.place, strict, instance.seats, seed="")
    given = np.empty(instance.students, np.int64)
    given[market.students.to_numpy()] = columns.solve(market).place(market)
    return given.tolist()


def _build_plain(lists: Lists) -> Any:
    from kadry.engine.allocation import Market

    students = [f"s{number:07}" for number in range(len(lists.wishes))]
    places = [f"p{number:07}" for number in range(len(lists.seats))]
    return Market(
        seats=dict(zip(places, lists.seats, strict=True)),
        wishes={name: tuple(places[at] for at in row) for name, row in zip(students, lists.wishes, strict=True)},
        priorities={
            place: {students[who]: len(row) - rank for rank, who in enumerate(row)}
            for place, row in zip(places, lists.listed, strict=True)
        },
        seed="",
    )


def _solve_plain(market: Any, lists: Lists) -> list[int]:
    from kadry.engine.allocation import solve

    number = {place: at for at, place in enumerate(market.places)}
    return [NOWHERE if place is None else number[place] for place in solve(market).assignment.values()]


def _build_matching(lists: Lists) -> Any:
    """Players name each other in lists, which the package copies in depth: recursion as deep as the market is wide."""
    with warnings.catch_warnings():  # the package opens every warning of the process when it is imported
        from matching.games import HospitalResident
        from matching.players import Hospital, Player
    students = [Player(number) for number in range(len(lists.wishes))]
    places = [Hospital(number, seats) for number, seats in enumerate(lists.seats)]
    for student, row in zip(students, lists.wishes, strict=True):
        student.set_prefs([places[at] for at in row])
    for place, row in zip(places, lists.listed, strict=True):
        place.set_prefs([students[who] for who in row])
    # A student without wishes or a place nobody wishes is a warning there, and can change nothing.
    wishing = [student for student in students if student.prefs]
    wished = [place for place in places if place.prefs]
    return _on_deep_stack(lambda: HospitalResident(wishing, wished))


def _solve_matching(game: Any, lists: Lists) -> list[int]:
    assigned = [NOWHERE] * len(lists.wishes)
    for place, students in game.solve(optimal="resident").items():
        for student in students:
            assigned[student.name] = place.name
    return assigned


def _build_algmatch(lists: Lists) -> Any:
    # The package imports a proprietary solver, not installed here, at its very top, for one problem that is not
    # compared; of the solver only names in annotations are touched.
    sys.modules.setdefault("gurobipy", MagicMock())
    from algmatch import HR

    return HR(
        dictionary={
            "residents": {number: list(row) for number, row in enumerate(lists.wishes)},
            "hospitals": {
                number: {"capacity": seats, "preferences": list(row)}
                for number, (seats, row) in enumerate(zip(lists.seats, lists.listed, strict=True))
            },
        }
    )


def _solve_algmatch(problem: Any, lists: Lists) -> list[int]:
    matching = problem.get_stable_matching()["resident_sided"]
    return [int(place[1:]) if (place := matching[f"r{student}"]) else NOWHERE for student in range(len(lists.wishes))]


def _on_deep_stack(call: Callable[[], Any]) -> Any:
    """Run a call whose recursion goes deeper than a stack of the usual size holds."""
    done: list[Any] = []
    usual_limit, usual_stack = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(10**8)
    try:
        thread = threading.Thread(target=lambda: done.append(call()))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(usual_limit)
        threading.stack_size(usual_stack)
    return done[0]


PLAIN = Peer("Kadry, plain Python", _build_plain, _solve_plain)
PACKAGES = (
    Peer("matching", _build_matching, _solve_matching),
    Peer("algmatch", _build_algmatch, _solve_algmatch),
)
PEERS = (PLAIN, *PACKAGES)
