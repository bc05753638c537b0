"""Identifiers that nobody was issued and that pass their check digits, and sharing out whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

_INN = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn(number: int) -> str:
    """ИНН of region 00, which no inspectorate has: ten digits, the last of them a check digit."""
    body = f"00{number:07d}"
    return body + str(sum(weight * int(digit) for weight, digit in zip(_INN, body, strict=True)) % 11 % 10)


def ogrn(number: int, year: int) -> str:
    """ОГРН of region 00: sign, year, region, seven digits, check digit."""
    body = f"1{year % 100:02d}00{number:07d}"
    return body + str(int(body) % 11 % 10)


def snils(number: int) -> str:
    """СНИЛС 999-…, a series that is not issued."""
    body = f"999{number:06d}"
    control = sum((9 - at) * int(digit) for at, digit in enumerate(body)) % 101 % 100
    return f"{body[:3]}-{body[3:6]}-{body[6:]} {control:02d}"


def spread(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Share out a whole number in proportion to weights, everyone at least so much, nothing lost to
    rounding."""
    rest = total - least * len(weights)
    if rest < 0:
        raise ValueError(f"{total} is not enough for {len(weights)} shares of at least {least}.")
    whole = sum(weights)
    exact = [rest * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_remainder[: rest - sum(shares)]:
        shares[at] += 1
    return [least + share for share in shares]
