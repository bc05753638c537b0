"""Pages and figures of places, the sheet of coefficients."""

from __future__ import annotations

import pytest

from kadry.people.enums import Role
from kadry.planning.models import Coefficient, Plan, PlanRow
from kadry.trail import figures
from kadry.trail.models import Event
from tests.factories import cluster, employer, need, take, workbook
from tests.planning.makers import groups, taught

SIGNED_IN = [Role.OPERATOR, Role.AUDITOR, Role.CHAIR, Role.UNION, Role.COORDINATOR, Role.EMPLOYER]
FIGURES = ("planning.places", "planning.groups", "planning.workers", "planning.change", "planning.shared")
HEADINGS = ("Показатель", "Код программы", "Доля, ‰", "На дату", "Источник")


@pytest.fixture
def planned(compute):
    """A college of a cluster with groups of two years and two needs, planned."""
    pair = taught()
    pair.cluster = cluster(base_college=pair.college)
    pair.save()
    groups(pair, 2024, 1)
    groups(pair, 2025, 2)
    need(people=20)
    need(people=9, year=2028)
    return compute()


@pytest.fixture
def row(planned):
    return next(row for (year, _), row in planned.items() if year == 2026)


# --- figures


def reading(key, **scope):
    return figures.read(key, figures.Scope.of(region="50", **scope))


@pytest.mark.parametrize("key", FIGURES)
def test_a_figure_is_the_sum_of_its_rows(planned, key):
    for scope in ({}, {"year": 2026}, {"programme": "15.01.32"}, {"municipality": "balashikha"}):
        found = reading(key, **scope)
        assert found.value == sum(row.adds_ for row in figures.rows(key, found.scope))


def test_figures_by_hand(planned, row):
    assert [reading("planning.places", year=year).value for year in (2024, 2025, 2026)] == [25, 50, 50]
    assert reading("planning.change", year=2024).value == 0  # nobody knows the year before
    assert reading("planning.change", year=2025).value == 25
    assert reading("planning.change", year=2026).value == 0
    assert reading("planning.groups", row=row.pk).value == 2
    assert reading("planning.workers", row=row.pk).value == 25
    assert reading("planning.shared").value == 29
    assert reading("planning.shared", works=2028).value == 9
    assert reading("planning.places", cluster=row.taught.cluster_id).value == 125


def test_replaced_plans_do_not_count(planned, compute):
    before = reading("planning.places").value
    compute()
    assert reading("planning.places").value == before
    assert Plan.objects.count() == 6


def test_without_programmes_a_figure_names_the_sheet(region):
    assert reading("planning.places").value is None
    assert reading("planning.places").missing


# --- pages


@pytest.mark.parametrize("role", SIGNED_IN)
def test_pages_open_to_those_who_work_here(enter, row, role):
    client = enter(role)
    for url in ("/places/", f"/places/{row.pk}/", f"/places/runs/{row.plan.run_id}/"):
        assert client.get(url).status_code == 200


def test_a_student_finds_nothing_and_a_stranger_is_sent_to_sign_in(enter, row):
    for url in ("/places/", f"/places/{row.pk}/", f"/places/runs/{row.plan.run_id}/"):
        assert enter(None).get(url).status_code == 302
    client = enter(Role.STUDENT)
    for url in ("/places/", f"/places/{row.pk}/", f"/places/runs/{row.plan.run_id}/"):
        assert client.get(url).status_code == 404


def test_what_does_not_exist_is_not_found(enter, row):
    client = enter(Role.OPERATOR)
    for url in ("/places/999999/", "/places/runs/999999/"):
        assert client.get(url).status_code == 404


def test_the_page_of_an_old_row_leads_to_the_current_one(enter, row, compute):
    compute()
    twin = PlanRow.objects.current().get(taught=row.taught, plan__year=2026)
    response = enter(Role.OPERATOR).get(f"/places/{row.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/places/{twin.pk}/")
    assert enter(Role.OPERATOR).get(f"/places/runs/{row.plan.run_id}/").status_code == 200


def test_the_list_before_anything_is_planned_says_what_brings_it(enter, region):
    assert enter(Role.OPERATOR).get("/places/").status_code == 200


def test_the_list_narrows_and_exports(enter, planned):
    client = enter(Role.AUDITOR)
    response = client.get("/places/?year=2026&programme=15.01&municipality=balashikha&_export=csv")
    lines = response.content.decode("utf-8-sig").strip().splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert len(lines) == 2
    assert "2026" in lines[1]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_page_speaks_both_languages(enter, row, language):
    client = enter(Role.OPERATOR)
    response = client.get(f"/places/{row.pk}/", headers={"accept-language": language})
    assert ("Need within reach" in response.content.decode()) == (language == "en")


def test_an_employer_sees_its_own_need_in_a_row_and_only_that(enter, compute):
    pair, mine = taught(), employer(name="АО «Свой»")
    need(people=5, employer=mine)
    need(people=6, employer=employer(name="АО «Чужой»"))
    row = compute()[2026, pair.pk]
    page = enter(Role.EMPLOYER, organisation=mine).get(f"/places/{row.pk}/").content.decode()
    assert "АО «Свой»" in page
    assert "АО «Чужой»" not in page


def test_the_operator_approves_by_a_decision(enter, row):
    client = enter(Role.OPERATOR)
    url = f"/places/plans/{row.plan_id}/approve/"
    assert client.post(url, {"ground": ""}).status_code == 302
    assert Plan.objects.get(pk=row.plan_id).state == "proposed"
    assert client.post(url, {"ground": "протокол № 3"}).status_code == 302
    assert Plan.objects.get(pk=row.plan_id).state == "approved"
    assert Event.objects.get(name="planning.plan_approve").ground == "протокол № 3"
    assert client.post(url, {"ground": "протокол № 4"}).status_code == 302
    assert Event.objects.filter(name="planning.plan_approve").count() == 1


@pytest.mark.parametrize("role", [Role.CHAIR, Role.AUDITOR, Role.COORDINATOR, Role.EMPLOYER])
def test_nobody_else_approves(enter, row, role):
    assert enter(role).post(f"/places/plans/{row.plan_id}/approve/", {"ground": "x"}).status_code == 404


# --- the sheet


def test_coefficients_come_in_with_their_sheet_and_again_change_nothing(region):
    rows = [
        ("окончили обучение", "", 910, "01.09.2025", "отчёт"),
        ("работают по профессии", "15.01.32", 700, "01.09.2025", "мониторинг"),
        ("остались в регионе", "", 1200, "01.09.2025", "опечатка"),
    ]
    book = workbook({"Коэффициенты": [HEADINGS, *rows]})
    taken = take(book, filename="coefficients.xlsx")
    sheet = taken.sheets.get()
    assert (sheet.created, sheet.faulty) == (2, 1)
    assert sheet.problems.get().column == "C"
    again = take(book, filename="coefficients.xlsx").sheets.get()
    assert (again.created, again.changed, again.same) == (0, 0, 2)
    assert Coefficient.objects.get(programme=None).per_mille == 910


def test_a_coordinator_does_not_bring_coefficients(someone):
    book = workbook({"Коэффициенты": [HEADINGS, ("окончили обучение", "", 910, "01.09.2025", "отчёт")]})
    take(book, by=someone(Role.COORDINATOR), filename="coefficients.xlsx")
    assert not Coefficient.objects.exists()


def test_signed_actions_of_the_room_are_known():
    from kadry.trail.action import ACTIONS

    names = {name for name in ACTIONS if name.startswith("planning.")}
    assert names == {
        "planning.coefficient_record",
        "planning.coefficients_assume",
        "planning.plans_keep",
        "planning.plan_approve",
    }
