"""A document as DOCX. The look is plain XML in ``look/docx``, a DOCX unpacked; here its body is filled."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from functools import cache
from pathlib import Path

import docx
from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from kadry.exchange.documents import content
from kadry.exchange.documents.content import NO_BREAK_SPACE, Blank, Document, Part, Text, parts_of

_LOOK = Path(__file__).parent / "look" / "docx"
_LOCALES = {"ru": "ru-RU", "en": "en-GB"}
_ALIGNMENT = {
    "left": WD_PARAGRAPH_ALIGNMENT.LEFT,
    "center": WD_PARAGRAPH_ALIGNMENT.CENTER,
    "right": WD_PARAGRAPH_ALIGNMENT.RIGHT,
}
_TEXT_WIDTH = 9355  # of the page between its margins, in twips
_LETTER_OF_BLANK = 2 * NO_BREAK_SPACE + "\u200b"  # after which a line may end
_DASHES, _NUMBERS = 1, 1  # the list and the abstract list of numbering.xml
_LONGEST_TITLE = 255  # of a file's properties
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can say


def docx_of(document: Document) -> bytes:
    """Equal documents give equal bytes."""
    word = docx.Document(io.BytesIO(_look()))
    _describe(word, document)
    _open(word, document)
    for block in document.blocks:
        if not _is_empty(block):
            _add(word, block)
    filled = io.BytesIO()
    word.save(filled)
    with zipfile.ZipFile(filled) as archive:
        return _pack((name, archive.read(name)) for name in archive.namelist())


@cache
def _look() -> bytes:
    """The unpacked DOCX, packed."""
    files = sorted(path for path in _LOOK.rglob("*") if path.is_file())
    return _pack((path.relative_to(_LOOK).as_posix(), path.read_bytes()) for path in files)


def _pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive that says nothing of when it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _describe(word: Word, document: Document) -> None:
    properties = word.core_properties
    properties.title = document.name[:_LONGEST_TITLE]
    properties.language = _LOCALES[document.language]
    if document.day:
        properties.created = properties.modified = datetime.combine(document.day, time())
    for language in word.styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:val"), _LOCALES[document.language])


def _open(word: Word, document: Document) -> None:
    """What stands above the blocks."""
    if document.draft_mark:
        _write(word.sections[0].header.paragraphs[0], document.draft_mark)
    if document.corner:
        _paragraph(word, document.corner, "Corner")
    _paragraph(word, document.title, "Title")
    if document.day or document.number:
        _paragraph(word, document.day_words, "Date").add_run("\t" + document.number_words)


def _is_empty(block: content.Block) -> bool:
    """Word calls a file damaged that has a table without rows."""
    match block:
        case content.Facts(rows) | content.Signatures(rows):
            return not rows
    return False


def _add(word: Word, block: content.Block) -> None:
    match block:
        case content.Heading(text, level):
            _paragraph(word, text, f"Heading {level}")
        case content.Paragraph(text):
            _paragraph(word, text, "Body Text")
        case content.Note(text):
            _paragraph(word, text, "Small Print")
        case content.Items(items, numbered):
            _items(word, items, _new_list(word) if numbered else _DASHES)
        case content.Check(items):
            for item in items:
                _write(word.add_paragraph("☐\t", "Check"), item)
        case content.Facts(pairs):
            _table(word, pairs, block.shares, "Table Plain", "Normal")
        case content.Signatures():
            _signatures(word, block)
        case content.Table():
            _ruled(word, block)
        case content.Space(lines):
            for _ in range(lines):
                word.add_paragraph()
        case content.PageBreak():
            _spacer(word).paragraph_format.page_break_before = True


def _paragraph(word: Word, text: Text, style: str) -> WordParagraph:
    return _write(word.add_paragraph(style=style), text)


def _write(paragraph: WordParagraph, text: Text) -> WordParagraph:
    for part in parts_of(text):
        _write_part(paragraph, part)
    return paragraph


def _write_part(paragraph: WordParagraph, part: Part) -> None:
    match part:
        case Blank(letters):
            paragraph.add_run(_LETTER_OF_BLANK * letters).underline = True
        case content.Run(text, bold):
            paragraph.add_run(text).bold = bold or None


def _items(word: Word, items: Sequence[Text], number: int) -> None:
    for item in items:
        paragraph = _paragraph(word, item, "List Paragraph")
        listed = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        listed.get_or_add_ilvl().val = 0
        listed.get_or_add_numId().val = number


def _new_list(word: Word) -> int:
    """A list of its own, so that its numbers begin at one."""
    made = word.part.numbering_part.element.add_num(_NUMBERS)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return made.numId


def _ruled(word: Word, block: content.Table) -> None:
    table = _table(word, [block.header, *block.rows], block.shares, "Table Grid", "TableText")
    header = table.rows[0]
    header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in header.cells:
        cell.paragraphs[0]._p.style = "TableHeading"
    for row in table.rows:
        for cell, side in zip(row.cells, block.sides, strict=True):
            cell.paragraphs[0].alignment = _ALIGNMENT[side]


def _signatures(word: Word, block: content.Signatures) -> None:
    for row in _table(word, block.rows, block.shares, "Table Plain", "Signature").rows:
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _table(word: Word, rows: Sequence[Sequence[Text]], shares: Sequence[float], style: str, style_id: str) -> WordTable:
    """A table of fixed widths whose rows never break over a page, and a small space below it."""
    table = word.add_table(len(rows), len(shares), style)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    widths = [Twips(round(share * _TEXT_WIDTH)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column._gridCol.w = width
    for made, row in zip(table.rows, rows, strict=True):
        made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(made.cells, row, widths, strict=True):
            cell.width = width
            # By its id: to look a style up by name in each of a thousand cells takes a second.
            _write(cell.paragraphs[0], text)._p.style = style_id
    _spacer(word)
    return table


def _spacer(word: Word) -> WordParagraph:
    """A paragraph of no height: Word would join two tables without one between them."""
    return word.add_paragraph(style="Spacer")
