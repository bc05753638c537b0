"""Small workbooks for the tests of reading, made on the spot."""

import io
import zipfile
from collections.abc import Callable, Sequence

import xlsxwriter

Cell = str | int | float | bool | None

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(rows: Sequence[Sequence[Cell]], sheet: str = "Лист1", more: Callable[..., None] | None = None) -> bytes:
    """An XLSX with the rows from A1 on; `more(workbook, worksheet)` may add to it."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"strings_to_formulas": False}) as workbook:
        worksheet = workbook.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for index, value in enumerate(row):
                if value is not None:
                    worksheet.write(at, index, value)
        if more:
            more(workbook, worksheet)
    return output.getvalue()


def raw_book(sheet_data: bytes, *, parts: dict[str, bytes] | None = None, name: str = "Лист1") -> bytes:
    """An XLSX whose sheet XML is written by hand: `sheet_data` is the whole sheet1.xml or only its rows."""
    if b"sheetData" not in sheet_data:
        sheet_data = f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode() + sheet_data + b"</sheetData></worksheet>"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet_data)
        for path, content in (parts or {}).items():
            archive.writestr(path, content)
    return output.getvalue()
