"""Who may open what: every route, every role, in one table."""

from __future__ import annotations

import inspect
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from kadry.people.enums import Role
from kadry.support.models import Plan
from kadry.trail.clock import now
from tests.consistency import map as the_map
from tests.consistency.routes import Route, routes
from tests.factories import cluster, college, employer, need, need_row, needs_book, take, take_up

MAP = Path(__file__).parents[2] / "docs" / "map.md"


def test_every_route_says_who_may_enter():
    silent = [
        f"{route.url} → {route.view.__module__}.{route.view.__name__}" for route in routes() if not hasattr(route.view, "who")
    ]
    assert not silent, f"These views are not made by @page(who=…): {silent}"


def test_every_predicate_of_a_route_has_a_name_an_auditor_can_read():
    unnamed = [route.url for route in routes() if not route.who or "lambda" in route.who]
    assert not unnamed, f"Give these predicates a name: {unnamed}"


def test_every_route_has_a_name_and_no_two_share_one():
    names = [route.name for route in routes()]
    assert not [name for name in names if name.endswith("None")]
    assert len(names) == len(set(names))


def test_every_view_has_an_address():
    """A function made by ``@page`` that no address leads to is dead."""
    reached = {route.view for route in routes()}
    dead = [
        f"{module.__name__}.{name}"
        for module in _view_modules()
        for name, view in vars(module).items()
        if hasattr(view, "who") and inspect.unwrap(view).__module__ == module.__name__ and view not in reached
    ]
    assert not dead


def _view_modules() -> list[Any]:
    return [import_module(f"kadry.{room}.views") for room in settings.ROOMS if find_spec(f"kadry.{room}.views")]


def test_the_map_is_fresh():
    assert MAP.read_text(encoding="utf-8") == the_map.render(), "Run: python -m tests.consistency.map > docs/map.md"


# --- role × route → status


@pytest.fixture
def samples(someone) -> dict[str, dict[str, Any]]:
    """What stands in the place of each route's arguments: things of the operator's and of one employer's own."""
    works = employer(name="АО «Свой завод (вымышленный)»")
    owner = someone(Role.EMPLOYER, organisation=works)
    taken = take(needs_book(need_row("Неизвестный завод")), dry=True, by=owner)
    own_need = {"pk": need(employer=works).pk}
    own_import = {"pk": taken.pk}
    return {
        "demand:need": own_need,
        "demand:confirm": own_need,
        "demand:change": own_need,
        "demand:close": own_need,
        "demand:reopen": own_need,
        "exchange:import": own_import,
        "exchange:marked": own_import,
        "exchange:store": own_import,
        "exchange:take_back": own_import,
        "exchange:blank": {"key": "needs"},
        "people:enter": {"role": "operator"},
        "trail:figure": {"key": "demand.asked"},
        "desk:trace": own_need,
        "desk:employer": {"pk": works.pk},
        "desk:college": {"pk": (base := college()).pk},
        "desk:cluster": (joined := {"pk": cluster(works, base_college=base).pk}),
        "outcomes:cluster": joined,
        "support:measure": {"key": "sfr-2714-hire"},
        "support:plan": (
            own_plan := {"pk": Plan.objects.create(employer=works, topic="hire", title="сварщик", made_at=now()).pk}
        ),
        "support:change": own_plan,
        "support:drop": own_plan,
        "support:application": (own_take_up := {"pk": take_up(employer=works).pk}),
        "support:application_step": own_take_up | {"step": "apply"},
        **_of_which_there_is_none_yet(),
    }


def _of_which_there_is_none_yet() -> dict[str, dict[str, Any]]:
    """Who may enter is answered 404 here; what a room's own rows answer, its own tests say."""
    return {
        "board:assignment": {"pk": 0},
        "board:step": {"pk": 0, "step": "verify"},
        "board:execution": {"held_on": date(2024, 3, 21)},
        "board:matrix": {"held_on": date(2024, 3, 21)},
        "board:assignment_change": {"pk": 0},
        "board:forwarding_answer": {"pk": 0},
        "board:meeting": {"held_on": date(2026, 1, 1)},
        "board:answer": {"held_on": date(2026, 1, 1)},
        "board:meeting_prepare": {"held_on": date(2026, 1, 1)},
        "board:item": {"held_on": date(2026, 1, 1), "number": 1},
        "board:item_figure": {"held_on": date(2026, 1, 1), "number": 1},
        "board:meeting_run": {"held_on": date(2026, 1, 1)},
        "board:meeting_step": {"held_on": date(2026, 1, 1), "step": "open"},
        "board:ballot": {"held_on": date(2026, 1, 1)},
        "board:projector": {"held_on": date(2026, 1, 1)},
        "board:letter": {"held_on": date(2026, 1, 1), "member": 0},
        "board:link": {"held_on": date(2026, 1, 1), "member": 0},
        "board:minutes": {"held_on": date(2026, 1, 1), "version": 1},
        "board:pack": {"held_on": date(2026, 1, 1)},
        "board:paper": {"pk": 0},
        "board:absentee": {"token": "none"},
        "board:absentee_paper": {"token": "none", "pk": 0},
        "board:member_leave": {"pk": 0},
        **{f"experience:{name}": {"pk": 0} for name in ("case", "change", "publish", "withdraw", "ask", "answer")},
        **{f"experience:{name}": {"pk": 0} for name in ("add_paper", "add_result")},
        **{f"experience:{name}": {"pk": 0, "paper": 0} for name in ("paper", "remove_paper")},
        **{f"experience:{name}": {"pk": 0, "result": 0} for name in ("keep_result", "remove_result")},
        "placement:campaign": {"pk": 0},
        "placement:student": {"pk": 0},
        "planning:row": {"pk": 0},
        "planning:run": {"pk": 0},
        "planning:approve": {"pk": 0},
        "recruiting:hire": {"pk": 0},
        "recruiting:record_of": {"pk": 0},
        "recruiting:withdraw": {"pk": 0},
        "training:student": {"pk": 0},
    }


@pytest.fixture
def visitors(samples, cast) -> dict[str, Any]:
    """One account a role; ``employer`` is the one whose things the samples are."""
    from kadry.people.models import User

    own = User.objects.get(memberships__organisation__name="АО «Свой завод (вымышленный)»")
    return (
        {"stranger": None}
        | {str(role): cast[str(role)] for role in Role if role != Role.SYSTEM}
        | {
            "employer": own,
            "another employer": cast["another employer"],
        }
    )


def _client(visitor: Any) -> Client:
    client = Client()
    if visitor is not None:
        client.force_login(visitor)
    return client


def _address(route: Route, samples: dict[str, dict[str, Any]]) -> str:
    if "<" in route.url and route.name not in samples:
        pytest.fail(f"{route.name} takes arguments: add a sample of them to the fixture “samples”.")
    return reverse(route.name, kwargs=samples.get(route.name))


def test_every_route_answers_every_role_as_the_table_says(samples, visitors, snapshot):
    """GET where the page is read; an empty POST where it only acts. 302 is sign-in for a stranger, else "done, look there"."""
    lines = [f"{'':<52}{'  '.join(visitors)}"]
    for route in routes():
        method = "GET" if "GET" in route.methods else "POST"
        cells = []
        for name, visitor in visitors.items():
            answer = getattr(_client(visitor), method.lower())(_address(route, samples))
            cells.append(f"{answer.status_code:<{len(name)}}")
        lines.append(f"{method:<5}{route.url:<47}{'  '.join(cells)}".rstrip())
    assert "\n".join(lines) == snapshot


def test_a_page_that_is_read_refuses_a_post_and_one_that_acts_refuses_a_get(samples, visitors):
    client = _client(visitors["operator"])
    for route in routes():
        for method in {"GET", "POST"} - set(route.methods):
            answer = getattr(client, method.lower())(_address(route, samples))
            assert answer.status_code == 405, f"{method} {route.url}"


def test_a_post_without_the_token_of_the_page_is_refused(samples, visitors):
    client = Client(enforce_csrf_checks=True)
    client.force_login(visitors["operator"])
    for route in routes():
        if "POST" in route.methods and route.name not in BY_A_SECRET_ADDRESS:
            assert client.post(_address(route, samples)).status_code == 403, route.url


# Its address is the right to act, no cookie is; and a page that sends no referrer has no origin to be checked by.
BY_A_SECRET_ADDRESS = {"board:absentee"}


def test_no_page_has_script_or_style_within_it_or_leaks_a_template_tag(samples, visitors):
    from bs4 import BeautifulSoup

    client = _client(visitors["operator"])
    for route in routes():
        if "GET" not in route.methods or route.url.endswith(".xlsx"):
            continue
        answer = client.get(_address(route, samples))
        if answer.status_code != 200:
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        inline = [
            tag.name for tag in page.find_all(["script", "style"]) if not tag.get("src") and tag.get("type") != "application/json"
        ]
        handlers = [
            (tag.name, name) for tag in page.find_all(True) for name in tag.attrs if name.startswith("on") or name == "style"
        ]
        assert not inline, route.url
        assert not handlers, route.url
        assert not [sign for sign in ("{{", "{%", "<c-") if sign in (page.find("body") or page).decode()], route.url
