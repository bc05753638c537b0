"""Columns of text become columns of numbers, money, days, years, yes and no.

Each parser takes a String series and returns `Parsed(values, bad)`. It tries the plain form of the whole
column at once and looks closer only at the cells that remain, so a clean column of 100,000 cells takes
milliseconds.
"""

import polars as pl

from .cleaning import Parsed, clean, patched, unresolved

_GROUPED = r"^[+-]?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
_MONTHS = {
    "янв": 1,
    "фев": 2,
    "мар": 3,
    "апр": 4,
    "мая": 5,
    "май": 5,
    "июн": 6,
    "июл": 7,
    "авг": 8,
    "сен": 9,
    "окт": 10,
    "ноя": 11,
    "дек": 12,
}
_YES = ("да", "yes", "+", "1", "true", "истина", "y", "✓", "v", "есть")
_NO = ("нет", "no", "-", "0", "false", "ложь", "n", "–", "—", "−")
_MOMENT = r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$"
_EARLIEST, _LATEST = 1900, 2100
_STUDY_YEAR = r"(?i)^([0-9]{4})(?: ?[/–—-] ?([0-9]{4}|[0-9]{2}))?(?: ?(?:уч.*|г\.?|год))?$"
_UNIX_EPOCH = 25_569  # Excel's number of 1970-01-01


def integers(texts: pl.Series) -> Parsed:
    """Whole numbers, Int64: "12", "1 200", "12,0", "12.00", "−5". Fractions and "1e3" are bad."""
    texts = clean(texts)
    fast = texts.cast(pl.Int64, strict=False)
    at = unresolved(fast, texts)
    rest = texts.gather(at).str.replace("−", "-", literal=True)
    whole = rest.str.contains(_GROUPED + r"(?:[.,]0+)?$")
    digits = rest.str.replace(r"[.,]0+$", "").str.replace_all(" ", "", literal=True).set(~whole, None)
    return patched(fast, texts, at, digits.cast(pl.Int64, strict=False))


def kopecks(texts: pl.Series) -> Parsed:
    """Money in roubles → Int64 kopecks: "45 000,50 руб." → 4500050. More than two decimals are bad, unless
    they are the noise a spreadsheet's binary fraction leaves (0.30000000000000004)."""
    texts = clean(texts)
    fast = texts.cast(pl.Int64, strict=False)
    fast = fast.set(fast.abs() > 10**16, None) * 100
    at = unresolved(fast, texts)
    rest = texts.gather(at).str.to_lowercase().str.replace("−", "-", literal=True)
    rest = rest.str.replace(r" ?(?:руб(?:\.|лей|ля|ль)?|р\.?|₽)$", "")
    good = rest.str.contains(_GROUPED + r"(?:[.,](?:[0-9]{1,2}|[0-9]{2}(?:0+|0{3}[0-9]+|9{3}[0-9]+)))?$")
    rest = rest.str.replace_all(" ", "", literal=True).set(~good, None)
    whole = rest.str.extract(r"^[+-]?([0-9]+)").cast(pl.Int64, strict=False)
    fraction = rest.str.extract(r"[.,]([0-9]+)$").fill_null("0").str.pad_end(2, "0")
    cents = fraction.str.slice(0, 2).cast(pl.Int64) + fraction.str.slice(2, 3).eq("999").cast(pl.Int64)
    whole = whole.set(whole > 10**16, None)
    sign = 1 - 2 * rest.str.starts_with("-").cast(pl.Int64)
    return patched(fast, texts, at, (whole * 100 + cents) * sign)


def dates(texts: pl.Series, *, serials: bool = False) -> Parsed:
    """Days, Date: "2026-06-15" with or without a time, "15.06.2026", "15/06/2026", "15 июня 2026 г.".

    `serials` also takes Excel's day numbers ("46188" is 2026-06-15), for a column known to hold dates. A
    year of two digits and a year outside 1900–2100 are bad.
    """
    texts = clean(texts)
    fast = _within(texts.str.to_date("%Y-%m-%d", strict=False))
    at = unresolved(fast, texts)
    rest = texts.gather(at).str.to_lowercase().str.replace(_MOMENT, "")
    rest = rest.str.replace(r" ?(?:года|год|г\.?)$", "")
    found = _day_month_year(rest)
    if serials:
        numbers = rest.str.extract(r"^([0-9]{1,6})(?:[.,][0-9]+)?$").cast(pl.Int64, strict=False)
        # Excel counts from 30 December 1899 on all days after the 1900-02-29 it invented
        days = numbers.set(numbers < 61, None) - _UNIX_EPOCH
        found = found.zip_with(found.is_not_null(), days.cast(pl.Int32).cast(pl.Date))
    return patched(fast, texts, at, _within(found))


def _day_month_year(texts: pl.Series) -> pl.Series:
    parts = texts.str.extract_groups(r"^([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})$").struct
    words = texts.str.extract_groups(r"^([0-9]{1,2}) ?([а-я]{3})[а-я]*\.? ?([0-9]{4})$").struct
    iso = texts.str.extract_groups(r"^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$").struct
    month = words.field("2").replace_strict(list(_MONTHS), list(_MONTHS.values()), default=None, return_dtype=pl.Int32)
    frame = pl.DataFrame(
        {
            "year": _first(parts.field("3"), words.field("3"), iso.field("1")),
            "month": _first(parts.field("2"), month, iso.field("2")),
            "day": _first(parts.field("1"), words.field("1"), iso.field("3")),
        }
    )
    text = pl.format("{}-{}-{}", "year", pl.col("month").cast(pl.String).str.zfill(2), "day")
    return frame.select(text.str.to_date("%Y-%m-%d", strict=False)).to_series()


def _first(*columns: pl.Series) -> pl.Series:
    numbers = [column.cast(pl.Int32, strict=False) for column in columns]
    return pl.select(pl.coalesce(numbers)).to_series()


def _within(days: pl.Series) -> pl.Series:
    inside = days.dt.year().is_between(_EARLIEST, _LATEST)
    return days.set(~inside, None)


def years(texts: pl.Series) -> Parsed:
    """Calendar years 1900–2100, Int64: "2027", "2027 г.", "2027 год", "2027,0"."""
    texts = clean(texts)
    bare = texts.str.replace(r"(?i) ?(?:года|год|г\.?)$", "")
    numbers = integers(bare).values
    numbers = numbers.set(~numbers.is_between(_EARLIEST, _LATEST), None)
    return Parsed(numbers, numbers.is_null() & texts.is_not_null())


def study_years(texts: pl.Series) -> Parsed:
    """First calendar year of a study year, Int64: "2025/26", "2025/2026", "2025–2026 уч. г.", "2025" →
    2025."""
    texts = clean(texts)
    groups = texts.str.extract_groups(_STUDY_YEAR).struct
    first = groups.field("1").cast(pl.Int64, strict=False)
    second = groups.field("2").cast(pl.Int64, strict=False) % 100
    follows = (second == (first + 1) % 100).fill_null(True)
    values = first.set(~(first.is_between(_EARLIEST, _LATEST) & follows), None)
    return Parsed(values, values.is_null() & texts.is_not_null())


def booleans(texts: pl.Series) -> Parsed:
    """да, yes, +, 1, true, истина → True; нет, no, -, 0, false, ложь → False; in any case of letters."""
    texts = clean(texts)
    known = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
    values = texts.str.to_lowercase().replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.Boolean)
    return Parsed(values, values.is_null() & texts.is_not_null())


def texts(cells: pl.Series, *, longest: int | None = None) -> Parsed:
    """Cleaned text; bad where longer than `longest` characters (the value stays null)."""
    values = clean(cells)
    if longest is None:
        return Parsed(values, pl.repeat(False, len(values), dtype=pl.Boolean, eager=True))
    bad = (values.str.len_chars() > longest).fill_null(False)
    return Parsed(values.set(bad, None), bad)
