"""What a document says, as data: it knows neither Word nor PDF, and no text of a person is ever markup in it.

A text is a ``str``, a ``Run``, a ``blank()``, or a sequence of them; a line feed in it begins a new line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal, TypeAlias

NO_BREAK_SPACE = "\u00a0"
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# What XML cannot hold, and what turns the direction of the text around it.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

_MONTHS = {
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


@dataclass(frozen=True)
class Run:
    """A part of a text, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Blank:
    """A gap in a text to write in."""

    letters: int


Part: TypeAlias = Run | Blank
Text: TypeAlias = str | Part | Sequence[str | Part]


def blank(letters: int = 20) -> Blank:
    """An underlined gap, about so many letters long; in a narrow place it takes several lines."""
    return Blank(letters)


def parts_of(text: Text) -> tuple[Part, ...]:
    """The text part by part, as it can be printed."""
    return tuple(_part(part) for part in (text if isinstance(text, list | tuple) else (text,)))


def _part(part: str | Part) -> Part:
    match part:
        case Blank():
            return part
        case Run():
            return replace(part, text=printable(part.text))
    return Run(printable(str(part)))


def plain(text: Text) -> str:
    return "".join("_" * part.letters if isinstance(part, Blank) else part.text for part in parts_of(text))


def printable(text: str) -> str:
    """Line ends are line feeds; what can be neither printed nor kept in a file is left out."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", " ")


@dataclass(frozen=True)
class Heading:
    text: Text
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"A heading has level 1, 2 or 3, not {self.level}.")


@dataclass(frozen=True)
class Paragraph:
    text: Text


@dataclass(frozen=True)
class Items:
    """A list with dashes, or with numbers from one."""

    items: Sequence[Text]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels with their values, in two columns without lines."""

    pairs: Sequence[tuple[Text, Text]]
    shares: ClassVar = (0.36, 0.64)


@dataclass(frozen=True)
class Table:
    """Rows under a header that every page repeats; widths are in proportion to each other, by default as the texts are long."""

    header: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    widths: Sequence[float] | None = None
    align: Sequence[Literal["left", "center", "right"]] | None = None

    def __post_init__(self) -> None:
        columns = len(self.header)
        if not columns:
            raise ValueError("A table has at least one column.")
        for number, row in enumerate(self.rows, 1):
            if len(row) != columns:
                raise ValueError(f"Row {number} of the table has {len(row)} cells; its header has {columns}.")
        for name, given in (("widths", self.widths), ("align", self.align)):
            if given is not None and len(given) != columns:
                raise ValueError(f"{name} of the table has {len(given)} values; its header has {columns}.")

    @property
    def shares(self) -> tuple[float, ...]:
        """What part of the page's width each column takes."""
        widths = self.widths or [_wish(head, cells) for head, *cells in zip(self.header, *self.rows, strict=True)]
        return tuple(width / sum(widths) for width in widths)

    @property
    def sides(self) -> tuple[str, ...]:
        return tuple(self.align or ["left"] * len(self.header))


def _wish(head: Text, cells: Sequence[Text]) -> int:
    """Letters a column would like on a line: its longest text, within reason; a heading may be broken between words."""
    words = plain(head).split()
    return max([4, *(min(len(text), 40) for text in (*words, *map(plain, cells)))])


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on: an office, the line, a name."""

    lines: Sequence[tuple[Text, Text]]
    shares: ClassVar = (0.44, 0.28, 0.28)

    @property
    def rows(self) -> list[tuple[Text, Text, Text]]:
        return [(office, blank(16), name) for office, name in self.lines]


@dataclass(frozen=True)
class Check:
    """Boxes to tick."""

    items: Sequence[Text]


@dataclass(frozen=True)
class Note:
    """Small print."""

    text: Text


@dataclass(frozen=True)
class Space:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True)
class PageBreak:
    pass


Block: TypeAlias = Heading | Paragraph | Items | Facts | Table | Signatures | Check | Note | Space | PageBreak


@dataclass(frozen=True)
class Document:
    """One document. ``corner`` stands above the title on the right: to whom it goes, or who approves it."""

    title: str
    blocks: Sequence[Block]
    language: Literal["ru", "en"] = "ru"
    number: str = ""
    day: date | None = None
    draft_mark: str = ""
    corner: Text = ""

    def __post_init__(self) -> None:
        if self.language not in _MONTHS:
            raise ValueError(f"A document is written in one of {', '.join(_MONTHS)}, not in {self.language!r}.")

    @property
    def name(self) -> str:
        """The title on one line."""
        return " ".join(plain(self.title).split())

    @property
    def day_words(self) -> str:
        """21 марта 2024 г."""
        if self.day is None:
            return ""
        words = [str(self.day.day), _MONTHS[self.language][self.day.month - 1], str(self.day.year)]
        return NO_BREAK_SPACE.join([*words, "г."] if self.language == "ru" else words)

    @property
    def number_words(self) -> str:
        """№ 5."""
        if not self.number:
            return ""
        sign = "№" if self.language == "ru" else "No."
        return sign + NO_BREAK_SPACE + plain(self.number)
