"""The minutes of a meeting in the usual form: СЛУШАЛИ, ВЫСТУПИЛИ, РЕШИЛИ, ГОЛОСОВАЛИ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from kadry.board.enums import MotionState, Outcome, Presence
from kadry.board.models import AgendaItem, Attendance, Meeting, Member, Motion
from kadry.board.queries.agenda import counts_of, reading_of
from kadry.board.queries.hall import Hall, hall_of, items_on, members_on, presences_at
from kadry.exchange.documents import Block, Document, Facts, Heading, Items, Paragraph, Run, Signatures, blank
from kadry.trail.figures import Scope
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
        return cls(meeting, hall_of(meeting), members, presences_at(meeting), list(items))


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
    yield Paragraph((Run(_("QUORUM:") + " ", bold=True), record.hall.sentence))


def _took_part(record: _Record, member: Member) -> bool:
    if member.may_vote:
        return member.pk in record.hall.taking_part
    row = record.presences.get(member.pk)
    return row is not None and row.presence in (Presence.IN_PERSON, Presence.REMOTE)


def _present(member: Member, row: Attendance) -> str:
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
    if figures := [_figure(shown) for shown in item.figures.all() if shown.frozen_id]:
        yield Paragraph(Run(_("Figures as they stood at the vote:"), bold=True))
        yield Items(figures)
    if conflicts := [conflict.member.name for conflict in item.conflicts.all()]:
        yield Paragraph(_("Did not vote for a conflict of interest: %(names)s.") % {"names": ", ".join(conflicts)})
    for motion in item.motions.filter(state=MotionState.CLOSED).prefetch_related("dissents__member"):
        yield from _decision(item, motion)


def _said(item: AgendaItem) -> Iterator[Block]:
    for is_report, label in ((True, _("HEARD:")), (False, _("SPOKE:"))):
        lines = [f"{s.speaker} — {s.says}" if s.says else s.speaker for s in item.speeches.all() if s.is_report == is_report]
        if lines:
            yield Paragraph(Run(label, bold=True))
            yield Items(lines)


def _figure(shown) -> str:
    told = said(reading_of(shown, None))
    value = f"{told}, {told.note}" if told.note else str(told)
    narrowed = ", ".join(name for dimension, name in Scope.parse(shown.scope).items if dimension != "region")
    title = f"{told.title} ({narrowed})" if narrowed else told.title
    return _("%(title)s: %(value)s, as of %(day)s") % {"title": title, "value": value, "day": day(shown.frozen.as_of)}


def _decision(item: AgendaItem, motion: Motion) -> Iterator[Block]:
    adopted = motion.outcome == Outcome.ADOPTED
    label = _("DECIDED:") if adopted else _("NOT DECIDED (%(why)s):") % {"why": motion.get_outcome_display()}
    yield Paragraph((Run(label + " ", bold=True), f"{item.number}.{motion.number}. {motion.text}"))
    if counts := counts_of(motion):
        yield Paragraph((Run(_("VOTED:") + " ", bold=True), f"{counts}."))
    for dissent in motion.dissents.all():
        yield Paragraph((Run(_("DISSENT:") + " ", bold=True), f"{dissent.member.name} — {dissent.says}"))


def _signatures(meeting: Meeting) -> list[tuple[str, object]]:
    return [
        (_("Chair"), meeting.chair.name if meeting.chair else blank(16)),
        (_("Secretary"), meeting.secretary.name if meeting.secretary else blank(16)),
    ]
