"""A workbook of the region goes in: what is stored, what is said, what is taken back."""

from __future__ import annotations

from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kadry.demand.actions import need_confirm, needs_cover
from kadry.demand.models import Need
from kadry.exchange.actions import CannotTakeBack, WrongImportState, workbook_store, workbook_take_back
from kadry.exchange.enums import ImportState
from kadry.exchange.models import Before, ExtraCells, Import, Problem, SheetImport
from kadry.people.enums import Role
from kadry.registry.enums import OrganisationKind
from kadry.registry.models import Cluster, Organisation
from kadry.trail.models import Event
from tests.factories import (
    EMPLOYER_HEADINGS,
    NEED_HEADINGS,
    college,
    employer,
    employer_row,
    need,
    need_row,
    needs_book,
    signed,
    take,
    workbook,
)

COUNTS = ("rows", "created", "changed", "same", "faulty")


def counts(taken: Import) -> dict[str, tuple[int, ...]]:
    """Sheet → its five numbers."""
    return {sheet.name: tuple(getattr(sheet, name) for name in COUNTS) for sheet in taken.sheets.all()}


def stood(model=Need) -> list[dict]:
    return list(model.objects.order_by("pk").values())


@pytest.fixture
def works(region) -> Organisation:
    return employer(name="АО «Рубин (вымышленное)»", short_name="Рубин", inn="0000000018")


# --- stored


def test_good_rows_are_stored_with_the_file_sheet_and_row_they_came_from(works):
    taken = take(needs_book(need_row(works), need_row(works, year=2028, people=7, kind="практика", confidence="твёрдо")))
    first, second = Need.objects.order_by("origin_row")
    assert counts(taken) == {"Потребность": (2, 2, 0, 0, 0)}
    assert (first.employer, first.people, first.year, first.kind, first.confidence) == (works, 12, 2029, "hire", "likely")
    assert (second.people, second.kind, second.confidence) == (7, "practice", "firm")
    assert [(one.origin.of, one.origin.name, one.origin_row) for one in (first, second)] == [
        (taken, "Потребность", 2),
        (taken, "Потребность", 3),
    ]


def test_an_import_is_one_event_with_its_counts(works, region):
    before = Event.objects.count()
    taken = take(needs_book(need_row(works), need_row("Неизвестный завод")))
    written = Event.objects.first()
    assert Event.objects.count() == before + 1
    assert (written.name, written.subject_id, written.region_id) == ("exchange.workbook_take", taken.pk, region.pk)
    assert written.data == {"state": "stored", "rows": 2, "created": 1, "changed": 0, "same": 0, "faulty": 1}


@pytest.mark.parametrize("named", ["АО «Рубин (вымышленное)»", "Рубин", "0000000018", " ао «рубин (вымышленное)» "])
def test_an_employer_is_found_by_full_name_short_name_or_inn(works, named):
    take(needs_book(need_row(named)))
    assert Need.objects.get().employer == works


def test_the_sheet_is_recognised_by_english_headings_too(works):
    headings = ("Employer", "Municipality", "Programme code", "Year", "Kind", "People", "Reason", "Confidence")
    take(needs_book(need_row(works, town="Balashikha", kind="hire"), headings=headings, sheet="Needs"))
    assert Need.objects.get().people == 12


def test_titles_above_the_headings_are_skipped(works):
    data = workbook({"Потребность": [["Сведения о потребности", None], [None], ["на 2029 год"], NEED_HEADINGS, need_row(works)]})
    taken = take(data)
    assert Need.objects.get().origin_row == 5
    assert taken.sheets.get().heading_row == 4


def test_columns_nobody_asked_for_are_kept_aside_with_their_row(works):
    headings = (*NEED_HEADINGS, "Контактное лицо")
    taken = take(needs_book([*need_row(works), "Иванова М. П."], [*need_row(works, year=2028), None], headings=headings))
    sheet = taken.sheets.get()
    kept = ExtraCells.objects.get()
    assert sheet.extra_columns == ["Контактное лицо"]
    assert (kept.of, kept.row, kept.values) == (sheet, 2, {"Контактное лицо": "Иванова М. П."})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(NEED_HEADINGS))))
def test_the_order_of_columns_does_not_matter(works, order):
    Need.objects.all().delete()
    rows = [need_row(works), need_row(works, year=2028, people=7, reason="текучесть"), need_row(works, people="")]
    shuffled = [[row[at] for at in order] for row in rows]
    taken = take(needs_book(*shuffled, headings=[NEED_HEADINGS[at] for at in order]))
    told = Need.objects.order_by("origin_row").values_list("year", "people", "reason", "kind", "origin_row")
    assert list(told) == [(2029, 12, "", "hire", 2), (2028, 7, "turnover", "hire", 3)]
    assert counts(taken) == {"Потребность": (3, 2, 0, 0, 1)}


@pytest.mark.parametrize("sheets", list(permutations(["Работодатели", "Потребность"])))
def test_a_need_may_name_an_employer_of_the_same_file_whatever_the_order_of_sheets(region, sheets):
    rows = {
        "Работодатели": [EMPLOYER_HEADINGS, employer_row("АО «Новый (вымышленное)»")],
        "Потребность": [NEED_HEADINGS, need_row("АО «Новый (вымышленное)»")],
    }
    taken = take(workbook({name: rows[name] for name in sheets}))
    assert Need.objects.get().employer.name == "АО «Новый (вымышленное)»"
    assert set(counts(taken).values()) == {(1, 1, 0, 0, 0)}


# --- what is wrong


def test_the_rows_that_are_right_are_stored_beside_those_that_are_not(works):
    taken = take(needs_book(need_row(works), need_row(works, year="скоро"), need_row(works, year=2028)))
    assert counts(taken) == {"Потребность": (3, 2, 0, 0, 1)}
    assert set(Need.objects.values_list("year", flat=True)) == {2029, 2028}


WRONG = [
    ({"people": ""}, "F", "missing_required"),
    ({"people": "много"}, "F", "not_a_number"),
    ({"people": 0}, "F", "out_of_range"),
    ({"people": 20_000}, "F", "out_of_range"),
    ({"year": "скоро"}, "D", "not_a_year"),
    ({"kind": "аренда"}, "E", "not_a_choice"),
    ({"programme": "99.99.99"}, "C", "unknown_code"),
    ({"town": "Атлантида"}, "B", "unknown_reference"),
]


@pytest.mark.parametrize(("cells", "column", "code"), WRONG, ids=[f"{code} in {column}" for _, column, code in WRONG])
def test_a_problem_names_sheet_row_column_and_value_and_says_the_cure_in_both_languages(works, cells, column, code):
    taken = take(needs_book(need_row(works, **cells)))
    problem = Problem.objects.get(of__of=taken)
    assert (problem.of.name, problem.row, problem.column, problem.code) == ("Потребность", 2, column, code)
    assert problem.value == str(*cells.values())
    assert problem.heading == NEED_HEADINGS["ABCDEFGH".index(column)]
    assert all((problem.what_ru, problem.what_en, problem.cure_ru, problem.cure_en))
    assert problem.what_ru != problem.what_en
    assert not Need.objects.exists()


def test_the_second_of_two_equal_rows_names_the_first(works):
    taken = take(needs_book(need_row(works), need_row(works, people=7)))
    problem = Problem.objects.get(of__of=taken)
    assert (problem.row, problem.code) == (3, "duplicate_row")
    assert "2" in problem.what_ru
    assert Need.objects.get().people == 12


@pytest.mark.parametrize(
    ("written", "meant"),
    [("АО Рубинн", "Рубин"), ("Колледж Энергия", None)],
)
def test_a_near_miss_of_an_employer_s_name_is_proposed_and_never_taken(works, written, meant):
    college(name="ГАПОУ МО «Подмосковный колледж „Энергия“»", short_name="Колледж «Энергия» МО")
    taken = take(needs_book(need_row(written)))
    problem = Problem.objects.get(of__of=taken)
    assert not Need.objects.exists()
    if meant:
        assert (problem.code, meant in problem.what_ru) == ("unknown_reference_near", True)
    else:
        assert "Энергия“" not in problem.what_ru  # a college is not an employer


def test_a_near_miss_of_a_college_s_name_is_proposed(region):
    college(name="ГАПОУ МО «Подмосковный колледж „Энергия“»", short_name="ПК „Энергия“")
    headings = ("Кластер", "Отрасль", "Год открытия", "Базовый колледж", "Грантополучатель")
    row = ["Кластер энергии", "Машиностроение", 2024, "Подмосковный колледж Энергии", "Подмосковный колледж Энергии"]
    taken = take(workbook({"Кластеры": [headings, row]}))
    problem = Problem.objects.filter(of__of=taken, column="D").get()
    assert problem.code == "unknown_reference_near"
    assert "Подмосковный колледж „Энергия“" in problem.what_ru
    assert not Cluster.objects.exists()


def test_a_sheet_without_a_needed_column_is_left_alone_and_the_column_is_named(works):
    headings = [heading for heading in NEED_HEADINGS if heading != "Код программы"]
    row = [cell for heading, cell in zip(NEED_HEADINGS, need_row(works), strict=True) if heading != "Код программы"]
    taken = take(needs_book(row, headings=headings))
    problem = Problem.objects.get(of__of=taken)
    assert (problem.code, problem.heading) == ("heading_missing", "Код программы")
    assert not Need.objects.exists()


def test_a_sheet_of_nothing_known_is_left_alone_and_the_others_are_taken(works):
    taken = take(workbook({"Рецепты": [["Блюдо", "Соль"], ["Щи", "по вкусу"]], "Потребность": [NEED_HEADINGS, need_row(works)]}))
    assert counts(taken) == {"Рецепты": (0, 0, 0, 0, 0), "Потребность": (1, 1, 0, 0, 0)}
    assert taken.sheets.get(name="Рецепты").kind == ""


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "needs.xlsx"), (b"%PDF-1.7 not a table", "needs.xlsx"), (b"PK\x03\x04 broken", "needs.xlsx")],
    ids=["empty", "another kind of file", "damaged"],
)
def test_a_file_that_cannot_be_read_is_kept_as_refused_with_the_reason_in_both_languages(region, data, name):
    taken = take(data, filename=name)
    assert taken.state == ImportState.REFUSED
    assert name in taken.refusal_ru
    assert name in taken.refusal_en
    assert "Ничего не сохранено" in taken.refusal_ru
    assert not taken.sheets.exists()
    assert Event.objects.first().data["state"] == "refused"
    for act in (workbook_store, workbook_take_back):
        with pytest.raises(WrongImportState):
            act(taken=taken, **signed())


# --- again


def test_the_same_workbook_a_second_time_changes_nothing(works):
    data = needs_book(
        need_row(works), need_row(works, year=2028, kind="практика"), need_row(works, year=2027, reason="расширение")
    )
    take(data)
    before = stood()
    again = take(data)
    assert counts(again) == {"Потребность": (3, 0, 0, 3, 0)}
    assert stood() == before
    assert not Before.objects.exists()


def test_the_same_registry_a_second_time_changes_nothing(region):
    rows = [
        EMPLOYER_HEADINGS,
        employer_row("АО «Первый (вымышленное)»", staff=""),
        employer_row("АО «Второй (вымышленное)»", inn="0000000018"),
    ]
    take(workbook({"Работодатели": rows}))
    before = stood(Organisation)
    assert counts(take(workbook({"Работодатели": rows}))) == {"Работодатели": (2, 0, 0, 2, 0)}
    assert stood(Organisation) == before


def test_a_changed_row_keeps_its_number_and_what_stood_before(works):
    first = take(needs_book(need_row(works)))
    pk = Need.objects.get().pk
    second = take(needs_book(need_row(works, year=2028), need_row(works, people=30)))
    assert counts(second) == {"Потребность": (2, 1, 1, 0, 0)}
    changed = Need.objects.get(pk=pk)
    kept = Before.objects.get()
    assert (changed.people, changed.origin.of, changed.origin_row) == (30, second, 3)
    assert (kept.object_id, kept.values["people"], kept.values["origin_id"]) == (pk, 12, first.sheets.get().pk)


def test_a_need_is_not_asked_away_below_what_is_given(works):
    need(employer=works, people=12, covered=9)
    taken = take(needs_book(need_row(works, people=8)))
    problem = Problem.objects.get(of__of=taken)
    assert (problem.code, problem.column, problem.value) == ("below_given", "F", "8")
    assert "9" in problem.what_ru
    assert counts(taken) == {"Потребность": (1, 0, 0, 0, 1)}
    assert Need.objects.get().people == 12


# --- tried dry


def test_a_dry_run_stores_nothing_and_tells_exactly_what_storing_would_do(works):
    need(employer=works, year=2027, people=5)
    rows = {
        "Работодатели": [EMPLOYER_HEADINGS, employer_row("АО «Новый (вымышленное)»")],
        "Потребность": [
            NEED_HEADINGS,
            need_row("АО «Новый (вымышленное)»"),
            need_row(works, year=2027, people=6),
            need_row("Неизвестный завод"),
        ],
    }
    before, employers = stood(), stood(Organisation)
    tried = take(workbook(rows), dry=True)
    assert tried.state == ImportState.CHECKED
    assert (stood(), stood(Organisation)) == (before, employers)
    assert not Before.objects.exists()
    told = counts(tried)
    assert told == {"Работодатели": (1, 1, 0, 0, 0), "Потребность": (3, 1, 1, 0, 1)}
    assert Problem.objects.count() == 1
    workbook_store(taken=tried, **signed())
    assert counts(tried) == told
    assert Need.objects.count() == 2
    assert Problem.objects.count() == 1
    assert Import.objects.get().state == ImportState.STORED


def test_storing_looks_anew_at_what_stood_in_the_way(works):
    tried = take(needs_book(need_row("АО «Поздний (вымышленное)»")), dry=True)
    employer(name="АО «Поздний (вымышленное)»")
    workbook_store(taken=tried, **signed())
    assert counts(tried) == {"Потребность": (1, 1, 0, 0, 0)}
    assert not Problem.objects.exists()


def test_what_is_stored_is_not_stored_twice(works):
    taken = take(needs_book(need_row(works)))
    with pytest.raises(WrongImportState):
        workbook_store(taken=taken, **signed())


def test_what_two_tabs_store_is_stored_once(works):
    taken = take(needs_book(need_row(works.name)), dry=True)
    first, second = Import.objects.get(pk=taken.pk), Import.objects.get(pk=taken.pk)
    workbook_store(taken=first, **signed())
    with pytest.raises(WrongImportState):
        workbook_store(taken=second, **signed())
    assert Need.objects.count() == 1


# --- taken back


def test_taking_back_removes_what_was_new_and_restores_what_was_changed_exactly(works):
    take(needs_book(need_row(works), need_row(works, year=2028, reason="текучесть", confidence="твёрдо")))
    before = stood()
    second = take(
        needs_book(
            need_row(works, people=30),
            need_row(works, year=2028, people=1, reason="расширение", confidence="возможно"),
            need_row(works, year=2030),
        )
    )
    assert stood() != before
    workbook_take_back(taken=second, **signed())
    assert stood() == before
    assert Import.objects.get(pk=second.pk).state == ImportState.TAKEN_BACK
    assert Event.objects.first().name == "exchange.workbook_take_back"


def test_two_imports_are_taken_back_one_after_the_other_the_later_first(works):
    before = stood()
    first, second = take(needs_book(need_row(works))), take(needs_book(need_row(works, people=30)))
    workbook_take_back(taken=second, **signed())
    workbook_take_back(taken=first, **signed())
    assert stood() == before == []


def test_a_file_of_two_sheets_is_taken_back_whole(region):
    before = Organisation.objects.count()
    taken = take(
        workbook(
            {
                "Работодатели": [EMPLOYER_HEADINGS, employer_row("АО «Новый (вымышленное)»")],
                "Потребность": [NEED_HEADINGS, need_row("АО «Новый (вымышленное)»")],
            }
        )
    )
    workbook_take_back(taken=taken, **signed())
    assert (Need.objects.count(), Organisation.objects.count()) == (0, before)


def test_after_being_taken_back_a_workbook_may_come_in_again(works):
    data = needs_book(need_row(works))
    first = take(data)
    workbook_take_back(taken=first, **signed())
    assert counts(take(data)) == {"Потребность": (1, 1, 0, 0, 0)}
    with pytest.raises(WrongImportState):
        workbook_take_back(taken=first, **signed())


def _nothing_changes(taken: Import, said: str) -> None:
    before, events = stood(), Event.objects.count()
    with pytest.raises(CannotTakeBack) as refused:
        workbook_take_back(taken=taken, **signed())
    assert said in refused.value.words
    assert (stood(), Event.objects.count()) == (before, events)
    assert Import.objects.get(pk=taken.pk).state == ImportState.STORED


@pytest.fixture
def in_english():
    from django.utils import translation

    with translation.override("en"):
        yield


pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("in_english")
def test_an_import_whose_new_row_a_later_one_changed_is_not_taken_back(works):
    first = take(needs_book(need_row(works)))
    take(needs_book(need_row(works, people=30)))
    _nothing_changes(first, "1 rows of “Потребность” were changed by a later import")


@pytest.mark.usefixtures("in_english")
def test_an_import_whose_changed_row_a_later_one_changed_again_is_not_taken_back(works):
    take(needs_book(need_row(works)))
    second = take(needs_book(need_row(works, people=20)))
    take(needs_book(need_row(works, people=30)))
    _nothing_changes(second, "changed by a later import")


@pytest.mark.usefixtures("in_english")
def test_an_import_is_not_taken_back_once_somebody_worked_on_its_rows(works):
    taken = take(needs_book(need_row(works)))
    need_confirm(need=Need.objects.get(), **signed())
    _nothing_changes(taken, "1 rows of “Потребность” were worked on since")


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("before", [None, 5], ids=["a new row", "a changed row"])
def test_an_import_is_not_taken_back_once_planning_gave_its_rows_places(works, region, before):
    if before:
        need(employer=works, people=before)
    taken = take(needs_book(need_row(works, people=12)))
    needs_cover(covered={Need.objects.get().pk: 10}, region=region.pk, **signed())
    _nothing_changes(taken, "were worked on since")


@pytest.mark.usefixtures("in_english")
def test_employers_are_not_taken_back_while_needs_of_another_file_stand_on_them(region):
    employers = take(workbook({"Работодатели": [EMPLOYER_HEADINGS, employer_row("АО «Новый (вымышленное)»")]}))
    take(needs_book(need_row("АО «Новый (вымышленное)»")))
    _nothing_changes(employers, "stand on “Работодатели” (demand.Need")


@pytest.mark.usefixtures("in_english")
def test_clusters_are_not_taken_back_while_members_of_another_file_stand_on_them(region):
    base, works = college(), employer()
    headings = ("Кластер", "Отрасль", "Год открытия", "Базовый колледж", "Грантополучатель")
    clusters = take(workbook({"Кластеры": [headings, ["Кластер (вымышленный)", "Машиностроение", 2024, base.name, base.name]]}))
    take(
        workbook(
            {"Работодатели кластеров": [["Кластер", "Работодатель", "Роль"], ["Кластер (вымышленный)", works.name, "партнёр"]]}
        )
    )
    _nothing_changes(clusters, "stand on “Кластеры” (registry.ClusterMember")
    assert Cluster.objects.get().members.count() == 1


# --- whose rows


def test_an_employer_brings_in_its_own_rows_and_is_told_of_the_others(works, someone):
    own = employer(name="АО «Свой (вымышленное)»")
    taken = take(needs_book(need_row(own), need_row(works)), by=someone(Role.EMPLOYER, organisation=own))
    problem = Problem.objects.get(of__of=taken)
    assert [one.employer for one in Need.objects.all()] == [own]
    assert (problem.row, problem.column, problem.code, problem.value) == (3, "A", "not_yours", works.name)
    assert taken.organisation_id == own.pk


def test_an_employer_cannot_bring_in_a_sheet_that_is_not_its_business(someone):
    taken = take(
        workbook({"Работодатели": [EMPLOYER_HEADINGS, employer_row("АО «Новый (вымышленное)»")]}), by=someone(Role.EMPLOYER)
    )
    assert taken.sheets.get().kind == ""
    assert not Organisation.objects.filter(name="АО «Новый (вымышленное)»").exists()


@pytest.mark.parametrize("role", [Role.STUDENT, Role.CHAIR, Role.UNION, Role.AUDITOR])
def test_who_brings_nothing_in_is_refused_and_nothing_is_kept(works, someone, role):
    with pytest.raises(PermissionDenied):
        take(needs_book(need_row(works)), by=someone(role))
    assert not Import.objects.exists()
    assert not SheetImport.objects.exists()
    assert Organisation.objects.filter(kind=OrganisationKind.EMPLOYER).count() == 1
