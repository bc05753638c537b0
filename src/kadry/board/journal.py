"""SQLite's journal of changes, emptied after each secret vote.

The journal (the file ``-wal``) keeps the last transactions one behind the other. A secret vote is one of them, and changes
who has voted together with a count: whoever copies the journal reads how that member voted. So after each such vote the
journal is written into the database and cut to nothing. Somebody who reads the database for long, a backup say, holds the
journal as it is; then it is tried again after the next vote, and whoever closes the vote is told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

log = logging.getLogger(__name__)

# How long it is tried, in seconds: a voter waits for it, and whoever closes the vote.
AFTER_A_VOTE, AT_THE_END = 1.0, 2.0
# How long one attempt keeps other writers waiting, in milliseconds, and how long they then have their turn, in seconds.
ATTEMPT, PAUSE = 200, 0.02


_wanted, _at_work = threading.Event(), threading.Lock()


def empty_after_commit(patience: float) -> None:
    """Only then the change is in the journal."""
    transaction.on_commit(lambda: _empty_for_all(patience))


def _empty_for_all(patience: float) -> None:
    """Of several who vote in one moment one empties for all: whoever finds it at work leaves it to that one."""
    _wanted.set()
    while _wanted.is_set() and _at_work.acquire(blocking=False):
        try:
            _wanted.clear()
            empty(patience)
            time.sleep(PAUSE)  # others have their turn, and what they vote meanwhile goes with the next emptying
        finally:
            _at_work.release()


def empty(patience: float) -> bool:
    """Whether the journal is empty now. Other databases keep none that lies beside them."""
    if connection.vendor != "sqlite":
        return True
    ends = time.monotonic() + patience
    while not (is_cut := _is_cut()) and time.monotonic() < ends:
        time.sleep(PAUSE)
    if not is_cut:
        log.warning("the journal of the database could not be emptied after a secret vote: others were using it all the while")
    return is_cut


def _is_cut() -> bool:
    try:
        with connection.cursor() as cursor, _waiting(cursor, ATTEMPT):
            busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except OperationalError:  # locked by what this very connection is doing
        return False


@contextmanager
def _waiting(cursor: CursorWrapper, milliseconds: int) -> Iterator[None]:
    """So long SQLite waits for others by itself."""
    (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    cursor.execute(f"PRAGMA busy_timeout({milliseconds:d})")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout({usual:d})")
