"""Calendars are read back as they were meant, whatever a person wrote into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.exchange.calendars import MOSCOW, Entry, calendar_of
from kadry.exchange.documents.content import printable

MADE = datetime(2026, 6, 1, 12, tzinfo=UTC)
DEADLINE = Entry("need-7@kadry", "Подтвердить потребность", date(2026, 9, 1))
MEETING = Entry(
    "meeting-5@kadry",
    "Заседание Совета",
    datetime(2026, 6, 20, 7, tzinfo=UTC),
    datetime(2026, 6, 20, 9, tzinfo=UTC),
    place="г. Реутов",
    url="https://kadry.example/board/5?as=ics",
    organiser="secretary@example.org",
    attendees=("first@example.org", "second@example.org"),
)


def made(*entries: Entry, name: str = "Кадры", **said) -> bytes:
    return calendar_of(entries, name=name, made_at=MADE, **said)


def read(data: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(data)


def only_event(data: bytes) -> icalendar.Event:
    (event,) = read(data).walk("VEVENT")
    return event


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=300), st.text(max_size=120), st.text(max_size=120))
def test_any_text_comes_back_and_is_never_a_property(text: str, title: str, place: str) -> None:
    event = only_event(made(replace(DEADLINE, text=text, title=title, place=place), name=title))
    for key, given_text in (("DESCRIPTION", text), ("SUMMARY", title), ("LOCATION", place)):
        assert str(event.get(key, "")) == printable(given_text)
    expected = {"UID", "DTSTAMP", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "DTEND", "TRANSP", "DESCRIPTION", "LOCATION"}
    assert set(event) <= expected


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.text('абвЯё«»№ ;,\\\n:"', max_size=400))
def test_lines_are_folded_between_letters(text: str) -> None:
    data = made(replace(DEADLINE, text=text), name=text)
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and b"\n" not in b"".join(lines)
    assert all(line.decode() for line in lines[:-1])


def test_equal_entries_give_equal_bytes() -> None:
    assert made(DEADLINE, MEETING, remind_before=3) == made(DEADLINE, MEETING, remind_before=3)


def test_a_day_is_a_day_and_blocks_nobody() -> None:
    event = only_event(made(DEADLINE))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 9, 1), date(2026, 9, 2))
    assert event["TRANSP"] == "TRANSPARENT"
    assert not read(made(DEADLINE)).walk("VTIMEZONE")
    assert only_event(made(replace(DEADLINE, ends=date(2026, 9, 5))))["DTEND"].dt == date(2026, 9, 6)


def test_a_moment_is_told_in_moscow_time_with_its_zone() -> None:
    data = made(MEETING)
    assert b"DTSTART;TZID=Europe/Moscow:20260620T100000\r\n" in data
    event = only_event(data)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (MEETING.starts, MEETING.ends)
    (zone,) = read(data).walk("VTIMEZONE")
    assert zone["TZID"] == MOSCOW.key
    assert [period["TZOFFSETTO"].td for period in zone.subcomponents] == [MEETING.starts.astimezone(MOSCOW).utcoffset()]
    assert "DTEND" not in only_event(made(replace(MEETING, ends=None)))


def test_a_published_calendar_names_no_attendee() -> None:
    data = made(MEETING)
    assert read(data)["METHOD"] == "PUBLISH" and b"ATTENDEE" not in data
    assert only_event(data)["ORGANIZER"] == "mailto:secretary@example.org"


def test_an_invitation_asks_each_attendee() -> None:
    data = made(MEETING, method="REQUEST")
    assert read(data)["METHOD"] == "REQUEST"
    asked = only_event(data)["ATTENDEE"]
    assert list(asked) == ["mailto:first@example.org", "mailto:second@example.org"]
    assert all(one.params["RSVP"] == "TRUE" for one in asked)


def test_what_was_called_off_is_cancelled_and_reminds_nobody() -> None:
    off = replace(MEETING, cancelled=True, sequence=2)
    data = made(off, method="REQUEST", remind_before=1)
    assert read(data)["METHOD"] == "CANCEL"
    event = only_event(data)
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 2, MEETING.uid)
    assert not event.walk("VALARM")
    assert read(made(off))["METHOD"] == "PUBLISH"


@pytest.mark.parametrize(
    ("entry", "first_rings"),
    [(DEADLINE, datetime(2026, 8, 29, 9)), (MEETING, datetime(2026, 6, 17, 10))],
)
def test_it_reminds_days_before_and_of_a_day_in_the_morning(entry: Entry, first_rings: datetime) -> None:
    (alarm,) = only_event(made(entry, remind_before=3)).walk("VALARM")
    starts = entry.starts.astimezone(MOSCOW) if isinstance(entry.starts, datetime) else datetime(2026, 9, 1)
    assert (starts + alarm["TRIGGER"].dt).replace(tzinfo=None) == first_rings
    assert not only_event(made(entry)).walk("VALARM")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts": datetime(2026, 6, 20, 7)}, "a moment names its time zone"),
        ({"ends": date(2026, 6, 21)}, "both ends are days, or both are moments"),
        ({"ends": MEETING.starts - timedelta(hours=1)}, "it ends before it starts"),
    ],
)
def test_a_time_that_cannot_be_is_refused(change: dict, said: str) -> None:
    with pytest.raises(ValueError, match=f"meeting-5@kadry: {said}"):
        replace(MEETING, **change)


@pytest.mark.parametrize("entries", [(), (MEETING, DEADLINE), (DEADLINE,), (replace(MEETING, attendees=()),)])
def test_an_invitation_is_to_one_thing_by_somebody_of_somebody(entries: tuple[Entry, ...]) -> None:
    with pytest.raises(ValueError, match="one entry with its organiser and attendees"):
        made(*entries, method="REQUEST")


def test_an_address_with_a_line_feed_is_refused() -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        made(replace(MEETING, attendees=("a@example.org\r\nSUMMARY:другое",)), method="REQUEST")
