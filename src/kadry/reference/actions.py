"""The classifiers shipped with the product go into the database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from kadry.people.access import is_operator, is_system
from kadry.reference.models import (
    Activity,
    Industry,
    Municipality,
    Occupation,
    Programme,
    ProgrammeIndustry,
    Region,
)
from kadry.trail.action import action, event

DATA = Path(__file__).parent / "data"
REGIONS = {"50": ("Московская область", "Moscow oblast")}


@action(may=lambda by, _: (is_operator | is_system)(by))
def classifiers_load(*, by: Any, at: datetime, ground: str) -> dict[str, int]:
    """Load or refresh every classifier from the package's own tables; loading twice changes nothing.

    Returns how many rows each classifier has.
    """
    for code, (name_ru, name_en) in REGIONS.items():
        Region.objects.update_or_create(code=code, defaults={"name_ru": name_ru, "name_en": name_en})
    _upsert(Industry, ["slug"], [_with_source(row, "slug", "name_ru", "name_en", "cluster_type") for row in _rows("industries")])
    _load_municipalities(Region.objects.get(code="50"))
    _load_programmes()
    _upsert(Occupation, ["scheme", "code"], [_with_source(row, "scheme", "code", "name") for row in _rows("occupations")])
    _upsert(Activity, ["code"], [{key: row[key] for key in ("code", "section", "name")} for row in _rows("okved")])
    loaded = {
        model._meta.model_name: model.objects.count()
        for model in (Industry, Municipality, Programme, ProgrammeIndustry, Occupation, Activity)
    }
    event(None, **loaded)
    return loaded


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        yield from csv.DictReader(table)


def _with_source(row: dict[str, str], *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys} | {"source": row["source"], "as_of": row["as_of"] or None}


def _upsert(model: Any, key: list[str], rows: list[dict[str, Any]]) -> None:
    """Insert new rows and refresh known ones by their key."""
    if rows:
        model.objects.bulk_create(
            [model(**row) for row in rows],
            update_conflicts=True,
            unique_fields=key,
            update_fields=[name for name in rows[0] if name not in key],
        )


def _load_municipalities(region: Region) -> None:
    rows = list(_rows("municipalities"))
    _upsert(
        Municipality,
        ["region", "slug"],
        [
            _with_source(row, "name_ru", "name_en", "kind", "oktmo", "centre")
            | {
                "region": region,
                "slug": slugify(row["name_en"]),
                "latitude": row["latitude"] or None,
                "longitude": row["longitude"] or None,
                "tile_column": row["tile_column"] or None,
                "tile_row": row["tile_row"] or None,
                "valid_to": row["valid_to"] or None,
            }
            for row in rows
        ],
    )
    known = {town.name_ru: town for town in Municipality.objects.filter(region=region)}
    for row in rows:
        if row["successor_name"]:
            known[row["name_ru"]].successor = known[row["successor_name"]]
    Municipality.objects.bulk_update(known.values(), ["successor"])


def _load_programmes() -> None:
    groups = {row["code"]: row["name"] for row in _rows("programme_groups")}
    rows = list(_rows("programmes"))
    _upsert(
        Programme,
        ["code"],
        [
            _with_source(row, "code", "name", "level", "group_code", "qualifications")
            | {
                "group_name": groups.get(row["group_code"], ""),
                "valid_from": row["valid_from"] or None,
                "valid_to": row["valid_to"] or None,
            }
            for row in rows
        ],
    )
    known = {programme.code: programme for programme in Programme.objects.all()}
    for row in rows:
        if row["successor_code"]:
            known[row["code"]].successor = known[row["successor_code"]]
    Programme.objects.bulk_update(known.values(), ["successor"])
    industries = {industry.slug: industry for industry in Industry.objects.all()}
    _upsert(
        ProgrammeIndustry,
        ["programme", "industry"],
        [
            {
                "programme": known[row["programme_code"]],
                "industry": industries[row["industry_slug"]],
                "valid_from": row["valid_from"] or None,
                "source": row["source"],
                "as_of": row["as_of"] or None,
            }
            for row in _rows("programme_industries")
        ],
    )
