"""The ground of papers: what is taken in and what is not, once and whole on the disk, gone when no room needs it."""

from __future__ import annotations

import zipfile
from contextlib import closing

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection
from django.forms import Form
from django.http import Http404
from django.utils import translation

from kadry.board import actions as board
from kadry.board import papers as board_papers
from kadry.board.models import Paper as BoardPaper
from kadry.exchange import kept, papers
from kadry.exchange.enums import PaperKind
from kadry.exchange.forms import PaperField
from kadry.exchange.papers import NotAPaper, Shelf
from kadry.exchange.reading.refusals import MEBIBYTE
from kadry.exchange.reading.sniffing import OLE_MAGIC
from kadry.experience import actions as experience
from kadry.experience import papers as experience_papers
from kadry.experience.models import Paper as CasePaper
from tests.board.builders import meeting, question
from tests.exchange.paper_files import JPEG, PDF, PNG, SLIDES, TYPES, WORD, archive, office, read, types, upload
from tests.factories import case, signed, workbook

MOST = 2 * MEBIBYTE
SHELF = Shelf(CasePaper, kinds=tuple(PaperKind), most=MOST)
ONLY_PDF = Shelf(CasePaper, kinds=(PaperKind.PDF,), most=MOST)

KINDS = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "docx": office(WORD),
    "xlsx": workbook({"Лист": [["a"]]}),
    "pptx": office(SLIDES),
}


# --- what a file is


@pytest.mark.parametrize("kind", PaperKind.values)
@pytest.mark.parametrize("name", ["план", "план.exe", "../../план.html"])
def test_a_file_is_known_by_its_content_whatever_its_name(kind, name):
    assert SHELF.check(upload(KINDS[kind], name)) == kind


def test_a_word_document_may_call_its_main_part_as_it_likes():
    assert SHELF.check(upload(archive({TYPES: types(WORD), "word/document2.xml": "<xml/>"}))) == PaperKind.DOCX


def test_what_signs_a_pdf_may_put_its_marks_behind_the_end():
    assert SHELF.check(upload(PDF + b"\0" * 1000)) == PaperKind.PDF


MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
WRONG = {
    "nothing": (b"", "empty_file"),
    "one byte too many": (PDF + b"\0" * (MOST - len(PDF) + 1), "too_large"),
    "a page with a script": (b"<html><script>alert(1)</script></html>", "unknown_kind"),
    "a drawing that may hold a script": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_kind"),
    "a page after the head of a pdf": (b"%PDF-1.7\n<html><script>alert(1)</script></html>", "damaged"),
    "a pdf after something else": (b"GIF89a" + PDF, "unknown_kind"),
    "a pdf cut off": (PDF[:-7], "damaged"),
    "a program": (b"MZ\x90\0", "unknown_kind"),
    "text": ("Договор".encode(), "unknown_kind"),
    "an old document, or one with a password": (OLE_MAGIC + b"\0" * 100, "old_office"),
    "a plain archive": (archive({"readme.txt": "a"}), "unknown_kind"),
    "an open document": (archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "unknown_kind"),
    "an archive cut off": (KINDS["docx"][:40], "damaged"),
    "an archive of nothing but its head": (b"PK\x03\x04", "damaged"),
    "a document with macros": (office(MACRO_WORD), "macro"),
    "macros in other letters": (office(WORD, "application/vnd.ms-office.VBAPROJECT"), "macro"),
    "macros spelled by their numbers": (office(MACRO_WORD.replace("m", "&#109;")), "macro"),
    "macros in two bytes a letter": (archive({TYPES: types(MACRO_WORD).encode("utf-16")}), "macro"),
    "macros only lying there": (office(WORD, **{"word/vbaProject.bin": b"\1"}), "macro"),
    "a sheet of old macros": (office("application/vnd.ms-excel.macrosheet+xml"), "macro"),
    "a workbook with macros inside": (office(WORD, "application/vnd.ms-excel.sheet.macroEnabled.12"), "macro"),
    "two lists of contents": (archive({TYPES: types(WORD), TYPES.upper(): types(WORD)}), "damaged"),
    "a list with entities of its own": (archive({TYPES: f'<!DOCTYPE a [<!ENTITY m "x">]>{types(WORD)}'}), "damaged"),
    "a list that is no list": (archive({TYPES: "<Types><"}), "damaged"),
    "a list that unpacks to very much": (archive({TYPES: types(WORD) + " " * 50 * MEBIBYTE}), "damaged"),
}


@pytest.mark.parametrize("why", WRONG)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_no_paper_is_refused_by_its_name_with_what_is_wrong_and_the_cure(why, language):
    data, code = WRONG[why]
    with translation.override(language), pytest.raises(NotAPaper) as refusal:
        SHELF.check(upload(data, "План мастерской.pdf"))
    assert refusal.value.code == code
    (told,) = refusal.value.messages
    assert "План мастерской.pdf" in told
    assert told.count(". ") >= 1 and "%" not in told


def test_only_the_list_of_contents_is_unpacked_and_no_bomb_beside_it(monkeypatch):
    bomb = archive({TYPES: types(WORD), "word/document.xml": b" " * 50 * MEBIBYTE})
    opened, unpack = [], zipfile.ZipFile.open
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda self, part: opened.append(part.filename) or unpack(self, part))
    assert SHELF.check(upload(bomb)) == PaperKind.DOCX
    assert opened == [TYPES]


def test_a_kind_a_room_does_not_take_is_refused_with_those_it_takes():
    with pytest.raises(NotAPaper) as refusal:
        ONLY_PDF.check(upload(PNG, "снимок.png"))
    assert refusal.value.code == "unknown_kind" and "PDF" in refusal.value.messages[0]


def test_the_rooms_take_what_they_always_took():
    assert set(board_papers.SHELF.kinds) == {"pdf", "docx", "xlsx", "pptx"}
    assert set(experience_papers.SHELF.kinds) == set(PaperKind.values)
    assert (board_papers.SHELF.most, experience_papers.SHELF.most) == (20 * MEBIBYTE, 10 * MEBIBYTE)


# --- the form


class OnePaper(Form):
    file = PaperField(ONLY_PDF, label="Файл", hint="Без тайн.")


def test_the_field_says_what_it_takes_in_the_readers_language():
    with translation.override("en"):
        assert OnePaper().fields["file"].help_text == "PDF, at most 2 MB. Без тайн."
    assert OnePaper().fields["file"].help_text.startswith("PDF")
    asked = BeautifulSoup(str(OnePaper()["file"]), "html.parser").input
    assert asked["accept"] == ".pdf,application/pdf"


@pytest.mark.parametrize(("data", "code"), [(b"", "empty_file"), (PNG, "unknown_kind"), (b"%PDF-", "damaged")])
def test_the_field_tells_what_is_wrong_in_the_words_of_papers(data, code):
    form = OnePaper({}, {"file": upload(data)})
    assert form.errors.as_data()["file"][0].code == code
    assert OnePaper({}, {}).errors.as_data()["file"][0].code == "required"


def test_a_good_file_comes_through_the_field_as_it_came():
    form = OnePaper({}, {"file": upload(PDF)})
    assert form.is_valid() and kept.digest_of(form.cleaned_data["file"]) == kept.digest_of(ContentFile(PDF))


# --- on the disk


def test_a_large_upload_is_kept_whole():
    with closing(TemporaryUploadedFile("план.pdf", "application/pdf", len(PDF), None)) as file:
        file.write(PDF)
        taken = SHELF.take(file)
        taken.keep()
    with default_storage.open(taken.name) as found:
        assert found.read() == PDF
    assert taken.name == f"papers/{taken.digest}"
    default_storage.delete(taken.name)


def test_a_part_left_by_a_full_disk_is_mended_by_the_next_upload():
    taken = SHELF.take(upload(PDF + b"mended"))
    default_storage.save(taken.name, ContentFile(PDF[:5]))
    taken.keep()
    with default_storage.open(taken.name) as found:
        assert found.read() == PDF + b"mended"
    default_storage.delete(taken.name)


def _to_board(data: bytes) -> BoardPaper:
    return board.paper_add(item=question(meeting()), title="План", upload=upload(data), **signed())


def _to_case(data: bytes) -> CasePaper:
    return experience.paper_add(case=case(), title="План", upload=upload(data), **signed())


REMOVES = {BoardPaper: board.paper_remove, CasePaper: experience.paper_remove}


@pytest.mark.parametrize("first_removed", REMOVES)
def test_what_one_room_lets_go_another_room_keeps(region, django_capture_on_commit_callbacks, first_removed):
    rows = {type(row): row for row in (_to_board(PDF + b"shared"), _to_case(PDF + b"shared"))}
    (name,) = {row.file for row in rows.values()}
    last = next(model for model in rows if model is not first_removed)
    for model, stays in ((first_removed, True), (last, False)):
        with django_capture_on_commit_callbacks(execute=True):
            REMOVES[model](paper=rows[model], **signed())
        assert default_storage.exists(name) is stays


def test_a_file_goes_only_once_what_let_it_go_is_done(region, django_capture_on_commit_callbacks):
    row = _to_case(PDF + b"waits")
    with django_capture_on_commit_callbacks() as waiting:
        experience.paper_remove(paper=row, **signed())
    assert default_storage.exists(row.file)
    _to_board(PDF + b"waits")  # the same file comes in between
    for run in waiting:
        run()
    assert default_storage.exists(row.file)


def test_the_question_and_the_deed_are_one_transaction(db, monkeypatch):
    seen = []
    monkeypatch.setattr(default_storage, "delete", lambda name: seen.append((name, len(connection.savepoint_ids))))
    outside = len(connection.savepoint_ids)
    papers._discard(["papers/none"])
    assert seen == [("papers/none", outside + 1)]


def test_a_row_that_is_refused_leaves_no_file(region):
    data = PDF + b"refused"
    with pytest.raises(ValidationError):
        experience.paper_add(case=case(), title="", upload=upload(data), **signed())
    with pytest.raises(ValidationError):
        board.paper_add(item=question(meeting()), title="я" * 201, upload=upload(data), **signed())
    assert not default_storage.exists(f"papers/{kept.digest_of(ContentFile(data))}")


# --- opened


@pytest.mark.parametrize("kind", PaperKind.values)
def test_a_paper_is_a_download_whatever_is_in_it(db, kind):
    taken = SHELF.take(upload(KINDS[kind] + b"<html><script>"))
    taken.keep()
    answer = papers.response(taken.name, kind, "План «Рубина»: ../этап 1")
    assert read(answer).endswith(b"<html><script>")
    assert answer["Content-Type"].startswith(("application/", "image/")) and "html" not in answer["Content-Type"]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9F")
    assert answer["Content-Disposition"].endswith(f".{kind}") and "/" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"
    default_storage.delete(taken.name)


def test_a_paper_gone_from_the_disk_is_not_found():
    with pytest.raises(Http404):
        papers.response("papers/none", "pdf", "План")
