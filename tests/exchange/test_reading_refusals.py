"""A file that cannot be taken is refused in words: what it is, that nothing was stored, what to do."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from reading_books import book, raw_book

from kadry.exchange.reading import Limits, Refused, open_workbook

XLS = (Path(__file__).parent / "files" / "organisations.xls").read_bytes()


def archive(**parts: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in parts.items():
            packed.writestr(path.replace("__", "/"), content)
    return output.getvalue()


def refused(data: bytes, name: str = "файл.xlsx", limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        open_workbook(data, name, limits)
    return caught.value


def encrypted_ole() -> bytes:
    """The directory of an XLSX under a password is an XLS's with other names of streams."""
    name, other = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    at = XLS.index(name)
    changed = bytearray(XLS)
    changed[at : at + len(other)] = other
    struct.pack_into("<H", changed, at + 64, len(other) + 2)
    return bytes(changed)


def locked_xls() -> bytes:
    """FILEPASS put in place of the first record after BOF."""
    at = XLS.index(b"\x09\x08\x10\x00")
    start = at + 4 + 16
    return XLS[:start] + b"\x2f\x00" + XLS[start + 2 :]


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "empty_file", "пуст"),
        (b"  \r\n", "empty_file", "пуст"),
        (b"%PDF-1.7 ...", "not_a_workbook", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_workbook", "картинка"),
        (b"\xff\xd8\xff\xe0....", "not_a_workbook", "картинка"),
        (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "not_a_workbook", "HTML"),
        ("<!DOCTYPE html><html>".encode("utf-16"), "not_a_workbook", "HTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "not_a_workbook",
            "XML",
        ),
        (b"{\\rtf1 text}", "not_a_workbook", "RTF"),
        (b"Rar!\x1a\x07", "not_a_workbook", "RAR"),
        (archive(word__document_xml=b"<w/>"), "not_a_workbook", "DOCX"),
        (archive(ppt__presentation_xml=b"<p/>"), "not_a_workbook", "PPTX"),
        (archive(**{"content.xml": b"<o/>"}), "not_a_workbook", "OpenDocument"),
        (archive(**{"xl__workbook.bin": b"1"}), "not_a_workbook", "XLSB"),
        (archive(**{"a.xlsx": b"1"}), "not_a_workbook", "архив"),
        (bytes(range(1, 256)) * 4, "encoding_unknown", "кодировк"),
        ("Колледж;ИНН\nПример;1\n".encode("cp866"), "encoding_unknown", "кодировк"),
        ("Колледж;ИНН\nПример;1\n".encode() + b"\xff\n", "encoding_unknown", "кодировк"),
        (b"a\x01b;c", "not_a_workbook", "двоичные"),
        (encrypted_ole(), "encrypted", "парол"),
        (locked_xls(), "encrypted", "парол"),
        (XLS[:1500], "damaged", "поврежд"),
        (book([["a"]])[:-300], "damaged", "поврежд"),
        (raw_book(b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c>'), "damaged", "поврежд"),
        (
            raw_book(b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'),
            "damaged",
            "DOCTYPE",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(data, code, said):
    error = refused(data)
    assert error.code == code
    assert said in error.text_ru
    assert "Ничего не сохранено." in error.text_ru
    assert "Nothing was stored." in error.text_en
    assert "файл.xlsx" in error.text_ru
    assert not {"{", "}"} & set(error.text_ru + error.text_en)


def test_too_large_a_file_is_refused_before_it_is_looked_at():
    assert refused(b"x" * 2000, limits=Limits(file_bytes=1000)).code == "too_large"


def test_a_bomb_is_refused_by_its_declared_ratio():
    assert refused(raw_book(b" " * (11 << 20))).code == "zip_bomb"


def test_a_bomb_that_declares_a_small_size_is_refused_by_its_real_one():
    data = bytearray(raw_book(b" " * (11 << 20)))
    real = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytes(data).replace(struct.pack("<I", real), struct.pack("<I", 1000))
    assert lying != bytes(data)
    assert refused(lying).code == "zip_bomb"


def test_total_size_and_number_of_parts_are_limited():
    assert refused(book([["a"]]), limits=Limits(total_bytes=2000)).code == "zip_bomb"
    assert refused(book([["a"]]), limits=Limits(parts=3)).code == "zip_bomb"


def test_two_stray_cells_do_not_ask_for_a_grid_of_billions():
    data = raw_book(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert refused(data).code == "too_large"


def test_a_long_text_shared_by_many_cells_is_a_bomb():
    texts = b"<sst><si><t>a</t></si><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>1</v></c></row>' % (n, n) for n in range(1, 20_001))
    assert refused(raw_book(cells, parts={"xl/sharedStrings.xml": texts})).code == "zip_bomb"


def test_a_long_text_used_once_is_no_bomb():
    texts = b"<sst><si><t>a</t></si><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    cells = b'<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    sheet = open_workbook(raw_book(cells, parts={"xl/sharedStrings.xml": texts}), "x.xlsx").sheets[0]
    assert [len(cell) for cell in sheet.cells.row(0)] == [30_000, 1]
