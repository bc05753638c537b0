"""Files of papers to a question: known by their contents, kept under their digest, opened only through a page."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from typing import IO

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from kadry.board.models import Paper
from kadry.board.policy import PAPER_AT_MOST
from kadry.board.refusals import Refused

# The part that every office file of the kind has.
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def keep(upload: UploadedFile) -> tuple[str, str]:
    """Check and keep a file. Returns where it is kept and its SHA-256. Raises Refused."""
    if upload.size > PAPER_AT_MOST:
        raise Refused("paper_size", megabytes=PAPER_AT_MOST // 2**20)
    kind = kind_of(upload)
    upload.seek(0)
    digest = hashlib.sha256(upload.read()).hexdigest()
    name = f"papers/{digest}.{kind}"
    if not default_storage.exists(name):
        upload.seek(0)
        default_storage.save(name, upload)
    return name, digest


def kind_of(file: IO[bytes]) -> str:
    """pdf, docx, xlsx or pptx, by what is in the file. Raises Refused."""
    file.seek(0)
    if file.read(5) == b"%PDF-":
        return "pdf"
    try:
        with zipfile.ZipFile(file) as archive:
            inside = set(archive.namelist())
    except zipfile.BadZipFile:
        inside = set()
    for part, kind in _OFFICE.items():
        if part in inside:
            return kind
    raise Refused("paper_kind")


def discard(names: Sequence[str]) -> None:
    """Delete files no paper points at any more."""
    for name in names:
        if not Paper.objects.filter(file=name).exists():
            default_storage.delete(name)
