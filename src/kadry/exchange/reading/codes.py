"""Identifiers and codes: ИНН, ОГРН, СНИЛС with their check digits; programme, ОКВЭД and ОКТМО codes.

Values come out in one spelling, as text: zeros in front stay. Each parser takes a String series and returns
`Parsed(values, bad)`; the check digits of a whole column are computed at once on arrays of numbers.
"""

from collections.abc import Callable

import numpy as np
import polars as pl

from .cleaning import Parsed, clean

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_12 = (3, *INN_11)
# numbers up to this one were given out before the rule
_SNILS_UNCHECKED = 1_001_998


def inn(texts: pl.Series) -> Parsed:
    """ИНН of 10 or 12 digits with right check digits. A zero in front that a spreadsheet dropped is put back
    when the check digits agree."""
    texts, digits = _digits(texts)
    digits = _padded(digits, [9, 11])
    return _checked(texts, digits, {10: _inn_10, 12: _inn_12})


def ogrn(texts: pl.Series) -> Parsed:
    """ОГРН of 13 digits or ОГРНИП of 15 with a right check digit."""
    texts, digits = _digits(texts)
    return _checked(texts, digits, {13: _ogrn_13, 15: _ogrn_15})


def snils(texts: pl.Series) -> Parsed:
    """СНИЛС, "112-233-445 95" or eleven digits, → "112-233-445 95". Up to 001-001-998 there is nothing to
    check."""
    texts, digits = _digits(texts)
    parsed = _checked(texts, digits, {11: _snils_11})
    shown = parsed.values.str.replace(r"^([0-9]{3})([0-9]{3})([0-9]{3})([0-9]{2})$", "$1-$2-$3 $4")
    return Parsed(shown, parsed.bad)


def programme_codes(texts: pl.Series) -> Parsed:
    """NN.NN.NN from "15.01.32" or "15.01.32 Оператор станков…". A code that a spreadsheet took for a date
    (15.01.32 stored as 1932-01-15) is turned back."""
    texts = clean(texts)
    code = texts.str.extract(r"^([0-9]{2}\.[0-9]{2}\.[0-9]{2})(?:[^0-9]|$)")
    mistaken = texts.str.extract_groups(r"^(?:19|20)([0-9]{2})-([0-9]{2})-([0-9]{2})$").struct
    if code.null_count() > texts.null_count():
        frame = mistaken.unnest()
        code = code.fill_null(frame.select(pl.format("{}.{}.{}", "3", "2", "1")).to_series())
    return Parsed(code, code.is_null() & texts.is_not_null())


def okved(texts: pl.Series) -> Parsed:
    """ОКВЭД 2: "25", "25.6", "25.62", "25.62.1", "25.62.12", alone or before a name."""
    return _extracted(texts, r"^([0-9]{2}(?:\.[0-9]{1,2}(?:\.[0-9]{1,2})?)?)(?:[^0-9.]|\.?$)")


def oktmo(texts: pl.Series) -> Parsed:
    """ОКТМО of 8 or 11 digits, text; a zero in front that a spreadsheet dropped is put back."""
    texts, digits = _digits(texts)
    digits = _padded(digits, [7, 10])
    values = digits.set(~digits.str.len_chars().is_in([8, 11]), None)
    return Parsed(values, values.is_null() & texts.is_not_null())


def _extracted(texts: pl.Series, pattern: str) -> Parsed:
    texts = clean(texts)
    values = texts.str.extract(pattern)
    return Parsed(values, values.is_null() & texts.is_not_null())


def _digits(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The cleaned text, and its digits alone where it holds nothing but digits, blanks, hyphens and a
    ".0"."""
    texts = clean(texts)
    plain = texts.str.contains(r"^[0-9]+$")
    if plain.all():
        return texts, texts
    bare = texts.str.replace(r"[.,]0$", "").str.replace_all(r"[ \-–]", "")
    return texts, bare.set(~bare.str.contains(r"^[0-9]+$"), None)


def _padded(digits: pl.Series, lengths: list[int]) -> pl.Series:
    short = digits.str.len_chars().is_in(lengths).fill_null(False)
    return ("0" + digits).zip_with(short, digits) if short.any() else digits


def _checked(texts: pl.Series, digits: pl.Series, rules: dict[int, Callable[[Numbers], np.ndarray]]) -> Parsed:
    lengths = digits.str.len_chars()
    good = pl.repeat(False, len(digits), dtype=pl.Boolean, eager=True)
    for length, rule in rules.items():
        at = (lengths == length).fill_null(False).arg_true()
        if len(at):
            numbers = digits.gather(at).cast(pl.Int64).to_numpy()
            good = good.scatter(at, pl.Series(rule(numbers)))
    return Parsed(digits.set(~good, None), ~good & texts.is_not_null())


def _weighted(numbers: Numbers, weights: tuple[int, ...]) -> Numbers:
    """Sum of the digits of each number by `weights`; the last weight meets the last digit."""
    total = np.zeros(len(numbers), np.int64)
    for weight in reversed(weights):
        numbers, digit = np.divmod(numbers, 10)
        total += weight * digit
    return total


def _inn_10(numbers: Numbers) -> np.ndarray:
    return _weighted(numbers // 10, INN_10) % 11 % 10 == numbers % 10


def _inn_12(numbers: Numbers) -> np.ndarray:
    eleventh = _weighted(numbers // 100, INN_11) % 11 % 10 == numbers // 10 % 10
    return eleventh & (_weighted(numbers // 10, INN_12) % 11 % 10 == numbers % 10)


def _ogrn_13(numbers: Numbers) -> np.ndarray:
    return numbers // 10 % 11 % 10 == numbers % 10


def _ogrn_15(numbers: Numbers) -> np.ndarray:
    return numbers // 10 % 13 % 10 == numbers % 10


def _snils_11(numbers: Numbers) -> np.ndarray:
    body = numbers // 100
    control = _weighted(body, tuple(range(9, 0, -1))) % 101 % 100
    return (body <= _SNILS_UNCHECKED) | (control == numbers % 100)
