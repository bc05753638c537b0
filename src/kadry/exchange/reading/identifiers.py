"""Why one identifier is wrong: for the few cells that failed, so plain Python and no haste."""

import polars as pl

from .cleaning import clean
from .codes import INN_10, INN_11, INN_12
from .problems import Problem, problem

# kind -> (name in messages, accepted lengths)
_KINDS = {
    "inn": ("ИНН", (10, 12)),
    "ogrn": ("ОГРН", (13, 15)),
    "snils": ("СНИЛС", (11,)),
    "oktmo": ("ОКТМО", (8, 11)),
}


def bad_identifier(kind: str, value: str, *, sheet: str, row: int, column_letter: str, heading: str = "") -> Problem:
    """The problem of a bad "inn", "ogrn", "snils" or "oktmo": no digits, wrong count of them, or wrong check
    digit together with the one these digits would have."""
    name, lengths = _KINDS[kind]
    text = clean(pl.Series([value], dtype=pl.String)).item() or ""
    digits = "".join(mark for mark in text if mark not in " -–")
    code, params = "bad_check_digit", {"what": name, "expected": ""}
    if not (digits.isascii() and digits.isdigit()):
        code = "not_digits"
    elif len(digits) not in lengths:
        code = "bad_length"
        params |= {"count": str(len(digits)), "expected": " / ".join(map(str, lengths))}
    else:
        params["expected"] = expected_check(kind, digits)
    return problem(code, sheet=sheet, row=row, column_letter=column_letter, heading=heading, value=value, **params)


def expected_check(kind: str, digits: str) -> str:
    """The check digit (two for СНИЛС and ИНН of 12) that the digits before it ask for."""
    if kind == "inn" and len(digits) == 10:
        return _weighted(digits[:9], INN_10)
    if kind == "inn":
        eleventh = _weighted(digits[:10], INN_11)
        return eleventh + _weighted(digits[:10] + eleventh, INN_12)
    if kind == "ogrn":
        return str(int(digits[:-1]) % (len(digits) - 2) % 10)
    if kind == "snils":
        return f"{sum(int(digit) * (9 - at) for at, digit in enumerate(digits[:9])) % 101 % 100:02d}"
    return ""


def _weighted(digits: str, weights: tuple[int, ...]) -> str:
    return str(sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10)
