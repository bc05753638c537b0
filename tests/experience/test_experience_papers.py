"""Papers of a case: who adds and opens them, how many there are, and what is told of a file that is none."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from kadry.experience import actions, policy
from kadry.experience.enums import CaseState
from kadry.experience.models import Paper
from kadry.people.enums import Role
from kadry.trail.models import Event, PersonalView
from tests.exchange.paper_files import PDF, read, upload
from tests.factories import case, signed


@pytest.fixture
def own(cast):
    """A published case of the employer with one paper."""
    one = case(owner=cast["employer"].seat.organisation)
    actions.paper_add(case=one, title="План мастерской", upload=upload(PDF + b"own"), **signed())
    return one


def _add(client, one, data: bytes, name: str = "plan.pdf", title: str = "План"):
    return client.post(f"/experience/{one.pk}/papers/", {"title": title, "file": upload(data, name)})


NAMES = ["../../../etc/passwd.pdf", "..\\..\\windows.pdf", "/etc/passwd", "план.exe", "a" * 200 + ".pdf"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_a_file_comes_under_says_neither_what_it_is_nor_where_it_goes(cast, client, name):
    one = case(owner=cast["employer"].seat.organisation, state="draft")
    client.force_login(cast["employer"])
    _add(client, one, PDF, name)
    kept = Paper.objects.get()
    assert (kept.kind, kept.file[:7], len(kept.file)) == ("pdf", "papers/", 71)
    with default_storage.open(kept.file) as file:
        assert file.read() == PDF
    answer = client.get(f"/experience/{one.pk}/papers/{kept.pk}/")
    assert read(answer) == PDF
    assert "passwd" not in answer["Content-Disposition"]


def test_a_paper_is_given_as_a_file_to_keep_under_its_title(own, client):
    paper = own.papers.get()
    answer = client.get(f"/experience/{own.pk}/papers/{paper.pk}/")
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, "application/pdf", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert ".pdf" in answer["Content-Disposition"]
    assert read(answer) == PDF + b"own"


@pytest.mark.parametrize("title", ["..", "/", "\u202egpj.exe", "a\nb: c", 'кавычка " и ;', "я" * 150])
def test_a_strange_title_makes_no_strange_header(own, client, title):
    paper = own.papers.get()
    Paper.objects.filter(pk=paper.pk).update(title=title)
    answer = client.get(f"/experience/{own.pk}/papers/{paper.pk}/")
    assert read(answer) == PDF + b"own"
    assert "\n" not in answer["Content-Disposition"] and "/" not in answer["Content-Disposition"]


OPENS = {
    "draft": {"operator", "auditor", "employer"},
    "withdrawn": {"operator", "auditor", "employer"},
    "published": {"operator", "auditor", "employer", "another employer", "coordinator", "student", "chair", "union", None},
}


@pytest.mark.parametrize(
    "who", ["operator", "auditor", "employer", "another employer", "coordinator", "student", "chair", "union", None]
)
@pytest.mark.parametrize("state", CaseState.values)
def test_a_paper_opens_to_whom_its_case_does_and_does_not_exist_for_others(own, cast, client, state, who):
    type(own).objects.filter(pk=own.pk).update(state=state)
    if who:
        client.force_login(cast[who])
    answer = client.get(f"/experience/{own.pk}/papers/{own.papers.get().pk}/")
    answer.close()
    assert answer.status_code == (200 if who in OPENS[state] else 404)


def test_a_paper_does_not_open_by_another_case_s_address(own, client):
    assert client.get(f"/experience/{case().pk}/papers/{own.papers.get().pk}/").status_code == 404


def test_no_address_leads_to_the_folder_of_files(own, client):
    file = own.papers.get().file
    for address in (f"/{file}", f"/files/{file}", f"/static/{file}", f"/experience/{own.pk}/papers/..%2f..%2f{file}"):
        assert client.get(address).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(own, client):
    paper = own.papers.get()
    Paper.objects.filter(pk=paper.pk).update(file="papers/none")
    assert client.get(f"/experience/{own.pk}/papers/{paper.pk}/").status_code == 404


def test_who_opened_a_paper_is_written_down(own, enter):
    assert read(enter(Role.AUDITOR).get(f"/experience/{own.pk}/papers/{own.papers.get().pk}/"))
    assert PersonalView.objects.count() == 1


def test_who_asked_for_a_paper_that_is_gone_has_seen_nothing(own, enter):
    own.papers.update(file="papers/none")
    enter(Role.AUDITOR).get(f"/experience/{own.pk}/papers/{own.papers.get().pk}/")
    assert not PersonalView.objects.exists()


@pytest.mark.parametrize("who", ["another employer", "coordinator", "student", "auditor", "employer"])
def test_nobody_adds_to_or_takes_from_a_case_that_is_not_theirs_to_change(own, cast, client, who):
    client.force_login(cast[who])  # the employer’s own is published, and so the operator’s to change
    assert _add(client, own, PDF).status_code == 404
    assert client.post(f"/experience/{own.pk}/papers/{own.papers.get().pk}/remove/").status_code == 404
    assert own.papers.count() == 1


def test_what_is_wrong_with_a_file_is_told_beside_it_and_what_was_typed_is_kept(region, enter):
    one = case(state="draft")
    client = enter(Role.OPERATOR)
    answer = _add(client, one, b"<html>", title="Приказ о наставниках")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 400
    assert "plan.pdf" in page.select_one("#paper_file_error").text
    assert page.select_one("#paper_title")["value"] == "Приказ о наставниках"
    assert not Paper.objects.exists()


def test_a_title_with_a_telephone_is_refused(region, enter):
    one = case(state="draft")
    assert _add(enter(Role.OPERATOR), one, PDF, title="Звоните 8 (495) 123-45-67").status_code == 400
    assert not Paper.objects.exists()


def test_the_same_file_stands_once_with_a_case_and_is_kept_once_for_all(region):
    one, other = case(), case()
    for subject in (one, other):
        actions.paper_add(case=subject, title="План", upload=upload(PDF), **signed())
    with pytest.raises(ValidationError):
        actions.paper_add(case=one, title="Тот же план", upload=upload(PDF), **signed())
    assert len(set(Paper.objects.values_list("file", flat=True))) == 1
    assert Paper.objects.count() == 2


def test_a_case_has_so_many_papers_and_no_more(region):
    one = case()
    for number in range(policy.PAPERS_OF_A_CASE):
        actions.paper_add(case=one, title=f"№ {number}", upload=upload(PDF + str(number).encode()), **signed())
    with pytest.raises(ValidationError):
        actions.paper_add(case=one, title="Ещё один", upload=upload(PDF), **signed())


def test_a_paper_taken_away_takes_its_file_unless_another_paper_is_the_same(region, django_capture_on_commit_callbacks):
    first, second = (actions.paper_add(case=case(), title="План", upload=upload(PDF + b"gone"), **signed()) for _ in range(2))
    for paper, stays in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            actions.paper_remove(paper=paper, **signed())
        assert default_storage.exists(second.file) is stays
    assert Event.objects.first().name == "experience.paper_remove"
