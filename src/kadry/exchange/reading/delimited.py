"""CSV and TXT: encoding and delimiter told from the content, records read with their row numbers kept."""

import csv
import io
import re
from itertools import zip_longest

import polars as pl

from .refusals import Limits, refuse

_SAMPLE_CHARACTERS, _SAMPLE_ROWS = 65_536, 60
_DELIMITERS = (";", "\t", ",", "|")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_CYRILLIC = re.compile("[А-Яа-яЁё]")


def read_delimited(data: bytes, name: str, limits: Limits) -> pl.DataFrame:
    """Return the table as text columns "0", "1", …; row i of the frame is row i + 1 of the file as Excel
    counts.

    A record with line breaks inside quotes is one row, a blank line is a row of nulls. Raises `Refused`.
    """
    text = decode(data, name)
    text, delimiter = _declared_delimiter(text)
    csv.field_size_limit(1 << 20)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or find_delimiter(text))
    try:
        rows = list(reader)
    except csv.Error as error:
        refuse("damaged", name, detail=f"{reader.line_num}: {error}")
    width = max((len(row) for row in rows), default=0)
    if width > 16_384 or width * len(rows) > limits.cells:
        refuse("too_large", name, detail=f"{len(rows)} × {width} > {limits.cells}")
    columns = zip_longest(*rows, fillvalue="")
    frame = pl.DataFrame({str(i): pl.Series(column, dtype=pl.String) for i, column in enumerate(columns)})
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


def decode(data: bytes, name: str) -> str:
    """Return the text of UTF-8 or UTF-16 (with or without a mark) or cp1251. Raises `Refused`."""
    encoding = _unicode_encoding(data)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding or _almost_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            refuse("encoding_unknown", name, detail=f"{encoding or 'UTF-8'}, {line}")
        text = _decode_cp1251(data, name)
    if _CONTROL.search(text):
        refuse("not_a_workbook", name, what_en="binary data", what_ru="двоичные данные")
    return text.rstrip("\x1a")


def _unicode_encoding(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:4096]
    if len(sample) < 4 or 0 not in sample:
        return None
    # the upper byte of Latin, Cyrillic, quotes and № is one of four values
    for encoding, upper in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if sum(upper.count(byte) for byte in (0x00, 0x04, 0x20, 0x21)) >= 0.95 * len(upper):
            return encoding
    return None


def _almost_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken bytes must not be taken for cp1251, where any bytes make some letters."""
    text = data.decode("utf-8", "replace")
    return len(_CYRILLIC.findall(text)) > 5 * text.count("\ufffd")


def _decode_cp1251(data: bytes, name: str) -> str:
    high = [byte for byte in data[:_SAMPLE_CHARACTERS] if byte >= 0x80]
    # Russian letters of cp1251 lie above 0xC0; cp866 keeps its capitals and half the small letters below
    if sum(byte >= 0xC0 or byte in b"\xa8\xb8\xb9\xab\xbb\xa0\x97\x96" for byte in high) < 0.8 * len(high):
        refuse("encoding_unknown", name, detail="cp866?")
    try:
        return data.decode("cp1251")
    except UnicodeDecodeError as error:
        refuse("encoding_unknown", name, detail=f"{error.start}")


def _declared_delimiter(text: str) -> tuple[str, str | None]:
    """Excel's own first line `sep=;` names the delimiter and is not shown or counted as a row."""
    found = re.match(r'"?sep=(.)"?\r?\n', text)
    return (text[found.end() :], found[1]) if found else (text, None)


def find_delimiter(text: str) -> str:
    """Choose the delimiter under which most rows have the same number of fields, and that number is
    largest."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> float:
    widths = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    usual = max(set(widths), key=lambda width: (widths.count(width) * (width - 1), width))
    return widths.count(usual) / len(widths) * (usual - 1)
