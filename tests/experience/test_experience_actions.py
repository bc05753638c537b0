"""What can be done to a case, its results and the requests for its contact: by whom, from which state, with which event."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from kadry.experience import access, actions
from kadry.experience.checking import holds_contact, joined, without_contacts
from kadry.experience.enums import TRANSITIONS, CaseState, PartnerPart, RequestState
from kadry.experience.models import Case, ContactRequest, Cost, Partner, Result
from kadry.experience.results import freezes
from kadry.people.access import visible_messages
from kadry.people.messages import words_of
from kadry.people.models import Message
from kadry.reference.models import Industry
from kadry.trail.action import Forbidden
from kadry.trail.figures import SENSELESS, Scope
from kadry.trail.models import Event, FrozenFigure
from tests.factories import case, college, employer, need, programme, signed, town

ASKED = "demand.asked"


def texts(**fields):
    return {
        "title_ru": "Завод и колледж: мастерская",
        "summary_ru": "Открыли мастерскую.",
        "forms": "practice,classroom",
        "industry": Industry.objects.first(),
        "municipality": town(),
        "begins": date(2025, 9, 1),
    } | fields


def tell(region, owner=None, **fields) -> Case:
    beside = {name: fields.pop(name) for name in ("partners", "programmes", "costs") if name in fields}
    by = fields.pop("by", None)
    return actions.case_propose(
        owner=owner or college(), region=region, **{"partners": []} | beside, **texts(**fields), **signed(by)
    )


# --- what the tables refuse


@pytest.mark.parametrize(
    "fields",
    [{"begins": date(2025, 9, 1), "ends": date(2025, 8, 31)}, {"title_ru": "Один", "region_id": None}],
    ids=["ends before it begins", "of no region"],
)
def test_a_case_that_contradicts_itself_cannot_be_stored(region, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        case(**fields)


@pytest.mark.parametrize("fields", [{"told": 1.0}, {"told_on": date(2025, 1, 1)}])
def test_what_was_told_has_its_day(region, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.create(case=case(), figure=ASKED, scope="region=50", what_ru="Спрос", **fields)


@pytest.mark.parametrize("fields", [{"state": "answered"}, {"reply": "звоните"}, {"state": "refused", "reply": "нет"}])
def test_a_request_is_answered_whole_or_not(cast, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactRequest.objects.create(case=case(), by=cast["employer"], why="Как?", asked_at=signed()["at"], **fields)


# --- telling


def test_a_told_case_waits_for_the_operator_with_its_owner_among_the_partners(region):
    works, school = employer(), college()
    made = tell(
        region, school, partners=[works, school], programmes=[programme(), programme()],
        costs={("employers", True): 5_000_000, ("college", False): 0},
    )  # fmt: skip
    assert made.state == CaseState.DRAFT
    assert [(one.organisation, one.part) for one in made.partners.order_by("id")] == [
        (school, PartnerPart.COLLEGE),
        (works, PartnerPart.ENTERPRISE),
    ]
    assert [one.programme.code for one in made.case_programmes.all()] == ["15.01.32"]
    assert [(one.source, one.in_kind, one.roubles) for one in made.costs.all()] == [("employers", True, 5_000_000)]
    assert ":мастерская " in made.lemmas
    told = Event.objects.first()
    assert (told.name, told.subject_id, told.data) == ("experience.case_propose", made.pk, {"owner": school.pk, "partners": 2})


WRONG = {
    "a telephone in the title": {"title_ru": "Звоните 8 (495) 123-45-67"},
    "a telephone in the text": {"summary_ru": "Начальник цеха: +7 903 123 45 67."},
    "an e-mail": {"summary_en": "Write to boss@factory.example today"},
    "a telephone in the source": {"source": "Заводская газета, +7 (495) 123-45-67"},
    "no form": {"forms": ""},
    "an unknown form": {"forms": "dance"},
    "forms out of order": {"forms": "mentors,practice"},
    "ends before it begins": {"ends": date(2025, 1, 1)},
    "no title": {"title_ru": ""},
}


@pytest.mark.parametrize("why", WRONG)
def test_a_case_that_may_not_be_told_like_this_is_not_told(region, why):
    with pytest.raises(ValidationError):
        tell(region, **WRONG[why])
    assert not Case.objects.exists() and not Partner.objects.exists()


def test_two_cases_of_one_title_say_to_call_it_otherwise(region):
    tell(region)
    with pytest.raises(ValidationError):
        tell(region)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("+7 (495) 123-45-67", True),
        ("8-903-123-45-67", True),
        ("8 495 123 45 67", True),
        ("89031234567", True),
        ("тел. (49640) 2-34-56", True),
        ("ivanov@zavod.example", True),
        ("8 148 590 рублей", False),
        ("18 000 000 ₽ и 26 339 000 ₽", False),
        ("с 2023 по 2025 год, программа 15.01.32", False),
        ("(2024) 15.01.32 и 15.02.16", False),
        ("20 октября 2025 года, 50 предприятий", False),
        ("ИНН 0010000000, ОГРН 1150010000009", False),
        ("", False),
    ],
)
def test_a_telephone_and_an_e_mail_are_told_from_other_numbers(text, holds):
    assert holds_contact(text) is holds
    if holds:
        with pytest.raises(ValidationError):
            without_contacts(text)


def test_forms_are_kept_each_once_in_one_order():
    assert joined(["target", "practice", "target", "dance"]) == "practice,target"


def test_a_changed_case_is_told_anew_whole(region):
    made = tell(region, partners=[employer()], programmes=[programme()], costs={("employers", False): 7})
    works = employer()
    actions.case_change(
        case=made, partners=[works], programmes=[programme("15.02.16")], costs={("region", True): 9},
        **texts(title_ru="Новая мастерская"), **signed(),
    )  # fmt: skip
    made = Case.objects.get()
    assert {one.organisation for one in made.partners.all()} == {made.owner, works}
    assert [one.code for one in made.programmes.all()] == ["15.02.16"]
    assert [(one.source, one.roubles) for one in Cost.objects.all()] == [("region", 9)]
    assert ":новый " in made.lemmas
    assert Event.objects.first().data == {"changed": ["title_ru"]}


def test_a_change_that_began_before_the_publication_does_not_take_it_back(region):
    made = tell(region)
    seen_before = Case.objects.get()
    actions.case_publish(case=made, **signed())
    actions.case_change(case=seen_before, partners=[], programmes=[], costs={}, **texts(), **signed())
    assert Case.objects.get().state == CaseState.PUBLISHED


# --- states

MOVES = {"published": actions.case_publish, "withdrawn": actions.case_withdraw}


@pytest.mark.parametrize("to", MOVES)
@pytest.mark.parametrize("state", CaseState.values)
def test_a_case_moves_only_along_the_table(region, state, to):
    one = case(state=state)
    if to in TRANSITIONS[CaseState(state)]:
        assert MOVES[to](case=one, **signed()).state == to == Case.objects.get().state
        return
    with pytest.raises(actions.WrongState, match="cannot become"):
        MOVES[to](case=one, **signed())
    assert Case.objects.get().state == state


@pytest.mark.parametrize("where", ["title_ru", "summary_ru", "source"])
def test_a_text_with_a_telephone_is_not_published_however_it_came_in(region, where):
    one = case(state="draft", **{where: "Звоните 8 (495) 123-45-67"})
    with pytest.raises(ValidationError):
        actions.case_publish(case=one, **signed())
    assert Case.objects.get().state == CaseState.DRAFT


# --- who sees, who writes

STATES_SEEN = {
    "operator": {"draft", "published", "withdrawn"},
    "auditor": {"draft", "published", "withdrawn"},
    "system": {"draft", "published", "withdrawn"},
    "employer": {"draft", "published", "withdrawn"},
    "coordinator": {"draft", "published", "withdrawn"},
    "another employer": {"published"},
    "student": {"published"},
    "chair": {"published"},
    "union": {"published"},
    "stranger": {"published"},
}


@pytest.mark.parametrize("who", STATES_SEEN)
def test_what_is_not_published_is_seen_by_partners_operator_and_auditor(cast, who):
    works, school = cast["employer"].seat.organisation, cast["coordinator"].seat.organisation
    cases = [case(works, owner=school, state=state) for state in CaseState.values]
    seen = access.visible_cases(cast[who], Case.objects.all())
    assert {one.state for one in seen} == STATES_SEEN[who]
    for one in cases:
        if one.state in STATES_SEEN[who]:
            assert access.get_case_for(cast[who], one.pk) == one
        else:
            with pytest.raises(Http404):
                access.get_case_for(cast[who], one.pk)


@pytest.mark.parametrize(
    ("state", "who", "may"),
    [
        ("draft", "coordinator", True),
        ("draft", "employer", True),
        ("draft", "another employer", False),
        ("draft", "auditor", False),
        ("withdrawn", "employer", True),
        ("published", "employer", False),
        ("published", "coordinator", False),
        ("published", "operator", True),
    ],
)
def test_a_partner_changes_what_is_not_published_and_the_operator_anything(cast, state, who, may):
    works, school = cast["employer"].seat.organisation, cast["coordinator"].seat.organisation
    one = case(works, owner=school, state=state)
    assert bool(access.may_change_case(cast[who], one)) is may


def test_a_partner_who_does_not_tell_it_neither_withdraws_it_nor_answers_for_it(cast):
    works, school = cast["employer"].seat.organisation, cast["coordinator"].seat.organisation
    one = case(works, owner=school)
    asked = actions.contact_ask(case=one, why="Как?", **signed(cast["student"]))
    assert access.may_withdraw_case(cast["coordinator"], one) and not access.may_withdraw_case(cast["employer"], one)
    assert access.may_answer_contact(cast["coordinator"], asked) and not access.may_answer_contact(cast["employer"], asked)


def test_nobody_tells_the_case_of_another_organisation(region, cast):
    with pytest.raises(Forbidden):
        tell(region, employer(), by=cast["employer"])
    assert tell(region, cast["employer"].seat.organisation, by=cast["employer"]).pk


def test_a_case_of_another_region_is_not_found(region, someone):
    elsewhere = type(region).objects.create(code="99", name_ru="Другая", name_en="Another")
    one = case(region=elsewhere)
    with pytest.raises(Http404):
        access.get_case_for(someone("operator"), one.pk)


# --- results


def test_a_result_is_kept_as_it_stands_when_it_is_named(region):
    need(people=12)
    one = case()
    made = actions.result_add(case=one, figure=ASKED, scope=Scope.of(region="50"), what_ru="Спрос", **signed(ground="call"))
    kept = FrozenFigure.objects.get()
    assert (made.scope, kept.key, kept.scope, kept.value, kept.ground) == ("region=50", ASKED, "region=50", 12, "call")
    assert [event.name for event in Event.objects.all()[:2]] == ["experience.result_add", "trail.figure_freeze"]


def test_the_history_of_a_result_is_what_was_kept(region):
    one = case()
    asked = need(people=12)
    made = actions.result_add(case=one, figure=ASKED, scope=Scope.of(region="50"), what_ru="Спрос", **signed())
    asked.people = 20
    asked.save()
    actions.result_freeze(result=made, **signed())
    assert [one.value for one in freezes(made)] == [12, 20]
    actions.result_remove(result=made, **signed())
    assert not Result.objects.exists()
    assert FrozenFigure.objects.count() == 2, "what was kept stays kept"


def test_one_figure_of_one_scope_is_named_once(region):
    need()
    one = case()
    for scope in (Scope.of(region="50"), Scope.of(region="50", year=2029)):
        actions.result_add(case=one, figure=ASKED, scope=scope, what_ru="Спрос", **signed())
    with pytest.raises(ValidationError):
        actions.result_add(case=one, figure=ASKED, scope=Scope.of(region="50"), what_ru="Спрос", **signed())
    assert Result.objects.count() == 2


@pytest.mark.parametrize("figure", ["demand.nothing", "training.students"])
def test_a_figure_nobody_counts_or_not_of_that_is_not_named(region, figure):
    with pytest.raises(SENSELESS):
        actions.result_add(case=case(), figure=figure, scope=Scope.of(region="50", employer=1), what_ru="?", **signed())
    assert not Result.objects.exists() and not FrozenFigure.objects.exists()


# --- the contact


@pytest.mark.parametrize(("agreed", "state"), [(True, RequestState.ANSWERED), (False, RequestState.REFUSED)])
def test_a_request_is_answered_once(cast, agreed, state):
    one = case(owner=cast["employer"].seat.organisation)
    asked = actions.contact_ask(case=one, why="Как вы это сделали?", **signed(cast["coordinator"]))
    assert asked.organisation == cast["coordinator"].seat.organisation
    answered = actions.contact_answer(request=asked, agreed=agreed, reply="Отдел кадров", **signed(cast["employer"]))
    assert (answered.state, answered.reply) == (state, "Отдел кадров")
    with pytest.raises(actions.WrongState):
        actions.contact_answer(request=asked, agreed=agreed, reply="Ещё раз", **signed(cast["employer"]))
    assert ContactRequest.objects.get().reply == "Отдел кадров"


def test_neither_question_nor_answer_stands_in_an_event(cast):
    one = case(owner=cast["employer"].seat.organisation)
    asked = actions.contact_ask(case=one, why="Вопрос Иванова", **signed(cast["student"]))
    actions.contact_answer(request=asked, agreed=True, reply="8 (495) 123-45-67, Пётр", **signed(cast["employer"]))
    written = " ".join(f"{event.data} {event.ground}" for event in Event.objects.all())
    assert "Иванов" not in written and "Пётр" not in written and "123" not in written


def test_a_second_question_waits_for_the_answer_to_the_first(cast):
    one = case(owner=cast["employer"].seat.organisation)
    asked = actions.contact_ask(case=one, why="Первый", **signed(cast["student"]))
    with pytest.raises(ValidationError):
        actions.contact_ask(case=one, why="Второй", **signed(cast["student"]))
    actions.contact_answer(request=asked, agreed=False, reply="Отпуск", **signed(cast["employer"]))
    assert actions.contact_ask(case=one, why="Второй", **signed(cast["student"])).pk


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_nobody_is_asked_for_what_is_not_published(cast, state):
    one = case(owner=cast["employer"].seat.organisation, state=state)
    with pytest.raises(Forbidden):
        actions.contact_ask(case=one, why="Как?", **signed(cast["coordinator"]))


def _told(kind: str) -> list[tuple[str, int | None, str]]:
    return list(Message.objects.filter(kind=kind).values_list("role", "organisation_id", "link"))


def test_those_asked_and_who_asked_are_written_to(cast):
    one = case(owner=cast["employer"].seat.organisation)
    asked = actions.contact_ask(case=one, why="Вопрос Иванова", **signed(cast["coordinator"]))
    assert _told("experience.contact_asked") == [("employer", one.owner_id, "/experience/contacts/")]
    assert visible_messages(cast["employer"], Message.objects.all()).exists()
    assert not visible_messages(cast["another employer"], Message.objects.all()).exists()
    actions.contact_answer(request=asked, agreed=False, reply="8 (495) 123-45-67", **signed(cast["employer"]))
    school = cast["coordinator"].organisation_id
    assert _told("experience.contact_answered") == [("coordinator", school, f"/experience/{one.pk}/")]
    for message in Message.objects.all():
        words = words_of(message)
        assert "%" not in f"{words.subject}{words.body}" and words.subject != message.kind
        assert "Иванов" not in str(message.data) and "123" not in str(message.data)


def test_of_those_without_an_account_the_operator_is_told_and_who_has_no_outbox_is_not_written_to(cast):
    asked = actions.contact_ask(case=case(owner=college()), why="Как?", **signed(cast["student"]))
    assert _told("experience.contact_asked_by_telephone") == [("operator", None, "/experience/contacts/")]
    actions.contact_answer(request=asked, agreed=True, reply="Отдел кадров", **signed(cast["operator"]))
    assert not _told("experience.contact_answered")


REQUESTS_SEEN = {
    "operator": 3,
    "system": 3,
    "employer": 2,  # the owner: two for its case
    "coordinator": 2,  # a partner of the same case, and it asked nothing
    "another employer": 0,
    "student": 1,
    "chair": 1,
    "union": 1,
    "auditor": 0,
    "stranger": 0,
}


@pytest.mark.parametrize("who", REQUESTS_SEEN)
def test_a_request_is_seen_by_the_asker_the_partners_and_the_operator(cast, who):
    works, school = cast["employer"].seat.organisation, cast["coordinator"].seat.organisation
    one, other = case(school, owner=works), case()
    for asked, by in ((one, "student"), (one, "chair"), (other, "union")):
        actions.contact_ask(case=asked, why="Как?", **signed(cast[by]))
    assert access.visible_requests(cast[who], ContactRequest.objects.all()).count() == REQUESTS_SEEN[who]


# --- what happened since somebody looked


def test_a_partner_does_not_change_what_was_published_meanwhile(client, someone, monkeypatch):
    """It is published between the question whether the partner may and the lock: the question is asked again."""
    school = college()
    one = case(owner=school, state="draft", title_ru="Прежнее")
    partner = someone("coordinator", organisation=school)
    look_again = Case.refresh_from_db

    def published_meanwhile(self, *args, **kwargs):
        Case.objects.filter(pk=self.pk).update(state=CaseState.PUBLISHED)
        look_again(self, *args, **kwargs)

    monkeypatch.setattr(Case, "refresh_from_db", published_meanwhile)
    with pytest.raises(Forbidden):
        actions.case_change(case=one, partners=[], programmes=[], costs={}, title_ru="Новое", **signed(partner))
    Case.objects.update(state=CaseState.DRAFT)
    client.force_login(partner)
    sent = {"owner": school.pk, "title_ru": "Новое", "summary_ru": "Текст", "forms": ["practice"], "ground": "звонок"}
    sent |= {"partners": school.name, "industry": one.industry_id, "municipality": one.municipality_id}
    answer = client.post(f"/experience/{one.pk}/change/", sent)
    assert (answer.status_code, "Новое" in answer.content.decode()) == (400, True), "what was typed is kept on the form"
    assert Case.objects.get().title_ru == "Прежнее"
