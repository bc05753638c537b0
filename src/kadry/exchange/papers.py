"""Papers: files people add to what a room keeps. Known by their content, kept once, opened only through a page.

A room declares in its ``papers.py`` what it takes and which of its rows point to a paper:

    SHELF = declare(Shelf(Paper, kinds=(PaperKind.PDF, PaperKind.DOCX), most=10 * MEBIBYTE))

Its form asks with ``PaperField(SHELF)``; its action takes with ``SHELF.take(upload)`` and keeps once the row is saved;
its view opens with ``response``. Whatever points to a paper, in whichever room, keeps it from being discarded.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.http import FileResponse, Http404
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kadry.exchange import kept
from kadry.exchange.documents.response import to_keep
from kadry.exchange.enums import PaperKind
from kadry.exchange.reading.refusals import MEBIBYTE
from kadry.exchange.reading.sheet_xml import MarkupRefused, safe_parser
from kadry.exchange.reading.sniffing import OLE_MAGIC

FOLDER = "papers"

_WORDS = {
    "empty_file": _("“%(name)s” is empty. Check that it was saved, and choose it again."),
    "too_large": _("“%(name)s” is larger than %(most)s MB. Make it smaller, or split it."),
    "unknown_kind": _("“%(name)s” is by its content none of these: %(kinds)s. Save it as one of them and choose that file."),
    "old_office": _(
        "“%(name)s” has a password, or is of an old Word, Excel or PowerPoint. "
        "Save it without a password as DOCX, XLSX or PPTX and choose that file."
    ),
    "damaged": _("“%(name)s” is damaged or cut off. Open it, save it anew and choose that file."),
    "macro": _("“%(name)s” has macros in it. Save it without macros and choose that file."),
}
_BEGINNINGS = {
    b"%PDF-": PaperKind.PDF,
    b"\xff\xd8\xff": PaperKind.JPEG,
    b"\x89PNG\r\n\x1a\n": PaperKind.PNG,
}
_ZIP = b"PK\x03\x04"
_LONGEST_BEGINNING = 8
_END_WITHIN = MEBIBYTE  # of a PDF; what signs a paper may put its own marks behind the end
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MAIN_PARTS = {
    f"{_OFFICE}wordprocessingml.document.main+xml": PaperKind.DOCX,
    f"{_OFFICE}spreadsheetml.sheet.main+xml": PaperKind.XLSX,
    f"{_OFFICE}presentationml.presentation.main+xml": PaperKind.PPTX,
}
_LIST = "[content_types].xml"
_LIST_AT_MOST = MEBIBYTE
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)


class NotAPaper(ValidationError):
    """A file that cannot be kept: the message names it, says what is wrong with it and what to do."""

    def __init__(self, code: str, file: File, **facts: object) -> None:
        super().__init__(_WORDS[code], code=code, params={"name": file.name, **facts})


@dataclass(frozen=True)
class Taken:
    """A file that may be kept, and where it will be."""

    upload: File
    kind: PaperKind
    digest: str

    @property
    def name(self) -> str:
        return f"{FOLDER}/{self.digest}"

    @property
    def size(self) -> int:
        return self.upload.size

    def keep(self) -> None:
        kept.keep(self.name, self.upload)


@dataclass(frozen=True)
class Shelf:
    """The papers of a room: the model whose ``file`` points to one, the kinds taken, and the bytes one may have."""

    model: type[Model]
    kinds: Sequence[PaperKind]
    most: int

    def check(self, upload: File) -> PaperKind:
        """The kind of the file. Raises NotAPaper."""
        if not upload.size:
            raise NotAPaper("empty_file", upload)
        if upload.size > self.most:
            raise NotAPaper("too_large", upload, most=self.most // MEBIBYTE)
        kind = _kind_of(upload)
        if kind not in self.kinds:
            raise NotAPaper("unknown_kind", upload, kinds=", ".join(kind.label for kind in self.kinds))
        return kind

    def take(self, upload: File) -> Taken:
        """The file, checked and not kept yet. Raises NotAPaper."""
        return Taken(upload, self.check(upload), kept.digest_of(upload))

    def told(self) -> str:
        """What may be chosen, in words."""
        kinds = get_text_list([kind.label for kind in self.kinds])
        return gettext("%(kinds)s, at most %(most)s MB") % {"kinds": kinds, "most": self.most // MEBIBYTE}


_SHELVES: list[Shelf] = []


def declare(shelf: Shelf) -> Shelf:
    """Make the papers of a room known: none of them is discarded for another room."""
    _SHELVES.append(shelf)
    return shelf


def discard(names: Sequence[str]) -> None:
    """Delete files that no row of any room points to, once what is done now is done."""
    transaction.on_commit(lambda: _discard(names))


def _discard(names: Sequence[str]) -> None:
    with transaction.atomic():  # only one writes at a time: nobody adds the same file between the question and the deed
        for name in names:
            if not any(shelf.model._base_manager.filter(file=name).exists() for shelf in _SHELVES):
                default_storage.delete(name)


def response(name: str, kind: str, title: str) -> FileResponse:
    """A kept paper as a download under its title: a browser opens nothing of it in our name. 404 where it is gone."""
    if not default_storage.exists(name):
        raise Http404
    return to_keep(FileResponse(default_storage.open(name)), kind, title)


def _kind_of(file: File) -> PaperKind | None:
    file.seek(0)
    head = file.read(_LONGEST_BEGINNING)
    if head.startswith(_ZIP):
        return _office_kind(file)
    if head == OLE_MAGIC:
        raise NotAPaper("old_office", file)
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if head.startswith(beginning)), None)
    if kind == PaperKind.PDF and not _has_end(file):
        raise NotAPaper("damaged", file)
    return kind


def _has_end(file: File) -> bool:
    file.seek(max(0, file.size - _END_WITHIN))
    return b"%%EOF" in file.read()


def _office_kind(file: File) -> PaperKind | None:
    """By the content types its package lists: names of parts are anybody’s choice."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = {name.lower() for name in archive.namelist()}
            listed = _content_types(archive)
    except _BROKEN:
        raise NotAPaper("damaged", file) from None
    if any("macro" in one for one in listed) or any("vbaproject" in one for one in names | listed):
        raise NotAPaper("macro", file)
    return next((kind for main, kind in _MAIN_PARTS.items() if main in listed), None)


def _content_types(archive: zipfile.ZipFile) -> set[str]:
    """In small letters; none where it is no office document. Nothing else is unpacked, and of this only a little."""
    found: set[str] = set()
    parser = safe_parser()
    parser.StartElementHandler = lambda _tag, attributes: found.add(attributes.get("ContentType", "").lower())
    parts = [part for part in archive.infolist() if part.filename.lower() == _LIST]
    if len(parts) > 1:
        raise MarkupRefused("readers disagree on which of two lists counts")
    for part in parts:
        with archive.open(part) as stream:
            parser.Parse(_little(stream), True)
    return found


def _little(stream: IO[bytes]) -> bytes:
    content = stream.read(_LIST_AT_MOST + 1)
    if len(content) > _LIST_AT_MOST:
        raise MarkupRefused("a list of content types is short")
    return content
