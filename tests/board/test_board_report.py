"""The execution report as a paper: what it says, in both forms and languages; and evidence filed by those who did it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document as Opened
from pypdf import PdfReader

from kadry.board import actions
from kadry.board.enums import AssignmentState
from kadry.board.models import Assignment, CoExecutor, Postponement
from kadry.trail.clock import now
from tests.factories import assignment, employer, need, signed

ADDRESS = "/board/meeting/2024-03-21/"


@pytest.fixture
def three(region):
    """One by a figure, postponed and helped with; one by a paper that was filed; one whose event has not come."""
    need(people=38)
    first = assignment(number=1, text_ru="Собрать потребность", target=40, controller_ru="Правительство области")
    CoExecutor.objects.create(assignment=first, office_ru="Отдел СПО")
    Postponement.objects.create(
        assignment=first, was=date(2026, 6, 1), becomes=date(2026, 9, 1), why="Станки задержаны", at=now()
    )
    second = assignment(number=2, evidence="Порядок опроса")
    actions.evidence_file(assignment=second, evidence="Приказ № 5", **signed())
    assignment(number=3, deadline=None, counted_from="minutes", counted_days=30)
    actions.assignments_check(region=region.pk, **signed())


def opened(client, kind: str) -> list[list[str]]:
    client.cookies["django_language"] = "ru"
    answer = client.get(ADDRESS, {"as": kind})
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    table = Opened(io.BytesIO(answer.content)).tables[0]
    return [[cell.text.replace("\xa0", " ") for cell in row.cells] for row in table.rows]


def test_each_row_says_what_of_whom_by_when_how_it_stands_and_on_which_fact(client, three):
    header, first, second, third = opened(client, "docx")
    assert len(header) == 6
    number, text, who, when, _state, fact = first
    assert (number, text) == ("1", "Собрать потребность")
    assert all(words in who for words in ("Правление союза промышленников", "Отдел СПО", "Правительство области"))
    assert all(words in when for words in ("01.09.2026", "01.06.2026", "Станки задержаны"))
    assert "38" in fact and "40" in fact and "15.06.2026" in fact
    assert "Приказ № 5" in second[5]
    assert "30" in third[3]


def test_the_pdf_says_the_same(client, three):
    client.cookies["django_language"] = "ru"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(client.get(ADDRESS, {"as": "pdf"}).content)).pages)
    assert "01.09.2026" in text and "38" in text


def test_no_other_form_is_found(client, three):
    assert client.get(ADDRESS, {"as": "exe"}).status_code == 404


# --- who did it files what shows it


@pytest.mark.parametrize(
    ("how", "may"), [("organisation", True), ("executor", True), ("co-executor", False), ("raiser", False), ("nobody", False)]
)
def test_those_who_answer_file_their_evidence_on_the_page_and_do_not_verify_it(client, someone, how, may):
    works = employer()
    hand = someone("employer", organisation=works)
    part = {"organisation": {"organisation": works}, "executor": {"executor": hand}, "raiser": {"raiser": works}}
    made = assignment(evidence="Порядок", **part.get(how, {}))
    if how == "co-executor":
        CoExecutor.objects.create(assignment=made, office_ru="Рубин", organisation=works)
    client.force_login(hand)
    answer = client.post(f"/board/assignments/{made.pk}/file/", {"evidence": "Приказ № 5"})
    assert answer.status_code == (302 if may else 404)
    after = Assignment.objects.get()
    assert (after.state == AssignmentState.FILED, after.filed_by == hand) == (may, may)
    assert client.post(f"/board/assignments/{made.pk}/verify/", {"ground": "сам"}).status_code == 404


def test_another_operator_verifies_what_an_operator_filed(someone, region):
    first, second = someone("operator"), someone("operator", email="second@example.invalid")
    made = assignment(evidence="Порядок")
    actions.evidence_file(assignment=made, evidence="Приказ № 5", **signed(first))
    with pytest.raises(actions.OwnEvidence):
        actions.assignment_verify(assignment=made, **signed(first))
    assert actions.assignment_verify(assignment=made, **signed(second)).state == AssignmentState.VERIFIED


def test_who_has_to_do_it_does_not_verify_it(someone, client, region):
    need(people=50)
    executor, other = someone("operator"), someone("operator", email="second@example.invalid")
    made = assignment(executor=executor)
    with pytest.raises(actions.OwnEvidence):
        actions.assignment_verify(assignment=made, **signed(executor))
    actions.assignments_check(region=region.pk, **signed())
    client.force_login(executor)
    page = client.get(f"/board/assignments/{made.pk}/").content.decode()
    assert f"/board/assignments/{made.pk}/verify/" not in page
    client.post(f"/board/assignments/{made.pk}/verify/", {"ground": "сам"})
    assert Assignment.objects.get().state == AssignmentState.ASSIGNED
    assert actions.assignment_verify(assignment=made, **signed(other)).state == AssignmentState.VERIFIED


def test_what_is_put_back_is_as_on_the_first_day_and_counts_as_no_rework(someone, region):
    chair, made = someone("chair"), assignment(evidence="Порядок")
    actions.evidence_file(assignment=made, evidence="Приказ № 5", **signed())
    actions.assignment_verify(assignment=made, **signed(chair))
    actions.assignment_off_control(assignment=made, **signed(chair))
    actions.assignment_put_back(assignment=made, **signed(chair))
    after = Assignment.objects.get()
    assert (after.state, after.filed, after.filed_by, after.filed_on) == (AssignmentState.ASSIGNED, "", None, None)
    assert (after.verified_on, after.off_control_on, after.sent_back) == (None, None, 0)
    for times in (1, 2):
        actions.evidence_file(assignment=made, evidence="Приказ № 5", **signed())
        actions.assignment_send_back(assignment=made, **signed(chair))
        assert Assignment.objects.get().sent_back == times
