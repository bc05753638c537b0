"""What a file is, told from its first bytes and never from its name."""

from .refusals import refuse

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# first bytes -> what it is (en, ru)
_KNOWN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "документ PDF"),
    (b"\x89PNG", "a picture (PNG)", "картинка (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "картинка (JPEG)"),
    (b"GIF8", "a picture (GIF)", "картинка (GIF)"),
    (b"BM\x00", "a picture (BMP)", "картинка (BMP)"),
    (b"II*\x00", "a picture (TIFF)", "картинка (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)", "картинка (TIFF)"),
    (b"{\\rtf", "a text document (RTF)", "текстовый документ (RTF)"),
    (b"Rar!", "an archive (RAR)", "архив (RAR)"),
    (b"7z\xbc\xaf", "an archive (7-Zip)", "архив (7-Zip)"),
    (b"\x1f\x8b", "an archive (gzip)", "архив (gzip)"),
    (b"MZ", "a program", "программа"),
)
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body")


def kind_of(data: bytes, name: str) -> str:
    """Return "zip", "ole" or "text"; raise `Refused` for what is surely none of them."""
    if not data.strip(b"\x00\t\r\n "):
        refuse("empty_file", name)
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    if data[:8] == OLE_MAGIC:
        return "ole"
    for magic, en, ru in _KNOWN:
        if data.startswith(magic):
            refuse("not_a_workbook", name, what_en=en, what_ru=ru)
    _refuse_markup(data[:4096], name)
    return "text"


def _refuse_markup(head: bytes, name: str) -> None:
    """HTML and XML tables are often saved under the name .xls; the program that made them shows no
    difference."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")[2:]
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not head.startswith(b"<"):
        return
    if head.startswith(_HTML) or b"<html" in head:
        refuse("not_a_workbook", name, what_en="a web page (HTML)", what_ru="веб-страница (HTML)")
    if b"office:spreadsheet" in head:
        refuse("not_a_workbook", name, what_en="an XML table of 2003", what_ru="XML-таблица 2003 года")
    if head.startswith((b"<?xml", b"<!--", b"<!doctype")):
        refuse("not_a_workbook", name, what_en="an XML document", what_ru="документ XML")


def zip_kind(names: set[str], name: str) -> None:
    """Return quietly for an XLSX or XLSM container; raise `Refused` naming what the archive is otherwise."""
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        refuse("not_a_workbook", name, what_en="a binary workbook (XLSB)", what_ru="двоичная книга (XLSB)")
    if any(part.startswith("word/") for part in names):
        refuse("not_a_workbook", name, what_en="a text document (DOCX)", what_ru="текстовый документ (DOCX)")
    if any(part.startswith("ppt/") for part in names):
        refuse("not_a_workbook", name, what_en="a presentation (PPTX)", what_ru="презентация (PPTX)")
    if "content.xml" in names:
        refuse(
            "not_a_workbook",
            name,
            what_en="an OpenDocument file (ODS, ODT)",
            what_ru="файл OpenDocument (ODS, ODT)",
        )
    refuse("not_a_workbook", name, what_en="a ZIP archive", what_ru="архив ZIP")
