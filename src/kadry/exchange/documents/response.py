"""A file that a browser keeps: a document, or anything of a known kind."""

from __future__ import annotations

import re
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from kadry.exchange.documents.content import Document
from kadry.exchange.documents.pdf import pdf_of
from kadry.exchange.documents.word import docx_of

Response = TypeVar("Response", bound=HttpResponseBase)

_WRITERS = {"docx": docx_of, "pdf": pdf_of}
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ics": "text/calendar; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "jpg": "image/jpeg",
    "png": "image/png",
}
# What no file system takes, or takes for a folder.
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_LONGEST_NAME = 100


def download(document: Document, kind: str, name: str) -> HttpResponse:
    """The document as ``docx`` or ``pdf``; any other kind, which a visitor may have put into the address, is not found."""
    if kind not in _WRITERS:
        raise Http404(f"A document comes as {' or '.join(_WRITERS)}, not as {kind}.")
    return attachment(_WRITERS[kind](document), kind, name)


def attachment(data: bytes, kind: str, name: str) -> HttpResponse:
    """The bytes to keep under a name without its ending."""
    return to_keep(HttpResponse(data), kind, name)


def to_keep(response: Response, kind: str, name: str) -> Response:
    """The response as a file never opened in our name; Russian names are told as RFC 6266 has it."""
    response["Content-Type"] = CONTENT_TYPES[kind]
    response["Content-Disposition"] = content_disposition_header(True, f"{_file_name(name)}.{kind}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _file_name(name: str) -> str:
    return " ".join(_NOT_IN_A_NAME.sub(" ", name).split())[:_LONGEST_NAME].strip(" .") or "file"
