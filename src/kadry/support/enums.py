"""What an employer plans, how far a measure was taken up, and why it was refused."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What is planned; each speaks of its own facts beside those of the employer."""

    HIRE = "hire", _("hire somebody")
    CONTRACT = "contract", _("take students: practice or a target contract")
    GIFT = "gift", _("give a college equipment or money")
    COURSE = "course", _("train a worker")
    EMPLOYER = "employer", _("nothing special: what concerns the enterprise itself")


# The facts of a topic, in the order in which they are asked for.
SUBJECTS: dict[Topic, tuple[str, ...]] = {
    Topic.HIRE: ("job", "person", "employer"),
    Topic.CONTRACT: ("contract", "employer"),
    Topic.GIFT: ("gift", "employer"),
    Topic.COURSE: ("course", "employer"),
    Topic.EMPLOYER: ("employer",),
}


class TakeUpState(models.TextChoices):
    """seen → applied → paid, or refused with the reason."""

    SEEN = "seen", _("seen")
    APPLIED = "applied", _("applied for")
    PAID = "paid", _("paid")
    REFUSED = "refused", _("turned down")


TRANSITIONS: dict[TakeUpState, frozenset[TakeUpState]] = {
    TakeUpState.SEEN: frozenset({TakeUpState.APPLIED}),
    TakeUpState.APPLIED: frozenset({TakeUpState.PAID, TakeUpState.REFUSED}),
    TakeUpState.PAID: frozenset(),
    TakeUpState.REFUSED: frozenset({TakeUpState.APPLIED}),
}
APPLIED_STATES = (TakeUpState.APPLIED, TakeUpState.PAID, TakeUpState.REFUSED)


class RefusalReason(models.TextChoices):
    """Why an application was refused; the region reads where its measures fail."""

    CONDITIONS = "conditions", _("a condition was not met")
    PAPERS = "papers", _("a paper was missing or wrong")
    LATE = "late", _("applied too late")
    DEBT = "debt", _("debts in taxes, contributions or wages")
    NO_MONEY = "no_money", _("the money of the year is spent")
    OTHER = "other", _("another reason")
