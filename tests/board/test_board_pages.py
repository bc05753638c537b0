"""The execution report and the page of one assignment, as somebody uses them."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from kadry.board import actions, queries
from kadry.board.enums import AssignmentState, Verdict
from kadry.board.models import AgendaItem, Assignment, Check
from kadry.trail import figures
from kadry.trail.models import Event
from kadry.web.templatetags.words import number, said
from tests.factories import assignment, college, group, need, programme, signed, student, town

MARCH = date(2024, 3, 21)
REPORT = "/board/meeting/2024-03-21/"


@pytest.fixture
def five(region):
    """One decision carried out, one in time, one late, two that cannot be told; checked today."""
    need(people=40)
    need(people=3, programme=programme("15.02.16"), municipality=town("khimki"))
    made = {
        "done": assignment(target=40, scope="programme=15.01.32&region=50"),
        "on_time": assignment(target=50, deadline=date(2026, 12, 31)),
        "late": assignment(target=50, deadline=date(2024, 10, 1)),
        "no sheet": assignment(figure="recruiting.hired", target=5, deadline=date(2024, 10, 1)),
        "in a drawer": assignment(evidence="Утверждённый порядок", deadline=date(2024, 6, 30)),
    }
    actions.assignments_check(region=region.pk, **signed())
    return {name: Assignment.objects.get(pk=one.pk) for name, one in made.items()}


def _page(client, address: str) -> BeautifulSoup:
    client.cookies["django_language"] = "ru"
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def _text(element) -> str:
    return " ".join(element.get_text(" ").replace("\xa0", " ").split())


def _cards(page: BeautifulSoup) -> dict[str, str]:
    """Address of the assignment → what its card says."""
    return {card.find("a")["href"]: _text(card) for card in page.select(".k-decision")}


def _address(one: Assignment) -> str:
    return f"/board/assignments/{one.pk}/"


# --- the report


def test_each_line_says_what_was_asked_of_whom_by_when_what_came_of_it_and_why(client, five):
    cards = _cards(_page(client, REPORT))
    told = {
        "done": ("40", "1 сентября 2026"),
        "on_time": ("43", "31 декабря 2026"),
        "late": ("43", "1 октября 2024"),
        "no sheet": (_plain(figures.read("recruiting.hired", figures.Scope.of(region="50")).missing),),
        "in a drawer": ("Утверждённый порядок", "30 июня 2024"),
    }
    assert list(cards) == [_address(one) for one in five.values()]
    for name, one in five.items():
        card, line = cards[_address(one)], queries.line_of(one, None)
        assert one.text in card and one.responsible in card and str(one.number) in card
        assert str(line.verdict.label) in card
        assert _plain(line.why) in card
        assert _plain(queries.target_words(one)) in card
        assert all(words in card for words in told[name]), name


def _plain(text: str) -> str:
    return " ".join(str(text).replace("\xa0", " ").split())


def test_a_line_is_late_only_where_the_figure_says_so(five):
    assert {name: one.verdict for name, one in five.items()} == {
        "done": Verdict.DONE,
        "on_time": Verdict.ON_TIME,
        "late": Verdict.LATE,
        "no sheet": Verdict.CANNOT_TELL,
        "in a drawer": Verdict.CANNOT_TELL,
    }


def test_the_counts_are_the_figures_they_lead_to_and_the_lines_under_them(client, five):
    page = _page(client, REPORT)
    scope = figures.Scope.of(region="50", meeting=MARCH)
    for name, value in {"done": 1, "on_time": 1, "late": 1, "cannot_tell": 2}.items():
        reading = figures.read(f"board.{name}", scope)
        assert reading.value == value == sum(one.verdict == name for one in five.values())
        assert number(value) in page.find("a", href=reading.address).get_text()
        assert client.get(reading.address).context["reading"].value == value


def test_decisions_of_another_meeting_are_not_counted_nor_listed(client, five):
    other = assignment(held_on=date(2023, 5, 5), verdict=Verdict.DONE)
    assert _address(other) not in _cards(_page(client, REPORT))
    assert queries.counts("50", MARCH)[0].value == 1
    assert list(_cards(_page(client, "/board/meeting/2023-05-05/"))) == [_address(other)]


def test_the_newest_decisions_are_shown_first(client, five):
    assert "21 марта 2024" in _text(_page(client, "/board/").h1)
    newest = assignment(held_on=date(2026, 6, 5))
    page = _page(client, "/board/")
    assert "5 июня 2026" in _text(page.h1)
    assert list(_cards(page)) == [_address(newest)]


def test_without_decisions_the_page_names_the_sheet_and_shows_the_agenda(client, region):
    AgendaItem.objects.create(region=region, held_on=date(2026, 6, 5), number=1, text_ru="О мерах поддержки")
    text = _text(_page(client, "/board/"))
    assert "Поручения" in text
    assert "О мерах поддержки" in text


def test_only_the_newest_agenda_is_shown(client, region, five):
    for held_on, text in ((MARCH, "О том, что было"), (date(2026, 6, 5), "О том, что будет")):
        AgendaItem.objects.create(region=region, held_on=held_on, number=1, text_ru=text)
    page = _text(_page(client, REPORT))
    assert "О том, что будет" in page
    assert "О том, что было" not in page


@pytest.mark.parametrize("address", ["/board/meeting/2020-01-01/", "/board/assignments/0/", "/board/meeting/2024-13-41/"])
def test_what_does_not_exist_is_not_found(client, five, address):
    assert client.get(address).status_code == 404


def test_more_decisions_cost_the_report_only_their_own_figure(client, five):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(REPORT)
        return len(seen)

    few = asked()
    for _ in range(5):
        assignment(evidence="Порядок")
    assert asked() <= few


# --- one assignment


def test_the_page_of_an_assignment_shows_its_target_its_figure_and_every_check(client, five):
    late = five["late"]
    for day in (13, 14):
        Check.objects.create(assignment=late, on=date(2026, 6, day), value=30 + day, verdict=Verdict.LATE)
    page = _page(client, _address(late))
    text = _text(page)
    assert _plain(queries.target_words(late)) in text
    assert page.select_one("svg.k-chart")["aria-label"].count(":") >= 3
    for day in ("13 июня 2026", "14 июня 2026", "15 июня 2026"):
        assert day in text
    assert page.find("a", href=figures.read("demand.asked", figures.Scope.of(region="50")).address)


@pytest.mark.parametrize("fields", [{"figure": "demand.nothing"}, {"scope": "region=50&year=soon"}])
def test_an_assignment_whose_figure_cannot_be_read_has_a_page_all_the_same(client, region, fields):
    made = assignment(**fields)
    Check.objects.create(assignment=made, on=date(2026, 6, 13), value=30, verdict=Verdict.ON_TIME)
    assert _plain(queries.line_of(made, None).why) in _text(_page(client, _address(made)))


def test_a_small_number_of_persons_is_told_to_the_public_only_as_fewer_than_five(client, someone):
    own = college()
    for _ in range(3):
        student(group(college=own))
    made = assignment(figure="training.students", scope=f"college={own.pk}&region=50", target=10)
    Check.objects.create(assignment=made, on=date(2026, 6, 14), value=3, count=3, verdict=Verdict.ON_TIME)
    Check.objects.create(assignment=made, on=date(2026, 6, 13), value=7, count=7, verdict=Verdict.ON_TIME)
    for address in (_address(made), REPORT, f"/colleges/{own.pk}/"):
        assert queries.line_of(made, None).reading.few
        page = _page(client, address)
        assert said(queries.line_of(made, None).reading).number in _plain(page.get_text())
        assert not page.select(".k-chart")
    client.force_login(someone("operator"))
    assert not queries.line_of(made, someone("operator")).reading.few
    assert _page(client, _address(made)).select(".k-chart")


def test_the_page_leads_to_the_needs_the_decision_serves(enter, region):
    served, other = need(people=12), need(programme=programme("15.02.16"))
    made = assignment(scope="programme=15.01.32&region=50")
    links = {link["href"] for link in _page(enter("chair"), _address(made)).select("main a")}
    assert f"/trace/{served.pk}/" in links
    assert f"/trace/{other.pk}/" not in links


# --- acting

OFFERED = {
    AssignmentState.ASSIGNED: {"operator": {"file", "verify", "postpone", "forward"}, "chair": {"verify"}},
    AssignmentState.FILED: {"operator": {"verify", "send-back", "postpone", "forward"}, "chair": {"verify", "send-back"}},
    AssignmentState.VERIFIED: {"operator": {"off-control", "send-back"}, "chair": {"off-control", "send-back"}},
    AssignmentState.OFF_CONTROL: {"chair": {"put-back"}},
}


@pytest.mark.parametrize("state", OFFERED)
def test_the_page_offers_only_what_can_be_done_from_this_state_by_this_role(client, cast, state):
    made = assignment(evidence="Порядок", filed="Приказ № 5", state=state)
    for who, user in cast.items():
        if who == "system":
            continue
        client.logout()
        if who != "stranger":
            client.force_login(user)
        page = _page(client, _address(made))
        steps = {form["action"].rstrip("/").rsplit("/", 1)[1] for form in page.select(f'form[action^="{_address(made)}"]')}
        assert steps == OFFERED[state].get(who, set()), who


STEPS = {
    "file": {"evidence": "Приказ"},
    "verify": {"ground": "видел"},
    "send-back": {"ground": "мало"},
    "off-control": {"ground": "х"},
}


@pytest.mark.parametrize("step", STEPS)
def test_a_stranger_reads_but_cannot_act(client, five, step):
    one = five["done"]
    assert _page(client, _address(one)) and _page(client, REPORT)
    before = Event.objects.count()
    assert client.post(f"{_address(one)}{step}/", STEPS[step]).status_code == 302
    assert client.post("/board/check/").status_code == 302
    assert Assignment.objects.get(pk=one.pk).state == AssignmentState.ASSIGNED
    assert Event.objects.count() == before
    assert not _page(client, REPORT).select('form[action="/board/check/"]')


@pytest.mark.parametrize("who", ["auditor", "employer", "coordinator", "student", "union"])
def test_who_only_reads_is_told_there_is_nothing_to_act_on(enter, five, who):
    client, one = enter(who), five["done"]
    for step, data in STEPS.items():
        assert client.post(f"{_address(one)}{step}/", data).status_code == 404
    assert client.post("/board/check/").status_code == 404
    assert Assignment.objects.get(pk=one.pk).state == AssignmentState.ASSIGNED


def test_the_chair_files_no_evidence_and_nobody_takes_a_step_that_is_none(enter, five):
    client = enter("chair")
    assert client.post(f"{_address(five['in a drawer'])}file/", STEPS["file"]).status_code == 404
    assert client.post(f"{_address(five['done'])}forget/", {"ground": "х"}).status_code == 404


@pytest.mark.parametrize("name", ["on_time", "late", "no sheet", "in a drawer"])
def test_verifying_without_a_fact_says_so_and_changes_nothing(enter, five, name):
    client, one, before = enter("chair"), five[name], Event.objects.count()
    answer = client.post(f"{_address(one)}verify/", {"ground": "верю на слово"}, follow=True)
    (message,) = answer.context["messages"]
    no_fact = gettext("There is no fact yet: the target is not reached and no evidence is filed. Nothing was changed.")
    assert (message.level_tag, str(message)) == ("error", no_fact)
    after = Assignment.objects.get(pk=one.pk)
    assert (after.state, after.verdict) == (AssignmentState.ASSIGNED, one.verdict)
    assert Event.objects.count() == before


def test_an_empty_ground_is_asked_for(enter, five):
    answer = enter("chair").post(f"{_address(five['done'])}verify/", {"ground": ""})
    forms = {name: form for name, _title, form in answer.context["steps"]}
    assert answer.status_code == 400 and forms["verify"].errors["ground"]
    assert Assignment.objects.get(pk=five["done"].pk).state == AssignmentState.ASSIGNED


def test_evidence_is_filed_verified_and_taken_off_control_on_the_page(enter, five):
    client, one = enter("operator"), five["in a drawer"]
    client.post(f"{_address(one)}file/", {"evidence": "Приказ № 12 от 1 июня"})
    page = _text(_page(client, _address(one)))
    assert "Приказ № 12 от 1 июня" in page
    assert str(Verdict.DONE.label) in page
    assert queries.counts("50", MARCH)[0].value == 2
    assert "verify/" not in str(_page(client, _address(one)))
    refused = client.post(f"{_address(one)}verify/", {"ground": "сам подал"}, follow=True)
    assert [message.level_tag for message in refused.context["messages"]] == ["error"]
    client = enter("chair")
    for step in ("verify", "off-control"):
        answer = client.post(f"{_address(one)}{step}/", {"ground": "приказ просмотрен"}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    assert Assignment.objects.get(pk=one.pk).state == AssignmentState.OFF_CONTROL
    assert [event.name.split("_", 1)[1] for event in Event.objects.filter(subject_id=one.pk, subject="board.assignment")] == [
        "off_control",
        "verify",
        "file",
    ]


def test_the_same_step_sent_twice_is_done_once(enter, five):
    client, one = enter("chair"), five["done"]
    answers = [client.post(f"{_address(one)}verify/", {"ground": "видел"}, follow=True) for _ in range(2)]
    assert [[message.level_tag for message in answer.context["messages"]] for answer in answers] == [["success"], ["error"]]
    assert Event.objects.filter(name="board.assignment_verify").count() == 1


def test_checking_at_a_click_leads_back_and_judges_by_today_s_figures(enter, five):
    need(people=20, programme=programme("15.02.16"))
    answer = enter("chair").post("/board/check/", follow=True)
    assert answer.redirect_chain == [("/board/", 302)]
    assert Assignment.objects.get(pk=five["late"].pk).verdict == Verdict.DONE
