"""Which row of a sheet is its heading, which column is which, and which declared sheet it is at all."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl
from rapidfuzz import fuzz

from .sheet_xml import column_letter
from .workbook import RawSheet

_ROWS = 30
_TYPO_RATIO, _TYPO_LENGTH = 90, 6
_CHOSEN, _LEAD = 0.5, 0.05
# headings this program writes into a returned workbook
OWN_HEADINGS = ("Что исправить", "What to correct")
OWN_SHEETS = ("Замечания", "Remarks")
OWN_FIRST_HEADINGS = ("Лист", "Sheet")

_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_HYPHENATED = re.compile(r"(?<=[^\W\d])-\s*[\r\n]+\s*(?=[^\W\d_])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_MARKS = re.compile(r"[^\w]|_")


@dataclass(frozen=True)
class Recognised:
    """Where the table of a sheet is.

    `columns`: key → index of its column in `cells` (from zero; `column_letter(index)` is the sheet's letter).
    `headings`: key → the heading as written. `heading_row` and `first_data_row` are the sheet's row numbers.
    `extra`: heading → index of columns nobody declared. `missing`: required keys without a column.
    `duplicated`: key → letters of all columns bearing its heading (the first is taken).
    `guessed`: keys taken in spite of a misprint in the heading.
    """

    columns: Mapping[str, int]
    headings: Mapping[str, str]
    heading_row: int
    first_data_row: int
    extra: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    duplicated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guessed: tuple[str, ...] = ()

    def letter(self, key: str) -> str:
        """The sheet's letter of the column of `key`. Raises `KeyError` when it was not found."""
        return column_letter(self.columns[key])


@dataclass(frozen=True)
class Declared:
    """A sheet some room can take: names of the sheet, key → accepted headings, keys that must be there."""

    names: Sequence[str]
    headings: Mapping[str, Sequence[str]]
    required: Collection[str] = ()


@dataclass(frozen=True)
class Choice:
    """`key` of the declared sheet or None when unsure; `candidates`: keys with scores from 0 to 1, best
    first."""

    key: str | None
    recognised: Recognised | None
    candidates: tuple[tuple[str, float], ...] = ()


@lru_cache(maxsize=16_384)
def normal(heading: str) -> str:
    """One spelling of a heading: case, ё, blanks, line breaks, hyphenation, punctuation and № do not
    matter."""
    text = _HYPHENATED.sub("", _HIDDEN.sub("", heading)).lower().replace("ё", "е")
    return " ".join(_MARKS.sub(" ", text.replace("№", " номер ")).split())


@lru_cache(maxsize=16_384)
def _spellings(heading: str) -> tuple[str, ...]:
    """The heading, and the heading without what stands in brackets: «ИНН (10 цифр)» is «ИНН»."""
    return tuple(filter(None, dict.fromkeys((normal(heading), normal(_BRACKETS.sub(" ", heading))))))


class _Aliases:
    def __init__(self, headings: Mapping[str, Sequence[str]]) -> None:
        self.keys: dict[str, str] = {}
        for key, accepted in headings.items():
            for heading in accepted:
                self.keys.setdefault(normal(heading), key)

    def exact(self, *headings: str) -> str | None:
        spellings = (text for heading in headings for text in _spellings(heading))
        return next((self.keys[text] for text in spellings if text in self.keys), None)

    def misprinted(self, heading: str, taken: Collection[str]) -> str | None:
        text = normal(heading)
        if len(text) < _TYPO_LENGTH:
            return None
        near = {
            key
            for alias, key in self.keys.items()
            if key not in taken and len(alias) >= _TYPO_LENGTH and fuzz.ratio(text, alias) >= _TYPO_RATIO
        }
        return near.pop() if len(near) == 1 else None


def recognise(
    sheet: RawSheet,
    headings: Mapping[str, Sequence[str]],
    required: Collection[str] = (),
    *,
    misprints: bool = True,
) -> Recognised | None:
    """Find the heading row among the first 30 rows; None where no row looks like it.

    `headings`: key → accepted headings in any language. A row counts with two known headings or more (one,
    where one is declared). Headings in two rows, a group above and a name below, are read as one.
    """
    aliases = _Aliases(headings)
    rows = [[cell or "" for cell in row] for row in sheet.cells.head(_ROWS + 1).rows()]
    enough = max(1, min(2, len(headings)))
    # misprints are looked for only where nothing is found without them
    for lenient in (False, True) if misprints else (False,):
        count, at, cells = _best_row(aliases, rows, lenient)
        if count >= enough:
            return _described(sheet, aliases, cells, at, rows, required)
    return None


def _best_row(aliases: _Aliases, rows: list[list[str]], lenient: bool) -> tuple[int, int, list[tuple[str, ...]]]:
    """The most keys any row has, the first row that has them, and its cells as they are to be read."""
    best: tuple[int, int, list[tuple[str, ...]]] = (0, -1, [])
    for index, row in enumerate(rows[:_ROWS]):
        for cells in _readings(rows, index, row):
            keys = _keys(aliases, cells)
            guessed = {aliases.misprinted(texts[0], keys) for texts in cells if any(texts)} if lenient else set()
            count = len(keys) + len(guessed - {None})
            if count > best[0]:
                best = (count, index, cells)
    return best


def _readings(rows: list[list[str]], index: int, row: list[str]) -> Iterable[list[tuple[str, ...]]]:
    """A row alone, and then joined with the row of merged groups above it."""
    yield [(cell,) for cell in row]
    if not index or not any(rows[index - 1]):
        return
    group, joined = "", []
    for above, cell in zip(rows[index - 1], row, strict=True):
        group = above or group
        joined.append((cell, f"{group} {cell}") if cell else (above,))
    yield joined


def _keys(aliases: _Aliases, cells: list[tuple[str, ...]]) -> dict[str, int]:
    keys: dict[str, int] = {}
    for index, texts in enumerate(cells):
        key = aliases.exact(*reversed(texts)) if any(texts) else None
        if key:
            keys.setdefault(key, index)
    return keys


def _described(
    sheet: RawSheet,
    aliases: _Aliases,
    cells: list[tuple[str, ...]],
    at: int,
    rows: list[list[str]],
    required: Collection[str],
) -> Recognised:
    columns = _keys(aliases, cells)
    letters: dict[str, list[str]] = {}
    extra: dict[str, int] = {}
    guessed = []
    for index, texts in enumerate(cells):
        if not any(texts) or normal(texts[0]) in map(normal, OWN_HEADINGS):
            continue
        key = aliases.exact(*reversed(texts))
        if key is None and (key := aliases.misprinted(texts[0], columns)):
            columns[key] = index
            guessed.append(key)
        if key:
            letters.setdefault(key, []).append(column_letter(index))
        else:
            extra[_unused(" ".join(texts[0].split()), extra)] = index
    return Recognised(
        columns=columns,
        headings={key: " ".join(cells[index][0].split()) for key, index in columns.items()},
        heading_row=sheet.row_of(at),
        first_data_row=sheet.row_of(at + 1 + numbering_row(rows, at + 1)),
        extra=extra,
        missing=tuple(key for key in required if key not in columns),
        duplicated={key: tuple(found) for key, found in letters.items() if len(found) > 1},
        guessed=tuple(guessed),
    )


def _unused(name: str, taken: Collection[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def numbering_row(rows: list[list[str]], at: int) -> int:
    """1 where the row below the headings only numbers the columns (1, 2, 3 …), as official forms do."""
    cells = [cell for cell in rows[at] if cell] if at < len(rows) else []
    return int(len(cells) >= 3 and cells == [str(number) for number in range(1, len(cells) + 1)])


def best_sheet(sheet: RawSheet, declared: Mapping[str, Declared]) -> Choice:
    """Choose which declared sheet this is, by the share of its headings found and by the sheet's name.

    Unsure (nothing reaches the threshold, or two are alike) gives `key` None and the nearest candidates. Misprints
    are looked for only when no sheet is sure without them: comparing every cell with every heading takes its time.
    """
    plain = _choose(sheet, declared, misprints=False)
    return plain if plain.key else _choose(sheet, declared, misprints=True)


def _choose(sheet: RawSheet, declared: Mapping[str, Declared], *, misprints: bool) -> Choice:
    scored = []
    for key, one in declared.items():
        recognised = recognise(sheet, one.headings, one.required, misprints=misprints)
        score = _score(sheet, one, recognised)
        if score > 0:
            scored.append((score, key, recognised))
    scored.sort(key=lambda found: (-found[0], found[1]))
    candidates = tuple((key, round(score, 3)) for score, key, _ in scored[:3])
    if not scored or scored[0][0] < _CHOSEN or scored[0][2] is None:
        return Choice(None, None, candidates)
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _LEAD:
        return Choice(None, None, candidates)
    return Choice(scored[0][1], scored[0][2], candidates)


def _score(sheet: RawSheet, declared: Declared, found: Recognised | None) -> float:
    name = normal(sheet.name)
    named = any(normal(known) == name for known in declared.names)
    score = 0.25 * named
    if found:
        present = sum(key in found.columns for key in declared.required)
        required = present / len(declared.required) if declared.required else 1.0
        score += 0.4 * required + 0.2 * len(found.columns) / len(declared.headings)
        score += 0.15 * len(found.columns) / (len(found.columns) + len(found.extra))
    return min(score, 1.0)


def is_own_sheet(sheet: RawSheet) -> bool:
    """True for the sheet of remarks this program put into a returned workbook: there is nothing to import on
    it."""
    own = {normal(name) for name in OWN_SHEETS}
    if normal(sheet.name.rstrip(" 0123456789")) not in own or not sheet.cells.height:
        return False
    # a region's own sheet may bear the same name
    return sheet.cells.item(0, 0) in OWN_FIRST_HEADINGS


def data_rows(sheet: RawSheet, found: Recognised) -> pl.DataFrame:
    """The rows under the heading as a frame: `_row` (sheet's row number, Int64) and a String column for each
    key.

    Rows with nothing in any column of the sheet are left out, so `_row` may have gaps.
    """
    start = found.first_data_row - sheet.first_row
    body = sheet.cells.slice(start).with_row_index("_row", offset=found.first_data_row)
    error_rows = [row for row, _ in sheet.errors]
    own = [index for index, name in enumerate(sheet.cells.columns) if _is_own_column(sheet, found, index)]
    cells = [name for index, name in enumerate(sheet.cells.columns) if index not in own]
    filled = pl.any_horizontal(pl.col(cells).is_not_null()) | pl.col("_row").is_in(error_rows)
    picked = [pl.col(sheet.cells.columns[index]).alias(key) for key, index in found.columns.items()]
    return body.filter(filled).select(pl.col("_row").cast(pl.Int64), *picked)


def _is_own_column(sheet: RawSheet, found: Recognised, index: int) -> bool:
    heading = sheet.cells.item(found.heading_row - sheet.first_row, index)
    return heading is not None and normal(heading) in map(normal, OWN_HEADINGS)
