"""Letters of invitation. A letter that goes by mail has the member's own link to vote; the house keeps no token.

Where mail is set up (KADRY_MAIL) letters are sent; where it is not, or a letter could not go, it is kept as a file that the
secretary takes from the page of the meeting and sends on. A kept letter has no link: whoever read it could vote. The secretary
makes one on that page, where it is shown once. Files go when the meeting is over.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kadry.board.enums import MeetingForm
from kadry.board.models import Meeting, Member
from kadry.board.queries.inviting import calendar
from kadry.web.templatetags.words import day

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """To whom, about what, and the token that only the letter sent will have."""

    meeting: Meeting
    member: Member
    token: str
    at: datetime

    def message(self, token: str) -> EmailMessage:
        """In the language of the installation."""
        with translation.override(settings.LANGUAGE_CODE):
            message = EmailMessage(
                subject=_("Meeting of the board on %(day)s") % {"day": day(self.meeting.held_on)},
                body=_body(self.meeting, self.member, token),
                from_email=settings.MAIL_FROM,
                to=[self.member.email] if self.member.email else [],
            )
            message.attach("meeting.ics", calendar(self.meeting, self.at), "text/calendar")
        return message


def address_of(token: str) -> str:
    """The link by which a member votes."""
    return settings.SITE + reverse("board:absentee", args=[token])


def _body(meeting: Meeting, member: Member, token: str) -> str:
    begins = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    lines = [
        member.name,
        "",
        _("You are invited to the meeting: %(title)s.") % {"title": meeting.title},
        ", ".join(filter(None, (day(meeting.held_on), begins, meeting.place))),
        _("Agenda and papers: %(url)s") % {"url": settings.SITE + reverse("board:meeting", args=[meeting.held_on])},
        "",
        *_voting(meeting, member, token),
    ]
    return "\n".join(lines) + "\n"


def _voting(meeting: Meeting, member: Member, token: str) -> list[str]:
    """How the member votes; nothing for one who is heard and does not vote."""
    if not member.may_vote:
        return []
    if not token:
        return [_("If you vote without an account, the secretary gives you your own link apart from this letter.")]
    link = _("Your own link to vote; give it to nobody: %(url)s") % {"url": address_of(token)}
    return [link, *_absence(meeting)]


def _absence(meeting: Meeting) -> list[str]:
    if meeting.form == MeetingForm.IN_PERSON or meeting.absentee_until is None:
        return []
    until = timezone.localtime(meeting.absentee_until)
    words = _("If you cannot come, vote by it until %(day)s, %(hour)s.")
    return [words % {"day": day(until.date()), "hour": f"{until:%H:%M}"}]


def post(meeting: Meeting, letters: Sequence[Letter]) -> None:
    """Send what can be sent, keep what cannot."""
    for letter in letters:
        if not _is_sent(letter):
            _keep(meeting, letter)


def _is_sent(letter: Letter) -> bool:
    if not settings.MAIL.hostname or not letter.member.email:
        return False
    try:
        return bool(letter.message(letter.token).send())
    except (SMTPException, OSError):
        log.warning("the letter to member %s did not go and is kept", letter.member.pk)
        return False


def _keep(meeting: Meeting, letter: Letter) -> None:
    path = _path(meeting, letter.member.pk)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(letter.message("").message().as_bytes())


def kept(meeting: Meeting) -> set[int]:
    """Members whose letter waits to be sent by hand."""
    return {int(path.stem) for path in _folder(meeting).glob("*.eml")}


def read(meeting: Meeting, member: int) -> bytes | None:
    path = _path(meeting, member)
    return path.read_bytes() if path.exists() else None


def forget(meeting: Meeting) -> None:
    """Their links are no longer valid."""
    shutil.rmtree(_folder(meeting), ignore_errors=True)


def _folder(meeting: Meeting) -> Path:
    return Path(settings.HOME) / "files" / "letters" / str(meeting.pk)


def _path(meeting: Meeting, member: int) -> Path:
    return _folder(meeting) / f"{member}.eml"
