"""Calendars as iCalendar (RFC 5545), to subscribe to or to be invited by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

from kadry.exchange.documents.content import printable

MOSCOW = ZoneInfo("Europe/Moscow")
_MADE_BY = "-//Kadry//Kadry//RU"
_MORNING = timedelta(hours=9)

Method = Literal["PUBLISH", "REQUEST"]


@dataclass(frozen=True)
class Entry:
    """A day or a moment. ``ends`` is the last day of days and the last moment of moments; people are e-mail addresses.

    What was sent before is changed, or called off by ``cancelled``, under the same ``uid`` with a greater ``sequence``.
    """

    uid: str
    title: str
    starts: date | datetime
    ends: date | datetime | None = None
    text: str = ""
    place: str = ""
    url: str = ""
    organiser: str = ""
    attendees: Sequence[str] = ()
    cancelled: bool = False
    sequence: int = 0

    def __post_init__(self) -> None:
        ends = self.starts if self.ends is None else self.ends
        if isinstance(self.starts, datetime) != isinstance(ends, datetime):
            raise ValueError(f"{self.uid}: both ends are days, or both are moments.")
        if isinstance(self.starts, datetime) and not (self.starts.tzinfo and ends.tzinfo):
            raise ValueError(f"{self.uid}: a moment names its time zone.")
        if ends < self.starts:
            raise ValueError(f"{self.uid}: it ends before it starts.")

    @property
    def is_day(self) -> bool:
        return not isinstance(self.starts, datetime)


def calendar_of(
    entries: Sequence[Entry], *, name: str, made_at: datetime, method: Method = "PUBLISH", remind_before: int | None = None
) -> bytes:
    """Equal entries give equal bytes.

    PUBLISH tells and names no attendee; REQUEST invites the attendees of its one entry, or calls the entry off.
    ``remind_before`` is in days; of an entry without an hour it reminds in the morning.
    """
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", _method_said(entries) if method == "REQUEST" else method)
    for known_as in ("name", "x-wr-calname"):  # of RFC 7986, and before it
        calendar.add(known_as, vText(printable(name)))
    if not all(entry.is_day for entry in entries):
        calendar.add_component(_moscow())
    for entry in entries:
        calendar.add_component(_event(entry, made_at, method, remind_before))
    return calendar.to_ical()


def _method_said(entries: Sequence[Entry]) -> str:
    if len(entries) != 1 or not entries[0].organiser or not entries[0].attendees:
        raise ValueError("An invitation has one entry with its organiser and attendees; anything else is published.")
    return "CANCEL" if entries[0].cancelled else "REQUEST"


def _moscow() -> Timezone:
    """Moscow as it has been since 26 October 2014, without clock changes."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(2014, 10, 26, 2))
    standard.add("tzoffsetfrom", timedelta(hours=4))
    standard.add("tzoffsetto", timedelta(hours=3))
    standard.add("tzname", "MSK")
    zone = Timezone()
    zone.add("tzid", MOSCOW.key)
    zone.add_component(standard)
    return zone


def _event(entry: Entry, made_at: datetime, method: Method, remind_before: int | None) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", printable(entry.title))
    _add_time(event, entry)
    for key, text in (("description", entry.text), ("location", entry.place), ("url", entry.url)):
        if text:
            event.add(key, printable(text))
    if entry.organiser:
        event.add("organizer", _address(entry.organiser))
    if method == "REQUEST":
        _invite(event, entry.attendees)
    if remind_before is not None and not entry.cancelled:
        event.add_component(_reminder(entry, remind_before))
    return event


def _add_time(event: Event, entry: Entry) -> None:
    if entry.is_day:
        event.add("dtstart", entry.starts)
        # The format counts to the day after the last one.
        event.add("dtend", (entry.ends or entry.starts) + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", entry.starts.astimezone(MOSCOW))
    if entry.ends is not None:
        event.add("dtend", entry.ends.astimezone(MOSCOW))


def _invite(event: Event, attendees: Sequence[str]) -> None:
    for attendee in attendees:
        event.add("attendee", _address(attendee), parameters={"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})


def _address(email: str) -> vCalAddress:
    return vCalAddress(f"mailto:{email}")


def _reminder(entry: Entry, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", printable(entry.title))
    alarm.add("trigger", timedelta(days=-days) + (_MORNING if entry.is_day else timedelta()))
    return alarm
