"""The outbox: every message with its link, in the reader's language, to whom it concerns."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError
from django.utils import translation

from kadry.people.actions import messages_write
from kadry.people.enums import Role
from kadry.people.messages import KINDS, words_of
from kadry.people.models import Message
from tests.factories import college, employer, signed

FILLING = {
    "needs": 5,
    "organisation": "АО «Завод»",
    "owner": "Завод",
    "since": "2026-06-01",
    "until": "2026-07-16",
    "number": 3,
    "held_on": "2024-03-21",
    "deadline": "2026-09-01",
}


def message(organisation=None, **fields) -> Message:
    role = Role.EMPLOYER if organisation else Role.OPERATOR
    about = {"subject": "registry.organisation", "subject_id": organisation.pk if organisation else 1}
    fields = {"kind": "demand.confirm_reminder", "day": date(2026, 6, 4), "step": 3, "link": "/needs/"} | about | fields
    organisation_id = organisation.pk if organisation else None
    return Message(**{"role": role, "organisation_id": organisation_id, "data": FILLING} | fields)


def write(region, *messages: Message) -> int:
    return messages_write(messages=messages, region=region.pk, **signed())


def lines(client) -> list[str]:
    page = BeautifulSoup(client.get("/outbox/").content, "html.parser")
    return [row.get_text(" ", strip=True) for row in page.select("main tbody tr")]


# --- writing


def test_what_was_said_is_not_said_again(region):
    works = employer()
    assert write(region, message(works), message(works), message()) == 2
    assert write(region, message(works), message()) == 0
    assert write(region, message(works, step=9), message(works, day=date(2026, 6, 10))) == 2


def test_the_table_itself_refuses_the_same_words_twice(region):
    write(region, message())
    with pytest.raises(IntegrityError):
        Message.objects.bulk_create([message(region=region, at=signed()["at"])])


def test_a_message_goes_to_the_only_account_and_to_all_where_there_are_more_or_none(region, someone):
    one, two, none = employer(), employer(), employer()
    alone = someone(Role.EMPLOYER, organisation=one, email="one@example.invalid")
    for email in ("first@example.invalid", "second@example.invalid"):
        someone(Role.EMPLOYER, organisation=two, email=email)
    write(region, message(one), message(two), message(none))
    assert dict(Message.objects.values_list("organisation_id", "to_id")) == {one.pk: alone.pk, two.pk: None, none.pk: None}


# --- words


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_worded_in_both_languages(region, kind, language):
    with translation.override(language):
        words = words_of(message(kind=kind))
    text = f"{words.subject} {words.body}"
    assert words.subject and words.body
    assert "%(" not in text and "2026-" not in text
    assert bool(re.search("[а-яё]{4}", text.replace("Завод", ""))) == (language == "ru")


def test_a_message_of_a_kind_that_is_gone_still_says_which_it_was(region):
    assert words_of(message(kind="demand.forgotten")).subject == "demand.forgotten"


# --- who reads what


@pytest.fixture
def written(region):
    works, school = employer(), college()
    write(region, message(works), message(school, role=Role.COORDINATOR), message(employer()), message())
    return {"works": works, "school": school}


@pytest.mark.parametrize(("role", "seen"), [(Role.OPERATOR, 4), (Role.AUDITOR, 4)])
def test_operator_and_auditor_read_all_of_the_region(written, enter, role, seen):
    assert len(lines(enter(role))) == seen


@pytest.mark.parametrize(("role", "own"), [(Role.EMPLOYER, "works"), (Role.COORDINATOR, "school")])
def test_who_works_in_an_organisation_reads_its_own(written, enter, role, own):
    assert len(lines(enter(role, organisation=written[own]))) == 1


def test_another_employer_reads_nothing_of_it(written, enter):
    assert lines(enter(Role.EMPLOYER)) == []


@pytest.mark.parametrize("role", [Role.STUDENT, Role.UNION])
def test_for_the_others_there_is_no_outbox(enter, role):
    assert enter(role).get("/outbox/").status_code == 404


def test_a_line_leads_to_where_it_is_done(written, enter):
    page = BeautifulSoup(enter(Role.OPERATOR).get("/outbox/").content, "html.parser")
    assert {link["href"] for link in page.select("main tbody a")} == {"/needs/"}


def test_the_text_is_in_the_reader_s_language(written, enter):
    client = enter(Role.OPERATOR)
    assert "ждёт подтверждения" in lines(client)[0]
    client.cookies["django_language"] = "en"
    assert "wait for your confirmation" in lines(client)[0]


def test_an_empty_outbox_says_what_will_stand_here(enter):
    assert "Здесь будут напоминания" in enter(Role.OPERATOR).get("/outbox/").content.decode()


def test_a_long_outbox_has_pages(region, enter):
    write(region, *[message(subject_id=number) for number in range(1, 62)])
    client = enter(Role.OPERATOR)
    assert len(lines(client)) == 50
    assert "page=2" in client.get("/outbox/").content.decode()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.EMPLOYER, Role.AUDITOR])
def test_the_day_leads_to_the_outbox(enter, role):
    assert 'href="/outbox/"' in enter(role).get("/day/").content.decode()
