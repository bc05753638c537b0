"""Pages of practice: who sees what, and what is never told."""

from __future__ import annotations

from datetime import date

import pytest

from kadry.people.enums import Role
from kadry.placement import actions
from kadry.trail.models import PersonalView
from kadry.training.models import Student
from tests.factories import clearance, practice_place, signed, student, wishes

ROLES = [None, Role.OPERATOR, Role.AUDITOR, Role.CHAIR, Role.UNION, Role.COORDINATOR, Role.EMPLOYER, Role.STUDENT]
#             stranger operator auditor chair union coordinator employer student
TABLE = {
    "/practice/": (302, 200, 200, 200, 200, 200, 200, 404),
    "/practice/campaign/{campaign}/": (200, 200, 200, 200, 200, 200, 200, 200),
    "/practice/unplaced/": (302, 200, 200, 404, 404, 200, 404, 404),
    "/practice/student/{student}/": (302, 200, 200, 404, 404, 200, 404, 200),
    "/practice/student/{other}/": (302, 200, 200, 404, 404, 404, 404, 404),
    "/practice/minors/": (302, 200, 200, 200, 200, 404, 404, 404),
}


def entered(enter, allocated, role):
    """Signed in; the coordinator is of the campaign's college, the student is Vera."""
    client = enter(role, **({"organisation": allocated.college} if role == Role.COORDINATOR else {}))
    if role == Role.STUDENT:
        Student.objects.filter(pk=allocated.students["Vera"].pk).update(account=client.session["_auth_user_id"])
    return client


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_what(allocated, enter, role):
    stranger = student()
    pks = {"campaign": allocated.campaign.pk, "student": allocated.students["Vera"].pk, "other": stranger.pk}
    client = entered(enter, allocated, role)
    told = {page: client.get(page.format(**pks)).status_code for page in TABLE}
    assert told == {page: codes[ROLES.index(role)] for page, codes in TABLE.items()}


def text(client, address):
    client.cookies["django_language"] = "ru"
    return client.get(address).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_the_list_of_places_is_filtered_and_taken_away(allocated, enter):
    client = enter(Role.OPERATOR)
    assert "участок ЧПУ" in text(client, "/practice/")
    free = text(client, "/practice/?free=true")
    assert "склад" in free
    assert "участок ЧПУ" not in free


def test_an_employer_lists_its_own_places(allocated, enter):
    practice_place(name="чужой участок")
    page = text(enter(Role.EMPLOYER, organisation=allocated.works), "/practice/")
    assert "склад" in page
    assert "чужой участок" not in page


def test_the_campaign_shows_its_certificate_seed_and_replay_hash(allocated, client):
    from kadry.trail.models import Run

    run = Run.objects.get(pk=allocated.campaign.run_id)
    page = text(client, f"/practice/campaign/{allocated.campaign.pk}/")
    assert run.digest in page
    assert "Никто не занимает место, которое предпочёл" in page
    assert f"kadry replay {run.record}" in page
    assert "Анна" not in page


def test_before_it_is_allocated_the_campaign_shows_its_seed_and_rule(autumn, enter):
    client = enter(Role.OPERATOR)
    page = text(client, f"/practice/campaign/{autumn.campaign.pk}/")
    assert "<code>7</code>" in page
    assert "умноженный на 100" in page
    assert client.get("/practice/unplaced/").status_code == 200
    assert client.get("/practice/minors/").status_code == 200
    assert client.get(f"/practice/student/{autumn.students['Vera'].pk}/").status_code == 200


def test_the_coordinator_sees_the_own_colleges_students_with_the_cheapest_fix(allocated, enter):
    page = text(enter(Role.COORDINATOR, organisation=allocated.college), "/practice/unplaced/")
    assert "Иванов Вера" in page
    assert "Иванов Анна" not in page
    assert "подать пожелание: «Рубин, склад»" in page
    assert "пройти медосмотр" in page
    assert PersonalView.objects.count() == 1


def test_another_colleges_coordinator_sees_none_of_them(allocated, enter):
    assert "Иванов Вера" not in text(enter(Role.COORDINATOR), "/practice/unplaced/")


@pytest.mark.parametrize(
    ("reason", "names"),
    [("no_wishes", {"Дина"}), ("refused", {"Глеб", "Егор"}), ("outranked", {"Вера"})],
)
def test_those_without_a_place_by_reason(allocated, enter, reason, names):
    page = text(enter(Role.OPERATOR), f"/practice/unplaced/?reason={reason}")
    assert {name for name in ("Вера", "Глеб", "Дина", "Егор") if f"Иванов {name}" in page} == names


def test_the_list_is_taken_away_with_its_fixes(allocated, enter):
    answer = enter(Role.OPERATOR).get("/practice/unplaced/?_export=csv")
    assert "Рубин, склад" in b"".join(answer).decode("utf-8-sig")


def test_a_students_answer_has_every_wish_what_was_open_and_the_rule(allocated, enter):
    page = text(entered(enter, allocated, Role.STUDENT), f"/practice/student/{allocated.students['Vera'].pk}/")
    assert "Пока вы остались без места" in page
    assert "последний принятый: 440 баллов; у вас 400" in page
    assert "Рубин, склад" in page
    assert "умноженный на 100" in page
    assert PersonalView.objects.count() == 1


def test_a_student_with_a_place_reads_where_and_when(allocated, enter):
    page = text(enter(Role.OPERATOR), f"/practice/student/{allocated.students['Anna'].pk}/")
    assert "участок ЧПУ" in page
    assert "1 сентября 2026" in page


# --- minors


@pytest.fixture
def with_minors(autumn):
    """Seven minors at the assembly of 35 hours, three at the warehouse of 24."""
    own = autumn.students["Anna"].group
    places = (
        practice_place(autumn.works, name="сборка", seats=7),
        practice_place(name="малый склад", seats=3, hours=24, work_class="1"),
    )
    for place in places:
        for _ in range(place.seats):
            minor = student(own, given_name="Тайна", born=date(2009, 2, 1), mark=300)
            clearance(minor, "medical", date(2027, 2, 1))
            wishes(minor, place)
    actions.campaign_allocate(campaign=autumn.campaign, **signed())
    return autumn


def test_the_trade_union_sees_counts_by_hours_and_class_and_no_names(with_minors, enter):
    page = text(enter(Role.UNION), "/practice/minors/")
    assert "Тайна" not in page
    assert 'class="k-figure__number">7<' in page
    assert 'class="k-figure__number">10<' in page


def test_a_small_number_is_told_as_fewer_than_5(with_minors, enter):
    client = enter(Role.UNION)
    client.cookies["django_language"] = "ru"
    answer = client.get("/practice/minors/")
    cells = {row["class"]: row for row in answer.context["by_class"]}
    assert next(row["24"] for row in cells.values() if row["24"] != "—").few
    shown = {row["employer"]: row["minors"] for row in answer.context["by_employer"]}
    assert (shown["Рубин"].value, [reading.few for name, reading in shown.items() if name != "Рубин"]) == (7, [True])
    assert 'class="k-figure__number">3<' not in answer.content.decode()


def test_the_draft_list_is_shown_as_not_applied_and_the_unverified_as_unverified(with_minors, enter):
    client = enter(Role.UNION)
    client.cookies["django_language"] = "en"
    page = client.get("/practice/minors/").content.decode()
    assert "is a draft and is not applied" in page
    assert "not verified in a source" in page
