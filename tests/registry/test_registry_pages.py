"""Who takes part, as pages: public, found by name or ИНН, offered while somebody types."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kadry.people.enums import Role
from kadry.registry import fields
from tests.factories import cluster, college, employer, town
from tests.registry.test_organisation_field import INN


@pytest.fixture
def works(region):
    return [
        employer(name="Авиационная корпорация «Рубин»", short_name="АК «Рубин»", inn=INN),
        employer(name="ООО «Рубин-Сервис» (вымышленное)", short_name="Рубин-Сервис", municipality=town("mytishchi")),
        college(name="Колледж «Энергия» (вымышленный)"),
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("", 3), ("?name=рубин", 2), ("?name=5001", 1), ("?kind=college", 1), ("?municipality=mytishchi", 1), ("?name=нет", 0)],
)
def test_a_stranger_finds_who_takes_part(client, works, asked, found):
    page = client.get(reverse("registry:organisations") + asked)
    assert len(page.context["table"].rows) == found


def test_each_leads_to_its_page(client, works):
    words = client.get(reverse("registry:organisations")).content.decode()
    assert reverse("desk:employer", args=[works[0].pk]) in words
    assert reverse("desk:college", args=[works[2].pk]) in words


def test_clusters_stand_with_their_base_college(client, works):
    made = cluster(works[0], base_college=works[2], name="Кластер «Машиностроение» (вымышленный)")
    words = client.get(reverse("registry:clusters")).content.decode()
    assert made.name in words
    assert works[2].short_name in words


@pytest.mark.parametrize(
    ("typed", "kind", "options"),
    [("рубин", "", 2), ("рубин мыт", "", 0), ("р", "", 0), ("50010", "employer", 1), ("энергия", "employer", 0), ("", "", 0)],
)
def test_what_fits_is_offered_while_somebody_types(client, works, typed, kind, options):
    words = client.get(reverse("registry:offered"), {"of": "whom", "whom": typed, "kind": kind}).content.decode()
    assert words.count("<option") == options


def test_a_long_list_takes_no_more_queries_than_a_short_one(client, works):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("registry:organisations"))
        return len(seen)

    short = queries()
    for _ in range(30):
        employer()
    assert queries() == short


def test_the_operator_types_whose_need_it_is(client, someone, works, monkeypatch):
    """Whoever is typed wrongly is told so, and nothing of the form is lost."""
    monkeypatch.setattr(fields, "LISTED", 1)
    client.force_login(someone(Role.OPERATOR))
    asked = {"employer": "рубин", "municipality": town().pk, "programme": "15.01.32", "year": 2029, "kind": "hire", "people": 7}
    asked |= {"reason": "expansion", "confidence": "firm", "ground": "letter"}
    several = client.post(reverse("demand:declare"), asked)
    assert several.status_code == 400
    assert "Рубин-Сервис" in several.content.decode()
    made = client.post(reverse("demand:declare"), asked | {"employer": INN}, follow=True)
    assert "АК «Рубин»" in made.content.decode()
