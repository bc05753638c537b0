"""Texts that many cells share: a few kilobytes of zip may stand for gigabytes once each cell gets its
copy."""

import re
from collections import Counter
from collections.abc import Iterable

_LONG = 1_000
_VALUE = re.compile(rb"<(?:\w+:)?v>(\d+)<")


class LongTexts:
    """Fed with sharedStrings.xml in chunks, remembers the texts over 1,000 bytes by their number."""

    def __init__(self) -> None:
        self.sizes: dict[int, int] = {}
        self._count = 0
        self._carry = b""

    def feed(self, chunk: bytes) -> None:
        pieces = (self._carry + chunk).split(b"si>")
        self._carry = pieces.pop()
        for piece in pieces:
            self._count += piece.count(b"<si/>")
            if len(piece) > _LONG:
                self.sizes[self._count] = len(piece)
            # each text ends in two pieces: the opening tag and the closing one
            self._count += piece.endswith((b"</", b":")) and b"</" in piece[-12:]

    def expanded(self, sheets: Iterable[Iterable[bytes]]) -> int:
        """Bytes the long texts take once every cell of `sheets` (chunks of XML) that may refer to one has
        its copy."""
        if not self.sizes:
            return 0
        wanted = {str(number).encode(): size for number, size in self.sizes.items()}
        total = 0
        for chunks in sheets:
            carry = b""
            for chunk in chunks:
                part = carry + chunk
                cut = max(part.rfind(b"</"), 0)
                carry = part[cut:]
                counts = Counter(_VALUE.findall(part, 0, cut + 1))
                total += sum(size * counts[number] for number, size in wanted.items() if number in counts)
        return total
