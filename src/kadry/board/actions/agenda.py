"""The agenda: questions in order, their papers, the figures shown at them, and what is said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db.models import Max

from kadry.board.access import may_keep_meetings
from kadry.board.actions.meetings import in_state
from kadry.board.enums import MeetingState, MotionState
from kadry.board.models import AgendaItem, ItemFigure, Meeting, Paper, Speech
from kadry.board.papers import SHELF
from kadry.board.queries.hall import items_on, meeting_of
from kadry.board.refusals import Refused
from kadry.exchange.papers import discard
from kadry.trail import figures
from kadry.trail.action import action, event

PREPARED = (MeetingState.DRAFT, MeetingState.CONVENED)
BEFORE_THE_END = (*PREPARED, MeetingState.OPEN)
BEFORE_SIGNING = (*BEFORE_THE_END, MeetingState.CLOSED)


def _not_voted(item: AgendaItem) -> None:
    if item.motions.exclude(state=MotionState.DRAFT).exists():
        raise Refused("item_voted")


@action(may=lambda by, _: may_keep_meetings(by))
def item_add(*, meeting: Meeting, text_ru: str, by: Any, at: datetime, ground: str, **more: Any) -> AgendaItem:
    """One more question, the last."""
    in_state(meeting, *BEFORE_THE_END)
    last = items_on(meeting).aggregate(last=Max("number"))["last"] or 0
    item = AgendaItem(region_id=meeting.region_id, held_on=meeting.held_on, number=last + 1, text_ru=text_ru, **more)
    item.full_clean()
    item.save()
    event(item, meeting=meeting.pk, number=item.number)
    return item


@action(may=lambda by, _: may_keep_meetings(by))
def item_change(*, item: AgendaItem, changes: dict[str, Any], by: Any, at: datetime, ground: str) -> AgendaItem:
    """Its text until a vote was taken on it; who speaks and how long until the minutes are signed."""
    in_state(meeting_of(item), *BEFORE_SIGNING)
    if set(changes) & {"text_ru", "text_en"}:
        _not_voted(item)
    for name, value in changes.items():
        setattr(item, name, value)
    item.full_clean()
    item.save(update_fields=sorted(changes))
    event(item, changed=sorted(changes))
    return item


@action(may=lambda by, _: may_keep_meetings(by))
def item_remove(*, item: AgendaItem, by: Any, at: datetime, ground: str) -> None:
    """With its draft motions and papers; the questions after it move up."""
    meeting = meeting_of(item)
    in_state(meeting, *PREPARED)
    _not_voted(item)
    event(item, number=item.number)
    files = list(item.papers.values_list("file", flat=True))
    item.motions.all().delete()
    item.delete()
    for number, other in enumerate(items_on(meeting).order_by("number"), start=1):
        AgendaItem.objects.filter(pk=other.pk).update(number=number)
    discard(files)


@action(may=lambda by, _: may_keep_meetings(by))
def item_move(*, item: AgendaItem, to: int, by: Any, at: datetime, ground: str) -> AgendaItem:
    """To another place of the agenda."""
    meeting = meeting_of(item)
    in_state(meeting, *PREPARED)
    order = [other for other in items_on(meeting).order_by("number") if other.pk != item.pk]
    order.insert(max(0, min(to - 1, len(order))), item)
    ahead = (items_on(meeting).aggregate(last=Max("number"))["last"] or 0) + 1
    for start in (ahead, 1):  # twice: no two questions may have one number on the way
        for number, other in enumerate(order, start=start):
            AgendaItem.objects.filter(pk=other.pk).update(number=number)
    item.refresh_from_db()
    event(item, number=item.number)
    return item


@action(may=lambda by, _: may_keep_meetings(by))
def paper_add(*, item: AgendaItem, title: str, upload: File, by: Any, at: datetime, ground: str) -> Paper:
    """A file to a question. Raises NotAPaper."""
    in_state(meeting_of(item), *BEFORE_SIGNING)
    taken = SHELF.take(upload)
    if item.papers.filter(digest=taken.digest).exists():
        raise Refused("paper_twice")
    paper = Paper(item=item, title=title, kind=taken.kind, file=taken.name, digest=taken.digest, size=taken.size, at=at)
    paper.full_clean()
    paper.save()
    taken.keep()
    event(paper, item=item.pk, digest=paper.digest, size=paper.size)
    return paper


@action(may=lambda by, _: may_keep_meetings(by))
def paper_remove(*, paper: Paper, by: Any, at: datetime, ground: str) -> None:
    """Until a vote was taken on its question: then it is what members had before them."""
    in_state(meeting_of(paper.item), *BEFORE_SIGNING)
    _not_voted(paper.item)
    event(paper, item=paper.item_id, digest=paper.digest)
    name = paper.file
    paper.delete()
    discard([name])


@action(may=lambda by, _: may_keep_meetings(by))
def figure_show(*, item: AgendaItem, key: str, scope: str, by: Any, at: datetime, ground: str) -> ItemFigure:
    """A live figure at a question; the vote will freeze it."""
    in_state(meeting_of(item), *BEFORE_THE_END)
    try:
        reading = figures.read(key, figures.Scope.parse(scope))
    except figures.SENSELESS:
        raise Refused("figure_unknown", figure=key) from None
    if item.figures.filter(key=key, scope=str(reading.scope)).exists():
        raise Refused("figure_twice")
    shown = ItemFigure.objects.create(item=item, key=key, scope=str(reading.scope))
    event(shown, item=item.pk, key=key, scope=shown.scope)
    return shown


@action(may=lambda by, _: may_keep_meetings(by))
def figure_hide(*, shown: ItemFigure, by: Any, at: datetime, ground: str) -> None:
    """Until it is frozen."""
    in_state(meeting_of(shown.item), *BEFORE_THE_END)
    if shown.frozen_id:
        raise Refused("figure_frozen")
    event(shown, item=shown.item_id, key=shown.key)
    shown.delete()


@action(may=lambda by, _: may_keep_meetings(by))
def speech_note(
    *, item: AgendaItem, speaker: str, says: str = "", is_report: bool = False, by: Any, at: datetime, ground: str
) -> Speech:
    """Who spoke to a question and what was said, in short, for the minutes."""
    in_state(meeting_of(item), MeetingState.OPEN, MeetingState.CLOSED)
    speech = Speech(item=item, speaker=speaker, says=says, is_report=is_report)
    speech.full_clean()
    speech.save()
    event(speech, item=item.pk, is_report=is_report)
    return speech
