"""Files sent in through the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or more files; cleans to a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = (data or [None]) if isinstance(data, list | tuple) else [data]  # none chosen: the field says it is required
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Workbooks to be checked; nothing is stored before a person says so."""

    files = ManyFilesField(
        label=_("Workbooks"), help_text=_("XLSX, XLS or CSV; many at once. They are checked first; nothing is stored yet.")
    )
