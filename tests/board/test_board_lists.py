"""Lists, debt and matrix: pages over many assignments, as each reader has them."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kadry.board import actions
from kadry.board.enums import AssignmentState, Verdict
from kadry.board.models import Assignment, CoExecutor, Meeting, Postponement
from kadry.board.queries import debt
from kadry.board.queries.matrix import matrix
from kadry.registry.enums import ClusterRole
from kadry.trail import figures
from kadry.trail.clock import now
from tests.factories import assignment, cluster, college, employer, need, programme, signed

MARCH = date(2024, 3, 21)


def listed(client, view: str, **asked: str) -> set[str]:
    rows = client.get("/board/assignments/", {"view": view, **asked}).context["table"].rows
    return {row.record.text_ru for row in rows}


# --- lists


@pytest.fixture
def whose(region, someone):
    """One assignment for each way of having part in it, beside the enterprise's account and the operator's."""
    works, boss = employer(short_name="АК «Рубин»"), someone("operator")
    hand = someone("employer", organisation=works)
    assignment(text_ru="исполняю", executor=hand)
    assignment(text_ru="отвечаем", organisation=works)
    helped = assignment(text_ru="помогаем")
    CoExecutor.objects.create(assignment=helped, office_ru="АК «Рубин»", organisation=works)
    assignment(text_ru="подняли", raiser=works)
    assignment(text_ru="сделал", made_by=boss)
    assignment(text_ru="снято", raiser=works, organisation=works, state=AssignmentState.OFF_CONTROL)
    return {"employer": hand, "operator": boss}


ON_CONTROL = {"исполняю", "отвечаем", "помогаем", "подняли", "сделал"}


@pytest.mark.parametrize(
    ("who", "view", "expected"),
    [
        ("employer", "mine", {"исполняю", "отвечаем"}),
        ("employer", "organisation", {"отвечаем", "помогаем", "подняли"}),
        ("employer", "raised", {"подняли", "снято"}),
        ("employer", "made", set()),
        ("operator", "made", {"сделал"}),
        ("operator", "mine", set()),
        ("operator", "all", ON_CONTROL),
        ("operator", "archive", {"снято"}),
        (None, "all", ON_CONTROL),
        (None, "archive", {"снято"}),
        (None, "mine", ON_CONTROL),
        ("operator", "organisation", set()),
        ("employer", "nonsense", {"исполняю", "отвечаем"}),
    ],
)
def test_each_reader_has_their_own_lists_and_a_list_one_does_not_have_is_the_first_one(client, whose, who, view, expected):
    if who:
        client.force_login(whose[who])
    assert listed(client, view) == expected


def test_lists_are_narrowed_and_exported_as_they_are_seen(client, region):
    assignment(text_ru="поздно", deadline=date(2025, 1, 1), verdict=Verdict.LATE)
    assignment(text_ru="сделано", deadline=date(2025, 1, 1), verdict=Verdict.DONE)
    assignment(text_ru="другое", held_on=date(2025, 3, 1), responsible_ru="Министерство")
    assert listed(client, "all", overdue="yes") == {"поздно"}
    assert listed(client, "all", verdict="done") == {"сделано"}
    assert listed(client, "all", meeting="2025-03-01") == listed(client, "all", responsible="министер") == {"другое"}
    assert listed(client, "all", state="verified") == set()
    told = client.get("/board/assignments/", {"view": "all", "overdue": "yes", "_export": "csv"}).content.decode("utf-8-sig")
    assert "поздно" in told and "01.01.2025" in told and "сделано" not in told


def test_a_longer_list_costs_no_more_queries(client, region):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/board/assignments/?view=all").status_code == 200
        return len(queries)

    assignment()
    one = count()
    for _ in range(8):
        after = assignment(evidence="Порядок")
        assignment(deadline=None, counted_from="after", counted_days=3, counted_after=after)
    assert count() == one


def test_the_day_of_an_enterprise_counts_what_it_has_to_do_and_what_it_raised(client, someone):
    works = employer()
    for _ in range(2):
        assignment(organisation=works)
    assignment(raiser=works)
    client.force_login(someone("employer", organisation=works))
    counted = {task.url: task.reading.value for task in client.get("/day/").context["tasks"] if "board" in task.url}
    assert counted == {"/board/assignments/?view=mine": 2, "/board/assignments/?view=raised": 1}


# --- debt


@pytest.fixture
def owed(region, someone):
    """Four assignments: one overdue, one postponed and verified 10 days late, one twice sent back, one in good time."""
    chair = someone("chair")
    assignment(deadline=date(2026, 6, 1), verdict=Verdict.LATE, responsible_ru="Министерство")
    late = assignment(evidence="Порядок", filed="Приказ", state="filed", deadline=date(2026, 12, 1))
    Postponement.objects.create(assignment=late, was=date(2026, 6, 5), becomes=date(2026, 12, 1), why="Так", at=now())
    actions.assignment_verify(assignment=late, **signed(chair))
    assignment(sent_back=2, held_on=date(2025, 1, 1), verdict=Verdict.ON_TIME)
    assignment(verdict=Verdict.DONE)
    return late


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("board.on_control", 4),
        ("board.overdue", 1),
        ("board.to_verify", 1),
        ("board.reworked", 1),
        ("board.postponed", 1),
    ],
)
def test_each_total_of_the_debt_is_a_figure_that_opens(client, owed, key, value):
    reading = figures.read(key, figures.Scope.of(region="50"))
    assert reading.value == value == client.get(reading.address).context["reading"].value
    assert reading.address.replace("&", "&amp;") in client.get("/board/debt/").content.decode()


def test_the_debt_is_told_by_meeting_and_by_office(owed):
    meetings = {share.of: share.readings["board.on_control"].value for share in debt.by_meeting("50")}
    assert meetings == {date(2025, 1, 1): 1, MARCH: 3}
    offices = {share.of: share.readings["board.overdue"].value for share in debt.by_office("50")}
    assert offices == {"Министерство": 1, "Правление союза промышленников": 0}


def test_the_delay_runs_from_the_first_deadline(client, owed):
    (late,) = debt.delays(owed.region_id)
    assert (late.assignment, late.due_on, late.days) == (owed, date(2026, 6, 5), 10)
    assert "10" in BeautifulSoup(client.get("/board/debt/").content, "html.parser").select_one("#delay").parent.get_text()


@pytest.mark.parametrize(("days", "middle"), [([], None), ([7], 7), ([1, 30], 15.5), ([1, 2, 90], 2)])
def test_the_median_delay_is_the_middle_one_and_none_where_nobody_is_late(days, middle):
    late = [debt.Delay(Assignment(), MARCH, one) for one in days]
    assert debt.median_delay(late) == middle


def test_an_empty_debt_says_what_to_do(client, region):
    page = client.get("/board/debt/")
    assert page.status_code == 200 and 'href="/board/"' in page.content.decode()


# --- the matrix


@pytest.fixture
def clusters(region):
    """Two clusters: the first asks for 50 people, the second for 5; three assignments of three kinds."""
    big, small = employer(), employer()
    need(employer=big, people=50)
    need(employer=small, people=5, programme=programme("15.02.16"))
    made = {
        "big": cluster(big, name="Большой", year_opened=2022),
        "small": cluster(small, name="Малый", year_opened=2023),
        "by figure": assignment(target=40, number=1, text_ru="Собрать потребность"),
        "by paper": assignment(evidence="Порядок", filed="Приказ № 5", verdict=Verdict.DONE, number=2),
        "no clusters": assignment(figure="board.done", target=0, number=3),
    }
    return made | {"one cluster": assignment(target=5, number=4, scope=f"cluster={made['small'].pk}&region=50")}


def test_a_cell_is_the_figure_narrowed_to_its_cluster_and_empty_where_that_cannot_be_told(clusters, region):
    shown = matrix(region.pk, MARCH, None)
    cells = {cluster.name: [cell.text for cell in row] for cluster, row in shown.rows}
    assert cells == {"Большой": ["1", "", "", ""], "Малый": ["0", "", "", "1"]}
    assert shown.sums == [1, None, None, 1]
    assert shown.untold == [clusters["by paper"], clusters["no clusters"]]
    (cell, *_rest), _other = [row for _cluster, row in shown.rows]
    assert f"cluster={clusters['big'].pk}" in cell.address


def test_a_cluster_without_a_row_is_a_zero_and_a_sheet_that_has_not_come_tells_nothing(clusters, region):
    cluster(employer(), name="Пустой", year_opened=2024)
    assignment(figure="recruiting.hired", target=0, number=5)
    rows = {cluster.name: [cell.text for cell in row] for cluster, row in matrix(region.pk, MARCH, None).rows}
    assert rows["Пустой"] == ["0", "", "", "", ""]


def test_the_workbook_has_the_ministry_s_layout(client, clusters, region):
    Meeting.objects.create(region=region, held_on=MARCH, number="5", title_ru="Заседание")
    answer = client.get("/board/meeting/2024-03-21/matrix/?_export=xlsx")
    page = openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True).active
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    assert "5" in rows[0][4] and "21" in rows[0][4]  # number and day of the minutes
    assert rows[2][4] == "Собрать потребность"
    assert rows[4][4:] == [1, None, None, 1]  # the sum on the day
    assert rows[5][4:] == [1, 2, 3, 4]  # numbers of the assignments
    first, second = clusters["big"], clusters["small"]
    assert rows[6] == [1, str(first.industry), str(region), first.grantee.name, 1, None, None, None]
    assert rows[7] == [2, str(second.industry), str(region), second.grantee.name, 0, None, None, 1]
    formulas = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert formulas["E5"].value == "=SUM(E7:E8)"


def test_the_page_shows_the_same_table_and_names_what_cannot_be_told(client, clusters):
    page = BeautifulSoup(client.get("/board/meeting/2024-03-21/matrix/").content, "html.parser")
    texts = [[cell.get_text(strip=True) for cell in row.find_all("td")][2:] for row in page.select("tbody tr")]
    assert texts == [["1", "—", "—", "—"], ["0", "—", "—", "1"], ["1", "—", "—", "1"]]
    assert "2, 3" in page.select_one(".k-notice--unknown").get_text()
    assert client.get("/board/meeting/2020-01-01/matrix/").status_code == 404


def test_more_clusters_with_rows_cost_the_matrix_no_more_queries(clusters, region):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            matrix(region.pk, MARCH, None)
        return len(queries)

    before = count()
    for number in range(5):
        works = employer()
        need(employer=works)
        cluster(works, college(), role=ClusterRole.PARTNER, name=f"Ещё {number}", year_opened=2024)
    assert count() == before
