"""What a message says: its kind gives the words, its data fills them. Made when it is read, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.people.models import Message
from kadry.web.templatetags.words import day


class Words(NamedTuple):
    """What it is about, and what is to be done."""

    subject: str | Promise
    body: str | Promise


KINDS: dict[str, Words] = {
    "demand.confirm_reminder": Words(
        _("Needs that wait for your confirmation: %(needs)s"),
        _("Nothing was heard of them since %(since)s. Those not confirmed by %(until)s are closed for want of an answer."),
    ),
    "demand.closed_unanswered": Words(
        _("Needs closed for want of an answer: %(needs)s"),
        _("Nobody confirmed them by %(until)s. A need that still stands can be opened again on its page."),
    ),
    "board.meeting_convened": Words(
        _("The board meets on %(held_on)s"),
        _("A member of the board works with you. The agenda and the papers are on the page of the meeting."),
    ),
    "board.meeting_cancelled": Words(
        _("The meeting of the board on %(held_on)s is called off"),
        _("It does not take place. What was on its agenda stands on the page of the meeting."),
    ),
    "board.deadline_reminder": Words(
        _("Decision No. %(number)s of %(held_on)s is due on %(deadline)s"),
        _("It is not carried out yet. Remind the responsible office: the house has no account of it."),
    ),
    "board.deadline_reminder_told": Words(
        _("Decision No. %(number)s of %(held_on)s is due on %(deadline)s"),
        _("It is not carried out yet. Those who have to do it were told too."),
    ),
    "board.assignment_due": Words(
        _("Decision No. %(number)s of %(held_on)s is due on %(deadline)s"),
        _("You answer for it, and it is not carried out yet. File what shows that it was done, or say what stands in the way."),
    ),
    "board.assignment_due_together": Words(
        _("Decision No. %(number)s of %(held_on)s is due on %(deadline)s"),
        _("You work on it together with the organisation that answers for it, and it is not carried out yet."),
    ),
    "board.assignment_overdue": Words(
        _("Decision No. %(number)s of %(held_on)s is overdue: it was due on %(deadline)s"),
        _("It is not confirmed that it was carried out, and it was not postponed. Ask the office that answers for it why."),
    ),
    "experience.contact_asked": Words(
        _("Somebody asks for the contact of a case of yours"),
        _("Read the question, then tell whom to talk to, or why not now."),
    ),
    "experience.contact_asked_by_telephone": Words(
        _("Somebody asks for the contact of a case told by: %(owner)s"),
        _("Nobody there has an account. Ask them by telephone and write the answer down."),
    ),
    "experience.contact_answered": Words(
        _("Your request for a contact is answered"),
        _("The answer stands on the page of the case."),
    ),
}
DAYS = ("since", "until", "held_on", "deadline")  # data kept as ISO days


def words_of(message: Message) -> Words:
    """The message as it is read; one of a kind that no longer exists still says what kind it was."""
    words = KINDS.get(message.kind, Words(message.kind, ""))
    filling = {name: _shown(name, value) for name, value in message.data.items()}
    return Words(str(words.subject) % filling, str(words.body) % filling)


def _shown(name: str, value: Any) -> Any:
    return day(date.fromisoformat(value)) if name in DAYS else value
