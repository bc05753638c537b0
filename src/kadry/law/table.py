"""The measures asked about tables: employers and their hires in, one row for each hire and measure out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kadry.engine.rules import UNBOUNDED, Column, Fact, FaultyInput, Measure, Parameter, evaluate_table, read_facts
from kadry.engine.rules.faults import Fault, Faults
from kadry.law import measures as law

KEYS = ("employer", "hire")
VERDICTS = ("cannot_tell", "no", "yes")  # -1, 0, 1
TRUTHS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
NUMBERS = ("number", "money", "count")
HEADING = 1  # row 1 of a table is its heading, as a spreadsheet counts
SLICE = 1 << 17  # rows answered at a time, so that a million fit into memory
SCALE = 10**6  # parts of a number in a table: six digits after the point
DIGITS = 18  # a longer count is none, and Python reads no endless one
MOST = 10**15  # kopecks or parts: what is computed of one such cell still fits into 64 bits


def written(employers: Path, hires: Path, output: Path, *, on: date, region: str) -> tuple[int, int]:
    """Answer two files into a third; returns the rows asked about and the answers written.

    Raises FaultyInput with the faults of both files; OSError where a file cannot be read or written.
    """
    answers = answered(_read(employers), _read(hires), on=on, region=region)
    partial = output.with_name(f".{output.name}.part")
    try:
        answers.write_parquet(partial) if output.suffix == ".parquet" else answers.write_csv(partial)
        os.replace(partial, output)
    finally:
        partial.unlink(missing_ok=True)
    return answers.height // answers["measure"].n_unique(), answers.height


def answered(employers: pl.DataFrame, hires: pl.DataFrame, *, on: date, region: str = law.REGION) -> pl.DataFrame:
    """What every measure answers every hire, and every employer without one (its `hire` is empty).

    Columns are named as facts; cells are text, empty where not known. Money is in roubles there and in kopecks in the
    answer, whose `high` is empty where no bound is known. Raises FaultyInput.
    """
    _refuse_shape(employers, hires)
    joined = employers.join(hires, on="employer", how="left", maintain_order="left_right")
    joined = joined if "hire" in joined.columns else joined.with_columns(hire=pl.lit(None, pl.String))
    joined = joined.sort("employer", "hire", maintain_order=True)
    columns, asked = _columns(joined, {"employers": employers, "hires": hires}), law.measures(on=on, region=region)
    bound = law.parameters_on(on, region)
    parts = [slice(start, start + SLICE) for start in range(0, joined.height, SLICE)] or [slice(0, 0)]
    return pl.concat([_part(joined[part], _cut(columns, part), asked, bound, on) for part in parts], rechunk=False)


def _read(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).with_columns(pl.all().cast(pl.String))
    try:
        return pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as wrong:
        raise FaultyInput(
            [Fault(path.name, f"it is not a table ({' '.join(str(wrong).split())[:120]})", "Save it as CSV.")]
        ) from wrong


def _refuse_shape(employers: pl.DataFrame, hires: pl.DataFrame) -> None:
    faults, known = Faults(), {*law.facts_catalogue(), *KEYS}
    for name, frame in (("employers", employers), ("hires", hires)):
        if "employer" not in frame.columns:
            faults.add(name, "the column “employer” is missing", "Give each employer an id there.")
        for column in sorted(set(frame.columns) - known):
            faults.add(name, f"there is no fact {column!r}", "Correct its name; `kadry support facts` lists them.")
    for column in sorted({*employers.columns} & {*hires.columns} - {"employer"}):
        faults.add("hires", f"the column {column!r} stands in both tables", "Leave it in one of them.")
    faults.refuse()
    if employers["employer"].is_duplicated().any():
        faults.add("employers", "an employer stands there twice", "Give each employer one row.")
    strangers = hires.join(employers, on="employer", how="anti")["employer"].unique().sort()
    for stranger in strangers.head(5):
        faults.add("hires", f"the employer {stranger!r} is not in the table of employers", "Add it there, or correct the id.")
    faults.refuse()


def _columns(joined: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> Mapping[str, Column]:
    facts, faults = law.facts_catalogue(), Faults()
    values = {
        name: _values(facts[name], table, frame[name], faults)
        for table, frame in tables.items()
        for name in frame.columns
        if name not in KEYS
    }
    faults.refuse()
    return {name: _column(facts[name], joined[name], known) for name, known in values.items() if known}


def _values(fact: Fact, table: str, cells: pl.Series, faults: Faults) -> dict[str, Any]:
    """Each distinct text of a column is read once, by the rules of the engine; what is wrong is named with its rows."""
    cells = cells.replace("", None)
    values = {text: _value(fact, text) for text in cells.drop_nulls().unique().sort()}
    for text in [text for text, value in values.items() if value is None][:5]:
        rows = (cells == text).arg_true()
        beyond = ", or too large a one" if fact.kind in NUMBERS else ""
        what = f"{text[:40]!r} in {len(rows)} rows is no {fact.kind.replace('_', '/')}{beyond}"
        row = int(rows[0]) + 1 + HEADING
        faults.found.append(Fault(f"{table}, column {fact.name}", what, "Correct it, or leave it empty.", row))
    return values


def _column(fact: Fact, cells: pl.Series, values: Mapping[str, Any]) -> Column:
    """The rows point to the values of their texts."""
    cells = cells.replace("", None)
    order = {text: number for number, text in enumerate(values)}
    rows = cells.replace_strict(order, default=None, return_dtype=pl.Int64)
    distinct, dtype = _distinct(fact, list(values.values()))
    codes = rows.fill_null(0).to_numpy()
    if fact.kind in ("choice", "text"):
        return Column(codes, rows.is_not_null().to_numpy(), categories=tuple(distinct))
    scale = SCALE if fact.kind == "number" else 1
    return Column(np.array(distinct, dtype)[codes], rows.is_not_null().to_numpy(), scale=scale)


def _value(fact: Fact, text: str) -> Any:
    """The value of a cell; None where it is none, or too large. A number has at most six decimals here."""
    given: Any = text
    if fact.kind == "yes_no":
        given = TRUTHS.get(text.strip().lower(), text)
    elif fact.kind == "count":
        given = int(text) if text.strip().isdecimal() and len(text) <= DIGITS else text
    try:
        found = read_facts({fact.name: given}, {fact.name: fact}).get(fact.name)
    except FaultyInput:
        return None
    return found if _fits(fact, found) else None


def _fits(fact: Fact, found: Any) -> bool:
    """Whether a number can be computed with in a column."""
    if found is None or fact.kind not in NUMBERS:
        return True
    parts = found * SCALE if fact.kind == "number" else found
    return parts % 1 == 0 and abs(parts) <= MOST


def _distinct(fact: Fact, values: list[Any]) -> tuple[list[Any], str]:
    if fact.kind == "date":
        return values, "datetime64[D]"
    if fact.kind == "number":
        return [int(value * SCALE) for value in values], "int64"
    return values, "bool" if fact.kind == "yes_no" else "int64"


def _cut(columns: Mapping[str, Column], part: slice) -> Mapping[str, Column]:
    return {
        name: replace(column, values=column.values[part], known=None if column.known is None else column.known[part])
        for name, column in columns.items()
    }


def _part(
    joined: pl.DataFrame, columns: Mapping[str, Column], asked: Sequence[Measure], bound: Callable[[str], Parameter], on: date
) -> pl.DataFrame:
    """The answers of some rows: for each row its measures, in the order of their ids."""
    if not columns:  # nothing is known of anybody: one row answers for all
        columns = {"employer.sme": Column(np.zeros(joined.height, bool), np.zeros(joined.height, bool))}
    found = [evaluate_table(one, columns, bound, on=on) for one in asked]
    names = [one.id for one in asked]
    rows = np.repeat(np.arange(joined.height), len(asked))
    low, high = (np.stack([getattr(one, end) for one in found], axis=1).ravel() for end in ("low", "high"))
    verdict = np.stack([one.verdict for one in found], axis=1).ravel()
    return joined.select(KEYS)[rows].with_columns(
        pl.Series("measure", names, pl.Enum(names)).gather(np.tile(np.arange(len(asked)), joined.height)),
        pl.Series("verdict", VERDICTS, pl.Enum(VERDICTS)).gather(verdict + 1),
        pl.Series("low", low),
        pl.Series("high", high).set(pl.Series(high == UNBOUNDED), None),
    )
