"""Figures: a value, exactly its rows, and the same number however it is asked for."""

from __future__ import annotations

import csv
import io
import math
from fractions import Fraction

import pytest
from django.db.models import F
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kadry.people.access import is_auditor, is_operator
from kadry.reference.models import Municipality
from kadry.registry.enums import ClusterRole
from kadry.registry.models import ClusterMember, Organisation
from kadry.trail import figures
from kadry.trail.actions import figure_freeze
from kadry.trail.figures import Column, Measure, Scope, Source, Unit
from kadry.trail.models import AppendOnlyError, FrozenFigure, PersonalView
from tests.factories import cluster, employer, need, need_row, needs_book, programme, signed, take, town

REGION = Scope.of(region="50")


@pytest.fixture
def persons():
    """A figure over rows that are persons, open to operator and auditor; organisations stand in for persons."""
    source = Source(
        name="Persons",
        sheet="Persons",
        rows=lambda: Organisation.objects.select_related("municipality"),
        visible=lambda user, rows: rows if (is_operator | is_auditor)(user) else rows.none(),
        dimensions={"region": "municipality__region__code", "municipality": "municipality__slug"},
        columns=(Column("name", "Name", "name"),),
        personal=True,
    )
    figures.figure("test.persons", over=source, unit=Unit.PEOPLE, title="Persons", formula="number of persons")(Measure)
    yield source
    del figures._FIGURES["test.persons"]


@pytest.fixture
def hired_share():
    """A rate over needs: hired out of asked for."""
    from kadry.demand.figures import NEEDS

    figures.figure("test.share", over=NEEDS, unit=Unit.RATE, title="Share hired", formula="hired ÷ asked")(
        lambda needs: Measure(needs, adds=F("filled"), out_of=F("people"))
    )
    yield
    del figures._FIGURES["test.share"]


# --- the interval


@st.composite
def shares(draw):
    trials = draw(st.integers(1, 100_000))
    return draw(st.integers(0, trials)), trials


@given(shares())
def test_the_interval_is_the_root_of_the_score_equation(share):
    """The bounds solve (p̂ − p)² = z² p (1 − p) / n, the definition of Wilson's interval, in exact arithmetic."""
    successes, trials = share
    z2 = Fraction(figures.Z95) ** 2
    p = Fraction(successes, trials)
    a, b, c = 1 + z2 / trials, -(2 * p + z2 / trials), p * p
    root = math.sqrt(b * b - 4 * a * c)
    low, high = figures.wilson(successes, trials)
    assert low == pytest.approx((float(-b) - root) / (2 * float(a)), abs=1e-9)
    assert high == pytest.approx((float(-b) + root) / (2 * float(a)), abs=1e-9)


@given(shares())
def test_the_interval_holds_the_share_and_stays_within_zero_and_one(share):
    successes, trials = share
    low, high = figures.wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


# --- the scope

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)


@given(st.dictionaries(names, texts | st.integers(0, 3000), max_size=6))
def test_a_scope_comes_back_from_its_address(dimensions):
    scope = Scope.of(**dimensions)
    assert Scope.parse(str(scope)) == scope


def test_a_scope_is_the_same_in_whatever_order_it_was_said_and_leaves_out_what_is_empty():
    assert Scope.of(year=2029, region="50", programme="", kind=None) == Scope.of(region="50", year="2029")
    assert str(Scope.of(year=2029, region="50")) == "region=50&year=2029"


def test_narrowing_a_scope_replaces_and_adds():
    scope = Scope.of(region="50", year=2028).narrowed(year=2029, programme="15.01.32")
    assert (scope["year"], scope.get("programme"), scope.get("kind")) == ("2029", "15.01.32", None)
    with pytest.raises(KeyError):
        scope["kind"]


def test_one_figure_is_declared_once(persons):
    with pytest.raises(ValueError, match=r"test\.persons"):
        figures.figure("test.persons", over=persons, unit=Unit.PEOPLE, title="", formula="")(Measure)


# --- asked for by address


@pytest.mark.parametrize(
    "address",
    [
        "/figures/demand.nothing?region=50",
        "/figures/demand.gap?colour=red",
        "/figures/demand.gap?region=50&year=soon",
        "/figures/demand.gap?region=50&employer=none",
        "/figures/demand.gap?cls=50",
        "/figures/demand.gap?self=50",
    ],
)
def test_what_nobody_computes_is_not_found(enter, address):
    assert enter("operator").get(address).status_code == 404


@pytest.mark.parametrize("number", ["99999999999999999999", "-1", "0"])
@pytest.mark.parametrize("dimension", ["need", "employer", "cluster", "year", "until"])
def test_a_number_beyond_every_row_is_an_empty_figure_or_not_found(enter, dimension, number):
    need()
    assert enter("operator").get(f"/figures/demand.gap?region=50&{dimension}={number}").status_code in (200, 404)


@pytest.mark.parametrize("page", ["", "&page=0", "&page=9999", "&page=x"])
def test_a_wild_page_number_shows_rows_all_the_same(enter, page):
    need()
    assert enter("operator").get(f"/figures/demand.gap?region=50{page}").context["lines"]


# --- the value


def test_without_a_row_in_the_region_a_figure_names_the_sheet_and_elsewhere_it_is_zero(region):
    assert figures.read("demand.asked", REGION).value is None
    assert figures.read("demand.asked", REGION).missing
    need(year=2029)
    assert figures.read("demand.asked", REGION.narrowed(year=2031)).value == 0


def test_a_row_of_two_clusters_and_two_industries_is_counted_once(region):
    works = employer()
    cluster(works)
    cluster(works)
    need(employer=works, people=12)
    assert figures.read("demand.asked", REGION).value == 12
    assert figures.rows("demand.asked", REGION).count() == 1


def test_a_row_stands_once_in_a_cluster_in_which_its_employer_has_two_roles(region):
    works = employer()
    joined = cluster(works, role=ClusterRole.ANCHOR)
    ClusterMember.objects.create(cluster=joined, organisation=works, role=ClusterRole.PARTNER)
    need(employer=works, people=12)
    scope = REGION.narrowed(cluster=joined.pk)
    assert figures.read("demand.asked", scope).value == 12
    assert figures.table("demand.asked", REGION, by="cluster")[str(joined.pk)].value == 12


def _small_region() -> None:
    towns = list(Municipality.objects.filter(region__code="50").current()[:3])
    works = [employer(municipality=town) for town in towns]
    cluster(*works[:2])
    cluster(*works[1:])
    codes = ["15.01.32", "15.02.16", "09.02.07"]
    for number in range(24):
        need(
            employer=works[number % 3],
            municipality=towns[number % 3],
            programme=programme(codes[number % 2]),
            year=2027 + number // 6,
            people=3 + number,
            covered=number % 4,
            filled=number % 3,
            kind="practice" if number % 7 == 0 else "hire",
        )


CUTS = ["region", "municipality", "programme", "industry", "year", "employer", "cluster", "kind", "need"]


@pytest.mark.parametrize("key", ["demand.asked", "demand.gap", "demand.needs", "test.share"])
@pytest.mark.parametrize("by", CUTS)
def test_a_table_says_what_each_single_reading_says_in_one_query(region, hired_share, django_assert_num_queries, key, by):
    _small_region()
    with django_assert_num_queries(1):
        table = figures.table(key, REGION, by=by)
    assert table
    for value, reading in table.items():
        assert reading == figures.read(key, REGION.narrowed(**{by: value}))


def test_a_table_within_one_value_of_its_own_dimension_speaks_of_that_value_alone(region):
    _small_region()
    for by in ("municipality", "cluster"):
        value = next(iter(figures.table("demand.asked", REGION, by=by)))
        narrowed = figures.table("demand.asked", REGION.narrowed(**{by: value}), by=by)
        assert list(narrowed) == [value]
        assert narrowed[value] == figures.read("demand.asked", REGION.narrowed(**{by: value}))


def test_a_rate_carries_what_it_is_a_rate_of_and_its_interval(region, hired_share):
    need(people=10, filled=8)
    reading = figures.read("test.share", REGION)
    assert (reading.value, reading.count) == (0.8, 10)
    assert (round(reading.low, 3), round(reading.high, 3)) == (0.49, 0.943)


def test_a_rate_of_nobody_cannot_be_told(region, hired_share):
    need(people=0)
    reading = figures.read("test.share", REGION)
    assert reading.value is None
    assert reading.missing


# --- who sees rows


def test_the_public_sees_the_number_of_needs_but_none_of_their_rows(enter):
    need(employer=employer(name="ООО «Тайный завод»"), people=7)
    page = enter(None).get("/figures/demand.asked?region=50").content.decode()
    assert "Тайный завод" not in page
    assert ">7<" in page


def test_an_employer_opens_only_its_own_rows_and_is_told_how_many_more_count(client, someone):
    own, other = employer(name="ООО «Свой»"), employer(name="ООО «Чужой»")
    need(employer=own)
    need(employer=other)
    need(employer=other, year=2030)
    client.force_login(someone("employer", organisation=own))
    answer = client.get("/figures/demand.asked?region=50")
    assert "ООО «Свой»" in answer.content.decode()
    assert "ООО «Чужой»" not in answer.content.decode()
    assert answer.context["hidden"] == 2


def test_the_auditor_opens_every_row(enter):
    for year in (2027, 2028, 2029):
        need(year=year)
    answer = enter("auditor").get("/figures/demand.asked?region=50")
    assert len(answer.context["lines"]) == 3
    assert answer.context["hidden"] == 0


@pytest.mark.parametrize(("people", "told"), [(0, False), (1, True), (4, True), (5, False), (9, False)])
def test_a_small_number_of_persons_is_told_to_the_public_only_as_few(persons, cast, people, told):
    Organisation.objects.filter(municipality=town("khimki")).delete()
    for _ in range(people):
        employer(municipality=town("khimki"))
    employer(municipality=town())
    reading = figures.read("test.persons", REGION.narrowed(municipality="khimki"))
    assert figures.for_reader(cast["stranger"], reading).few is told
    assert figures.for_reader(cast["operator"], reading) == reading


def test_the_page_of_a_few_persons_gives_the_exact_number_away_nowhere(persons, region, enter):
    for _ in range(3):
        employer(municipality=town("khimki"))
    scope = REGION.narrowed(municipality="khimki")
    figure_freeze(reading=figures.read("test.persons", scope), **signed())
    answer = enter(None).get(f"/figures/test.persons?{scope}")
    assert answer.context["reading"].few
    assert not answer.context["hidden"]
    assert not answer.context["series"]
    assert not answer.context["lines"]


def test_rows_of_persons_are_not_exported_to_the_public_and_are_logged_for_who_may_see_them(persons, enter, client):
    for _ in range(6):
        employer()
    public = b"".join(client.get("/figures/test.persons?region=50&format=csv")).decode()
    assert len(public.splitlines()) == 1
    assert not PersonalView.objects.exists()
    operator = enter("operator")
    assert len(b"".join(operator.get("/figures/test.persons?region=50&format=csv")).decode().splitlines()) > 6
    assert PersonalView.objects.count() == 1


# --- frozen


def test_a_frozen_figure_keeps_value_scope_and_digest_and_cannot_change(region):
    asked = need(people=12)
    frozen = figure_freeze(reading=figures.read("demand.asked", REGION), **signed())
    kept = frozen.digest
    asked.people = 20
    asked.save()
    again = figure_freeze(reading=figures.read("demand.asked", REGION), **signed())
    stood = FrozenFigure.objects.get(pk=frozen.pk)
    assert (stood.key, stood.scope, stood.value, stood.digest) == ("demand.asked", "region=50", 12, kept)
    assert (again.value, again.digest != kept) == (20, True)
    stood.value = 20
    with pytest.raises(AppendOnlyError):
        stood.save()


def test_the_digest_tells_rows_apart_that_add_up_to_the_same(region):
    first, second = need(people=5), need(people=7)
    before = figures.digest(figures.read("demand.asked", REGION))
    first.people, second.people = 7, 5
    first.save()
    second.save()
    assert figures.read("demand.asked", REGION).value == 12
    assert figures.digest(figures.read("demand.asked", REGION)) != before


def test_the_page_shows_how_the_figure_was_before(enter):
    need(people=12)
    frozen = figure_freeze(reading=figures.read("demand.asked", REGION), **signed())
    page = enter(None).get("/figures/demand.asked?region=50").content.decode()
    assert frozen.digest[:12] in page
    assert "15 июня 2026 г.: 12 человек" in page.replace("\xa0", " ")


def test_a_figure_that_could_not_be_told_before_says_so(enter, region):
    figure_freeze(reading=figures.read("demand.asked", REGION), **signed())
    page = enter(None).get("/figures/demand.asked?region=50").content.decode()
    assert "15 июня 2026 г.: нельзя сказать" in page.replace("\xa0", " ")


# --- exported


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_the_export_defuses_what_a_spreadsheet_would_run(enter, start):
    need(employer=employer(short_name=f"{start}HYPERLINK(1)"))
    text = b"".join(enter("operator").get("/figures/demand.asked?region=50&format=csv")).decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert row[0] == f"'{start}HYPERLINK(1)"


def test_the_export_defuses_the_name_of_the_file_a_row_came_from(enter):
    client = enter("operator")
    take(needs_book(need_row(employer())), filename="=cmd.xlsx")
    text = b"".join(client.get("/figures/demand.asked?region=50&format=csv")).decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert row[-1] == "'=cmd.xlsx · Потребность · 2"


def test_every_figure_is_listed_with_its_formula_and_line_of_code(client, region):
    page = client.get(reverse("trail:figures")).content.decode()
    for one in figures.all_figures():
        file, line = one.code
        assert f"{file}:{line}" in page
        assert one.key in page
