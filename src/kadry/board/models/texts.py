"""What both halves of the board share."""

from __future__ import annotations

from django.db import models

from kadry.reference.models import in_language


class Bilingual(models.Model):
    """A text in both languages of the screens; the English one may be empty."""

    text_ru = models.TextField()
    text_en = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        return in_language(self.text_ru, self.text_en)
