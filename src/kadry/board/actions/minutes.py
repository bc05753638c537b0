"""Minutes: every writing is a version of its own, and a signed one never changes."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from kadry.board.access import may_keep_meetings
from kadry.board.actions.meetings import in_state
from kadry.board.deadlines import deadlines_settle
from kadry.board.enums import MeetingState
from kadry.board.keeping import as_json
from kadry.board.models import Meeting, Minutes
from kadry.board.refusals import Refused
from kadry.board.writing import LANGUAGES, minutes_in
from kadry.trail.action import action, event


@action(may=lambda by, _: may_keep_meetings(by))
def minutes_write(*, meeting: Meeting, why: str = "", by: Any, at: datetime, ground: str) -> Minutes:
    """A new version of what the meeting was; after a signed one it says why it is made."""
    in_state(meeting, MeetingState.CLOSED, MeetingState.SIGNED)
    if not meeting.number:
        raise Refused("minutes_need_number")
    if meeting.minutes.exclude(signed_on=None).exists() and not why:
        raise Refused("signed_needs_why")
    content = _content(meeting)
    last = meeting.minutes.order_by("-version").first()
    written = Minutes.objects.create(
        meeting=meeting,
        version=last.version + 1 if last else 1,
        content=content,
        digest=digest_of(content),
        made_at=at,
        why=why,
    )
    event(written, version=written.version, digest=written.digest)
    return written


def _content(meeting: Meeting) -> dict[str, Any]:
    return {language: as_json(minutes_in(meeting, language)) for language in LANGUAGES}


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the content, however its keys are ordered."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@action(may=lambda by, _: may_keep_meetings(by))
def minutes_sign(*, meeting: Meeting, by: Any, at: datetime, ground: str) -> Minutes:
    """The newest version was signed on paper, and says what the meeting was; deadlines counted from the minutes begin."""
    in_state(meeting, MeetingState.CLOSED, MeetingState.SIGNED)
    newest = meeting.minutes.order_by("-version").first()
    if newest is None or newest.signed_on is not None:
        raise Refused("nothing_to_sign")
    if digest_of(_content(meeting)) != newest.digest:
        raise Refused("minutes_outdated")
    newest.signed_on = at.date()
    newest.save(update_fields=["signed_on"])
    meeting.state = MeetingState.SIGNED
    meeting.save(update_fields=["state"])
    settled = deadlines_settle(region=meeting.region_id)
    event(newest, version=newest.version, digest=newest.digest, deadlines=settled)
    return newest
