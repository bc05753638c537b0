"""A large market from tables: Polars, Arrow, pandas, a dict of columns, or the path of a CSV or Parquet file.

The columns are those of the small tables: wishes `student, place, rank, points`, one row a wish; no points: wished, but
not eligible there; no place: a student without wishes. Places `place, seats`, and a column for each reserve.
Students, only where there are types: `student, type`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kadry.engine.allocation.columns import building, lottery
from kadry.engine.allocation.columns.market import Columns, order_faults
from kadry.engine.allocation.columns.rights import Rights, rights_of
from kadry.engine.faults import Fault, FaultyInput
from kadry.engine.jit import processors

Ints = NDArray[np.int64]

WISHES = ("student", "place", "rank", "points")
PLACES = ("place", "seats")
STUDENTS = ("student", "type")

# Ids numbered through a table of all integers between the least and the greatest, unless it were mostly gaps.
GAPS = 8
ROOM = 1 << 16

LAST_RANK = (1 << 31) - 1


def from_table(
    wishes: Any,
    places: Any,
    *,
    seed: str,
    students: Any = None,
    reserves: Mapping[str, str] | None = None,
    reserve_order: str = "reserve_first",
) -> Columns:
    """Read a market of any size from tables, and check every row.

    Parameters
    ----------
    wishes, places, students
        Whatever Polars reads: a Polars, pandas or Arrow table, a dict of columns, a list of dicts, or a path that
        ends in .csv or .parquet.
    reserves
        Type to the column of `places` with the seats kept for it.

    Raises
    ------
    FaultyInput
        With every faulty row; rows count from 1, in the order given.
    """
    kept = dict(sorted((reserves or {}).items()))
    in_places, in_wishes = _called("places", places), _called("wishes", wishes)
    place_table = frame(in_places, places, (*PLACES, *kept.values()))
    wish_table = frame(in_wishes, wishes, WISHES)
    type_table = frame("students", {name: [] for name in STUDENTS} if students is None else students, STUDENTS)
    faults = [
        *order_faults(reserve_order),
        *_place_faults(in_places, place_table, list(kept.values())),
        *_type_faults(type_table, kept),
        *_id_faults(in_wishes, wish_table["student"]),
    ]
    with ThreadPoolExecutor(1) as pool:  # the lottery is drawn while the wishes are looked at: neither needs the other
        drawing = pool.submit(_lottery, seed, wish_table["student"].drop_nulls())
        at_place = _positions_of(in_wishes, wish_table, place_table, faults)
        wish_table = _wishes_checked(in_wishes, wish_table, at_place, faults)
        rights, wishes = _wishes(wish_table, at_place)
    code, ids, draws, order = drawing.result()
    rows = _wishing(wish_table, code, wish_table["rank"].to_numpy(), wishes)
    if (built := _by_student(rows, order, len(place_table))) is None:
        raise FaultyInput(_twice(in_wishes, wish_table))
    ptr, wished, ranks = built
    student_ids = ids.gather(order)
    return Columns(
        students=student_ids,
        draws=draws[order],
        places=place_table["place"],
        seats=_whole(place_table, ["seats"])[:, 0],
        ptr=ptr,
        wishes=wished,
        ranks=ranks,
        rights=rights,
        seed=seed,
        types=_types(student_ids, type_table, list(kept)),
        reserves=_whole(place_table, list(kept.values())),
        type_names=tuple(kept),
        reserve_order=reserve_order,
        titles=dict(place_table.select("place", "title").drop_nulls().iter_rows()) if "title" in place_table.columns else {},
    )


def _whole(table: pl.DataFrame, columns: list[str]) -> Ints:
    """Columns already found to be whole numbers, int64[rows, columns]."""
    return np.array([table[column].cast(pl.Float64).cast(pl.Int64).to_numpy() for column in columns], np.int64).T.reshape(
        len(table), len(columns)
    )


def _lottery(seed: str, students: pl.Series) -> tuple[NDArray[np.int32], pl.Series, NDArray[np.uint64], Ints]:
    """Each row's student as a number, the ids of the students, their draws, and their order."""
    code, ids = codes(students)
    draws = lottery.draws_of(seed, ids)
    return code, ids, draws, lottery.in_order(draws, ids)


def frame(name: str, table: Any, columns: Sequence[str]) -> pl.DataFrame:
    """Whatever holds a table as a Polars frame that has these columns; a file is read by its ending."""
    if isinstance(table, str | os.PathLike):
        table = _read(Path(table))
    elif isinstance(table, pl.LazyFrame):
        table = table.collect()
    elif not isinstance(table, pl.DataFrame):
        table = pl.DataFrame(table)
    missing = [column for column in dict.fromkeys(columns) if column not in table.columns]
    if missing:
        cure = f"The table must have {', '.join(columns)}."
        raise FaultyInput([Fault(name, f"the column “{column}” is missing", cure) for column in missing])
    return table


def _called(name: str, table: Any) -> str:
    return os.fspath(table) if isinstance(table, str | os.PathLike) else name


def _read(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, null_values=["", "-"], infer_schema=False)  # numbers are told from text row by row
    except OSError as error:
        raise FaultyInput([Fault(str(path), f"cannot be opened: {error}", "Check the name of the file.")]) from error
    except pl.exceptions.PolarsError as error:
        raise FaultyInput([Fault(str(path), f"cannot be read: {error}", "Give a CSV or Parquet file.")]) from error


def codes(ids: pl.Series) -> tuple[NDArray[np.int32], pl.Series]:
    """Ids numbered in order of first appearance, and which they are."""
    if compact := _compact(ids):
        code, distinct = building.numbered(ids.to_numpy(), *compact)
        return code, pl.Series(distinct)
    distinct = ids.unique(maintain_order=True)
    return positions(ids, distinct), distinct


def positions(ids: pl.Series, of: pl.Series) -> NDArray[np.int32]:
    """Where each id stands in a column of distinct ids, int32[rows]; -1 where it does not."""
    if ids.dtype.is_integer() and (compact := _compact(of)):
        low, high = compact
        at = np.full(high - low + 1, -1, np.int32)
        at[of.to_numpy() - low] = np.arange(len(of))
        return building.looked_up(ids.fill_null(low - 1).to_numpy(), low, at)
    known = pl.DataFrame({"id": of}).with_row_index("at")
    found = pl.DataFrame({"id": ids}).join(known, on="id", how="left", maintain_order="left")["at"]
    return found.cast(pl.Int32).fill_null(-1).to_numpy()


def _compact(ids: pl.Series) -> tuple[int, int] | None:
    """The least and the greatest of integers that leave few gaps."""
    if not ids.dtype.is_integer() or ids.is_empty():
        return None
    low, high = int(ids.min()), int(ids.max())  # ty: ignore[invalid-argument-type]
    return (low, high) if high - low < GAPS * len(ids) + ROOM else None


def _wishes(table: pl.DataFrame, at_place: NDArray[np.int32]) -> tuple[Rights, Ints]:
    """Each row's right and place in one number; a row without a place holds nothing of use."""
    points, eligible = table["points"], None
    if points.null_count():
        eligible, points = points.is_not_null().to_numpy(), points.fill_null(points.min() or 0)
    rights = rights_of(points.to_numpy())
    return rights, rights.wishes(points.to_numpy(), eligible, at_place)


def _wishing(table: pl.DataFrame, student: NDArray[np.int32], rank: Ints, wish: Ints) -> tuple[NDArray[np.int32], Ints, Ints]:
    """The rows (student, rank, wish) that wish something."""
    if not table["place"].null_count():
        return student, rank, wish
    wishing = table["place"].is_not_null().to_numpy()
    return student[wishing], rank[wishing].astype(np.int64), wish[wishing]


def _by_student(
    rows: tuple[NDArray[np.int32], Ints, Ints], order: Ints, places: int
) -> tuple[Ints, Ints, NDArray[np.int32] | None] | None:
    """(ptr, wishes, ranks) from rows (student, rank, wish); None where one rank or place stands twice.

    Ranks are None where each student's run 1, 2, 3 …: then every wish has its seat in memory and nothing is sorted.
    """
    student, rank, wish = rows
    counts, tidy = building.counted(student, rank, len(order))
    ranks, twice = None, -1
    if tidy:
        ptr, wishes = building.gathered(wish, counts, order, workers=processors())
    else:
        turn = np.empty(len(order), np.int32)
        turn[order] = np.arange(len(order), dtype=np.int32)
        ptr = np.concatenate([[0], np.cumsum(counts[order])])
        wishes, running = building.placed_by_rank(building.in_parts(student, rank, wish, turn, ptr), ptr)
        if not running:
            wishes, ranks = building.scattered(student, rank, wish, turn, ptr)
            twice = building.sort_by_rank(ptr, ranks, wishes)
    if twice >= 0 or building.wished_twice(ptr, wishes, places) >= 0:
        return None
    return ptr, wishes, ranks


def _types(students: pl.Series, table: pl.DataFrame, names: list[str]) -> NDArray[np.int8]:
    types = np.zeros(len(students), np.int8)
    if len(table):
        at = positions(table["student"].cast(students.dtype), students)
        types[at[at >= 0]] = (positions(table["type"], pl.Series(names, dtype=pl.String)) + 1)[at >= 0]
    return types


# --- faults: the tables are looked at in whole columns; rows are named only where something was found


def _where(name: str, table: pl.DataFrame, bad: pl.Expr, what: str, cure: str) -> Iterator[Fault]:
    """A fault for each row the expression picks; `what` may name columns in braces."""
    picked = table.with_row_index("row", offset=1).filter(bad) if "row" not in table.columns else table.filter(bad)
    for row in picked.iter_rows(named=True):
        yield Fault(name, what.format(**row), cure, row=row["row"])


def _place_faults(name: str, table: pl.DataFrame, counted: list[str]) -> list[Fault]:
    place = pl.col("place")
    found = [
        _where(name, table, place.is_null(), "place: the id is empty", "Give the place an id of its own."),
        _where(name, table, place.is_not_null() & ~place.is_first_distinct(), "place: “{place}” stands twice", "Keep one row."),
    ]
    for column in ("seats", *counted):
        number = pl.col(column).cast(pl.Float64, strict=False)
        whole = number.is_not_null() & number.is_finite() & (number == number.floor()) & (number >= 0)
        what = f"{column}: “{{{column}}}” is not a whole number from 0 on"
        found.append(_where(name, table, ~whole.fill_null(False), what, "Give 0, 1, 2 …"))
    if not (faults := list(chain(*found))) and counted:
        over = pl.sum_horizontal(counted) > pl.col("seats")
        faults = list(_where(name, table, over, "more seats are reserved than the {seats} there are", "Reserve fewer."))
    return faults


def _type_faults(table: pl.DataFrame, kept: Mapping[str, str]) -> list[Fault]:
    unknown = ~pl.col("type").is_in(list(kept)).fill_null(False)
    twice = ~pl.col("student").is_first_distinct()
    return [
        *_where("students", table, unknown, "type: “{type}” has no column of reserves", "Name it in `reserves`."),
        *_where("students", table, twice, "student: “{student}” stands twice", "Keep one row; a student is of one type here."),
    ]


def _id_faults(name: str, ids: pl.Series) -> Iterator[Fault]:
    if len(ids) and not (ids.dtype.is_integer() or isinstance(ids.dtype, pl.String | pl.Categorical | pl.Enum | pl.Null)):
        what = f"student: {ids.dtype} is no kind of id"
        yield Fault(name, what, "Give whole numbers or text, lest one student's number be drawn from another text.")


def _positions_of(name: str, wishes: pl.DataFrame, places: pl.DataFrame, faults: list[Fault]) -> NDArray[np.int32]:
    """Where the place of each row stands among the places; kinds of id that cannot be compared are a fault."""
    wished, known = wishes["place"], places["place"]
    if wished.dtype != known.dtype and not (wished.dtype.is_integer() and known.dtype.is_integer()) and len(wished):
        what = f"place: the wishes hold {wished.dtype}, the places {known.dtype}"
        raise FaultyInput([*faults, Fault(name, what, "Write ids the same way in both tables.")])
    return positions(wished, known)


def _wishes_checked(name: str, table: pl.DataFrame, at_place: NDArray[np.int32], faults: list[Fault]) -> pl.DataFrame:
    """The table with numbers as numbers; raises FaultyInput with every row at fault and the faults found before."""
    numbers = table.with_columns(
        pl.col("rank") if table["rank"].dtype.is_integer() else pl.col("rank").cast(pl.Int64, strict=False),
        pl.col("points") if table["points"].dtype.is_numeric() else pl.col("points").cast(pl.Float64, strict=False),
    )
    place, rank, points = pl.col("place"), pl.col("rank"), pl.col("points")
    checks = [
        (pl.col("student").is_null(), "student: the id is empty", "Give the student an id of his or her own."),
        (place.is_not_null() & pl.lit(pl.Series(at_place < 0)), "place: “{place}” is unknown", "Add it to the places."),
        (
            place.is_not_null() & ~rank.is_between(1, LAST_RANK).fill_null(False),
            "rank: “{rank}” is not a whole number from 1 on",
            "Give 1, 2, 3 …",
        ),
        (place.is_null() & (rank.is_not_null() | points.is_not_null()), "place: empty, with rank or points", "Name the place."),
    ]
    if not numbers["points"].dtype.is_integer():
        checks.append((~points.is_finite(), "points: “{points}” is not a finite number", "Give a number, or nothing."))
    lost = table["points"].is_not_null() & numbers["points"].is_null()
    if lost.any():
        checks.append((pl.lit(lost), "points: “{points}” is not a number", "Give a number, or nothing where not eligible."))
    if faults or numbers.select(pl.any_horizontal([check for check, _, _ in checks]).any()).item():
        found = ((pl.lit(numbers.select(check).to_series()), what, cure) for check, what, cure in checks)
        raise FaultyInput([*faults, *chain(*(_where(name, table, *fault) for fault in found))])  # as it was written
    return numbers


def _twice(name: str, table: pl.DataFrame) -> list[Fault]:
    """Every row that repeats a rank or a place of its student."""
    wished = table.with_row_index("row", offset=1).filter(pl.col("place").is_not_null())
    rank, place = pl.struct("student", "rank"), pl.struct("student", "place")
    return [
        *_where(name, wished, ~rank.is_first_distinct(), "rank: “{student}” has two wishes of rank {rank}", "Keep one."),
        *_where(
            "wishes", wished, ~place.is_first_distinct(), "place: “{student}” wishes “{place}” twice", "Keep one of the rows."
        ),
    ]
