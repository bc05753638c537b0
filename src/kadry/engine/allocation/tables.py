"""Tables in and out: what the rows of wishes and places say, whether from CSV or from lists of dicts.

Wishes: `student,place,rank,points`, one row a wish; rank 1 is the dearest, more points come first at a place.
  A student without wishes is a row with an empty place. "-" as points: wished, but not eligible there.
  "-" as rank: eligible there, but not wished (used only to tell the student what else was open).
Places: `place,seats`, and `title` if people know the place by another name.
Result: `student,place,rank`, sorted by student; the unplaced have an empty place and rank.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isinf

from kadry.engine.allocation.checking import id_fault
from kadry.engine.allocation.inputs import Market, Number
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.sheets import Location, Sheet, csv_sheet, dict_sheet, write_whole
from kadry.engine.faults import Fault, FaultyInput

WISHES = ("student", "place", "rank", "points")
PLACES = ("place", "seats")
TITLE = ("title",)
RESULT = ("student", "place", "rank")

NONE = "-"

WHOLE = re.compile(r"[+-]?[0-9]+(\.0+)?")  # ".0": pandas writes a whole column so once one cell is empty
DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")

# A float keeps 15 digits for certain; with more, two different numbers could be taken for equal points.
SAFE_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Tables:
    """A market read from tables, with the ranks as written where a student's do not run 1, 2, 3 …"""

    market: Market
    ranks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def written_rank(self, student: str, rank: int | None) -> int | None:
        """The rank of a wish as the table has it."""
        return self.ranks[student][rank - 1] if rank is not None and student in self.ranks else rank

    def rows(self, result: Result) -> list[dict[str, str | int | None]]:
        """The result as dicts with the keys student, place and rank, sorted by student."""
        return [
            {"student": student, "place": place, "rank": self.written_rank(student, result.ranks[student])}
            for student, place in sorted(result.assignment.items())
        ]


def read_csv(wishes: Location, places: Location, *, seed: str, lottery: str = "single") -> Tables:
    """Read a market from two CSV files: UTF-8 with or without BOM; comma, semicolon or tab.

    Raises
    ------
    FaultyInput
        With every faulty row of both files: file, row as a spreadsheet counts it, column, value, cure; also
        if a file cannot be opened.
    """
    faults: list[Fault] = []
    place_sheet = csv_sheet(places, PLACES, TITLE, faults)
    wish_sheet = csv_sheet(wishes, WISHES, (), faults)
    return _tables(wish_sheet, place_sheet, faults, seed, lottery)


def from_rows(
    wishes: Iterable[Mapping[str, object]],
    places: Iterable[Mapping[str, object]],
    *,
    seed: str,
    lottery: str = "single",
) -> Tables:
    """Read a market from two lists of dicts with the columns of the CSV files; None is an empty cell.

    Raises
    ------
    FaultyInput
        With every faulty row; rows count from 1.
    """
    faults: list[Fault] = []
    place_sheet = dict_sheet("places", places, PLACES, TITLE, faults)
    wish_sheet = dict_sheet("wishes", wishes, WISHES, (), faults)
    return _tables(wish_sheet, place_sheet, faults, seed, lottery)


def write_csv(path: Location, tables: Tables, result: Result) -> None:
    """Write the result as CSV, UTF-8, comma, "\\n"; the file appears whole or not at all."""
    write_whole({path: csv_text(tables, result)})


def csv_text(tables: Tables, result: Result) -> str:
    """The result as the text of a CSV file."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(RESULT)
    writer.writerows(row.values() for row in tables.rows(result))
    return "".join(lines.written)


class _Lines:
    """Enough of a file for csv.writer."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, text: str) -> None:
        self.written.append(text)


def _tables(wishes: Sheet, places: Sheet, faults: list[Fault], seed: str, lottery: str) -> Tables:
    place_table = _PlaceTable(places, faults)
    wish_table = _WishTable(wishes, place_table.seats if places.readable else None, faults)
    if faults:
        order = {places.name: 0, wishes.name: 1}
        raise FaultyInput(sorted(faults, key=lambda fault: (order[fault.where], fault.row or 0)))
    market = Market(
        seats=place_table.seats,
        wishes=wish_table.wishes,
        priorities=wish_table.priorities,
        seed=seed,
        lottery=lottery,
        titles=place_table.titles,
    )
    return Tables(market, wish_table.odd_ranks)


class _PlaceTable:
    """Reads the rows of places; what is wrong goes to `faults`."""

    def __init__(self, sheet: Sheet, faults: list[Fault]) -> None:
        self.sheet = sheet
        self.faults = faults
        self.seats: dict[str, int] = {}
        self.titles: dict[str, str] = {}
        first_row: dict[str, int] = {}
        for row, (place, seats, title) in sheet.rows:
            self._id(row, place)
            if place in first_row:
                self._fault(row, f"place: “{place}” stands in row {first_row[place]} already", "Keep one of the rows.")
                continue
            first_row[place] = row
            # A place with faulty seats is still known, so that its wishes are not called unknown as well.
            self.seats[place] = self._seats(row, seats)
            if title:
                self.titles[place] = title

    def _fault(self, row: int, what: str, cure: str) -> None:
        self.faults.append(Fault(self.sheet.name, what, cure, row=row))

    def _id(self, row: int, place: str) -> None:
        if problem := id_fault(place):
            self._fault(row, f"place: {problem}", "Give the place an id of its own.")

    def _seats(self, row: int, text: str) -> int:
        seats = whole(text)
        if seats is None:
            self._fault(row, f"seats: “{text}” is not a whole number", "Give 0, 1, 2 …")
        elif seats < 0:
            self._fault(row, f"seats: {text} is negative", "Give 0 or more.")
        return seats or 0


class _WishTable:
    """Reads the rows of wishes; what is wrong goes to `faults`."""

    def __init__(self, sheet: Sheet, places: Mapping[str, int] | None, faults: list[Fault]) -> None:
        self.sheet = sheet
        self.places = places  # None: the places could not be read, so none is called unknown
        self.faults = faults
        self.priorities: dict[str, dict[str, Number]] = {place: {} for place in places or ()}
        self.ranks_read: dict[str, int] = {}
        self.wishes: dict[str, tuple[str, ...]] = {}
        self.odd_ranks: dict[str, tuple[int, ...]] = {}
        self.points_read: dict[str, Number | None] = {NONE: None}
        chosen: dict[str, list[tuple[int, str, int]]] = {}
        unwished: dict[str, list[tuple[str, int]]] = {}
        for row, cells in sheet.rows:
            self._read(row, cells, chosen, unwished)
        for student, ranked in chosen.items():
            self._settle(student, ranked, unwished.get(student, ()))

    def _fault(self, row: int, what: str, cure: str) -> None:
        self.faults.append(Fault(self.sheet.name, what, cure, row=row))

    def _read(
        self,
        row: int,
        cells: list[str],
        chosen: dict[str, list[tuple[int, str, int]]],
        unwished: dict[str, list[tuple[str, int]]],
    ) -> None:
        student, place, rank_text, points_text = cells
        if student not in chosen:
            if problem := id_fault(student):
                self._fault(row, f"student: {problem}", "Give the student an id of his or her own.")
            chosen[student] = []
        if not place:
            self._empty_place(row, rank_text, points_text)
            return
        if place not in self.priorities:
            self._unknown(row, place)
        if rank_text == NONE:
            unwished.setdefault(student, []).append((place, row))
        elif (rank := self._rank(row, rank_text)) is not None:
            chosen[student].append((rank, place, row))
        points = self._points(row, points_text)
        if points is not None and place in self.priorities:
            self.priorities[place][student] = points

    def _empty_place(self, row: int, rank: str, points: str) -> None:
        if rank or points:
            what = f"place: empty, with rank “{rank}” and points “{points}”"
            self._fault(row, what, "Name the place; for a student without wishes leave all three empty.")

    def _unknown(self, row: int, place: str) -> None:
        if self.places is not None:
            self._fault(row, f"place: “{place}” is unknown", "Add it to the places, or correct the id.")

    def _rank(self, row: int, text: str) -> int | None:
        if text in self.ranks_read:
            return self.ranks_read[text]
        rank = whole(text)
        if rank is None or rank < 1:
            cure = f"Give 1 for the first wish, 2 for the second …; “{NONE}” if the place is not wished."
            self._fault(row, f"rank: “{text}” is not a whole number from 1 on", cure)
            return None
        self.ranks_read[text] = rank
        return rank

    def _points(self, row: int, text: str) -> Number | None:
        if text in self.points_read:
            return self.points_read[text]
        points = decimal(text.replace(",", ".") if self.sheet.decimal_comma else text)
        if points is None:
            cure = f"Give a number of at most {SAFE_DIGITS} digits; “{NONE}” if the student is not eligible."
            self._fault(row, f"points: “{text}” is not a number that can be kept exactly", cure)
            return None
        self.points_read[text] = points
        return points

    def _settle(self, student: str, ranked: list[tuple[int, str, int]], unwished: Iterable[tuple[str, int]]) -> None:
        ranked.sort()
        by_rank: dict[int, int] = {}
        by_place: dict[str, int] = {}
        for rank, place, row in ranked:
            if rank in by_rank:
                what = f"rank: “{student}” has two wishes of rank {rank}, the other in row {by_rank[rank]}"
                self._fault(row, what, "Give each wish a rank of its own.")
            self._once(student, place, row, by_place)
            by_rank.setdefault(rank, row)
        for place, row in unwished:
            self._once(student, place, row, by_place)
        self.wishes[student] = tuple(place for _, place, _ in ranked)
        ranks = tuple(rank for rank, _, _ in ranked)
        if ranks != tuple(range(1, len(ranks) + 1)):
            self.odd_ranks[student] = ranks

    def _once(self, student: str, place: str, row: int, by_place: dict[str, int]) -> None:
        if place in by_place:
            what = f"place: “{student}” has “{place}” in row {by_place[place]} already"
            self._fault(row, what, "Keep one of the rows.")
        by_place.setdefault(place, row)


def whole(text: str) -> int | None:
    """A whole number as people and spreadsheets write it; None where it is none."""
    if not WHOLE.fullmatch(text) or len(text) > SAFE_DIGITS + 2:
        return None
    return int(text.partition(".")[0])


def decimal(text: str) -> Number | None:
    """A number with nothing lost: None for text, NaN, infinity, and digits beyond what a float keeps."""
    if not DECIMAL.fullmatch(text):
        return None
    digits = sum(character.isdigit() for character in text.lower().partition("e")[0].lstrip("+-0."))
    value = float(text)
    # More digits are fine when they are how the float itself is written, as a program would write 0.1 + 0.2.
    if digits > SAFE_DIGITS and repr(value) != text:
        return None
    if isinf(value) or (value == 0 and digits):
        return None  # too large for a float, or so small that it would become 0
    return int(value) if value.is_integer() and digits <= SAFE_DIGITS else value
