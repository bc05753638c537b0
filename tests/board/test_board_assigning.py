"""An assignment is made and changed on two pages, and its test is read back in words before it is saved."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import translation

from kadry.board import actions, catalogue, queries
from kadry.board.changes import changes_of
from kadry.board.enums import Verdict
from kadry.board.forms.assigning import SeenForm
from kadry.board.models import AgendaItem, Assignment, Check
from kadry.registry import fields as registry_fields
from kadry.trail import figures
from kadry.trail.models import Event
from tests.factories import assignment, cluster, employer, group, need, programme, signed, student

NEW = "/board/assignments/new/"
WHAT = {"held_on": "2026-06-05", "text_ru": "Открыть места", "responsible_ru": "Министерство", "deadline": "2026-09-01"}
TEST = {
    "figure": "demand.asked",
    "cut_for": "demand.asked",
    "of_municipality": "balashikha",
    "of_programme": "15.01.32",
    "comparison": ">=",
    "target": "50",
    "evidence": "",
}


def shown(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def sent(page: BeautifulSoup) -> dict[str, str]:
    """What the browser would send of the form on the page."""
    form = page.select_one("main form.k-form")
    inputs = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    areas = {one["name"]: one.get_text().strip() for one in form.select("textarea")}
    chosen = {
        one["name"]: (one.select_one("option[selected]") or one.select_one("option"))["value"] for one in form.select("select")
    }
    return inputs | areas | chosen


def wrong(page: BeautifulSoup) -> set[str]:
    """Names of the fields an error stands at."""
    return {field.select_one("[name]")["name"] for field in page.select(".k-field--wrong")}


@pytest.fixture
def asked(region):
    need(people=38)
    return cluster(employer(), name="Машиностроение")


# --- from the first page to the assignment


def test_what_then_the_figure_then_its_cut_then_the_sentence_then_it_is_written_down(enter, asked):
    client = enter("operator")
    two = shown(client.post(NEW, WHAT))
    cut = shown(client.post(NEW, sent(two) | {"figure": "demand.asked"}))
    assert not wrong(cut) and {"of_municipality", "of_programme", "of_year"} <= set(sent(cut))
    read = shown(client.post(NEW, sent(cut) | {name: TEST[name] for name in TEST if name.startswith("of_")} | {"target": "50"}))
    sentence = " ".join(read.select_one(".k-lead").get_text(" ").replace("\xa0", " ").split())
    for words in ("Балашиха", "15.01.32", "50", "38", "1 сентября 2026 г."):
        assert words in sentence
    assert not Assignment.objects.exists(), "nothing is saved before it was read back"
    answer = client.post(NEW, sent(read))
    made = Assignment.objects.get()
    assert answer.url == f"/board/assignments/{made.pk}/"
    assert (made.figure, made.comparison, made.target, made.evidence) == ("demand.asked", ">=", 50, "")
    assert made.scope == str(figures.Scope.of(region="50", municipality="balashikha", programme="15.01.32"))
    assert (made.held_on, made.number, made.deadline, made.verdict) == (date(2026, 6, 5), 1, date(2026, 9, 1), Verdict.ON_TIME)
    assert Event.objects.first().name == "board.assignment_make"
    assert Check.objects.get().value == 38


def test_a_test_changed_after_it_was_read_back_is_read_back_anew(enter, asked):
    client = enter("operator")
    read = sent(shown(client.post(NEW, WHAT | TEST)))
    assert client.post(NEW, read | {"target": "60"}).status_code == 200
    assert not Assignment.objects.exists()
    assert client.post(NEW, sent(shown(client.post(NEW, read | {"target": "60"})))).status_code == 302
    assert Assignment.objects.get().target == 60


def test_another_figure_is_asked_for_its_own_dimensions(enter, asked):
    client = enter("operator")
    page = shown(client.post(NEW, WHAT | TEST | {"figure": "registry.clusters"}))
    assert "of_programme" not in sent(page) and "of_cluster" in sent(page)


def test_a_document_needs_no_reading_back(enter, asked):
    enter("operator").post(NEW, WHAT | {"figure": "", "evidence": "Порядок опроса", "co_executors": "АК «Рубин»\nОтдел СПО"})
    made = Assignment.objects.get()
    assert (made.evidence, made.figure, made.target) == ("Порядок опроса", "", None)
    assert [helper.office_ru for helper in made.co_executors.all()] == ["АК «Рубин»", "Отдел СПО"]


def test_back_leads_to_the_first_page_with_all_that_was_written(enter, asked):
    page = shown(enter("operator").post(NEW, WHAT | TEST | {"back": "1"}))
    assert sent(page)["text_ru"] == "Открыть места" and sent(page)["deadline"] == "2026-09-01"


def test_a_share_is_asked_for_and_told_in_per_cent(enter, region):
    client = enter("operator")
    rate = TEST | {"figure": "registry.clusters_with_anchor", "cut_for": "registry.clusters_with_anchor", "target": "82,5"}
    rate = {name: value for name, value in rate.items() if not name.startswith("of_")}
    client.post(NEW, sent(shown(client.post(NEW, WHAT | rate))))
    assert Assignment.objects.get().target == pytest.approx(0.825)
    assert "82,5" in queries.target_words(Assignment.objects.get())


def test_the_question_of_the_agenda_fills_in_the_first_page(enter, region):
    item = AgendaItem.objects.create(region=region, held_on=date(2026, 6, 5), number=3, text_ru="О местах")
    page = sent(shown(enter("operator").get(NEW, {"meeting": "2026-06-05", "item": item.pk})))
    assert (page["held_on"], page["item"], page["text_ru"]) == ("2026-06-05", str(item.pk), "О местах")
    for nonsense in ({"meeting": "soon"}, {"item": "x"}, {"item": "99999"}):
        assert enter("operator").get(NEW, nonsense).status_code == 200


# --- what is wrong is told at its field


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"deadline": ""}, {"deadline"}),
        ({"counted_from": "minutes", "counted_days": "5"}, {"deadline"}),
        ({"deadline": "", "counted_from": "minutes"}, {"counted_days"}),
        ({"deadline": "", "counted_days": "5"}, {"counted_from"}),
        ({"deadline": "", "counted_from": "after", "counted_days": "5"}, {"counted_after"}),
        ({"text_ru": ""}, {"text_ru"}),
        ({"held_on": "soon"}, {"held_on"}),
        ({"co_executors": "п" * 151}, {"co_executors"}),
        ({"organisation": "99999"}, {"organisation"}),
    ],
)
def test_the_first_page_tells_what_is_wrong_at_its_field(enter, region, fields, names):
    answer = enter("operator").post(NEW, WHAT | fields)
    assert (answer.status_code, wrong(shown(answer))) == (400, names)


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"figure": "demand.of_yesterday"}, {"figure"}),
        ({"figure": "", "cut_for": "", "evidence": ""}, {"figure"}),
        ({"of_colour": "red"}, {"figure"}),
        ({"of_municipality": "nigdeevsk"}, {"of_municipality"}),
        ({"of_year": "soon"}, {"of_year"}),
        ({"comparison": "="}, {"comparison"}),
        ({"target": "сорок"}, {"target"}),
        ({"target": "nan"}, {"target"}),
        ({"target": ""}, {"target"}),
        ({"evidence": "Порядок"}, {"evidence"}),
    ],
)
def test_the_second_page_tells_what_is_wrong_at_its_field(enter, asked, fields, names):
    answer = enter("operator").post(NEW, WHAT | TEST | fields)
    assert (answer.status_code, wrong(shown(answer))) == (400, names)
    assert not Assignment.objects.exists()


def test_so_few_people_that_the_board_will_not_see_them_are_told_of(enter, region):
    for _ in range(2):
        student(group())
    told = {"figure": "training.students", "cut_for": "training.students", "comparison": ">=", "target": "2", "evidence": ""}
    page = shown(enter("operator").post(NEW, WHAT | told))
    assert len(page.select(".k-notice--warn")) == 2  # so few; and reached already today


def test_what_the_registry_does_not_know_is_named_and_never_taken_as_failure(enter, asked, region):
    key = "registry.clusters_with_agreement"
    made = assignment(figure=key, comparison=">=", target=1, deadline=date(2025, 1, 1))
    assert actions.assignments_check(region=region.pk, **signed()) == {Verdict.CANNOT_TELL: 1}
    check = Check.objects.get(assignment=made)
    assert "agreements of clusters" in check.missing_en and check.value is None
    told = {"figure": key, "cut_for": key, "comparison": ">=", "target": "100", "evidence": ""}
    assert shown(enter("operator").post(NEW, WHAT | told)).select(".k-notice--unknown")


# --- who


@pytest.mark.parametrize("who", ["chair", "coordinator", "employer", "student", "union", "auditor"])
def test_only_the_operator_makes_and_changes_assignments(enter, region, who):
    made, client = assignment(), enter(who)
    for address in (NEW, f"/board/assignments/{made.pk}/change/"):
        assert client.get(address).status_code == 404
        assert client.post(address, WHAT | TEST).status_code == 404
    assert NEW not in client.get("/board/assignments/").content.decode()


# --- changing


def test_the_pages_show_what_stands_and_change_it(enter, asked):
    made = assignment(target=40, scope="programme=15.01.32&region=50", responsible_en="The board", controller_ru="Совет")
    client, address = enter("operator"), f"/board/assignments/{made.pk}/change/"
    one = sent(shown(client.get(address)))
    assert (one["text_ru"], one["controller_ru"]) == (made.text_ru, "Совет") and "deadline" not in one
    two = sent(shown(client.post(address, one | {"responsible_ru": "Министерство", "co_executors": "Отдел СПО"})))
    assert (two["figure"], two["of_programme"], two["target"]) == ("demand.asked", "15.01.32", "40")
    client.post(address, sent(shown(client.post(address, two | {"target": "30"}))))
    after = Assignment.objects.get()
    assert (after.target, after.verdict, after.deadline) == (30, Verdict.DONE, made.deadline)
    assert (after.responsible_ru, after.responsible_en) == ("Министерство", ""), "the English name of another office misleads"
    assert [helper.office_ru for helper in after.co_executors.all()] == ["Отдел СПО"]
    client.post(address, sent(shown(client.post(address, two | {"target": "30", "co_executors": ""}))))
    assert not Assignment.objects.get().co_executors.exists()


@pytest.mark.parametrize("state", ["filed", "verified", "off_control"])
def test_what_is_filed_is_sent_back_before_it_is_changed(enter, region, state):
    made = assignment(evidence="Порядок", filed="Приказ № 5", state=state)
    assert enter("operator").get(f"/board/assignments/{made.pk}/change/").status_code == 404


def test_numbers_follow_each_other_within_a_meeting(region):
    fields = {"text_ru": "Сделать", "responsible_ru": "Министерство", "evidence": "Приказ", "deadline": date(2026, 9, 1)}
    for held_on, number in ((date(2026, 6, 5), 1), (date(2026, 6, 5), 2), (date(2026, 7, 1), 1)):
        assert actions.assignment_make(region=region.pk, held_on=held_on, **fields, **signed()).number == number
    with pytest.raises(ValidationError):
        actions.assignment_make(region=region.pk, held_on=held_on, **fields | {"text_ru": ""}, **signed())


def test_an_organisation_named_as_a_co_executor_is_tied_to_it(region):
    works = employer(short_name="АК «Рубин»")
    fields = {"text_ru": "Сделать", "responsible_ru": "Министерство", "evidence": "Приказ", "deadline": date(2026, 9, 1)}
    offices = ["АК «Рубин»", "Отдел СПО", "АК «Рубин»"]
    made = actions.assignment_make(region=region.pk, held_on=date(2026, 6, 5), co_executors=offices, **fields, **signed())
    assert list(made.co_executors.values_list("office_ru", "organisation")) == [("АК «Рубин»", works.pk), ("Отдел СПО", None)]


# --- the catalogue


def test_every_figure_stands_in_the_catalogue_once_with_its_formula():
    keys = [key for _room, listed in catalogue.figures_by_room() for key, _words in listed]
    assert sorted(keys) == [figure.key for figure in figures.all_figures()]


@pytest.mark.parametrize("figure", figures.all_figures(), ids=lambda figure: figure.key)
def test_every_choice_of_every_dimension_makes_a_test_that_can_be_read(region, figure):
    """Whatever is chosen, the figure answers: with a value, or with what is missing."""
    need(programme=programme())
    student(group(cluster=cluster(employer())))
    for dimension in catalogue.offered(figure, "50"):
        value, _words = dimension.choices[0]
        reading = figures.read(figure.key, figures.Scope.of(region="50", **{dimension.name: value}))
        assert reading.value is not None or reading.missing


def test_choices_are_names_of_what_exists(asked):
    offered = {one.name: dict(one.choices) for one in catalogue.offered(figures.find("demand.asked"), "50")}
    assert offered["municipality"] == {"balashikha": "Балашиха"}
    assert offered["programme"]["15.01.32"].startswith("15.01.32 ")
    assert {"2026", "2029", "2033"} <= set(offered["year"])
    assert not {"need", "region"} & set(offered)
    assert offered["kind"] and "hire" in offered["kind"]


def test_a_form_without_a_figure_asks_for_no_dimensions(region):
    assert set(SeenForm(region="50").fields) == {"figure", "evidence", "cut_for", "read"}


# --- what a change leaves behind


def change(one: Assignment, **fields) -> None:
    actions.assignment_change(assignment=one, co_executors=[], **fields, **signed())


def test_a_target_that_is_lowered_stays_known(region, client):
    need(people=12)
    one = assignment(target=40)
    change(one, target=1.0)
    kept = Event.objects.get(name="board.assignment_change").data
    assert (kept["was"]["target"], kept["became"]["target"]) == (40, 1)
    page = shown(client.get(f"/board/assignments/{one.pk}/")).get_text().replace("\xa0", " ")
    assert "15 июня 2026 г.: цель: не менее 40 → не менее 1" in page


def test_a_change_tells_the_figure_its_scope_the_paper_and_the_deadline(region):
    one = assignment(deadline=None, counted_from="minutes", counted_days=30)
    change(one, scope="municipality=balashikha&region=50", deadline=date(2026, 9, 1), counted_from="", counted_days=None)
    change(one, figure="", scope="", comparison="", target=None, evidence="Утверждённый порядок")
    with translation.override("en"):
        newest, first = ([line.replace("\xa0", " ") for line in told.lines] for told in changes_of(one))
    in_town = "Asked for (municipality: Balashikha)"
    assert first == [f"figure: Asked for → {in_town}", "deadline: 30 days after the minutes are signed → 1 September 2026"]
    assert newest == [f"figure: {in_town} → —", "target: at least 40 → —", "what is to be filed: — → Утверждённый порядок"]


def test_other_words_change_nothing_of_the_test(region):
    one = assignment()
    change(one, text_ru="Собрать потребность заново")
    assert changes_of(one) == []


# --- organisations of a region with many of them


def test_organisations_are_typed_where_there_are_many(enter, region, monkeypatch):
    monkeypatch.setattr(registry_fields, "LISTED", 1)
    works, office = employer(short_name="АК «Рубин»"), employer(short_name="ООО «Вектор»")
    need(people=38, employer=works)
    client = enter("operator")
    wrong_page = client.post(NEW, WHAT | {"organisation": "Рубин", "raiser": "Нет такого"})
    assert wrong(shown(wrong_page)) == {"raiser"}
    assert sent(shown(wrong_page))["organisation"] == "Рубин"
    hint = shown(wrong_page).select_one("#id_organisation_helptext").get_text()
    assert "напоминания" in hint and "Часть названия или ИНН" in hint
    second = client.post(NEW, WHAT | {"organisation": "Рубин", "raiser": "вектор"})
    read_back = client.post(NEW, sent(shown(second)) | TEST)
    client.post(NEW, sent(shown(read_back)))
    made = Assignment.objects.get()
    assert (made.organisation, made.raiser) == (works, office)
    page = shown(client.get(f"/board/assignments/{made.pk}/change/"))
    assert "АК «Рубин»" in page.select_one("input[name=organisation]")["value"]
