"""The agenda of a meeting, and assignments that check themselves. A meeting is known by its day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kadry.board.enums import AssignmentState, Comparison, Verdict
from kadry.exchange.models import Imported
from kadry.reference.models import Region, in_language

PERSONAL: dict[str, tuple[str, ...]] = {"AgendaItem": (), "Assignment": (), "Check": ()}


class Bilingual(models.Model):
    """A text in both languages of the screens; the English one may be empty."""

    text_ru = models.TextField()
    text_en = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        return in_language(self.text_ru, self.text_en)


class AgendaItem(Imported, Bilingual):
    """A question on the agenda."""

    held_on = models.DateField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["held_on", "number"]
        constraints = [models.UniqueConstraint(fields=["region", "held_on", "number"], name="one_item_a_number")]

    def __str__(self) -> str:
        return f"item {self.number} of {self.held_on}"


class Assignment(Imported, Bilingual):
    """What a meeting asked of whom, by when, and how it will be seen whether it was done.

    Either an acceptance test on a figure (``figure`` of ``scope`` compared with ``target``), or evidence to be filed.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(help_text="day of the meeting")
    number = models.PositiveSmallIntegerField()
    responsible_ru = models.CharField(max_length=150, help_text="an office, never a person")
    responsible_en = models.CharField(max_length=150, blank=True)
    deadline = models.DateField()
    figure = models.CharField(max_length=60, blank=True, help_text="key of the figure that tells")
    scope = models.CharField(max_length=300, blank=True, help_text="scope of the figure, canonical")
    comparison = models.CharField(max_length=2, choices=Comparison, blank=True)
    target = models.FloatField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="what is to be filed where no figure tells")
    filed = models.CharField(max_length=300, blank=True, help_text="what was filed")
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
                violation_error_message="An acceptance test names its figure, comparison and target together.",
            ),
            models.CheckConstraint(
                name="seen_somehow",
                condition=~Q(figure="") | ~Q(evidence=""),
                violation_error_message="An assignment has an acceptance test or names the evidence to be filed.",
            ),
            models.CheckConstraint(
                name="filed_evidence_is_named",
                condition=~Q(state=AssignmentState.FILED) | ~Q(filed=""),
                violation_error_message="Evidence that was filed is named.",
            ),
        ]

    def __str__(self) -> str:
        return f"assignment {self.number} of {self.held_on}"

    @property
    def responsible(self) -> str:
        return in_language(self.responsible_ru, self.responsible_en)


class Check(models.Model):
    """One run of an acceptance test: the value on a day and what follows. The history of the assignment's line."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="checks")
    on = models.DateField()
    value = models.FloatField(null=True, help_text="empty: cannot be told")
    verdict = models.CharField(max_length=12, choices=Verdict)
    missing = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["assignment", "on"]
        constraints = [models.UniqueConstraint(fields=["assignment", "on"], name="one_check_a_day")]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.on}"
