"""The zip container of an XLSX: what it really unpacks to, and which part is which sheet."""

import copy
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import normpath
from xml.parsers import expat

from .refusals import MEBIBYTE, Limits, refuse
from .shared_strings import LongTexts
from .sheet_xml import FastScanner, MarkupRefused, SheetScan, safe_parser, scan_carefully
from .sniffing import zip_kind

_CHUNK = 4 * MEBIBYTE
_SHARED = "xl/sharedstrings.xml"
_SMALL_PART = 16 * MEBIBYTE
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Inspected:
    """`scans` by sheet name, in the workbook's order; `unpacked` is the container's real size in bytes."""

    scans: dict[str, SheetScan]
    hidden: frozenset[str]
    unpacked: int


def inspect(data: bytes, name: str, limits: Limits) -> Inspected:
    """Check an XLSX container and scan its sheets. Nothing is written to disk. Raises `Refused`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        refuse("damaged", name, detail=str(error))
    with archive:
        return _Inspection(archive, name, limits).run()


class _Inspection:
    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
        self.archive, self.name, self.limits = archive, name, limits
        self.parts = {info.filename: info for info in archive.infolist()}
        self.unpacked = 0

    def run(self) -> Inspected:
        self._check_declared()
        zip_kind(set(self.parts), self.name)
        try:
            paths, hidden = self._sheet_paths()
            scans = self._scan_parts(paths)
        except (*_BROKEN, MarkupRefused) as error:
            refuse("damaged", self.name, detail=str(error) or type(error).__name__)
        return Inspected({sheet: scans[path] for sheet, path in paths.items()}, hidden, self.unpacked)

    def _check_declared(self) -> None:
        infos = self.archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            refuse("encrypted", self.name)
        if len(infos) > self.limits.parts:
            refuse("zip_bomb", self.name, detail=f"{len(infos)} > {self.limits.parts}")
        if len(self.parts) != len(infos):
            # two parts under one name: readers disagree on which of them counts
            refuse("damaged", self.name, detail="duplicate part")
        self._check_size(sum(info.file_size for info in infos))
        for info in infos:
            self._check_ratio(info.file_size, info.compress_size)

    def _check_size(self, size: int) -> None:
        if size > self.limits.total_bytes:
            refuse("zip_bomb", self.name, detail=f"> {self.limits.total_bytes // MEBIBYTE} MB")

    def _check_ratio(self, size: int, packed: int) -> None:
        if size > self.limits.ratio_from and size > self.limits.ratio * max(packed, 1):
            refuse("zip_bomb", self.name, detail=f"1 : {size // max(packed, 1)}")

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part as it really unpacks: a declared size may lie, so it is lifted out of the reader's way."""
        honest = copy.copy(info)
        honest.file_size = self.limits.total_bytes + 2 * _CHUNK
        with self.archive.open(honest) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def _small(self, path: str) -> bytes:
        content = b""
        for chunk in self._chunks(self.parts[path]):
            content += chunk
            if len(content) > _SMALL_PART:
                refuse("zip_bomb", self.name, detail=path)
        return content

    def _sheet_paths(self) -> tuple[dict[str, str], frozenset[str]]:
        sheets = _elements(self._small("xl/workbook.xml"), "sheet")
        rels_path = "xl/_rels/workbook.xml.rels"
        rels = _elements(self._small(rels_path), "Relationship") if rels_path in self.parts else []
        targets = {rel.get("Id", ""): rel.get("Target", "") for rel in rels if rel.get("Type", "").endswith("/worksheet")}
        paths: dict[str, str] = {}
        for sheet in sheets:
            target = targets.get(next((value for key, value in sheet.items() if key.endswith(":id")), ""))
            path = normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}") if target else ""
            if path in self.parts:
                paths[sheet.get("name", "")] = path
        hidden = frozenset(sheet.get("name", "") for sheet in sheets if sheet.get("state", "visible") != "visible")
        return paths, hidden

    def _scan_parts(self, paths: dict[str, str]) -> dict[str, SheetScan]:
        wanted, texts = set(paths.values()), LongTexts()
        scans: dict[str, SheetScan] = {}
        for path, info in self.parts.items():
            scanner = FastScanner() if path in wanted else None
            feed = scanner.feed if scanner else texts.feed if path.lower() == _SHARED else None
            size = 0
            for chunk in self._chunks(info):
                size += len(chunk)
                self._check_size(self.unpacked + size)
                self._check_ratio(size, info.compress_size)
                if b"<!DOCTYPE" in chunk and path.endswith((".xml", ".rels")):
                    raise MarkupRefused(f"DOCTYPE, {path}")
                if feed:
                    feed(chunk)
            self.unpacked += size
            if scanner:
                scans[path] = self._settle(info, scanner.finish())
        expanded = texts.expanded(self._chunks(self.parts[path]) for path in wanted)
        if expanded > self.limits.text_bytes:
            refuse("zip_bomb", self.name, detail=f"{expanded // MEBIBYTE} MB")
        return scans

    def _settle(self, info: zipfile.ZipInfo, scan: SheetScan) -> SheetScan:
        """A quick scan gives an upper bound; what is beyond the limit by it is measured exactly."""
        if scan.odd or scan.area > self.limits.cells:
            scan = scan_carefully(self._chunks(info))
        if scan.area > self.limits.cells:
            refuse(
                "too_large",
                self.name,
                detail=f"{info.filename}: {scan.rows} × {scan.columns} > {self.limits.cells}",
            )
        return scan


def _elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    parser = safe_parser()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser.StartElementHandler = start
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise MarkupRefused(str(error)) from error
    return found
