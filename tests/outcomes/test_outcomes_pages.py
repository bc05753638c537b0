"""The pages of outcomes: public, sums and shares only, readable with nothing in them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kadry.people.enums import Role
from tests.factories import cluster, graduate, group

EVERYBODY = [Role.OPERATOR, Role.AUDITOR, Role.COORDINATOR, Role.EMPLOYER, Role.STUDENT, Role.CHAIR, Role.UNION, None]


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_may_open_both_pages_even_with_nothing_in_them(enter, role):
    client = enter(role)
    empty = cluster()
    assert client.get(reverse("outcomes:region")).status_code == 200
    assert client.get(reverse("outcomes:cluster", args=[empty.pk])).status_code == 200


def test_a_cluster_nobody_has_founded_is_not_found(client, region):
    assert client.get(reverse("outcomes:cluster", args=[1_000_000])).status_code == 404


def english(client, address, **query):
    return client.get(address, query, headers={"accept-language": "en"})


def test_the_region_shows_its_rates_with_formula_and_its_colleges(client, region):
    one = group(cluster=cluster())
    for outcome in ("in_trade",) * 6 + ("unknown",):
        graduate(outcome, one)
    answer = english(client, reverse("outcomes:region"))
    page = answer.content.decode().replace("\u00a0", " ")
    assert answer.context["rates"]["employed"].value == 1
    assert answer.context["window"].year == 2025
    assert str(one.college) in page
    assert "÷" in page
    assert f"/figures/outcomes.employed_rate?college={one.college_id}&amp;region=50&amp;year=2025" in page


def test_every_rate_of_a_page_speaks_of_one_year(client, region):
    for outcome in ("in_trade",) * 6:
        graduate(outcome)
    answer = english(client, reverse("outcomes:region"))
    readings = [*answer.context["rates"].values(), *(one for line in answer.context["lines"] for one in line.rates.values())]
    assert {reading.scope.get("year") for reading in readings} == {"2025"}


def test_a_stranger_is_not_told_of_a_college_of_few(client, region):
    for of in (group(), group()):
        for outcome in ("in_trade", "in_trade", "looking"):
            graduate(outcome, of)
    lines = english(client, reverse("outcomes:region")).context["lines"]
    assert lines
    assert all(reading.few and reading.value is None for line in lines for reading in line.rates.values())


def test_a_college_without_graduates_of_the_year_is_named_as_such(client, region):
    other = group().college
    graduate("in_trade")
    answer = english(client, reverse("outcomes:region"))
    assert other in answer.context["untold"]


def test_the_page_of_a_cluster_names_the_missing_sheets_and_what_was_worded_otherwise(client, region):
    shown = cluster(type="OK_LOT1")
    page = english(client, reverse("outcomes:cluster", args=[shown.pk])).content.decode()
    assert page.count("cannot tell") >= 5
    assert "Teachers" in page
    assert "In 2023" in page


def test_the_year_of_a_cluster_is_its_own_newest(client, region):
    of = group(cluster=cluster())
    for outcome in ("in_trade",) * 5:
        graduate(outcome, of)
    answer = english(client, reverse("outcomes:cluster", args=[of.cluster_id]))
    assert answer.context["rates"]["employed"].value == 1
