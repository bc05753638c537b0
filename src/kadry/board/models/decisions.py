"""Assignments that check themselves, and all that happens to one until it is off control and reviewed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kadry.board.enums import AssignmentState, Comparison, Counted, Fate, Held, Verdict
from kadry.board.models.meetings import AgendaItem
from kadry.board.models.texts import Bilingual
from kadry.exchange.models import Imported
from kadry.reference.models import Region, in_language
from kadry.registry.models import Organisation
from kadry.trail.models import FrozenFigure

PERSONAL: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("Assignment", "Check", "CoExecutor", "Forwarding", "Postponement", "Review"), ()
)


class Assignment(Imported, Bilingual):
    """What a meeting asked of whom, by when, and how it will be seen whether it was done.

    Either an acceptance test on a figure (``figure`` of ``scope`` compared with ``target``), or evidence to be filed. The
    deadline is a day, or a number of days ``counted_from`` an event; then it is empty until the event has come.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(help_text="day of the meeting")
    number = models.PositiveSmallIntegerField()
    responsible_ru = models.CharField(max_length=150, help_text="an office, never a person")
    responsible_en = models.CharField(max_length=150, blank=True)
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="assignments")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments", help_text="that answers for it"
    )
    executor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    controller_ru = models.CharField(max_length=150, blank=True, help_text="the office that controls it, never a person")
    controller_en = models.CharField(max_length=150, blank=True)
    raised_by_ru = models.CharField(max_length=150, blank=True, help_text="the office that raised the question")
    raised_by_en = models.CharField(max_length=150, blank=True)
    raiser = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="raised_assignments")
    deadline = models.DateField(null=True, blank=True, help_text="empty while the event it is counted from has not come")
    counted_from = models.CharField(max_length=8, choices=Counted, blank=True)
    counted_days = models.PositiveSmallIntegerField(null=True, blank=True)
    counted_after = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    figure = models.CharField(max_length=60, blank=True, help_text="key of the figure that tells")
    scope = models.CharField(max_length=300, blank=True, help_text="scope of the figure, canonical")
    comparison = models.CharField(max_length=2, choices=Comparison, blank=True)
    target = models.FloatField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="what is to be filed where no figure tells")
    filed = models.CharField(max_length=300, blank=True, help_text="what was filed")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    filed_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    off_control_on = models.DateField(null=True, blank=True)
    sent_back = models.PositiveSmallIntegerField(default=0, help_text="how often it was sent back")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=AssignmentState, default=AssignmentState.ASSIGNED)
    verdict = models.CharField(max_length=12, choices=Verdict, default=Verdict.CANNOT_TELL, help_text="of the last check")
    is_example = models.BooleanField(default=False, help_text="the text is an example, written for a demo")

    class Meta:
        ordering = ["held_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "held_on", "number"], name="one_assignment_a_number"),
            models.CheckConstraint(
                name="a_test_is_whole",
                condition=Q(figure="", comparison="", target__isnull=True)
                | (~Q(figure="") & ~Q(comparison="") & Q(target__isnull=False)),
                violation_error_message=_("An acceptance test names its figure, comparison and target together."),
            ),
            models.CheckConstraint(
                name="seen_somehow",
                condition=~Q(figure="") | ~Q(evidence=""),
                violation_error_message=_("An assignment has an acceptance test or names the evidence to be filed."),
            ),
            models.CheckConstraint(
                name="a_day_or_an_event",
                condition=Q(counted_from="", counted_days__isnull=True, counted_after__isnull=True, deadline__isnull=False)
                | Q(~Q(counted_from=""), counted_days__isnull=False),
                violation_error_message=_("A deadline is a day, or a number of days counted from an event."),
            ),
            models.CheckConstraint(
                name="another_assignment_only_where_counted_from_it",
                condition=Q(counted_from=Counted.ASSIGNMENT) ^ Q(counted_after__isnull=True),
                violation_error_message=_("Name the assignment the deadline is counted from, and only then."),
            ),
            models.CheckConstraint(
                name="filed_evidence_is_named",
                condition=~Q(state=AssignmentState.FILED) | ~Q(filed=""),
                violation_error_message=_("Evidence that was filed is named."),
            ),
        ]

    def __str__(self) -> str:
        return f"assignment {self.number} of {self.held_on}"

    @property
    def responsible(self) -> str:
        return in_language(self.responsible_ru, self.responsible_en)

    @property
    def helpers(self) -> str:
        """The co-executors in one line; reads ``co_executors`` as they were prefetched."""
        return ", ".join(helper.office for helper in self.co_executors.all())

    @property
    def controller(self) -> str:
        return in_language(self.controller_ru, self.controller_en)

    @property
    def raised_by(self) -> str:
        return in_language(self.raised_by_ru, self.raised_by_en)


class CoExecutor(Imported):
    """Who else works on an assignment, after the one who answers for it."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="co_executors")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    office_ru = models.CharField(max_length=150, help_text="an office, never a person")
    office_en = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["assignment", "id"]
        constraints = [models.UniqueConstraint(fields=["assignment", "office_ru"], name="one_co_executor_an_office")]

    def __str__(self) -> str:
        return f"{self.office_ru} on {self.assignment_id}"

    @property
    def office(self) -> str:
        return in_language(self.office_ru, self.office_en)


class Postponement(models.Model):
    """A deadline was moved: from when to when, by whom and why. The first one that was set stays known."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="postponements")
    was = models.DateField()
    becomes = models.DateField()
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["assignment", "at", "id"]
        constraints = [
            models.CheckConstraint(
                name="moved_to_another_day",
                condition=~Q(was=F("becomes")),
                violation_error_message=_("The new deadline is the old one."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.was} to {self.becomes}"


class Forwarding(models.Model):
    """An item passed on to another body, and its fate, which whoever raised it can see."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="forwardings")
    to_ru = models.CharField(max_length=200, help_text="the body it went to")
    to_en = models.CharField(max_length=200, blank=True)
    forwarded_on = models.DateField()
    fate = models.CharField(max_length=10, choices=Fate, default=Fate.WAITS)
    answer = models.CharField(max_length=300, blank=True, help_text="the answer: number, day, in short")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["assignment", "forwarded_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_has_a_day",
                condition=Q(fate=Fate.WAITS, answered_on=None) | (~Q(fate=Fate.WAITS) & Q(answered_on__gte=F("forwarded_on"))),
                violation_error_message=_("An answer says on which day it came, not before the item was sent."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} to {self.to_ru}"

    @property
    def to(self) -> str:
        return in_language(self.to_ru, self.to_en)


class Review(models.Model):
    """Did it work: the figure some months after the assignment was verified, beside what it was then."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reviews")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    before = models.ForeignKey(
        FrozenFigure, null=True, on_delete=models.PROTECT, related_name="+", help_text="the figure when it was verified"
    )
    after = models.ForeignKey(
        FrozenFigure, null=True, on_delete=models.PROTECT, related_name="+", help_text="at the review; empty: cannot be told"
    )
    held = models.CharField(max_length=12, choices=Held, blank=True)
    reviewed_on = models.DateField(null=True)

    class Meta:
        ordering = ["assignment", "months"]
        constraints = [models.UniqueConstraint(fields=["assignment", "months"], name="one_review_a_term")]

    def __str__(self) -> str:
        return f"{self.assignment_id} after {self.months} months"


class Check(models.Model):
    """One run of an acceptance test: the value on a day and what follows. The history of the assignment's line."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="checks")
    on = models.DateField()
    value = models.FloatField(null=True, help_text="empty: cannot be told")
    count = models.PositiveIntegerField(null=True, help_text="rows it was read from, of a rate what it is a rate of")
    whose = models.PositiveIntegerField(null=True, help_text="of money: how many organisations' it was")
    verdict = models.CharField(max_length=12, choices=Verdict)
    # Kept in both languages: who reads it later need not read the language of whoever ran the check.
    missing_ru = models.CharField(max_length=200, blank=True)
    missing_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["assignment", "on"]
        constraints = [models.UniqueConstraint(fields=["assignment", "on"], name="one_check_a_day")]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.on}"

    @property
    def missing(self) -> str:
        return in_language(self.missing_ru, self.missing_en)
