"""Checked rows go into the table: new ones inserted, changed ones updated with what stood before, same ones left.

Plain SQL through the model's own columns: a hundred thousand model instances would take most of the time an import has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, Model

from kadry.exchange.kinds import Finding
from kadry.exchange.models import Before, SheetImport
from kadry.exchange.sheets import Sheet

FEW_VALUES = 500  # below the number of parameters SQLite takes, above what one college's or employer's file names


class Objection(NamedTuple):
    """Why a row cannot be stored, and at which column."""

    key: str
    finding: Finding


@dataclass
class Difference:
    """What storing a sheet would do. Rows are positions in the checked columns."""

    new: list[int] = field(default_factory=list)
    changed: list[tuple[int, int, dict[str, Any]]] = field(default_factory=list)  # (position, pk, values before)
    same: int = 0
    objections: dict[int, Objection] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """The good rows of a sheet as columns: field's attribute name → values; ``rows`` are their numbers in the sheet."""

    values: Mapping[str, Sequence[Any]]
    rows: Sequence[int]

    def at(self, position: int) -> dict[str, Any]:
        return {name: column[position] for name, column in self.values.items()}


def attname(model: type[Model], key: str) -> str:
    """``employer`` → ``employer_id``; plain fields keep their name."""
    return model._meta.get_field(key).attname


def differences(sheet: Sheet, checked: Checked) -> Difference:
    """Compare the checked rows with those that stand, by the sheet's identity."""
    identity = [attname(sheet.model, key) for key in sheet.identity]
    names = list(checked.values)
    standing = _standing(sheet, identity, names, checked)
    found = Difference()
    keys = zip(*(checked.values[name] for name in identity), strict=True)
    columns = [checked.values[name] for name in names]
    for position, (key, after) in enumerate(zip(keys, zip(*columns, strict=True), strict=True)):
        stood = standing.get(key)
        if stood is None:
            found.new.append(position)
        elif stood[1:] == after:
            found.same += 1
        else:
            _note_change(sheet, found, position, stood, names, after)
    for key in sheet.unique:
        _object_to_taken(sheet, key, checked, found)
    return found


def _object_to_taken(sheet: Sheet, key: str, checked: Checked, found: Difference) -> None:
    """A number that only one row may have: one that stands elsewhere, or higher up in the sheet, is objected to."""
    if key not in checked.values:
        return
    holders = dict(sheet.model._base_manager.exclude(**{key: ""}).values_list(key, "pk"))
    column = checked.values[key]
    own = {position: pk for position, pk, _ in found.changed}
    for position in sorted([*found.new, *own]):
        value = column[position]
        if value and holders.get(value, own.get(position)) != own.get(position):
            found.objections[position] = Objection(key, Finding("taken"))
        elif value:
            holders[value] = own.get(position, -1)
    found.new = [position for position in found.new if position not in found.objections]
    found.changed = [change for change in found.changed if change[0] not in found.objections]


def _note_change(
    sheet: Sheet, found: Difference, position: int, stood: tuple[Any, ...], names: list[str], after: tuple[Any, ...]
) -> None:
    before = dict(zip(names, stood[1:], strict=True))
    row = sheet.model._base_manager.get(pk=stood[0])
    objection = sheet.guard({f.attname: getattr(row, f.attname) for f in row._meta.fields}, dict(zip(names, after, strict=True)))
    if objection:
        found.objections[position] = Objection(objection.at or sheet.guarded or sheet.identity[-1], objection)
        return
    before |= {"origin_id": row.origin_id, "origin_row": row.origin_row}
    found.changed.append((position, stood[0], before))


def _standing(sheet: Sheet, identity: list[str], names: list[str], checked: Checked) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Rows that stand and may be meant: identity → (pk, values in the order of ``names``)."""
    rows = sheet.model._base_manager.all()
    meant = set(checked.values[identity[0]])
    if len(meant) <= FEW_VALUES:
        rows = rows.filter(**{f"{identity[0]}__in": meant})
    listed = rows.values_list("pk", *identity, *names)
    cut = 1 + len(identity)
    return {row[1:cut]: (row[0], *row[cut:]) for row in listed.iterator(chunk_size=5000)}


def store(sheet: Sheet, origin: SheetImport, checked: Checked, found: Difference) -> None:
    """Write the difference. Call within a transaction."""
    _insert(sheet, origin, checked, found.new)
    _update(sheet, origin, checked, found.changed)


def _insert(sheet: Sheet, origin: SheetImport, checked: Checked, positions: list[int]) -> None:
    if not positions:
        return
    given = set(checked.values) | {"origin_id", "origin_row"}
    defaults = {f.attname: f.get_default() for f in _fields(sheet.model) if f.attname not in given}
    constants = defaults | {"origin_id": origin.pk}
    tail = tuple(constants.values())
    columns = [*checked.values.values(), checked.rows]
    rows = ((*(column[position] for column in columns), *tail) for position in positions)
    insert_rows(sheet.model, [*checked.values, "origin_row", *constants], rows)


def _update(sheet: Sheet, origin: SheetImport, checked: Checked, changed: list[tuple[int, int, dict[str, Any]]]) -> None:
    if not changed:
        return
    Before.objects.bulk_create(
        [Before(of=origin, object_id=pk, values=_as_json(before)) for _, pk, before in changed], batch_size=1000
    )
    names = [*checked.values, "origin_id", "origin_row"]
    rows = (
        (*(column[position] for column in checked.values.values()), origin.pk, checked.rows[position], pk)
        for position, pk, _ in changed
    )
    update_rows(sheet.model, names, rows)


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """``INSERT`` many rows; each of ``rows`` is the values in the order of ``names`` (``employer_id``, not ``employer``)."""
    fields = {f.attname: f for f in _fields(model)}
    placeholders = ", ".join(["%s"] * len(names))
    quoted = ", ".join(connection.ops.quote_name(fields[name].column) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        # Names come from the model's own columns, quoted; values go as parameters.
        cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({placeholders})", rows)  # nosec B608


def update_rows(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """``UPDATE`` many rows; each of ``rows`` is the values in the order of ``names``, then the primary key."""
    fields = {f.attname: f for f in _fields(model)}
    sets = ", ".join(f"{connection.ops.quote_name(fields[name].column)} = %s" for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", rows)  # nosec B608  as above


def _fields(model: type[Model]) -> list[Field]:
    return [f for f in model._meta.concrete_fields if not f.primary_key]


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dates as text; what reads them back is the field's own ``to_python``."""
    return json.loads(json.dumps(values, default=lambda value: value.isoformat() if isinstance(value, date) else str(value)))
