"""How a piece of work is timed, the same for every row: the median of repeated runs, and memory above the input."""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

RUNS = 3
LONG = 10.0  # seconds after which one run is enough
BRIEF = 0.1  # seconds of running in all, so that microseconds are told from chance

Figures = dict[str, Any]


def timed(work: Callable[[], object]) -> Figures:
    """Median seconds on the clock and of the processor, and memory above what the process held before, in MB.

    On a machine that does other things too, the clock runs longer than the processor.
    """
    before = forget_peak_mb()
    times: list[float] = []
    cpu: list[float] = []
    while not enough(times):
        started, began = perf_counter(), process_time()
        work()
        times.append(perf_counter() - started)
        cpu.append(process_time() - began)
    return {"seconds": median(times), "cpu_seconds": median(cpu), "runs": len(times), "above_mb": peak_mb() - before}


def enough(times: list[float]) -> bool:
    """Whether so many runs tell the median."""
    return sum(times) > LONG or (len(times) >= RUNS and sum(times) >= BRIEF)


def forget_peak_mb() -> float:
    """What this process holds now, in MB, from where its peak counts anew: making the input may have taken more."""
    ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back to the system, else it would be held still
    Path("/proc/self/clear_refs").write_text("5")
    return _status_mb("VmRSS")


def peak_mb() -> float:
    """The most memory this process has held since, in MB."""
    return _status_mb("VmHWM")


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def end_after(seconds: int) -> None:
    """End this very process when so much time has passed; 0 calls it off."""
    signal.alarm(seconds)
