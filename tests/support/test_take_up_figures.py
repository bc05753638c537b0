"""The figures of take-up: each recomputed from plain rows, cut by every dimension, and opened by those it concerns."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup

from kadry.people.enums import Role
from kadry.reference.models import Industry
from kadry.support.enums import RefusalReason
from kadry.support.models import TakeUp
from kadry.trail import figures
from kadry.trail.figures import Scope, wilson
from tests.factories import cluster, employer, take_up, town

REGION = Scope.of(region="50")
GIFT, HIRE = "mo-college-gift", "sfr-2714-hire"


@pytest.fixture
def works(region):
    """One in Balashikha in two clusters at once, one in Khimki."""
    industries = list(Industry.objects.order_by("pk")[:2])
    made = [
        employer(short_name="Альфа", industry=industries[0]),
        employer(short_name="Бета", industry=industries[1], municipality=town("khimki")),
    ]
    cluster(made[0])
    cluster(*made)
    return made


@pytest.fixture
def rows(works):
    first, second = works
    return [
        take_up(employer=first, measure=GIFT, fits=True),
        take_up(employer=second, measure=GIFT, seen_on=date(2024, 5, 6)),
        take_up(employer=first, state="applied", fits=True),
        take_up(employer=first, state="paid", paid=40_639_50, fits=True, seen_on=date(2025, 3, 3), applied_on=date(2026, 1, 12)),
        take_up(employer=second, state="paid", paid=29_216_88, fits=False),
        take_up(employer=second, state="refused"),
        take_up(employer=second, state="refused", refusal="debt", seen_on=date(2024, 5, 6), applied_on=date(2024, 6, 3)),
    ]


def _value(key: str, scope: Scope = REGION):
    return figures.read(f"support.{key}", scope).value


def test_each_figure_counts_what_its_formula_says(rows):
    assert {key: _value(key) for key in ("seen", "fitting", "applied", "paid", "refused")} == {
        "seen": 7,
        "fitting": 3,
        "applied": 5,
        "paid": 2,
        "refused": 2,
    }
    assert _value("paid_money") == pytest.approx(40_639.50 + 29_216.88, abs=0.001)
    assert (_value("take_up_rate"), _value("paid_rate")) == (5 / 7, 2 / 4)


def test_a_rate_carries_its_interval_and_what_it_is_a_rate_of(rows):
    reading = figures.read("support.take_up_rate", REGION)
    assert (reading.count, (reading.low, reading.high)) == (7, wilson(5, 7))


CUTS = {
    "municipality": {"balashikha": 3, "khimki": 4},
    "measure": {GIFT: 2, HIRE: 5},
    "state": {"seen": 2, "applied": 1, "paid": 2, "refused": 2},
    "year": {"2024": 2, "2025": 1, "2026": 4},
    "applied_year": {"2024": 1, "2026": 4},
    "reason": {"papers": 1, "debt": 1},
}


@pytest.mark.parametrize("by", CUTS)
def test_a_figure_is_cut_by_its_dimensions(rows, by):
    found = figures.table("support.seen", REGION, by=by)
    assert {value: reading.value for value, reading in found.items()} == CUTS[by]
    for value, reading in found.items():
        assert reading == figures.read("support.seen", REGION.narrowed(**{by: value}))


def test_an_employer_of_two_clusters_counts_once(rows, works):
    by_cluster = figures.table("support.seen", REGION, by="cluster")
    assert sorted(reading.value for reading in by_cluster.values()) == [3, 7]
    assert _value("seen", REGION.narrowed(cluster=max(by_cluster))) in (3, 7)


def test_industry_and_employer_cut_too(rows, works):
    for one, number in zip(works, (3, 4), strict=True):
        assert _value("seen", REGION.narrowed(industry=one.industry.slug)) == number
        assert _value("seen", REGION.narrowed(employer=one.pk)) == number


@pytest.mark.parametrize("key", [figure.key for figure in figures.all_figures() if figure.key.startswith("support.")])
def test_a_figure_is_what_the_rows_it_lists_add_up_to(rows, enter, key):
    reading = figures.read(key, REGION)
    text = b"".join(enter("operator").get(f"{reading.address}&format=csv")).decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    adds, out_of = (sum(Fraction(row[name] or 0) for row in listed) for name in ("adds", "out of"))
    assert reading.value == pytest.approx(float(adds / out_of if out_of else adds), rel=1e-12)


def test_many_kopecks_add_up_to_the_kopeck(works):
    kopecks = [1, 10, 33, 99, 7_654_321_99] * 20
    for number, amount in enumerate(kopecks):
        take_up(employer=works[0], state="paid", paid=amount, measure=f"measure-{number}")
    assert round(_value("paid_money") * 100) == sum(kopecks)


def test_without_a_row_a_figure_names_the_sheet(region):
    reading = figures.read("support.take_up_rate", REGION)
    assert reading.value is None
    assert "Меры поддержки" in str(reading.missing) or "Support measures" in str(reading.missing)


# --- who sees its rows: counts are for everybody, an employer's rows are not

OPEN_TO = {"operator": ["Альфа", "Бета"], "auditor": ["Альфа", "Бета"], "chair": [], "coordinator": [], "student": []}


@pytest.mark.parametrize("who", OPEN_TO)
def test_the_rows_of_a_figure_open_only_to_whom_they_concern(rows, enter, who):
    page = enter(Role(who)).get("/figures/support.seen?region=50")
    _shows(page, OPEN_TO[who])


def test_an_employer_opens_its_own_rows_only(rows, works, enter):
    client = enter(Role.EMPLOYER, organisation=works[1])
    _shows(client.get("/figures/support.seen?region=50"), ["Бета"])
    exported = b"".join(client.get("/figures/support.seen?region=50&format=csv")).decode()
    assert "Альфа" not in exported and "Бета" in exported


def test_a_stranger_reads_the_number_and_no_name(rows, client):
    page = client.get("/figures/support.refused?region=50")
    _shows(page, [])
    assert BeautifulSoup(page.content, "html.parser").select_one(".k-figure__number").get_text() == "2"


def _shows(page, names: list[str]) -> None:
    text = page.content.decode()
    assert [name for name in ("Альфа", "Бета") if name in text] == names


def test_the_rows_speak_in_words(rows, enter):
    text = enter("operator").get("/figures/support.refused?region=50&reason=debt").content.decode()
    assert "Субсидия за приём на работу" in text
    assert str(RefusalReason.DEBT.label) in text
    assert f"/support/applications/{TakeUp.objects.get(refusal='debt').pk}/" in text
