"""Columns of facts as they are given, and their slices in the form nodes are computed with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kadry.engine.rules.facts import NUMERIC, Fact
from kadry.engine.rules.faults import Faults
from kadry.engine.rules.numbers import EPOCH, LIMIT, NotInColumns, Numbers, Texts, Truths, truths

FIRST_DAY, LAST_DAY = date.min.toordinal() - EPOCH, date.max.toordinal() - EPOCH
_DTYPES = {"yes_no": "b", "money": "iu", "number": "iu", "count": "iu", "date": "M", "choice": "iu", "text": "iu"}


@dataclass(frozen=True)
class Column:
    """One fact of every employer.

    Parameters
    ----------
    values
        bool for a yes/no; whole kopecks for money; whole numbers, each over `scale`, for a number or a count; datetime64
        for a day; codes into `categories` for a choice or a text.
    known
        Where the fact is known; None where it is in every row.
    """

    values: NDArray[Any]
    known: NDArray[np.bool_] | None = None
    scale: int = 1
    categories: tuple[str, ...] = ()
    tested: dict[Any, NDArray[np.bool_]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """The least and the greatest number, those of unknown rows included."""
        found = self.values.astype("M8[D]").view(np.int64) if self.values.dtype.kind == "M" else self.values
        return (int(found.min()), int(found.max())) if len(found) else (0, 0)

    def row(self, fact: Fact, at: int) -> Any:
        """The fact of one row as `evaluate` takes it; None where it is missing."""
        if self.known is not None and not self.known[at]:
            return None
        found = self.values[at]
        if fact.kind in ("choice", "text"):
            return self.categories[int(found)]
        if fact.kind == "date":
            return found.astype("M8[D]").item()
        return Fraction(int(found), self.scale) if fact.kind in NUMERIC else bool(found)


def bound(fact: Fact, column: Column | None, part: slice) -> Any:
    """A slice of a column in the form the nodes are computed with."""
    if column is None:
        return _missing(fact)
    known = None if column.known is None or column.known[part].all() else column.known[part]
    found = column.values[part]
    if fact.kind == "yes_no":
        return Truths(found, found) if known is None else Truths(found & known, found | ~known)
    if fact.kind in ("choice", "text"):
        codes = found if known is None else np.where(known, found, 0)
        return Texts(codes, column.categories, known, column.tested)
    if fact.kind == "date":
        return _days(found.astype("M8[D]").view(np.int64), known)
    most = max(map(abs, column.ends))
    whole = found.astype(np.int64, copy=False)
    return Numbers(whole, whole, column.scale, most) if known is None else _between(fact, whole, known, column.scale, most)


def _days(days: NDArray[np.int64], known: NDArray[np.bool_] | None) -> Numbers:
    """A day that is not known may be any: both ends are open."""
    unknown = False if known is None else ~known
    held = days if known is None else np.where(known, days, 0)
    return Numbers(held, held, most=LAST_DAY, no_low=unknown, no_high=unknown, days=True)


def _between(fact: Fact, whole: NDArray[np.int64], known: NDArray[np.bool_], scale: int, most: int) -> Numbers:
    """Where a number is not known, everything its fact allows."""
    high = 0 if fact.high is None else fact.high
    over = math.lcm(scale, fact.low.denominator, high.denominator)
    factor, ends = over // scale, [int(end * over) for end in (fact.low, high)]
    bound = max(most * factor, *map(abs, ends))
    if bound > LIMIT:
        raise NotInColumns
    low, top = (np.where(known, whole * factor, end) for end in ends)
    return Numbers(low, top, over, bound, no_high=~known if fact.high is None else False)


def _missing(fact: Fact) -> Any:
    """What is known of a fact in no row."""
    if fact.kind == "yes_no":
        return truths(None)
    if fact.kind in ("choice", "text"):
        return Texts(np.zeros(1, np.int64), ("",), np.zeros(1, np.bool_), {})
    if fact.kind == "date":
        return Numbers(np.int64(0), np.int64(0), most=0, no_low=True, no_high=True, days=True)
    return _between(fact, np.zeros(1, np.int64), np.zeros(1, np.bool_), 1, 0)


def checked_size(columns: Mapping[str, Column], facts: Mapping[str, Fact]) -> int:
    faults = Faults()
    sizes = {len(column.values) for column in columns.values()}
    if len(sizes) > 1:
        faults.add("the table", f"its columns have {', '.join(map(str, sorted(sizes)))} rows", "Give columns of one length.")
    for name, fact in facts.items():
        if name in columns:
            for what in _column_faults(columns[name], fact):
                faults.add(f"column {name}", what, "Correct the column, or mark those rows as unknown.")
    faults.refuse()
    return sizes.pop() if sizes else 0


def _column_faults(column: Column, fact: Fact) -> Iterator[str]:
    kind = column.values.dtype.kind
    if kind not in _DTYPES[fact.kind]:
        yield f"values of type {column.values.dtype} are no {fact.kind}"
    elif column.known is not None and (column.known.shape != column.values.shape or column.known.dtype.kind != "b"):
        yield "what is known is no mask of its length"
    elif column.scale < 1 or (column.scale > 1 and fact.kind not in NUMERIC):
        yield f"a scale of {column.scale} fits no {fact.kind}"
    elif kind != "b" and not _allowed(column, fact, column.ends):
        seen = column.values if column.known is None else column.values[column.known]
        if len(seen) and not _allowed(column, fact, Column(seen).ends):
            yield "it has values its fact cannot have"


def _allowed(column: Column, fact: Fact, ends: tuple[int, int]) -> bool:
    if fact.kind in ("choice", "text"):
        return ends[0] >= 0 and ends[1] < len(column.categories) and all(map(fact.allows, column.categories))
    if fact.kind == "date":
        return ends[0] >= FIRST_DAY and ends[1] <= LAST_DAY
    return all(fact.allows(Fraction(end, column.scale)) for end in ends)
