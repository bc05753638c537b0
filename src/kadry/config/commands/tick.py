"""Do what is due: tests of the board's decisions, reminders, closing of unanswered needs, freeing of dead computations.

Doing it twice changes nothing.

kadry tick             once, e.g. from cron
kadry tick --forever   each minute; `kadry serve` runs this beside the web server
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta

from kadry.board import reminding, reviewing
from kadry.board.actions import assignments_check, assignments_remind, reviews_fill
from kadry.board.queries import unchecked
from kadry.demand import silence
from kadry.demand.actions import needs_expire, needs_remind
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
    return [
        *_check_decisions(),
        *_review_decisions(),
        *_remind_of_decisions(),
        *_close_unanswered(),
        *_remind_employers(),
        *_reap(),
    ]


def _check_decisions() -> list[str]:
    """Once a day each decision is checked against the day's figures."""
    done = []
    for region in Region.objects.all():
        if unchecked(region.pk, today()).exists():
            verdicts = assignments_check(region=region.pk, by=system_user(), at=now(), ground="nightly check")
            done.append(f"decisions checked: {sum(verdicts.values())}")
    return done


def _review_decisions() -> list[str]:
    """What was achieved some months ago is looked at again."""
    done = []
    for region in Region.objects.all():
        if reviewing.due_reviews(region.pk, today()).exists():
            found = reviews_fill(region=region.pk, by=system_user(), at=now(), ground="review of decisions")
            done.append(f"decisions reviewed: {sum(found.values())}")
    return done


def _remind_of_decisions() -> list[str]:
    """What falls due soon, after the day's check has said what is carried out."""
    done = []
    for region in Region.objects.all():
        if reminding.reminders(region.pk, today()):
            written = assignments_remind(region=region.pk, by=system_user(), at=now(), ground="deadline is near")
            done.append(f"reminders of decisions: {written}")
    return done


def _close_unanswered() -> list[str]:
    """Silence has a deadline."""
    done = []
    for region in Region.objects.all():
        if silence.expired(region.pk, today()):
            closed = needs_expire(region=region.pk, by=system_user(), at=now(), ground="no answer in time")
            done.append(f"needs closed unanswered: {closed}")
    return done


def _remind_employers() -> list[str]:
    """Those who have not confirmed what they asked for."""
    done = []
    for region in Region.objects.all():
        if silence.reminders(region.pk, today()):
            written = needs_remind(region=region.pk, by=system_user(), at=now(), ground="needs wait for confirmation")
            done.append(f"reminders to employers: {written}")
    return done


def _reap() -> list[str]:
    """A killed process leaves its computation running for ever; nobody waits for it any more."""
    dead = Run.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=now() - SILENT)
    freed = dead.update(state=RunState.FAILED, failure="the process ended without a word", ended_at=now())
    return [f"dead computations freed: {freed}"] if freed else []
