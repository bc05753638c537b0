"""A document as PDF. The look is ``look/document.typ``, which never changes; what a document says goes to it as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from kadry.exchange.documents import content
from kadry.exchange.documents.content import Blank, Document, Text, parts_of

_LOOK = Path(__file__).parent / "look" / "document.typ"
_FONTS = Path(__file__).parents[1] / "fonts"
_ARCHIVAL = "a-2b"
_NO_SUCH_LETTER = "could not be displayed"
_NO_DAY = date(1980, 1, 1)  # an archival file says when it was made; a document without a day says this


def pdf_of(document: Document) -> bytes:
    """PDF/A-2b; equal documents give equal bytes."""
    try:
        return _compiled(document, [_ARCHIVAL])
    except typst.TypstError as refusal:
        if _NO_SUCH_LETTER not in refusal.message:
            raise
        # An emoji or a hieroglyph: an empty box stands for it, which an archive does not take, but the document is there.
        return _compiled(document, [])


def _compiled(document: Document, standards: list[str]) -> bytes:
    return typst.compile(
        _LOOK.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(_told(document), ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=datetime.combine(document.day or _NO_DAY, time(), UTC),
    )


@cache
def _fonts() -> typst.Fonts:
    """Ours, and behind them typst's own for letters and signs that ours do not have; never the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])


def _told(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "language": document.language,
        "mark": _text(document.draft_mark),
        "corner": _text(document.corner),
        "title": _text(document.title),
        "dateline": [document.day_words, document.number_words],
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: content.Block) -> dict[str, Any]:
    match block:
        case content.Heading(text, level):
            return {"kind": "heading", "text": _text(text), "level": level}
        case content.Paragraph(text):
            return {"kind": "paragraph", "text": _text(text)}
        case content.Note(text):
            return {"kind": "note", "text": _text(text)}
        case content.Items(items, numbered):
            return {"kind": "numbers" if numbered else "dashes", "items": _texts(items)}
        case content.Check(items):
            return {"kind": "check", "items": _texts(items)}
        case content.Facts(pairs):
            return {"kind": "facts", "shares": block.shares, "rows": [_texts(pair) for pair in pairs]}
        case content.Signatures():
            return {"kind": "signatures", "shares": block.shares, "rows": [_texts(row) for row in block.rows]}
        case content.Table(header, rows):
            return {
                "kind": "table",
                "header": _texts(header),
                "rows": [_texts(row) for row in rows],
                "shares": block.shares,
                "sides": block.sides,
            }
        case content.Space(lines):
            return {"kind": "space", "lines": lines}
        case content.PageBreak():
            return {"kind": "page"}


def _texts(texts: Sequence[Text]) -> list[list[dict[str, Any]]]:
    return [_text(text) for text in texts]


def _text(text: Text) -> list[dict[str, Any]]:
    return [
        {"blank": part.letters} if isinstance(part, Blank) else {"words": part.text, "bold": part.bold}
        for part in parts_of(text)
        if part != content.Run("")
    ]
