"""Computations: each keeps its input as one canonical compressed file, enough to replay it with the engine alone.

    with runs.running("planning", region=region.pk, by=by, seed=7) as run:
        plan = solve(problem)
        certificate = verify(problem, plan)
        run.keep(record=record(problem, plan, certificate), certificate=…, summary={"places": 24500})

A run that raises is kept as failed with what went wrong; one whose certificate does not hold raises NotCertified.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

import kadry
from kadry.trail.clock import now
from kadry.trail.models import Run, RunState


class NotCertified(RuntimeError):
    """Independent code found that a result breaks a guarantee; nothing of it leaves the computation."""


class Running:
    """A computation under way."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._started = time.monotonic()

    @property
    def pk(self) -> int:
        return self.run.pk

    def progress(self, per_cent: int) -> None:
        """Show how far it has come; also the sign of life a reaper looks for."""
        Run.objects.filter(pk=self.run.pk).update(progress=per_cent, heartbeat_at=now())

    def keep(self, *, record: str, certificate: list[dict[str, Any]], summary: dict[str, Any]) -> None:
        """Keep the record and the certificate. Raises NotCertified where a guarantee does not hold."""
        data = record.encode()
        self.run.record = f"run-{self.run.pk}.json.gz"
        path = record_path(self.run)
        path.parent.mkdir(parents=True, exist_ok=True)
        # No name and no time in the header: the same record gives the same file.
        path.write_bytes(gzip.compress(data, compresslevel=6, mtime=0))
        self.run.digest = hashlib.sha256(data).hexdigest()
        self.run.certificate, self.run.summary = certificate, summary
        self.run.seconds = time.monotonic() - self._started
        broken = [guarantee["name"] for guarantee in certificate if not guarantee["holds"]]
        if broken:
            raise NotCertified(f"run {self.run.pk} ({self.run.kind}) breaks {', '.join(broken)}; its result was not used.")


@contextmanager
def running(kind: str, *, region: int, by: Any, seed: int = 0) -> Iterator[Running]:
    """Open a run, close it as done or failed."""
    run = Run.objects.create(
        kind=kind,
        region_id=region,
        by_id=getattr(by, "pk", None),
        seed=seed,
        engine=kadry.__version__,
        started_at=now(),
        heartbeat_at=now(),
    )
    try:
        yield Running(run)
    except BaseException as failure:
        run.state, run.failure = RunState.FAILED, f"{type(failure).__name__}: {failure}"[:2000]
        raise
    else:
        run.state, run.progress = RunState.DONE, 100
    finally:
        run.ended_at = now()
        run.save()


def record_path(run: Run) -> Path:
    return Path(settings.HOME) / "runs" / run.record


def done(kind: str, region: int) -> QuerySet[Run]:
    """Finished runs of a kind, the newest first."""
    return Run.objects.filter(kind=kind, region_id=region, state=RunState.DONE)
