"""Accounts, memberships, and what the house has to say to them."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from kadry.people.enums import OF_ORGANISATION, Role

PERSONAL: dict[str, tuple[str, ...]] = {"User": ("email", "name", "password"), "Membership": (), "Message": ()}


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail is the sign-in name."""

    def create_user(self, *, email: str, name: str, password: str | None = None) -> User:
        user = self.model(email=self.normalize_email(email), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do comes from its membership, never from the account itself."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"account {self.pk}"  # not the name: this text reaches logs

    @cached_property
    def seat(self) -> Membership | None:
        """The membership the account works in: of the region served, or of none. A role elsewhere opens nothing here."""
        served = Q(region=None) | Q(region__code=settings.REGION)
        return self.memberships.filter(served, until=None).order_by("-is_current", "id").first()

    @property
    def role(self) -> str:
        return self.seat.role if self.seat else ""

    @property
    def region_id(self) -> int | None:
        return self.seat.region_id if self.seat else None

    @property
    def organisation_id(self) -> int | None:
        return self.seat.organisation_id if self.seat else None


class Membership(models.Model):
    """In which role an account works, in which region and for which organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    # By label: the ground below may point at the rooms above it, but never imports them.
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, null=True)
    is_current = models.BooleanField(default=False)
    until = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="organisation_where_the_role_has_one",
                condition=models.Q(role__in=sorted(OF_ORGANISATION), organisation__isnull=False)
                | (~models.Q(role__in=sorted(OF_ORGANISATION)) & models.Q(organisation__isnull=True)),
                violation_error_message="A coordinator and an employer belong to an organisation, the others do not.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.user_id})"


class Message(models.Model):
    """Something to be told: of which kind, about what, to whom. Its words are made when it is read, in the reader's language.

    Where the organisation has one account the message goes ``to`` it; else whoever works there in the ``role`` reads it.
    """

    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    # A number, not a pointer: a message neither outlives its organisation nor holds it up.
    organisation_id = models.BigIntegerField(null=True, help_text="whose people it is for; empty for a role of the region")
    kind = models.CharField(max_length=60, help_text="room and occasion, e.g. demand.confirm_reminder")
    subject = models.CharField(max_length=60, help_text="room and model, e.g. board.assignment")
    subject_id = models.BigIntegerField()
    day = models.DateField(help_text="when it was due")
    step = models.PositiveSmallIntegerField(help_text="which rung of the ladder, in days")
    link = models.CharField(max_length=200, help_text="where to do it")
    data = models.JSONField(default=dict, help_text="non-personal values its words are filled with")
    at = models.DateTimeField(help_text="when it was written")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "subject",
                "subject_id",
                "day",
                "step",
                "role",
                Coalesce("organisation_id", 0),
                name="one_message_a_step",
                violation_error_message="This was already said to them.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.subject}:{self.subject_id} ({self.day})"

    @property
    def key(self) -> Hashable:
        """Two messages with the same key say the same thing to the same reader."""
        return self.kind, self.subject, self.subject_id, self.day, self.step, self.role, self.organisation_id
