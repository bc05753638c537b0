"""What calamine does not tell about a sheet: how far its used area reaches, and which cells hold an error.

A spreadsheet library answers '' alike for `#REF!`, `#N/A` and a formula without saved value, and it
allocates the whole rectangle of the used area. Both are read here from the sheet's XML before it sees the
file. Ordinary sheets (each cell begins `<c r="`) go through byte searches at hundreds of megabytes a second;
anything written otherwise goes through expat, which is exact and slower. Neither expands entities: a DOCTYPE
is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

NO_VALUE = "formula_unsaved"
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384

# one pass finds what is not a plain cell of the first 26 columns and 99,999 rows; most sheets have none
_UNUSUAL = re.compile(rb'<c(?=[\s>])(?! r="[A-Z]\d{1,5}")')
_ODD_CELL = re.compile(rb'<c(?=[\s>])(?! r="[A-Z])')
# cells with a value beyond column Z or row 99,999
_FAR = re.compile(rb'<c r="([A-Z]{2,}\d+|[A-Z]\d{6,})"[^>]*+(?<!/)>')
_UNSAVED = re.compile(rb"(?:</f>|<f\s[^>]*/>|<f/>)\s*(?:<v\s*/>|(<v>\s*</v>))?\s*</c>")
_PREFIXED_CELL = re.compile(rb":c[\s>]")
_REF = re.compile(rb' r="([A-Z]+)(\d+)"')
_TYPE = re.compile(rb' t="(\w+)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")


class MarkupRefused(ValueError):
    """The XML carries a DOCTYPE or is not well-formed."""


@dataclass
class SheetScan:
    """`rows` × `columns` is an upper bound of the used area; `errors` as in `RawSheet`; `odd` asks for
    expat."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, str], str] = field(default_factory=dict)
    odd: bool = False

    @property
    def area(self) -> int:
        return self.rows * self.columns


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA (index from zero)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class FastScanner:
    """Fed with the sheet's XML in chunks of any size; keeps only the unfinished row between chunks."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self._carry = b""
        self._seen_data = False

    def feed(self, chunk: bytes) -> None:
        if self.scan.odd:
            return
        part = self._carry + chunk
        cut = part.rfind(b"<row")
        if cut <= 0:
            cut = part.rfind(b"<c ")
        if cut <= 0:
            cut = max(len(part) - 4096, 0)
        self._carry = part[cut:]
        self._look(part[:cut])

    def finish(self) -> SheetScan:
        self._look(self._carry)
        # a prefix on every element, UTF-16 or an end cut off: expat reads the first two and names the third
        self.scan.odd = self.scan.odd or not self._seen_data or b"</worksheet" not in self._carry
        self._carry = b""
        return self.scan

    def _look(self, part: bytes) -> None:
        scan = self.scan
        self._seen_data = self._seen_data or b"<sheetData" in part
        prefixed = b":c" in part and _PREFIXED_CELL.search(part)
        if prefixed or b"<!DOCTYPE" in part:
            scan.odd = True
            return
        if b"</c" not in part:
            # every cell here is an empty one with a style: a million of them must cost nothing
            return
        scan.rows, scan.columns = max(scan.rows, 99_999), max(scan.columns, 26)
        if _UNUSUAL.search(part):
            if _ODD_CELL.search(part):
                scan.odd = True
                return
            self._reach(part)
        if b't="e"' in part:
            self._error_values(part)
        if b"<f" in part:
            self._unsaved(part)

    def _reach(self, part: bytes) -> None:
        scan = self.scan
        for reference in set(_FAR.findall(part)):
            letters = reference.rstrip(b"0123456789")
            scan.columns = max(scan.columns, column_number(letters.decode()))
            scan.rows = max(scan.rows, int(reference[len(letters) :]))

    def _error_values(self, part: bytes) -> None:
        at = part.find(b't="e"')
        while at >= 0:
            start = part.rfind(b"<", 0, at)
            head = part[start:at]
            # the same characters inside a text are no attribute
            if head.startswith(b"<c ") and b">" not in head and (found := _REF.search(head)):
                value = _VALUE.search(part, at, part.find(b"</c>", at) + 4)
                self._note(found, value[1].decode("utf-8", "replace") if value else NO_VALUE)
            at = part.find(b't="e"', at + 5)

    def _unsaved(self, part: bytes) -> None:
        for ending in _UNSAVED.finditer(part):
            start = part.rfind(b"<c ", 0, ending.start())
            head = part[start : part.find(b">", start)]
            kind = _TYPE.search(head)
            # ="" is saved as a text of no characters: that is a value
            if kind and kind[1] == b"str" and ending[1]:
                continue
            if found := _REF.search(head):
                self._note(found, NO_VALUE)

    def _note(self, found: re.Match[bytes], code: str) -> None:
        self.scan.errors[int(found[2]), found[1].decode()] = code


class _CarefulScanner:
    """The same answer by expat, for sheets without references, with prefixes or in another encoding."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self._row = self._column = 0
        self._type, self._text = "n", ""
        self._formula = self._has_v = self._in_value = self._in_cell = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif tag == "c":
            self._in_cell = True
            self._place(attributes.get("r"))
            self._type, self._text = attributes.get("t", "n"), ""
            self._formula = self._has_v = False
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "t"):
            self._has_v = self._in_value = True

    def _place(self, reference: str | None) -> None:
        letters = (reference or "").rstrip("0123456789")
        if reference and letters and letters != reference:
            self._row, self._column = int(reference[len(letters) :]), column_number(letters.upper())
        else:
            self._column += 1

    def text(self, text: str) -> None:
        if self._in_value and len(self._text) < 40:
            self._text += text

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in ("v", "t"):
            self._in_value = False
        elif tag == "c" and self._in_cell:
            self._in_cell = False
            self._close()

    def _close(self) -> None:
        scan, place = self.scan, (self._row, column_letter(self._column - 1))
        if self._text:
            scan.rows, scan.columns = max(scan.rows, self._row), max(scan.columns, self._column)
        if self._type == "e":
            scan.errors[place] = self._text.strip() or NO_VALUE
        elif self._formula and not self._text.strip() and not (self._type == "str" and self._has_v):
            scan.errors[place] = NO_VALUE


def scan_carefully(chunks: Iterable[bytes]) -> SheetScan:
    """Exact scan of a sheet by expat; about 3 µs a cell. Raises `MarkupRefused`."""
    scanner, parser = _CarefulScanner(), safe_parser()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise MarkupRefused(str(error)) from error
    return scanner.scan


def safe_parser() -> expat.XMLParserType:
    """An expat parser that refuses a DOCTYPE, and with it every entity of the document's own."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse_doctype(*_: object) -> None:
        raise MarkupRefused("DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse_doctype
    return parser
