"""Files sent in through the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from kadry.exchange.documents.response import CONTENT_TYPES
from kadry.exchange.papers import Shelf


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


class PaperField(forms.FileField):
    """A paper for a shelf; says beside itself what it takes, and what is wrong with a file. ``hint`` is said after it."""

    def __init__(self, shelf: Shelf, *, hint: str | Promise = "", **kwargs: Any) -> None:
        self.shelf = shelf
        told = lazy(lambda: ". ".join(filter(None, (shelf.told(), str(hint)))), str)()
        super().__init__(allow_empty_file=True, validators=[shelf.check], help_text=told, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser offers to choose; some know a kind by its ending, some by its content type."""
        ways = [way for kind in self.shelf.kinds for way in (f".{kind}", CONTENT_TYPES[kind])]
        return super().widget_attrs(widget) | {"accept": ",".join(ways)}
