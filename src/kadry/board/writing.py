"""The minutes of a meeting in the usual form: СЛУШАЛИ, ВЫСТУПИЛИ, РЕШИЛИ, ГОЛОСОВАЛИ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import gettext as _

from kadry.board.enums import MotionState, Outcome, Presence
from kadry.board.models import AgendaItem, Attendance, Meeting, Member, Motion
from kadry.board.queries.agenda import ShownFigure, counts_of, shown_figures
from kadry.board.queries.hall import Hall, attended, items_on, members_on, presences_at
from kadry.exchange.documents import Block, Document, Facts, Heading, Items, Paragraph, Run, Signatures, blank
from kadry.web.templatetags.words import day, said

LANGUAGES = ("ru", "en")


def minutes_in(meeting: Meeting, language: str) -> Document:
    """The minutes as they stand today, in one language."""
    with translation.override(language):
        return Document(
            title=_("MINUTES") + "\n" + _("of the meeting: %(title)s") % {"title": meeting.title},
            blocks=list(_blocks(_Record.of(meeting))),
            language=language,
            number=meeting.number,
            day=meeting.held_on,
        )


@dataclass(frozen=True)
class _Record:
    """All that is read of a meeting, once."""

    meeting: Meeting
    hall: Hall
    members: list[Member]
    presences: dict[int, Attendance]
    items: list[AgendaItem]

    @classmethod
    def of(cls, meeting: Meeting) -> _Record:
        members = list(members_on(meeting.region_id, meeting.held_on))
        items = items_on(meeting).prefetch_related("speeches", "figures__frozen", "conflicts__member")
        return cls(meeting, attended(meeting), members, presences_at(meeting), list(items))


def _blocks(record: _Record) -> Iterator[Block]:
    yield Facts(_facts(record.meeting))
    yield from _who_came(record)
    yield Heading(_("AGENDA"), level=2)
    yield Items([_agenda_line(item) for item in record.items], numbered=True)
    for item in record.items:
        yield from _question(item)
    yield Signatures(_signatures(record.meeting))


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    facts = [
        (_("Place"), meeting.place),
        (_("Form of the meeting"), str(meeting.get_form_display())),
        (_("Chair"), _named(meeting.chair)),
        (_("Secretary"), _named(meeting.secretary)),
    ]
    return [(label, value) for label, value in facts if value]


def _named(member: Member | None) -> str:
    return f"{member.name}, {member.office}" if member else ""


def _who_came(record: _Record) -> Iterator[Block]:
    here = [member for member in record.members if _took_part(record, member)]
    voting = [member for member in here if member.may_vote]
    yield Heading(_("PRESENT"), level=2)
    yield Items([_present(member, record.presences[member.pk]) for member in voting] or [_("nobody is marked")], numbered=True)
    if invited := [_named(member) for member in here if not member.may_vote] + _guests(record):
        yield Heading(_("INVITED"), level=2)
        yield Items(invited)
    yield Paragraph((Run(_("QUORUM:") + " ", bold=True), _quorum(record.hall)))


def _quorum(hall: Hall) -> str:
    facts = {"here": len(hall.taking_part), "members": len(hall.with_vote), "needed": hall.needed}
    if hall.missing:
        return _("%(here)s of %(members)s members with a vote took part, %(needed)s must; there was no quorum.") % facts
    return _("%(here)s of %(members)s members with a vote took part, %(needed)s must; there was a quorum.") % facts


def _took_part(record: _Record, member: Member) -> bool:
    if member.may_vote:
        return member.pk in record.hall.taking_part
    row = record.presences.get(member.pk)
    return row is not None and row.presence in (Presence.IN_PERSON, Presence.REMOTE)


def _present(member: Member, row: Attendance) -> str:
    if row.presence == Presence.ABSENT:  # and yet took part
        return _("%(member)s — left before the end") % {"member": _named(member)}
    if row.proxy is None:
        return _named(member) if row.presence == Presence.IN_PERSON else f"{_named(member)} — {row.get_presence_display()}"
    words = _("%(member)s — by a proxy held by %(holder)s (%(paper)s)")
    return words % {"member": _named(member), "holder": row.proxy.name, "paper": row.proxy_paper}


def _guests(record: _Record) -> list[str]:
    """Who reported and does not sit on the board."""
    sitting = [member.name for member in record.members]
    reported = [speech.speaker for item in record.items for speech in item.speeches.all() if speech.is_report]
    return [who for who in dict.fromkeys(reported) if not any(name in who for name in sitting)]


def _agenda_line(item: AgendaItem) -> str:
    return f"{item.text} ({item.speaker})" if item.speaker else item.text


def _question(item: AgendaItem) -> Iterator[Block]:
    yield Heading(f"{item.number}. {item.text}", level=2)
    yield from _said(item)
    frozen = [row for row in item.figures.all() if row.frozen_id]
    # One text for all who open the minutes. Members sit there for several enterprises, none of which may read another's
    # business, and signed minutes are sent on: so they print what a stranger may read.
    if figures := [_figure(shown) for shown in shown_figures(frozen, AnonymousUser())]:
        yield Paragraph(Run(_("Figures as they stood at the vote:"), bold=True))
        yield Items(figures)
    if conflicts := [conflict.member.name for conflict in item.conflicts.all()]:
        names = ", ".join(conflicts).removesuffix(".")  # initials bring a full stop of their own
        yield Paragraph(_("Did not vote for a conflict of interest: %(names)s.") % {"names": names})
    for motion in item.motions.filter(state=MotionState.CLOSED).prefetch_related("dissents__member"):
        yield from _decision(item, motion)


def _said(item: AgendaItem) -> Iterator[Block]:
    for is_report, label in ((True, _("HEARD:")), (False, _("SPOKE:"))):
        lines = [f"{s.speaker} — {s.says}" if s.says else s.speaker for s in item.speeches.all() if s.is_report == is_report]
        if lines:
            yield Paragraph(Run(label, bold=True))
            yield Items(lines)


def _figure(shown: ShownFigure) -> str:
    told = said(shown.reading)
    value = f"{told}, {told.note}" if told.note else str(told)
    return _("%(title)s: %(value)s, as of %(day)s") % {"title": shown.title, "value": value, "day": day(shown.reading.as_of)}


def _decision(item: AgendaItem, motion: Motion) -> Iterator[Block]:
    yield Paragraph((Run(_label(motion) + " ", bold=True), f"{item.number}.{motion.number}. {motion.text}"))
    if counts := counts_of(motion):
        yield Paragraph((Run(_("VOTED:") + " ", bold=True), f"{counts}."))
    for dissent in motion.dissents.all():
        yield Paragraph((Run(_("DISSENT:") + " ", bold=True), f"{dissent.member.name} — {dissent.says}"))


def _label(motion: Motion) -> str:
    """Where it was not adopted for want of votes that says all; another reason is named."""
    if motion.outcome == Outcome.ADOPTED:
        return _("DECIDED:")
    if motion.outcome == Outcome.REJECTED:
        return _("NOT DECIDED:")
    return _("NOT DECIDED (%(why)s):") % {"why": motion.get_outcome_display()}


def _signatures(meeting: Meeting) -> list[tuple[str, object]]:
    return [
        (_("Chair"), meeting.chair.name if meeting.chair else blank(16)),
        (_("Secretary"), meeting.secretary.name if meeting.secretary else blank(16)),
    ]
