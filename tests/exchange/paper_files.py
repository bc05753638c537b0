"""Files as people add them, small: one of every kind a paper may be, and what only looks like one."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import FileResponse

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
TYPES = "[Content_Types].xml"


def archive(parts: dict[str, str | bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return output.getvalue()


def types(*listed: str) -> str:
    """The list of content types every office document begins with."""
    overrides = "".join(f'<Override PartName="/part{at}.xml" ContentType="{one}"/>' for at, one in enumerate(listed))
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'


def office(*listed: str, **parts: str | bytes) -> bytes:
    """An office document of these content types; ``parts`` are added to it."""
    return archive({TYPES: types(*listed), **parts})


def upload(data: bytes, name: str = "план.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def read(answer: FileResponse) -> bytes:
    """What a browser gets of a file; the file is closed behind it."""
    data = b"".join(answer.streaming_content)
    answer.close()
    return data
