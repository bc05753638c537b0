"""Computing without being interrupted by the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Generator[None]:
    """Hold the cyclic collector back while millions of objects are made and none is dropped.

    It would look at all of them again and again and free nothing: a quarter of the time of such work.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
