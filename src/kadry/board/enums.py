"""States of an assignment and what its acceptance test may say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssignmentState(models.TextChoices):
    """assigned → evidence filed → verified → off control. That it is overdue follows from the day and is never stored."""

    ASSIGNED = "assigned", _("assigned")
    FILED = "filed", _("evidence filed")
    VERIFIED = "verified", _("verified")
    OFF_CONTROL = "off_control", _("off control")


TRANSITIONS: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.ASSIGNED: frozenset({AssignmentState.FILED, AssignmentState.VERIFIED}),
    AssignmentState.FILED: frozenset({AssignmentState.VERIFIED, AssignmentState.ASSIGNED}),
    AssignmentState.VERIFIED: frozenset({AssignmentState.OFF_CONTROL, AssignmentState.ASSIGNED}),
    AssignmentState.OFF_CONTROL: frozenset({AssignmentState.ASSIGNED}),
}


OPEN = (AssignmentState.ASSIGNED, AssignmentState.FILED)  # still to be carried out


class Comparison(models.TextChoices):
    AT_LEAST = ">=", _("at least")
    AT_MOST = "<=", _("at most")


class Verdict(models.TextChoices):
    """Whether an assignment is carried out, as of a day. Missing data is never taken as failure."""

    DONE = "done", _("carried out")
    ON_TIME = "on_time", _("in time so far")
    LATE = "late", _("late")
    CANNOT_TELL = "cannot_tell", _("cannot tell")


class Counted(models.TextChoices):
    """What a relative deadline is counted from."""

    MEETING = "meeting", _("the meeting")
    MINUTES = "minutes", _("the signing of the minutes")
    ASSIGNMENT = "after", _("another assignment being verified")


class Fate(models.TextChoices):
    """What became of an item passed on to another body."""

    WAITS = "waits", _("no answer yet")
    TAKEN = "taken", _("taken up")
    CHANGED = "changed", _("taken up with changes")
    REFUSED = "refused", _("turned down")


class Held(models.TextChoices):
    """Whether what an assignment achieved still holds some months later."""

    HELD = "held", _("it holds")
    LOST = "lost", _("it was lost again")
    CANNOT_TELL = "cannot_tell", _("cannot tell")


class MeetingForm(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    MIXED = "mixed", _("in person and absentee")
    ABSENTEE = "absentee", _("absentee")


class MeetingState(models.TextChoices):
    """draft → convened → open → closed → minutes signed."""

    DRAFT = "draft", _("draft")
    CONVENED = "convened", _("convened")
    OPEN = "open", _("under way")
    CLOSED = "closed", _("held")
    SIGNED = "signed", _("minutes signed")
    CANCELLED = "cancelled", _("cancelled")


MEETING_TRANSITIONS: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.DRAFT: frozenset({MeetingState.CONVENED, MeetingState.CANCELLED}),
    MeetingState.CONVENED: frozenset({MeetingState.OPEN, MeetingState.CANCELLED}),
    MeetingState.OPEN: frozenset({MeetingState.CLOSED}),
    MeetingState.CLOSED: frozenset({MeetingState.SIGNED}),
    MeetingState.SIGNED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}


class Quorum(models.TextChoices):
    """Which part of the voting members must take part."""

    HALF = "half", _("more than half of the members")
    TWO_THIRDS = "two_thirds", _("at least two thirds of the members")


class Majority(models.TextChoices):
    """Whose consent a motion needs."""

    PRESENT = "present", _("more than half of those who take part")
    TWO_THIRDS = "two_thirds", _("at least two thirds of those who take part")
    ALL = "all", _("more than half of all members")


class Answer(models.TextChoices):
    """What a member answers to an invitation."""

    NONE = "none", _("no answer")
    COMES = "comes", _("comes")
    ABSENTEE = "absentee", _("votes in absence")
    PROXY = "proxy", _("sends a proxy")
    CANNOT = "cannot", _("cannot come")


class Presence(models.TextChoices):
    """How a member takes part."""

    IN_PERSON = "in_person", _("in person")
    REMOTE = "remote", _("by video")
    PROXY = "proxy", _("by a proxy")
    ABSENTEE = "absentee", _("by absentee vote")
    ABSENT = "absent", _("absent")


class MotionState(models.TextChoices):
    """draft → (open for absentee votes →) open → closed; where all vote in absence it never opens in the room."""

    DRAFT = "draft", _("draft")
    ABSENTEE = "absentee", _("open for absentee votes")
    OPEN = "open", _("open for votes")
    CLOSED = "closed", _("voted on")


MOTION_TRANSITIONS: dict[MotionState, frozenset[MotionState]] = {
    MotionState.DRAFT: frozenset({MotionState.ABSENTEE, MotionState.OPEN}),
    MotionState.ABSENTEE: frozenset({MotionState.OPEN, MotionState.CLOSED}),
    MotionState.OPEN: frozenset({MotionState.CLOSED}),
    MotionState.CLOSED: frozenset(),
}


class Choice(models.TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAINED = "abstained", _("abstained")


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("not adopted")
    NO_QUORUM = "no_quorum", _("no quorum")
    TOO_FEW = "too_few", _("too few voted in secret")
