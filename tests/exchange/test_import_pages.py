"""Workbooks over HTTP: sent in, looked at, stored, taken back, given back marked."""

from __future__ import annotations

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kadry.demand.models import Need
from kadry.exchange.enums import ImportState
from kadry.exchange.models import Import
from kadry.exchange.sheets import all_sheets
from kadry.people.enums import Role
from kadry.trail.models import PersonalView
from tests.factories import NEED_HEADINGS, employer, need_row, needs_book, take, workbook


@pytest.fixture
def works(region):
    return employer(name="АО «Рубин (вымышленное)»")


@pytest.fixture
def owner(works, someone):
    return someone(Role.EMPLOYER, organisation=works)


def _client(user=None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def _file(data: bytes, name: str = "needs.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_workbook_is_sent_in_looked_at_stored_and_taken_back(works, owner):
    client = _client(owner)
    answer = client.post("/imports/", {"files": [_file(needs_book(need_row(works), need_row(works, people="много", year=2028)))]})
    taken = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/imports/{taken.pk}/")
    assert (taken.state, Need.objects.count()) == (ImportState.CHECKED, 0)

    page = BeautifulSoup(client.get(f"/imports/{taken.pk}/").content, "html.parser")
    assert page.select_one(f'form[action="/imports/{taken.pk}/store/"]')
    assert not page.select_one(f'form[action="/imports/{taken.pk}/take-back/"]')
    assert "много" in page.get_text()

    assert client.post(f"/imports/{taken.pk}/store/").status_code == 302
    assert Need.objects.get().people == 12
    page = BeautifulSoup(client.get(f"/imports/{taken.pk}/").content, "html.parser")
    assert page.select_one(f'form[action="/imports/{taken.pk}/take-back/"]')

    assert client.post(f"/imports/{taken.pk}/take-back/").status_code == 302
    assert not Need.objects.exists()
    assert Import.objects.get().state == ImportState.TAKEN_BACK


def test_many_files_go_in_at_once(works, owner):
    files = [_file(needs_book(need_row(works, year=year)), f"{year}.xlsx") for year in (2027, 2028, 2029)]
    answer = _client(owner).post("/imports/", {"files": files})
    assert answer["Location"] == "/imports/"
    assert sorted(Import.objects.values_list("filename", flat=True)) == ["2027.xlsx", "2028.xlsx", "2029.xlsx"]


def test_sending_nothing_is_said_in_the_form(owner):
    answer = _client(owner).post("/imports/", {"csrfmiddlewaretoken": "as every browser sends it"})
    assert answer.status_code == 400
    assert BeautifulSoup(answer.content, "html.parser").select_one("[role=alert]")


def test_a_refused_file_says_why_in_the_reader_s_language(owner):
    client = _client(owner)
    client.post("/imports/", {"files": [_file(b"%PDF-1.7 not a table", "letter.pdf")]})
    taken = Import.objects.get()
    client.cookies["django_language"] = "ru"
    assert "Ничего не сохранено" in client.get(f"/imports/{taken.pk}/").content.decode()
    client.cookies["django_language"] = "en"
    assert "Nothing was stored" in client.get(f"/imports/{taken.pk}/").content.decode()
    assert client.get(f"/imports/{taken.pk}/marked.xlsx").status_code == 404


@pytest.mark.parametrize("state", [ImportState.STORED, ImportState.TAKEN_BACK])
def test_storing_what_has_moved_on_is_told_and_changes_nothing(works, owner, state):
    client = _client(owner)
    taken = take(needs_book(need_row(works)), by=owner)
    if state == ImportState.TAKEN_BACK:
        client.post(f"/imports/{taken.pk}/take-back/")
    client.get("/imports/")  # what was said before has been read
    answer = client.post(f"/imports/{taken.pk}/store/", follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Import.objects.get().state == state


def test_why_an_import_cannot_be_taken_back_is_told_on_its_page(works, owner):
    client = _client(owner)
    first = take(needs_book(need_row(works)), by=owner)
    take(needs_book(need_row(works, people=30)), by=owner)
    answer = client.post(f"/imports/{first.pk}/take-back/", follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Need.objects.get().people == 30


# --- whose import


@pytest.mark.parametrize("address", ["/imports/{}/", "/imports/{}/marked.xlsx"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("operator", 200), ("auditor", 200), ("another employer", 404), ("coordinator", 404), ("student", 404), ("chair", 404)],
)
def test_an_import_opens_to_whoever_sent_it_operator_and_auditor(works, owner, cast, address, who, status):
    taken = take(needs_book(need_row(works)), by=owner)
    assert _client(owner).get(address.format(taken.pk)).status_code == 200
    assert _client(cast[who]).get(address.format(taken.pk)).status_code == status


@pytest.mark.parametrize("act", ["store", "take-back"])
@pytest.mark.parametrize("who", ["another employer", "coordinator", "auditor", "student", "chair", "union"])
def test_nobody_else_stores_it_or_takes_it_back(works, owner, cast, who, act):
    taken = take(needs_book(need_row(works)), by=owner, dry=act == "store")
    assert _client(cast[who]).post(f"/imports/{taken.pk}/{act}/").status_code == 404
    assert Import.objects.get().state == taken.state


def test_a_stranger_is_sent_to_sign_in(works, owner):
    taken = take(needs_book(need_row(works)), by=owner)
    for address in ("/imports/", f"/imports/{taken.pk}/", f"/imports/{taken.pk}/marked.xlsx", "/imports/blank/needs.xlsx"):
        answer = _client().get(address)
        assert (answer.status_code, answer["Location"].startswith("/sign-in/?next=")) == (302, True)
    assert _client().post("/imports/", {"files": [_file(needs_book(need_row(works)))]}).status_code == 302
    assert Import.objects.count() == 1


def test_the_list_shows_an_employer_only_what_it_sent(works, owner, cast):
    take(needs_book(need_row(works)), by=owner, filename="own.xlsx")
    take(needs_book(need_row(works)), by=cast["operator"], filename="of the region.xlsx")
    assert "of the region.xlsx" not in _client(owner).get("/imports/").content.decode()
    both = _client(cast["auditor"]).get("/imports/").content.decode()
    assert "own.xlsx" in both
    assert "of the region.xlsx" in both


def test_the_auditor_reads_but_is_offered_nothing_to_send_or_change(works, cast):
    taken = take(needs_book(need_row(works)))
    client = _client(cast["auditor"])
    assert 'type="file"' not in client.get("/imports/").content.decode()
    assert f"/imports/{taken.pk}/take-back/" not in client.get(f"/imports/{taken.pk}/").content.decode()
    assert client.post("/imports/", {"files": [_file(needs_book(need_row(works)))]}).status_code == 404


# --- marked, blank


def test_the_marked_workbook_opens_and_holds_the_marks_beside_the_cells(works, owner):
    taken = take(needs_book(need_row(works), need_row(works, people="много", year=2028)), by=owner, dry=True)
    client = _client(owner)
    client.cookies["django_language"] = "ru"
    answer = client.get(f"/imports/{taken.pk}/marked.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book["Потребность"]
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    comments = [cell.comment.text for row in page.iter_rows() for cell in row if cell.comment]
    assert page["F3"].value == "много"
    assert any("не число" in text for text in (*texts, *comments))
    assert PersonalView.objects.filter(path=f"/imports/{taken.pk}/marked.xlsx").exists()


def test_the_marked_workbook_of_faulty_rows_leaves_the_good_ones_out(works, owner):
    taken = take(needs_book(need_row(works), need_row(works, people="много", year=2028)), by=owner, dry=True)
    answer = _client(owner).get(f"/imports/{taken.pk}/marked.xlsx?only=faulty")
    page = openpyxl.load_workbook(io.BytesIO(answer.content))["Потребность"]
    assert [row[5].value for row in page.iter_rows(min_row=2) if row[5].value] == ["много"]


def test_a_marked_workbook_may_be_mended_and_sent_in_again(works, owner):
    taken = take(needs_book(need_row(works, people="много")), by=owner, dry=True)
    client = _client(owner)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/imports/{taken.pk}/marked.xlsx").content))
    book["Потребность"]["F2"] = 9
    mended = io.BytesIO()
    book.save(mended)
    again = take(mended.getvalue(), by=owner)
    assert (Need.objects.get().people, again.sheets.get().faulty) == (9, 0)


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.key)
def test_a_blank_sheet_is_recognised_as_what_it_is_when_it_comes_back(region, sheet):
    from kadry.exchange.blank import blank_workbook

    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(sheet)))
    book.active.append(["x"] * len(sheet.columns))
    filled = io.BytesIO()
    book.save(filled)
    taken = take(filled.getvalue(), dry=True)
    assert [(one.kind, one.rows, one.extra_columns) for one in taken.sheets.all()] == [(sheet.key, 1, [])]


@pytest.mark.parametrize("key", ["colleges", "nothing"])
def test_a_blank_of_a_sheet_one_may_not_bring_does_not_exist(owner, key):
    assert _client(owner).get(f"/imports/blank/{key}.xlsx").status_code == 404


def test_every_problem_stands_on_some_page(works, owner):
    rows = [need_row(works, year=2027 + at, people="много") for at in range(60)]
    taken = take(workbook({"Потребность": [NEED_HEADINGS, *rows]}), by=owner, dry=True)
    client = _client(owner)
    seen = [row for page in (1, 2, 3) for row in client.get(f"/imports/{taken.pk}/?page={page}").context["part"]]
    assert len({problem.pk for problem in seen}) >= 60
