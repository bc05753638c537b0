"""The figures of experience: what they count, and that they open to everybody."""

from __future__ import annotations

import csv
import io

import pytest

from kadry.experience.models import Cost
from kadry.reference.models import Industry
from kadry.trail import figures
from kadry.trail.figures import Scope
from tests.factories import case, cluster, college, employer, programme, town

REGION = Scope.of(region="50")


@pytest.fixture
def told(region):
    """Two published cases of one plant and two colleges, and a draft of another plant."""
    metal = Industry.objects.get(slug="metallurgiya")
    works = employer()
    made = [
        case(works, programmes=[programme(), programme("15.02.16")], begins="2024-09-01"),
        case(works, industry=metal, municipality=town("khimki"), programmes=[programme()]),
        case(employer(), state="draft"),
    ]
    for one, roubles in zip(made, (100, 20, 3), strict=True):
        Cost.objects.create(case=one, source="employers", roubles=roubles)
        Cost.objects.create(case=one, source="employers", in_kind=True, roubles=roubles)
        Cost.objects.create(case=one, source="region", roubles=roubles)
    return made, works


def value(name: str, **scope):
    return figures.read(f"experience.{name}", REGION.narrowed(**scope)).value


def test_only_what_is_published_counts(told):
    assert (value("cases"), value("partners"), value("cost")) == (2, 3, 360)


@pytest.mark.parametrize(
    ("name", "scope", "expected"),
    [
        ("cases", {"municipality": "khimki"}, 1),
        ("cases", {"industry": "metallurgiya"}, 1),
        ("cases", {"programme": "15.01.32"}, 2),
        ("cases", {"programme": "15.02.16"}, 1),
        ("cases", {"year": 2024}, 1),
        ("cost", {"source": "employers"}, 240),
        ("cost", {"municipality": "khimki"}, 60),
        ("cost", {"year": 2024}, 300),
        ("partners", {"municipality": "khimki"}, 0),
    ],
)
def test_a_figure_is_cut_by_its_dimensions(told, name, scope, expected):
    assert value(name, **scope) == expected


def test_a_partner_and_a_cluster_of_many_roles_count_a_case_once(told):
    (first, second, _draft), works = told
    joined = cluster(works, first.owner)
    assert value("cases", partner=works.pk) == value("cases", cluster=joined.pk) == 2
    assert value("cases", partner=second.owner_id) == 1
    assert value("partners", cluster=joined.pk) == 2
    assert value("cost", case=first.pk) == 300


@pytest.mark.parametrize("name", ["cases", "partners", "cost"])
def test_rows_open_to_strangers_and_hold_nothing_unpublished(told, client, name):
    reading = figures.read(f"experience.{name}", REGION)
    content = b"".join(client.get(f"{reading.address}&format=csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert sum(int(row["adds"]) for row in rows) == reading.value
    assert told[0][2].title_ru not in content


def test_a_college_that_takes_part_in_nothing_is_no_partner(told):
    college()
    assert value("partners") == 3
