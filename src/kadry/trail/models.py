"""Events, runs and frozen figures.

None of them points at another table: the record of what happened must outlive, and never hold up, what it tells of.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

PERSONAL: dict[str, tuple[str, ...]] = {"Event": (), "Run": (), "FrozenFigure": (), "PersonalView": ()}


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a record that is written once."""


class AppendOnlyQuerySet(models.QuerySet):
    """What is written once is neither updated nor deleted."""

    def update(self, **kwargs):
        raise AppendOnlyError(f"{self.model.__name__} is written once; write another one instead.")

    def delete(self):
        raise AppendOnlyError(f"{self.model.__name__} is never deleted.")


class AppendOnly(models.Model):
    """A row that can be written but not changed."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None and not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is written once; write another one instead.")
        super().save(*args, **kwargs | {"force_insert": True})  # else a new record under an old number would overwrite it

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(f"{type(self).__name__} is never deleted.")


class Event(AppendOnly):
    """One act: what was done, to what, by whom, when and on which ground.

    Holds identifiers and non-personal values only, so that erasing a person never edits history.
    """

    name = models.CharField(max_length=80, help_text="room and action, e.g. demand.need_confirm")
    subject = models.CharField(max_length=60, blank=True, help_text="room and model, e.g. demand.need")
    subject_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True, help_text="the account; empty for the system itself")
    role = models.CharField(max_length=20, blank=True, help_text="the role the actor acted in")
    region_id = models.BigIntegerField(null=True)
    ground = models.CharField(max_length=200, blank=True, help_text="a letter, an import, a run, a decision, a call")
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="event_subject"),
            models.Index(fields=["name", "at"], name="event_name_at"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}:{self.subject_id}"


class RunState(models.TextChoices):
    """How far a computation has come."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Run(models.Model):
    """One computation: its input, seed, engine, output and certificate, enough to replay it elsewhere."""

    kind = models.CharField(max_length=40, help_text="what was computed, e.g. planning, allocation")
    region_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    seed = models.BigIntegerField(default=0)
    engine = models.CharField(max_length=40, help_text="version of the engine")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0, help_text="time the computation itself took")
    progress = models.PositiveSmallIntegerField(default=0, help_text="per cent")
    record = models.CharField(max_length=200, blank=True, help_text="the file that replays it, below the runs folder")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the record: the replay hash")
    summary = models.JSONField(default=dict, help_text="a few totals to show without opening the record")
    certificate = models.JSONField(default=list, help_text="each guarantee: name, words, whether it holds, how many checked")
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "state", "-id"], name="run_latest")]

    def __str__(self) -> str:
        return f"run-{self.pk} {self.kind}"


class FrozenFigure(AppendOnly):
    """A figure as it stood: value, scope, as-of and the hash of the rows it was computed from."""

    key = models.CharField(max_length=60)
    scope = models.CharField(max_length=300, help_text="canonical query string")
    value = models.FloatField(null=True)
    count = models.PositiveIntegerField(default=0)
    whose = models.PositiveIntegerField(null=True, help_text="of money: how many organisations' it was")
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    as_of = models.DateField()
    digest = models.CharField(max_length=64)
    ground = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["as_of", "id"]
        indexes = [models.Index(fields=["key", "scope", "as_of"], name="frozen_series")]

    def __str__(self) -> str:
        return f"{self.key}?{self.scope} = {self.value} on {self.as_of}"


class PersonalView(AppendOnly):
    """Who looked at personal data, where and when. Written after the answer was made."""

    actor_id = models.BigIntegerField()
    path = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.path}"
