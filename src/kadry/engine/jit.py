"""Machine code where numba is installed (the extra `[fast]`), the same functions in plain Python where not.

Import this, and so numba, only on the path of large work: it takes longer to load than small work takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

try:
    import numba
except ImportError:  # the plain functions give the same results
    numba = None

FAST = numba is not None and not numba.config.DISABLE_JIT  # ty: ignore[missing-attribute]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def njit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function at its first call, keep the machine code on disk, and free other threads while it runs."""
    if numba is None:
        return function
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba found no folder it may write to: compile anew in each process
        return numba.njit(nogil=True)(function)
