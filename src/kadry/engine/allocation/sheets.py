"""Sheets: CSV files and lists of dicts as rows of cells with their numbers. The only file of this topic that opens one."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from kadry.engine.faults import Fault

Location = str | os.PathLike[str]


class Sheet(NamedTuple):
    """Rows with their numbers, their cells already in the order of the columns asked for."""

    name: str
    rows: Iterable[tuple[int, list[str]]]
    decimal_comma: bool = False
    readable: bool = True


def csv_sheet(path: Location, required: tuple[str, ...], optional: tuple[str, ...], faults: list[Fault]) -> Sheet:
    """A CSV file, read row by row; what is wrong with it goes to `faults`."""
    name = os.fspath(path)
    text = _text(path, faults)
    if text is None:
        return Sheet(name, (), readable=False)
    delimiter, header = _header(text, required)
    missing = _header_faults(name, header, required, optional)
    faults.extend(missing)
    if missing:
        return Sheet(name, (), readable=False)
    # A column that is not there is read from the empty cell added to the end of each row.
    picked = [header.index(column) if column in header else len(header) for column in required + optional]
    return Sheet(name, _csv_rows(name, text, delimiter, len(header), picked, faults), delimiter != ",")


def _text(path: Location, faults: list[Fault]) -> str | None:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8-sig")
    except OSError as error:
        what = f"cannot be opened: {error.strerror}"
        faults.append(Fault(os.fspath(path), what, "Check the name of the file."))
        return None
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        what = "not UTF-8 text"
        faults.append(Fault(os.fspath(path), what, "Save the file as “CSV UTF-8”.", row=row))
        return None


def _header(text: str, required: tuple[str, ...]) -> tuple[str, list[str]]:
    """The delimiter under which the first row holds most of the columns asked for, and that row."""
    headers = {delimiter: _first_row(text, delimiter) for delimiter in ",;\t"}
    best = max(headers, key=lambda delimiter: len(set(required) & set(headers[delimiter])))
    return best, headers[best]


def _first_row(text: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip().lower() for cell in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])]
    except csv.Error:
        return []


def _header_faults(name: str, header: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> list[Fault]:
    found = [
        Fault(name, f"the column “{column}” is missing", f"The first row must name {', '.join(required)}.", row=1)
        for column in required
        if column not in header
    ]
    return found + [
        Fault(name, f"the column “{column}” stands twice", "Keep one of them.", row=1)
        for column in required + optional
        if header.count(column) > 1
    ]


def _csv_rows(
    name: str, text: str, delimiter: str, width: int, picked: list[int], faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    pick = itemgetter(*picked)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(reader)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(Fault(name, f"not readable as CSV: {error}", "Check the quotes.", row=reader.line_num))
            continue
        if len(cells) != width:
            if not any(map(str.strip, cells)):
                continue
            what = f"{len(cells)} cells where the first row has {width}"
            faults.append(Fault(name, what, f"Give {width}; quote a cell that holds “{delimiter}”.", row=reader.line_num))
            continue
        cells.append("")
        values = list(map(str.strip, pick(cells)))
        if any(values) or any(map(str.strip, cells)):  # spreadsheets leave rows of bare delimiters behind
            yield reader.line_num, values


def dict_sheet(
    name: str,
    rows: Iterable[Mapping[str, object]],
    required: tuple[str, ...],
    optional: tuple[str, ...],
    faults: list[Fault],
) -> Sheet:
    """Dicts as a sheet, read row by row; what is wrong with them goes to `faults`."""

    def cells() -> Iterator[tuple[int, list[str]]]:
        for row_number, row in enumerate(rows, start=1):
            missing = [column for column in required if column not in row]
            for column in missing:
                what = f"the column “{column}” is missing"
                faults.append(Fault(name, what, "Add the key, with None where the cell is empty.", row=row_number))
            if not missing:
                yield row_number, [_cell(row.get(column)) for column in required + optional]

    return Sheet(name, cells())


def _cell(value: object) -> str:
    return "" if value is None else str(value).strip()


def write_whole(texts: Mapping[Location, str]) -> None:
    """Write several files so that none appears unless all could be written."""
    drafts = {f"{os.fspath(path)}.part": path for path in texts}
    try:
        for draft, text in zip(drafts, texts.values(), strict=True):
            with open(draft, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        for draft, path in drafts.items():
            os.replace(draft, path)
    finally:
        for draft in filter(os.path.exists, drafts):
            os.remove(draft)
