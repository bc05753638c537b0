"""The demo village, imported as an operator would: every figure of it is recomputed from the rows it lists.

The village is imported once; what is written within this module is undone at its end.
"""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from django.test import Client

from kadry.exchange.models import Problem
from kadry.trail import figures
from kadry.trail.figures import Scope, Unit
from tests.factories import signed
from tests.village import village as computed_village

build = pytest.importorskip("demo.build").build

pytestmark = pytest.mark.django_db
KEYS = [figure.key for figure in figures.all_figures()]


@pytest.fixture(scope="module")
def village(django_db_setup, django_db_blocker, tmp_path_factory):
    """A client of the operator in the village."""
    with django_db_blocker.unblock(), computed_village(tmp_path_factory.mktemp("village")):
        yield _operator()


def _operator() -> Client:
    from kadry.people.actions import membership_grant
    from kadry.people.enums import Role
    from kadry.reference.queries import served_region

    account = {"email": "village@example.invalid", "name": "Synthetic operator", "role": Role.OPERATOR}
    client = Client()
    client.force_login(membership_grant(**account, region=served_region(), **signed()))
    return client


def _listed(client: Client, reading: figures.Reading) -> list[dict[str, str]]:
    text = b"".join(client.get(f"{reading.address}&format=csv")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def _recomputed(rows: list[dict[str, str]], unit: Unit) -> Fraction:
    adds = sum(Fraction(row["adds"] or 0) for row in rows)
    return adds / sum(Fraction(row["out of"] or 0) for row in rows) if unit is Unit.RATE else adds


def _cuts(key: str) -> list[str]:
    """Dimensions that hold one value a row; “until” and its like only narrow."""
    return [name for name, path in figures.find(key).source.dimensions.items() if not path.endswith(("__lte", "__gte", "__in"))]


def test_the_workbooks_of_the_village_come_in_without_a_fault(village):
    faults = [
        f"{problem.of.of.filename} {problem.of.name} {problem}: {problem.what_en}" for problem in Problem.objects.all()[:20]
    ]
    assert not faults


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_of_the_village_is_what_its_listed_rows_add_up_to(village, key):
    reading = figures.read(key, Scope.of(region="50"))
    if reading.value is None:
        assert reading.missing
        pytest.skip(f"the village cannot tell: {reading.missing}")
    rows = _listed(village, reading)
    assert rows or reading.value == 0
    assert reading.value == pytest.approx(float(_recomputed(rows, reading.figure.unit)), rel=1e-12)


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_cut_by_any_dimension_is_the_same_as_read_one_by_one(village, key):
    scope = Scope.of(region="50")
    for by in _cuts(key):
        table = figures.table(key, scope, by=by)
        for value in sorted(table)[:3]:
            assert table[value] == figures.read(key, scope.narrowed(**{by: value})), f"{key} by {by}={value}"


@pytest.mark.parametrize("key", KEYS)
def test_a_part_of_the_village_is_what_its_own_rows_add_up_to(village, key):
    scope = Scope.of(region="50")
    for by in _cuts(key):
        for value, reading in sorted(figures.table(key, scope, by=by).items())[:1]:
            if reading.value is not None:
                told = float(_recomputed(_listed(village, reading), reading.figure.unit))
                assert reading.value == pytest.approx(told, rel=1e-12), f"{key} by {by}={value}"
