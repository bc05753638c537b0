"""Text on its way into a table that a spreadsheet opens."""

from __future__ import annotations

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(text: str) -> str:
    """Text a spreadsheet would run as a formula, so that it only shows it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
