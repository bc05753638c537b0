"""How the cells of a column are read: each kind turns a column of text into values and findings.

A kind is a function of the column's text and the context of the import; it looks at whole columns, never cell by cell,
except where something is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import polars as pl
from django.db.models import Model

from kadry.exchange.reading import codes, near, values
from kadry.exchange.reading.cleaning import Parsed, clean, is_explicitly_empty

T = TypeVar("T")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a cell: a code of ``reading.problems`` and what its message needs to know.

    ``at`` names the column, where a sheet's guard objects to another one than it is there for.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True)
class Read:
    """A column as read: one value a row (None where empty or wrong), and what is wrong by position."""

    values: Sequence[Any]
    findings: Mapping[int, Finding]


@dataclass
class Context:
    """What reading a workbook needs to know: the region, who brings it, and lookups made once."""

    region_id: int
    by: Any
    columns: dict[str, Sequence[Any]] = field(default_factory=dict)  # of the sheet at hand, those read so far
    _made: dict[tuple[type[Model], str], Any] = field(default_factory=dict)

    def lookup(self, model: type[Model], name: str, make: Callable[[], T]) -> T:
        """A lookup over the rows of a model, made once."""
        if (model, name) not in self._made:
            self._made[model, name] = make()
        return self._made[model, name]

    def forget(self, model: type[Model]) -> None:
        """The rows of this model have changed: lookups over them are made anew."""
        self._made = {key: made for key, made in self._made.items() if key[0] is not model}


Kind = Callable[[pl.Series, Context], Read]


class Lookup:
    """Finds a row by any of its names or codes, and proposes near misses of names."""

    def __init__(self, entries: Iterable[tuple[int, Iterable[str]]]) -> None:
        self._exact: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        for pk, names in entries:
            for name in filter(None, names):
                self._exact[name] = pk
                self._by_name.setdefault(name, pk)
        self._names = near.Names(list(self._by_name))

    def find(self, cell: str) -> int | None:
        if cell in self._exact:
            return self._exact[cell]
        matched = self._names.match(cell)
        return self._by_name[matched] if matched is not None else None

    def propose(self, cell: str) -> list[near.Near]:
        return list(self._names.propose(cell))


def _read(parsed: Parsed, code: str, **facts: Any) -> Read:
    bad = parsed.bad.arg_true().to_list()
    return Read(parsed.values.to_list(), {position: Finding(code, facts) for position in bad})


def text(longest: int = 250) -> Kind:
    """Any text up to so many characters; an empty cell is an empty text."""

    def read(cells: pl.Series, context: Context) -> Read:
        parsed = values.texts(cells, longest=longest)
        return _read(Parsed(parsed.values.fill_null(""), parsed.bad), "too_long", most=longest)

    return read


def whole(low: int = 0, high: int = 100_000) -> Kind:
    """A whole number between two bounds."""

    def read(cells: pl.Series, context: Context) -> Read:
        parsed = values.integers(cells)
        outside = ~parsed.values.is_between(low, high).fill_null(True)
        found = _read(parsed, "not_a_number")
        beyond = {at: Finding("out_of_range", {"least": low, "most": high}) for at in outside.arg_true().to_list()}
        return Read(found.values, {**found.findings, **beyond})

    return read


def roubles() -> Kind:
    """Money in roubles, kopecks cut off."""

    def read(cells: pl.Series, context: Context) -> Read:
        parsed = values.kopecks(cells)
        negative = (parsed.values < 0).fill_null(False)
        found = _read(Parsed(parsed.values // 100, parsed.bad), "not_money")
        return Read(found.values, {**found.findings, **{at: Finding("negative") for at in negative.arg_true().to_list()}})

    return read


def hundredths() -> Kind:
    """A number with at most two decimals, kept × 100: 4,35 → 435."""
    return lambda cells, context: _read(values.kopecks(cells), "not_a_number")


def number() -> Kind:
    """A number with at most two decimals, such as a share: 0,6."""

    def read(cells: pl.Series, context: Context) -> Read:
        found = hundredths()(cells, context)
        return Read([None if value is None else value / 100 for value in found.values], found.findings)

    return read


def day() -> Kind:
    return lambda cells, context: _read(values.dates(cells, serials=True), "not_a_date")


def year() -> Kind:
    return lambda cells, context: _read(values.years(cells), "not_a_year")


def yes_no() -> Kind:
    return lambda cells, context: _read(values.booleans(cells), "not_yes_or_no")


def _identifier(parse: Callable[[pl.Series], Parsed], code: str, **facts: str) -> Kind:
    """Where there is none, the value is an empty text."""

    def read(cells: pl.Series, context: Context) -> Read:
        cleaned = clean(cells)
        parsed = parse(cleaned.set(is_explicitly_empty(cleaned), None))
        return _read(Parsed(parsed.values.fill_null(""), parsed.bad), code, **facts)

    return read


def inn() -> Kind:
    return _identifier(codes.inn, "bad_identifier", kind="inn")


def ogrn() -> Kind:
    return _identifier(codes.ogrn, "bad_identifier", kind="ogrn")


def snils() -> Kind:
    return _identifier(codes.snils, "bad_identifier", kind="snils")


def okved() -> Kind:
    return _identifier(codes.okved, "bad_code", expected="25.62")


def choice(words: Mapping[str, str]) -> Kind:
    """One of a few words, in any case of letters: word → value."""
    known = {word.lower(): value for word, value in words.items()}

    def read(cells: pl.Series, context: Context) -> Read:
        cleaned = clean(cells)
        found = cleaned.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)
        parsed = Parsed(found.fill_null(""), found.is_null() & cleaned.is_not_null())
        return _read(parsed, "not_a_choice", choices=", ".join(words))

    return read


Entries = Callable[[Context], Iterable[tuple[int, Iterable[str]]]]


def reference(
    model: type[Model],
    name: str,
    entries: Entries,
    *,
    parse: Callable[[pl.Series], Parsed] | None = None,
    unknown: str = "unknown_reference",
) -> Kind:
    """A row of ``model`` by any of its names or codes; a near miss is proposed, never taken.

    ``entries(context)`` gives (primary key, names and codes) and is asked once for an import; ``parse`` may first
    bring codes into one spelling; ``unknown`` is the problem's code where there is no such row.
    """

    def read(cells: pl.Series, context: Context) -> Read:
        lookup = context.lookup(model, name, lambda: Lookup(entries(context)))
        cleaned = clean(cells)
        cleaned = cleaned.set(is_explicitly_empty(cleaned), None)
        spelled = parse(cleaned).values.fill_null(cleaned) if parse else cleaned
        meant = {cell: lookup.find(cell) for cell in spelled.unique().to_list() if cell is not None}
        near_misses = {cell: lookup.propose(cell) for cell, pk in meant.items() if pk is None}
        strangers = {
            cell: Finding(unknown, {"near": misses} if unknown == "unknown_reference" else {})
            for cell, misses in near_misses.items()
        }
        listed = spelled.to_list()
        findings = {at: strangers[cell] for at, cell in enumerate(listed) if cell in strangers} if strangers else {}
        return Read([meant.get(cell) for cell in listed], findings)

    return read


OwnedEntries = Callable[[Context, set[int]], Iterable[tuple[int, int, str]]]


def owned_reference(model: type[Model], entries: OwnedEntries, *, owner: str) -> Kind:
    """A row of ``model`` whose name is unique only within its owner: a group or a student's number within a college.

    ``owner`` is the key of a column read before; ``entries(context, owners)`` gives (owner, primary key, name).
    """

    def read(cells: pl.Series, context: Context) -> Read:
        owners = context.columns[owner]
        meant = {one for one in owners if one is not None}
        known = context.lookup(
            model, f"of {sorted(meant)}", lambda: {(whose, named): pk for whose, pk, named in entries(context, meant)}
        )
        found: list[int | None] = []
        findings = {}
        for at, (whose, cell) in enumerate(zip(owners, clean(cells).to_list(), strict=True)):
            found.append(known.get((whose, cell)) if whose is not None and cell is not None else None)
            if found[-1] is None and cell is not None and whose is not None:
                findings[at] = Finding("unknown_reference", {"near": ()})
        return Read(found, findings)

    return read
