"""The check: what is planned, the questions, the answers. Whoever has no account may use it, and nothing of it is kept.

The answers are sent by POST so that no address, no history and no log holds them; they are read where nothing can be
written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from kadry.demand.enums import NeedKind
from kadry.people.access import anyone, is_employer, signed_in
from kadry.registry.fields import named
from kadry.support import queries
from kadry.support.access import may_plan_for
from kadry.support.bridge.answering import answer
from kadry.support.bridge.asking import asked_of
from kadry.support.enums import Topic
from kadry.support.forms import Day, FactsForm, PlanForm, QuestionForm, as_hidden
from kadry.trail.clock import today
from kadry.web.page import page, read_only

INN_DIGITS = 10  # a number as long as this is an ИНН and no key
LONGEST_NAME = 300


@page(who=anyone, methods=("GET", "POST"))
def check(request: HttpRequest) -> HttpResponse:
    """Which measures fit what is planned: the choice of a topic, then its form, then the answers."""
    subject = subject_of(request)
    topic = topic_of(request.GET.get("topic", ""), subject)
    if topic is None:
        return _topics(request, subject)
    if request.method != "POST":
        return questions(request, topic, subject, facts_form(topic, known=subject.facts))
    with read_only():
        return _unkept(_answered(request, topic, subject))


def _answered(request: HttpRequest, topic: Topic, subject: queries.Subject) -> HttpResponse:
    given = request.POST.copy()
    for name, value in as_hidden(_facts_of_hire(request)):
        given.setdefault(name, value)
    form = facts_form(topic, data=given, known=subject.facts)
    if not form.is_valid():
        return questions(request, topic, subject, form, status=400)
    if "edit" in request.POST:
        return questions(request, topic, subject, facts_form(topic, known=form.facts))
    return render(request, "support/answer.html", answer_context(request.user, topic, subject, form.facts))


def answer_context(user: Any, topic: Topic, subject: queries.Subject, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of answers shows; an employer's plan shows the same."""
    answers = answer(facts, topic, today())
    may_keep = subject.employer is not None and may_plan_for(user, subject.employer)
    return {
        "topic": topic,
        "subject": subject,
        "answers": answers,
        "next_action": f"{reverse('support:check')}?topic={topic.value}{subject.query}",
        "hidden": as_hidden(facts),
        "next_form": QuestionForm(answers.question) if answers.question else None,
        "may_keep": may_keep,
        "plan_form": PlanForm(initial={"title": topic.label}, auto_id="plan_%s") if may_keep else None,
    }


@page(who=signed_in, methods=("POST",))
def beside(request: HttpRequest) -> HttpResponse:
    """The panel other pages show beside a hire or a need: what fits so far, how much, and what to ask next."""
    with read_only():
        subject = subject_of(request, request.POST)
        topic = topic_of(request.POST.get("topic", ""), subject) or _topic_of_kind(request.POST.get("kind", ""))
        form = facts_form(topic, data=request.POST)
        form.full_clean()  # it goes by what is right, and says what is not
        answers = answer({**subject.facts, **_facts_of_hire(request), **form.facts}, topic, today())
        wrong = [form[name] for name in form.errors]
        context = {"topic": topic, "subject": subject, "answers": answers, "wrong": wrong, "carried": "student" in request.POST}
        return _unkept(render(request, "support/beside.html", context))


def _facts_of_hire(request: HttpRequest) -> dict[str, Any]:
    """What the form of a hire says under names of its own."""
    given = request.POST
    return queries.facts_of_hire(request.user, number_in(given.get("student")), _day(given.get("hired_on")))


def subject_of(request: HttpRequest, given: Any = None) -> queries.Subject:
    """Whose plan it is: an employer's account plans for its own enterprise."""
    given = request.GET if given is None else given
    own = request.user.organisation_id if is_employer(request.user) else None
    return queries.subject_for(request.user, own or _employer_in(given.get("employer", "")), number_in(given.get("need")))


def _employer_in(text: str) -> int | None:
    """By its key, as a link or a list gives it, or as somebody types it; what fits nobody or several is nobody yet."""
    if text.isdecimal() and len(text) < INN_DIGITS:
        return int(text)
    try:
        return named(text, queries.employers()).pk if 0 < len(text) <= LONGEST_NAME else None
    except ValidationError:
        return None


def topic_of(name: str, subject: queries.Subject) -> Topic | None:
    """The topic asked for, else that of the need."""
    if name in Topic.values:
        return Topic(name)
    return queries.topic_of(subject.need) if subject.need else None


def facts_form(topic: Topic, *, data: Any = None, known: Mapping[str, Any] | None = None) -> FactsForm:
    return FactsForm(data, asked=asked_of(topic, today()), known=known)


def _topic_of_kind(kind: str) -> Topic:
    return Topic.HIRE if kind in ("", NeedKind.HIRE) else Topic.CONTRACT


def _topics(request: HttpRequest, subject: queries.Subject) -> HttpResponse:
    if request.method == "POST":
        return redirect("support:check")
    text = request.GET.get("q", "").strip()
    context = {"subject": subject, "topics": list(Topic), "text": text, "found": queries.employers_like(text)}
    return render(request, "support/topics.html", {**context, "may_choose": not is_employer(request.user)})


def questions(
    request: HttpRequest, topic: Topic, subject: queries.Subject, form: FactsForm, *, status: int = 200
) -> HttpResponse:
    """The form of a topic, with what is known or was typed."""
    context = {"topic": topic, "subject": subject, "form": form}
    return render(request, "support/check.html", context, status=status)


def _unkept(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store"
    return response


def number_in(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _day(text: str | None) -> date | None:
    try:
        return Day(required=False).clean(text)
    except ValidationError:
        return None
