"""Cases like yours: what makes one like, why, for whom, and that more in common never counts for less."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kadry.experience import policy
from kadry.experience.alike import SUBJECTS, alike, of_cluster, of_college, of_employer, of_need
from kadry.experience.enums import CooperationForm
from kadry.experience.likeness import NONE, Traits, likeness
from kadry.people.enums import Role
from kadry.reference.models import Industry
from tests.factories import case, cluster, college, employer, need, programme, taught, town

HERE, NEAR, FAR = ("Балашиха", (55.80, 37.95)), ("Реутов", (55.76, 37.86)), ("Серпухов", (54.92, 37.41))
NOWHERE = ("Без точки", (None, None))
LATHE = Traits(
    programmes=frozenset({"15.01.32"}),
    groups=frozenset({"15.00.00"}),
    industries=frozenset({"Машиностроение"}),
    places=(HERE,),
    forms=frozenset({"practice"}),
)


def but(**fields) -> Traits:
    return Traits(**{name: getattr(LATHE, name) for name in LATHE.__dataclass_fields__} | fields)


OTHER_CODE = frozenset({"15.02.16"})
NOT_THE_MATTER = {"programmes": frozenset(), "groups": frozenset(), "industries": frozenset()}
CODE, GROUP, INDUSTRY, TOWN, FORM = "15.01.32", "15.00.00", "Машиностроение", "Балашиха", "practice"
# What they have in common, the weightiest first, and the points.
TABLE = {
    "the same in everything": (LATHE, [CODE, INDUSTRY, TOWN, FORM], 20),
    "another programme of the group": (but(programmes=OTHER_CODE), [GROUP, INDUSTRY, TOWN, FORM], 15),
    "another group": (but(programmes=OTHER_CODE, groups=frozenset({"09.00.00"})), [INDUSTRY, TOWN, FORM], 10),
    "another industry": (but(industries=frozenset({"Металлургия"})), [CODE, TOWN, FORM], 16),
    "a neighbour": (but(places=(NEAR,)), [CODE, INDUSTRY, "Реутов", FORM], 18),
    "far away": (but(places=(FAR,)), [CODE, INDUSTRY, FORM], 16),
    "a place nobody can measure from": (but(places=(NOWHERE,)), [CODE, INDUSTRY, FORM], 16),
    "another form": (but(forms=frozenset({"equipment"})), [CODE, INDUSTRY, TOWN], 18),
    "place and form alone": (but(**NOT_THE_MATTER), [], 0),
    "nothing": (Traits(), [], 0),
}


@pytest.mark.parametrize("why", TABLE)
def test_a_case_is_like_for_named_reasons_the_weightiest_first(why):
    one, shared, points = TABLE[why]
    found = likeness(one, LATHE)
    assert [reason.what for reason in found.reasons] == [
        str(CooperationForm(what).label) if what == FORM else what for what in shared
    ]
    assert found.points == points


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["same programme 15.01.32", "same industry: Машиностроение", "neighbouring municipality: Реутов"]),
        ("ru", ["та же программа 15.01.32", "та же отрасль: Машиностроение", "соседний муниципалитет: Реутов"]),
    ],
)
def test_the_reasons_are_said_in_the_reader_s_language(language, words):
    with translation.override(language):
        assert [str(reason) for reason in likeness(but(places=(NEAR,)), LATHE).reasons][:3] == words


def test_the_reason_of_a_likeness_is_the_same_from_both_sides():
    for one, _shared, points in TABLE.values():
        assert likeness(LATHE, one).points == points


CODES = st.frozensets(st.sampled_from(["15.01.32", "15.02.16", "09.02.07", "34.02.01"]))
INDUSTRIES = st.frozensets(st.sampled_from(["Машиностроение", "Металлургия", "ИТ"]))
PLACES = st.lists(st.sampled_from([HERE, NEAR, FAR, NOWHERE]), max_size=3).map(tuple)
FORMS = st.frozensets(st.sampled_from(["practice", "mentors", "target"]))


@st.composite
def traits(draw) -> Traits:
    codes = draw(CODES)
    return Traits(codes, frozenset(f"{code[:2]}.00.00" for code in codes), draw(INDUSTRIES), draw(PLACES), draw(FORMS))


def _more(one: Traits, other: Traits) -> Traits:
    """Everything of both."""
    joined = (getattr(one, name) | getattr(other, name) for name in ("programmes", "groups", "industries"))
    return Traits(*joined, one.places + other.places, one.forms | other.forms)


@given(one=traits(), subject=traits(), more=traits())
def test_more_in_common_never_counts_for_less(one, subject, more):
    points = likeness(one, subject).points
    assert likeness(one, _more(subject, more)).points >= points
    assert likeness(_more(one, more), subject).points >= points


@given(one=traits(), subject=traits())
def test_without_anything_of_the_matter_in_common_there_is_no_likeness(one, subject):
    shared = [getattr(one, name) & getattr(subject, name) for name in ("programmes", "groups", "industries")]
    assert (likeness(one, subject) == NONE) == (not any(shared))


@given(one=traits(), subject=traits())
def test_points_are_those_of_the_reasons(one, subject):
    found = likeness(one, subject)
    teaching, place = {policy.SAME_PROGRAMME, policy.SAME_GROUP}, {policy.SAME_MUNICIPALITY, policy.NEIGHBOURS}
    assert {reason.points for reason in found.reasons} <= teaching | place | {policy.SAME_INDUSTRY, policy.FORM_FITS}
    assert found.points == sum(reason.points for reason in found.reasons)


# --- who asks

MACHINES, MEDICINE = "mashinostroenie", "medicina"


def industry(slug: str) -> Industry:
    return Industry.objects.get(slug=slug)


@pytest.fixture
def told(region):
    """A case of turners in Balashikha, one of nurses there, one of turners’ industry in Serpukhov."""
    return [
        case(employer(), programmes=[programme("15.01.32")], industry=industry(MACHINES), title_ru="Токари"),
        case(employer(), programmes=[programme("34.02.01")], industry=industry(MEDICINE), title_ru="Сёстры"),
        case(employer(), industry=industry(MACHINES), municipality=town("serpukhov"), forms="target", title_ru="Серпухов"),
    ]


def titles(subject, region) -> list[str]:
    return [one.case.title_ru for one in alike(subject, region.code)]


def test_a_need_finds_those_who_met_the_same_need(told, region, someone):
    asked = need(employer=employer(industry=industry(MACHINES)))
    assert titles(of_need(someone(Role.OPERATOR), region.code, asked.pk), region) == ["Токари", "Серпухов"]


def test_a_need_of_target_contracts_is_better_met_by_target_contracts(told, region, someone):
    where = {"municipality": town("serpukhov"), "programme": programme("09.02.07")}
    works = employer(industry=industry(MACHINES))
    subject = of_need(someone(Role.OPERATOR), region.code, need(employer=works, kind="target", **where).pk)
    first = alike(subject, region.code)[0]
    assert first.case.title_ru == "Серпухов"
    assert first.likeness.reasons[-1].what == str(CooperationForm.TARGET.label)
    assert first.likeness.points == policy.SAME_INDUSTRY + policy.SAME_MUNICIPALITY + policy.FORM_FITS


def test_a_college_is_looked_at_by_what_it_teaches_and_by_its_clusters(told, region, client):
    school = college(municipality=town("khimki"))
    taught(college=school, programme=programme("34.02.01"))
    assert titles(of_college(None, region.code, school.pk), region) == ["Сёстры"]
    cluster(school, industry=industry(MACHINES))
    assert titles(of_college(None, region.code, school.pk), region) == ["Сёстры", "Токари", "Серпухов"]


def test_a_cluster_is_looked_at_by_its_industry_its_programmes_and_its_members_places(told, region):
    base = college(municipality=town("serpukhov"))
    joined = cluster(base_college=base, industry=industry(MACHINES))
    assert titles(of_cluster(None, region.code, joined.pk), region) == ["Серпухов", "Токари"]
    taught(college=base, programme=programme("15.01.32"), cluster=joined)
    assert titles(of_cluster(None, region.code, joined.pk), region) == ["Токари", "Серпухов"]


NEEDS_SEEN_BY = {"employer", "operator", "coordinator", "chair", "union", "auditor", "system"}


def test_an_employer_is_looked_at_by_its_needs_only_by_those_who_may_see_them(told, region, cast):
    works = cast["employer"].seat.organisation
    need(employer=works, programme=programme("34.02.01"))
    for who, seen in {
        "employer": ["Сёстры"],
        "operator": ["Сёстры"],
        "another employer": [],
        "student": [],
        "stranger": [],
    }.items():
        assert titles(of_employer(cast[who], region.code, works.pk), region) == seen, who


def test_one_s_own_case_is_shown_as_one_s_own_and_never_as_somebody_else_s(told, region):
    own = told[0].partners.get(part="enterprise").organisation
    own.industry = industry(MACHINES)
    own.save()
    found = alike(of_employer(AnonymousUser(), region.code, own.pk), region.code)
    assert [(one.case.title_ru, one.is_own) for one in found] == [("Серпухов", False), ("Токари", True)]


def test_a_member_s_case_is_the_cluster_s_own(told, region):
    works = told[0].partners.get(part="enterprise").organisation
    joined = cluster(works, industry=industry(MACHINES))
    found = alike(of_cluster(None, region.code, joined.pk), region.code)
    assert {one.case.title_ru: one.is_own for one in found} == {"Серпухов": False, "Токари": True}


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_like_nothing(told, region, state):
    hidden = case(programmes=[programme("15.01.32")], industry=industry(MACHINES), state=state)
    joined = cluster(base_college=college(), industry=industry(MACHINES))
    assert hidden.title_ru not in titles(of_cluster(None, region.code, joined.pk), region)


def test_three_are_shown_the_newest_of_equals_first(region):
    for year in (2021, 2025, 2022, 2024, 2023):
        case(industry=industry(MACHINES), begins=f"{year}-09-01", title_ru=str(year), municipality=town("khimki"))
    joined = cluster(base_college=college(), industry=industry(MACHINES))
    assert titles(of_cluster(None, region.code, joined.pk), region) == ["2025", "2024", "2023"]


# --- the panel


def _links(answer) -> list[str]:
    return [
        link.get_text() for link in BeautifulSoup(answer.content, "html.parser").select("a") if "/experience/" in link["href"]
    ]


def test_the_panel_is_a_fragment_for_htmx_and_a_page_for_everybody_else(told, client, region):
    joined = cluster(base_college=college(), industry=industry(MACHINES))
    fragment = client.get(f"/experience/like/?cluster={joined.pk}", headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert _links(fragment)[:2] == ["Токари", "Серпухов"]
    page = client.get(f"/experience/like/?cluster={joined.pk}")
    assert b"<html" in page.content
    assert [link for link in _links(page) if link in ("Токари", "Серпухов")] == ["Токари", "Серпухов"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("operator", 200),
        ("auditor", 200),
        ("coordinator", 200),
        ("chair", 200),
        ("union", 200),
        ("employer", 200),
        ("another employer", 404),
        ("student", 404),
        (None, 404),
    ],
)
def test_the_panel_of_a_need_opens_to_whom_the_need_does(client, cast, who, status):
    own = need(employer=cast["employer"].seat.organisation)
    if who:
        client.force_login(cast[who])
    assert client.get(f"/experience/like/?need={own.pk}").status_code == status


WILD = [
    "", "need=", "need=x", "need=-1", "need=0", "college=999999", "cluster=1e3", "need=1&college=1", "school=5",
    f"need={'9' * 30}", "college=²",
]  # fmt: skip


@pytest.mark.parametrize("query", WILD)
def test_a_wild_address_is_not_found(region, enter, query):
    assert enter(Role.OPERATOR).get(f"/experience/like/?{query}").status_code == 404


def test_every_subject_has_its_page(region, enter):
    works, school = employer(), college()
    subjects = {"need": need(employer=works).pk, "college": school.pk, "cluster": cluster(works).pk, "employer": works.pk}
    assert set(subjects) == set(SUBJECTS)
    client = enter(Role.OPERATOR)
    for name, pk in subjects.items():
        answer = client.get(f"/experience/like/?{name}={pk}")
        assert answer.status_code == 200
        assert _links(answer), "even where nothing is like, all cases are a click away"


def test_a_college_is_no_employer(region, client):
    assert client.get(f"/experience/like/?employer={college().pk}").status_code == 404
    assert client.get(f"/experience/like/?college={employer().pk}").status_code == 404


def test_more_cases_do_not_cost_more_queries(region, client):
    joined = cluster(base_college=college(), industry=industry(MACHINES))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/experience/like/?cluster={joined.pk}", headers={"HX-Request": "true"})
        return len(seen)

    case(employer(), programmes=[programme()], industry=industry(MACHINES))
    few = asked()
    for _ in range(15):
        case(employer(), programmes=[programme(), programme("15.02.16")], industry=industry(MACHINES))
    assert asked() <= few
