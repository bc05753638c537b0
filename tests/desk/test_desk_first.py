"""The first screen: the region in a minute, for everybody."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kadry.desk import queries
from kadry.desk.stations import STATIONS, stations_for
from kadry.people.enums import Role
from kadry.trail import figures
from kadry.web.templatetags.words import number
from tests.factories import employer, need, town


@pytest.fixture
def needs(region):
    need(people=1214, covered=900, filled=300, year=2027)
    need(people=700, covered=100, filled=50, year=2029, municipality=town("khimki"))
    need(people=5000, year=2031)  # beyond what the survey speaks of


def _page(client, address: str = "/") -> BeautifulSoup:
    client.cookies["django_language"] = "ru"
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_without_data_the_first_screen_says_which_sheet_to_send_in(client, region):
    text = _page(client).get_text()
    assert queries.sentence().asked.missing
    assert "Needs" in text or "Потребност" in text


def test_the_numbers_of_the_sentence_are_the_figures_they_lead_to(client, needs):
    page, said = _page(client), queries.sentence()
    expected = {"asked": 1914, "covered": 1000, "filled": 350, "gap": 914}
    for name, value in expected.items():
        reading = getattr(said, name)
        assert reading.value == value
        link = page.find("a", href=reading.address)
        assert number(value) in link.get_text()
        assert client.get(reading.address).context["reading"].value == value


def test_the_sentence_names_the_town_where_most_are_missing(client, needs):
    assert queries.sentence().most == town("khimki")
    assert "Химки" in _page(client).get_text()


def test_the_tiles_add_up_to_the_gap_of_the_sentence(needs):
    tiles = queries.gap_tiles()
    assert sum(tile["reading"].value for tile in tiles) == queries.sentence().gap.value
    assert len({(tile["col"], tile["row"]) for tile in tiles}) == len(tiles)
    shades = {tile["label"]: tile["level"] for tile in tiles if tile["level"]}
    assert set(shades.values()) <= set(range(1, queries.LEVELS + 1))
    assert max(shades, key=shades.__getitem__) == town("khimki").name


@pytest.mark.parametrize("who", ["stranger", "operator", "coordinator", "employer", "student", "chair", "union", "auditor"])
def test_every_link_of_the_first_screen_opens_to_whoever_sees_it(client, cast, needs, who):
    if who != "stranger":
        client.force_login(cast[who])
    links = {link["href"] for link in _page(client).find_all("a", href=True) if link["href"].startswith("/")}
    links = {href.split("?")[0]: href for href in sorted(links)}.values()  # of sixty towns one is enough
    dead = {href: status for href in links if (status := client.get(href).status_code) not in (200, 302)}
    assert len(links) > 5
    assert not dead


def test_more_needs_do_not_cost_the_first_screen_more_queries(client, needs):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        return len(seen)

    few = asked()
    works = employer()
    for year in range(2027, 2030):
        for slug in ("khimki", "balashikha"):
            need(employer=works, year=year, municipality=town(slug))
    assert asked() <= few


# --- the thread


def test_the_thread_has_seven_stations_each_counted_or_naming_the_sheet_that_brings_it(needs, cast):
    assert len(STATIONS) == 7
    for station in stations_for(cast["stranger"], "/"):
        counted = station["reading"] is not None and station["reading"].value is not None
        assert counted is not bool(station["missing"]), station["label"]


def test_the_station_of_needs_leads_a_stranger_to_the_figure_and_a_colleague_to_the_room(needs, cast):
    first = {who: stations_for(cast[who], "/")[0] for who in ("stranger", "student", "operator", "employer")}
    assert first["stranger"]["url"].startswith("/figures/demand.asked?")
    assert first["student"]["url"].startswith("/figures/demand.asked?")
    assert first["operator"]["url"] == first["employer"]["url"] == "/needs/"
    assert first["stranger"]["reading"] == figures.read("demand.asked", figures.Scope.of(region="50"))


@pytest.mark.parametrize(("path", "current"), [("/needs/", True), ("/needs/7/", True), ("/", False)])
def test_the_station_one_stands_at_is_marked(region, cast, path, current):
    assert stations_for(cast["operator"], path)[0]["current"] is current


# --- coming in


def test_the_demo_offers_a_door_for_each_role_somebody_has(client, cast):
    doors = {form["action"] for form in _page(client).select('form[action^="/enter/"]')}
    assert doors == {f"/enter/{role}/" for role in Role if role != Role.SYSTEM}


def test_outside_the_demo_there_are_no_doors(client, cast, settings):
    settings.DEMO = False
    assert not _page(client).select('form[action^="/enter/"]')
    assert client.post("/enter/operator/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_one_click_enters_a_role_and_its_day_opens(client, cast, role):
    answer = client.post(f"/enter/{role}/", follow=True)
    assert answer.redirect_chain[0] == ("/day/", 302)
    assert answer.status_code == 200
    assert answer.wsgi_request.user.role == role


@pytest.mark.parametrize("role", ["system", "king"])
def test_nobody_enters_as_the_system_or_as_what_is_no_role(client, cast, role):
    assert client.post(f"/enter/{role}/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_every_role_has_a_day_with_and_without_data(enter, role):
    client = enter(role)
    assert client.get("/day/", follow=True).status_code == 200
    need()
    assert client.get("/day/", follow=True).status_code == 200


def test_a_stranger_has_no_day(client, region):
    assert client.get("/day/")["Location"] == "/sign-in/?next=/day/"
