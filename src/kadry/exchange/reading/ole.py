"""The old container (XLS, and XLSX under a password): its streams, its lock, and the error cells of BIFF8.

Only what a library does not answer is read here: whether the file is encrypted, and which cells hold an
error.
"""

import struct
from collections.abc import Iterator

from .refusals import refuse
from .sheet_xml import SheetScan, column_letter

_END = 0xFFFFFFFE
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_FORMULA, _EOF, _FILEPASS, _BOUNDSHEET, _BOOLERR = 0x0006, 0x000A, 0x002F, 0x0085, 0x0205


def workbook_stream(data: bytes, name: str) -> bytes:
    """Return the BIFF stream of an XLS. Raises `Refused` when the file is encrypted, other or damaged."""
    try:
        streams = _Streams(data)
        if "EncryptedPackage" in streams.entries or "EncryptionInfo" in streams.entries:
            refuse("encrypted", name)
        if "WordDocument" in streams.entries:
            refuse("not_a_workbook", name, what_en="a text document (DOC)", what_ru="текстовый документ (DOC)")
        main = next((key for key in ("Workbook", "Book") if key in streams.entries), None)
        if main is None:
            refuse("not_a_workbook", name, what_en="an Office file (OLE)", what_ru="файл Office (OLE)")
        stream = streams.read(main)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        refuse("damaged", name, detail=str(error))
    if any(kind == _FILEPASS for kind, _, _ in _globals(stream)):
        refuse("encrypted", name)
    return stream


class _Streams:
    """The directory of a compound file and its sector chains."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        self.mini_size = 1 << struct.unpack_from("<H", data, 32)[0]
        directory, self.cutoff, mini_start = struct.unpack_from("<I4xII", data, 48)
        self.fat = self._fat()
        self.entries: dict[str, tuple[int, int]] = {}
        self.root = (_END, 0)
        self._directory(self._chain(directory))
        self.mini_fat = _numbers(self._chain(mini_start)) if mini_start < _END else []

    def _fat(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self.data, 76))
        following, seen = struct.unpack_from("<I", self.data, 68)[0], 0
        while following < _END and seen * self.size < len(self.data):
            numbers = _numbers(self._sector(following))
            sectors.extend(numbers[:-1])
            following, seen = numbers[-1], seen + 1
        return [number for sector in sectors if sector < _END for number in _numbers(self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise IndexError(f"sector {number}")
        return self.data[start : start + self.size]

    def _chain(self, start: int) -> bytes:
        sectors = []
        while start < _END:
            sectors.append(self._sector(start))
            start = self.fat[start]
            if len(sectors) > len(self.fat):
                raise IndexError("a chain of sectors closes on itself")
        return b"".join(sectors)

    def _directory(self, content: bytes) -> None:
        for at in range(0, len(content) - 127, 128):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            if kind not in (2, 5):
                continue
            entry = content[at : at + max(length - 2, 0)].decode("utf-16-le")
            start, size = struct.unpack_from("<II", content, at + 116)
            if kind == 5:
                self.root = (start, size)
            else:
                self.entries[entry] = (start, size)

    def read(self, entry: str) -> bytes:
        start, size = self.entries[entry]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        mini, pieces = self._chain(self.root[0]), []
        while start < _END:
            pieces.append(mini[start * self.mini_size : (start + 1) * self.mini_size])
            start = self.mini_fat[start]
            if len(pieces) > len(self.mini_fat):
                raise IndexError("a chain of sectors closes on itself")
        return b"".join(pieces)[:size]


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and length of each BIFF record from `at` to the end of its substream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        if kind == _EOF:
            return
        at += 4 + length


def _globals(stream: bytes) -> Iterator[tuple[int, int, int]]:
    return _records(stream, 0)


def scan_sheets(stream: bytes, name: str) -> tuple[dict[str, SheetScan], frozenset[str]]:
    """Error cells by sheet name, and the names of hidden sheets. Raises `Refused` when damaged."""
    scans: dict[str, SheetScan] = {}
    hidden = set()
    try:
        for kind, at, _ in _globals(stream):
            if kind != _BOUNDSHEET:
                continue
            position, state, sort, count, wide = struct.unpack_from("<IBBBB", stream, at)
            if sort != 0:
                continue
            text = stream[at + 8 : at + 8 + count * (2 if wide & 1 else 1)]
            sheet = text.decode("utf-16-le" if wide & 1 else "latin-1")
            scans[sheet] = SheetScan(65_536, 256, _errors(stream, position))
            if state & 3:
                hidden.add(sheet)
    except (struct.error, UnicodeDecodeError) as error:
        refuse("damaged", name, detail=str(error))
    return scans, frozenset(hidden)


def _errors(stream: bytes, at: int) -> dict[tuple[int, str], str]:
    errors = {}
    for kind, start, length in _records(stream, at):
        if kind == _BOOLERR and length >= 8 and stream[start + 7]:
            code = stream[start + 6]
        elif kind == _FORMULA and length >= 14 and stream[start + 12 : start + 14] == b"\xff\xff":
            if stream[start + 6] != 2:
                continue
            code = stream[start + 8]
        else:
            continue
        row, column = struct.unpack_from("<HH", stream, start)
        errors[row + 1, column_letter(column)] = _ERRORS.get(code, "#N/A")
    return errors
