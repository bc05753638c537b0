"""A meeting from its convening to its signed minutes: members, agenda, papers, who came, who spoke."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kadry.board.enums import Answer, MeetingForm, MeetingState, Presence, Quorum
from kadry.board.models.texts import Bilingual
from kadry.exchange.enums import PaperKind
from kadry.exchange.models import Imported
from kadry.reference.models import Region, in_language
from kadry.registry.models import Organisation
from kadry.trail.models import FrozenFigure

PERSONAL: dict[str, tuple[str, ...]] = {
    "Member": ("name", "email"),
    "Meeting": (),
    "AgendaItem": ("speaker",),
    "Paper": (),
    "ItemFigure": (),
    "Invitation": ("token",),
    "Attendance": (),
    "Conflict": ("says",),
    "Speech": ("speaker", "says"),
    "Minutes": (),
}


def sitting_on(day: date) -> Q:
    """Members who sit on the board on a day."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


SEAT_TAKEN = _("This person sits on the board for this office already.")
ACCOUNT_TAKEN = _("This account is that of another member.")


class Member(Imported):
    """Somebody who sits on the board, for an office or an organisation. Who left and joins again is a member anew."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text="surname and initials as minutes write them")
    office_ru = models.CharField(max_length=200)
    office_en = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="board_seats"
    )
    may_vote = models.BooleanField(default=True, help_text="those without a vote are heard and not counted")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "office_ru"],
                condition=Q(until=None),
                name="one_member_an_office",
                violation_error_code="seat_taken",
                violation_error_message=SEAT_TAKEN,
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(until=None),
                name="one_member_an_account",
                violation_error_code="account_taken",
                violation_error_message=ACCOUNT_TAKEN,
            ),
            models.CheckConstraint(
                name="member_until_after_since",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("A member leaves after joining."),
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"  # not the name: this text reaches logs

    @property
    def office(self) -> str:
        return in_language(self.office_ru, self.office_en)

    def clean(self) -> None:
        """Nobody sits twice at one time. Where both have no end the constraints say so."""
        if self.since is None:
            return
        others = Member.objects.exclude(pk=self.pk).filter(Q(until=None) | Q(until__gte=self.since))
        others = others.exclude(until=None) if self.until is None else others.filter(since__lte=self.until)
        if others.filter(region=self.region_id, name=self.name, office_ru=self.office_ru).exists():
            raise ValidationError(SEAT_TAKEN, "seat_taken")
        if self.account_id and others.filter(account=self.account_id).exists():
            raise ValidationError(ACCOUNT_TAKEN, "account_taken")


class Meeting(models.Model):
    """A meeting of the board, known by its day."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    number = models.CharField(max_length=20, blank=True, help_text="number of the minutes")
    title_ru = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250, blank=True)
    place = models.CharField(max_length=250, blank=True)
    form = models.CharField(max_length=10, choices=MeetingForm, default=MeetingForm.IN_PERSON)
    quorum = models.CharField(max_length=12, choices=Quorum, default=Quorum.HALF)
    absentee_until = models.DateTimeField(null=True, blank=True, help_text="until when absentee votes are taken")
    chair = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    secretary = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    on_screen = models.ForeignKey("AgendaItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-held_on"]
        constraints = [models.UniqueConstraint(fields=["region", "held_on"], name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"meeting of {self.held_on}"

    @property
    def title(self) -> str:
        return in_language(self.title_ru, self.title_en)


class AgendaItem(Imported, Bilingual):
    """A question on the agenda, with who speaks to it and what is shown."""

    held_on = models.DateField()
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    speaker = models.CharField(max_length=250, blank=True, help_text="who reports, with the office")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="time for it")

    class Meta:
        ordering = ["held_on", "number"]
        constraints = [models.UniqueConstraint(fields=["region", "held_on", "number"], name="one_item_a_number")]

    def __str__(self) -> str:
        return f"item {self.number} of {self.held_on}"


class Paper(models.Model):
    """A paper to an item of the agenda."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=PaperKind)
    file = models.CharField(max_length=200, help_text="where it is kept, below the files folder")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    size = models.PositiveIntegerField(help_text="bytes")
    at = models.DateTimeField()

    class Meta:
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"paper {self.pk} to {self.item_id}"


class ItemFigure(models.Model):
    """A live figure shown at an item; at the vote it is frozen with its as-of date and never changes again."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="figures")
    key = models.CharField(max_length=60)
    scope = models.CharField(max_length=300, help_text="canonical")
    frozen = models.ForeignKey(FrozenFigure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Why it could not be told when it was frozen, in both languages: the minutes are written in both.
    missing_ru = models.CharField(max_length=200, blank=True)
    missing_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["item", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "key", "scope"], name="one_figure_an_item")]

    def __str__(self) -> str:
        return f"{self.key} at {self.item_id}"

    @property
    def missing(self) -> str:
        return in_language(self.missing_ru, self.missing_en)


class Invitation(models.Model):
    """A member is called to a meeting. The token of the magic link is kept as its hash only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations")
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    token = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the link's token; empty: no link is valid")
    token_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True, help_text="when a link was last made to be handed over")

    class Meta:
        ordering = ["meeting", "member"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="one_invitation_a_member")]

    def __str__(self) -> str:
        return f"{self.member} to {self.meeting}"


class Attendance(models.Model):
    """How a member took part. Who comes by a proxy names the member who holds it, and the paper it rests on."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence)
    proxy = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proxy_paper = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["meeting", "member"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_presence_a_member"),
            models.CheckConstraint(
                name="a_proxy_is_named_with_its_paper",
                condition=Q(presence=Presence.PROXY, proxy__isnull=False) & ~Q(proxy_paper="")
                | Q(~Q(presence=Presence.PROXY), proxy=None, proxy_paper=""),
                violation_error_message=_("A proxy is named with the paper it rests on."),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_proxy",
                condition=Q(proxy=None) | ~Q(proxy=F("member")),
                violation_error_message=_("Nobody is their own proxy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.presence}"


class Conflict(models.Model):
    """A member has an interest in an item: said before the vote, and then not counted in it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="conflicts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["item", "member"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="one_conflict_a_member")]

    def __str__(self) -> str:
        return f"{self.member} at {self.item_id}"


class Speech(models.Model):
    """What somebody said to an item, in short, as the minutes tell it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="speeches")
    speaker = models.CharField(max_length=250)
    says = models.TextField(blank=True)
    is_report = models.BooleanField(default=False, help_text="СЛУШАЛИ; the others ВЫСТУПИЛИ")

    class Meta:
        ordering = ["item", "-is_report", "id"]

    def __str__(self) -> str:
        return f"speech {self.pk} at {self.item_id}"


class Minutes(models.Model):
    """One version of the minutes as they were written; a signed one is never overwritten."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="the document as data: DOCX and PDF are made of it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    made_at = models.DateTimeField()
    signed_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True, help_text="why a signed version was followed by another")

    class Meta:
        ordering = ["meeting", "version"]
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"minutes of {self.meeting_id}, version {self.version}"
