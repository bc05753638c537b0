"""Kinds of values in addresses."""

from __future__ import annotations

from datetime import date

from django.urls import register_converter


class IsoDate:
    """2024-03-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(IsoDate, "isodate")
