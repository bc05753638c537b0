"""The chair's pack: the meeting on paper, with live figures, draft decisions and what became of the earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kadry.board.enums import Answer, MeetingState
from kadry.board.models import Assignment, Meeting
from kadry.board.queries import report
from kadry.board.queries.agenda import Question, ShownFigure, questions
from kadry.board.queries.hall import Hall, hall_of
from kadry.board.queries.meetings import Seat, seats
from kadry.exchange.documents import Block, Document, Facts, Heading, Items, Note, PageBreak, Paragraph, Run, Table
from kadry.web.templatetags.words import day, said


def pack_of(meeting: Meeting, user: Any) -> Document:
    """Made anew for whoever asks and kept nowhere: its figures are those this reader may see."""
    return Document(
        title=_("For the chair") + "\n" + meeting.title,
        blocks=list(_blocks(meeting, user)),
        language="en" if get_language() == "en" else "ru",
        day=meeting.held_on,
    )


def _blocks(meeting: Meeting, user: Any) -> Iterator[Block]:
    hall = hall_of(meeting)
    agenda = questions(meeting, user)
    yield Facts([(_("Begins at"), _begins(meeting)), (_("Place"), meeting.place or "—"), (_("Quorum"), _expected(meeting, hall))])
    yield Heading(_("Agenda"), level=1)
    yield Items([_line(question) for question in agenda], numbered=True)
    for question in agenda:
        yield from _question(question)
    yield PageBreak()
    yield from _who_comes(seats(meeting, hall))
    yield from _execution(meeting, user)


def _expected(meeting: Meeting, hall: Hall) -> str:
    """Before the meeting nobody takes part yet: then it is told who said they would."""
    if meeting.state not in (MeetingState.DRAFT, MeetingState.CONVENED):
        return hall.sentence
    coming = meeting.invitations.filter(member__in=hall.with_vote, answer__in=(Answer.COMES, Answer.PROXY)).count()
    facts = {"coming": coming, "members": len(hall.with_vote), "needed": hall.needed}
    return _("%(coming)s of %(members)s answered that they come or send a proxy; %(needed)s must take part.") % facts


def _begins(meeting: Meeting) -> str:
    return f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "—"


def _line(question: Question) -> str:
    item = question.item
    minutes = _("%(n)s min") % {"n": item.minutes} if item.minutes else ""
    about = ", ".join(part for part in (item.speaker, minutes) if part)
    return f"{item.text} ({about})" if about else item.text


def _question(question: Question) -> Iterator[Block]:
    item = question.item
    yield Heading(f"{item.number}. {item.text}", level=2)
    if item.speaker:
        yield Paragraph((Run(_("Reports:") + " ", bold=True), item.speaker))
    if question.figures:
        yield Table((_("Figure"), _("Value"), _("As of")), [_figure(shown) for shown in question.figures], widths=(5, 3, 2))
    if papers := [paper.title for paper in item.papers.all()]:
        yield Paragraph((Run(_("Papers:") + " ", bold=True), "; ".join(papers)))
    for shown in question.motions:
        motion = shown.motion
        yield Paragraph((Run(f"{item.number}.{motion.number}. ", bold=True), motion.text))
        yield Note(", ".join(part for part in (shown.state, motion.get_majority_display(), shown.counts) if part))


def _figure(shown: ShownFigure) -> tuple[str, str, str]:
    told = said(shown.reading)
    value = f"{told} ({told.note})" if told.note else str(told)
    title = f"{shown.title}. {shown.reading.figure.formula}"
    return title, value, day(shown.reading.as_of)


def _who_comes(sitting: list[Seat]) -> Iterator[Block]:
    yield Heading(_("Who comes"), level=1)
    rows = [(seat.member.name, seat.member.office, _answered(seat)) for seat in sitting]
    if rows:
        yield Table((_("Member"), _("Office"), _("What was answered")), rows, widths=(3, 5, 3))


def _answered(seat: Seat) -> str:
    if seat.attendance is not None:
        return seat.presence
    return str(Answer(seat.invitation.answer).label) if seat.invitation else "—"


def _execution(meeting: Meeting, user: Any) -> Iterator[Block]:
    """What became of the decisions of the meeting before."""
    earlier = Assignment.objects.filter(region_id=meeting.region_id, held_on__lt=meeting.held_on)
    held_on = earlier.order_by("-held_on").values_list("held_on", flat=True).first()
    if held_on is None:
        return
    yield Heading(_("Execution of the decisions of %(day)s") % {"day": day(held_on)}, level=1)
    rows = [
        (str(line.assignment.number), line.assignment.text, line.assignment.responsible, f"{line.verdict.label}. {line.why}")
        for line in report(meeting.region_id, held_on, user)
    ]
    yield Table(("№", _("Assignment"), _("Responsible"), _("What became of it")), rows, widths=(1, 6, 4, 5))
