"""One content, two forms: every word given is in the DOCX and in the PDF, as text and never as markup."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import date, datetime

import docx
import pypdf
import pytest
import time_machine
from django.http import Http404
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.exchange.documents import (
    Block,
    Check,
    Document,
    Facts,
    Heading,
    Items,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Space,
    Table,
    blank,
    docx_of,
    pdf_of,
)
from kadry.exchange.documents.content import plain
from kadry.exchange.documents.response import attachment, download

DAY = date(2024, 3, 21)
LONG_NAME = "Акционерное общество «Научно-производственная корпорация “Точные станки”», " + "филиал в городе " * 8
NASTY = (
    "#panic(1) *жирно* _курсив_ $x^2$ <b>тег</b> &amp; \\ ` @ссылка = - + / «ёлочки» “лапки” 'так' \"сяк\"",
    ']#import "x": * ; {{ имя }} {% load %} <w:p/> ]]> <!-- \\u{1} \\n // --',
    LONG_NAME,
    "д" * 100,
    "https://example.org/" + "a1-" * 60,
)
ENDINGS = (
    *("заголовок", "тире", "номер", "надпись", "значение", "справка"),
    *("столбец", "ячейка", "должность", "имя", "примечание"),
)
LETTERS = st.text("абвгдёжщъэюяАБЁЯabcxyzXYZ0189#*$<>\\«»“”„—–-_`'\"@&%№[]{}()=+~^|/:;.,!? \u00a0", min_size=1, max_size=60)
EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def every_block(text: str) -> list[Block]:
    return [
        Heading(text + " заголовок"),
        Paragraph(("начало ", Run(text, bold=True), blank(5), " конец")),
        Items([text + " тире", "второе"]),
        Items([text + " номер", "второй"], numbered=True),
        Facts([(text + " надпись", text + " значение")]),
        Check([text + " справка"]),
        Table(("№", text + " столбец"), [("1", text + " ячейка")], align=("right", "left")),
        Space(),
        Signatures([(text + " должность", text + " имя")]),
        Note(text + " примечание"),
        PageBreak(),
        Paragraph(text + " последнее"),
    ]


def minutes(text: str = "Повестка", **changed) -> Document:
    facts = {"number": "5", "day": DAY, "draft_mark": "ПРОЕКТ", "corner": "УТВЕРЖДАЮ\nминистр"} | changed
    return Document(f"ПРОТОКОЛ\n{text}", every_block(text), **facts)


def opened(document: Document):
    return docx.Document(io.BytesIO(docx_of(document)))


def read(document: Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_of(document)))


def lines_of_docx(document: Document) -> list[str]:
    """Every paragraph as Word's reader says it, in tables and in the header too."""
    word = opened(document)
    body = [docx.text.paragraph.Paragraph(each, word) for each in word.element.body.iter(qn("w:p"))]
    return [paragraph.text for paragraph in [*word.sections[0].header.paragraphs, *body]]


def text_of_pdf(document: Document) -> str:
    return "\n".join(page.extract_text() for page in read(document).pages)


def letters(text: str) -> str:
    """Without what the end of a line may add or take away."""
    return re.sub(r"[\s\u200b\u00ad\u2010-]", "", text)


@EXAMPLES
@given(st.lists(LETTERS, min_size=1, max_size=8))
def test_every_word_is_in_both_forms(texts: list[str]) -> None:
    document = Document(texts[0], [Paragraph(text) for text in texts] + [Table(texts, [texts])], corner=texts[-1])
    lines = lines_of_docx(document)
    printed = letters(text_of_pdf(document))
    for text in texts:
        assert lines.count(text) >= 3
        assert printed.count(letters(text)) >= 3


@pytest.mark.parametrize("text", NASTY)
def test_a_text_is_never_markup_in_any_block(text: str) -> None:
    document = minutes(text, number=text, draft_mark="ПРОЕКТ " + text[:20])
    lines = " ".join(lines_of_docx(document))
    printed = letters(text_of_pdf(document))
    for ending in ENDINGS:
        assert f"{text} {ending}" in lines
        assert letters(text + ending) in printed


@pytest.mark.parametrize(
    ("block", "fits"),
    [
        (Paragraph("x" * 300), 80),
        (Items(["x" * 300]), 80),
        (Facts([("x" * 300, "")]), 32),
        (Signatures([("ivan.ivanovich.ivanov@example.org" * 2, "")]), 40),
        (Table(("а", "б"), [("5001007322590000" * 9, "")], widths=(1, 4)), 20),
        (Table(("а", "б"), [("Высококвалифицированными", "")], widths=(1, 6)), 14),
    ],
)
def test_no_word_runs_out_of_its_place(block: Block, fits: int) -> None:
    assert max(len(line) for line in text_of_pdf(Document("т", [block])).replace("\u200b", "").splitlines()) <= fits


def test_a_row_longer_than_a_page_is_not_cut() -> None:
    text = " ".join(f"слово{number}" for number in range(3000))
    assert letters("слово2999") in letters(text_of_pdf(Document("Отчёт", [Table(("Текст",), [(text,)])])))


@pytest.mark.parametrize("write", [docx_of, pdf_of])
def test_the_same_content_gives_the_same_bytes(write) -> None:
    with time_machine.travel("2026-01-01"):
        first = write(minutes())
    with time_machine.travel("2027-07-07"):
        assert write(minutes()) == first
    assert write(minutes(number="6")) != first


def test_both_forms_are_of_the_day_of_the_document() -> None:
    assert opened(minutes()).core_properties.created.replace(tzinfo=None) == datetime(2024, 3, 21)
    assert read(minutes()).metadata.creation_date.date() == DAY
    assert opened(minutes(day=None)).core_properties.created is None


def test_an_office_sheet() -> None:
    """A4 with the margins of an office letter, in both forms."""
    page = opened(minutes()).sections[0]
    margins = [page.left_margin, page.right_margin, page.top_margin, page.bottom_margin]
    assert [round(margin / Cm(1), 1) for margin in margins] == [3, 1.5, 2, 2]
    assert [round(side / Cm(1), 1) for side in (page.page_width, page.page_height)] == [21, 29.7]
    assert [round(float(side)) for side in read(minutes()).pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize(("language", "locale"), [("ru", "ru-RU"), ("en", "en-GB")])
def test_the_language_is_told_for_spelling(language: str, locale: str) -> None:
    document = minutes(language=language)
    assert opened(document).styles.element.xpath("w:docDefaults//w:lang/@w:val") == [locale]
    assert read(document).root_object["/Lang"] == language


def test_day_and_number_in_words() -> None:
    assert "21\u00a0марта\u00a02024\u00a0г.\t№\u00a05" in lines_of_docx(minutes())
    assert "21\u00a0March\u00a02024\tNo.\u00a05" in lines_of_docx(minutes(language="en"))
    assert "\t№\u00a05" in lines_of_docx(minutes(day=None))
    assert not [line for line in lines_of_docx(minutes(day=None, number="")) if "\t" in line and "☐" not in line]


@pytest.mark.parametrize("day", [DAY, None])
def test_the_pdf_is_archival(day: date | None) -> None:
    told = read(minutes(day=day)).xmp_metadata
    assert (told.pdfaid_part, told.pdfaid_conformance) == ("2", "B")


def test_only_fonts_of_the_project_are_in_the_pdf() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in read(minutes()).pages
        for font in page["/Resources"]["/Font"].values()
    }
    # DejaVu, which typst brings with it, has the box to tick.
    assert {re.split("[-,]", font)[0] for font in fonts} == {"PTSerif", "PTSans", "DejaVuSansMono"}


def test_a_letter_no_font_has_loses_the_mark_of_an_archive_but_no_document() -> None:
    document = Document("Отзыв", [Paragraph("Спасибо 😀 中文 всем")])
    assert "всем" in text_of_pdf(document)
    assert read(document).xmp_metadata is None or read(document).xmp_metadata.pdfaid_part is None
    assert "Спасибо 😀 中文 всем" in lines_of_docx(document)


def test_what_cannot_be_printed_is_left_out() -> None:
    given_text = "a\x00b\x1b\ud800\uffff\u202eв\r\nг\u2028д\tе"
    assert plain(given_text) == "abв\nг\nд е"
    assert "abв\nг\nд е" in lines_of_docx(Document("т", [Paragraph(given_text)]))
    assert text_of_pdf(Document("т", [Paragraph(given_text)])).splitlines()[1:4] == ["abв", "г", "д е"]


def test_a_blank_is_an_underlined_gap_in_both_forms() -> None:
    run = opened(Document("т", [Paragraph(("ИНН ", blank(12)))])).paragraphs[1].runs[1]
    assert run.underline and run.text.count("\u200b") == 12 and not run.text.replace("\u200b", "").strip()

    def lines_drawn(document: Document) -> int:
        return read(document).pages[0].get_contents().get_data().count(b"/Artifact<</Type/Layout>>")

    assert lines_drawn(Document("т", [Paragraph(("ИНН ", blank(12)))])) == 12
    assert lines_drawn(Document("т", [Paragraph("ИНН ")])) == 0


def test_each_numbered_list_begins_at_one() -> None:
    document = Document("т", [Items(["первый", "второй"], numbered=True), Paragraph("и"), Items(["снова"], numbered=True)])
    assert re.findall(r"\d\.", text_of_pdf(document)) == ["1.", "2.", "1."]
    numbering = opened(document).part.numbering_part.element
    lists = [
        paragraph._p.pPr.numPr.numId.val for paragraph in opened(document).paragraphs if paragraph.style.name == "List Paragraph"
    ]
    assert lists[0] == lists[1] != lists[2]
    assert [override.startOverride.val for override in numbering.num_having_numId(lists[2]).lvlOverride_lst] == [1]


def test_a_long_table_repeats_its_header_and_keeps_its_rows_whole() -> None:
    rows = [(str(number), "Строка таблицы " * 20) for number in range(40)]
    document = Document("т", [Table(("№", "Предприятие"), rows)])
    pages = [page.extract_text() for page in read(document).pages]
    assert len(pages) > 2 and all("Предприятие" in page for page in pages)
    table = opened(document).tables[0]._tbl
    assert len(table.xpath("w:tr[1]/w:trPr/w:tblHeader")) == len(table.xpath("w:tr/w:trPr/w:tblHeader")) == 1
    assert len(table.xpath("w:tr/w:trPr/w:cantSplit")) == 41


def test_word_finds_no_damage() -> None:
    """Two tables are kept apart, a table has rows, and the body ends with a paragraph."""
    document = Document("т", [Facts([]), Signatures([]), Facts([("а", "б")]), Table(("в",), []), Signatures([("г", "д")])])
    body = [child.tag.rpartition("}")[2] for child in opened(document).element.body]
    assert body == ["p", "tbl", "p", "tbl", "p", "tbl", "p", "sectPr"]
    assert all(table._tbl.tr_lst for table in opened(document).tables)


def test_the_draft_mark_is_on_every_page() -> None:
    assert all("ПРОЕКТ" in page.extract_text() for page in read(minutes()).pages)
    assert "ПРОЕКТ" not in text_of_pdf(minutes(draft_mark=""))
    assert opened(minutes()).sections[0].header.paragraphs[0].text == "ПРОЕКТ"


def test_pages_are_numbered() -> None:
    assert [page.extract_text().splitlines()[-1] for page in read(minutes()).pages] == ["1 / 2", "2 / 2"]
    fields = opened(minutes()).sections[0].footer._element.xpath("//w:fldSimple/@w:instr")
    assert [field.strip() for field in fields] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Table(("а", "б"), [("1", "2"), ("1",)]), "Row 2 of the table has 1 cells; its header has 2."),
        (lambda: Table((), []), "at least one column"),
        (lambda: Table(("а",), [], widths=(1, 2)), "widths of the table has 2 values; its header has 1."),
        (lambda: Table(("а",), [], align=()), "align of the table has 0 values"),
        (lambda: Heading("а", 4), "level 1, 2 or 3, not 4"),
        (lambda: Document("а", [], language="fr"), "one of ru, en, not in 'fr'"),
    ],
)
def test_what_cannot_be_laid_out_is_refused_in_words(make, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        make()


def test_columns_are_as_wide_as_their_texts() -> None:
    number, name, day = Table(("№", "Предприятие", "Срок"), [("1", LONG_NAME, "01.09.2026")]).shares
    assert number < day < name and number + day + name == pytest.approx(1)
    assert Table(("а", "б"), [], widths=(3, 1)).shares == (0.75, 0.25)


def test_documents_are_written_without_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from kadry.exchange import calendars\n"
        "from kadry.exchange.documents import Document, docx_of, pdf_of\n"
        "print(docx_of(Document('т', []))[:2], pdf_of(Document('т', []))[:4])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "b'PK' b'%PDF'"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Протокол № 5", "filename*=utf-8''%D0%9F%D1%80%D0%BE%D1%82%D0%BE%D0%BA%D0%BE%D0%BB%20%E2%84%96%205.pdf"),
        ("minutes", 'filename="minutes.pdf"'),
        ('../a\\b:"c"\r\nX-Evil: 1', 'filename="a b c X-Evil 1.pdf"'),
        (" . ", 'filename="file.pdf"'),
        ("a" * 300, f'filename="{"a" * 100}.pdf"'),
    ],
)
def test_a_file_keeps_its_name(name: str, kept: str) -> None:
    assert attachment(b"", "pdf", name)["Content-Disposition"] == f"attachment; {kept}"


def test_a_download_is_a_file_and_is_kept_nowhere_on_the_way() -> None:
    answer = download(minutes(), "docx", "Протокол")
    assert answer.content == docx_of(minutes())
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"
    assert download(minutes(), "pdf", "Протокол").content.startswith(b"%PDF")
    with pytest.raises(Http404):
        download(minutes(), "exe", "Протокол")
