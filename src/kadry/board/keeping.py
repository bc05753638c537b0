"""A document kept as JSON and made again of it, word for word: what was signed does not change with the code that wrote it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from kadry.exchange import documents
from kadry.exchange.documents.content import Blank

_KINDS = {kind.__name__: kind for kind in (*documents.Block.__args__, documents.Run, Blank)}


def as_json(document: documents.Document) -> dict[str, Any]:
    return _fields(document) | {"day": document.day.isoformat() if document.day else None}


def document_of(kept: dict[str, Any]) -> documents.Document:
    told = {name: _told(value) for name, value in kept.items()}
    return documents.Document(**told | {"day": date.fromisoformat(kept["day"]) if kept["day"] else None})


def _fields(thing: Any) -> dict[str, Any]:
    return {field.name: _kept(getattr(thing, field.name)) for field in fields(thing)}


def _kept(value: Any) -> Any:
    if is_dataclass(value):
        return {"kind": type(value).__name__} | _fields(value)
    if isinstance(value, list | tuple):
        return [_kept(each) for each in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return _KINDS[value["kind"]](**{name: _told(each) for name, each in value.items() if name != "kind"})
    return [_told(each) for each in value] if isinstance(value, list) else value
