"""A figure is put at a question without typing a scope: chosen, cut by what exists, read back, shown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import docx
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kadry.board import actions
from kadry.board.enums import Choice, MeetingState
from kadry.board.forms.figures import FigureForm
from kadry.board.models import ItemFigure, Meeting
from kadry.people.enums import Role
from kadry.trail import figures
from kadry.trail.models import Event
from tests.board.builders import DAY, cast, meeting, members, motion, open_meeting, question
from tests.factories import employer, group, need, signed, student, town

ADDRESS = f"/board/meetings/{DAY}/items/1/figure/"
ASKED = {"figure": "demand.asked", "cut_for": "demand.asked", "of_municipality": "balashikha", "of_year": "2029"}
SCOPE = str(figures.Scope.of(region="50", municipality="balashikha", year=2029))


def _shown(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def _sent(page: BeautifulSoup) -> dict[str, str]:
    """What the browser would send of the form on the page."""
    form = page.select_one("main form.k-form")
    inputs = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    chosen = {
        one["name"]: (one.select_one("option[selected]") or one.select_one("option"))["value"] for one in form.select("select")
    }
    return inputs | chosen


def _words(element) -> str:
    return " ".join(element.get_text(" ").replace("\xa0", " ").split())


@pytest.fixture
def asked(region) -> Meeting:
    """A draft meeting with one question; 38 workers are asked for in Balashikha and 5 in Khimki."""
    need(people=38)
    need(people=5, municipality=town("khimki"))
    return meeting()


# --- from the question to the figure


def test_the_figure_then_its_cuts_then_the_value_then_it_stands_at_the_question(enter, asked):
    client = enter(Role.OPERATOR)
    one = _shown(client.get(ADDRESS))
    assert one.select_one("optgroup")["label"] == "Организации и кластеры"
    two = _shown(client.post(ADDRESS, _sent(one) | {"figure": "demand.asked"}))
    assert not two.select(".k-field--wrong")
    towns = {option["value"]: option.get_text() for option in two.select("[name=of_municipality] option")}
    assert towns == {"": "все", "balashikha": "Балашиха", "khimki": "Химки"}
    three = _shown(client.post(ADDRESS, _sent(two) | {"of_municipality": "balashikha", "of_year": "2029"}))
    read = _words(three.select_one(".k-lead"))
    assert "Запрошено (муниципалитет: Балашиха; год: 2029) — 38 человек" in read
    assert not ItemFigure.objects.exists(), "nothing is shown before it was read back"
    answer = client.post(ADDRESS, _sent(three))
    assert answer.url == f"/board/meetings/{DAY}/items/1/"
    made = ItemFigure.objects.get()
    assert (made.item, made.key, made.scope) == (question(asked), "demand.asked", SCOPE)
    assert Event.objects.first().name == "board.figure_show"
    assert "Запрошено (муниципалитет: Балашиха; год: 2029): 38 человек" in _words(_shown(client.get(answer.url)))


def test_a_cut_changed_after_it_was_read_back_is_read_back_anew(enter, asked):
    client = enter(Role.OPERATOR)
    read = _sent(_shown(client.post(ADDRESS, ASKED)))
    again = _shown(client.post(ADDRESS, read | {"of_municipality": "khimki"}))
    assert not ItemFigure.objects.exists()
    assert "Химки" in _words(again.select_one(".k-lead"))
    client.post(ADDRESS, _sent(again))
    assert "khimki" in ItemFigure.objects.get().scope


def test_another_figure_is_asked_for_its_own_cuts(enter, asked):
    page = _shown(enter(Role.OPERATOR).post(ADDRESS, ASKED | {"figure": "planning.places", "read": "demand.asked|region=50"}))
    assert _sent(page)["cut_for"] == "planning.places" and _sent(page)["read"] == ""
    assert {"of_kind", "of_year"} & set(_sent(page)) == {"of_year"}


def test_a_figure_of_few_persons_is_told_to_be_few_before_it_is_shown(enter, asked):
    student(group())
    page = _shown(enter(Role.OPERATOR).post(ADDRESS, {"figure": "training.students", "cut_for": "training.students"}))
    assert len(page.select(".k-notice--warn")) == 1


def test_a_figure_that_cannot_be_told_yet_says_what_is_missing(enter, region):
    meeting()
    page = _shown(enter(Role.OPERATOR).post(ADDRESS, {"figure": "demand.asked", "cut_for": "demand.asked"}))
    assert "Потребности" in _words(page.select_one(".k-lead"))


# --- what is wrong


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"figure": "", "cut_for": ""}, "figure"),
        ({"figure": "demand.of_yesterday"}, "figure"),
        ({"of_colour": "red"}, "figure"),
        ({"of_municipality": "nigdeevsk"}, "of_municipality"),
        ({"of_year": "soon"}, "of_year"),
        ({"of_need": "1"}, "figure"),
        ({"of_year": "9" * 400}, "of_year"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(enter, asked, fields, field):
    answer = enter(Role.OPERATOR).post(ADDRESS, ASKED | fields)
    page = _shown(answer)
    assert answer.status_code == 400
    assert [one.select_one("[name]")["name"] for one in page.select(".k-field--wrong")] == [field]
    assert not ItemFigure.objects.exists()


def _twice(asked: Meeting) -> str:
    actions.figure_show(item=question(asked), key="demand.asked", scope=SCOPE, **signed())
    return "уже"


def _over(asked: Meeting) -> str:
    Meeting.objects.filter(pk=asked.pk).update(state=MeetingState.CLOSED)
    return "Ничего не изменено"


@pytest.mark.parametrize("happens", [_twice, _over])
def test_what_cannot_be_done_is_said_in_words_and_what_was_chosen_stays(enter, asked, happens: Callable[[Meeting], str]):
    client = enter(Role.OPERATOR)
    read = _sent(_shown(client.post(ADDRESS, ASKED)))
    words = happens(asked)
    answer = client.post(ADDRESS, read)
    page = _shown(answer)
    assert answer.status_code == 400 and words in _words(page.select_one(".k-wrong"))
    assert _sent(page)["of_municipality"] == "balashikha"


@pytest.mark.parametrize("role", [Role.CHAIR, Role.AUDITOR, Role.EMPLOYER, Role.COORDINATOR, Role.STUDENT, Role.UNION])
def test_only_the_secretary_chooses_figures(enter, asked, role):
    client = enter(role)
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, ASKED).status_code == 404
    assert not ItemFigure.objects.exists()


def test_a_question_that_is_not_there_is_not_found(enter, asked):
    assert enter(Role.OPERATOR).get(ADDRESS.replace("/1/", "/9/")).status_code == 404


def test_no_scope_is_typed_any_more(enter, asked):
    page = _shown(enter(Role.OPERATOR).get(f"/board/meetings/{DAY}/items/1/"))
    assert not page.select("[name=scope], [name=key]")
    assert page.select_one(f"a[href='{ADDRESS}']")
    assert enter(Role.OPERATOR).post(f"/board/meetings/{DAY}/do/figure/").status_code == 404


def test_the_form_asks_for_no_cuts_before_a_figure_is_chosen(region):
    assert list(FigureForm(region="50").fields) == ["figure", "cut_for", "read"]


# --- wherever the figure is shown, it says what it is cut by


def _told(answer) -> str:
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\xa0", " ")


def test_the_agenda_the_wall_and_the_pack_name_the_cuts(enter, asked):
    actions.figure_show(item=question(asked), key="demand.asked", scope=SCOPE, **signed())
    members(3)
    actions.meeting_convene(meeting=asked, **signed())
    client, home = enter(Role.OPERATOR), f"/board/meetings/{DAY}/"
    actions.item_show(meeting=asked, item=question(asked), **signed())
    for address in (home, f"{home}screen/"):
        assert "Запрошено (муниципалитет: Балашиха; год: 2029)" in _words(_shown(client.get(address))), address
    assert "Запрошено (муниципалитет: Балашиха; год: 2029)." in _told(client.get(f"{home}pack/?as=docx"))


@pytest.mark.parametrize(
    ("language", "title"),
    [("ru", "Запрошено (предприятие: АК «Пример»)"), ("en", "Asked for (employer: АК «Пример»)")],
)
def test_the_minutes_name_the_cuts_in_the_language_they_are_written_in(enter, region, language, title):
    works = employer(short_name="АК «Пример»")
    need(employer=works, people=40)
    people = members(3)
    made = open_meeting(*people)
    actions.figure_show(item=question(made), key="demand.asked", scope=f"employer={works.pk}&region=50", **signed())
    voted = actions.motion_open(motion=motion(made), **signed())
    for one in people:
        cast(one, voted, Choice.FOR)
    actions.motion_close(motion=voted, **signed())
    actions.meeting_close(meeting=made, **signed())
    actions.minutes_write(meeting=made, **signed())
    client = enter(Role.OPERATOR)
    client.cookies["django_language"] = language
    assert f"{title}: 40" in _told(client.get(f"/board/meetings/{DAY}/minutes/1/?as=docx"))


def _queries_of_names(client) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/board/meetings/{DAY}/")
    return len([query for query in seen if re.search('FROM "registry_organisation" WHERE .*"id" IN', query["sql"])])


def test_the_names_of_many_figures_cost_one_query(enter, asked):
    client = enter(Role.OPERATOR)
    for _ in range(3):
        works = need().employer
        actions.figure_show(item=question(asked), key="demand.asked", scope=f"employer={works.pk}&region=50", **signed())
        assert _queries_of_names(client) == 1
