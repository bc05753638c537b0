"""Each of the seven roles in the demo village: its own day, and nothing of the others'."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from kadry.people.enums import Role
from kadry.people.models import User
from kadry.placement.models import Placement
from kadry.registry.models import Organisation
from kadry.training.models import Student

pytestmark = pytest.mark.django_db

ROLES = [str(role) for role in Role if role != Role.SYSTEM]
LANDS = {
    "chair": "/board/",
    "coordinator": "/practice/unplaced/",
    "union": "/practice/minors/",
    "student": "/practice/student/{own_student}/",
    "operator": "/day/",
    "employer": "/day/",
    "auditor": "/day/",
}
# What each role must not find; the places in braces are filled from the village.
HIDDEN = {
    "chair": """/students/ /hires/ /imports/ /events/ /runs/ /practice/unplaced/ /needs/new/ /students/{own_student}/""",
    "coordinator": """/practice/minors/ /events/ /runs/ /needs/new/ /students/{stranger}/ /practice/student/{stranger}/""",
    "union": """/students/ /hires/ /imports/ /events/ /practice/unplaced/ /practice/student/{own_student}/""",
    "student": """/students/ /needs/ /places/ /hires/ /practice/ /practice/unplaced/ /practice/minors/ /imports/ /events/
        /practice/student/{stranger}/ /students/{stranger}/ /trace/{need}/""",
    "operator": "",
    "employer": """/students/ /practice/unplaced/ /practice/minors/ /events/ /runs/ /needs/{other_need}/
        /trace/{other_need}/ /practice/student/{own_student}/""",
    "auditor": "/needs/new/",
}
OPEN = ("/", "/board/", "/figures/", "/outcomes/", "/employers/{rubin}/", "/colleges/{energy}/", "/clusters/{cluster}/")


@pytest.fixture
def names(come_in) -> dict[str, int]:
    """What stands in the braces above."""
    from kadry.demand.models import Need
    from kadry.registry.models import Cluster

    rubin, energy = (Organisation.objects.get(short_name__contains=name) for name in ("Рубин", "Энергия"))
    own = Student.objects.get(account__isnull=False)
    return {
        "own_student": own.pk,
        "stranger": Student.objects.exclude(college=own.college).first().pk,
        "need": Need.objects.filter(employer=rubin).first().pk,
        "other_need": Need.objects.exclude(employer=rubin).first().pk,
        "rubin": rubin.pk,
        "energy": energy.pk,
        "cluster": Cluster.objects.get(name__contains="Машиностроение").pk,
    }


def _filled(address: str, names: dict[str, int]) -> str:
    return address.format(**names)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_lands_on_its_own_day(come_in, names, role):
    answer = come_in(role).get("/day/", follow=True)
    landed = answer.redirect_chain[-1][0] if answer.redirect_chain else "/day/"
    assert (answer.status_code, landed) == (200, _filled(LANDS[role], names))
    assert BeautifulSoup(answer.content, "html.parser").h1 or role == "student"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_finds_nothing_of_what_is_the_others(come_in, names, role):
    client = come_in(role)
    hidden = HIDDEN[role].split()
    assert {address: client.get(_filled(address, names)).status_code for address in hidden} == dict.fromkeys(hidden, 404)


@pytest.mark.parametrize("role", [*ROLES, None])
def test_what_is_public_opens_to_everybody(come_in, names, role):
    client = come_in(role)
    statuses = {address: client.get(_filled(address, names)).status_code for address in OPEN}
    assert statuses == dict.fromkeys(OPEN, 200)


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_a_day_opens(come_in, role):
    client = come_in(role)
    page = BeautifulSoup(client.get("/day/", follow=True).content, "html.parser")
    links = {link["href"] for link in page.select("main a[href^='/'], nav a[href^='/']")}
    dead = {href: status for href in sorted(links) if (status := client.get(href).status_code) != 200}
    assert links
    assert not dead


def _names_on(client, address: str) -> set[str]:
    """Surnames with given names of the village's students that stand on a page."""
    text = " ".join(client.get(address, follow=True).content.decode().split())
    return {student.full_name for student in Student.objects.all() if student.full_name in text}


@pytest.mark.parametrize("role", ["chair", "union", "employer", None])
def test_no_person_is_named_to_who_may_not_see_one(come_in, role):
    client = come_in(role)
    for address in ("/day/", "/", "/board/"):
        assert not _names_on(client, address), address


def test_the_coordinator_sees_the_students_of_the_own_college_only(come_in):
    client = come_in("coordinator")
    user = User.objects.get(memberships__role=Role.COORDINATOR)
    named = _names_on(client, "/day/") | _names_on(client, "/students/")
    others = {one.full_name for one in Student.objects.exclude(college_id=user.organisation_id)}
    own = {one.full_name for one in Student.objects.filter(college_id=user.organisation_id)}
    assert named
    assert not named & (others - own)


def test_the_student_sees_the_own_answer_and_no_other_name(come_in, names):
    own = Student.objects.get(pk=names["own_student"])
    assert _names_on(come_in("student"), "/day/") == {own.full_name}


def test_the_student_of_the_demo_has_a_story_to_tell(come_in, names):
    answer = Placement.objects.get(student=names["own_student"])
    assert len(answer.reasons) > 1


def test_the_employer_s_day_holds_its_own_needs_and_figures(come_in, names):
    answer = come_in("employer").get("/day/")
    assert {need.employer_id for need in answer.context["needs"]} == {names["rubin"]}
    assert {reading.scope.get("employer") for reading in answer.context["figures"]} == {str(names["rubin"])}
    assert all(task.reading is None or task.reading.scope.get("employer") for task in answer.context["tasks"])


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_what_waits_is_a_figure_that_opens_or_a_page(come_in, role):
    client = come_in(role)
    for task in client.get("/day/").context["tasks"]:
        assert client.get(task.url).status_code == 200
        assert task.reading is None or client.get(task.reading.address).context["reading"].value == task.reading.value
