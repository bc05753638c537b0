"""Who sits on the board."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kadry.board.access import may_keep_meetings
from kadry.board.models import Member
from kadry.board.queries.hall import UNDER_WAY
from kadry.board.refusals import Refused
from kadry.trail.action import action, event


@action(may=lambda by, _: may_keep_meetings(by))
def member_add(*, region: Any, name: str, office_ru: str, since: date, by: Any, at: datetime, ground: str, **more: Any) -> Member:
    """Somebody joins the board; ``more`` are other fields of Member."""
    member = Member(region=region, name=name, office_ru=office_ru, since=since, **more)
    member.full_clean()
    member.save()
    event(member, may_vote=member.may_vote, since=since.isoformat())
    return member


@action(may=lambda by, _: may_keep_meetings(by))
def member_leave(*, member: Member, until: date, by: Any, at: datetime, ground: str) -> Member:
    """The last day somebody sits on the board; what they did stays. What was cast in secret nobody can take out again."""
    secret = member.turnout.filter(has_voted=True, motion__state__in=UNDER_WAY, motion__item__held_on__gt=until)
    if secret.exists():
        raise Refused("voted_in_secret")
    member.until = until
    member.full_clean()
    member.save(update_fields=["until"])
    event(member, until=until.isoformat())
    return member
