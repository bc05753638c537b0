"""What a check gives to take away: the papers as a document, the dates as a calendar. Without an account nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kadry.exchange.calendars import Entry, calendar_of
from kadry.exchange.documents.response import attachment, download
from kadry.people.access import anyone
from kadry.support import access, queries
from kadry.support.bridge.answering import Answers, answer, is_duty
from kadry.support.bridge.dates import Dated, dated
from kadry.support.bridge.papers import pack
from kadry.support.enums import Topic
from kadry.support.models import Plan
from kadry.support.views.check import facts_form, number_in, subject_of, topic_of
from kadry.trail.clock import now, today
from kadry.trail.middleware import mark_personal
from kadry.web.page import page, read_only

PLANS_COMPARED = 4
TONES = {"yes": "ok", "cannot_tell": "unknown", "no": "late"}
WORDS = {"yes": gettext_lazy("fits"), "cannot_tell": gettext_lazy("cannot tell"), "no": gettext_lazy("does not fit")}


@page(who=anyone, methods=("POST",))
def papers(request: HttpRequest) -> HttpResponse:
    """The pack of papers for what was checked, as DOCX or PDF."""
    with read_only():
        topic, subject, facts = _checked(request)
        document = pack(answer(facts, topic, today()), facts, subject.employer, str(topic.label))
    return download(document, "pdf" if request.POST.get("as") == "pdf" else "docx", document.title)


@page(who=anyone, methods=("POST",))
def dates(request: HttpRequest) -> HttpResponse:
    """The days of what was checked, as an iCal file."""
    with read_only():
        topic, _subject, facts = _checked(request)
        return _calendar(request, dated(answer(facts, topic, today()), key=f"{topic.value}-{_mark_of(facts)}"))


def _mark_of(facts: Mapping[str, Any]) -> str:
    """Tells one check from another in a calendar: the same answers give the same days again, other answers further ones."""
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def _checked(request: HttpRequest) -> tuple[Topic, queries.Subject, dict[str, Any]]:
    subject = subject_of(request)
    topic = topic_of(request.GET.get("topic", ""), subject)
    if topic is None:
        raise Http404
    form = facts_form(topic, data=request.POST)
    form.full_clean()
    return topic, subject, form.facts


@page(who=access.may_list_plans)
def calendar(request: HttpRequest) -> HttpResponse:
    """What falls due over all measures and plans of the user's enterprise; ``?_export=ics`` gives it to a calendar."""
    mark_personal(request)
    found = _of_plans(request, queries.plans_for(request.user))
    if request.GET.get("_export") == "ics":
        return _calendar(request, found)
    coming = [one for one in found if one.on >= today()]
    parts = {"certain": [one for one in coming if one.is_certain], "perhaps": [one for one in coming if not one.is_certain]}
    return render(request, "support/calendar.html", {**parts, "gone_by": len(found) - len(coming)})


def _of_plans(request: HttpRequest, plans: Any) -> list[Dated]:
    found = [one for plan in plans for one in _of_plan(request, plan)]
    return sorted(found, key=lambda one: (one.on, one.key))


def _of_plan(request: HttpRequest, plan: Plan) -> list[Dated]:
    known = queries.facts_of(plan, request.user)
    url = request.build_absolute_uri(reverse("support:plan", args=[plan.pk]))
    return dated(answer(known, Topic(plan.topic), today()), key=f"plan-{plan.pk}", plan=plan.title, url=url)


def _calendar(request: HttpRequest, found: list[Dated]) -> HttpResponse:
    name = _("State support")
    entries = [_entry(one, request.get_host()) for one in found]
    return attachment(calendar_of(entries, name=name, made_at=now()), "ics", name)


def _entry(one: Dated, host: str) -> Entry:
    """One day of the calendar; its name is the only one of its kind in the world, as calendars ask."""
    title = " — ".join(filter(None, (one.measure, one.plan)))
    told = ": ".join(filter(None, (one.what, one.sum)))
    text = told if one.is_certain else f"{told} {_('(not certain yet)')}"
    return Entry(uid=f"{one.key}@{host}", title=title, starts=one.on, text=text, url=one.url)


@page(who=access.may_list_plans)
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Some plans beside each other: what each measure brings to each."""
    mark_personal(request)
    chosen = [pk for text in request.GET.getlist("plan") if (pk := number_in(text)) is not None][:PLANS_COMPARED]
    plans = list(queries.plans_for(request.user).filter(pk__in=chosen))
    answers = [(plan, answer(queries.facts_of(plan, request.user), Topic(plan.topic), today())) for plan in plans]
    return render(request, "support/side_by_side.html", {"answers": answers, "columns": _columns(plans), "rows": _rows(answers)})


def _columns(plans: list[Plan]) -> list[tuple[str, str]]:
    return [("measure", _("Measure")), *((f"plan-{plan.pk}", plan.title) for plan in plans)]


def _cell(one: Any) -> dict[str, Any]:
    """The sum, which says itself whether it is certain; where there is none, the answer."""
    if one.total:
        return {"value": one.total}
    if is_duty(one) and one.verdict == "yes":
        return {"value": _("concerns you"), "tone": "info"}
    return {"value": WORDS[one.verdict], "tone": TONES[one.verdict]}


def _rows(answers: list[tuple[Plan, Answers]]) -> list[dict[str, Any]]:
    """One row a measure that fits or may fit any of the plans."""
    titles = {one.measure_id: one.title for _plan, found in answers for one in found.open}
    rows = {key: {"measure": title, "url": reverse("support:measure", args=[key])} for key, title in titles.items()}
    for plan, found in answers:
        for one in found.open + found.no:
            if one.measure_id in rows:
                rows[one.measure_id][f"plan-{plan.pk}"] = _cell(one)
    return list(rows.values())
