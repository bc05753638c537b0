"""Accounts and memberships."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kadry.people.enums import OF_ORGANISATION, Role

PERSONAL: dict[str, tuple[str, ...]] = {"User": ("email", "name", "password"), "Membership": ()}


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
        """The membership the account works in."""
        return self.memberships.filter(until=None).order_by("-is_current", "id").first()

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
