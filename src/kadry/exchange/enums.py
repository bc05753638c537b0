"""States of an import and how it may move between them; kinds of papers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where a file that came in stands."""

    REFUSED = "refused", _("refused")
    CHECKED = "checked", _("checked, not stored")
    STORED = "stored", _("stored")
    TAKEN_BACK = "taken_back", _("taken back")


TRANSITIONS: dict[ImportState, frozenset[ImportState]] = {
    ImportState.REFUSED: frozenset(),
    ImportState.CHECKED: frozenset({ImportState.STORED}),
    ImportState.STORED: frozenset({ImportState.TAKEN_BACK}),
    ImportState.TAKEN_BACK: frozenset(),
}


class PaperKind(models.TextChoices):
    """Kinds of files a paper may be."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    PPTX = "pptx", "PPTX"
    JPEG = "jpg", "JPEG"
    PNG = "png", "PNG"
