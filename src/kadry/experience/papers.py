"""Papers of a case: which files they may be."""

from __future__ import annotations

from kadry.exchange.enums import PaperKind
from kadry.exchange.papers import Shelf, declare
from kadry.experience.models import Paper
from kadry.experience.policy import PAPER_BYTES

SHELF = declare(Shelf(Paper, kinds=tuple(PaperKind), most=PAPER_BYTES))
