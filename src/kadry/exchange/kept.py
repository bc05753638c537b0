"""Files kept under the digest of their content: the same file once, however often and by whomever it is brought."""

from __future__ import annotations

import hashlib

from django.core.files.base import File
from django.core.files.storage import default_storage


def digest_of(file: File) -> str:
    """SHA-256 of the content."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def keep(name: str, file: File) -> None:
    """Keep a file under a name made of its digest.

    The last step of an action: a row that was refused then leaves no file behind.
    """
    if default_storage.exists(name):
        if default_storage.size(name) == file.size:
            return
        default_storage.delete(name)  # a part of it, left by a disk that was full
    default_storage.save(name, file)
