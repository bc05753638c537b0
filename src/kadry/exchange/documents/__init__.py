"""One content, two forms: a document is data, and is written as DOCX and as PDF.

minutes = Document("ПРОТОКОЛ", [Paragraph("…"), Signatures([("Председатель", blank(16))])], number="5", day=day)
docx_of(minutes), pdf_of(minutes)                        # bytes; the same for the same content
download(minutes, kind, "Протокол № 5")                  # from kadry.exchange.documents.response
"""

from kadry.exchange.documents.content import (
    Block,
    Check,
    Document,
    Facts,
    Heading,
    Items,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Space,
    Table,
    Text,
    blank,
)
from kadry.exchange.documents.pdf import pdf_of
from kadry.exchange.documents.word import docx_of

__all__ = [
    "Block",
    "Check",
    "Document",
    "Facts",
    "Heading",
    "Items",
    "Note",
    "PageBreak",
    "Paragraph",
    "Run",
    "Signatures",
    "Space",
    "Table",
    "Text",
    "blank",
    "docx_of",
    "pdf_of",
]
