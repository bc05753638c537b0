"""What is put to the vote and how it went.

An open vote is a row with its member. A secret one leaves two things that no row ties together: that the member has
voted, and one more in the count of a choice. A count has neither order nor time, so the tables at one moment do not tell
whose it was; the counts are read only when the vote is closed, and are then taken into the motion. Two moments tell more:
what changed between them. Of those SQLite keeps some in its journal, which is emptied after each vote (see ``journal``).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kadry.board.enums import Choice, Majority, MotionState, Outcome
from kadry.board.models.meetings import AgendaItem, Member
from kadry.board.models.texts import Bilingual

PERSONAL: dict[str, tuple[str, ...]] = {"Motion": (), "Vote": ("choice",), "Turnout": (), "Tally": (), "Dissent": ("says",)}


class Motion(Bilingual):
    """A draft decision on an item. Its counts are written when it is closed and never change."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="motions")
    number = models.PositiveSmallIntegerField()
    is_secret = models.BooleanField(default=False)
    majority = models.CharField(max_length=12, choices=Majority, default=Majority.PRESENT)
    state = models.CharField(max_length=8, choices=MotionState, default=MotionState.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    members = models.PositiveSmallIntegerField(null=True, blank=True, help_text="with a vote, when it was closed")
    taking_part = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_motion_a_number"),
            models.CheckConstraint(
                name="closed_with_an_outcome",
                condition=Q(state=MotionState.CLOSED) ^ Q(outcome=""),
                violation_error_message=_("A closed motion has an outcome, and only a closed one."),
            ),
        ]

    def __str__(self) -> str:
        return f"motion {self.number} of {self.item_id}"


class Vote(models.Model):
    """One member's open vote; cast by the member or by the proxy."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)
    at = models.DateTimeField()

    class Meta:
        ordering = ["motion", "member"]
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="one_vote_a_member")]

    def __str__(self) -> str:
        return f"{self.member} on {self.motion_id}"


class Turnout(models.Model):
    """A member has voted in secret. How is nowhere.

    The rows of all members stand from the opening on, in the members' order: that one votes adds no row. ``hand`` is who
    cast it, the member or the holder of its proxy: three votes of one hand are no secret to whoever knows the hand.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="turnout")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="turnout")
    has_voted = models.BooleanField(default=False)
    hand = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+", help_text="empty: has not voted")

    class Meta:
        ordering = ["motion", "member"]
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="one_turnout_a_member")]

    def __str__(self) -> str:
        return f"{self.member} on {self.motion_id}: {self.has_voted}"


class Tally(models.Model):
    """How many secret votes a choice has; all three rows stand from the opening to the closing."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="tallies")
    choice = models.CharField(max_length=10, choices=Choice)
    votes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["motion", "choice"]
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["motion", "choice"], name="one_tally_a_choice")]

    def __str__(self) -> str:
        return f"{self.choice} on {self.motion_id}"


class Dissent(models.Model):
    """A member's opinion of its own, put into the minutes with the result."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="dissents")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    says = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["motion", "member"]
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="one_dissent_a_member")]

    def __str__(self) -> str:
        return f"{self.member} dissents on {self.motion_id}"
