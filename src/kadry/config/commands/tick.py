"""Do what is due: acceptance tests of the board's decisions, freeing of dead computations. Doing it twice changes nothing.

kadry tick             once, e.g. from cron
kadry tick --forever   each minute; `kadry serve` runs this beside the web server
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta

from kadry.board.actions import assignments_check
from kadry.board.queries import unchecked
from kadry.people.actions import system_user
from kadry.reference.models import Region
from kadry.trail.clock import now, today
from kadry.trail.models import Run, RunState

MINUTE = 60
SILENT = timedelta(minutes=30)  # a computation without a sign of life for so long is dead


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--forever", action="store_true", help="again each minute, until stopped")


def run(options: argparse.Namespace) -> int:
    while True:
        done = tick()
        if done:
            print("; ".join(done), flush=True)
        if not options.forever:
            return 0
        time.sleep(MINUTE)


def tick() -> list[str]:
    """What was done, in words; nothing when nothing was due."""
    return [*_check_decisions(), *_reap()]


def _check_decisions() -> list[str]:
    """Once a day each decision is checked against the day's figures."""
    done = []
    for region in Region.objects.all():
        if unchecked(region.pk, today()).exists():
            verdicts = assignments_check(region=region.pk, by=system_user(), at=now(), ground="nightly check")
            done.append(f"decisions checked: {sum(verdicts.values())}")
    return done


def _reap() -> list[str]:
    """A killed process leaves its computation running for ever; nobody waits for it any more."""
    dead = Run.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=now() - SILENT)
    freed = dead.update(state=RunState.FAILED, failure="the process ended without a word", ended_at=now())
    return [f"dead computations freed: {freed}"] if freed else []
