"""What a paper’s file is: told by its content, never by its name alone; kept under the digest of its content."""

from __future__ import annotations

import hashlib
import io
import zipfile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kadry.experience import policy
from kadry.experience.enums import PaperKind

CONTENT_TYPES = {
    PaperKind.PDF: "application/pdf",
    PaperKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PaperKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PaperKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    PaperKind.JPEG: "image/jpeg",
    PaperKind.PNG: "image/png",
}
_BEGINNINGS = {b"%PDF-": PaperKind.PDF, b"\xff\xd8\xff": PaperKind.JPEG, b"\x89PNG\r\n\x1a\n": PaperKind.PNG}
_PARTS = {
    "word/document.xml": PaperKind.DOCX,
    "xl/workbook.xml": PaperKind.XLSX,
    "ppt/presentation.xml": PaperKind.PPTX,
}
_PROGRAM = "vbaproject.bin"


def kind_of(data: bytes) -> PaperKind:
    """The kind of a file by its content. Raises ValidationError for one too large, empty, of another kind or with a program."""
    if not data:
        raise ValidationError(_("The file is empty. Choose another one."))
    if len(data) > policy.PAPER_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Make it smaller, or give its address in the text.")
            % {"most": policy.PAPER_BYTES // 2**20}
        )
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), None) or _office_kind(data)
    if kind is None:
        words = _("The content of the file is none of these: %(known)s. Save it as one of them.")
        raise ValidationError(words % {"known": ", ".join(str(kind.label) for kind in PaperKind)})
    return kind


def _office_kind(data: bytes) -> PaperKind | None:
    """Office documents are archives, known by the part they begin with."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.lower().endswith(_PROGRAM) for name in names):
        raise ValidationError(_("The document has a program (macro) in it. Save it without macros."))
    return next((kind for part, kind in _PARTS.items() if part in names), None)


def keep(data: bytes) -> str:
    """Keep a file by its content; the same file is kept once. Returns where."""
    name = f"papers/{hashlib.sha256(data).hexdigest()}"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(data))
