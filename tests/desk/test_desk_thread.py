"""One need through the whole thread and back, and the pages of those who took part, in the demo village."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kadry.board import queries as board
from kadry.demand.models import Need
from kadry.desk import queries, thread
from kadry.people.models import User
from kadry.placement.models import Place
from kadry.planning.models import PlanRow, Share
from kadry.recruiting.models import Hire
from kadry.reference.queries import served_region
from kadry.registry.models import Cluster, Organisation
from kadry.trail.models import Run
from kadry.web.templatetags.words import said
from tests.factories import assignment, cluster, employer, need, organisation, town

pytestmark = pytest.mark.django_db

ROLES = ("stranger", "operator", "coordinator", "employer", "student", "chair", "union", "auditor")


@pytest.fixture
def followed(come_in) -> Need:
    """The need the first page follows: it came all the way."""
    return queries.followed_need()


def _page(client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def _text(element) -> str:
    return " ".join(element.get_text(" ").replace("\xa0", " ").split())


def _links(page: BeautifulSoup) -> set[str]:
    return {link["href"] for link in page.select("main a[href]")}


# --- forwards


def test_the_need_followed_came_all_the_way(followed):
    assert followed.covered and followed.filled
    assert Share.objects.current().filter(need=followed).exists()
    assert Hire.objects.filter(need=followed).exists()
    assert Place.objects.filter(employer=followed.employer, programme=followed.programme).exists()
    assert board.serving(followed, served_region().pk)


def test_the_trace_has_a_knot_and_a_line_for_each_of_the_seven_stations(come_in, followed):
    page = _page(come_in("operator"), f"/trace/{followed.pk}/")
    steps = page.select(".k-way__step")
    assert len(steps) == len(page.select(".k-way__knot")) == 7
    assert all(_text(step.select_one(".k-way__title")) and step.select_one(".k-state") for step in steps)


def test_from_a_need_each_station_leads_to_its_room(come_in, followed):
    links = [
        step.select_one(".k-way__title a") for step in _page(come_in("operator"), f"/trace/{followed.pk}/").select(".k-way__step")
    ]
    rooms = [link["href"].split("/")[1] if link else "" for link in links]
    assert rooms == ["needs", "places", "", "practice", "", "hires", "board"]
    share = Share.objects.current().filter(need=followed).order_by("plan_row__plan__year", "pk").first()
    assert links[1]["href"] == f"/places/{share.plan_row_id}/"
    assert links[6]["href"] == f"/board/assignments/{board.serving(followed, served_region().pk)[0].pk}/"


@pytest.mark.parametrize("role", ROLES)
def test_every_link_and_number_of_the_way_opens_to_whoever_sees_it(come_in, role):
    client = come_in(None if role == "stranger" else role)
    page = _page(client, "/")
    links = {link["href"] for link in page.select(".k-way a")}
    assert links
    assert not {href: status for href in links if (status := client.get(href).status_code) != 200}


def test_the_lists_a_station_leads_to_hold_the_need_s_own_rows(come_in, followed):
    client, user = come_in("operator"), User.objects.get(memberships__role="operator")
    way = thread.way_of(followed, user)
    hires = client.get(way[5]["url"]).context["table"].page.object_list.data
    assert {row.employer_id for row in hires} == {followed.employer_id}
    assert {row.pk for row in hires} >= set(Hire.objects.filter(need=followed).values_list("pk", flat=True))
    places = client.get(way[3]["url"]).context["table"].page.object_list.data
    assert {(row.employer_id, row.programme_id) for row in places} == {(followed.employer_id, followed.programme_id)}


def test_a_need_nobody_serves_yet_says_so_at_every_station(region, cast):
    way = thread.way_of(need(), cast["operator"])
    assert len(way) == 7
    assert [step["tone"] for step in way] == ["ok", "late", "unknown", "unknown", "unknown", "unknown", "unknown"]
    assert all(step["text"] for step in way)


def test_a_small_number_of_persons_on_the_way_is_not_told_to_a_stranger(followed):
    for need_ in Need.objects.filter(employer=followed.employer).with_list_data():
        for step in thread.way_of(need_, AnonymousUser()):
            reading = step.get("count")
            assert reading is None or not reading.figure.source.personal or reading.few or not 0 < reading.count < 5


# --- back


def test_from_a_row_of_the_plan_back_to_its_need(come_in, followed):
    share = Share.objects.current().filter(need=followed).first()
    assert f"/trace/{followed.pk}/" in _links(_page(come_in("operator"), f"/places/{share.plan_row_id}/"))


def test_a_row_of_the_plan_leads_an_employer_to_its_own_needs_only(come_in, followed):
    client = come_in("employer")
    own = {f"/trace/{pk}/" for pk in Need.objects.filter(employer=followed.employer).values_list("pk", flat=True)}
    for row in PlanRow.objects.current().filter(shares__need=followed):
        traces = {href for href in _links(_page(client, f"/places/{row.pk}/")) if href.startswith("/trace/")}
        assert f"/trace/{followed.pk}/" in traces
        assert traces <= own


def test_from_a_hire_back_to_its_need(come_in, followed):
    client = come_in("operator")
    hires = _page(client, f"/hires/?need=on&employer={followed.employer.name}")
    assert f"/needs/{followed.pk}/" in _links(hires)
    assert f"/trace/{followed.pk}/" in _links(_page(client, f"/needs/{followed.pk}/"))


def test_from_a_decision_back_to_its_need(come_in, followed):
    (decision, *_others) = board.serving(followed, served_region().pk)
    assert f"/trace/{followed.pk}/" in _links(_page(come_in("chair"), f"/board/assignments/{decision.pk}/"))
    assert not [href for href in _links(_page(come_in(None), f"/board/assignments/{decision.pk}/")) if "/trace/" in href]


def test_from_the_employer_back_to_its_needs(come_in, followed):
    address = f"/employers/{followed.employer_id}/"
    assert f"/trace/{followed.pk}/" in _links(_page(come_in("chair"), address))
    assert f"/trace/{followed.pk}/" in _links(_page(come_in("employer"), address))
    assert not [href for href in _links(_page(come_in(None), address)) if "/trace/" in href]


# --- one page each

PAGES = {
    "Рубин": (
        "employers",
        Organisation,
        ("demand.asked", "demand.gap", "placement.seats", "placement.placed", "recruiting.hired"),
    ),
    "Энергия": ("colleges", Organisation, ("training.students", "planning.places", "placement.placed", "outcomes.employed_rate")),
    "Машиностроение": ("clusters", Cluster, ("demand.asked", "training.cluster_students", "recruiting.hired")),
}


@pytest.mark.parametrize("role", ["stranger", "chair", "operator"])
@pytest.mark.parametrize("name", PAGES)
def test_an_enterprise_a_college_and_a_cluster_show_what_was_asked_given_taken_and_hired(come_in, name, role):
    part, model, keys = PAGES[name]
    field = "name__contains" if model is Cluster else "short_name__contains"
    shown = model.objects.get(**{field: name})
    client = come_in(None if role == "stranger" else role)
    answer = client.get(f"/{part}/{shown.pk}/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert name in _text(page.h1)
    readings = {reading.figure.key: reading for _title, group in answer.context["sections"] for reading in group}
    assert set(keys) <= set(readings)
    for key, reading in readings.items():
        link = page.find("a", href=reading.address)
        assert said(reading).number.replace("\xa0", " ") in _text(link), key
        assert reading.scope.get(part.rstrip("s")) == str(shown.pk)


@pytest.mark.parametrize("name", PAGES)
def test_the_numbers_of_the_village_s_own_are_there(come_in, name):
    part, model, keys = PAGES[name]
    shown = model.objects.get(**{"name__contains" if model is Cluster else "short_name__contains": name})
    sections = come_in("operator").get(f"/{part}/{shown.pk}/").context["sections"]
    readings = {reading.figure.key: reading for _title, group in sections for reading in group}
    assert [key for key in keys if not readings[key].value] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_these_pages_opens(come_in, name):
    part, model, _keys = PAGES[name]
    shown = model.objects.get(**{"name__contains" if model is Cluster else "short_name__contains": name})
    client = come_in("operator")
    links = {href for href in _links(_page(client, f"/{part}/{shown.pk}/")) if href.startswith("/")}
    assert not {href: status for href in links if (status := client.get(href).status_code) != 200}


def test_the_pages_of_a_cluster_and_its_members_lead_to_each_other(come_in):
    client, shown = come_in(None), Cluster.objects.get(name__contains="Машиностроение")
    links = _links(_page(client, f"/clusters/{shown.pk}/"))
    for member in shown.members.all():
        part = {"college": "colleges", "employer": "employers"}[member.organisation.kind]
        assert f"/{part}/{member.organisation_id}/" in links
        assert f"/clusters/{shown.pk}/" in _links(_page(client, f"/{part}/{member.organisation_id}/"))


def test_a_decision_about_the_enterprise_stands_on_its_page(come_in, followed):
    made = assignment(scope=f"employer={followed.employer_id}&region=50", text_ru="Заключить договоры с АК «Рубин»", number=99)
    assert f"/board/assignments/{made.pk}/" in _links(_page(come_in(None), f"/employers/{followed.employer_id}/"))


def test_an_office_in_a_cluster_has_no_page_and_no_dead_link(region, client):
    office = organisation("office", name="Министерство (вымышленное)")
    shown = cluster(office, employer())
    page = BeautifulSoup(client.get(f"/clusters/{shown.pk}/").content, "html.parser")
    assert "Министерство (вымышленное)" in page.get_text()
    assert f"/employers/{office.pk}/" not in _links(page)
    assert client.get(f"/employers/{office.pk}/").status_code == 404


@pytest.mark.parametrize(
    "wrong", ["/employers/0/", "/colleges/0/", "/clusters/0/", "/employers/{college}/", "/colleges/{employer}/"]
)
def test_a_page_of_another_kind_of_organisation_is_not_found(come_in, wrong):
    of = {kind: Organisation.objects.filter(kind=kind).first().pk for kind in ("college", "employer")}
    assert come_in(None).get(wrong.format(**of)).status_code == 404


# --- the first page in the village


def test_the_first_page_has_its_seven_parts(come_in, followed):
    page = _page(come_in(None), "/")
    run = Run.objects.filter(kind="allocation").first()
    # 1 the sentence, 2 the stations, 3 the decisions, 4 the map, 5 the need, 6 the certificate, 7 the doors
    assert len(page.h1.select(".k-figure")) == 4
    assert len(page.select(".k-stations .k-station")) == 7
    assert len(page.select('section[aria-labelledby="decisions"] li')) == 10
    assert page.select(".k-map .k-tile") and page.select("details table")
    assert followed.employer.short_name in _text(page.select_one('section[aria-labelledby="one"]'))
    assert len(page.select('section[aria-labelledby="one"] .k-way__step')) == 7
    foot = _text(page.select_one('section[aria-labelledby="allocation"]'))
    assert f"kadry replay run-{run.pk}.json.gz" in foot
    assert run.digest[:16] in foot
    assert str(run.seed) in foot
    assert len(page.select('form[action^="/enter/"]')) == 7


def test_the_first_page_says_of_each_decision_its_state_and_why(come_in, followed):
    page = _page(come_in(None), "/")
    _day, lines, counts = queries.decisions(None)
    shown = page.select('section[aria-labelledby="decisions"] li')
    for line, item in zip(lines, shown, strict=True):
        assert str(line.verdict.label) in _text(item)
        assert " ".join(line.why.split()) in _text(item)
        assert item.find("a")["href"] == f"/board/assignments/{line.assignment.pk}/"
    assert sum(reading.value for reading in counts) == len(lines)


def test_each_station_of_the_village_is_counted_but_the_one_whose_sheet_has_not_come(come_in):
    stations = _page(come_in(None), "/").select(".k-stations .k-station")
    missing = [_text(station) for station in stations if "k-station--missing" in station["class"]]
    assert len(missing) == 1


def test_the_first_page_costs_no_more_queries_for_more_needs(come_in):
    client = come_in(None)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        return len(seen)

    few = asked()
    for number in range(30):
        need(employer=employer(), year=2027 + number % 3, municipality=town(("khimki", "balashikha")[number % 2]))
    assert asked() <= few <= FIRST_PAGE


FIRST_PAGE = 100  # queries: a figure each for sentence, stations, decisions and counts, and the way of one need
