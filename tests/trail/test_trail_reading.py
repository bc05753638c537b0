"""A reading request cannot write; the log of who saw personal data is the one thing it leaves."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test.utils import CaptureQueriesContext

from kadry.demand.models import Need
from kadry.people.access import anyone, is_operator
from kadry.trail.middleware import log_personal_views, mark_personal
from kadry.trail.models import PersonalView
from kadry.web.page import WriteWhileReading, page, read_only
from tests.factories import need, need_row, needs_book, take


@page(who=anyone, methods=("GET", "POST"))
def careless(request):
    need_to_change = Need.objects.get()
    need_to_change.people += 1
    need_to_change.save()
    return HttpResponse("changed")


@page(who=anyone)
def late(request):
    """Writes while its template renders, after the view has returned."""

    def write() -> str:
        Need.objects.update(people=99)
        return "changed"

    return SimpleTemplateResponse(engines["django"].from_string("{{ write }}"), {"write": write})


@page(who=is_operator)
def operators_only(request):
    return HttpResponse("come in")


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_reading_request_that_writes_fails_and_changes_nothing(region, rf, method):
    need(people=6)
    request = getattr(rf, method)("/")
    request.user = AnonymousUser()
    with pytest.raises(WriteWhileReading), transaction.atomic():
        careless(request)
    assert Need.objects.get().people == 6


def test_the_same_view_may_write_when_it_is_posted(region, rf):
    need(people=6)
    request = rf.post("/")
    request.user = AnonymousUser()
    assert careless(request).status_code == 200
    assert Need.objects.get().people == 7


def test_a_template_that_renders_late_cannot_write_either(region, rf):
    need(people=6)
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(WriteWhileReading), transaction.atomic():
        late(request)
    assert Need.objects.get().people == 6


@pytest.mark.parametrize(
    "statement", ["INSERT INTO x VALUES (1)", "  update x set a=1", "DELETE FROM x", "PRAGMA user_version=3"]
)
def test_every_writing_statement_is_refused(db, statement):
    with read_only(), connection.cursor() as cursor, pytest.raises(WriteWhileReading):
        cursor.execute(statement)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "post"])
def test_a_verb_the_page_does_not_name_is_not_answered(rf, method):
    request = getattr(rf, method)("/")
    request.user = AnonymousUser()
    assert late(request).status_code == 405


def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_where_it_wanted(rf):
    request = rf.get("/needs/?year=2029")
    request.user = AnonymousUser()
    answer = operators_only(request)
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/needs/%3Fyear%3D2029"


def test_who_is_signed_in_but_may_not_enter_is_told_there_is_no_such_page(rf, someone):
    request = rf.get("/")
    request.user = someone("employer")
    with pytest.raises(Http404):
        operators_only(request)


def _through_the_log(view, request):
    return log_personal_views(view)(request)


@page(who=anyone)
def personal(request):
    mark_personal(request)
    return HttpResponse("a name")


def test_whoever_sees_personal_data_is_logged_after_the_answer_was_made(rf, someone):
    request = rf.get("/students/7/?surname=Иванова")
    request.user = someone("coordinator")
    _through_the_log(personal, request)
    logged = PersonalView.objects.get()
    assert (logged.actor_id, logged.path) == (request.user.pk, "/students/7/"), (
        "what was looked for is a name, and these rows stay"
    )


def test_a_page_without_personal_data_leaves_nothing_behind(rf, someone):
    request = rf.get("/")
    request.user = someone("operator")
    _through_the_log(operators_only, request)
    assert not PersonalView.objects.exists()


def test_the_personal_view_log_is_the_only_write_of_a_get(enter):
    """Over HTTP, through every middleware: opening an import with problems writes one row and nothing else."""
    client = enter("operator")
    taken = take(needs_book(need_row("Неизвестный завод")), dry=True)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/imports/{taken.pk}/").status_code == 200
    writing = [query["sql"] for query in seen if not query["sql"].lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert [sql.split('"')[1] for sql in writing] == ["trail_personalview"]
