"""Text as people meant it: without invisible characters, odd blanks and spaces at the ends."""

from typing import NamedTuple

import polars as pl

# zero-width and direction marks, soft hyphen, byte order mark, control characters but line breaks and tabs
_INVISIBLE = (
    r"[\x{00AD}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{FEFF}"
    r"\x00-\x08\x0B\x0C\x0E-\x1F]"
)
_ODD_BLANK = r"\t\r\n\x{00A0}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}"
_BLANK = rf"[\s{_ODD_BLANK}]"
_DIRTY = rf"{_INVISIBLE}|^{_BLANK}|{_BLANK}$|{_BLANK}{{2}}|[{_ODD_BLANK}]|^$"
_NOTHING = (
    "нет",
    "нету",
    "-",
    "--",
    "---",
    "–",
    "—",
    "−",
    "н/д",
    "н.д.",
    "нд",
    "нет данных",
    "не имеется",
    "отсутствует",
    "б/н",
    "n/a",
    "none",
    "no",
)


class Parsed(NamedTuple):
    """`values`: the typed column, null where the cell is empty or bad; `bad`: True where text was there and
    failed."""

    values: pl.Series
    bad: pl.Series


def clean(texts: pl.Series) -> pl.Series:
    """Strip invisible characters (U+202C, U+200B, BOM …), make every blank one space, trim; "" becomes
    null."""
    if texts.dtype == pl.Null:
        return texts.cast(pl.String)
    dirty = texts.str.contains(_DIRTY).fill_null(False)
    if not dirty.any():
        return texts
    at = dirty.arg_true()
    better = texts.gather(at).str.replace_all(_INVISIBLE, "").str.replace_all(rf"{_BLANK}+", " ").str.strip_chars(" ")
    better = better.set(better == "", None)
    return texts.clone().scatter(at, better)


def is_explicitly_empty(texts: pl.Series) -> pl.Series:
    """True where a person wrote that there is nothing: «нет», «-», «—», «н/д», «отсутствует» … Null is
    False."""
    return clean(texts).str.to_lowercase().is_in(_NOTHING).fill_null(False)


def patched(fast: pl.Series, texts: pl.Series, slow_texts: pl.Series, slow: pl.Series) -> Parsed:
    """Join the quick result with the slow one, made only for the rows where the quick one gave nothing."""
    values = fast.scatter(slow_texts, slow) if len(slow_texts) else fast
    return Parsed(values, values.is_null() & texts.is_not_null())


def unresolved(fast: pl.Series, texts: pl.Series) -> pl.Series:
    """Positions where there is text and no quick result."""
    return (fast.is_null() & texts.is_not_null()).arg_true()
