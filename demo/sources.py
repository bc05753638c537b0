"""Reads the small tables the demo stands on: facts beside this file and the classifiers Kadry ships."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

from demo.model import Programme, Town

_FACTS = Path(__file__).parent / "facts"


@cache
def facts(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one table of `facts/`."""
    return _rows((_FACTS / f"{name}.csv").read_text(encoding="utf-8"))


@cache
def classifier(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a classifier the product ships, so that the demo never names a code the import does not
    know."""
    table = files("kadry") / "reference" / "data" / f"{name}.csv"
    return _rows(table.read_text(encoding="utf-8"))


def _rows(text: str) -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(text.splitlines()))


def towns() -> dict[str, Town]:
    """Municipalities of today by name; those merged into others are left out."""
    return {
        row["name_ru"]: Town(row["name_ru"], float(row["latitude"]), float(row["longitude"]))
        for row in classifier("municipalities")
        if row["status"] == "current"
    }


def programmes() -> dict[str, Programme]:
    """Programmes on the list of 2024, those of the one published admission plan, and the CNC operator's of
    before, which the decisions of 2024 speak of."""
    besides = {"15.01.32", *(row["programme_code"] for row in facts("admission_lyubertsy_2026"))}
    return {
        row["code"]: Programme(row["code"], row["name"], row["level"])
        for row in classifier("programmes")
        if row["listed_2024"] == "yes" or row["code"] in besides
    }


def industry_names() -> dict[str, str]:
    return {row["slug"]: row["name_ru"] for row in classifier("industries")}


def cluster_types() -> dict[str, str]:
    """Type of cluster an industry gives; of the two lots of educational clusters the first."""
    return {row["slug"]: "OPC" if row["cluster_type"] == "OPC" else "OK_LOT1" for row in classifier("industries")}
