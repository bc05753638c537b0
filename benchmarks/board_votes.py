"""How fast a board votes: every member presses a button twice at once, on a database of its own, through the whole web stack.

    python -m benchmarks.board_votes --members 200 --threads 16

Prints one line of JSON a vote, an open one and a secret one: votes counted, second clicks refused, errors, seconds, votes a
second. Half of the second clicks come at the same moment as the first.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_own = threading.local()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=200)
    parser.add_argument("--threads", type=int, default=16)
    options = parser.parse_args()
    home = tempfile.mkdtemp(prefix="kadry-votes-")
    try:
        _start(home)
        item = _question(options.members)
        for is_secret in (False, True):
            print(json.dumps(_vote(item, options.members, options.threads, is_secret)))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _start(home: str) -> None:
    """An installation of its own, with the database exactly as it is configured for work."""
    os.environ |= {"KADRY_HOME": home, "KADRY_TODAY": "2026-06-15", "DJANGO_SETTINGS_MODULE": "kadry.config.settings"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings

    from kadry.people.actions import system_user
    from kadry.reference.actions import classifiers_load
    from kadry.trail.clock import now

    settings.ALLOWED_HOSTS = ["*"]
    classifiers_load(by=system_user(), at=now(), ground="benchmark")


def _vote(item: Any, members: int, threads: int, is_secret: bool) -> dict[str, Any]:
    from kadry.board import actions

    motion, clicks = _ready(item, is_secret)
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        answers = Counter(pool.map(_click, clicks))
    seconds = time.perf_counter() - started
    closed = actions.motion_close(motion=motion, **_signed())
    counted = closed.votes_for + closed.votes_against + closed.votes_abstained
    return {
        "vote": "secret" if is_secret else "open",
        "members": members,
        "counted": counted,
        "as_asked": [closed.votes_for, closed.votes_against, closed.votes_abstained] == _asked(members),
        "answers": dict(answers),
        "seconds": round(seconds, 2),
        "votes_per_second": round(counted / seconds),
    }


def _signed() -> dict[str, Any]:
    from kadry.people.actions import system_user
    from kadry.trail.clock import now

    return {"by": system_user(), "at": now(), "ground": "benchmark"}


CHOICES = ("for", "against", "abstained")


def _asked(members: int) -> list[int]:
    return [len(range(number, members, 3)) for number in range(3)]


def _question(members: int) -> Any:
    """The question of a meeting that is open, with all members in the room."""
    from datetime import date

    from kadry.board import actions
    from kadry.board.models import Attendance, Member
    from kadry.reference.queries import served_region
    from kadry.trail.clock import today

    region = served_region()
    people = Member.objects.bulk_create(
        [Member(region=region, name=f"M{number}", office_ru="x", since=date(2024, 1, 1)) for number in range(members)]
    )
    meeting = actions.meeting_make(region=region, held_on=today(), title_ru="Votes", **_signed())
    item = actions.item_add(meeting=meeting, text_ru="Question", **_signed())
    actions.meeting_convene(meeting=meeting, **_signed())
    Attendance.objects.bulk_create([Attendance(meeting=meeting, member=one, presence="in_person") for one in people])
    actions.meeting_open(meeting=meeting, **_signed())
    return item


def _ready(item: Any, is_secret: bool) -> tuple[Any, list[tuple[str, dict[str, Any]]]]:
    """A motion open for votes, and every member's two clicks: in turn for, against, abstained."""
    from kadry.board import actions, links
    from kadry.board.models import Invitation, Member

    motion = actions.motion_put(item=item, text_ru="Motion", is_secret=is_secret, **_signed())
    actions.motion_open(motion=motion, **_signed())
    clicks = []
    for number, one in enumerate(Member.objects.order_by("pk")):
        token = links.new_token()
        Invitation.objects.filter(member=one).update(token=links.hash_of(token))
        vote = {"motion": motion.pk, "member": one.pk, "choice": CHOICES[number % 3]}
        clicks += [(token, vote), (token, vote)]  # neighbours in the list: two threads take them together
    return motion, clicks


def _click(click: tuple[str, dict[str, Any]]) -> str:
    """One press of a button, as a browser sends it. Returns what came of it."""
    from django.contrib.messages import get_messages
    from django.test import Client

    token, vote = click
    if not hasattr(_own, "browser"):
        _own.browser = Client(raise_request_exception=False)
    _own.browser.cookies.clear()
    answer = _own.browser.post(f"/board/vote/{token}/", vote)
    told = [message.level_tag for message in get_messages(answer.wsgi_request)] if answer.status_code == 302 else []
    return {"success": "counted", "error": "refused"}.get("".join(told), f"error {answer.status_code}")


if __name__ == "__main__":
    main()
