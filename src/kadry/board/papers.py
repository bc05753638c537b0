"""Papers to a question of a meeting: which files they may be."""

from __future__ import annotations

from kadry.board.models import Paper
from kadry.board.policy import PAPER_AT_MOST
from kadry.exchange.enums import PaperKind
from kadry.exchange.papers import Shelf, declare

SHELF = declare(
    Shelf(Paper, kinds=(PaperKind.PDF, PaperKind.DOCX, PaperKind.XLSX, PaperKind.PPTX), most=PAPER_AT_MOST),
)
