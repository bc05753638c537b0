"""What came in: the file, its sheets, its problems, and what stood there before."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models

from kadry.exchange.enums import ImportState

# A cell that could not be read, or stood before, may hold anything a workbook holds: it is kept as personal.
PERSONAL: dict[str, tuple[str, ...]] = {
    "Import": (),
    "SheetImport": (),
    "Problem": ("value",),
    "Before": ("values",),
    "ExtraCells": ("values",),
}


class Import(models.Model):
    """One file that came in."""

    filename = models.CharField(max_length=200)
    file = models.CharField(max_length=200, help_text="where the file itself is kept, below the files folder")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    size = models.PositiveBigIntegerField(help_text="bytes")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.CHECKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    # By label: reference and registry stand above the exchange and use it.
    region = models.ForeignKey("reference.Region", on_delete=models.PROTECT)
    organisation_id = models.BigIntegerField(null=True, help_text="for whom it came in, where the sender belongs to one")
    at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    refusal_ru = models.TextField(blank=True)
    refusal_en = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="refused_with_a_reason",
                condition=models.Q(state=ImportState.REFUSED) ^ models.Q(refusal_en=""),
                violation_error_message="A refused file says why, and only a refused one.",
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.filename}"


class SheetImport(models.Model):
    """One sheet of a file: what it was recognised as, and what became of its rows."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="sheets")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=40, blank=True, help_text="key of the declared sheet; empty where not recognised")
    heading_row = models.PositiveIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    extra_columns = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} of import {self.of_id}"


class Problem(models.Model):
    """One cell (or row) that could not be taken: where, what, and the cure."""

    of = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=3, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=40)
    what_ru = models.CharField(max_length=500)
    what_en = models.CharField(max_length=500)
    cure_ru = models.CharField(max_length=500)
    cure_en = models.CharField(max_length=500)

    class Meta:
        ordering = ["of", "row", "id"]

    def __str__(self) -> str:
        return f"{self.column}{self.row}: {self.code}"


class Before(models.Model):
    """What a row held before an import changed it: needed to take the import back."""

    of = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="before")
    object_id = models.BigIntegerField()
    values = models.JSONField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.object_id} before {self.of}"


class ExtraCells(models.Model):
    """Cells of columns nobody asked for, kept aside with their row."""

    of = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="extra")
    row = models.PositiveIntegerField()
    values = models.JSONField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "extra cells"

    def __str__(self) -> str:
        return f"row {self.row} of {self.of}"


class Imported(models.Model):
    """A row that may have come from a workbook: it keeps the sheet and the row number it came from."""

    origin = models.ForeignKey(SheetImport, null=True, on_delete=models.PROTECT, related_name="+")
    origin_row = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Where a row came from is written by the import alone; a row made by hand came from nowhere."""
        super().clean_fields(exclude={*(exclude or ()), "origin", "origin_row"})
